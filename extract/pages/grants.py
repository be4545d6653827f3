"""Danish pages of grants: a block of labels and values for one project of one cluster.

Danmarks Erhvervsfremmebestyrelse and Erhvervsstyrelsen print the same labels under two titles.
"""

import re

from extract.agencies.answers import read_day
from extract.pages.claims import participation
from extract.pages.lists import OMITTED
from extract.pages.particulars import Field, read_fields
from extract.pages.select import changed
from extract.written_dates import find_date
from warehouse.records import Capture, Claim, Mention, Records

_LABELS = {
    "start": r"startdato",
    "end": r"slutdato",
    # Without "(kr.)" the same words are a value, namely of Finansiering.
    "total": r"samlede støtteberettigede projektudgifter \(kr\.?\)",
    "eu": r"eu-støtte(?: til projektet)? \(kr\.?\)",
    "decentral": r"decentrale erhvervsfremmemidler \(kr\.?\)",
    "recipient": r"støttemodtager(?:ens navn)?",
    "postcode": r"støttemodtagers? lokalisering(?: \(dk-postnummer\))?",
    "area": r"indsatsområde|fond og indsatsområde",
}
_IGNORED = (
    *("finansiering", "indstillet af", "partnere?", "projektbeskrivelse", "projektresumé"),
    *("projektperiode", "ansøgningsperiode", "ansøgningsfrist", "geografi", "opdateret.*"),
)
#: The sums: what property each is, and what the money is.
_SUMS = {
    "total": ("project_cost", "eligible project cost"),
    "eu": ("grant_amount", "European Union grant"),
    "decentral": ("grant_amount", "decentral business promotion grant"),
}
_PROGRAMMES = (
    (
        r"klyngeprogram(?:met)?\s+(?:20)?25\s?[-–]\s?(?:20)?28",
        "dk:prog-danske-klyngeprogram-2025-2028",
    ),
    (r"innovationskraft", "dk:prog-innovationskraft"),
)


def parse_grant(capture: Capture, block: str) -> Records:
    """The one mention of a grant page: its recipient, with period, sums and postcode.

    Values that a transcription marks as unread yield no claim.

    Args:
        capture: The page.
        block: Pattern of the line that opens the block of particulars.

    Raises:
        SourceChangedError: The block, its recipient or a value is not as known.
    """
    fields, unknown = read_fields(capture, block, _LABELS, ignored=_IGNORED)
    fields = {key: field for key, field in fields.items() if field.value not in ("", OMITTED)}
    if "recipient" not in fields:
        raise changed(
            capture,
            "The grant page names no recipient",
            place=block,
            expected="Støttemodtagerens navn: <name>",
            found="the labels " + ", ".join(field.label for field in fields.values()),
        )
    recipient = fields["recipient"]
    claims = _read_claims(fields, capture)
    mention = Mention("cluster", "DK", recipient.value, recipient.locator, tuple(claims))
    return Records(mentions=(mention,), set_aside=unknown)


def _read_claims(fields: dict[str, Field], capture: Capture) -> list[Claim]:
    start = _read_day(fields, "start", capture)
    end = _read_day(fields, "end", capture)
    claims = [
        Claim(
            name,
            _read_kroner(fields[key], capture),
            fields[key].locator,
            valid_from=start,
            valid_to=end,
            detail={"currency": "DKK", "kind": kind},
        )
        for key, (name, kind) in _SUMS.items()
        if key in fields
    ]
    area = fields.get("area")
    for pattern, programme in _PROGRAMMES:
        if area and re.search(pattern, area.value, re.IGNORECASE):
            claims.append(
                participation(
                    programme,
                    area.locator,
                    level="national_cluster",
                    event="granted",
                    valid_from=start,
                    valid_to=end,
                    is_inferred=True,
                    confidence="medium",
                    note="The page puts the grant in this programme; that its one level is meant "
                    "is inferred",
                )
            )
    if "postcode" in fields:
        postcode = fields["postcode"]
        if not re.fullmatch(r"(?:DK-?)?\d{4}", postcode.value):
            raise _odd(capture, postcode, "a Danish postcode of four figures")
        claims.append(
            Claim(
                "place", f"DK-{postcode.value[-4:]}", postcode.locator, detail={"kind": "postcode"}
            )
        )
    return claims


def _read_day(fields: dict[str, Field], key: str, capture: Capture) -> str | None:
    if key not in fields:
        return None
    day = find_date(fields[key].value)
    if day is None:
        raise _odd(capture, fields[key], "a date dd.mm.yyyy")
    return day if len(day) < len("yyyy-mm-dd") or read_day(day) else None


def _read_kroner(field: Field, capture: Capture) -> str:
    """Whole kroner from ``11.150.006``; dots group thousands, øre after a comma are cut."""
    match = re.fullmatch(r"(\d{1,3}(?:[. ]\d{3})*|\d+)(?:,\d{1,2}|,-)?(?:\s*kr\.?)?", field.value)
    if match is None:
        raise _odd(capture, field, "kroner such as 11.150.006")
    return re.sub(r"[. ]", "", match[1])


def _odd(capture: Capture, field: Field, expected: str) -> Exception:
    return changed(
        capture,
        "A value of the grant page cannot be read",
        place=f"{field.locator}, {field.label}",
        expected=expected,
        found=field.value,
    )
