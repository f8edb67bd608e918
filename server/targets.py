"""Which other servers may be asked (setting ``remote``): URL prefixes, compared part by part, never as plain text.

Workers import this, so it imports little: their start is what a crash costs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import quote, unquote, urlsplit

from kg.errors import UsageError

_PORTS = {"http": 80, "https": 443}
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\<>\"{}|^`]")
#: IPv6 addresses that stand for IPv4 ones behind a translator, https://www.rfc-editor.org/rfc/rfc6052
_TRANSLATED = IPv6Network("64:ff9b::/96")

Address = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True)
class Target:
    """An http or https URL in the parts that matter; ``path`` begins with a slash and is percent-encoded."""

    scheme: str
    host: str
    port: int
    path: str
    query: str

    @property
    def request_target(self) -> str:
        """What a request line carries."""
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def address(self) -> Address | None:
        """The address that the host is, where it is one and no name."""
        try:
            return ip_address(self.host)
        except ValueError:
            return None


def target_of(url: str) -> Target | None:
    """The parts of a URL; None for what is never asked: other schemes, user names, paths that climb, odd characters.

    >>> target_of("HTTP://Example.org/a?b#c")
    Target(scheme='http', host='example.org', port=80, path='/a', query='b')
    >>> target_of("http://example.org/a/%2E%2e/b"), target_of("http://me@example.org/"), target_of("file:///etc")
    (None, None, None)
    """
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode("ascii").lower()
    except (ValueError, UnicodeError):
        return None
    if parts.scheme not in _PORTS or not host or "@" in parts.netloc or _FORBIDDEN.search(url):
        return None
    if {".", ".."} & set(unquote(parts.path).split("/")):
        return None
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=-._~")
    return Target(
        parts.scheme,
        host,
        port or _PORTS[parts.scheme],
        path,
        quote(parts.query, safe="/%:@!$&'()*+,;=-._~?[]"),
    )


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server answered: the URL that gave it, after redirects, its ``Content-Type`` and the body."""

    url: str
    content_type: str
    body: bytes


class Targets:
    """A list of URL prefixes.

    Raises:
        UsageError: an entry is no http or https URL.
    """

    def __init__(self, prefixes: Sequence[str]) -> None:
        self._entries: list[Target] = []
        for prefix in prefixes:
            entry = target_of(prefix)
            if entry is None:
                raise UsageError(f"remote: an http or https address is expected, not {prefix!r}")
            self._entries.append(entry)

    def __bool__(self) -> bool:
        return bool(self._entries)

    def lists(self, url: str) -> bool:
        """Whether a URL is one of the list or lies below one: same scheme, host and port, path equal or longer by
        whole segments.

        >>> listed = Targets(["https://a.org/sparql", "http://b.org"])
        >>> listed.lists("https://a.org/sparql?x=1"), listed.lists("https://a.org/sparqlx"), listed.lists("http://b.org/c")
        (True, False, True)
        """
        target = target_of(url)
        return target is not None and any(_covers(entry, target) for entry in self._entries)

    def reaches(self, target: Target, address: Address) -> bool:
        """Whether a listed target may be reached at an address that its name has resolved to.

        Public addresses may; loopback, private and link-local ones only when the list has that very address, or
        ``localhost`` for loopback, so that nobody who owns a listed name can point it at the inner network.
        """
        if is_public(address):
            return True
        if target.address is not None:
            return target.address == address
        if target.host == "localhost" and address.is_loopback:
            return True
        return any(
            e.address == address and _covers(replace(e, host=target.host), target) for e in self._entries
        )


def _covers(entry: Target, target: Target) -> bool:
    if (entry.scheme, entry.host, entry.port) != (target.scheme, target.host, target.port):
        return False
    if entry.query:
        return (entry.path, entry.query) == (target.path, target.query)
    below = entry.path if entry.path.endswith("/") else entry.path + "/"
    return target.path == entry.path or target.path.startswith(below)


def is_public(address: Address) -> bool:
    """Whether an address, and the IPv4 address that it may hold, belongs to the open internet.

    >>> [is_public(ip_address(a)) for a in ("1.1.1.1", "10.0.0.1", "169.254.169.254", "::ffff:127.0.0.1", "64:ff9b::7f00:1")]
    [True, False, False, False, False]
    """
    if isinstance(address, IPv6Address):
        held = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in _TRANSLATED:
            held.append(IPv4Address(int(address) & 0xFFFFFFFF))
        if any(inner is not None and not is_public(inner) for inner in held):
            return False
        if address.ipv4_mapped is not None:
            return True
    return address.is_global and not address.is_multicast
