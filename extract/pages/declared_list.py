"""Pages that list clusters, an entry a line: read as their declaration says."""

import dataclasses
import re

from extract.declarations import ClusterList
from extract.pages.claims import participation, region
from extract.pages.counties import norwegian_county_code, swedish_county_code
from extract.pages.lists import Line, lines_between
from extract.pages.select import changed, shorten
from extract.spec import SourceSpec
from warehouse.records import Capture, Claim, Mention, Records

#: Country to what reads a county's name there, and the scheme of its code.
_COUNTIES = {"SE": (swedish_county_code, "SE-lan"), "NO": (norwegian_county_code, "NO-fylke")}


def read_cluster_list(capture: Capture, spec: SourceSpec, wanted: ClusterList) -> Records:
    """One mention per entry; sentences between them, and entries left out, are none.

    Raises:
        SourceChangedError: The list is gone, a line of it is no entry, or two are one cluster's.
    """
    lines = lines_between(capture, wanted.start, wanted.end)
    entries = [line for line in lines if not line.is_prose and not line.is_omitted]
    mentions = tuple(_mention(capture, line, spec, wanted) for line in entries)
    first: dict[str, str] = {}
    for one in mentions:
        if first.setdefault(one.name.casefold(), one.locator) != one.locator:
            raise changed(
                capture,
                "A cluster stands in the list twice",
                place=one.locator,
                expected="each cluster once",
                found=f"{shorten(one.name)}, as in {first[one.name.casefold()]}",
            )
    return Records(mentions)


def _mention(capture: Capture, line: Line, spec: SourceSpec, wanted: ClusterList) -> Mention:
    entry = re.fullmatch(wanted.entry, line.text)
    told = {name: text.strip() for name, text in entry.groupdict().items() if text} if entry else {}
    if "name" not in told:
        raise changed(
            capture,
            "A line of the list is no entry",
            place=line.locator,
            expected=wanted.reads,
            found=shorten(line.text),
        )
    read_county, scheme = _COUNTIES.get(spec.country_code, (lambda _: None, ""))
    code = read_county(told["county"]) if "county" in told else None
    if "county" in told and code is None:
        raise changed(
            capture,
            "A line of the list is no entry: its county is none of this country",
            place=line.locator,
            expected=f"{wanted.reads}, with a county of {spec.country_code}: a name of {scheme} in "
            "warehouse/reference/region.csv",
            found=f"{shorten(told['county'])}, in: {shorten(line.text)}",
        )
    claims = [Claim(name, value, line.locator) for name, value in wanted.claims.items()]
    if wanted.participation:
        stay = dataclasses.asdict(wanted.participation)
        del stay["is_new_programme"]
        claims.append(participation(locator=line.locator, **stay))
    if code:
        claims.append(region(code, scheme, line.locator))
    claims += [
        Claim(name, value, line.locator)
        for name, value in told.items()
        if name not in {"name", "county"}
    ]
    return Mention("cluster", spec.country_code, told["name"], line.locator, tuple(claims))
