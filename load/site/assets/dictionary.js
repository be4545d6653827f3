// Narrows the dictionary to entries that have all words sought, in themselves or in a column.
"use strict";
(() => {
  const columns = JSON.parse(document.getElementById("columns-data").textContent);
  const field = document.getElementById("q");
  const groups = [...document.querySelectorAll(".group")];
  const entries = [...document.querySelectorAll(".entry")].map((item) => ({
    item,
    page: item.querySelector("a").getAttribute("href"),
    head: item.textContent.toLowerCase(),
    columns: columns[item.id].map(([name, meaning]) => [name, `${name} ${meaning}`.toLowerCase()]),
  }));

  function apply() {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    const has = (text) => words.every((word) => text.includes(word));
    let count = 0;
    for (const { item, page, head, columns: own } of entries) {
      const hits = words.length ? own.filter(([, text]) => has(text)) : [];
      item.hidden = !(has(head) || hits.length);
      count += item.hidden ? 0 : 1;
      const shown = item.querySelector(".hits");
      shown.hidden = !hits.length;
      shown.replaceChildren("Columns: ", ...hits.slice(0, 6).flatMap(([name], at) => [
        at ? ", " : "", Page.element("a", name, { href: `${page}#${name}` }),
      ]), hits.length > 6 ? ` and ${hits.length - 6} more` : "");
    }
    for (const group of groups) group.hidden = !group.querySelector(".entry:not([hidden])");
    document.getElementById("found").textContent = words.length ? `${count} of ${entries.length}` : "";
  }

  field.addEventListener("input", apply);
  document.getElementById("seek").addEventListener("submit", (event) => event.preventDefault());
})();
