"""Makes the pictures of the README: serves a store of the seeds and photographs its pages in Chromium.

python -m scripts.take_screenshots
"""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

from kg.pipeline import build
from kg.settings import Settings
from kg.vocab import PREFIXES
from scripts.update_readme import README, ROOT, example_query

PICTURES = ROOT / "docs"


def main() -> None:
    """Writes docs/query.png."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    query = example_query(README.read_text(encoding="utf-8"))
    used = sorted(p for p in PREFIXES if re.search(rf"\b{p}:", query))
    query = "".join(f"PREFIX {p}: <{PREFIXES[p]}>\n" for p in used) + query
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        store = Path(folder) / "store"
        build([ROOT / "seeds"], Settings(store=store))
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        command = [sys.executable, "-m", "kg.cli", "serve", "--store", str(store), "--port", str(port)]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
            base = f"http://127.0.0.1:{port}"
            _wait_for(f"{base}/health")
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=chromium,
                    args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
                )
                page = browser.new_page(viewport={"width": 1100, "height": 760})
                page.goto(f"{base}/sparql")
                page.get_by_role("textbox").first.fill(query)
                page.locator("form button, form input[type=submit]").first.click()
                page.get_by_role("table").wait_for()
                PICTURES.mkdir(exist_ok=True)
                page.locator("body").screenshot(path=PICTURES / "query.png")
                browser.close()
            server.terminate()
            server.wait(20)


def _wait_for(address: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(address, timeout=1).close()
            return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(address)


if __name__ == "__main__":
    main()
