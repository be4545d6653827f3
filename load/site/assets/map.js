// The map: colours regions by location quotient, moves by arrow keys, opens a region.
"use strict";
(() => {
  const { load, number, bounds, persons, isHidden, ranked, element, row } = Series;
  const atlas = JSON.parse(document.getElementById("atlas-data").textContent);
  const shapes = [...document.querySelectorAll(".region")];
  const tableRows = new Map([...document.querySelectorAll("#region-table tbody tr")].map((one) => [one.dataset.code, one]));
  const control = (id) => document.getElementById(id);
  const selects = [...document.querySelectorAll("select.series")];
  let current = new Map();
  let chosen = null;

  const CLASSES = [[0.5, "q0"], [0.8, "q1"], [1.25, "q2"], [2, "q3"], [Infinity, "q4"]];

  function look(cell) {
    if (cell === null || (cell.quotient === null && !isHidden(cell))) return "none";
    if (isHidden(cell)) return "hidden";
    return CLASSES.find(([limit]) => cell.quotient < limit)[1] + (cell.olderYear ? " older" : "");
  }

  function words(cell) {
    if (cell === null || (cell.quotient === null && !isHidden(cell))) return "no figure";
    const when = cell.olderYear ? `in ${cell.olderYear}, the last year known: ` : "";
    if (isHidden(cell)) return `${when}suppressed, location quotient between ${bounds(cell).replace("to", "and")}`;
    return `${when}location quotient ${number(cell.quotient, 2)}, bounds ${bounds(cell)}, ${persons(cell)} persons`;
  }

  const isKnown = (cell) => cell !== null && (cell.quotient !== null || isHidden(cell));

  // The figure of the year; if there is none, the last one before it, marked with its year.
  const cellOf = (code) => {
    const series = current.get(atlas.regions[code].country_code);
    if (!series) return null;
    const year = Number(control("year").value);
    const at = (one) => series.cell(control("industry").value, code, one);
    if (isKnown(at(year))) return at(year);
    const last = series.years.filter((one) => one < year && isKnown(at(one))).pop();
    return last === undefined ? at(year) : { ...at(last), olderYear: last };
  };

  async function paint() {
    const year = control("year").value;
    control("year-shown").textContent = year;
    const loaded = await Promise.all(selects.map(async (one) => [one.dataset.country, await load(one.value)]));
    current = new Map(loaded);
    let known = 0;
    const older = new Set();
    for (const shape of shapes) {
      const code = shape.dataset.code;
      const region = atlas.regions[code];
      const cell = cellOf(code);
      if (isKnown(cell) && !cell.olderYear) known += 1;
      if (cell && cell.olderYear) older.add(`${region.country} ${cell.olderYear}`);
      shape.setAttribute("class", `region ${look(cell)}`);
      const text = `${region.name}, ${region.country}: ${words(cell)}; ${region.going} clusters`;
      shape.setAttribute("aria-label", text);
      shape.querySelector("title").textContent = text;
      const line = tableRows.get(code);
      line.querySelector(".q").textContent = cell ? (isHidden(cell) ? "suppressed" : number(cell.quotient, 2)) : "";
      line.querySelector(".b").textContent = cell ? bounds(cell) : "";
      line.querySelector(".p").textContent = cell ? persons(cell) : "";
    }
    const without = [...current].filter(([, series]) => !series.years.includes(Number(year)) ||
      !series.industries.some((one) => one.code === control("industry").value))
      .map(([, series]) => series.country);
    control("map-status").textContent = `Figures for ${known} of ${shapes.length} regions in ${year}.` +
      (older.size ? ` Paler, with broken outlines: the last figure before (${[...older].sort().join(", ")}).` : "") +
      (without.length ? ` The chosen series has nothing of that year for ${without.join(" and ")}.` : "");
    if (chosen) open(chosen);
  }

  function open(code) {
    chosen = code;
    for (const shape of shapes) {
      const isChosen = shape.dataset.code === code;
      shape.setAttribute("aria-pressed", String(isChosen));
      // The outline of the chosen region must not lie under its neighbours.
      if (isChosen) stop(shape);
    }
    for (const [other, line] of tableRows) line.classList.toggle("chosen", other === code);
    const region = atlas.regions[code];
    const body = control("panel-body");
    control("panel-title").textContent = region.name;
    body.replaceChildren(
      element("p", `${region.country}, ${code}: ${words(cellOf(code))}.`),
      element("h3", "Top specialisations"),
      ...specialisations(code, current.get(region.country_code)),
      element("h3", `Clusters (${region.clusters.length})`),
      clusterList(region.clusters),
    );
    try {
      history.replaceState(null, "", `#${code}`);
    } catch {
      // Some browsers refuse this for files; the panel works without.
    }
  }

  function specialisations(code, series) {
    const year = series && lastYear(series, code);
    if (!year) return [element("p", "The chosen series has no figures for this region.")];
    const best = ranked(series.industries.filter((one) => !atlas.unranked.includes(one.code))
      .map((one) => ({ name: one.name, cell: series.cell(one.code, code, year) }))).slice(0, 6);
    const table = element("table");
    const head = element("tr");
    head.append(element("th", "Industry", { scope: "col" }), element("th", "LQ", { scope: "col", class: "n" }), element("th", "Persons", { scope: "col", class: "n" }));
    const top = element("thead");
    top.append(head);
    const rest = element("tbody");
    for (const one of best) rest.append(row([one.name, number(one.cell.quotient, 2), persons(one.cell)], [1, 2]));
    table.append(top, rest);
    return [element("p", `${year}, ${series.label}`, { class: "small" }), table];
  }

  // The chosen year if the region has figures in it, else its latest before or after.
  function lastYear(series, code) {
    const has = (year) => series.industries.some((one) => {
      const cell = series.cell(one.code, code, year);
      return !atlas.unranked.includes(one.code) && cell && cell.quotient !== null;
    });
    const wanted = Number(control("year").value);
    return has(wanted) ? wanted : series.years.filter(has).pop();
  }

  function clusterList(clusters) {
    if (!clusters.length) return element("p", "None is placed here by a source.");
    const list = element("ul", "", { class: "plain" });
    for (const [name, page, level, status] of clusters) {
      const item = element("li");
      item.append(element("a", name, { href: page }), " ", element("span", [level, status].filter(Boolean).join(", "), { class: "faint" }));
      list.append(item);
    }
    return list;
  }

  function stop(shape) {
    for (const one of shapes) one.setAttribute("tabindex", one === shape ? "0" : "-1");
    if (shape !== document.activeElement && shape.nextSibling) {
      const hadFocus = document.activeElement === shape;
      shape.parentNode.append(shape);
      if (hadFocus) shape.focus();
    }
  }

  // The nearest region in the direction of the arrow, sideways distance counted double.
  function neighbour(shape, dx, dy) {
    const from = [Number(shape.dataset.x), Number(shape.dataset.y)];
    let best = null;
    let least = Infinity;
    for (const other of shapes) {
      const x = Number(other.dataset.x) - from[0];
      const y = Number(other.dataset.y) - from[1];
      const along = x * dx + y * dy;
      const aside = Math.abs(x * dy) + Math.abs(y * dx);
      if (other === shape || along <= 0.5) continue;
      const distance = along + 2 * aside;
      if (distance < least) [best, least] = [other, distance];
    }
    return best;
  }

  const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
  control("regions").addEventListener("keydown", (event) => {
    const shape = event.target.closest(".region");
    if (!shape) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      open(shape.dataset.code);
    } else if (ARROWS[event.key]) {
      event.preventDefault();
      const next = neighbour(shape, ...ARROWS[event.key]);
      if (next) {
        for (const one of shapes) one.setAttribute("tabindex", one === next ? "0" : "-1");
        next.focus();
      }
    }
  });
  control("regions").addEventListener("click", (event) => {
    const shape = event.target.closest(".region");
    if (shape) open(shape.dataset.code);
  });
  control("region-table").addEventListener("click", (event) => {
    const line = event.target.closest("tr[data-code]");
    if (!line || !event.target.closest("button")) return;
    open(line.dataset.code);
    control("panel").scrollIntoView({ block: "nearest" });
  });
  control("choices").addEventListener("input", paint);
  control("choices").addEventListener("submit", (event) => event.preventDefault());
  control("show-clusters").addEventListener("change", (event) => {
    control("symbols").style.display = event.target.checked ? "" : "none";
  });
  window.addEventListener("hashchange", () => {
    const code = location.hash.slice(1);
    if (atlas.regions[code] && code !== chosen) open(code);
  });
  paint().then(() => {
    const wanted = location.hash.slice(1);
    if (atlas.regions[wanted]) open(wanted);
  });
})();
