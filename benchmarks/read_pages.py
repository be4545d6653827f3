"""Read pages of 10 kB, beside peers that only take their text.

Run ``python -m benchmarks.read_pages [PAGES]``.
Each page is an HTML page of 10 kB whose paragraphs and lists come from the pages in
``tests/evaluation/strangers`` (invented ones), one language a page; numbers differ from page to
page, so that no cache answers for a page read before. One core, CPU time, best of three rounds
that take turns. The bar: 1,000 pages a minute.
"""

from __future__ import annotations

import html
import itertools
import random
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bs4 import BeautifulSoup

from extract.prose.document import read_document
from transform.strategies.reader import read_targets

PAGES = Path(__file__).parent.parent / "tests" / "evaluation" / "strangers" / "pages"
PAGE_BYTES = 10_000
BAR_PAGES_A_MINUTE = 1000
_DIGITS = re.compile(r"(?<![\d.,])[1-9]\d?(?![\d.,])")


def make_pages(count: int) -> list[bytes]:
    """Pages of 10 kB in turn of languages, the same ones on each call."""
    texts: dict[str, list[str]] = {}
    for path in sorted(PAGES.iterdir()):
        language = path.stem.split("_")[1]
        blocks = read_document(path.read_bytes(), language=language).blocks
        texts.setdefault(language, []).extend(b.text for b in blocks if b.kind != "cell")
    turns = itertools.islice(itertools.cycle(sorted(texts)), count)
    return [_page(texts[lang], lang, random.Random(n)) for n, lang in enumerate(turns)]


def _page(texts: list[str], language: str, chance: random.Random) -> bytes:
    parts, size = [f'<html lang="{language}"><body><main><h1>Synthetic page</h1>'], 0
    for text in _endless(texts, chance):
        said = _DIGITS.sub(lambda _: str(chance.randint(2, 99)), text)
        parts.append(f"<p>{html.escape(said)}</p>")
        size += len(parts[-1].encode())
        if size >= PAGE_BYTES:
            return "".join([*parts, "</main></body></html>"]).encode()
    raise AssertionError("the texts never end")


def _endless(texts: list[str], chance: random.Random) -> Iterator[str]:
    while True:
        yield from chance.sample(texts, len(texts))


def _seconds(read: Callable[[bytes], object], pages: list[bytes]) -> float:
    start = time.process_time()
    for page in pages:
        read(page)
    return time.process_time() - start


def main() -> None:
    pages = make_pages(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
    readers: dict[str, Callable[[bytes], object]] = {
        "reader": lambda page: read_targets(read_document(page)),
        "BeautifulSoup with html.parser, text only": lambda page: BeautifulSoup(
            page, "html.parser"
        ).get_text(),
        "BeautifulSoup with lxml, text only": lambda page: BeautifulSoup(page, "lxml").get_text(),
    }
    for page in pages[:5]:
        read_targets(read_document(page))  # patterns are compiled once
    best = dict.fromkeys(readers, float("inf"))
    for _ in range(3):
        for name, read in readers.items():
            best[name] = min(best[name], _seconds(read, pages))
    print(f"{len(pages)} synthetic pages of {sum(map(len, pages)) // len(pages)} bytes")
    for name, seconds in best.items():
        pace = 60 * len(pages) / seconds
        print(f"{pace:9.0f} pages a minute, {seconds / best['reader']:.3f} of ours  {name}")
    is_met = 60 * len(pages) / best["reader"] >= BAR_PAGES_A_MINUTE
    print(f"bar of {BAR_PAGES_A_MINUTE} pages a minute: {'met' if is_met else 'not met'}")


if __name__ == "__main__":
    main()
