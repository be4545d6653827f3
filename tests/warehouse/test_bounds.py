"""The contract's bounds: what breaks one is set aside alone, and told."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pyarrow as pa
import pytest

from warehouse.bounds import check_loss, sift
from warehouse.errors import ContractError, SourceChangedError
from warehouse.records import (
    Block,
    Claim,
    Cube,
    Document,
    Mention,
    Records,
    RegisterUnit,
    StrategyRecord,
    unread,
)
from warehouse.tables import FIELDS, TABLES
from warehouse.texts import WEB_ADDRESS

GOOD = Claim("sector", "Wind", "p[2]")


def _sifted(*claims: Claim, name: str = "Cluster") -> Records:
    return sift(Records(mentions=(Mention("cluster", "NO", name, "p[1]", claims),)))


@pytest.mark.parametrize(
    "claim",
    [
        Claim("sector", "x" * 5_000, "p[3]"),
        Claim("sector", "red \x1b[31m", "p[3]"),
        Claim("sector", "nul \x00", "p[3]"),
        Claim("sector", "half \ud800", "p[3]"),
        Claim("sector", "turned \u202e", "p[3]"),
        Claim("sector", "csi \x9b", "p[3]"),
        Claim("sector", "hidden \U000e0041", "p[3]"),
        Claim("website", "javascript:alert(1)", "p[3]"),
        Claim("website", "JaVaScript:alert(1)", "p[3]"),
        Claim("website", "data:text/html,x", "p[3]"),
        Claim("website", "file:///etc/passwd", "p[3]"),
        Claim("website", "https://[broken", "p[3]"),
        Claim("sector", "x", "p[3]", url="ftp://agency.example/"),
        Claim("members", "many", "p[3]"),
        Claim("members", "-4", "p[3]"),
        Claim("members", "9" * 40, "p[3]"),
        Claim("members", "\u0664\u0662", "p[3]"),
        Claim("start_year", "20144", "p[3]"),
        Claim("start_year", "1e3", "p[3]"),
        Claim("grant_amount", "nan", "p[3]"),
        Claim("sector", "x", "p[3]", valid_from="2014-13"),
        Claim("sector", "x", "p[3]", valid_to="2014-02-30"),
        Claim("sector", "x", "p[3]", as_of="9999"),
        Claim("sector", "x", "p[3]", detail={"brand": "\x07"}),
    ],
)
def test_a_claim_that_breaks_a_bound_leaves_its_mention_alone(claim: Claim) -> None:
    found = _sifted(GOOD, claim)
    assert found.mentions[0].claims == (GOOD,)
    (lost,) = found.set_aside
    assert lost.place == "p[3]"
    assert (lost.place + lost.reason).isprintable()
    assert len(lost.reason) < 300


@pytest.mark.parametrize(
    "claim",
    [
        Claim("sector", "Klynge æøå, \u200fعنقود\u200f, 群集, 👩\u200d🔬", "p[3]"),
        Claim("sector", "=1+1|cmd <b>[bold]x[/nope]</b> '; DROP TABLE x; --", "p[3]"),
        Claim("website", "https://x.example/?q=1", "p[3]"),
        Claim("website", "www.x.example", "p[3]"),
        Claim("members", "40", "p[3]", valid_from="2014", valid_to="2014-06", as_of="2014-06-18"),
        Claim("grant_amount", "1250000.50", "p[3]"),
    ],
)
def test_odd_but_sound_texts_stay_as_they_are(claim: Claim) -> None:
    found = _sifted(GOOD, claim)
    assert found.mentions[0].claims == (GOOD, claim)
    assert found.set_aside == ()


@pytest.mark.parametrize(
    ("claim", "place", "remedy"),
    [
        (Claim("location", "Umeå", "p[3]"), "property at p[3]", "did you mean place? "),
        (Claim("memberz", "40", "p[3]"), "property at p[3]", "did you mean members? "),
        (Claim("status", "aktiv", "p[3]"), "status at p[3]", "did you mean active? "),
        (Claim("label", "Gold", "p[3]"), "label at p[3]", "did you mean gold? "),
        (Claim("region", "24", "p[3]", detail={"scheme": "län"}), "region.scheme at p[3]", ""),
        (Claim("members", "40", "p[3]", qualifier="abuot"), "qualifier at", "did you mean about? "),
        (Claim("place", "Umeå", "p[3]", confidence="hihg"), "confidence at", "did you mean high? "),  # type: ignore[arg-type]
    ],
)
def test_a_word_that_the_vocabulary_lacks_is_refused_with_those_it_has(
    claim: Claim, place: str, remedy: str
) -> None:
    with pytest.raises(SourceChangedError, match=rf"claim {claim.property} of Cluster") as caught:
        _sifted(*[GOOD] * 50, claim)
    assert (caught.value.place or "").startswith(place)
    assert (caught.value.remedy or "").startswith(remedy or "the words are")
    assert caught.value.expected


@pytest.mark.parametrize(
    "changes", [{"entity_type": "klustr"}, {"entity_type": "organization"}, {"country_code": "SV"}]
)
def test_a_mention_s_words_are_held_too(changes: dict[str, str]) -> None:
    mention = dataclasses.replace(Mention("cluster", "NO", "Cluster", "p[1]", (GOOD,)), **changes)  # type: ignore[arg-type]
    with pytest.raises(SourceChangedError, match=next(iter(changes))):
        sift(Records(mentions=(mention,)))


@pytest.mark.parametrize("value", [2014, 12.5, dt.date(2014, 6, 18)])
def test_a_claim_of_something_else_than_text_is_named(value: object) -> None:
    with pytest.raises(SourceChangedError, match="claim start_year of Cluster") as caught:
        _sifted(Claim("start_year", value, "p[3]"))  # type: ignore[arg-type]
    assert str(value) in (caught.value.remedy or "")


@pytest.mark.parametrize("value", ["", " \n", "\u00a0"])
def test_what_is_empty_is_set_aside(value: str) -> None:
    found = _sifted(GOOD, Claim("place", value, "p[3]"))
    assert found.mentions[0].claims == (GOOD,)
    assert [(left.place, left.reason) for left in found.set_aside] == [
        ("p[3]", "claim: place is empty")
    ]
    assert _sifted(GOOD, name=value).mentions == ()


def test_a_mention_goes_with_its_name() -> None:
    good = Mention("cluster", "NO", "Cluster", "p[1]", (GOOD,))
    found = sift(Records(mentions=(dataclasses.replace(good, name="x" * 301), good)))
    assert found.mentions == (good,)
    assert "name holds 301 characters" in found.set_aside[0].reason


def test_texts_have_one_normal_form() -> None:
    (mention,) = _sifted(GOOD, name="Va\u0308rmland\u00a0 kluster\n").mentions
    assert mention.name == "Värmland kluster"


def test_a_block_leaves_its_document_and_other_records_are_held_too() -> None:
    blocks = (Block("paragraph", "sound", "p[1]"), Block("paragraph", "\x1b]0;x\x07", "p[2]"))
    strategy = StrategyRecord("no:x", "NO", "P", Document("T", "nb", blocks))
    unit = RegisterUnit("NO-BRC", "1", "N", "registered", "u", website="vbscript:x")
    found = sift(Records(strategies=(strategy,), units=(unit,)))
    assert found.strategies[0].document.blocks == blocks[:1]
    assert found.units == ()
    assert [lost.place for lost in found.set_aside] == ["p[2]", "u"]


def test_a_cell_without_a_finite_number_is_set_aside_and_a_null_is_not() -> None:
    cells = pa.table({"x": ["a", "b", "c"], "value": pa.array([1.0, float("inf"), None])})
    found = sift(Records(cubes=(Cube("ssb:1", cells, {"x": {"a": "A"}}, "T"),)))
    assert found.cubes[0].cells["x"].to_pylist() == ["a", "c"]
    assert len(found.set_aside) == 1


def test_a_document_of_which_too_much_is_lost_does_not_serve() -> None:
    broken = Claim("members", "many", "p[3]")
    check_loss(_sifted(*[GOOD] * 30, *[broken] * 3))
    with pytest.raises(SourceChangedError, match="cannot be used"):
        check_loss(_sifted(*[GOOD] * 10, *[broken] * 3))


def test_what_nobody_declared_is_no_loss() -> None:
    left = tuple(unread("table[1]", "column", f"Column {n}") for n in range(50))
    check_loss(Records(mentions=_sifted(GOOD).mentions, set_aside=left))


@pytest.mark.parametrize("name", ["x" * 301, "a\x1bb", "a\u202eb"])
def test_no_table_holds_what_breaks_a_bound(name: str) -> None:
    row = {"programme_id": "no:prog-x", "country_code": "NO", "name": "X", "date_precision": "day"}
    TABLES["programme"].to_arrow([row])
    with pytest.raises(ContractError, match=r"programme\.name"):
        TABLES["programme"].to_arrow([row | {"name": name}])
    with pytest.raises(ContractError, match=r"programme\.website"):
        TABLES["programme"].to_arrow([row | {"website": "javascript:alert(1)"}])


def test_an_own_site_is_bounded_as_addresses_are_read() -> None:
    assert FIELDS["website"].pattern == WEB_ADDRESS
