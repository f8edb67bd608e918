"""Looks at one page as a browser shows it and notes what is wrong with it; nothing here fails a test by itself.

axe-core runs from Playwright's side, so the page keeps its Content-Security-Policy and breaches of it are seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.chromium import launch

#: WCAG 2.2 AA and what axe-core calls best practices, https://github.com/dequelabs/axe-core/blob/develop/doc/API.md#axe-core-tags
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
#: What moves after it was first painted, as https://web.dev/articles/cls counts it; .1 is called good there.
MOST_SHIFT = 0.02
#: How often a page is loaded until it stays still.
MOST_LOADS = 4
#: First view, compressed.
MOST_BYTES = 100_000
#: The query editor, which is fetched on the query page alone and doesn't count.
EDITOR = "/static/vendor/yasqe/"
_AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
_OBSERVE = """
window.__shift = 0; window.__refused = [];
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.__shift += entry.value;
}).observe({type: "layout-shift", buffered: true});
document.addEventListener("securitypolicyviolation", e => window.__refused.push(`${e.violatedDirective} ${e.blockedURI}`));
"""
_RUN_AXE = """options => axe.run(document, {resultTypes: ["violations"], ...options,
}).then(r => r.violations.flatMap(v => v.nodes.slice(0, 5).map(
  n => `${v.id}: ${n.target.join(" ")}: ${(n.any[0] || n.all[0] || n.none[0] || {message: v.help}).message}`)))"""
#: Elements that do something, but cannot be reached by Tab or don't show that they are. Inside composite widgets arrow keys move.
_KEYBOARD = """() => {
  const composite = "[role=grid],[role=toolbar],[role=listbox],[role=tablist],[role=tree],[role=menu],[role=radiogroup],[role=combobox]";
  const wrong = [], name = e => `${e.tagName.toLowerCase()}${e.id ? "#" + e.id : ""} "${(e.textContent || e.value || "").trim().slice(0, 40)}"`;
  const around = e => { const found = []; for (let p = e.parentElement; p && found.length < 4; p = p.parentElement) found.push(p); return found; };
  const look = e => [e, ...around(e), ...[...e.querySelectorAll("*")].slice(0, 6)].map(part => { const s = getComputedStyle(part);
    return [s.outlineStyle === "none" ? "" : s.outlineWidth + s.outlineColor, s.boxShadow, s.backgroundColor, s.borderColor,
      s.textDecorationLine, s.stroke, s.strokeWidth].join("|") }).join();
  const all = document.querySelectorAll(
    "a[href],button,input:not([type=hidden]),select,textarea,summary,[tabindex],[role=button],[role=link],[onclick]");
  for (const e of all) {
    if (e.disabled || !e.checkVisibility({visibilityProperty: true}) || e.closest("[inert]")) continue;
    if (e.tabIndex > 0) wrong.push(`${name(e)}: a tabindex above 0`);
    if (e.tabIndex < 0) {
      if (e.matches("a[href],button,input,select,textarea,summary,[role=button],[role=link],[onclick]") && !e.closest(composite))
        wrong.push(`${name(e)}: not reached by Tab`);
      continue;
    }
    const before = look(e);
    e.focus({preventScroll: true});
    if (document.activeElement !== e) wrong.push(`${name(e)}: takes no focus`);
    else if (look(e) === before) wrong.push(`${name(e)}: focus doesn't show`);
    e.blur();
  }
  return wrong.slice(0, 20);
}"""
#: What is wider than a phone, outside of what scrolls by itself.
_TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll("body *")].filter(e => {
    if (e.getBoundingClientRect().right <= innerWidth + 1) return false;
    for (let p = e.parentElement; p; p = p.parentElement) if (getComputedStyle(p).overflowX !== "visible") return false;
    return true;
  }).slice(0, 5).map(e => `${e.tagName.toLowerCase()}.${e.className} reaches ${Math.round(e.getBoundingClientRect().right)} px`)"""
#: Bytes of the page and of all it fetched, as they came over the wire, by path; icons, which are kept for long, left out.
_WEIGHT = """() => Object.fromEntries(performance.getEntries().filter(e => e.encodedBodySize && !/favicon/.test(e.name))
  .map(e => [new URL(e.name).pathname, e.encodedBodySize]))"""
_MAIN = "() => (document.querySelector('main') || document.body).textContent.replace(/\\s+/g, ' ').trim()"


@dataclass(kw_only=True)
class Inspection:
    """What is wrong with a page, in words, by kind of wrong; all empty where nothing is."""

    console: list[str] = field(default_factory=list)
    """Errors, and breaches of the Content-Security-Policy."""
    foreign: list[str] = field(default_factory=list)
    """Requests to other hosts."""
    light: list[str] = field(default_factory=list)
    """axe-core on a desktop in light colours."""
    dark: list[str] = field(default_factory=list)
    """axe-core's contrast rules in dark colours."""
    phone: list[str] = field(default_factory=list)
    """axe-core, 360 px wide; colours, which take most of its time, were seen before."""
    too_wide: list[str] = field(default_factory=list)
    """What makes the page scroll sideways, 360 px wide."""
    shift: float = 0.0
    """How much moved while it loaded: the least of a few times, since a busy machine paints a table before its last rows are read."""
    keyboard: list[str] = field(default_factory=list)
    """What the Tab key doesn't reach, or reaches without showing it."""
    weight: int = 0
    """Compressed bytes of the page and all that it fetches, without the query editor."""
    scriptless: list[str] = field(default_factory=list)
    """What is missing without JavaScript."""


def inspect(address: str, paths: Iterable[str]) -> dict[str, Inspection]:
    """Looks at pages of a server; half of them in a browser of its own, for the second core."""
    every = sorted(paths)
    with ThreadPoolExecutor(2) as pool:
        noted = dict(
            chain.from_iterable(pool.map(lambda part: _inspect(address, part), (every[::2], every[1::2])))
        )
    return {path: noted[path] for path in every}


def weigh(address: str, paths: Iterable[str]) -> dict[str, int]:
    """Compressed bytes of pages with all that each fetches."""
    found = {}
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for path in paths:
            page = browser.new_context(base_url=address, viewport=DESKTOP).new_page()  # type: ignore[arg-type]
            page.goto(path, wait_until="load")
            found[path] = _weight(page)
            page.context.close()
        browser.close()
    return found


def _weight(page: Page) -> int:
    sizes: dict[str, int] = page.evaluate(_WEIGHT)
    return sum(size for path, size in sizes.items() if not path.startswith(EDITOR))


def _inspect(address: str, paths: Iterable[str]) -> list[tuple[str, Inspection]]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        inspector = _Inspector(browser, address)
        found = [(path, inspector.inspect(path)) for path in paths]
        browser.close()
    return found


class _Inspector:
    """Two contexts of one browser, with scripts and without, for page after page."""

    def __init__(self, browser: Browser, address: str) -> None:
        self._address = address
        self._scripted = browser.new_context(base_url=address, viewport=DESKTOP, color_scheme="light")  # type: ignore[arg-type]
        self._scripted.add_init_script(_OBSERVE)
        self._plain = browser.new_context(base_url=address, java_script_enabled=False)

    def inspect(self, path: str) -> Inspection:
        """Loads a page in both contexts and looks at it."""
        noted = Inspection()
        page = self._listening(self._scripted, noted)
        noted.shift = min(self._shifts(page, path))
        words = page.evaluate(_MAIN)
        noted.weight = _weight(page)
        noted.keyboard = page.evaluate(_KEYBOARD)
        page.evaluate(_AXE)
        noted.light = self._axe(page, {"runOnly": RULES})
        page.emulate_media(color_scheme="dark")
        noted.dark = self._axe(page, {"runOnly": COLOURS})
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        noted.phone = self._axe(
            page, {"runOnly": RULES, "rules": {rule: {"enabled": False} for rule in COLOURS}}
        )
        noted.too_wide = page.evaluate(_TOO_WIDE)
        noted.console += [f"refused: {r}" for r in page.evaluate("window.__refused")]
        page.close()
        noted.scriptless = self._without_scripts(path, words)
        return noted

    @staticmethod
    def _shifts(page: Page, path: str) -> Iterator[float]:
        """Loads a page; where it moved, a few times more."""
        for _ in range(MOST_LOADS):
            page.goto(path, wait_until="load")
            page.wait_for_timeout(50)
            yield (shift := page.evaluate("window.__shift"))
            if shift < MOST_SHIFT:
                return

    def _listening(self, context: BrowserContext, noted: Inspection) -> Page:
        page = context.new_page()
        page.on("console", lambda m: noted.console.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: noted.console.append(str(e)))
        own = (self._address, "data:", "blob:")
        page.on("request", lambda r: None if r.url.startswith(own) else noted.foreign.append(r.url))
        return page

    @staticmethod
    def _axe(page: Page, options: dict[str, Any]) -> list[str]:
        found: list[str] = page.evaluate(_RUN_AXE, options)
        return found

    def _without_scripts(self, path: str, words: str) -> list[str]:
        """Words of the page that are there only with scripts, if they are many: scripts may add controls, not content."""
        page = self._plain.new_page()
        page.goto(path, wait_until="load")
        plain: Any = page.locator("main, body").first.text_content() or ""
        page.close()
        missing = set(words.split()) - set(plain.split())
        return sorted(missing) if len(missing) > 0.2 * len(set(words.split())) else []
