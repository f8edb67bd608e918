"""What Writ sees in a document, sentence by sentence, for a person who wants to know why something was found or missed."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text as Styled

from kg.model import Annotation, Claim, Entity, Segment, Span
from kg.ontology_files import ontology_directory

STYLES = {
    "claim": "bold red",
    "name": "cyan",
    "date": "green",
    "cue": "magenta",
    "dropped": "dim",
    "role": "bold blue",
}


def explanation(annotation: Annotation) -> Iterator[Styled]:
    """Lines to print: each segment's role, each sentence with its finds marked, then what was found in it and what dropped."""
    text = annotation.text
    sentences = sorted(annotation.sentences)
    for segment in text.segments:
        inside = [s for s in sentences if segment.begin <= s.begin < segment.end]
        yield _segment_line(segment)
        if not inside:
            yield Styled(
                "  " + _shortened(text.content[segment.begin : segment.end]), style=STYLES["dropped"]
            )
        for sentence in inside:
            yield _marked(annotation, sentence)
            yield from _found(annotation, sentence)


def _segment_line(segment: Segment) -> Styled:
    line = Styled(f"[{segment.role}] {segment.begin}–{segment.end}", style=STYLES["role"])
    return line.append(f"  {segment.reason}", style=STYLES["dropped"]) if segment.reason else line


def _shortened(content: str) -> str:
    words = " ".join(content.split())
    return words if len(words) <= 100 else words[:99] + "…"


def _marked(annotation: Annotation, sentence: Span) -> Styled:
    """The sentence on one line, white space one for one, so that marks stay in place."""
    content = annotation.text.content[sentence.begin : sentence.end]
    line = Styled("".join(" " if c.isspace() else c for c in content))
    marks = [(m.span, "name") for m in annotation.mentions] + [(d.span, "date") for d in annotation.dates]
    marks += [(a.cue, "cue") for a in annotation.attributions] + [
        (c.trigger, "claim") for c in annotation.claims
    ]
    for span, style in marks:
        if sentence.overlaps(span):
            begin, end = max(span.begin, sentence.begin), min(span.end, sentence.end)
            line.stylize(STYLES[style], begin - sentence.begin, end - sentence.begin)
    return Styled("  ").append_text(line)


def _found(annotation: Annotation, sentence: Span) -> Iterator[Styled]:
    content = annotation.text.content
    entities = {e.key: e for e in annotation.entities}

    def row(style: str, kind: str, what: str, why: str) -> Styled:
        line = Styled("      ").append(f"{kind:<12}", style=STYLES[style]).append(what)
        return line.append(f"   ({why})", style=STYLES["dropped"]) if why else line

    for claim in annotation.claims:
        if sentence.contains(claim.trigger):
            yield row("claim", claim.kind, _claim(claim, entities, content), _rule_and_file(claim))
    for attribution in annotation.attributions:
        if sentence.contains(attribution.cue):
            who = attribution.speaker or "somebody unnamed"
            yield row(
                "cue",
                "said by",
                f"{who}: “{_shortened(_words(content, attribution.content))}”",
                attribution.rule,
            )
    for mention in annotation.mentions:
        if sentence.contains(mention.span):
            entity = entities.get(mention.entity)
            what = f"“{_words(content, mention.span)}” is {mention.entity}" + (
                f", a {entity.kind}" if entity else ""
            )
            yield row("name", mention.form, what, mention.rule)
    for date in annotation.dates:
        if sentence.contains(date.span):
            known = (
                f"{date.earliest or '…'} to {date.latest or '…'}"
                if date.earliest or date.latest
                else "unresolved"
            )
            yield row("date", "date", f"“{_words(content, date.span)}” is {date.timex}: {known}", date.rule)
    for dropped in annotation.considered:
        if sentence.contains(dropped.span):
            where = f"; change it in {dropped.file}" if dropped.file else ""
            what = f"“{_shortened(_words(content, dropped.span))}” as {dropped.what}: {dropped.reason}"
            yield row("dropped", "dropped", what, f"{dropped.extractor}{where}")


def _words(content: str, span: Span) -> str:
    return content[span.begin : span.end]


def _claim(claim: Claim, entities: dict[str, Entity], content: str) -> str:
    def names(keys: tuple[str, ...]) -> str:
        return ", ".join(entities[k].label if k in entities else k for k in keys)

    parts = [f"“{_words(content, claim.trigger)}”"]
    parts += [
        f"{role} {names(getattr(claim, role))}"
        for role in ("agent", "target", "place", "instrument")
        if getattr(claim, role)
    ]
    parts += [f"because “{_words(content, g.span)}”" for g in claim.grounds]
    if claim.value:
        parts.append(f"{claim.measure} = {claim.value} {claim.unit or ''}".rstrip())
    if claim.earliest or claim.latest:
        parts.append(f"between {claim.earliest or '…'} and {claim.latest or '…'}")
    parts += [f"until {claim.until}"] if claim.until else []
    parts += [f"according to {names((claim.said_by,))}"] if claim.said_by else []
    parts += [p for p, usual in ((claim.polarity, "positive"), (claim.modality, "actual")) if p != usual]
    if (likely := claim.probabilities) is not None:
        parts.append(
            f"the encoder finds the act {likely.act:.2f}, its agents {likely.agent:.2f}, its targets {likely.target:.2f}, what became of it {likely.status:.2f} likely"
        )
    return "; ".join(parts) + f"; confidence {claim.confidence:.2f}"


def _rule_and_file(claim: Claim) -> str:
    file = f"actions/{claim.kind}.ttl"
    return f"{claim.rule}; ontology/{file}" if (ontology_directory() / file).is_file() else claim.rule
