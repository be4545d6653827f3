// The map: colours regions by a measure of a year, moves by arrow keys, opens a region. What is
// shown stands in the address, so a view can be kept and sent.
"use strict";
(() => {
  const { load, bounds, persons, isHidden, ranked } = Series;
  const { read, number, element, row, heads } = Page;
  const atlas = JSON.parse(document.getElementById("atlas-data").textContent);
  // The page comes painted; industries and years are read when the reader asks for others.
  let asks, answerYears, texts;
  async function everything() {
    ({ asks, years: answerYears, texts } = await read("industries"));
  }
  const control = (id) => document.getElementById(id);
  const shapes = [...document.querySelectorAll(".region")];
  const outlines = new Map(shapes.map((one) => [one.dataset.code, one]));
  const tableRows = new Map([...document.querySelectorAll("#region-table tbody tr")].map((one) => [one.dataset.code, one]));
  const badges = [...document.querySelectorAll(".badge")];
  const selects = new Map([...document.querySelectorAll("select.series")].map((one) => [one.dataset.country, one]));
  const countries = Object.keys(atlas.countries);
  const loaded = new Map();
  let plans = new Map();
  let chosen = null;

  const measure = () => control("measure").value;
  const year = () => Number(control("year").value);
  const isDensity = () => measure() === "density";
  const classOf = (value, { limits, classes } = atlas.measures[measure()]) => classes[limits.filter((limit) => value >= limit).length];

  // ---- Which figures answer -------------------------------------------------------------------

  // As the database's specialised_in would in that year: the series that fits best, then the one
  // with the newest year. A series that the reader chose answers alone.
  function planOf(country, at) {
    const ask = asks[control("what").value];
    const picked = selects.has(country) && selects.get(country).value;
    if (!ask) return { reason: "no industry is chosen" };
    const answers = (ask.answers[country] || []).map(([series, code, name, note, fit]) => ({
      id: texts[series], base: texts[series].replace(/-sums$/, ""), code, name: texts[name], note: texts[note], fit, years: answerYears[texts[series]],
    }));
    if (picked) {
      return answers.find((one) => one.base === picked && (one.years = null) === null) ||
        { id: picked, base: picked, code: control("what").value.toUpperCase(), name: ask.name, note: "", years: null };
    }
    if (!answers.length) return { reason: country in ask.reasons ? texts[ask.reasons[country]] : "this release has no figures by region" };
    const started = answers.filter((one) => one.years[0] <= at);
    if (!started.length) return { reason: `its figures begin in ${Math.min(...answers.map((one) => one.years[0]))}` };
    const fit = Math.max(...started.map((one) => one.fit));
    const last = (one) => Math.max(...one.years.filter((other) => other <= at));
    return started.filter((one) => one.fit === fit).reduce((best, one) => (last(one) > last(best) ? one : best));
  }

  async function prepare(list) {
    const wanted = new Set([...list].filter((plan) => plan.id).map((plan) => plan.id));
    await Promise.all([...wanted].map(async (id) => loaded.set(id, await load(id))));
    for (const plan of list) {
      if (!plan.id) continue;
      plan.series = loaded.get(plan.id);
      plan.years = plan.years || plan.series.years;
      if (!plan.series.industries.some((one) => one.code === plan.code)) plan.reason = "the chosen series does not tell this industry apart";
    }
  }

  const isKnown = (cell) => cell !== null && (cell.quotient !== null || isHidden(cell));

  // The figure of the year; if there is none, the last one before it, marked with its year.
  function cellOf(code, at = year(), list = plans) {
    if (isDensity()) return densityOf(code, at);
    const plan = list.get(atlas.regions[code].country_code);
    if (!plan || plan.reason) return null;
    for (const one of [...plan.years].reverse()) {
      const cell = one <= at ? plan.series.cell(plan.code, code, one) : null;
      if (isKnown(cell)) return { ...cell, year: one, isOlder: one !== at };
    }
    return null;
  }

  function densityOf(code, at) {
    const { years, regions } = atlas.density;
    const held = regions[code] || [];
    const last = years.filter((one, place) => one <= at && held[place]).pop();
    if (last === undefined) return null;
    const [count, inhabitants, day] = held[years.indexOf(last)];
    return { value: count / inhabitants * 1e6, count, inhabitants, day, year: last, isOlder: last !== at };
  }

  function look(cell) {
    if (cell === null) return "none";
    if (!isDensity() && isHidden(cell)) return "hidden";
    return classOf(isDensity() ? cell.value : cell.quotient) + (cell.isOlder ? " older" : "");
  }

  function words(cell) {
    if (cell === null) return "no figure";
    const when = cell.isOlder ? `in ${cell.year}, the last year known: ` : "";
    if (isDensity()) return `${number(cell.value, 1)} clusters per million inhabitants on ${cell.day} (${cell.count} clusters, ${number(cell.inhabitants)} inhabitants)`;
    if (isHidden(cell)) return `${when}suppressed, location quotient between ${bounds(cell).replace("to", "and")}`;
    return `${when}location quotient ${number(cell.quotient, 2)}, bounds ${bounds(cell)}, ${persons(cell)} persons`;
  }

  // ---- What is shown --------------------------------------------------------------------------

  const isStart = () => control("what").value === (atlas.start.what || "") && year() === atlas.start.year && !isDensity() && ![...selects.values()].some((one) => one.value);

  let turns = 0;

  // The years that there are: those of jobs, or those in which inhabitants are counted.
  const ofJobs = [control("year").min, control("year").max];
  function bound() {
    const { years } = atlas.density;
    [control("year").min, control("year").max] = isDensity() && years.length ? [years[0], years.at(-1)] : ofJobs;
  }

  async function paint() {
    const turn = ++turns;
    bound();
    if (!isDensity()) await everything();
    const mine = new Map(countries.map((country) => [country, isDensity() ? { reason: "" } : planOf(country, year())]));
    await prepare([...mine.values()]);
    if (turn !== turns) return; // the reader has asked for something else since
    plans = mine;
    control("year-shown").textContent = year();
    let known = 0;
    const older = new Map();
    for (const [code, shape] of outlines) {
      const region = atlas.regions[code];
      const cell = cellOf(code);
      if (cell && !cell.isOlder) known += 1;
      if (cell && cell.isOlder) older.set(`${region.country} ${cell.year}`, true);
      shape.setAttribute("class", `region ${look(cell)}`);
      const text = `${region.name}, ${region.country}: ${words(cell)}${isDensity() ? "" : `; ${counted(region.going)}`}`;
      shape.setAttribute("aria-label", text);
      shape.querySelector("title").textContent = text;
      const cells = tableRows.get(code).cells;
      const density = densityOf(code, year());
      const shown = isDensity() || !cell ? ["", "", "", ""] : [isHidden(cell) ? "suppressed" : number(cell.quotient, 2), bounds(cell), persons(cell), cell.year];
      [...shown, null, density ? number(density.value, 1) : ""].forEach((value, place) => { if (value !== null) cells[place + 2].textContent = value; });
    }
    for (const badge of badges) {
      const code = badge.dataset.code;
      const held = densityOf(code, year());
      const count = isDensity() ? (held ? held.count : 0) : atlas.regions[code].going;
      badge.classList.toggle("empty", !count);
      badge.querySelector("text").textContent = count;
    }
    const earlier = [...older.keys()].sort().join(", ");
    for (const one of document.querySelectorAll(".legend .when-older")) one.textContent = earlier || "an earlier year";
    for (const one of document.querySelectorAll("[data-of]")) one.hidden = one.dataset.of !== measure();
    const lacking = isDensity() ? [] : countries.filter((one) => plans.get(one).reason).map((one) => atlas.countries[one].name);
    const title = isDensity() ? "Clusters per million inhabitants" : (asks[control("what").value] || { name: "No industry" }).name;
    control("map-status").replaceChildren(element("b", `${title}, ${year()}.`), ` Figures for ${known} of ${shapes.length} regions.` +
      (earlier ? ` Hatched: the last figure before (${earlier}).` : "") +
      (lacking.length ? ` None for ${lacking.join(", ")}: why is said below the map.` : ""));
    tellSources();
    if (chosen) open(chosen);
    else {
      tellHighest();
      remember();
    }
    repeat();
  }

  // What the map says of a region's figure, without the name before and the count after it.
  function told(code) {
    const { name, country } = atlas.regions[code];
    return outlines.get(code).getAttribute("aria-label").slice(`${name}, ${country}: `.length).replace(/; \d+ clusters?$/, "");
  }

  const counted = (count) => `${count} cluster${count === 1 ? "" : "s"}`;

  // What answers in each country, or why nothing does.
  function tellSources() {
    control("behind").replaceChildren(...(isDensity() ? [] : countries).map((country) => {
      const { reason, name, note, series } = plans.get(country);
      return element("li", [element("b", atlas.countries[country].name), ": ", ...(reason
        ? [element("span", `none: ${reason}.`, { class: "lacking" })]
        : [`${name}${note.includes(";") ? ` (${note})` : ""}. `, element("span", series.label, { class: "faint" })])]);
    }));
  }

  // Until a region is chosen the panel says where the measure is highest.
  function tellHighest() {
    const value = (cell) => (isDensity() ? cell.value : cell.quotient);
    const best = [...outlines.keys()].map((code) => [code, cellOf(code)]).filter(([, cell]) => cell && value(cell))
      .sort(([, a], [, b]) => value(b) - value(a)).slice(0, 8);
    control("highest").replaceChildren(...best.map(([code, cell]) => {
      const button = element("button", atlas.regions[code].name, { type: "button", class: "plain-button", "data-code": code });
      const shown = `${number(value(cell), isDensity() ? 1 : 2)}${cell.isOlder ? ` in ${cell.year}` : ""}`;
      return element("li", [button, " ", element("span", shown, { class: "d" })]);
    }));
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
    const [here, others] = [true, false].map((exists) => region.clusters.filter(([, , , state]) => (state === "exists") === exists));
    control("panel-title").textContent = region.name;
    control("panel-body").replaceChildren(
      element("p", `${region.country}, ${code}: ${told(code)}.`),
      element("h3", `Clusters that exist today (${here.length})`),
      clusterList(here, "None that a source places here."),
      ...(others.length ? [element("h3", `Ended, or not known today (${others.length})`), clusterList(others)] : []),
      element("h3", "Top specialisations"),
      element("div", "", { id: "top" }),
    );
    specialisations(code);
    remember();
  }

  async function specialisations(code) {
    await everything();
    const series = await topSeries(atlas.regions[code].country_code);
    if (chosen !== code) return;
    const at = series && lastYear(series, code);
    if (!at) {
      control("top").replaceChildren(element("p", "No series has figures for this region."));
      return;
    }
    const best = ranked(series.industries.filter((one) => !atlas.unranked.includes(one.code))
      .map((one) => ({ name: one.name, cell: series.cell(one.code, code, at) }))).slice(0, 6);
    control("top").replaceChildren(element("p", `${at}, ${series.label}`, { class: "small" }), element("table", [
      element("thead", heads(["Industry", "LQ", "Persons"], [1, 2])),
      element("tbody", best.map(({ name, cell }) => row([name, number(cell.quotient, 2), persons(cell)], [1, 2]))),
    ]));
  }

  // The series that the reader chose, else the preferred one of the year or the last before it.
  async function topSeries(country) {
    const ids = atlas.countries[country] ? atlas.countries[country].series : [];
    const last = (id) => Math.max(...(answerYears[id] || []).filter((one) => one <= year()), 0);
    const id = (selects.get(country) || {}).value || ids.reduce((best, one) => (last(one) > last(best) ? one : best), ids[0]);
    return id ? load(id) : null;
  }

  // The chosen year if the region has figures in it, else its latest before or after.
  function lastYear(series, code) {
    const has = (at) => series.industries.some((one) => {
      const cell = series.cell(one.code, code, at);
      return !atlas.unranked.includes(one.code) && cell && cell.quotient !== null;
    });
    return series.years.filter((one) => one <= year() && has(one)).pop() || series.years.filter(has).pop();
  }

  function clusterList(clusters, none = "") {
    if (!clusters.length) return element("p", none);
    return element("ul", clusters.map(([name, page, level, state]) => {
      const about = [level, state === "exists" ? "" : state.replace("_", " ")].filter(Boolean).join(", ");
      return element("li", [element("a", name, { href: page }), " ", element("span", about, { class: "faint" })]);
    }), { class: "plain" });
  }

  // ---- Small maps by year, drawn when they come into view --------------------------------------

  const SVG = "http://www.w3.org/2000/svg";
  let inView = false;
  let drawnFor = null;
  new IntersectionObserver((entries) => {
    inView = entries.some((one) => one.isIntersecting);
    repeat();
  }, { rootMargin: "200px" }).observe(control("small-maps"));

  async function repeat() {
    if (!inView) return;
    if (!isDensity()) await everything();
    const key = JSON.stringify([measure(), control("what").value, [...selects.values()].map((one) => one.value)]);
    if (key !== drawnFor) {
      drawnFor = key;
      const all = isDensity() ? atlas.density.years : [...Array(control("year").max - control("year").min + 1).keys()].map((one) => one + Number(control("year").min));
      const planned = new Map(all.map((at) => [at, new Map(countries.map((country) => [country, isDensity() ? { reason: "" } : planOf(country, at)]))]));
      await prepare([...planned.values()].flatMap((one) => [...one.values()]));
      if (key !== drawnFor) return;
      // Years in which few regions have a figure say little as a map.
      const known = new Map(all.map((at) => [at, shapes.filter((one) => exact(one.dataset.code, at, planned.get(at))).length]));
      const full = Math.max(...known.values());
      const shown = all.filter((at) => known.get(at) && known.get(at) >= full / 2);
      control("small-maps").replaceChildren(...shown.map((at) => smallMap(at, planned.get(at), known.get(at))));
    }
    for (const one of control("small-maps").children) one.setAttribute("aria-pressed", String(Number(one.dataset.year) === year()));
  }

  function exact(code, at, list) {
    const cell = cellOf(code, at, list);
    return cell && !cell.isOlder ? cell : null;
  }

  // One path for each colour: a small map costs a handful of elements, however many its regions.
  function smallMap(at, list, known) {
    const paths = new Map();
    for (const [code, shape] of outlines) {
      const cell = exact(code, at, list);
      const name = cell ? look(cell) : "none";
      paths.set(name, (paths.get(name) || "") + shape.getAttribute("d"));
    }
    const image = document.createElementNS(SVG, "svg");
    image.setAttribute("viewBox", control("map").getAttribute("viewBox"));
    image.setAttribute("aria-hidden", "true");
    for (const [name, d] of paths) {
      const path = document.createElementNS(SVG, "path");
      path.setAttribute("d", d);
      path.setAttribute("class", `tiny ${name}`);
      image.append(path);
    }
    return element("button", [image, element("span", String(at))], {
      type: "button", class: "small-map-button", "data-year": at, "aria-label": `${at}, figures for ${known} of ${shapes.length} regions`,
    });
  }

  // ---- Search by word -------------------------------------------------------------------------

  const plain = (text) => text.toLowerCase().replace(/[-,.;:()/&_ ]+/g, " ").trim();
  let byWord = null;
  async function meanings() {
    await everything();
    return byWord ||= new Map(Object.entries(asks).flatMap(([key, ask]) => ask.words.map((word) => [word, key])));
  }

  async function seek(isSure) {
    const meant = await meanings();
    const asked = control("find").value;
    const exact = meant.get(asked.toLowerCase().trim()) || meant.get(plain(asked));
    const near = exact || !plain(asked) ? [] : [...meant.keys()].filter((word) => word.includes(plain(asked)))
      .sort((a, b) => a.indexOf(plain(asked)) - b.indexOf(plain(asked)) || a.length - b.length);
    const key = exact || (isSure ? meant.get(near[0]) : undefined);
    control("found").textContent = !plain(asked) ? "" : key ? `Shown: ${asks[key].name}` :
      near.length ? `Near: ${near.slice(0, 4).join(", ")}` : "No industry or sector is called so.";
    if (!key || (key === control("what").value && !isDensity())) return;
    control("what").value = key;
    control("measure").value = "quotient";
    paint();
  }

  control("find").addEventListener("focus", async () => {
    const words = [...(await meanings()).keys()];
    if (control("words").firstChild) return;
    control("words").append(...words.sort().map((word) => element("option", "", { value: word })));
  });
  control("find").addEventListener("input", (event) => { event.stopPropagation(); seek(false); });
  control("find").addEventListener("change", (event) => { event.stopPropagation(); seek(true); });

  // ---- The address ----------------------------------------------------------------------------

  function remember() {
    const kept = new URLSearchParams();
    kept.set("what", control("what").value);
    kept.set("year", year());
    if (isDensity()) kept.set("measure", "density");
    for (const [country, select] of selects) if (select.value) kept.set(country, select.value);
    if (chosen) kept.set("region", chosen);
    Page.keep(kept);
  }

  async function recall() {
    const text = location.hash.slice(1);
    const kept = new URLSearchParams(text.includes("=") ? text : { region: text });
    const has = (select, value) => [...select.options].some((one) => one.value === value);
    const choose = (select, value) => { if (has(select, value)) select.value = value; };
    const what = kept.get("what") || "";
    if (what) choose(control("what"), has(control("what"), what) ? what : (await meanings()).get(plain(what)));
    choose(control("measure"), kept.get("measure") || "quotient");
    bound();
    if (kept.get("year")) control("year").value = kept.get("year");
    for (const [country, select] of selects) choose(select, kept.get(country) || "");
    if (atlas.regions[kept.get("region")]) chosen = kept.get("region");
    if ([...selects.values()].some((one) => one.value)) control("series-choices").open = true;
  }

  // ---- Keys and clicks ------------------------------------------------------------------------

  function stop(shape) {
    for (const one of shapes) one.setAttribute("tabindex", one === shape ? "0" : "-1");
    if (shape !== document.activeElement && shape.nextSibling) shape.parentNode.append(shape);
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
  control("panel").addEventListener("click", (event) => {
    if (event.target.dataset.code) open(event.target.dataset.code);
  });
  control("small-maps").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    control("year").value = button.dataset.year;
    paint();
  });
  control("choices").addEventListener("focusin", everything, { once: true }); // before the first choice
  control("choices").addEventListener("input", paint);
  control("choices").addEventListener("submit", (event) => event.preventDefault());
  for (const [id, place] of [["show-clusters", ".badges"], ["show-names", ".names"]]) {
    control(id).addEventListener("change", (event) => {
      for (const one of document.querySelectorAll(place)) one.style.display = event.target.checked ? "" : "none";
    });
  }
  const follow = () => recall().then(paint);
  window.addEventListener("hashchange", follow);
  if (location.hash.length > 1 || !isStart()) follow();
  Page.whenIdle(() => control("region-table").classList.remove("first"));
})();
