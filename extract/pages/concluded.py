"""What a bundled page only leads to, marked in the head of its transcription.

``<meta name="concluded" content="Cod Cluster | sector, place | why">`` names the entity as the page
has it, the properties, and what was concluded from what. ``*`` stands for every entity of the
page, or for all that is said of one, its name included.
"""

import dataclasses

from extract.pages.select import changed, parse_html
from extract.prose.layout import fold_space
from warehouse.records import Capture, Claim, Mention, Records


@dataclasses.dataclass(frozen=True, slots=True)
class _Mark:
    name: str
    properties: frozenset[str]
    why: str

    def fits(self, mention: Mention, name: str) -> bool:
        """Whether it speaks of this property of this entity."""
        return self.name in (mention.name, "*") and bool(self.properties & {name, "*"})


def mark_concluded(capture: Capture, records: Records) -> Records:
    """The records; claims that the transcription calls concluded are inferred.

    Raises:
        SourceChangedError: It calls so what the page does not hold, or lacks a part.
    """
    if capture.method != "composed" or not capture.media_type.endswith("html"):
        return records
    marks = [
        _read(capture, str(node.get("content")))
        for node in parse_html(capture).root.iter("meta")
        if node.get("name") == "concluded"
    ]
    used: set[tuple[_Mark, str]] = set()
    mentions = tuple(_mark(mention, marks, used) for mention in records.mentions)
    for mark in marks:
        for name in mark.properties:
            if (mark, name) not in used:
                raise changed(
                    capture,
                    "The head calls concluded what the page does not hold",
                    place=f"meta concluded: {mark.name}",
                    expected=f"an entity of this name with a claim on {name}",
                    found=", ".join(mention.name for mention in mentions) or "no entity",
                )
    return dataclasses.replace(records, mentions=mentions)


def _read(capture: Capture, text: str) -> _Mark:
    parts = [fold_space(part) for part in text.split("|", 2)]
    if len(parts) < 3 or not all(parts):
        raise changed(
            capture,
            "The head has a mark of another form",
            place="meta concluded",
            expected="name | properties | why",
            found=text,
        )
    name, properties, why = parts
    return _Mark(name, frozenset(part.strip() for part in properties.split(",")), why)


def _mark(mention: Mention, marks: list[_Mark], used: set[tuple[_Mark, str]]) -> Mention:
    has_name = any(claim.property == "name" for claim in mention.claims)
    claims = list(mention.claims)
    if not has_name and any(mark.fits(mention, "name") for mark in marks):
        # Unmarked, the printed name needs no claim: here it is one that is concluded.
        url = mention.claims[0].url if mention.claims else None
        claims.append(Claim("name", mention.name, mention.locator, url=url))
    for mark in marks:
        for position, claim in enumerate(claims):
            if mark.fits(mention, claim.property):
                used.update((mark, name) for name in mark.properties & {claim.property, "*"})
                claims[position] = claim.concluded(mark.why)
    return dataclasses.replace(mention, claims=tuple(claims))
