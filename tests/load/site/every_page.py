"""Looks at every page of a site: axe, console, outside requests, sideways scrolling on a phone.

Usage: ``python -m tests.load.site.every_page warehouse/current/site`` (some minutes). The tests
look at one page of each kind; this looks at all.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

from tests.load.site.test_browser import CHROMIUM, PHONE


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
        page.on("console", lambda said: heard.append(f"console {said.type}: {said.text}"))
        page.on("pageerror", lambda error: heard.append(f"exception: {error}"))
        page.on("request", lambda made: heard.append(made.url) if _is_outside(made.url) else None)
        for place in places:
            heard.clear()
            page.goto(place.as_uri())
            page.wait_for_load_state("load")
            of_its_own = list(heard)  # axe looks for style sheets and is refused, which is told too
            for complaint in (*of_its_own, *_seen(page)):
                wrong += 1
                print(f"{place.relative_to(site)}: {complaint}", flush=True)
        browser.close()
    print(f"{len(places)} pages, {wrong} complaints")
    return 1 if wrong else 0


def _is_outside(url: str) -> bool:
    return not url.startswith(("file:", "data:", "blob:"))


def _seen(page: Page) -> Iterator[str]:
    for found in Axe().run(page).response["violations"]:
        yield f"axe {found['id']}: {found['nodes'][0]['html'][:160]}"
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > PHONE["width"]:
        yield f"is {width} pixels wide on a phone of {PHONE['width']}"


if __name__ == "__main__":
    raise SystemExit(main())
