"""Read pages of 10 kB, beside peers that only take their text.

Run ``python -m benchmarks.read_pages [PAGES]``.
The pages of 10 kB come from those in ``tests/evaluation/strangers`` (invented ones), one language
a page; numbers differ from page to page, so that no cache answers for a page read before. They are
of two kinds: whole pages one behind the other, with their tables, lists and cards; and their
sentences alone, which give over a hundred rows in 10 kB. One core, CPU time, best of three rounds
that take turns. The bar for both: 1,000 pages a minute, of 10,000 bytes each: longer ones count as
more than one.
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
#: What stands outside of tags.
_TEXT = re.compile(r">[^<]+")
_DIGITS = re.compile(r"(?<![\d.,])[1-9]\d?(?![\d.,])")


def make_pages(count: int, *, is_whole: bool = False) -> list[bytes]:
    """Pages of 10 kB in turn of languages, the same ones on each call.

    Args:
        count: How many.
        is_whole: Whole pages are joined, else their sentences only.
    """
    parts: dict[str, list[str]] = {}
    for path in sorted(PAGES.glob("*.html") if is_whole else PAGES.iterdir()):
        language = path.stem.split("_")[1]
        parts.setdefault(language, []).extend(_parts(path.read_bytes(), language, is_whole))
    turns = itertools.islice(itertools.cycle(sorted(parts)), count)
    return [_page(parts[lang], lang, random.Random(n)) for n, lang in enumerate(turns)]


def _parts(page: bytes, language: str, is_whole: bool) -> Iterator[str]:
    if is_whole:
        body = BeautifulSoup(page, "lxml").body
        yield f"<section>{body.decode_contents() if body else ''}</section>"
        return
    for block in read_document(page, language=language).blocks:
        if block.kind != "cell":
            yield f"<p>{html.escape(block.text)}</p>"


def _page(texts: list[str], language: str, chance: random.Random) -> bytes:
    parts, size = [f'<html lang="{language}"><body><main><h1>Synthetic page</h1>'], 0
    for text in _endless(texts, chance):
        parts.append(_TEXT.sub(lambda said: _renumbered(said[0], chance), text))
        size += len(parts[-1].encode())
        if size >= PAGE_BYTES:
            return "".join([*parts, "</main></body></html>"]).encode()
    raise AssertionError("the texts never end")


def _renumbered(text: str, chance: random.Random) -> str:
    return _DIGITS.sub(lambda _: str(chance.randint(2, 99)), text)


def _endless(texts: list[str], chance: random.Random) -> Iterator[str]:
    while True:
        yield from chance.sample(texts, len(texts))


def _seconds(read: Callable[[bytes], object], pages: list[bytes]) -> float:
    start = time.process_time()
    for page in pages:
        read(page)
    return time.process_time() - start


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    _compare("whole pages", make_pages(count, is_whole=True))
    _compare("sentences alone", make_pages(count))


def _compare(what: str, pages: list[bytes]) -> None:
    readers: dict[str, Callable[[bytes], object]] = {
        "reader": lambda page: read_targets(read_document(page)),
        "BeautifulSoup with html.parser, text only": lambda page: BeautifulSoup(
            page, "html.parser"
        ).get_text(),
        "BeautifulSoup with lxml, text only": lambda page: BeautifulSoup(page, "lxml").get_text(),
    }
    rows = sum(len(read_targets(read_document(page))) for page in pages)  # patterns are compiled
    best = dict.fromkeys(readers, float("inf"))
    for _ in range(3):
        for name, read in readers.items():
            best[name] = min(best[name], _seconds(read, pages))
    size = sum(map(len, pages))
    print(f"{what}: {len(pages)} pages of {size // len(pages)} bytes, {rows / len(pages):.0f} rows")
    for name, seconds in best.items():  # a page a little over 10 kB counts as so much more
        pace = 60 * size / PAGE_BYTES / seconds
        print(f"{pace:9.0f} pages a minute, {seconds / best['reader']:.3f} of ours  {name}")
    is_met = 60 * size / PAGE_BYTES / best["reader"] >= BAR_PAGES_A_MINUTE
    print(f"bar of {BAR_PAGES_A_MINUTE} pages a minute: {'met' if is_met else 'not met'}")


if __name__ == "__main__":
    main()
