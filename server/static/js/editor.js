// The plain form becomes an editor with completion; results are shown below it as table or picture. All from this host.
const form = document.getElementById("ask");
const holder = document.getElementById("editor");
const area = document.getElementById("query");
const said = document.getElementById("said");
const panel = document.getElementById("panel");
const result = document.getElementById("result");
const take = document.getElementById("take");
const tabs = [...document.querySelectorAll('[role="tab"]')];
const MOST_ROWS = 1000;
let editor = null;
let answer = null;

const text = () => (editor ? editor.getValue() : area.value);

function script(address) {
  return new Promise((resolve, reject) => {
    const element = document.createElement("script");
    element.src = address;
    element.onload = resolve;
    element.onerror = () => reject(new Error(`can't load ${address}`));
    document.head.append(element);
  });
}

async function start() {
  const [, terms] = await Promise.all([script(holder.dataset.script), fetch(holder.dataset.terms).then((r) => r.json())]);
  const Yasqe = globalThis.Yasqe;
  const completer = (name, likeThat, values) => Yasqe.registerAutocompleter(
    { ...Yasqe.Autocompleters[likeThat], name, bulk: true, persistenceId: null, get: () => values }, false);
  completer("writ-classes", "class", terms.classes);
  completer("writ-properties", "property", terms.properties);
  completer("writ-prefixes", "prefixes", Object.entries(terms.prefixes).map(([prefix, iri]) => `${prefix}: <${iri}>`).sort());
  const box = document.createElement("div");
  holder.append(box);
  editor = new Yasqe(box, {
    value: area.value, persistenceId: null, showQueryButton: false, createShareableLink: null, resizeable: false, consumeShareLink: null,
    autocompleters: ["variables", "writ-classes", "writ-properties", "writ-prefixes"], autofocus: false,
    extraKeys: { "Ctrl-Enter": run, "Cmd-Enter": run, Esc: leave },
    requestConfig: { endpoint: "/sparql" },
  });
  area.hidden = true;
  area.required = false;
  const scroller = box.querySelector(".CodeMirror-scroll");
  scroller.tabIndex = 0;
  scroller.setAttribute("role", "group");
  scroller.setAttribute("aria-label", "Lines of the query");
  const input = box.querySelector("textarea");
  input.setAttribute("aria-label", "Query");
  document.querySelector('label[for="query"]').addEventListener("click", () => editor.focus());
  document.getElementById("keys").hidden = false;
}

function leave() {
  document.getElementById("run").focus();
}

async function run() {
  const query = text();
  area.value = query;
  said.textContent = "asking …";
  const began = performance.now();
  try {
    const response = await fetch("/sparql", {
      method: "POST",
      headers: { "Content-Type": "application/sparql-query", Accept: "application/sparql-results+json, text/turtle;q=0.9" },
      body: query,
    });
    const body = await response.text();
    if (!response.ok) throw new Error(problem(body));
    answer = { query, body, json: (response.headers.get("Content-Type") || "").includes("json") ? JSON.parse(body) : null };
    const rows = answer.json && answer.json.results ? answer.json.results.bindings.length : null;
    said.textContent = `${rows === null ? "answered" : `${rows} row${rows === 1 ? "" : "s"}`} in ${Math.round(performance.now() - began)} ms`;
    history.replaceState(null, "", `/sparql?edit=${encodeURIComponent(query)}`);
    result.hidden = false;
    downloads(query);
    choose("table");
  } catch (error) {
    answer = null;
    said.textContent = "no answer";
    result.hidden = false;
    take.replaceChildren();
    const box = document.createElement("p");
    box.className = "trouble";
    box.textContent = error.message;
    panel.replaceChildren(box);
  }
}

function problem(body) {
  try {
    const { title, detail } = JSON.parse(body);
    return `${title}\n${detail || ""}`;
  } catch {
    return body.slice(0, 2000);
  }
}

function downloads(query) {
  const formats = answer.json ? ["csv", "json", "tsv", "xml"] : ["turtle", "ntriples", "jsonld", "rdfxml"];
  take.replaceChildren("Take it along: ");
  for (const format of formats) {
    const link = document.createElement("a");
    link.href = `/sparql?query=${encodeURIComponent(query)}&format=${format}`;
    link.textContent = format;
    link.download = "";
    take.append(link, " ");
  }
}

function choose(kind) {
  for (const tab of tabs) {
    const selected = tab.id === `tab-${kind}`;
    tab.setAttribute("aria-selected", String(selected));
    tab.tabIndex = selected ? 0 : -1;
    if (selected) panel.setAttribute("aria-labelledby", tab.id);
  }
  if (!answer) return;
  if (kind === "table") panel.replaceChildren(table());
  else if (kind === "raw") {
    const pre = document.createElement("pre");
    pre.textContent = answer.body.slice(0, 200000);
    panel.replaceChildren(pre);
  } else draw(kind);
}

async function draw(kind) {
  if (!answer.json || !answer.json.results) {
    panel.textContent = "Only rows can be drawn.";
    return;
  }
  const page = `/sparql/as/${kind}?query=${encodeURIComponent(answer.query)}`;
  const response = await fetch(page, { headers: { Accept: "text/html" } });
  if (!response.ok) {
    panel.textContent = problem(await response.text());
    return;
  }
  const parsed = new DOMParser().parseFromString(await response.text(), "text/html");
  const figure = parsed.querySelector("figure.picture");
  const link = document.createElement("a");
  link.href = page;
  link.textContent = "The same on a page of its own, with files";
  panel.replaceChildren(figure ? document.importNode(figure, true) : document.createTextNode("Nothing in these columns can be drawn so. "), link);
}

function table() {
  if (!answer.json) {
    const pre = document.createElement("pre");
    pre.textContent = answer.body.slice(0, 200000);
    return pre;
  }
  const made = document.createElement("table");
  if (typeof answer.json.boolean === "boolean") {
    made.insertRow().insertCell().textContent = String(answer.json.boolean);
    return made;
  }
  const names = answer.json.head.vars;
  const head = made.createTHead().insertRow();
  for (const name of names) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = name;
    head.append(cell);
  }
  const body = made.createTBody();
  for (const row of answer.json.results.bindings.slice(0, MOST_ROWS)) {
    const line = body.insertRow();
    for (const name of names) line.insertCell().append(shown(row[name]));
  }
  const all = answer.json.results.bindings.length;
  if (all > MOST_ROWS) {
    const note = made.createCaption();
    note.textContent = `The first ${MOST_ROWS} of ${all} rows`;
  }
  return made;
}

function shown(term) {
  const box = document.createElement("bdi");
  if (!term) return box;
  const value = term.value.length > 2000 ? `${term.value.slice(0, 2000)}…` : term.value;
  if (term.type === "uri" && /^https?:/.test(term.value)) {
    const link = document.createElement("a");
    link.href = local(term.value);
    link.rel = "nofollow noreferrer";
    link.textContent = value;
    box.append(link);
  } else box.textContent = value;
  return box;
}

// Our own IRIs are shown on this host, wherever they are minted.
function local(iri) {
  const { base, ontology } = holder.dataset;
  if (iri.startsWith(base)) return `/id/${iri.slice(base.length)}`;
  return iri.startsWith(ontology) ? `/ontology/${iri.slice(ontology.length)}` : iri;
}

form.addEventListener("submit", (event) => {
  area.value = text();
  if (document.getElementById("format").value === "") {
    event.preventDefault();
    run();
  }
});
for (const tab of tabs) {
  tab.addEventListener("click", () => choose(tab.id.slice(4)));
  tab.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
    next.focus();
    choose(next.id.slice(4));
  });
}
for (const link of document.querySelectorAll("a[data-edit]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const query = new URL(link.href).searchParams.get("edit");
    if (editor) editor.setValue(query);
    else area.value = query;
    form.scrollIntoView();
    run();
  });
}
const share = document.getElementById("share");
share.hidden = false;
share.addEventListener("click", async () => {
  const address = `${location.origin}/sparql?edit=${encodeURIComponent(text())}`;
  history.replaceState(null, "", address);
  try {
    await navigator.clipboard.writeText(address);
    said.textContent = "The link is in the clipboard";
  } catch {
    said.textContent = "The link is in the address bar";
  }
});
start().catch((error) => { said.textContent = `Plain form only: ${error.message}`; });
