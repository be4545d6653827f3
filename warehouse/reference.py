"""Reference data that ship with the code: regions, industries, crosswalks, status maps.

The files lie in ``warehouse/reference/``. Their vintages:

- ``NUTS-2016``, ``NUTS-2021``, ``NUTS-2024``: levels 0 to 3 of Denmark, Sweden, Norway;
- ``NO-fylke-pre2020``, ``NO-fylke-2020``, ``NO-fylke-2024``: counties of Norway;
- ``SE-lan``, ``DK-region``, ``DK-landsdel``: national codes that have not changed;
- ``NO-kommune-2024``, ``SE-kommun``, ``DK-kommune``: municipalities; ``NO-kommune-pre2024`` their
  Norwegian numbers that ended between 1987 and 2023.

Source: Eurostat, NUTS 2021 and 2024, https://ec.europa.eu/eurostat/web/nuts ; NACE Rev. 2,
https://ec.europa.eu/eurostat/web/nace ; status symbols as the agencies explain them.
"""

import dataclasses
import functools
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from warehouse.errors import ContractError
from warehouse.statistics import RegionScheme
from warehouse.tables import TABLES
from warehouse.vocabulary import MEANINGS

ROOT = Path(__file__).with_name("reference")

#: Vintage that harmonised tables use.
CURRENT_NUTS = "NUTS-2024"

#: Tables that are a CSV file each, of the table's name.
_FILES = (
    *("region", "region_crosswalk", "industry", "industry_crosswalk", "aggregate_division"),
    *("status_map", "sector", "sector_industry", "existence_rule", "industry_word"),
    *("preferred_series", "programme_level"),
)


@dataclasses.dataclass(frozen=True, slots=True)
class Reference:
    """The reference tables, each as the contract has it.

    Attributes:
        tables: Table name to Arrow table: ``region``, ``region_crosswalk``, ``industry``,
            ``industry_crosswalk``, ``status_map``, ``sector``, ``sector_industry``,
            ``industry_word``, ``programme_level``, ``code_list``.
        regions: Vintage to (region code to the region's row).
        industries: Scheme to (an agency's code or label, case folded, to the row of
            ``industry_crosswalk``).
    """

    tables: Mapping[str, pa.Table]
    regions: Mapping[str, Mapping[str, Mapping[str, Any]]]
    industries: Mapping[str, Mapping[str, Mapping[str, Any]]]

    def __getitem__(self, name: str) -> pa.Table:
        """The reference table of that name."""
        return self.tables[name]

    def statuses(self, agency: str) -> dict[str, tuple[int, str]]:
        """One agency's symbols: symbol to (precedence, SDMX observation status).

        Raises:
            ContractError: The agency has no status map.
        """
        table = self.tables["status_map"]
        rows = table.filter(pc.equal(table["agency_code"], agency)).to_pylist()
        if not rows:
            raise ContractError(
                f"there is no status map for agency {agency}",
                place="warehouse/reference/status_map.csv",
                remedy="add the agency's symbols and what the agency says they mean",
            )
        return {row["symbol"]: (row["precedence"], row["obs_status"]) for row in rows}

    def status_of(self, agency: str, symbol: str) -> str | None:
        """The SDMX observation status of an agency's symbol; None where the map has no meaning.

        Where every symbol is one character (Eurostat), several may stand at once, and the one of
        the smallest precedence counts; elsewhere ``....`` is not four times ``.``.

        Raises:
            ContractError: The agency has no status map.
        """
        known = self.statuses(agency)
        is_several = symbol not in known and max(map(len, known)) == 1
        flags = list(symbol) if is_several else [symbol]
        return min(known[one] for one in flags)[1] if flags and known.keys() >= {*flags} else None

    def regions_of(self, vintage: str) -> Mapping[str, Mapping[str, Any]]:
        """Region code to its row, for one vintage; empty for a vintage that is not there."""
        return self.regions.get(vintage, {})

    def read_region(self, code: str, schemes: Iterable[RegionScheme]) -> tuple[str, str] | None:
        """Vintage and bare code of an agency's region code, by the first scheme that knows it."""
        for scheme in schemes:
            bare = code.removeprefix(scheme.prefix)
            if code.startswith(scheme.prefix) and bare in self.regions_of(scheme.vintage):
                return scheme.vintage, bare
        return None

    def read_industry(self, code_or_label: str, scheme: str) -> Mapping[str, Any] | None:
        """The crosswalk's row of an agency's industry code, or label."""
        return self.industries.get(scheme, {}).get(code_or_label.strip().casefold())


@functools.cache
def load_reference(root: Path = ROOT) -> Reference:
    """The reference data, checked against the contract.

    Raises:
        ContractError: A file does not keep the contract, or a code points nowhere.
    """
    tables = {name: _read(name, root / f"{name}.csv") for name in _FILES}
    tables["code_list"] = TABLES["code_list"].to_arrow(_code_lists())
    _check_regions(tables["region"], tables["region_crosswalk"])
    _check_industries(tables["industry"], tables["industry_crosswalk"])
    _check_sectors(tables)
    return Reference(
        tables,
        regions=_indexed(tables["region"], "vintage", "region_code"),
        industries=_indexed(tables["industry_crosswalk"], "scheme_name", "from_code"),
    )


def _indexed(table: pa.Table, group: str, code: str) -> dict[str, dict[str, dict[str, Any]]]:
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for row in table.to_pylist():
        # Labels are compared without regard to case; codes of regions are upper case or digits.
        key = row[code].casefold() if code == "from_code" else row[code]
        found.setdefault(row[group], {})[key] = row
    return found


def _read(name: str, path: Path) -> pa.Table:
    schema = TABLES[name].arrow_schema
    types = {field.name: field.type for field in schema}
    options = pacsv.ConvertOptions(
        column_types=types, include_columns=schema.names, strings_can_be_null=True, null_values=[""]
    )
    try:
        table = pacsv.read_csv(path, convert_options=options)
    except (pa.ArrowInvalid, pa.ArrowKeyError) as error:
        raise ContractError(
            f"a reference file is not readable: {error}", place=path.name, expected=str(types)
        ) from error
    return TABLES[name].conform(table)


def _code_lists() -> Iterator[dict[str, str]]:
    names = ("obs_status", "region_relation", "industry_role")
    for name, scheme in zip(names, ("CL_OBS_STATUS", *names[1:]), strict=True):
        for code, meaning in MEANINGS[name].items():
            yield {"scheme_name": scheme, "code": code, "code_name": meaning}


def _check_regions(region: pa.Table, crosswalk: pa.Table) -> None:
    known = set(zip(*_columns(region, "vintage", "region_code"), strict=True))
    parents = zip(*_columns(region, "vintage", "parent_code"), strict=True)
    _require("region.parent_code", (pair for pair in parents if pair[1] is not None), known)
    for side in ("from", "to"):
        pairs = zip(*_columns(crosswalk, f"{side}_vintage", f"{side}_code"), strict=True)
        _require(f"region_crosswalk.{side}_code", pairs, known)


def _check_industries(industry: pa.Table, crosswalk: pa.Table) -> None:
    known = set(zip(*_columns(industry, "nace_revision", "industry_code"), strict=True))
    for name, table, column in (
        ("industry", industry, "parent_code"),
        ("industry_crosswalk", crosswalk, "industry_code"),
    ):
        pairs = zip(*_columns(table, "nace_revision", column), strict=True)
        _require(f"{name}.{column}", (pair for pair in pairs if pair[1] is not None), known)


def _check_sectors(tables: Mapping[str, pa.Table]) -> None:
    """Every word and every sector leads to a code that is there."""
    known = {("sector", code) for code in tables["sector"]["sector_code"].to_pylist()}
    nace = tables["industry"].filter(pc.equal(tables["industry"]["nace_revision"], "NACE-Rev.2"))
    known |= {("nace", code) for code in nace["industry_code"].to_pylist()}
    words = zip(*_columns(tables["industry_word"], "scheme", "code"), strict=True)
    _require("industry_word.code", words, known)
    for column, scheme in (("sector_code", "sector"), ("industry_code", "nace")):
        codes = tables["sector_industry"][column].to_pylist()
        _require(f"sector_industry.{column}", ((scheme, code) for code in codes), known)


def _columns(table: pa.Table, *names: str) -> list[list[Any]]:
    return [table[name].to_pylist() for name in names]


def _require(place: str, pairs: Iterable[tuple[Any, ...]], known: set[tuple[Any, ...]]) -> None:
    strange = sorted({pair for pair in pairs if pair not in known})
    if strange:
        raise ContractError(
            "a reference file points at a code that is not there",
            place=place,
            found=str(strange[:5]),
        )
