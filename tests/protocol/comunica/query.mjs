// Asks the endpoint as an application with Comunica would, and prints what came as JSON: node query.mjs ADDRESS TOKEN
import { QueryEngine } from '@comunica/query-sparql';

const [address, token] = process.argv.slice(2);
const endpoint = { type: 'sparql', value: `${address}sparql` };
const engine = new QueryEngine();
const bindings = async (query, sources) =>
  (await (await engine.queryBindings(query, { sources })).toArray())
    .map((row) => Object.fromEntries([...row].map(([variable, term]) => [variable.value, term.value])));

const authorised = (input, init) => {
  const headers = new Headers(init?.headers);
  headers.set('authorization', `Bearer ${token}`);
  return fetch(input, { ...init, headers });
};
await engine.queryVoid('INSERT DATA { <http://e/new> <http://e/p> "by Comunica" }', {
  sources: [endpoint], destination: { type: 'sparql', value: `${address}update` }, fetch: authorised,
});

const everything = 'SELECT ?s ?o { ?s <http://e/p> ?o } ORDER BY ?o';
console.log(JSON.stringify({
  told: await bindings(everything, [endpoint]),
  found: await bindings(everything, [`${address}sparql`]),
  ask: await engine.queryBoolean('ASK { <http://e/s> <http://e/p> "one" }', { sources: [endpoint] }),
  triples: (await (await engine.queryQuads('CONSTRUCT WHERE { ?s <http://e/p> ?o }', { sources: [endpoint] })).toArray()).length,
  aggregate: await bindings('SELECT (COUNT(*) AS ?n) { ?s <http://e/p> ?o }', [endpoint]),
  named: await bindings('SELECT ?o { GRAPH <http://e/g> { ?s ?p ?o } }', [endpoint]),
  // Two sources: Comunica itself joins the endpoint with a document of ours, by bound patterns.
  joined: await bindings('SELECT ?s ?label { ?s <http://e/p> "one" ; <http://www.w3.org/2000/01/rdf-schema#label> ?label }',
    [endpoint, `${address}store?graph=${encodeURIComponent('http://e/labels')}`]),
}));
