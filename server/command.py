"""The commands that the server adds to ``writ``: ``serve``, ``backup``, ``restore`` (entry points ``writ.commands``)."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import SecretStr, ValidationError
from pydantic.fields import FieldInfo

from kg.errors import UsageError
from kg.store import StoreDirectory
from server.settings import Settings

_WHERE = "Every option can also be set as WRIT_… variable or in writ.toml; WRIT_TOKEN, the token for writing, only so."


def load_settings(**flags: object) -> Settings:
    """The settings in force; flags that are None or empty were not given.

    Raises:
        UsageError: a value is wrong, or the file is not TOML.
    """
    given = {name: value for name, value in flags.items() if value is not None and value != []}
    try:
        return Settings(**given)  # type: ignore[arg-type]  # pydantic checks the values
    except ValidationError as error:
        first = error.errors()[0]
        raise UsageError(f"setting {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    except ValueError as error:
        raise UsageError(f"the settings file is not TOML: {error}") from error


def _option(name: str, info: FieldInfo) -> inspect.Parameter:
    """A flag for a setting; what it is called, takes and says comes from the setting."""
    many = info.annotation == tuple[str, ...]
    kind: Any = list[str] if many else info.annotation
    shown = "none" if info.default in ("", ()) else str(info.default)
    words = f"{info.description} [default: {shown}]"
    annotation = Annotated[
        kind | None, typer.Option(f"--{name.replace('_', '-')}", help=words, show_default=False)
    ]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)


def _with_settings(function: Callable[..., None]) -> Callable[..., None]:
    """Gives a command a flag for every setting but secrets."""
    options = [_option(n, i) for n, i in Settings.model_fields.items() if i.annotation is not SecretStr]
    signature = inspect.Signature(options)
    function.__signature__ = signature  # type: ignore[attr-defined]  # what typer reads
    function.__annotations__ = {p.name: p.annotation for p in options}
    return function


@_with_settings
def serve(**flags: object) -> None:  # the docstring is set below: it holds what is known only at run time
    from server.run import serve as run  # late: the other commands need no server

    settings = load_settings(**flags)
    run(
        settings,
        ready=lambda address: typer.echo(
            f"Writ serves {settings.backend or settings.store} at {address}", err=True
        ),
    )


serve.__doc__ = f"""Serves the store as a SPARQL endpoint with pages, until it is stopped.

{_WHERE}

Example: writ serve --store store --port 8035 --timeout 30
"""


def backup(
    target: Annotated[Path, typer.Argument(help="a new directory for the copy")],
    store: Annotated[Path, typer.Option(help="store directory", envvar="WRIT_STORE")] = Path("store"),
) -> None:
    """Copies the newest version of a store, also while it is served and written.

    Example: writ backup backups/monday --store store
    """
    version = StoreDirectory(store).copy_to(target)
    typer.echo(f"version {version.manifest.get('version')} of {store} copied to {target}")


def restore(
    source: Annotated[Path, typer.Argument(help="a directory that writ backup has made")],
    store: Annotated[Path, typer.Option(help="store directory", envvar="WRIT_STORE")] = Path("store"),
) -> None:
    """Makes a backup the newest version of a store; a running server goes over to it at once.

    Example: writ restore backups/monday --store store
    """
    version = StoreDirectory(store).replace_by(StoreDirectory(source))
    typer.echo(f"{store} is as in {source} again, as version {version.identifier}")
