// The list of clusters: search, facets with counts, sorting, as-of day. The address holds it all.
// The page comes with what is seen first: the rest is read when there is time, or asked for.
"use strict";
(() => {
  const FIRST = 50; // as in the style sheet
  const form = document.getElementById("filters");
  const table = document.getElementById("clusters");
  const body = table.tBodies[0];
  const control = (id) => document.getElementById(id);
  let data = null;
  let FACETS = [], rows = [], boxes = [], levels = null;
  const sorters = [...table.querySelectorAll(".sorter")];
  const KEYS = sorters.map((one) => one.dataset.key);
  let sort = { key: "name", falling: false };
  let listed = [];
  let all = false;

  function read() {
    if (data) return;
    data = JSON.parse(control("cluster-data").textContent);
    FACETS = Object.keys(data.facets);
    levels = new Map(data.facets.level);
    for (const list of form.querySelectorAll(".options:empty")) {
      list.append(...data.facets[list.dataset.key].map((one) => option(list.dataset.key, ...one)));
    }
    const rest = document.createElement("template");
    rest.innerHTML = (form.querySelector("noscript") || rest).textContent;
    body.append(...rest.content.querySelectorAll("tr"));
    rows = [...body.rows].map((row, index) => ({
      row,
      link: row.cells[0].firstElementChild,
      shown: [0, 3, 4].map((position) => row.cells[position].textContent),
      texts: [...row.cells].map((cell) => cell.textContent.toLowerCase()),
      state_: null,
      ...data.clusters[index],
    }));
    boxes = [...form.querySelectorAll("input[type=checkbox]")].map((input) => ({
      input, facet: input.name, value: input.value, tally: input.parentElement.querySelector(".tally"),
    }));
  }

  function option(name, value, words, count) {
    const box = Page.element("input", "", { type: "checkbox", name, value });
    const [said, tally] = [Page.element("span", words), Page.element("span", String(count), { class: "faint tally" })];
    return Page.element("li", Page.element("label", [box, " ", said, " ", tally]));
  }

  // Dear to make, and not needed before the reader asks for something.
  let collator = null;
  const collate = (x, y) => (collator ||= new Intl.Collator("sv")).compare(x, y);

  const onDay = (spans, day, first = 0, last = 1) => spans.filter((span) => span[first] <= day && day <= span[last]);

  // What sources show for the day; a level whose start is known to the year only is possible in it.
  function stateOn(cluster, day) {
    const names = onDay(cluster.names, day);
    const stays = onDay(cluster.stays, day, 0, 2);
    return {
      name: names.length ? names[names.length - 1][2] : null,
      stays: stays.map(([, certain, , programme, level]) => ({ programme, level, certain: certain <= day })),
      programme: stays.map((stay) => stay[3]),
      level: stays.map((stay) => stay[4]),
      label: [...new Set(onDay(cluster.awards, day).map((span) => span[2]))],
    };
  }

  const values = (entry, facet) => (entry.state_ && entry.state_[facet]) || entry[facet];
  const within = (entry, facet, wanted) => {
    if (!wanted.size) return true;
    return values(entry, facet).some((value) => wanted.has(value));
  };

  function hits(entry, wanted, except) {
    return FACETS.every((facet) => facet === except || within(entry, facet, wanted[facet]));
  }

  // What has not changed is not written: each writing costs a layout.
  const put = (node, text) => { if (node.textContent !== text) node.textContent = text; };

  function show(entry) {
    const [name, level, labels] = entry.shown;
    const state = entry.state_;
    const cells = entry.row.cells;
    put(entry.link, state && state.name ? state.name : name);
    put(cells[3], state
      ? state.stays.map((stay) => (stay.certain ? levels.get(stay.level) : `(${levels.get(stay.level)})`)).join(", ")
      : level);
    put(cells[4], state ? state.label.join(", ") : labels);
  }

  function compare(a, b) {
    const at = KEYS.indexOf(sort.key);
    const [x, y] = sort.key === "members" ? [a.members, b.members] : [a.texts[at], b.texts[at]];
    const [none, other] = [x === null || x === "", y === null || y === ""];
    if (none || other) return none - other; // what is not known stands last, both ways
    const order = sort.key === "members" ? x - y : collate(x, y);
    return sort.falling ? -order : order;
  }

  function apply() {
    read();
    const day = control("day").value;
    const words = control("q").value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = Object.fromEntries(FACETS.map((facet) => [facet, new Set()]));
    for (const box of boxes) if (box.input.checked) wanted[box.facet].add(box.value);
    const candidates = [];
    for (const entry of rows) {
      const there = !day || entry.existed.some(([first, last]) => first <= day && day <= last);
      if (!there || !words.every((word) => entry.text.includes(word))) continue;
      entry.state_ = day ? stateOn(entry, day) : null;
      candidates.push(entry);
    }
    count(candidates, wanted);
    listed = candidates.filter((entry) => hits(entry, wanted)).sort(compare);
    const shown = all ? listed : listed.slice(0, FIRST);
    shown.forEach(show);
    const isSame = shown.length === body.rows.length && [...body.rows].every((row, at) => row === shown[at].row);
    if (!isSame) body.replaceChildren(...shown.map((entry) => entry.row));
    table.classList.toggle("all", all);
    control("show-all").hidden = shown.length === listed.length;
    control("show-all").textContent = `Show all ${listed.length}`;
    control("count").textContent = `${listed.length} of ${rows.length} clusters${day ? ` shown by sources for ${day}` : ""}`;
    control("none").hidden = listed.length > 0;
    control("day-note").hidden = !day;
    put(sorters[KEYS.indexOf("level")], day ? "Level" : "Latest level");
    remember(wanted);
  }

  // How many there would be with this choice, all other facets as they are.
  function count(candidates, wanted) {
    for (const facet of FACETS) {
      const tally = new Map();
      for (const entry of candidates) {
        if (!hits(entry, wanted, facet)) continue;
        for (const value of values(entry, facet)) tally.set(value, (tally.get(value) || 0) + 1);
      }
      for (const box of boxes) {
        if (box.facet !== facet) continue;
        const found = tally.get(box.value) || 0;
        put(box.tally, String(found));
        box.input.closest("li").classList.toggle("empty", !found && !box.input.checked);
      }
    }
  }

  function remember(wanted) {
    const kept = new URLSearchParams();
    if (control("q").value.trim()) kept.set("q", control("q").value.trim());
    for (const facet of FACETS) if (wanted[facet].size) kept.set(facet, [...wanted[facet]].join(","));
    if (control("day").value) kept.set("day", control("day").value);
    if (sort.key !== "name" || sort.falling) kept.set("sort", (sort.falling ? "-" : "") + sort.key);
    Page.keep(kept);
  }

  function recall() {
    read();
    const kept = new URLSearchParams(location.hash.slice(1));
    control("q").value = kept.get("q") || "";
    control("day").value = kept.get("day") || "";
    const wanted = Object.fromEntries(FACETS.map((facet) => [facet, (kept.get(facet) || "").split(",")]));
    for (const box of boxes) {
      box.input.checked = wanted[box.facet].includes(box.value);
      if (box.input.checked) box.input.closest("details").open = true;
    }
    const by = kept.get("sort") || "name";
    sort = { key: by.replace("-", ""), falling: by.startsWith("-") };
    if (!KEYS.includes(sort.key)) sort = { key: "name", falling: false };
    markSort();
  }

  function markSort() {
    for (const one of sorters) {
      const head = one.closest("th");
      if (one.dataset.key === sort.key) head.setAttribute("aria-sort", sort.falling ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
  }

  const COLUMNS = ["cluster_id", "name", "country_code", "region_code", "region", "levels", "labels", "sectors", "member_count", "member_qualifier", "member_count_date", "state", "website"];
  const record = (entry) => [
    entry.id, entry.link.textContent, entry.country[0], entry.region[0] || null, entry.row.cells[2].textContent || null,
    values(entry, "level").join("; "), values(entry, "label").join("; "), entry.sector.join("; "),
    entry.members, entry.qualifier, entry.members_on, entry.state[0], entry.website,
  ];

  function records() {
    if (!data) apply();
    listed.forEach(show);
    return listed.map(record);
  }

  form.addEventListener("focusin", read, { once: true }); // before the first key
  form.addEventListener("input", () => { all = false; apply(); });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => { sort = { key: "name", falling: false }; markSort(); apply(); }));
  for (const one of sorters) {
    one.addEventListener("click", () => {
      const key = one.dataset.key;
      // The most members first is what one asks for.
      sort = { key, falling: sort.key === key ? !sort.falling : key === "members" };
      markSort();
      apply();
    });
  }
  control("show-all").addEventListener("click", () => { all = true; apply(); });
  control("as-csv").addEventListener("click", () => Page.save("clusters.csv", "text/csv", Page.csv(COLUMNS, records())));
  control("as-json").addEventListener("click", () => Page.save("clusters.json", "application/json",
    JSON.stringify(records().map((row) => Object.fromEntries(COLUMNS.map((name, at) => [name, row[at]]))), null, 1)));

  const fold = control("fold");
  const setFold = (open) => { fold.setAttribute("aria-expanded", String(open)); control("facets").hidden = !open; };
  fold.addEventListener("click", () => setFold(control("facets").hidden));
  setFold(!window.matchMedia("(max-width: 74rem)").matches);
  const follow = () => { recall(); apply(); };
  window.addEventListener("hashchange", follow);
  if (location.hash.length > 1) follow();
  Page.whenIdle(() => {
    read();
    table.classList.remove("first");
  });
})();
