"""Looks at every page of a site: axe, console, outside requests, sideways scrolling on a phone.

Usage: ``python -m tests.load.site.every_page warehouse/current/site``. The tests look at one page
of each kind; this looks at all, in one tab.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Page, sync_playwright

from tests.load.site.test_browser import CHROMIUM, PHONE

#: Only what is wrong is told of, and no style sheet is read again: most of axe's time is that.
_RUN = "axe.run({resultTypes: ['violations'], preload: false}).then((found) => found.violations)"


def main() -> int:
    """Print what is wrong, page by page; 1 if anything is."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    site = Path(sys.argv[1]).resolve()
    places = sorted(site.rglob("*.html"))
    wrong = 0
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_context(viewport=PHONE).new_page()
        heard: list[str] = []
        page.add_init_script(path=AXE_FILE_PATH)
        page.on("console", lambda said: heard.append(f"console {said.type}: {said.text}"))
        page.on("pageerror", lambda error: heard.append(f"exception: {error}"))
        page.on("request", lambda made: heard.append(made.url) if _is_outside(made.url) else None)
        for place in places:
            heard.clear()
            page.goto(place.as_uri())
            for complaint in (*_seen(page), *heard):
                wrong += 1
                print(f"{place.relative_to(site)}: {complaint}", flush=True)
        browser.close()
    print(f"{len(places)} pages, {wrong} complaints")
    return 1 if wrong else 0


def _is_outside(url: str) -> bool:
    return not url.startswith(("file:", "data:", "blob:"))


def _seen(page: Page) -> Iterator[str]:
    for found in page.evaluate(_RUN):
        yield f"axe {found['id']}: {found['nodes'][0]['html'][:160]}"
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > PHONE["width"]:
        yield f"is {width} pixels wide on a phone of {PHONE['width']}"


if __name__ == "__main__":
    raise SystemExit(main())
