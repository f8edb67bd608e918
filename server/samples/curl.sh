#!/usr/bin/env bash
# Which platforms were blocked, where, from when on?
curl --silent --fail http://127.0.0.1:8035/sparql \
  --header 'Accept: text/csv' \
  --data-urlencode 'query=
    PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    PREFIX writ: <https://w3id.org/writ#>
    SELECT ?platform ?place ?latest WHERE {
      ?action a writ:Block ; writ:target/rdfs:label ?platform ; writ:place/rdfs:label ?place .
      OPTIONAL { ?action writ:latest ?latest }
    } ORDER BY ?latest'

# One thing as linked data.
curl --silent --fail --location --header 'Accept: text/turtle' http://127.0.0.1:8035/id/actor/tiktok
