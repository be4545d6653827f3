// DuckDB in the page: engine and database come as scripts, so that pages from disk have them too.
"use strict";
(() => {
  const queries = JSON.parse(document.getElementById("ready-queries").textContent);
  const control = (id) => document.getElementById(id);
  const { element } = Page;
  const MOST = 1000;
  // An address that the worker answers itself: pages from disk may not fetch.
  const ENGINE = "https://engine.invalid/duckdb.wasm";
  let opening = null;
  let result = null;

  async function load(key) {
    const text = await Page.read(key, "engine");
    if (text === undefined) return null; // a script of its own
    delete window.siteData[key];
    const packed = Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  // Only the engine is answered; whatever else would be fetched, such as an extension, is refused.
  const SHIM = `let engine;
    self.addEventListener("message", (event) => {
      if (event.data && event.data.engine) { engine = event.data.engine; event.stopImmediatePropagation(); }
    });
    self.fetch = (address) => String(address.url || address) === "${ENGINE}"
      ? Promise.resolve(new Response(engine, { headers: { "Content-Type": "application/wasm" } }))
      : Promise.reject(new Error("this page fetches nothing"));`;

  async function open() {
    const [wasm, worker, database] = await Promise.all(
      ["duckdb-eh.wasm", "duckdb-worker.js", "database", "duckdb-client"].map(load));
    const running = new Worker(URL.createObjectURL(new Blob([SHIM, worker], { type: "text/javascript" })));
    running.postMessage({ engine: wasm }, [wasm.buffer]);
    const { AsyncDuckDB, VoidLogger } = DuckDB;
    const base = new AsyncDuckDB(new VoidLogger(), running);
    await base.instantiate(ENGINE);
    await base.registerFileBuffer("nordic_clusters.duckdb", database);
    await base.open({ path: "nordic_clusters.duckdb", accessMode: 1 });
    const connection = await base.connect();
    await connection.query("SET autoinstall_known_extensions = false");
    await connection.query("SET autoload_known_extensions = false");
    return connection;
  }

  // As text, the way DuckDB writes it: dates, lists and numbers read as on the command line.
  async function ask(sql) {
    const connection = await (opening ||= open());
    const plain = sql.trim().replace(/;\s*$/, "");
    const table = await connection.query(plain).then(async (raw) => {
      const names = raw.schema.fields.map((field) => field.name);
      const wrap = /^\s*(SELECT|WITH|FROM|VALUES|\()/i.test(plain) && new Set(names).size === names.length;
      if (!wrap) return { names, rows: raw.toArray().map((row) => names.map((name) => row[name])) };
      const casts = names.map((name) => `"${name.replaceAll('"', '""')}"::VARCHAR AS "${name.replaceAll('"', '""')}"`);
      const text = await connection.query(`SELECT ${casts.join(", ")} FROM (${plain}\n)`);
      const numeric = raw.schema.fields.map((field) => /Int|Float|Decimal/.test(String(field.type)));
      return { names, numeric, rows: text.toArray().map((row) => names.map((name) => row[name])) };
    });
    return table;
  }

  function show({ names, numeric = [], rows }) {
    const line = (row) => element("tr", row.map((value, at) => element("td", String(value ?? ""), numeric[at] ? { class: "n" } : {})));
    control("result").tHead.replaceChildren(Page.heads(names, numeric.flatMap((is, at) => is ? [at] : [])));
    control("result").tBodies[0].replaceChildren(...rows.slice(0, MOST).map(line));
    control("said").textContent = `${rows.length} row${rows.length === 1 ? "" : "s"}` + (rows.length > MOST ? `, the first ${MOST} shown` : "");
    control("save").disabled = !names.length;
    const choices = names.map((name, at) => [name, at]).filter(([, at]) => numeric[at]);
    control("chart-place").hidden = !choices.length || rows.length < 2;
    control("chart-as").replaceChildren(...choices.map(([name, at]) => new Option(name, at)));
    // Years and places in a list are numbers that no bar says anything about.
    const telling = choices.find(([name]) => !/year|position|rank|number/.test(name));
    if (telling) control("chart-as").value = telling[1];
    if (choices.length) bars();
  }

  function bars() {
    const at = Number(control("chart-as").value);
    const words = result.names.map((name, other) => [name, other]).filter(([, other]) => !result.numeric[other]);
    const label = (words.find(([name]) => /name|title/.test(name)) || words[0] || ["", -1])[1];
    const held = result.rows.slice(0, 20).filter((row) => row[at] !== null);
    const most = Math.max(...held.map((row) => Math.abs(Number(row[at]))), 0) || 1;
    control("bars").replaceChildren(...held.map((row) => {
      const part = (name, content) => element("span", content, { class: name });
      const fill = part("bar-fill", "");
      fill.style.width = `${100 * Math.abs(Number(row[at])) / most}%`;
      return element("li", [part("bar-name", label < 0 ? "" : row[label] ?? ""), part("bar-track", fill), part("bar-value", row[at])]);
    }));
  }

  async function run() {
    control("run").disabled = true;
    control("said").textContent = opening ? "Running …" : "Unpacking the engine …";
    try {
      result = await ask(control("sql").value);
      show(result);
    } catch (error) {
      control("said").textContent = String(error.message || error);
    } finally {
      control("run").disabled = false;
    }
  }

  function recall() {
    const kept = new URLSearchParams(location.hash.slice(1));
    // An address that asks is answered: whoever follows it wants no second click.
    if (kept.has("sql")) { control("sql").value = kept.get("sql"); control("ready").value = ""; }
    if (queries[Number(kept.get("q")) - 1]) { control("ready").value = kept.get("q"); control("sql").value = queries[Number(kept.get("q")) - 1][1]; }
    if (kept.has("sql") || kept.has("q")) run();
  }

  control("ready").addEventListener("change", () => {
    const query = queries[Number(control("ready").value) - 1];
    if (!query) return;
    control("sql").value = query[1];
    Page.keep({ q: control("ready").value });
    run();
  });
  control("sql").addEventListener("input", () => { control("ready").value = ""; });
  control("sql").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) run();
  });
  control("ask").addEventListener("submit", (event) => {
    event.preventDefault();
    if (!control("ready").value) Page.keep({ sql: control("sql").value });
    run();
  });
  control("chart-as").addEventListener("change", bars);
  control("save").addEventListener("click", () => Page.save("result.csv", "text/csv", Page.csv(result.names, result.rows)));
  window.addEventListener("hashchange", recall);
  recall();
})();
