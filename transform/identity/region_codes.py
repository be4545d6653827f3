"""Region claims of any national scheme to NUTS 3 of 2024."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from transform.identity.names import primary_key

_VINTAGE = "NUTS-2024"
_SUFFIX = re.compile(
    r"\s+(?:läns? landsting|län|fylke|fylkeskommune|fylkeskommun|county|landsdel)$"
)
#: Bodies are called after their region. (A city's region, *Osloregionen*, is another one.)
_PREFIX = re.compile(
    r"^(?:region(?:en)?|landsdel(?:en)?|(?:landstinget|länsstyrelsen|regionförbundet)(?: i)?"
    r"|(?:fylkesmannen|statsforvalt[ae]ren) i|province)\s+(?=\S)"
)
_CODE_AND_NAME = re.compile(r"(?P<code>\d\d)\s+(?P<name>\D.*)")
_SEPARATOR = re.compile(r"\s*/\s*|\s+[-–—]\s+")
#: Names that bodies give their county, besides its own.
_OTHER_NAMES = {
    "bornholms regionskommune": "bornholm",
    "funen": "fyn",
    "gotlands kommun": "gotland",
    "jämtland härjedalen": "jämtland",
    "north jutland": "nordjylland",
    "scania": "skåne",
    "sörmland": "södermanland",
    "oslo kommune": "oslo",
    "vgr": "västra götaland",
    "västra götalandsregionen": "västra götaland",
    "västra götalandsregionen vgr": "västra götaland",
}


class RegionCodes:
    """Finds the NUTS 3 code of a national code, a NUTS code or a region's name.

    Args:
        regions: Rows of table ``region``; those of level nuts3 and vintage NUTS-2024 count.
        crosswalk: Rows of table ``region_crosswalk`` that lead to NUTS-2024 or to a current
            national code; codes that were split have no single answer and give None.
    """

    def __init__(
        self, regions: Iterable[Mapping[str, Any]] = (), crosswalk: Iterable[Mapping[str, Any]] = ()
    ) -> None:
        self._codes: set[str] = set()
        self._national: dict[tuple[str, str], str] = {}
        self._names: dict[tuple[str, str], str] = {}
        self._old: dict[str, set[str]] = {}
        former: list[Mapping[str, Any]] = []
        members: dict[tuple[str, str, Any], list[str]] = {}
        for row in regions:
            if row["vintage"] == _VINTAGE and row["region_kind"] == "nuts3":
                self._enter(row)
            elif row["region_kind"] == "county" and row.get("valid_to_year"):
                former.append(row)
            elif row["region_kind"] == "municipality" and row.get("valid_to_year"):
                county = row["region_country_code"], row["region_code"][:2], row["valid_to_year"]
                members.setdefault(county, []).append(row["region_code"])
        for row in crosswalk:
            if row["to_vintage"] == _VINTAGE and row["relation"] in {"exact", "part_of"}:
                self._old.setdefault(row["from_code"], set()).add(row["to_code"])
        for row in former:
            # Counties that went into one of today as a whole, as all their last municipalities did.
            country, old = row["region_country_code"], row["region_code"]
            last = members.get((country, old, row["valid_to_year"]), ())
            parts = {self.find(country, part) for part in last}
            if self.find(country, old) is None and len(parts) == 1:
                self._old.setdefault(old, set()).update(filter(None, parts))
            if (code := self.find(country, old)) is not None:
                for plain in _plain(row["region_name"]):
                    self._names.setdefault((country, plain), code)

    def _enter(self, row: Mapping[str, Any]) -> None:
        code, country = row["region_code"], row["region_country_code"]
        self._codes.add(code)
        if row.get("national_code"):
            self._national[country, row["national_code"]] = code
        for name in _SEPARATOR.split(row["region_name"]):
            for plain in _plain(name):
                self._names[country, plain] = code

    def national_code(self, region_code: str | None) -> str | None:
        """The national code of a NUTS 3 region, for registers that know no NUTS."""
        return next(
            (code for (_, code), nuts in self._national.items() if nuts == region_code), None
        )

    def find(self, country_code: str, value: str) -> str | None:
        """The NUTS 3 code (2024), or None where the value names no single NUTS 3 region."""
        value = value.strip()
        if value in self._codes:
            return value
        found = self._national.get((country_code, value)) or self._named(country_code, value)
        if found:
            return found
        if match := _CODE_AND_NAME.fullmatch(value):
            both = {self.find(country_code, match[part]) for part in ("code", "name")}
            return both.pop() if len(both) == 1 else None
        older = {code for code in self._old.get(value, ()) if code.startswith(country_code)}
        return older.pop() if len(older) == 1 and older <= self._codes else None

    def _named(self, country_code: str, value: str) -> str | None:
        """The region of a name, or of a name in several languages that all mean one region."""
        known: set[str] = set()
        # Spellings that are not in our list (Sámi, Kven) say nothing against the others.
        for part in (value, *_SEPARATOR.split(value)):
            codes = [self._names.get((country_code, plain)) for plain in _plain(part)]
            known.update(filter(None, codes))
        return known.pop() if len(known) == 1 else None


def _plain(name: str) -> tuple[str, ...]:
    """A name without what its body is called; the s may be a genitive's (*Akershus fylke*)."""
    folded = _PREFIX.sub("", primary_key(name))
    bare = _SUFFIX.sub("", folded)
    bare = _OTHER_NAMES.get(bare, bare)
    return (bare,) if bare == folded else (bare, bare.removesuffix("s"))
