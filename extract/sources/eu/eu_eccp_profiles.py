"""Profiles of cluster organisations on the European Cluster Collaboration Platform."""

from extract.pages.claims import label, region
from extract.pages.lists import OMITTED, read_lines
from extract.pages.particulars import Field, read_fields
from extract.pages.select import changed
from extract.written_dates import find_date
from warehouse.records import Capture, Claim, Mention, Records

#: A profile does not repeat its country; the end of its address -> country.
_COUNTRIES = {"made-manufacturing-academy-denmark": "DK", "node/595": "SE", "oslo-medtech": "NO"}
_LABELS = {
    "established": r"the date when the cluster organisation was established",
    "label": r"cluster excellence label",
    "other_label": r"other label",
    "region": r"nuts region",
    "sector": r"sectoral industries",
    "members": r"total number of members",
}
_IGNORED = (
    r"number of .*",
    r"membership to other networks/partnerships",
    r"cluster management team",
    r"languages spoken",
    r"technology fields",
    r"s3 eu priority areas",
    r"emerging industries",
    r"areas of specialisation of the cluster not covered above",
    r"entrepreneurship and scale-up support facilities.*",
    r"name and link of major players",
)
_OTHER = "The profile has it as another label; that it is the ECEI's is inferred"
#: Names of NUTS 2 regions as profiles print them.
_REGIONS = {"norra mellansverige": "SE31"}


def parse(capture: Capture) -> Records:
    """The one organisation of the profile, with what its labelled fields say.

    Raises:
        SourceChangedError: The country is not known, or the fields are not as known.
    """
    country = next((code for end, code in _COUNTRIES.items() if capture.url.endswith(end)), None)
    if country is None:
        raise changed(
            capture,
            "The country of this profile is not declared",
            place="url",
            expected="an address that ends in one of " + ", ".join(_COUNTRIES),
            found=capture.url,
        )
    fields, unknown = read_fields(capture, r"^general information\b", _LABELS, ignored=_IGNORED)
    title = next((line for line in read_lines(capture) if line.level == 1), None)
    if title is None or "established" not in fields:
        raise changed(
            capture,
            "The profile has no name or no day of establishment",
            place="h1, General Information",
            expected="a title and " + _LABELS["established"],
            found=f"{title.text if title else 'no title'}; " + ", ".join(fields),
        )
    claims = [claim for key, field in fields.items() for claim in _claims(key, field, capture)]
    return Records(
        mentions=(Mention("cluster", country, title.text, title.locator, tuple(claims)),),
        set_aside=unknown,
    )


def _claims(key: str, field: Field, capture: Capture) -> list[Claim]:
    value = field.value
    if value in ("", OMITTED):
        return []
    if key == "established":
        day = find_date(value)
        if day is None:
            raise changed(
                capture,
                "The day of establishment is no date",
                place=field.locator,
                expected="Wednesday, 1 January, 2014",
                found=value,
            )
        return [Claim("start_year", day[:4], field.locator, valid_from=day)]
    if key in ("label", "other_label"):
        colours = [name for name in ("gold", "silver", "bronze") if name in value.casefold()]
        is_other = key == "other_label"
        return [
            label(name, field.locator, is_inferred=is_other, note=_OTHER if is_other else None)
            for name in colours
        ]
    if key == "region":
        code = _REGIONS.get(value.casefold())
        return [region(code, "NUTS-2024", field.locator)] if code else []
    if key == "members":
        return [Claim("members", value, field.locator)] if value.isdigit() else []
    return [Claim("sector", "; ".join(field.values), field.locator)]
