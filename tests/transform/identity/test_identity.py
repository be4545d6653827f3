from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest

from tests.transform.conftest import make_capture, make_claim, make_mention
from transform.identity.decisions import Decisions
from transform.identity.entities import resolve
from transform.identity.region_codes import RegionCodes
from warehouse.errors import ContractError
from warehouse.records import Capture, Mention


def _ids(pairs: list[tuple[Capture, Mention]], **options: Any) -> list[str]:
    return [item.match.entity_id for item in resolve(pairs, **options).mentions]


def _decision(**changes: str) -> dict[str, str]:
    return {
        "country": "NO",
        "name": "Artic Maritime Cluster",
        "source_id": "",
        "cluster_id": "no:arctic",
        "reason": "misprint",
        "decided_on": "2026-11-22",
        "expires_when": "name_gone",
    } | changes


KNOWN = (make_capture("known"), make_mention("Arctic Maritime Cluster", key="no:arctic"))
PRINTED = (make_capture("list"), make_mention("Artic Maritime Cluster"))


def test_a_key_owns_its_id_whatever_the_name() -> None:
    pairs = [
        (make_capture("a"), make_mention("One", key="no:x")),
        (make_capture("b"), make_mention("Two", key="no:x")),
    ]
    assert _ids(pairs) == ["no:x", "no:x"]


def test_doubt_makes_a_new_entity_and_is_recorded() -> None:
    found = resolve([KNOWN, PRINTED])
    match = found.mentions[1].match
    assert (match.entity_id, match.method) == ("no:artic-maritime-cluster", "new")
    assert match.score < 1
    assert [item.candidate.candidate_id for item in found.considered] == ["no:arctic"]
    assert "no second fact" in found.considered[0].candidate.note


def test_a_second_fact_turns_the_same_likeness_into_a_match() -> None:
    region = make_claim("region", "55", detail={"scheme": "NO-fylke"})
    known = (KNOWN[0], make_mention("Arctic Maritime Cluster", region, key="no:arctic"))
    printed = (PRINTED[0], make_mention("Artic Maritime Cluster", region))
    match = resolve([known, printed]).mentions[1].match
    assert (match.entity_id, match.method, match.corroborated_by) == (
        "no:arctic",
        "fuzzy",
        "region",
    )


def test_region_codes_of_different_schemes_corroborate_through_the_reference() -> None:
    codes = RegionCodes(
        [
            {
                "vintage": "NUTS-2024",
                "region_code": "NO072",
                "region_kind": "nuts3",
                "region_name": "Troms",
                "region_country_code": "NO",
                "national_code": "55",
            }
        ]
    )
    known = (
        KNOWN[0],
        make_mention(
            "Arctic Maritime Cluster",
            make_claim("region", "55", detail={"scheme": "NO-fylke"}),
            key="no:arctic",
        ),
    )
    printed = (
        PRINTED[0],
        make_mention(
            "Artic Maritime Cluster", make_claim("region", "NO072", detail={"scheme": "NUTS-2024"})
        ),
    )
    assert _ids([known, printed], regions=codes)[1] == "no:arctic"
    assert _ids([known, printed])[1] != "no:arctic"


def test_types_and_countries_are_worlds_apart() -> None:
    pairs = [
        (make_capture("a"), make_mention("Nordic Edge", key="no:nordic-edge")),
        (make_capture("b"), make_mention("Nordic Edge", entity_type="organisation")),
        (make_capture("b"), make_mention("Nordic Edge", country_code="SE")),
        (make_capture("b"), make_mention("Nordic Edge", entity_type="programme")),
    ]
    assert _ids(pairs) == [
        "no:nordic-edge",
        "no:org-nordic-edge",
        "se:nordic-edge",
        "no:prog-nordic-edge",
    ]


def test_a_new_id_never_takes_a_known_one() -> None:
    """Same slug, yet other region and other site: two bodies."""
    known = make_mention(
        "Smart City",
        make_claim("region", "11"),
        make_claim("website", "one.no"),
        key="no:smart-city",
    )
    other = make_mention("Smart City", make_claim("region", "50"), make_claim("website", "two.no"))
    assert _ids([(make_capture("a"), known), (make_capture("b"), other)])[1] == "no:smart-city-2"


def test_order_of_mentions_does_not_matter() -> None:
    pairs = [KNOWN, PRINTED] + [
        (make_capture(f"s{number}"), make_mention(name))
        for number, name in enumerate(
            ["Agroväst", "Agro Väst", "Agrovast AB", "NCE Subsea", "GCE Subsea", "Subsea Valley"]
        )
    ]
    expected = dict(zip(map(id, pairs), _ids(pairs), strict=True))
    for seed in range(20):
        shuffled = random.Random(seed).sample(pairs, len(pairs))
        assert dict(zip(map(id, shuffled), _ids(shuffled), strict=True)) == expected
    assert len({expected[id(pair)] for pair in pairs[2:5]}) == 1
    assert expected[id(pairs[5])] == expected[id(pairs[6])] != expected[id(pairs[7])]


def test_two_that_both_fit_are_a_tie_and_a_tie_is_doubt() -> None:
    pairs = [
        (make_capture("a"), make_mention("Fjord Data", key="no:one")),
        (make_capture("a"), make_mention("Fjord Data", key="no:two")),
        (make_capture("b"), make_mention("Fjord Data")),
    ]
    found = resolve(pairs)
    assert found.mentions[2].match.entity_id == "no:fjord-data"
    assert {item.candidate.note for item in found.considered} >= {"several fit"}


def test_who_bears_a_name_now_comes_before_who_bore_it() -> None:
    former = make_claim("name", "Fjord Data", detail={"kind": "former"})
    pairs = [
        (make_capture("a"), make_mention("Other", former, key="no:one")),
        (make_capture("a"), make_mention("Fjord Data", key="no:two")),
        (make_capture("b"), make_mention("Fjord Data")),
    ]
    assert _ids(pairs)[2] == "no:two"


def test_decision_joins_and_decision_bars() -> None:
    joined = resolve([KNOWN, PRINTED], Decisions([_decision()])).mentions[1].match
    assert (joined.entity_id, joined.method) == ("no:arctic", "decision")
    same_name = (PRINTED[0], make_mention("Arctic Maritime Cluster AS"))
    assert _ids([KNOWN, same_name])[1] == "no:arctic"
    barred = Decisions([_decision(name="ARCTIC Maritime Cluster", cluster_id="not:no:arctic")])
    assert _ids([KNOWN, same_name], decisions=barred)[1] == "no:arctic-maritime-cluster"


def test_a_pair_decided_apart_is_listed_with_its_reason() -> None:
    twin = (make_capture("b"), make_mention("Arctic Maritime AS", key="no:twin"))
    rules = Decisions(
        [_decision(name="Arctic Maritime", cluster_id="not:no:arctic", reason="two towns")]
    )
    (pair,) = resolve([KNOWN, twin], rules).considered
    assert {pair.entity_id, pair.candidate.candidate_id} == {"no:arctic", "no:twin"}
    assert pair.candidate.note == "decided apart on 2026-11-22: two towns"


def test_decision_for_one_source_leaves_others_alone() -> None:
    other = (make_capture("other"), PRINTED[1])
    decisions = Decisions([_decision(source_id="list")])
    assert _ids([KNOWN, PRINTED, other], decisions=decisions)[1:] == [
        "no:arctic",
        "no:artic-maritime-cluster",
    ]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": "Gone Cluster"}, "no source prints the name any more"),
        ({"cluster_id": "not:no:gone"}, "no longer exists"),
        ({"expires_when": "2026-11-22"}, "review was due on 2026-11-22"),
    ],
)
def test_expired_decision_stops_the_build_and_names_itself(
    changes: dict[str, str], message: str
) -> None:
    decisions = Decisions([_decision(**changes)])
    with pytest.raises(ContractError, match=message) as caught:
        resolve([KNOWN, PRINTED], decisions, today=dt.date(2026, 11, 22))
    assert "decisions.csv" in str(caught.value)


def test_expiry_is_not_asked_of_a_run_over_some_sources() -> None:
    decisions = Decisions([_decision(name="Gone Cluster")])
    assert _ids([KNOWN], decisions=decisions, complete=False) == ["no:arctic"]


@pytest.mark.parametrize(
    "changes",
    [{"reason": ""}, {"decided_on": "yesterday"}, {"expires_when": "never"}, {"cluster_id": ""}],
)
def test_a_decision_without_reason_or_date_is_refused(changes: dict[str, str]) -> None:
    with pytest.raises(ContractError, match=r"decisions\.csv"):
        Decisions([_decision(**changes)])


def test_contradicting_decisions_are_refused() -> None:
    with pytest.raises(ContractError, match="two ids"):
        Decisions([_decision(), _decision(cluster_id="no:other")])


def test_find_by_name_and_by_id() -> None:
    found = resolve([KNOWN])
    assert found.find("NO", "ARCTIC maritime cluster") == "no:arctic"
    assert found.find("NO", "no:arctic") == "no:arctic"
    assert found.find("SE", "Arctic Maritime Cluster") is None
    assert found.find("NO", "Arctic Fisheries") is None


def test_two_keyed_entities_that_would_match_are_listed_for_review() -> None:
    twin = (make_capture("b"), make_mention("ARCTIC MARITIME CLUSTER AS", key="no:twin"))
    notes = [item.candidate.note for item in resolve([KNOWN, twin]).considered]
    assert any("join them or decide" in note for note in notes)


def _asked(known: Mention, printed: Mention) -> str:
    return _ids([(make_capture("a"), known), (make_capture("b"), printed)])[1]


def _at(name: str, region: str = "", website: str = "", **changes: Any) -> Mention:
    claims = [make_claim("region", region)] if region else []
    claims += [make_claim("website", website)] if website else []
    return make_mention(name, *claims, **changes)


@pytest.mark.parametrize("printed", ["Arena Zetaklynga", "Zetaklynga", "NCE Zetaklynga Cluster"])
def test_another_region_forbids_what_the_name_alone_would_allow(printed: str) -> None:
    known = _at("NCE Zetaklynga", region="11", key="no:zeta")
    assert _asked(known, _at(printed)) == "no:zeta"
    assert _asked(known, _at(printed, region="11")) == "no:zeta"
    assert _asked(known, _at(printed, region="50")) != "no:zeta"


def test_another_region_is_outweighed_by_the_same_site() -> None:
    known = _at("NCE Zetaklynga", "11", "zeta.no", key="no:zeta")
    assert _asked(known, _at("Arena Zetaklynga", "50", "zeta.no")) == "no:zeta"


def test_a_field_alone_is_no_name_unless_both_carry_a_programme_or_share_a_fact() -> None:
    known = _at("NCE Energi", region="11", key="no:energi")
    assert _asked(known, _at("Energi")) != "no:energi"
    assert _asked(known, _at("Arena Energi")) == "no:energi"
    assert _asked(known, _at("Energi", region="11")) == "no:energi"


def test_a_shared_site_joins_only_names_that_have_a_word_in_common_and_none_against() -> None:
    known = _at("Zetaklynga", website="host.no", key="no:zeta")
    assert _asked(known, _at("Zetaklynga Rogaland", website="www.host.no/zeta")) == "no:zeta"
    assert _asked(known, _at("Omegaklynga", website="host.no")) != "no:zeta"
    longer = _at("Zetaklynga Havvind", website="host.no", key="no:zeta")
    assert _asked(longer, _at("Zetaklynga Solkraft", website="host.no")) != "no:zeta"


def test_many_slips_of_the_pen_are_another_name_even_in_one_region() -> None:
    known = _at("Fjordlys Kraftnett", region="11", key="no:fjordlys")
    assert _asked(known, _at("Fjordlis Kraftnett", region="11")) == "no:fjordlys"
    assert _asked(known, _at("Fjerdlis Kroftnatt", region="11")) != "no:fjordlys"


def test_slips_in_another_region_are_no_slips() -> None:
    known = _at("Fjordlys Kraftnett", region="11", key="no:fjordlys")
    printed = make_mention(
        "Fjordlis Kraftnett", make_claim("region", "50"), make_claim("place", "Moss")
    )
    with_place = make_mention(
        "Fjordlys Kraftnett",
        make_claim("region", "11"),
        make_claim("place", "Moss"),
        key="no:fjordlys",
    )
    assert _asked(known, printed) != "no:fjordlys"
    assert _asked(with_place, printed) != "no:fjordlys"


def test_two_names_as_close_are_doubt() -> None:
    one = _at("Fjordlys Kraftnett", region="11", key="no:one")
    two = _at("Fjordlus Kraftnett", region="11", key="no:two")
    pairs = [(make_capture("a"), one), (make_capture("a"), two)]
    printed = (make_capture("b"), _at("Fjordlis Kraftnett", region="11"))
    assert _ids([*pairs, printed])[2] == "no:fjordlis-kraftnett"
    assert _ids([pairs[0], printed])[1] == "no:one"
