// Top specialisations and trends of one statistical series.
"use strict";
(() => {
  const { load, bounds, persons, certainty, ranked } = Series;
  const { number, element, row, heads } = Page;
  const { unranked, statuses, series: summaries } = JSON.parse(document.getElementById("statistics-data").textContent);
  const control = (id) => document.getElementById(id);
  const MOST = 15;
  let series = null;
  const quoted = (text) => `'${String(text).replaceAll("'", "''")}'`;
  const chosen = (id) => control(id).selectedOptions[0].textContent;

  // What a chart says of its series: where it comes from, and the rows to ask for.
  const about = () => summaries.find((one) => one.id === series.id);
  const source = () => `Source: ${about().attribution.replace(/^Source: /, "")}; table ${about().stat_table_id}, ${about().basis.replaceAll("_", " ")}.`;
  const same = () => `stat_table_id = ${quoted(about().stat_table_id)} AND basis = ${quoted(about().basis)}`;

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
    const cells = (byRegion ? industries() : regions()).map((one) => ({
      code: one.code,
      name: one.name,
      cell: byRegion ? series.cell(one.code, what, year) : series.cell(what, one.code, year),
    }));
    const all = ranked(cells);
    const hidden = cells.filter((one) => Series.isHidden(one.cell));
    const code = byRegion ? "industry" : "region";
    Charts.draw(control("top-chart"), {
      kind: "bars",
      title: `${chosen("top-what")}: ${byRegion ? "industries" : "regions"} by location quotient, ${year}`,
      source: source(),
      file: `location quotients ${series.id} ${what} ${year}`,
      unit: "Location quotient",
      even: 1,
      rows: all.slice(0, MOST).map(({ name, cell }) => ({
        label: name, value: cell.quotient, lower: cell.lower, upper: cell.upper,
        hint: `${name}: ${number(cell.quotient, 2)} (${bounds(cell)}), ${persons(cell)} persons`,
      })),
      columns: [`${code}_code`, `${code}_name`, "year", "location_quotient", "lq_lower", "lq_upper", "persons", "focus_share", "size_share"],
      table: [...all, ...hidden].map(({ code: id, name, cell }) => [id, name, year, cell.quotient, cell.lower, cell.upper, cell.persons, cell.focusShare, cell.sizeShare]),
      query: `SELECT ${code}_name, location_quotient, lq_lower, lq_upper, persons, focus_share, size_share\nFROM specialisation_named\nWHERE ${same()}\n  AND region_level ${byRegion ? `<> 'country' AND region_code = ${quoted(what)} AND industry_code NOT IN (${unranked.map(quoted).join(", ")})` : `= ${quoted(about().level)} AND industry_code = ${quoted(what)}`} AND year = ${year}\nORDER BY location_quotient DESC NULLS LAST`,
    });
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
    const codes = [...new Set([control("trend-region").value, control("trend-other").value].filter(Boolean))];
    const held = codes.map((region) => trendRows(region, measure));
    const digits = measure === "quotient" ? 2 : measure === "index" ? 1 : 0;
    const industry = control("trend-industry").value;
    Charts.draw(control("trend-chart"), {
      kind: "years",
      joined: true,
      title: `${chosen("trend-industry")}: ${chosen("trend-measure").toLowerCase()}, ${series.years[0]} to ${series.years.at(-1)}`,
      source: source(),
      file: `${measure} ${series.id} ${industry} ${codes.join(" ")}`,
      unit: chosen("trend-measure"),
      rows: held.flat().map((one) => ({
        series: one.region, year: one.year, value: one.value, isBreak: one.is_break,
        hint: `${one.region} ${one.year}: ${number(one.value, digits)} ${one.note}`.trim(),
      })),
      columns: ["region_code", "region_name", "industry_code", "year", measure, "is_break", "note"],
      table: held.flatMap((rows, at) => rows.map((one) => [codes[at], one.region, industry, one.year, one.value, one.is_break, one.note])),
      query: measure === "quotient"
        ? `SELECT year, region_name, location_quotient, lq_lower, lq_upper\nFROM specialisation_named\nWHERE ${same()}\n  AND industry_code = ${quoted(industry)} AND region_code IN (${codes.map(quoted).join(", ")})\nORDER BY year DESC, region_name`
        : `SELECT year, region_code, persons, persons_lower, persons_upper, obs_status, is_break\nFROM employment\nWHERE ${same()}\n  AND industry_code = ${quoted(industry)} AND region_code IN (${codes.map(quoted).join(", ")})\nORDER BY year DESC, region_code`,
    });
    const titles = held.flatMap((rows) => [rows.length ? rows[0].region : "", "Note"]);
    control("trend-table").tHead.replaceChildren(heads(["Year", ...titles], [1, 3]));
    const shown = (one) => {
      if (one.value === null) return measure === "quotient" ? bounds(one.cell) : measure === "persons" ? persons(one.cell) : "";
      return number(one.value, digits);
    };
    control("trend-table").tBodies[0].replaceChildren(...[...series.years].reverse().map((year) => {
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
    const { title, title_language: lang, publisher, base, reference_area: area, note } = about();
    control("series-about").replaceChildren(element("span", title, { lang }), `. ${publisher}.`);
    control("series-more").textContent = `Shares are of all activities (${base}), compared with ${area}. ${note || ""}`;
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
