"""A named graph in the place of the default graph, for servers that have none that can be written (``--backend-default-graph``).

What stands outside of all GRAPH blocks of a template or pattern goes into one. The protocol's ``default-graph-uri`` would
say it more simply; but Virtuoso finds nothing in ``GRAPH <…>`` beside it, nor beside WITH and USING.
"""

from __future__ import annotations

from server.errors import Problem
from server.scan import Token, operations, scan, tokens

Insertion = tuple[int, str]


def query_in_named_graph(query: str, graph: str) -> str:
    """The query with its pattern about ``graph`` where it would be about the default graph; one with FROM as it is.

    Raises:
        Problem: what the text says can't be told for sure (bad-request).

    >>> query_in_named_graph("SELECT (1 AS ?x) { ?s ?p ?o GRAPH <a:g> { ?s ?q ?r } } LIMIT 1", "a:d")
    'SELECT (1 AS ?x) { GRAPH <a:d> { ?s ?p ?o GRAPH <a:g> { ?s ?q ?r } } } LIMIT 1'
    >>> query_in_named_graph("CONSTRUCT WHERE { ?s ?p ?o }", "a:d")
    'CONSTRUCT { ?s ?p ?o } WHERE { GRAPH <a:d> { ?s ?p ?o } }'
    """
    _check_certain(query)
    stream = list(tokens(query))
    words = [t.text.upper() if t.kind == "word" else "" for t in stream]
    if "FROM" in words or not (groups := _groups(stream)):
        return query
    is_construct = "CONSTRUCT" in words[: groups[0]]
    has_template = is_construct and words[groups[0] - 1] == "CONSTRUCT"
    if has_template and len(groups) < 2:
        return query  # no query; the other server says what is wrong
    begin = groups[1] if has_template else groups[0]
    inside = stream[begin + 1 : _end(stream, begin)]
    changes = _pattern(inside, graph, False)
    if changes and is_construct and not has_template:
        template = query[inside[0].begin : _after(inside[-1])]
        where = next((i for i in range(begin) if words[i] == "WHERE"), begin)
        changes.append((stream[where].begin, f"{{ {template} }} "))
    for position, text in sorted(changes, reverse=True):
        query = query[:position] + text + query[position:]
    return query


def _groups(stream: list[Token]) -> list[int]:
    """Where the groups begin that stand in no other and in no parentheses."""
    found: list[int] = []
    depth = 0
    for index, token in enumerate(stream):
        if token.kind == "sign" and token.text in "{(":
            if token.text == "{" and depth == 0:
                found.append(index)
            depth += 1
        elif token.kind == "sign" and token.text in "})":
            depth -= 1
    return found


def _check_certain(text: str) -> None:
    if scan(text).ambiguous:
        raise Problem("bad-request", "this can be read in two ways; write it without '<' before a '#'")


def in_named_graph(update: str, graph: str) -> str:
    """The update with ``graph`` wherever it means the default graph.

    Raises:
        Problem: what the text says can't be told for sure (bad-request).

    >>> in_named_graph("INSERT DATA { <a:s> <a:p> 1 . GRAPH <a:g> { <a:s> <a:p> 2 } } ; CLEAR DEFAULT", "a:d")
    'INSERT DATA { GRAPH <a:d> { <a:s> <a:p> 1 . } GRAPH <a:g> { <a:s> <a:p> 2 } } ; CLEAR GRAPH <a:d>'
    >>> in_named_graph("DELETE { ?s ?p 1 } WHERE { ?s ?p 1 }", "a:d")
    'DELETE { GRAPH <a:d> { ?s ?p 1 } } WHERE { GRAPH <a:d> { ?s ?p 1 } }'
    """
    _check_certain(update)
    changes: list[tuple[int, int, str]] = []
    for operation, _ in operations(update):
        words = [t.text.upper() if t.kind == "word" else "" for t in operation]
        if words[0] in ("INSERT", "DELETE"):
            changes += [(at, at, text) for at, text in _modify(operation, words, graph)]
        elif words[0] in ("CLEAR", "DROP", "ADD", "MOVE", "COPY"):
            changes += [
                (t.begin, t.begin + len(t.text), f"GRAPH <{graph}>")
                for t, word in zip(operation, words, strict=True)
                if word == "DEFAULT"
            ]
    for begin, end, text in sorted(changes, reverse=True):
        update = update[:begin] + text + update[end:]
    return update


def _modify(operation: list[Token], words: list[str], graph: str) -> list[Insertion]:
    """Of INSERT and DELETE; one that begins with WITH names its graph itself and does not come here."""
    found: list[Insertion] = []
    names = "USING" in words
    is_pattern = False
    depth = 0
    for index, token in enumerate(operation):
        if depth == 0 and words[index] == "WHERE":
            is_pattern = words[index - 1] != "DELETE"
        if token.kind != "sign":
            continue
        if token.text == "{":
            if depth == 0:
                inside = operation[index + 1 : _end(operation, index)]
                found += _pattern(inside, graph, names) if is_pattern else _template(inside, graph)
            depth += 1
        elif token.text == "}":
            depth -= 1
    return found


def _end(operation: list[Token], begin: int) -> int:
    """Where the group that begins there ends."""
    depth = 0
    for index in range(begin, len(operation)):
        if operation[index].kind == "sign":
            depth += (operation[index].text == "{") - (operation[index].text == "}")
        if depth == 0:
            return index
    return len(operation)


def _template(inside: list[Token], graph: str) -> list[Insertion]:
    found: list[Insertion] = []
    for part in _outside_of_graphs(inside):
        found += [(part[0].begin, f"GRAPH <{graph}> {{ "), (_after(part[-1]), " }")]
    return found


def _pattern(inside: list[Token], graph: str, names: bool) -> list[Insertion]:
    """The whole pattern, so that what spans several groups stays together; GRAPH blocks in it keep their meaning."""
    if names or not _outside_of_graphs(inside):
        return []
    return [(inside[0].begin, f"GRAPH <{graph}> {{ "), (_after(inside[-1]), " }")]


def _outside_of_graphs(inside: list[Token]) -> list[list[Token]]:
    """The runs of tokens between the GRAPH blocks, without the dots that separate them."""
    runs: list[list[Token]] = [[]]
    index = 0
    while index < len(inside):
        token = inside[index]
        if token.kind == "word" and token.text.upper() == "GRAPH":
            index = _end(inside, index + 2) + 1
            runs.append([])
        else:
            if runs[-1] or token.text != ".":
                runs[-1].append(token)
            index += 1
    return [run for run in runs if run]


def _after(token: Token) -> int:
    return token.begin + len(token.text)
