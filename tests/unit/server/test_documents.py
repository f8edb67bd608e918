"""Documents that are refused before a parser sees them, and honest ones that look a little like them."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from server.documents import check, check_file
from server.errors import Problem

DEEPEST = 40
RDF = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">%s</rdf:RDF>'
LAUGHS = '<!DOCTYPE r [<!ENTITY a0 "haha">' + "".join(
    f"<!ENTITY a{i} '{f'&a{i - 1};' * 10}'>" for i in range(1, 12)
)

REFUSED: dict[str, tuple[str, str, str]] = {
    "billion laughs": ("rdfxml", LAUGHS + "]>" + RDF % "&a11;", "bad-data"),
    "declared and never used": ("rdfxml", LAUGHS + "]>" + RDF % "", "bad-data"),
    "one long entity used often": ("rdfxml", f'<!DOCTYPE r [<!ENTITY a "{"x" * 5000}">]>' + RDF % ("&a;" * 5000), "bad-data"),
    "declared again": ("rdfxml", f'<!DOCTYPE r [<!ENTITY a "{"x" * 5000}"><!ENTITY a "">]>' + RDF % ("&a;" * 5000), "bad-data"),
    "without spaces": ("rdfxml", f"<!doctype r [<!ENTITYa\n'{'x' * 5000}'>]>" + RDF % ("&a;" * 5000), "bad-data"),
    "from outside": ("rdfxml", '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + RDF % "&a;", "bad-data"),
    "objects": ("jsonld", '{"http://e/p":' * 100 + "1" + "}" * 100, "too-deep"),
    "arrays never closed": ("jsonld", "[" * 100, "too-deep"),
    "lists": ("jsonld", '{"@list":[' * 50 + "1" + "]}" * 50, "too-deep"),
    "deep after a long text": ("jsonld", '["' + "[\\\"" * 1_000_000 + '",' + "[" * 100 + "]" * 101, "too-deep"),
    "levels that are far apart": ("jsonld", ('{"p":"' + "x" * 30_000 + '","q":') * 100 + "1" + "}" * 100, "too-deep"),
    "triple terms": ("turtle", "<a:b> <a:c> " + "<<( <a:a> <a:a> " * 100 + "1" + " )>>" * 100 + ".", "too-deep"),
    "reified triples": ("nquads", "<a:b> <a:c> " + "<<<a:a> <a:a> " * 100 + "1" + ">>" * 100 + ".", "too-deep"),
}  # fmt: skip
TAKEN: dict[str, tuple[str, str]] = {
    "namespaces": ("rdfxml", '<!DOCTYPE rdf:RDF [<!ENTITY owl "http://www.w3.org/2002/07/owl#"><!ENTITY c "&owl;Class">]>' + RDF % ('<a b="&owl;Thing &c; &amp;"/>' * 9000)),
    "no entities": ("rdfxml", RDF % ("&lt;&amp;" * 9000)),
    "brackets in strings": ("jsonld", '{"http://e/p":"' + "[{" * 9000 + '\\"' + "[{" * 9000 + '\\\\"}'),
    "escapes where pieces end": ("jsonld", "[" + ",".join('"%s"' % ('\\"[' * n) for n in range(1500)) + "]"),
    "many objects": ("jsonld", "[" + ",".join(['{"http://e/p":[{"@id":"http://e/o"}]}'] * 60_000) + "]"),
    "nothing": ("jsonld", ""),
    "signs in strings": ("turtle", "<a:b> <a:c> '<<" + "', \"\"\"<<\n\"<<\"\"\" , \"<<\\\"\" . # <<\n<a:b> <a:c> '<<" * 200 + "' ."),
    "many triple terms": ("turtle", "<a:b> <a:c> <<( <a:a> <a:a> <<( <a:a> <a:b> <a:c>)>> )>> .\n" * 2000),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_grows_or_is_nested_is_refused(name: str, tmp_path: Path) -> None:
    """At once, and with the kind of problem that it is."""
    form, text, kind = REFUSED[name]
    path = tmp_path / "document"
    path.write_text(text)
    began = time.process_time()
    with pytest.raises(Problem) as refused:
        check_file(path, form, DEEPEST)
    assert refused.value.kind == kind
    assert time.process_time() - began < 1


@pytest.mark.parametrize("name", TAKEN)
def test_honest_documents_are_taken(name: str, tmp_path: Path) -> None:
    """From memory as from a file."""
    form, text = TAKEN[name]
    check(text.encode(), form, DEEPEST)
    path = tmp_path / "document"
    path.write_text(text)
    check_file(path, form, DEEPEST)
