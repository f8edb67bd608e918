"""Every page there is, found by itself, in a real browser: accessible, sound, complete and steady."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.browser.chromium import installed
from tests.browser.inspection import MOST_BYTES, MOST_SHIFT, Inspection, inspect
from tests.pages.discovery import discover
from tests.protocol.running import running

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Inspected = dict[str, Inspection]


@pytest.fixture(scope="module")
def inspected(
    address: str,
    seeds_client: FlaskClient,
    seeds_store: Path,
    hostile_client: FlaskClient,
    hostile_store: Path,
) -> Inspected:
    """What was noted of each page over the seeds, and of kinds that the seeds don't have, over hostile data; by path."""
    if installed() is None:
        pytest.skip("no Chromium on this machine; scripts/install-chromium gets one")
    pages = discover(seeds_client, seeds_store)
    kinds = {page.kind for page in pages}
    with running(hostile_store) as server:
        others = [page.path for page in discover(hostile_client, hostile_store) if page.kind not in kinds]
        noted = inspect(server.address.rstrip("/"), others)
    return inspect(address, [page.path for page in pages]) | {
        f"hostile {path}": n for path, n in noted.items()
    }


def _wrong(inspected: Inspected, kind: str) -> str:
    """A line for each page and thing wrong; empty where nothing is."""
    return "\n".join(
        f"{path[:100]}: {what}" for path, noted in inspected.items() for what in getattr(noted, kind)
    )


def test_pages_have_no_accessibility_violation_in_light(inspected: Inspected) -> None:
    """axe-core finds nothing on any page, WCAG 2.2 AA and best practice."""
    assert not (wrong := _wrong(inspected, "light")), wrong


def test_pages_have_enough_contrast_in_the_dark(inspected: Inspected) -> None:
    """In dark mode every text stands out from its background."""
    assert not (wrong := _wrong(inspected, "dark")), wrong


def test_pages_have_no_accessibility_violation_on_a_phone(inspected: Inspected) -> None:
    """axe-core finds nothing at 360 px."""
    assert not (wrong := _wrong(inspected, "phone")), wrong


def test_pages_fit_a_phone(inspected: Inspected) -> None:
    """At 360 px nothing but tables and pictures in their own frames scrolls sideways."""
    assert not (wrong := _wrong(inspected, "too_wide")), wrong


def test_pages_write_no_error_and_keep_their_policy(inspected: Inspected) -> None:
    """No error in the console, no breach of the Content-Security-Policy."""
    assert not (wrong := _wrong(inspected, "console")), wrong


def test_pages_ask_no_other_host(inspected: Inspected) -> None:
    """Nothing is fetched from anywhere else."""
    assert not (wrong := _wrong(inspected, "foreign")), wrong


def test_pages_do_not_move_while_they_load(inspected: Inspected) -> None:
    """What has been painted stays where it is."""
    assert {path: noted.shift for path, noted in inspected.items() if noted.shift >= MOST_SHIFT} == {}


def test_pages_are_light(inspected: Inspected) -> None:
    """A page with its styles, scripts and pictures is under 100 kB on the wire."""
    assert {path: noted.weight for path, noted in inspected.items() if noted.weight > MOST_BYTES} == {}


def test_everything_is_reached_by_keyboard_and_shows_it(inspected: Inspected) -> None:
    """All that can be clicked takes focus by Tab, in the order of the page, and looks different then."""
    assert not (wrong := _wrong(inspected, "keyboard")), wrong


def test_pages_say_the_same_without_javascript(inspected: Inspected) -> None:
    """Scripts better a page; they don't make it."""
    assert not (wrong := _wrong(inspected, "scriptless")), wrong
