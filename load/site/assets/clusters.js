// Search and filters of the list of clusters. Rows are on the page; this hides those not meant.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("cluster-data").textContent);
  const form = document.getElementById("filters");
  const rows = [...document.querySelectorAll("#clusters tbody tr")].map((row, index) => ({
    row,
    link: row.cells[0].firstElementChild,
    cells: row.cells,
    shown: [0, 3, 4].map((position) => row.cells[position].textContent),
    ...data.clusters[index],
  }));
  const control = (id) => document.getElementById(id);
  const names = ["q", "country", "programme", "level", "label", "sector", "day"];

  const onDay = (spans, day, first = 0, last = 1) => spans.filter((span) => span[first] <= day && day <= span[last]);
  const exists = (cluster, day) => cluster.from !== null && cluster.from <= day && (cluster.gone === null || day < cluster.gone);

  // What sources show for the day; a level whose start is known to the year only is possible in it.
  function stateOn(cluster, day) {
    const stays = onDay(cluster.stays, day, 0, 2);
    const names = onDay(cluster.names, day);
    return {
      name: names.length ? names[names.length - 1][2] : null,
      stays: stays.map(([, certain, , programme, level]) => ({ programme, level, certain: certain <= day })),
      labels: [...new Set(onDay(cluster.awards, day).map((span) => span[2]))],
    };
  }

  function matches(cluster, wanted, state) {
    const stays = state ? state.stays : null;
    const levels = stays ? stays.map((stay) => stay.level) : cluster.levels;
    const programmes = stays ? stays.map((stay) => stay.programme) : cluster.programmes;
    const labels = state ? state.labels : cluster.labels;
    if (wanted.country && cluster.country !== wanted.country) return false;
    if (wanted.programme && wanted.level && stays) {
      if (!stays.some((stay) => stay.programme === wanted.programme && stay.level === wanted.level)) return false;
    }
    if (wanted.programme && !programmes.includes(wanted.programme)) return false;
    if (wanted.level && !levels.includes(wanted.level)) return false;
    if (wanted.label && !labels.includes(wanted.label)) return false;
    if (wanted.sector && !cluster.sector.includes(wanted.sector)) return false;
    if (wanted.going && cluster.ended) return false;
    return wanted.words.every((word) => cluster.text.includes(word));
  }

  function show(entry, state) {
    const [name, level, labels] = entry.shown;
    entry.link.textContent = state && state.name ? state.name : name;
    entry.cells[3].textContent = state
      ? state.stays.map((stay) => (stay.certain ? data.levels[stay.level] : `(${data.levels[stay.level]})`)).join(", ")
      : level;
    entry.cells[4].textContent = state ? state.labels.join(", ") : labels;
  }

  function apply() {
    const day = control("day").value;
    const wanted = { going: control("going").checked };
    for (const name of names) wanted[name] = control(name).value.trim();
    wanted.sector = wanted.sector.toLowerCase();
    wanted.words = wanted.q.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const entry of rows) {
      const there = !day || exists(entry, day);
      const state = day && there ? stateOn(entry, day) : null;
      const hit = there && matches(entry, wanted, state);
      entry.row.hidden = !hit;
      if (hit) {
        count += 1;
        show(entry, state);
      }
    }
    const suffix = day ? ` shown by sources for ${day}` : "";
    control("count").textContent = `${count} of ${rows.length} clusters${suffix}`;
    control("day-note").hidden = !day;
    remember();
  }

  // The filters stand in the address, so that a view can be kept and sent.
  function remember() {
    const kept = new URLSearchParams();
    for (const name of names) if (control(name).value.trim()) kept.set(name, control(name).value.trim());
    if (control("going").checked) kept.set("going", "1");
    try {
      history.replaceState(null, "", `#${kept}`);
    } catch {
      // Some browsers refuse this for files; the list works without.
    }
  }

  function recall() {
    const kept = new URLSearchParams(location.hash.slice(1));
    for (const name of names) if (kept.has(name)) control(name).value = kept.get(name);
    control("going").checked = kept.has("going");
  }

  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  window.addEventListener("hashchange", () => { recall(); apply(); });
  recall();
  apply();
})();
