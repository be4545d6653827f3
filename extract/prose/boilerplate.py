"""Content told from boilerplate by wording and rhythm, for every format alike.

Markup does the first half in :mod:`extract.prose.html`; this half also serves transcripts,
where the menus, cookie lines and lists of related documents are plain lines among others.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence

from extract.phrases import patterns
from warehouse.records import Block

_SAYS = patterns("boilerplate")
_READ_MORE = _SAYS["read_more"]
_RELATED_HEADING = _SAYS["related_heading"]
_SEE_ALSO_HEADING = _SAYS["see_also_heading"]
_TRAILER_HEADING = _SAYS["trailer_heading"]
_ABOUT_US = _SAYS["about_us"]
_COOKIE = _SAYS["cookie"]
_CONSENT = _SAYS["consent"]
_BREADCRUMB = _SAYS["breadcrumb"]
_MENU_MARKS = re.compile(r"[▾▼▸►☰×]|(?:\s[|•›»]\s.*){3,}")
_TOOL_LINES = _SAYS["tool_lines"]
_EMAIL = re.compile(r"[\w.+-]\s?(?:@|\[at\]|\(at\))\s?[\w-]+\.\w+|\bmailto:", re.IGNORECASE)
_PHONE = _SAYS["phone"]
_REGISTRATION = _SAYS["registration"]
_POSTCODE = re.compile(r"^(?:[A-Z]{1,2}-)?\d{3}\s?\d{1,2}\s+[A-ZÆØÅÄÖ][\wÆØÅÄÖæøåäö .-]{1,30}$")
_STREET = re.compile(
    r"^[A-ZÆØÅÄÖ][\wæøåäöéü.]*(?: [\wæøåäöéü.]+){0,2}?(?:gade|vej|gatan|gata|gate|vägen|väg|"
    r"vegen|veien|"
    r"allé|plads|plass|torg|torv|street)\s+\d{1,4}\s?[A-Za-z]?(?:,.*)?$"
)
_COPYRIGHT = re.compile(r"^(?:©|copyright\b|\(c\)\s)", re.IGNORECASE)
_CONTACT_RULES = (_EMAIL, _PHONE, _REGISTRATION, _POSTCODE, _STREET, _COPYRIGHT)
#: Each of them needs a figure or one of these.
_CONTACT_MARK = re.compile(r"[\d@©]|copyright|\(c\)|at[\])]|mailto", re.IGNORECASE)
_SENTENCE = re.compile(r"^.{60,}[.!?…”\"')]$", re.DOTALL)

#: How far from the end a "Contact" or "Back" line is taken for the start of the page's foot.
_TRAILER_REACH = 14
_NUMBER = re.compile(r"(?<![\d./:-])(?!(?:19|20)\d\d\b)\d[\d., ]*(?![\d/:-])")
_FOOT_SENTENCES = 2
_TEASER_MINIMUM = 3
_TEASER_GAP = 4
_COOKIE_MAXIMUM = 600
_SHORT = 90


def set_apart(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """Split blocks into content and boilerplate, both in reading order.

    Args:
        blocks: Candidate content of one document.

    Returns:
        Content and boilerplate; together they are exactly the input.
    """
    is_boilerplate = [_is_furniture(block) for block in blocks]
    for rule in (_mark_teasers, _mark_related, _mark_see_also, _mark_trailer):
        rule(blocks, is_boilerplate)
    return (
        tuple(b for b, apart in zip(blocks, is_boilerplate, strict=True) if not apart),
        tuple(b for b, apart in zip(blocks, is_boilerplate, strict=True) if apart),
    )


def _is_furniture(block: Block) -> bool:
    """Menus, cookie lines, breadcrumbs and buttons: recognised on their own."""
    text = block.text
    if block.kind == "cell":
        return False  # "Share" and "Size" head columns
    if _TOOL_LINES.fullmatch(text) or _READ_MORE.fullmatch(text) or _BREADCRUMB.match(text):
        return True
    if len(text) <= _COOKIE_MAXIMUM and _COOKIE.search(text) and _CONSENT.search(text):
        return True
    if len(text) < _SHORT and _COPYRIGHT.match(text):
        return True
    return len(text) < 3 * _SHORT and not _SENTENCE.match(text) and bool(_MENU_MARKS.search(text))


def speaks_of_cookies(text: str) -> bool:
    """Whether a text is about cookies or consent to them."""
    return bool(_COOKIE.search(text) or _CONSENT.search(text))


def is_contact_line(text: str) -> bool:
    """Whether a short line is a mail or street address, phone or registration number."""
    if len(text) >= 2 * _SHORT or not _CONTACT_MARK.search(text):
        return False
    return any(rule.search(text) for rule in _CONTACT_RULES)


def _mark_teasers(blocks: Sequence[Block], apart: list[bool]) -> None:
    """Set apart runs of summaries of other documents, each closed by its "read more" line."""
    closers = [i for i, block in enumerate(blocks) if _READ_MORE.fullmatch(block.text)]
    runs: list[list[int]] = []
    for index in closers:
        if runs and index - runs[-1][-1] <= _TEASER_GAP:
            runs[-1].append(index)
        else:
            runs.append([index])
    for run in runs:
        if len(run) < _TEASER_MINIMUM:
            continue
        start = _first_teaser_start(blocks, run)
        # docplayer cuts the last summary off without its "read more" line.
        stop = len(blocks) if _looks_cut(blocks, run[-1]) else run[-1] + 1
        apart[start:stop] = [True] * (stop - start)


def _first_teaser_start(blocks: Sequence[Block], run: Sequence[int]) -> int:
    """Where the first summary begins: its title is repeated at the head of its text."""
    first = run[0]
    for index in range(max(0, first - _TEASER_GAP), first - 1):
        if blocks[index + 1].text.lower().startswith(blocks[index].text.lower()[:25]):
            return index
    gaps = [later - earlier for earlier, later in itertools.pairwise(run)]
    usual = max(set(gaps), key=gaps.count) - 1
    return max(0, first - usual)


def _looks_cut(blocks: Sequence[Block], last: int) -> bool:
    return len(blocks) - last - 1 <= _TEASER_GAP


def _mark_until(
    blocks: Sequence[Block], apart: list[bool], start: int, ends: Callable[[Block], bool]
) -> None:
    apart[start] = True
    for index in range(start + 1, len(blocks)):
        if ends(blocks[index]):
            return
        apart[index] = True


def _mark_related(blocks: Sequence[Block], apart: list[bool]) -> None:
    """Set apart a "related documents" section up to the next heading that is not inside it."""
    for index, block in enumerate(blocks):
        if apart[index] or len(block.text) > _SHORT or block.text.endswith("."):
            continue
        if block.kind in {"heading", "paragraph"} and _RELATED_HEADING.fullmatch(block.text):
            level = block.level or 9
            is_heading = block.kind == "heading" and bool(block.level)

            def ends(other: Block, level: int = level, is_heading: bool = is_heading) -> bool:
                return is_heading and other.kind == "heading" and 0 < other.level <= level

            _mark_until(blocks, apart, index, ends)


def _mark_see_also(blocks: Sequence[Block], apart: list[bool]) -> None:
    """Set apart "see also" lines with the short lines (no sentences) below them."""
    for index, block in enumerate(blocks):
        if block.kind != "cell" and _SEE_ALSO_HEADING.fullmatch(block.text):
            _mark_until(blocks, apart, index, _is_content_like)


def _is_content_like(block: Block) -> bool:
    return (block.kind == "heading" and block.level > 0) or block.text.endswith(
        (".", ":", "!", "?")
    )


def _mark_trailer(blocks: Sequence[Block], apart: list[bool]) -> None:
    """Set apart the foot: contact lines at the end, with the heading that opens them."""
    if not blocks:
        return
    reach = min(_TRAILER_REACH, max(0, len(blocks) - 3))
    start = len(blocks)
    sentences, tells = 0, False
    for index in range(len(blocks) - 1, len(blocks) - 1 - reach, -1):
        block = blocks[index]
        is_heading = bool(_TRAILER_HEADING.fullmatch(block.text)) and block.kind != "item"
        if tells and _ABOUT_US.match(block.text):
            is_heading = False  # "About us", and below it "120 members …"
        allowed = _FOOT_SENTENCES if is_heading else 0
        if (is_heading or is_contact_line(block.text)) and sentences <= allowed:
            start, sentences = index, 0
        elif _SENTENCE.match(block.text) or block.kind == "cell":
            sentences += 1
            tells = tells or bool(_NUMBER.search(block.text))
            if sentences > _FOOT_SENTENCES:
                break  # text below contact lines is content again
    apart[start:] = [True] * (len(blocks) - start)
    for index, block in enumerate(blocks):
        if not apart[index] and not _SENTENCE.match(block.text) and is_contact_line(block.text):
            apart[index] = True
