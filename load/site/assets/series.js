// Statistical series: loaded when chosen.
"use strict";
const Series = (() => {
  const { number, read } = Page;

  const load = async (id) => wrap(await read(id));

  function wrap(data) {
    const industries = new Map(data.industries.map((one, index) => [one.code, index]));
    const regions = new Map(data.regions.map((one, index) => [one.code, index]));
    const years = new Map(data.years.map((one, index) => [one, index]));
    const breaks = new Set(data.breaks);
    function cell(industry, region, year) {
      const place = [industries.get(industry), regions.get(region), years.get(Number(year))];
      if (place.includes(undefined)) return null;
      const at = (place[0] * data.regions.length + place[1]) * data.years.length + place[2];
      if (data.status[at] === " ") return null;
      return {
        persons: data.persons[at],
        personsBounds: data.persons_bounds[at] || null,
        quotient: data.quotient[at],
        lower: data.lower[at],
        upper: data.upper[at],
        sizeShare: data.size_share?.[at],
        focusShare: data.focus_share?.[at],
        status: data.status[at],
        isBreak: breaks.has(at),
      };
    }
    return { ...data, cell };
  }

  const bounds = (cell) => cell.lower === null ? "" :
    `${number(cell.lower, 2)} to ${cell.upper === null ? "?" : number(cell.upper, 2)}`;
  const persons = (cell) => cell.persons !== null ? number(cell.persons) :
    cell.personsBounds ? `${number(cell.personsBounds[0])} to ${number(cell.personsBounds[1])}` : "";
  // Certain only where even the bound says so.
  const certainty = (cell) => cell.lower !== null && cell.lower > 1 ? "yes" :
    cell.upper !== null && cell.upper <= 1 ? "no" : cell.lower === null ? "" : "open";
  const isHidden = (cell) => cell !== null && cell.quotient === null && cell.upper !== null;

  function ranked(cells) {
    return cells.filter((row) => row.cell && row.cell.quotient !== null)
      .sort((a, b) => b.cell.quotient - a.cell.quotient || (b.cell.persons || 0) - (a.cell.persons || 0));
  }

  return { load, bounds, persons, certainty, isHidden, ranked };
})();
