"""Photographs pages over the seeds in Chromium: the pictures of the README, or every page in light, dark and on a phone.

python -m scripts.take_screenshots                  the README's, into docs/screenshots
python -m scripts.take_screenshots --all FOLDER     every page there is, to be looked at
"""

from __future__ import annotations

import argparse
import io
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from kg.pipeline import build
from kg.settings import Settings as BuildSettings
from server.app import create_app
from server.runtime import Runtime
from server.settings import Settings
from tests.browser.chromium import launch
from tests.pages.discovery import discover
from tests.protocol.running import running

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "screenshots"
#: Colours of a picture: enough for pages, which have few, and half of the size.
_COLOURS = 128
Scheme = Literal["light", "dark"]


@dataclass(frozen=True, slots=True)
class Shot:
    """How a page is shown: size of the window in CSS pixels, colours, the whole page or the first view."""

    name: str
    width: int = 1280
    height: int = 900
    scheme: Scheme = "light"
    is_whole: bool = True


EVERY_PAGE = (Shot("light"), Shot("dark", scheme="dark"), Shot("phone", width=360, height=740))
#: The README's: page, and how it is shown.
README = {
    "/": Shot("home", height=1040, is_whole=False),
    "/id/action/block-x-pakistan": Shot("action", height=1040, is_whole=False),
    "/id/document/004": Shot("document", height=900, scheme="dark", is_whole=False),
}


def main() -> None:
    """Writes the pictures."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument(
        "--all", type=Path, metavar="FOLDER", help="every page, into this folder instead of the README's"
    )
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        build([ROOT / "seeds"], BuildSettings(store=store))
        runtime = Runtime(Settings(store=store, log_format="none"))
        paths = [page.path for page in discover(create_app(runtime=runtime).test_client(), store)]
        known = runtime.select("SELECT ?s { { ?s a ?t } UNION { GRAPH ?g { ?s a ?t } } }")
        resources = sorted({f"/id/{row['s'].value.removeprefix(runtime.base)}" for row in known})
        runtime.close()
        with running(store) as server, sync_playwright() as playwright:
            browser, address = launch(playwright), server.address.rstrip("/")
            if given.all:
                for path in paths:
                    for shot in EVERY_PAGE:
                        name = re.sub(r"\W+", "-", path).strip("-")[:80] or "home"
                        take(browser, address + path, shot, given.all / f"{name}.{shot.name}.png")
            else:
                for begin, shot in README.items():
                    path = begin if begin in paths else next(r for r in resources if r.startswith(begin))
                    take(browser, address + path, shot, PICTURES / f"{shot.name}.png")
            browser.close()


def take(browser: Browser, url: str, shot: Shot, target: Path) -> None:
    """Photographs a page into a PNG file with a palette."""
    page = browser.new_page(viewport={"width": shot.width, "height": shot.height}, color_scheme=shot.scheme)
    page.goto(url, wait_until="networkidle")
    picture = Image.open(io.BytesIO(page.screenshot(full_page=shot.is_whole)))
    page.close()
    target.parent.mkdir(parents=True, exist_ok=True)
    few = picture.convert("RGB").quantize(
        _COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
    )  # the median cut drops colours of which there is little
    few.save(target, optimize=True)


if __name__ == "__main__":
    main()
