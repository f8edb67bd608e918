"""``writ mcp``: the graph for assistants, over standard input and output or HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def mcp(
    store: Annotated[Path, typer.Option(help="store directory", envvar="WRIT_STORE")] = Path("store"),
    http: Annotated[
        int | None, typer.Option("--http", metavar="PORT", help="HTTP on this port of 127.0.0.1, at /mcp.")
    ] = None,
) -> None:
    """Serves the graph's tools to assistants by the Model Context Protocol, on standard input and output.

    Example: writ mcp --store store, or writ mcp --store store --http 8036
    """
    from server.mcp import mcp_server

    server = mcp_server(store)
    if http is None:
        server.run("stdio")
    else:
        server.run("streamable-http", host="127.0.0.1", port=http)
