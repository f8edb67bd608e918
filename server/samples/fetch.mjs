// In a browser, or with node 18 and later: node fetch.mjs
const query = `
  PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
  PREFIX writ: <https://w3id.org/writ#>
  SELECT ?label ?factuality WHERE { ?action a writ:Restriction ; rdfs:label ?label ; writ:factuality ?factuality } LIMIT 5`;
const response = await fetch("http://127.0.0.1:8035/sparql", {
  method: "POST",
  headers: { "Content-Type": "application/sparql-query", Accept: "application/sparql-results+json" },
  body: query,
});
for (const row of (await response.json()).results.bindings) {
  console.log(row.label.value, row.factuality.value);
}
