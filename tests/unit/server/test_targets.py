"""Which URLs and addresses a list of targets covers, and what the gateway makes of names."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
from ipaddress import ip_address

import pytest

from kg.errors import UsageError
from server.errors import Problem
from server.gateway import Gateway
from server.settings import Settings
from server.targets import Targets, is_public, target_of


@pytest.mark.parametrize(
    "url",
    [
        "https://a.org/sparql", "https://A.ORG:443/sparql", "https://a.org/sparql/deep?x=1", "http://b.org:8080/", "http://b.org:8080/any/thing",
    ],
)  # fmt: skip
def test_listed(url: str) -> None:
    """The entry itself and what lies below it."""
    assert Targets(["https://a.org/sparql", "http://b.org:8080"]).lists(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://a.org/sparql", "https://a.org/sparqlx", "https://a.org/", "https://a.org:444/sparql", "https://b.org:8080/", "http://b.org/",
        "https://a.org.evil.org/sparql", "https://evil.org/https://a.org/sparql", "https://a.org@evil.org/sparql", "https://evil.org#https://a.org/sparql",
        "https://a.org/sparql/../admin", "https://a.org/sparql/%2E%2e/admin", "https://a.org\\@evil.org/sparql", "https://a.org/sparql\r\nX: y",
        "file:///etc/passwd", "https://[::1", "https://a.org:99999/sparql", "", "sparql", "//a.org/sparql", "https://a.org%2eevil.org/sparql",
    ],
)  # fmt: skip
def test_not_listed(url: str) -> None:
    """Other scheme, host, port or path, in whatever disguise."""
    assert not Targets(["https://a.org/sparql", "http://b.org:8080"]).lists(url)


def test_entry_must_be_an_address() -> None:
    """A mistake in the setting is said at the start."""
    with pytest.raises(UsageError, match="http or https"):
        Targets(["example.org"])


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.1.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "::1", "::",
     "fe80::1", "fc00::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::", "255.255.255.255"],
)  # fmt: skip
def test_inner_addresses_are_not_public(address: str) -> None:
    """Loopback, private, link-local, shared, multicast, and IPv6 forms of these."""
    assert not is_public(ip_address(address))


def gateway(listed: list[str], addresses: list[str]) -> Gateway:
    """A gateway to which every name has these addresses."""
    found = [(socket.AF_INET, socket.SOCK_STREAM, 0, "", (address, 80)) for address in addresses]
    return Gateway(Settings(remote=tuple(listed)), resolve=lambda *_, **__: found)


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.7", "169.254.169.254", "::1", "::ffff:127.0.0.1"])
def test_listed_name_may_not_lead_inwards(address: str) -> None:
    """A name that resolves to an inner address is refused, unless that address is listed too."""
    with pytest.raises(Problem, match="not public"):
        gateway(["http://data.example/"], [address]).checked("http://data.example/x")
    shown = f"[{address}]" if ":" in address else address
    both = gateway(["http://data.example/", f"http://{shown}/"], [address])
    assert both.checked("http://data.example/x")[1] == address


def test_public_address_is_taken_before_inner_ones() -> None:
    """The connection goes to an address that was checked, not to the first one."""
    assert (
        gateway(["http://data.example/"], ["10.0.0.1", "1.1.1.1"]).checked("http://data.example/")[1]
        == "1.1.1.1"
    )


@pytest.mark.parametrize("host", ["2130706433", "127.1", "0x7f000001", "0177.0.0.1"])
def test_odd_spellings_of_addresses_are_names(host: str) -> None:
    """Listed or not, they are not the address that they resolve to."""
    with pytest.raises(Problem, match="not public"):
        gateway([f"http://{host}/"], ["127.0.0.1"]).checked(f"http://{host}/")


def test_localhost_is_loopback_when_listed() -> None:
    """Who lists localhost means it; elsewhere it may not lead."""
    assert gateway(["http://localhost/"], ["127.0.0.1"]).checked("http://localhost/")[1] == "127.0.0.1"
    with pytest.raises(Problem, match="not public"):
        gateway(["http://localhost/"], ["10.0.0.1"]).checked("http://localhost/")


def test_unlisted_is_refused_by_the_gateway_itself() -> None:
    """Whatever a worker asks for, before any name is looked up."""
    found = gateway(["http://data.example/"], [])
    with pytest.raises(Problem, match="not among"):
        asyncio.run(found.fetch("http://other.example/", None, "*/*", 1.0))
    found.close()


def test_request_target_is_encoded() -> None:
    """What goes into the request line is ASCII without spaces."""
    target = target_of("http://e.org/ü/a%20b?q=ü")
    assert target is not None
    assert target.request_target == "/%C3%BC/a%20b?q=%C3%BC"


@pytest.mark.parametrize("module", ["server.reader", "server.writer"])
def test_workers_start_without_what_only_the_server_needs(module: str) -> None:
    """A crash costs a worker's start, so it imports neither settings nor HTTP clients nor Flask."""
    program = f"import sys, {module}; print(*sorted(sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"pydantic", "flask", "ssl", "http.client", "asyncio", "server.gateway"} & set(loaded)
