// Statistical series: loaded when chosen, by a script element since files cannot be fetched.
"use strict";
const Series = (() => {
  const loading = new Map();

  function load(id) {
    if (!loading.has(id)) {
      const held = window.siteData && window.siteData[id];
      loading.set(id, held ? Promise.resolve(wrap(held)) : new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = `data/${id}.js`;
        script.onload = () => resolve(wrap(window.siteData[id]));
        script.onerror = () => reject(new Error(`no data for ${id}`));
        document.head.append(script);
      }));
    }
    return loading.get(id);
  }

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
        sizeShare: data.size_share[at],
        focusShare: data.focus_share[at],
        status: data.status[at],
        isBreak: breaks.has(at),
      };
    }
    return { ...data, cell };
  }

  // Thin spaces between thousands, as in the rest of the site.
  // A formatter is dear to make and cheap to use.
  const formats = new Map();
  const formatOf = (digits) => {
    if (!formats.has(digits)) formats.set(digits, new Intl.NumberFormat("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits }));
    return formats.get(digits);
  };
  const number = (value, digits = 0) => value === null || value === undefined ? "" : formatOf(digits).format(value).replaceAll(",", "\u202f");
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

  function element(tag, content = "", attributes = {}) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    if (content instanceof Node) made.append(content);
    else made.textContent = content;
    return made;
  }

  function row(values, numeric = []) {
    const made = document.createElement("tr");
    values.forEach((value, index) => made.append(
      element(index ? "td" : "th", value, index ? (numeric.includes(index) ? { class: "n" } : {}) : { scope: "row" })));
    return made;
  }

  return { load, number, bounds, persons, certainty, isHidden, ranked, element, row };
})();
