"""Dates as Nordic agencies print them, to ISO dates that keep the stated precision."""

import datetime as dt
import re

from extract.phrases import phrases

_MONTHS = {
    name: number
    for number, names in enumerate(phrases("counted")["months"], start=1)
    for name in names.split()
}
_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
_FORMS = (
    r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})",
    r"(?P<d>\d{1,2})[-/.](?P<m>\d{1,2})[-/.](?P<y>\d{4})",
    rf"(?P<d>\d{{1,2}})(?:\.|st|nd|rd|th)?\s+(?:of\s+)?(?P<n>{_NAMES})\.?,?\s+(?P<y>\d{{4}})",
    rf"(?P<n>{_NAMES})\s+(?P<d>\d{{1,2}}),?\s+(?P<y>\d{{4}})",
    rf"(?P<n>{_NAMES})\.?\s+(?P<y>\d{{4}})",
    r"(?P<y>\d{4})-(?P<m>\d{2})",
    r"(?P<y>(?:19|20)\d{2})",
)
_YEAR = re.compile(r"\d{4}")
_REGEXES = tuple(re.compile(rf"(?<![\w]){form}(?!(?!T\d\d:)\w)", re.IGNORECASE) for form in _FORMS)


def find_date(text: str) -> str | None:
    """First date in a text, most precise form first: ``2014-06-18``, ``2014-06``, ``2014``.

    Danish, Swedish, Norwegian and English month names; day before month in figures, as all
    three countries write. None if there is none, or it is not in the calendar.
    """
    for regex in _REGEXES if _YEAR.search(text) else ():
        match = regex.search(text)
        if match:
            parts = match.groupdict()
            month = _MONTHS[parts["n"].lower()] if parts.get("n") else parts.get("m")
            return _compose(parts["y"], month, parts.get("d"))
    return None


def _compose(year: str, month: int | str | None, day: str | None) -> str | None:
    try:
        date = dt.date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    return date.isoformat()[: 10 if day else 7 if month else 4]
