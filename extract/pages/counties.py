"""Swedish and Norwegian counties by name, as pages write them."""

import functools
from collections.abc import Mapping

from warehouse.reference import load_reference

#: Spellings met on pages, misprints among them.
_SWEDISH_SPELLINGS = {"bleking": "10", "jämtland-härjedalen": "23", "jämtland härjedalen": "23"}


@functools.cache
def counties(vintage: str) -> Mapping[str, str]:
    """Name to code of the counties of a vintage of table ``region``, by their first names.

    Swedish names stand without *län* and its genitive: ``Skåne``, not ``Skåne län``.
    """
    return {
        row["region_name"].partition(" - ")[0].removesuffix("s län").removesuffix(" län"): code
        for code, row in load_reference().regions_of(vintage).items()
        if row["region_kind"] == "county"
    }


def swedish_county_code(name: str) -> str | None:
    """Code of a Swedish county; ``Skåne``, ``Skåne län``, ``Region Skåne``, ``Skånes län``."""
    plain = name.casefold().removeprefix("region ").removesuffix(" county").removesuffix(" län")
    return _find("SE-lan", plain.strip().removesuffix("s")) or _SWEDISH_SPELLINGS.get(plain.strip())


def norwegian_county_code(name: str) -> str | None:
    """Code of a Norwegian county of 2024; None for older counties and for towns."""
    return _find("NO-fylke-2024", name.casefold().removesuffix(" fylke").strip())


def norwegian_county_since(name: str) -> int | None:
    """The first year of a Norwegian county of this name; None where it was always there."""
    plain = name.casefold().removesuffix(" fylke").strip()
    years = [
        row["valid_from_year"]
        for vintage, rows in load_reference().regions.items()
        for row in rows.values()
        if vintage.startswith("NO-fylke") and row["region_kind"] == "county"
        if row["region_name"].partition(" - ")[0].casefold() == plain
    ]
    return min(years, default=None) if all(years) else None


def norwegian_county_again(name: str) -> int | None:
    """The year since which a county that had been merged exists again; None for others."""
    plain = name.casefold().removesuffix(" fylke").strip()
    before, merged = (_find(f"NO-fylke-{year}", plain) for year in ("pre2020", "2020"))
    return 2024 if before and not merged and _find("NO-fylke-2024", plain) else None


def _find(vintage: str, plain: str) -> str | None:
    found = (code for county, code in counties(vintage).items() if county.casefold() == plain)
    return next(found, None)
