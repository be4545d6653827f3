// Narrows the dictionary to tables and columns that have all words sought.
"use strict";
(() => {
  const field = document.getElementById("q");
  const entries = [...document.querySelectorAll(".entry")].map((section) => ({
    section,
    link: document.querySelector(`.contents a[href="#${section.id}"]`).parentElement,
    head: `${section.id} ${section.querySelector("p").textContent}`.toLowerCase(),
    rows: [...section.querySelectorAll("tbody tr")].map((row) => [row, row.textContent.toLowerCase()]),
  }));

  function apply() {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    const has = (text) => words.every((word) => text.includes(word));
    let count = 0;
    for (const { section, link, head, rows } of entries) {
      const whole = has(head);
      const hits = rows.filter(([row, text]) => {
        row.hidden = !(whole || has(text));
        return !row.hidden;
      });
      section.hidden = link.hidden = !hits.length;
      count += hits.length ? 1 : 0;
    }
    document.getElementById("found").textContent = words.length ? `${count} of ${entries.length} tables` : "";
  }

  field.addEventListener("input", apply);
  document.getElementById("seek").addEventListener("submit", (event) => event.preventDefault());
})();
