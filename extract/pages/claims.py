"""Claims that several registry pages make in the same way."""

import dataclasses
import re
from collections.abc import Iterable

from warehouse.records import Claim, Confidence, Mention

#: Behind the date of a transcription that has it, or its year, from the round's other pages.
_RECKONED = re.compile(
    r"^(?:publisert|publicerad|published): .*\((?:utledet|härledd|inferred)(?:: (?P<why>.+))?\)$",
    re.IGNORECASE,
)
_NOT_PRINTED = "The page does not print the whole date; the rest is concluded"


def _present(**parts: str | None) -> dict[str, str]:
    return {key: value for key, value in parts.items() if value}


def participation(
    programme_id: str,
    locator: str,
    *,
    level: str,
    event: str,
    brand: str | None = None,
    valid_from: str | None = None,
    valid_to: str | None = None,
    is_inferred: bool = False,
    confidence: Confidence = "high",
    url: str | None = None,
    note: str | None = None,
) -> Claim:
    """A cluster's time in a programme at a level; dates in their stated precision.

    ``url`` is the page that says it, where that is not the page read.
    """
    return Claim(
        "participation",
        programme_id,
        locator,
        valid_from=valid_from,
        valid_to=valid_to,
        is_inferred=is_inferred,
        detail=_present(level=level, event=event, brand=brand, note=note),
        confidence=confidence,
        url=url,
    )


def label(
    colour: str,
    locator: str,
    *,
    issuer: str | None = None,
    awarded: str | None = None,
    valid_until: str | None = None,
    period: str | None = None,
    is_inferred: bool = False,
    note: str | None = None,
) -> Claim:
    """An ECEI label: ``bronze``, ``silver`` or ``gold``."""
    return Claim(
        "label",
        colour,
        locator,
        valid_from=awarded,
        valid_to=valid_until,
        is_inferred=is_inferred,
        detail=_present(issuer=issuer, period=period, note=note),
    )


def region(code: str, scheme: str, locator: str) -> Claim:
    """A region by its code in a scheme of ``warehouse.vocabulary``."""
    return Claim("region", code, locator, detail={"scheme": scheme})


def mark_reckoned(
    mentions: Iterable[Mention], texts: Iterable[str], published: str
) -> tuple[Mention, ...]:
    """The mentions; claims from a day that the page does not print are marked as inferred.

    Args:
        mentions: As read from an announcement.
        texts: Its lines; one says whether the date is reckoned, and from what
            ("Publisert: 2019 (utledet: <why>)").
        published: The day, month or year of the announcement.
    """
    said = next((match for text in texts if (match := _RECKONED.search(text))), None)
    if said is None:
        return tuple(mentions)
    why = said["why"] or _NOT_PRINTED
    return tuple(
        dataclasses.replace(
            mention,
            claims=tuple(
                claim.concluded(why) if claim.valid_from == published else claim
                for claim in mention.claims
            ),
        )
        for mention in mentions
    )
