"""Writ's SPARQL endpoint over a store that :mod:`kg` has built.

Who does what, from the socket inwards: :mod:`server.http` (HTTP/1.1 on an event loop), :mod:`server.endpoint`
(``/sparql``, ``/update``, ``/store``; asynchronous), :mod:`server.app` (everything else; a Flask application in
threads), :mod:`server.engine` (fair queue, cache, worker pool), :mod:`server.reader` and :mod:`server.writer`
(processes of their own, the only ones that open the store, and killed at the deadline).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from server.settings import Settings


def create_app(config: Settings | None = None) -> Flask:
    """The whole endpoint as a Flask application; without settings, those of environment and ``writ.toml``."""
    from server.app import create_app as create  # late: worker processes import this package without Flask

    return create(config)


__all__ = ["create_app"]
