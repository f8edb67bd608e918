"""Columns of a table like those of the #KeepItOn coalition's shutdown tracker (STOP), one row per block, slowdown or shutdown.

Column names are those of the tracker's sheet of 2022. A cell is filled only where claims say so: what no claim says (number
of users, telecoms operators, economic cost …) stays empty. Every row carries the quote and the document it rests on.
"""

from __future__ import annotations

from datetime import date
from itertools import chain

from pyoxigraph import Literal, NamedNode

from kg.export.view import Column, View, kind, path
from kg.ontology_graph import is_a
from kg.vocab import DCTERMS, OA, PROV, RDFS, SCHEMA, WRIT, writ

KINDS = ("Block", "Throttle", "Shutdown")
_SHUTDOWN_TYPE = {"Block": "Service-based", "Throttle": "Throttling", "Shutdown": "Internet-based"}
_SERVICES = ("Facebook", "Twitter", "WhatsApp", "Instagram", "Telegram")
_NAMED = {"x": "twitter"}
_CONTAINED = NamedNode(SCHEMA + "containedInPlace")
_PUBLIC = "LegalBody"


def _claims(view: View, action: NamedNode) -> list[NamedNode]:
    return view.subjects(writ("about"), action)


def _dates(view: View, action: NamedNode, name: str) -> list[str]:
    return [v.value for v in view.values(action, writ(name))]


def _start_date_type(view: View, action: NamedNode) -> list[str]:
    """``exact`` for one day, ``range`` for a bounded interval, ``before`` or ``after`` for one bound; ``unknown``."""
    earliest, latest = _dates(view, action, "earliest"), _dates(view, action, "latest")
    if earliest and latest:
        return ["exact" if earliest == latest else "range"]
    return ["after" if earliest else "before" if latest else "unknown"]


def _statuses(view: View, action: NamedNode) -> list[NamedNode]:
    return view.subjects(writ("derivedFrom"), action)


def _end(view: View, action: NamedNode) -> list[str]:
    """The stated end, else the last day on which the status derived from the action can have ended."""
    stated = _dates(view, action, "until")
    return stated or sorted({d for s in _statuses(view, action) for d in _dates(view, s, "latestEnd")})[-1:]


def _status(view: View, action: NamedNode) -> list[str]:
    ended = any(_dates(view, s, n) for s in _statuses(view, action) for n in ("earliestEnd", "latestEnd"))
    return ["ended" if ended or _dates(view, action, "until") else "ongoing or unknown"]


def _duration(view: View, action: NamedNode) -> list[str]:
    """Days, where both ends are one day each."""
    earliest, latest, end = (
        _dates(view, action, "earliest"),
        _dates(view, action, "latest"),
        _end(view, action),
    )
    if not earliest or earliest != latest or len(end) != 1:
        return []
    try:
        days = (date.fromisoformat(end[0]) - date.fromisoformat(earliest[0])).days
    except ValueError:
        return []
    return [str(days)] if days >= 0 else []


def _country(view: View, action: NamedNode) -> list[str]:
    return [view.label(_top(view, p)) for p in view.values(action, writ("place")) if isinstance(p, NamedNode)]


def _top(view: View, place: NamedNode) -> NamedNode:
    """The place that lies in no other."""
    seen = {place}
    while parents := [
        p for p in view.values(place, _CONTAINED) if isinstance(p, NamedNode) and p not in seen
    ]:
        place = parents[0]
        seen.add(place)
    return place


def _area(view: View, action: NamedNode) -> list[str]:
    """Places inside a country."""
    places = [p for p in view.values(action, writ("place")) if isinstance(p, NamedNode)]
    return [view.label(p) for p in places if _top(view, p) != p]


def _scope(view: View, action: NamedNode) -> list[str]:
    if not view.values(action, writ("place")):
        return []
    return ["Part of the country" if _area(view, action) else "Country"]


def _bodies(view: View, action: NamedNode) -> list[NamedNode]:
    """The public bodies among those who acted."""
    agents = (a for a in view.values(action, writ("agent")) if isinstance(a, NamedNode))
    return [a for a in agents if any(is_a(k, _PUBLIC) for k in kind(view, a))]


def _ordered_by(view: View, action: NamedNode) -> list[str]:
    return [view.label(a) for a in _bodies(view, action)]


def _decision_maker(view: View, action: NamedNode) -> list[str]:
    """The kind of body: ministry, court, regulator."""
    return sorted({k for a in _bodies(view, action) for k in kind(view, a)})


def _by_speaker(view: View, action: NamedNode, *, public: bool) -> list[NamedNode]:
    """The claims said by a public body, or by anyone else (the document itself included)."""
    found = []
    for claim in _claims(view, action):
        speakers = [s for s in view.values(claim, writ("saidBy")) if isinstance(s, NamedNode)]
        spoken = any(is_a(k, _PUBLIC) for s in speakers for k in kind(view, s))
        found += [claim] if spoken == public else []
    return found


def _grounds(*, public: bool, words: bool) -> Column:
    """Reasons as public bodies give them (justification), or as others do (actual cause): kept apart by speaker."""

    def values(view: View, action: NamedNode) -> list[str]:
        claims = _by_speaker(view, action, public=public)
        return [
            view.label(v) for c in claims for v in view.values(c, writ("groundText" if words else "ground"))
        ]

    return values


def _acknowledgements(view: View, action: NamedNode) -> list[tuple[NamedNode, str]]:
    """Claims by public bodies, each with ``Yes`` (affirmed) or ``No`` (denied).

    Only plain assertions count: what is ordered, asked for or promised acknowledges nothing.
    """
    found = []
    for claim in _by_speaker(view, action, public=True):
        modalities = {m.value for m in view.values(claim, writ("modality"))}
        if modalities <= {WRIT + "actual", WRIT + "alleged"}:
            negative = writ("negative") in view.values(claim, writ("polarity"))
            found.append((claim, "No" if negative else "Yes"))
    return found


def _ack(view: View, action: NamedNode) -> list[str]:
    answers = sorted({a for _, a in _acknowledgements(view, action)}, reverse=True)
    return ["Disputed"] if len(answers) > 1 else answers or ["Not known"]


def _of_acknowledgements(column: Column) -> Column:
    return lambda view, action: list(
        chain.from_iterable(column(view, c) for c, _ in _acknowledgements(view, action))
    )


def _of_claims(column: Column) -> Column:
    return lambda view, action: list(chain.from_iterable(column(view, c) for c in _claims(view, action)))


def _service(label: str) -> str:
    return _NAMED.get(label.casefold(), label.casefold())


def _targets(view: View, action: NamedNode) -> list[NamedNode | Literal]:
    return view.values(action, writ("target"))


def _affected(service: str) -> Column:
    def values(view: View, action: NamedNode) -> list[str]:
        return (
            ["Yes"] if service.casefold() in {_service(view.label(t)) for t in _targets(view, action)} else []
        )

    return values


def _others(view: View, action: NamedNode) -> list[str]:
    known = {s.casefold() for s in _SERVICES}
    return [view.label(t) for t in _targets(view, action) if _service(view.label(t)) not in known]


def _empty(view: View, action: NamedNode) -> list[str]:
    return []


_EVIDENCE = (writ("evidence"),)
_QUOTE = path(*_EVIDENCE, NamedNode(OA + "exact"))


def _source_link(view: View, claim: NamedNode) -> list[str]:
    """The document's address on the web, else its IRI."""
    documents = [d for d in view.values(claim, writ("document")) if isinstance(d, NamedNode)]
    return [v.value for d in documents for v in (view.values(d, NamedNode(SCHEMA + "url")) or [d])]


COLUMNS: dict[str, Column] = {
    "start_date_type": _start_date_type,
    "start_date": lambda view, action: _dates(view, action, "earliest") or _dates(view, action, "latest"),
    "country": _country,
    "geo_scope": _scope,
    "area_name": _area,
    "shutdown_type": lambda view, action: [_SHUTDOWN_TYPE[k] for k in kind(view, action) if k in _SHUTDOWN_TYPE],
    "affected_network": _empty,
    "shutdown_extent": _empty,
    "ordered_by": _ordered_by,
    "decision_maker": _decision_maker,
    "actual_cause": _grounds(public=False, words=False),
    "actual_cause_details": _grounds(public=False, words=True),
    "info_source": _of_claims(path(writ("document"), NamedNode(DCTERMS + "publisher"))),
    "info_source_link": _of_claims(_source_link),
    "shutdown_status": _status,
    "end_date": _end,
    "duration": _duration,
    "gov_justification": _grounds(public=True, words=False),
    "gov_just_details": _grounds(public=True, words=True),
    "gov_ack": _ack,
    "legal_just": path(writ("instrument"), labels=True),
    "legal_method": _empty,
    "gov_ack_source": _of_acknowledgements(path(writ("saidBy"), labels=True)),
    "gov_ack_quote": _of_acknowledgements(_QUOTE),
    **{f"{s.casefold()}_affected": _affected(s) for s in _SERVICES},
    "other_affected": _others,
    **dict.fromkeys(
        (
            "sms_affected", "phonecall_affected", "telcos_involved", "telco_ack", "telco_ack_source",
            "telco_ack_quote", "election", "violence", "hr_abuse_reported", "users_targeted",
            "users_target_detail", "users_notified", "econ_impact",
        ),
        _empty,
    ),
    "event": path(NamedNode(RDFS + "label")),
    "an_link": lambda view, action: [action.value],
    "latest_start_date": lambda view, action: _dates(view, action, "latest"),
    "factuality": path(writ("factuality"), labels=True),
    "independent_sources": path(writ("independentSources")),
    "evidence": _of_claims(path(*_EVIDENCE)),
    "evidence_quote": _of_claims(_QUOTE),
    "evidence_document": _of_claims(path(*_EVIDENCE, NamedNode(PROV + "wasQuotedFrom"))),
}  # fmt: skip
