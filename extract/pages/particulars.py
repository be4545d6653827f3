"""Reading a page's block of particulars: labels and their values."""

import dataclasses
import re
from collections.abc import Mapping, Sequence

from extract.pages.lists import Line, lines_between
from extract.pages.select import changed, shorten
from extract.prose.layout import fold_space
from warehouse.records import Capture, SetAside, unread


@dataclasses.dataclass(frozen=True, slots=True)
class Field:
    """One labelled value of a block of particulars.

    Attributes:
        label: The label as the page has it.
        value: The value, its lines joined.
        locator: Place of the value's first line, or of the label that has no value.
        values: The value's lines.
    """

    label: str
    value: str
    locator: str
    values: tuple[str, ...] = ()


def read_fields(
    capture: Capture, block: str, labels: Mapping[str, str], *, ignored: Sequence[str] = ()
) -> tuple[dict[str, Field], tuple[SetAside, ...]]:
    """The particulars below the line like ``block``: label, then value.

    Label and value may share a line (``Startdato: 20.05.2019``) or stand on two; a value may
    run over several lines, up to the next label.

    Args:
        capture: The page.
        block: Pattern of the line that opens the block.
        labels: Field key to the pattern its label must match in full, case ignored.
        ignored: Patterns of labels that are known and not kept.

    Returns:
        The fields by key, and the labels that nobody has declared.

    Raises:
        SourceChangedError: The block is gone, holds none of the labels, or one twice.
    """
    lines = lines_between(capture, block)
    known: dict[str, Field] = {}
    unknown: list[SetAside] = []
    patterns = {**{f"-{n}": text for n, text in enumerate(ignored)}, **labels}
    current: tuple[str | None, Line, list[Line]] | None = None

    def close() -> None:
        if current is None:
            return
        key, line, found = current
        values = [value.text for value in found]
        locator = (found or [line])[0].locator
        label = line.text.split(":")[0] if key is None else line.text.removesuffix(":")
        field = Field(label, fold_space(" ".join(values)), locator, tuple(values))
        if key is None:
            unknown.append(unread(locator, "label", label))
        elif not key.startswith("-"):
            if key in known:
                raise changed(
                    capture,
                    "A label stands twice in the block of particulars",
                    place=line.locator,
                    expected=f"one {labels[key]}",
                    found=f"{known[key].value!r} and {field.value!r}",
                )
            known[key] = field

    for line in lines:
        if line.level and not _match_label(line.text, patterns)[0]:
            break  # the next chapter of the page
        key, rest = _match_label(line.text, patterns)
        if key is not None:
            close()
            label = line.text.removesuffix(rest).rstrip(" :")
            value = [dataclasses.replace(line, text=rest)] if rest else []
            current = (key, dataclasses.replace(line, text=label), value)
        elif re.fullmatch(r"[^.:]{3,60}:", line.text):
            close()
            current = (None, line, [])
        elif current is not None:
            current[2].append(line)
    close()
    if not known:
        raise changed(
            capture,
            "The block of particulars holds no label that is known",
            place=block,
            expected=", ".join(labels.values()),
            found=shorten(" / ".join(line.text for line in lines), 200),
        )
    return known, tuple(unknown)


def _match_label(text: str, patterns: Mapping[str, str]) -> tuple[str | None, str]:
    """Key of the label that the text is or begins with, and what follows it."""
    for key, pattern in patterns.items():
        match = re.fullmatch(
            rf"(?:{pattern})\s*:?|(?:{pattern})\s*:\s*(?P<rest>.+)", text, re.IGNORECASE
        )
        if match:
            return key, match["rest"] or ""
    return None, ""
