// Top specialisations and trends of one statistical series.
"use strict";
(() => {
  const { load, number, bounds, persons, certainty, ranked, element, row } = Series;
  const { unranked, statuses, series: summaries } = JSON.parse(document.getElementById("statistics-data").textContent);
  const control = (id) => document.getElementById(id);
  const MOST = 15;
  let series = null;

  function fill(select, options, keep = true) {
    const before = select.value;
    select.replaceChildren(...options.map(([value, text]) => new Option(text, value)));
    if (keep && options.some(([value]) => String(value) === before)) select.value = before;
  }

  const industries = () => series.industries.filter((one) => !unranked.includes(one.code));
  const regions = () => series.regions.filter((one) => !one.is_reference);

  function fillChoices() {
    const byRegion = control("top-by").value === "region";
    document.querySelector("label[for=top-what]").textContent = byRegion ? "Region" : "Industry";
    fill(control("top-what"), (byRegion ? regions() : industries()).map((one) => [one.code, byRegion ? one.name : `${one.code} ${one.name}`]));
    const years = [...series.years].reverse();
    fill(control("top-year"), years.map((year) => [year, year]));
    fill(control("trend-industry"), series.industries.map((one) => [one.code, `${one.code} ${one.name}`]));
    fill(control("trend-region"), series.regions.map((one) => [one.code, one.name]));
    fill(control("trend-other"), [["", "nothing"], ...series.regions.map((one) => [one.code, one.name])]);
  }

  function showTop() {
    const byRegion = control("top-by").value === "region";
    const what = control("top-what").value;
    const year = control("top-year").value;
    const all = ranked((byRegion ? industries() : regions()).map((one) => ({
      name: one.name,
      label: one.name,
      cell: byRegion ? series.cell(one.code, what, year) : series.cell(what, one.code, year),
    })));
    const hidden = (byRegion ? industries() : regions()).map((one) => ({
      name: one.name, cell: byRegion ? series.cell(one.code, what, year) : series.cell(what, one.code, year),
    })).filter((one) => Series.isHidden(one.cell));
    Charts.draw(control("top-chart"), all.slice(0, MOST).map(({ name, label, cell }) => ({
      name, label, quotient: cell.quotient, lower: cell.lower, upper: cell.upper, persons: cell.persons,
    })));
    const share = (value) => value === null ? "" : `${number(100 * value, 1)} %`;
    control("top-table").tBodies[0].replaceChildren(...[...all, ...hidden].map(({ name, cell }) => row([
      name, cell.quotient === null ? "suppressed" : number(cell.quotient, 2), bounds(cell), certainty(cell),
      persons(cell), share(cell.focusShare), share(cell.sizeShare),
    ], [1, 2, 4, 5, 6])));
  }

  function trendRows(region, measure) {
    const code = control("trend-industry").value;
    const name = series.regions.find((one) => one.code === region).name;
    const cells = series.years.map((year) => [year, series.cell(code, region, year)]).filter(([, cell]) => cell);
    const first = cells.find(([, cell]) => cell.persons);
    return cells.map(([year, cell]) => ({
      region: name,
      year,
      cell,
      value: measure === "quotient" ? cell.quotient :
        measure === "index" ? (first && cell.persons !== null ? 100 * cell.persons / first[1].persons : null) : cell.persons,
      note: cell.status === "A" ? "" : statuses[cell.status] || cell.status,
      is_break: cell.isBreak,
    }));
  }

  function showTrend() {
    const measure = control("trend-measure").value;
    const chosen = [control("trend-region").value, control("trend-other").value];
    const held = [...new Set(chosen.filter(Boolean))].map((region) => trendRows(region, measure));
    Charts.draw(control("trend-chart"), held.flat().map(({ cell, ...rest }) => rest));
    const head = element("tr");
    head.append(element("th", "Year", { scope: "col" }));
    for (const rows of held) {
      head.append(element("th", rows.length ? rows[0].region : "", { scope: "col", class: "n" }));
      head.append(element("th", "Note", { scope: "col" }));
    }
    control("trend-table").tHead.replaceChildren(head);
    const shown = (one) => {
      if (one.value === null) return measure === "quotient" ? bounds(one.cell) : measure === "persons" ? persons(one.cell) : "";
      return number(one.value, measure === "quotient" ? 2 : measure === "index" ? 1 : 0);
    };
    control("trend-table").tBodies[0].replaceChildren(...series.years.map((year) => {
      const values = [String(year)];
      for (const rows of held) {
        const one = rows.find((candidate) => candidate.year === year);
        values.push(one ? shown(one) : "", one ? one.note : "");
      }
      return row(values, [1, 3]);
    }));
  }

  // Begin with what the first region is most specialised in: a line worth looking at.
  function suggest() {
    control("trend-region").value = regions()[0].code;
    const best = control("top-by").value === "region" &&
      ranked(industries().map((one) => ({ code: one.code, cell: series.cell(one.code, control("top-what").value, control("top-year").value) })))[0];
    if (!best) return;
    control("trend-industry").value = best.code;
    control("trend-region").value = control("top-what").value;
  }

  async function choose() {
    series = await load(control("series").value);
    const about = summaries.find((one) => one.id === series.id);
    const title = element("span", about.title, { lang: about.title_language });
    control("series-about").replaceChildren(title, `. ${about.publisher}. Base: ${about.base}, reference area ${about.reference_area}. ${about.note || ""}`);
    fillChoices();
    suggest();
    showTop();
    showTrend();
  }

  control("series").addEventListener("change", choose);
  control("top-by").addEventListener("change", () => { fillChoices(); showTop(); });
  for (const id of ["top-what", "top-year"]) control(id).addEventListener("change", showTop);
  for (const id of ["trend-industry", "trend-region", "trend-other", "trend-measure"]) control(id).addEventListener("change", showTrend);
  choose();
})();
