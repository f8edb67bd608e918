"""Finds web sites that a text calls by their domain: "jut.su", "www.sendika45.org", the host of an address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kg.extractors.name_patterns import Candidate
from kg.extractors.name_rules import any_of, name_rules
from kg.gazetteer import gazetteer
from kg.model import Span

#: Kinds that have sites by whose address they are called.
_SITED = frozenset({"Platform", "NewsOrganisation"})


#: Behind a domain they name the firm that runs it: "Booking.com B.V.".
_LEGAL_FORMS = r"B\.?V|N\.?V|S\.?A|S\.?L|Inc|Ltd|Limited|LLC|GmbH|AG|Oy|AB|Plc|PLC"


@cache
def _domain() -> re.Pattern[str]:
    """Hosts as people write them; what is part of a mail address, of a file's name or of a sentence run on is none."""
    last = any_of(name_rules().domains)
    return re.compile(
        rf"(?<![\w@./-])(?:https?://)?(?:www\.)?(?P<host>(?:[A-Za-z0-9][\w-]*\.){{1,3}}(?:{last}))(?P<form> (?:{_LEGAL_FORMS})\b\.?)?(?![\w@-])(?!\.[a-z])"
    )


@cache
def _known() -> dict[str, str]:
    """The gazetteer's keys by their names as hosts have them, and by their hosts."""
    found: dict[str, str] = {}
    for key, entry in gazetteer().entries.items():
        if entry.kind in _SITED:
            for form, sense, ambiguous in entry.forms():
                if sense == "name" and not ambiguous and len(form) > 3:
                    found.setdefault(form.lower().replace(" ", ""), key)
    return found


def domains(plain: str, begin: int, end: int) -> Iterator[Candidate]:
    """The sites in ``plain[begin:end]``: the gazetteer's where their domain has its name, else platforms of that name."""
    for match in _domain().finditer(plain, begin, end):
        host = match["host"]
        if match["form"]:
            firm = host + match["form"]
            yield Candidate(
                span=Span(match.start("host"), match.end()), kind="Company", name=firm, rule="domain"
            )
            continue
        key = _known().get(host.lower()) or _known().get(host.lower().split(".")[-2])
        kind = gazetteer().entries[key].kind if key else "Platform"
        yield Candidate(span=Span(match.start(), match.end()), kind=kind, name=host, rule="domain", key=key)
