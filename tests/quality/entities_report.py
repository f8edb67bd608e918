"""How well entities are found, against gold: ``python -m tests.quality.entities_report [GOLD_DIR …] [--only 01,02] [--misses]``.

Recall over the gold's required entities (by name), the share of those whose class is right, and the mentions found.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from hashlib import sha256
from pathlib import Path

import yaml

from kg.extraction import Layers
from kg.extractors.entities import EXTRACTOR
from kg.model import Entity, Metadata, Segment, Text
from kg.text import parse

_STOP = {"the", "a", "an", "of", "and", "for", "s", "in", "to"}


def normal(name: str) -> str:
    """Names are compared without regard to case, order of words, articles and punctuation."""
    words = sorted(re.findall(r"\w+", name.casefold()))
    return " ".join(w for w in words if w not in _STOP) or " ".join(words)


def as_text(path: Path) -> Text:
    """A text file as one body segment per block and its first line as headline."""
    content = path.read_bytes().decode("utf-8")
    return Text(
        identifier=path.stem,
        location=path.name,
        media_type="text/plain",
        sha256=sha256(content.encode()).hexdigest(),
        content=content,
        language="en",
        metadata=Metadata(),
        segments=(Segment(begin=0, end=len(content), role="body"),),
    )


def names_of(entity: Entity) -> set[str]:
    """All forms of a found entity, normalised."""
    return {normal(n) for n in (entity.label, *entity.names)}


def main(arguments: list[str]) -> int:
    """Prints the table; 0 always, since the floors are the gate's matter."""
    parser = argparse.ArgumentParser()
    parser.add_argument("gold", nargs="*", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args(arguments)
    shared = Path(__file__).resolve().parents[2].parent / "shared"
    folders = options.gold or [shared / "gold" / "seeds"]
    only = [p for p in options.only.split(",") if p]
    wanted = hit = right = found_all = 0
    seconds = 0.0
    for folder in folders:
        for path in sorted(folder.glob("*.yaml")):
            gold = yaml.safe_load(path.read_text())
            if "entities" not in gold or (only and not any(path.stem.startswith(p) for p in only)):
                continue
            source = next(
                (f for f in (path.with_suffix(".txt"), shared / "seeds" / f"{path.stem}.txt") if f.exists()),
                None,
            )
            if source is None:
                continue
            parsed = parse(as_text(source))
            begin = time.perf_counter()
            layers = EXTRACTOR.run(parsed, Layers())
            seconds += time.perf_counter() - begin
            if options.show:
                for e in layers.entities:
                    print("   ", e.kind, "|", e.label, "|", e.names)
                for m in layers.mentions:
                    print(
                        "      ",
                        m.form,
                        "|",
                        repr(parsed.text.content[m.span.begin : m.span.end]),
                        "->",
                        m.entity,
                        m.rule,
                    )
            found_all += sum(e.kind != "Place" for e in layers.entities)
            for entity in gold["entities"]:
                if entity.get("optional"):
                    continue
                forms = {normal(n) for n in (entity["name"], *(entity.get("aliases") or []))}
                partners = [e for e in layers.entities if names_of(e) & forms]
                partner = next(
                    (e for e in partners if e.kind == entity["class"]), partners[0] if partners else None
                )
                wanted += 1
                hit += partner is not None
                right += partner is not None and partner.kind == entity["class"]
                if options.misses and (partner is None or partner.kind != entity["class"]):
                    print(
                        f"{path.stem[:12]} {entity['class']} {entity['name']!r}: {partner.kind if partner else 'not found'}"
                    )
    print(
        f"wanted {wanted} hit {hit} ({hit / max(wanted, 1):.3f}) right class {right} found (no places) {found_all} in {seconds:.2f} s"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
