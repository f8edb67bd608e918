"""What a page is narrowed to: type, actor, place, days, factuality, and what was known on a day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, urlencode

from werkzeug.datastructures import MultiDict

from kg.iris import encoded
from kg.ontology_graph import classes_below
from kg.vocab import XSD
from server.app import current_runtime
from server.errors import Problem
from server.views.model import Node
from server.views.reading import literal, node, select
from server.views.vocabulary import label_of

FACTUALITIES = (
    "reported",
    "disputed",
    "denied",
    "planned",
    "ordered",
    "requested",
    "conditional",
    "possible",
    "alleged",
)
PARENTS = ("Restriction", "Restoration", "LegalAction", "Communication", "Conduct")
_SLUG = re.compile(r"[^\w]+")


def kinds() -> tuple[tuple[str, str], ...]:
    """The types of action with their labels: the five parents, each followed by its own."""
    found: list[tuple[str, str]] = []
    for parent in PARENTS:
        found.append((parent, label_of(parent)))
        found += [(kind, label_of(kind)) for kind in sorted(classes_below(parent) - {parent})]
    return tuple(found)


def day_from(values: MultiDict[str, str], name: str) -> date | None:
    """A day from a form. Raises Problem (bad-request) where it is none."""
    text = values.get(name, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Problem("bad-request", f"{name} is no day of the form 2024-03-01: {text[:40]}") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """The fields of the form; empty means everything."""

    kind: str = ""
    actor: str = ""
    place: str = ""
    factuality: str = ""
    first: date | None = None
    last: date | None = None
    known: date | None = None

    @classmethod
    def of(cls, values: MultiDict[str, str]) -> Filters:
        """From the query string. Raises Problem (bad-request) for a type, factuality or day that there is not."""
        kind, factuality = values.get("type", "").strip(), values.get("factuality", "").strip()
        if kind and kind not in dict(kinds()):
            raise Problem("bad-request", f"there is no type of action {kind[:40]!r}")
        if factuality and factuality not in FACTUALITIES:
            raise Problem("bad-request", f"there is no factuality {factuality[:40]!r}")
        return cls(
            kind=kind,
            actor=" ".join(values.get("actor", "").split())[:200],
            place=" ".join(values.get("place", "").split())[:200],
            factuality=factuality,
            first=day_from(values, "from"),
            last=day_from(values, "to"),
            known=day_from(values, "known"),
        )

    def address(self, path: str, **changes: date | str | None) -> str:
        """The page with these filters, some of them changed (by the names of the form)."""
        fields: dict[str, date | str | None] = {
            "type": self.kind, "actor": self.actor, "place": self.place, "factuality": self.factuality,
            "from": self.first, "to": self.last, "known": self.known,
        }  # fmt: skip
        given = {name: str(value) for name, value in (fields | changes).items() if value}
        return path + (f"?{urlencode(given, quote_via=quote)}" if given else "")

    @property
    def pattern(self) -> str:
        """The actions ``?a`` in SPARQL; every variable but ``?a`` ends in 0, so that it meets no other."""
        parts = [f"?a a writ:{self.kind or 'Action'} ."]
        if self.actor:
            parts.append(f"{_called(self.actor, 'actor', '?n0')} ?a writ:agent|writ:target ?n0 .")
        if self.place:
            parts.append(
                f"{_called(self.place, 'place', '?w0')} ?v0 schema:containedInPlace* ?w0 . ?a writ:place ?v0 ."
            )
        if self.factuality:
            parts.append(f"?a writ:factuality writ:{self.factuality} .")
        if self.first or self.last:
            parts.append("OPTIONAL { ?a writ:earliest ?e0 } OPTIONAL { ?a writ:latest ?z0 }")
            parts += [f"FILTER(COALESCE(?z0, ?e0) >= {typed(self.first)})"] if self.first else []
            parts += [f"FILTER(COALESCE(?e0, ?z0) <= {typed(self.last)})"] if self.last else []
        if self.known:
            parts.append(
                "{ SELECT DISTINCT ?a WHERE { GRAPH ?g0 { ?g0 schema:datePublished ?d0 . ?c0 writ:about ?a } "
                f"FILTER(STR(?d0) <= {literal(self.known.isoformat())}) }} }}"
            )
        return "\n      ".join(parts)


def typed(day: date) -> str:
    """A day as SPARQL writes it."""
    return f'"{day.isoformat()}"^^<{XSD}date>'


def _called(name: str, family: str, variable: str) -> str:
    """What is called so, or has this key in its IRI."""
    key = encoded(_SLUG.sub("-", name.lower()).strip("-") or name)
    english = f"{literal(name)}@en"
    return f"""{{ SELECT DISTINCT {variable} WHERE {{ {{ {variable} rdfs:label|skos:altLabel {english} }}
      UNION {{ VALUES {variable} {{ <{current_runtime().base}{family}/{key}> }} }} }} }}"""


def places() -> tuple[Node, ...]:
    """The places in which something happened, for the form."""
    rows = select(
        "SELECT DISTINCT ?w ?l WHERE { ?w a writ:Place ; rdfs:label ?l . FILTER EXISTS { ?a writ:place ?w } } LIMIT 1000"
    )
    return tuple(sorted({node(row["w"], row["l"]) for row in rows}))


def actors() -> tuple[Node, ...]:
    """The actors that most is told of, for the form to suggest."""
    rows = select("""SELECT ?n ?l WHERE { { SELECT ?n (COUNT(*) AS ?k) WHERE { VALUES ?r { writ:agent writ:target } ?a ?r ?n } GROUP BY ?n ORDER BY DESC(?k) LIMIT 150 }
      ?n a writ:Actor ; rdfs:label ?l }""")
    return tuple(sorted({node(row["n"], row["l"]) for row in rows}))
