"""The ``writ`` command: parses arguments, calls the library, prints. Exit codes are in :class:`ExitCode`.

Other packages add commands through the entry-point group ``writ.commands``; so ``writ serve`` is there where the server
is installed, and this package never imports it.
"""

from __future__ import annotations

import os
import re
import signal
import sys
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from enum import IntEnum
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from kg.errors import NotBuiltError, StoreError, UsageError, ValidationError, WritError
from kg.version import __version__

if TYPE_CHECKING:
    from kg.model import Annotation


class ExitCode(IntEnum):
    """What a command's exit status says."""

    OK = 0
    SOME_FAILED = 1
    USAGE = 2
    INVALID = 3
    STORE = 4
    INTERNAL = 70
    INTERRUPTED = 130


_EXIT_CODES = """Exit status: 0 all well; 1 some documents failed, the rest was done; 2 wrong usage; 3 the graph breaks its
shapes, nothing was changed; 4 no build, or the store can't be read or written; 70 a bug; 130 interrupted."""

app = typer.Typer(
    name="writ",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    add_completion=True,
    help=f"""Reads how governments, courts and regulators act on online platforms, and serves it as a knowledge graph
in which every fact carries its words.

{_EXIT_CODES}

Settings come from flags, from `WRIT_STORE`, `WRIT_BASE`, `WRIT_JOBS`, or from `writ.toml`, in this order.""",
)

StoreOption = Annotated[
    Path | None, typer.Option("--store", "-s", metavar="DIR", help="Store directory [default: store].")
]
BaseOption = Annotated[
    str | None, typer.Option("--base", metavar="IRI", help="Under which IRI things are named.")
]
MinConfidenceOption = Annotated[
    float | None,
    typer.Option(
        "--min-confidence", metavar="0–1", help="Leave out claims of a lower confidence [default: 0]."
    ),
]
ExtractorOption = Annotated[
    str | None,
    typer.Option(
        "--extractor",
        metavar="rules|llm|both",
        help="Who makes claims; llm and both need WRIT_LLM_URL and WRIT_LLM_MODEL [default: rules].",
    ),
]
_debug = False


def _version(value: bool) -> None:
    if value:
        typer.echo(f"writ {__version__}")
        raise typer.Exit


@app.callback()
def options(
    debug: Annotated[bool, typer.Option("--debug", help="Show the whole traceback of an error.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """What holds for every command."""
    global _debug
    _debug = debug


# --- build ----------------------------------------------------------------------------------------------


@app.command()
def build(
    inputs: Annotated[
        list[str], typer.Argument(metavar="INPUT…", help="Files, folders, globs, JSON Lines, or - for stdin.")
    ],
    store: StoreOption = None,
    base: BaseOption = None,
    jobs: Annotated[int | None, typer.Option("--jobs", "-j", help="Processes [default: all cores].")] = None,
    min_confidence: MinConfidenceOption = None,
    extractor: ExtractorOption = None,
    progress: Annotated[
        bool | None, typer.Option("--progress/--no-progress", help="Progress bar [default: on a terminal].")
    ] = None,
) -> None:
    """Read documents and build the graph; the store's last good build stays until the new one is complete.

    Examples:

    - `writ build seeds`
    - `writ build 'news/*.html' rulings/ --store /data/graph --jobs 8`
    - `zcat articles.jsonl.gz | writ build - --base https://example.org/id/`
    """
    from kg.pipeline import NothingBuiltError
    from kg.pipeline import build as build_graph
    from kg.progress import shown, watching
    from kg.settings import load_settings

    settings = load_settings(
        store=store, base=base, jobs=jobs, min_confidence=min_confidence, extractor=extractor
    )
    console = Console(stderr=True)
    try:
        with watching(console, on=console.is_terminal if progress is None else progress) as watch:
            summary = build_graph(inputs, settings, watch)
    except NothingBuiltError as error:
        _print_failures((f.location, f.stage, f.reason) for f in error.failures)
        raise
    _print_failures((f.location, f.stage, f.reason) for f in summary.failures)
    shown(summary, settings, console)
    if summary.failures:
        raise typer.Exit(ExitCode.SOME_FAILED)


def _print_failures(failures: Iterator[tuple[str, str, str]]) -> None:
    for location, stage, reason in failures:
        _complain(f"{location}: {stage}: {reason}")


def _complain(message: str) -> None:
    """One line on standard error, whatever is in the message."""
    line = " ".join(message.split())
    print("writ: " + "".join(c if c.isprintable() else "\ufffd" for c in line), file=sys.stderr)


# --- one document ---------------------------------------------------------------------------------------


@app.command()
def annotate(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE…", help="Files, folders, globs, JSON Lines, or - for stdin.")
    ],
    format: Annotated[
        str, typer.Option("--format", "-f", help="Only json: one object a line and document.")
    ] = "json",
    published: Annotated[
        str | None,
        typer.Option(
            "--published", metavar="DATE", help="When it was published, as 2024-04-18, 2024-04 or 2024."
        ),
    ] = None,
    base: BaseOption = None,
    min_confidence: MinConfidenceOption = None,
    extractor: ExtractorOption = None,
) -> None:
    """Print what is found in documents, as JSON Lines with offsets of the raw text; failures go to standard error.

    Examples:

    - `writ annotate seeds/004_7b71c58ad08486da.txt | python -m json.tool`
    - `echo 'The regulator blocked TikTok on Friday.' | writ annotate - --published 2024-05-01`
    """
    import orjson

    from kg.annotation_json import plain_annotation
    from kg.confidence import only_sure
    from kg.errors import LanguageModelError
    from kg.iris import Minter
    from kg.llm import backend_of
    from kg.settings import load_settings

    if format != "json":
        raise UsageError(f"annotate writes json, not {format!r}")
    settings = load_settings(base=base, min_confidence=min_confidence, extractor=extractor)
    mint = Minter(settings.base)
    backend = backend_of(settings) if settings.extractor != "rules" else None
    failed = False
    for found in _annotations(files, published):
        if found is None:
            failed = True
            continue
        if backend is not None:
            try:
                found = backend.extend(found)
            except LanguageModelError as error:
                _complain(f"{found.text.location}: llm: {error}")
                failed = True
                if backend.alone:
                    continue
        sure = only_sure(found, settings.min_confidence, settings.min_confidence_alone)
        sys.stdout.buffer.write(orjson.dumps(plain_annotation(sure, mint)) + b"\n")
        sys.stdout.buffer.flush()
    if failed:
        raise typer.Exit(ExitCode.SOME_FAILED)


def _is_day_month_or_year(words: str) -> bool:
    """Whether the calendar has it."""
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", words):
        return False
    try:
        date.fromisoformat(words + "0000-01-01"[len(words) :])
    except ValueError:
        return False
    return True


def _annotations(files: Sequence[str], published: str | None) -> Iterator[Annotation | None]:
    """Each document's annotation; None, and a line on standard error, for one that can't be read."""
    from kg.annotation import attempt
    from kg.model import Failure
    from kg.reading import find_documents

    if published is not None and not _is_day_month_or_year(published):
        raise UsageError(f"--published takes 2024-04-18, 2024-04 or 2024, not {published!r}")
    found = list(find_documents(files)) if all(Path(f).is_file() for f in files) else find_documents(files)
    if isinstance(found, list):  # one line a file, in the order in which they were given
        order = {str(Path(f)): i for i, f in reversed(list(enumerate(files)))}
        found.sort(key=lambda s: order.get(s.location, len(order)))
    for source in found:
        if isinstance(source, Failure):
            _complain(f"{source.location}: {source.stage}: {source.reason}")
            yield None
            continue
        if published is not None:
            source = replace(source, declared=replace(source.declared, published=published))
        annotation = attempt(source)
        if isinstance(annotation, Failure):
            _complain(f"{annotation.location}: {annotation.stage}: {annotation.reason}")
        yield None if isinstance(annotation, Failure) else annotation


@app.command()
def explain(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE…", help="Files, folders, globs, or - for stdin.")
    ],
    published: Annotated[
        str | None, typer.Option("--published", metavar="DATE", help="When it was published.")
    ] = None,
    min_confidence: MinConfidenceOption = None,
    color: Annotated[
        bool | None, typer.Option("--color/--no-color", help="Colours [default: on a terminal].")
    ] = None,
) -> None:
    """Show each sentence with what was found in it, by which rule, what was considered and dropped, and which file says so.

    Example: `writ explain seeds/001_b818d9593a4f33df.txt | less -R`
    """
    from kg.confidence import only_sure
    from kg.explain import explanation
    from kg.settings import load_settings

    settings = load_settings(min_confidence=min_confidence)
    console = Console(force_terminal=color, no_color=color is False, highlight=False, soft_wrap=True)
    failed = False
    for found in _annotations(files, published):
        if found is None:
            failed = True
            continue
        console.rule(found.text.identifier)
        for line in explanation(only_sure(found, settings.min_confidence, settings.min_confidence_alone)):
            console.print(line)
    if failed:
        raise typer.Exit(ExitCode.SOME_FAILED)


# --- the store ------------------------------------------------------------------------------------------


@app.command()
def query(
    sparql: Annotated[
        str | None, typer.Argument(metavar="SPARQL", help="The query; common prefixes are declared.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", metavar="F", help="Read the query from a file, or - for stdin.")
    ] = None,
    store: StoreOption = None,
    format: Annotated[
        str | None,
        typer.Option(
            "--format", "-f", help="table, json, xml, csv, tsv; turtle, ntriples, rdfxml, jsonld for graphs."
        ),
    ] = None,
) -> None:
    """Ask the store in SPARQL 1.1.

    Examples:

    - `writ query 'SELECT ?platform ?from WHERE { ?a a writ:Block ; writ:target ?p ; writ:earliest ?from . ?p rdfs:label ?platform }'`
    - `writ query --file question.rq --format csv`
    """
    from kg.query import answer
    from kg.settings import load_settings
    from kg.store import StoreDirectory

    if (sparql is None) == (file is None):
        raise UsageError("give a query or --file, one of the two")
    text = sparql if sparql is not None else _read(file)
    settings = load_settings(store=store)
    answer(StoreDirectory(settings.store).open(), text, format, sys.stdout.buffer, Console())


def _read(file: Path | None) -> str:
    try:
        data = sys.stdin.buffer.read() if str(file) == "-" or file is None else file.read_bytes()
        return data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{file}: {error.strerror if isinstance(error, OSError) else 'not UTF-8'}"
        ) from error


@app.command()
def validate(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="An RDF file instead of the store.")
    ] = None,
    store: StoreOption = None,
    jobs: Annotated[int | None, typer.Option("--jobs", "-j", help="Processes [default: all cores].")] = None,
) -> None:
    """Check the store, or a file, against the SHACL shapes.

    Examples: `writ validate --store store`, `writ validate graph.trig`
    """
    from kg.settings import load_settings
    from kg.store import StoreDirectory
    from kg.validate import findings, loaded

    settings = load_settings(store=store, jobs=jobs)
    opened = loaded(file) if file is not None else StoreDirectory(settings.store).open()
    found = findings(opened, jobs=settings.jobs)
    for finding in found:
        typer.echo(f"{finding.severity}: {finding}")
    if any(f.severity == "Violation" for f in found):
        raise typer.Exit(ExitCode.INVALID)
    typer.echo(f"{len(opened)} triples conform to the shapes")


@app.command()
def score(
    gold: Annotated[
        Path, typer.Argument(metavar="GOLD_DIR", help="A folder of gold facts, one YAML file per document.")
    ],
    store: StoreOption = None,
    texts: Annotated[
        Path | None,
        typer.Option("--texts", help="Where the documents' texts are [default: the gold folder]."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The figures as JSON.")] = False,
    misses: Annotated[
        bool, typer.Option("--misses", help="Also list what was missed, wrong or extra.")
    ] = False,
) -> None:
    """Measure the store against facts that people took from the same documents.

    Example: `writ build gold/*.txt && writ score gold --misses`
    """
    import orjson

    from kg.scoring import score_store, table_of
    from kg.settings import load_settings
    from kg.store import StoreDirectory

    if not gold.is_dir():
        raise UsageError(f"{gold} is no folder of gold facts")
    result = score_store(StoreDirectory(load_settings(store=store).store).open(), gold, texts)
    if as_json:
        typer.echo(
            orjson.dumps(
                {k: v.as_row() for k, v in result.tallies.items()}, option=orjson.OPT_INDENT_2
            ).decode()
        )
    else:
        typer.echo(table_of(result.tallies))
    for miss in result.misses if misses else ():
        typer.echo(miss, err=as_json)


# --- running --------------------------------------------------------------------------------------------


def _add_installed_commands() -> None:
    for point in sorted(entry_points(group="writ.commands"), key=lambda p: p.name):
        if not any(c.name == point.name for c in app.registered_commands):
            app.command(point.name)(point.load())


def run(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and gives its exit status; errors become one line on standard error."""
    global _debug
    _debug = False
    _add_installed_commands()
    try:
        result = app(
            args=list(arguments) if arguments is not None else None, prog_name="writ", standalone_mode=False
        )
        sys.stdout.flush()
        return int(result) if isinstance(result, int) else ExitCode.OK
    except SystemExit as stop:  # Typer's answer where the reader of our output has left: `writ export | head`
        if not isinstance(stop.__context__, BrokenPipeError):
            raise
        return _reader_left()
    except BrokenPipeError:
        return _reader_left()
    except (KeyboardInterrupt, typer.Abort):
        _complain("interrupted")
        return ExitCode.INTERRUPTED
    except Exception as error:
        if _debug:
            traceback.print_exc()
        if isinstance(error, _COMMAND_LINE_ERROR) and not _command_line_message(error):
            return ExitCode.USAGE  # `writ` alone: the help was shown
        return _report(error)


def _reader_left() -> int:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # so that the last flush goes somewhere
    return ExitCode.OK


def _report(error: Exception) -> int:
    """Prints an error and says what it means for the exit status."""
    _complain(_message(error))
    match error:
        case ValidationError():
            for finding in error.findings[:20]:
                _complain(f"  {finding}")
            if len(error.findings) > 20:
                _complain(f"  … and {len(error.findings) - 20} more")
            return ExitCode.INVALID
        case NotBuiltError() | StoreError():
            return ExitCode.STORE
        case WritError():
            return ExitCode.USAGE
        case MemoryError() | OSError():
            return ExitCode.STORE
    return ExitCode.USAGE if isinstance(error, _COMMAND_LINE_ERROR) else ExitCode.INTERNAL


_COMMAND_LINE_ERROR = typer.BadParameter.__mro__[
    2
]  # ClickException, which newer versions of Typer bring themselves


def _message(error: Exception) -> str:
    if isinstance(error, _COMMAND_LINE_ERROR):
        return f"{_command_line_message(error)} (see writ --help)"
    if isinstance(error, (WritError, OSError)):
        return str(error) or type(error).__name__
    return f"{type(error).__name__}: {error} (a bug; --debug shows where)"


def _command_line_message(error: Exception) -> str:
    return str(getattr(error, "format_message", lambda: "")())


def _terminated(*_: object) -> None:
    raise SystemExit(128 + signal.SIGTERM)


def main() -> None:
    """The entry point of the ``writ`` command."""
    signal.signal(signal.SIGTERM, _terminated)  # so that a build that is stopped cleans up
    sys.exit(run())


if __name__ == "__main__":
    main()
