"""Asks other people's servers politely: one request at a time and host, a pause between two, answers kept, tries again.

The pause is :attr:`SourceOptions.interval`; ``Retry-After`` is obeyed; a request says who asks.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlencode

import orjson
import urllib3
from urllib3.util import Retry

from kg.errors import LinkError
from kg.linking.model import SourceOptions
from kg.version import __version__

_LARGEST = 64 << 20
_TRIES = 4


class Client:
    """Posts forms and reads JSON."""

    def __init__(self, options: SourceOptions) -> None:
        self._options = options
        self._last = 0.0
        retry = Retry(
            total=_TRIES,
            backoff_factor=0.5,
            status_forcelist=(429, 500, 502, 503, 504),
            allowed_methods=None,
            respect_retry_after_header=True,
            raise_on_status=False,
            redirect=3,
        )
        agent = f"Writ/{__version__} (https://w3id.org/writ; writ link)"
        self._pool = urllib3.PoolManager(
            headers={"User-Agent": agent}, retries=retry, timeout=options.timeout
        )

    def json(self, url: str, form: Mapping[str, str] | None, accept: str) -> object:
        """The answer to a POST of a form, or to a GET where there is none; from the cache where it was asked before.

        Raises:
            LinkError: no answer, an error, or one that is no JSON.
        """
        body = urlencode(form).encode() if form is not None else None
        kept = self._kept(url, body, accept)
        if kept is not None and kept.is_file():
            try:
                return orjson.loads(kept.read_bytes())
            except (OSError, orjson.JSONDecodeError):
                kept.unlink(missing_ok=True)
        content = self._asked(url, body, accept)
        try:
            value = orjson.loads(content)
        except orjson.JSONDecodeError as error:
            raise LinkError(f"{url} did not answer JSON: {error}") from error
        if kept is not None:
            kept.parent.mkdir(parents=True, exist_ok=True)
            part = kept.with_suffix(f".{os.getpid()}.part")
            part.write_bytes(content)
            part.replace(kept)
        return value

    def _asked(self, url: str, body: bytes | None, accept: str) -> bytes:
        time.sleep(max(0.0, self._last + self._options.interval - time.monotonic()))
        headers = dict(self._pool.headers) | {"Accept": accept}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            response = self._pool.request(
                "GET" if body is None else "POST", url, body=body, headers=headers, preload_content=False
            )
            content = response.read(_LARGEST + 1)
            response.release_conn()
        except urllib3.exceptions.HTTPError as error:
            raise LinkError(f"{url} can't be asked: {error}") from error
        finally:
            self._last = time.monotonic()
        if response.status != 200:
            raise LinkError(f"{url} answered {response.status}: {content[:200].decode('utf-8', 'replace')}")
        if len(content) > _LARGEST:
            raise LinkError(f"{url} answered more than {_LARGEST} bytes")
        return bytes(content)

    def _kept(self, url: str, body: bytes | None, accept: str) -> Path | None:
        if not self._options.cache:
            return None
        key = hashlib.sha256(b"\0".join((url.encode(), body or b"", accept.encode()))).hexdigest()
        return Path(self._options.cache) / f"{key[:40]}.json"
