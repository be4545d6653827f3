from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transform.conftest import make_capture, make_claim, make_mention
from transform.identity.entities import resolve
from transform.registry.history import (
    ENDS,
    REFUSALS,
    SIGHTINGS,
    end_with_cluster,
    label_awards,
    participations,
)
from transform.registry.precedence import Precedence
from transform.registry.statements import statements
from warehouse.vocabulary import WORDS

PROGRAMME = "no:prog-nic"
Row = dict[str, Any]


def _rows(prop: str, *claims: Any) -> list[Row]:
    """Statements of one cluster, each claim from a source of its own."""
    pairs = [
        (make_capture(f"s{number}"), make_mention("X", claim, key="no:x"))
        for number, claim in enumerate(claims)
    ]
    return [row for row in statements(resolve(pairs)) if row["property"] == prop]


def _precedence(rows: list[Row]) -> Precedence:
    return Precedence({row["capture_id"]: "transcribed" for row in rows})


def _level(level: str, event: str = "admitted", **dates: Any) -> Any:
    return make_claim("participation", PROGRAMME, detail={"level": level, "event": event}, **dates)


def _stays(*claims: Any, **options: Any) -> list[tuple[Any, ...]]:
    rows = _rows("participation", *claims)
    return [
        (stay["level"], stay["valid_from"], stay["valid_to"], stay["valid_to_basis"])
        for stay in participations(rows, _precedence(rows), **options)
    ]


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def test_a_promotion_ends_the_level_before_on_its_eve_and_says_so() -> None:
    assert _stays(
        _level("arena", valid_from="2006"),
        _level("nce", "promoted", valid_from="2009-06-11"),
        _level("gce", "promoted", valid_from="2014-06-18"),
    ) == [
        ("arena", day("2006-01-01"), day("2009-06-10"), "next_level"),
        ("nce", day("2009-06-11"), day("2014-06-17"), "next_level"),
        ("gce", day("2014-06-18"), None, "none_known"),
    ]


def test_the_proof_of_a_derived_end_is_linked() -> None:
    rows = _rows(
        "participation",
        _level("arena", valid_from="2006"),
        _level("nce", "promoted", valid_from="2009"),
    )
    first, second = participations(rows, _precedence(rows))
    assert first["valid_to_statement_id"] == second["statement_id"]


def test_several_sources_tell_of_one_stay_and_the_exact_day_wins() -> None:
    assert _stays(
        _level("gce", "promoted", valid_from="2014"),
        _level("gce", "promoted", valid_from="2014-06-18"),
        _level("gce", valid_from="2014-06"),
    ) == [("gce", day("2014-06-18"), None, "none_known")]


def test_announcement_and_first_day_are_one_stay_and_confidence_decides() -> None:
    assert _stays(
        _level("arena_pro", "promoted", valid_from="2021-11-15", confidence="medium"),
        _level("arena_pro", "promoted", valid_from="2022-01-01"),
    ) == [("arena_pro", day("2022-01-01"), None, "none_known")]


def test_a_more_exact_date_refines_a_year_of_which_one_is_surer() -> None:
    assert _stays(
        _level("nce", valid_from="2009"),
        _level("nce", valid_from="2009-06-11", is_inferred=True),
        _level("nce", valid_from="2010-02-01", is_inferred=True),
    ) == [("nce", day("2009-06-11"), None, "none_known")]


def test_a_stay_without_a_level_is_one_of_its_own_unless_another_source_gives_the_level() -> None:
    unlevelled = make_claim(
        "participation", PROGRAMME, detail={"event": "admitted"}, valid_from="2026"
    )
    rules = {"arena": {"max_years": 3, "valid_to": None}}
    before = _level("arena", valid_from="2020-11-19")
    assert _stays(before, unlevelled, levels=rules) == [
        ("arena", day("2020-11-19"), day("2023-11-18"), "programme_rule"),
        ("not_stated", day("2026-01-01"), None, "none_known"),
    ]
    told = _level("nic_connect", valid_from="2026")
    assert _stays(told, unlevelled) == [("nic_connect", day("2026-01-01"), None, "none_known")]


def test_a_later_return_to_the_level_is_a_stay_of_its_own() -> None:
    assert _stays(
        _level("winner", "funded", valid_from="2005", valid_to="2014"),
        _level("winner", "funded", valid_from="2015", valid_to="2018"),
    ) == [
        ("winner", day("2005-01-01"), day("2014-12-31"), "stated"),
        ("winner", day("2015-01-01"), day("2018-12-31"), "stated"),
    ]


def test_a_sighting_is_no_stay_where_the_start_is_known_nor_an_end() -> None:
    assert _stays(
        _level("nce", valid_from="2014"),
        _level("nce", "observed", valid_from="2017", valid_to="2017"),
    ) == [("nce", day("2014-01-01"), None, "none_known")]


def test_a_sighting_alone_is_all_that_is_known() -> None:
    assert _stays(_level("nce", "observed", valid_from="2013", valid_to="2013")) == [
        ("nce", day("2013-01-01"), None, "none_known")
    ]


def test_a_list_with_years_proves_a_stay_better_than_an_admission_without() -> None:
    assert _stays(
        _level("participant"),
        _level("participant", "listed", valid_from="2015", valid_to="2018"),
    ) == [("participant", day("2015-01-01"), day("2018-12-31"), "stated")]


def test_the_level_before_one_that_is_only_seen_ends_at_the_latest_then() -> None:
    assert _stays(
        _level("arena", valid_from="2014"), _level("nce", "observed", valid_from="2017")
    ) == [
        ("arena", day("2014-01-01"), day("2016-12-31"), "next_level_seen"),
        ("nce", day("2017-01-01"), None, "none_known"),
    ]


def test_seen_and_promoted_in_one_year_leaves_the_start_unknown() -> None:
    assert _stays(
        _level("arena", "observed", valid_from="2014"), _level("nce", "promoted", valid_from="2014")
    ) == [
        ("arena", None, day("2013-12-31"), "next_level"),
        ("nce", day("2014-01-01"), None, "none_known"),
    ]


def test_two_levels_from_one_day_cannot_both_be_and_the_better_proof_stays() -> None:
    assert _stays(
        _level("nce", valid_from="2015", confidence="medium"), _level("gce", valid_from="2015")
    ) == [("gce", day("2015-01-01"), None, "none_known")]


def test_a_stated_end_beats_a_plan_and_the_eve_of_the_next_level_beats_both() -> None:
    assert _stays(
        _level("national_cluster", "appointed", valid_from="2021-01-01", valid_to="2024-12-31"),
        _level("national_cluster", "ended", valid_to="2022-03", confidence="medium"),
    ) == [("national_cluster", day("2021-01-01"), day("2022-03-31"), "stated")]
    assert _stays(
        _level("arena", valid_from="2016", valid_to="2020"),
        _level("arena_pro", "promoted", valid_from="2019-05-01"),
    )[0] == ("arena", day("2016-01-01"), day("2019-04-30"), "next_level")


def test_an_end_that_is_only_inferred_says_so() -> None:
    assert _stays(
        _level("winner", "funded", valid_from="2008", valid_to="2016", is_inferred=True)
    ) == [("winner", day("2008-01-01"), day("2016-12-31"), "inferred")]


def test_a_dated_start_comes_before_one_without_a_date() -> None:
    assert _stays(
        _level("arena"),
        _level("arena", valid_from="2021-11-15", valid_to="2024", confidence="medium"),
    ) == [("arena", day("2021-11-15"), day("2024-12-31"), "stated")]


def test_a_seat_on_the_board_is_no_level() -> None:
    assert _stays(_level("board", "observed", valid_from="2023", valid_to="2023")) == []


def test_a_refused_application_is_no_stay() -> None:
    assert _stays(_level("arena_pro", "rejected", valid_from="2019")) == []


def test_an_end_alone_is_kept() -> None:
    assert _stays(_level("arena", "ended", valid_from="2014")) == [
        ("arena", None, day("2014-12-31"), "stated")
    ]


def test_an_end_that_a_later_page_tells_of_is_the_end_and_one_with_a_start_has_it() -> None:
    recalled = _level("arena", "ended", valid_to="2018-12-31", as_of="2019-02-21")
    assert _stays(recalled) == [("arena", None, day("2018-12-31"), "stated")]
    whole = _level("arena", "ended", valid_from="2019", valid_to="2020-12-30", as_of="2020")
    assert _stays(whole) == [("arena", day("2019-01-01"), day("2020-12-30"), "stated")]


def test_levels_of_unknown_place_in_time_cut_nothing() -> None:
    assert sorted(
        _stays(_level("nce", valid_from="2006"), _level("gce", "member")), key=str
    ) == sorted(
        [("nce", day("2006-01-01"), None, "none_known"), ("gce", None, None, "none_known")], key=str
    )


def _end(rows: list[Any], levels: Any = None, programme_end: dt.date | None = None) -> Any:
    stay = participations(rows, _precedence(rows), levels, programme_end)[0]
    return stay["valid_to"], stay["valid_to_basis"]


def test_without_a_stated_end_the_programmes_rule_ends_the_stay_and_says_so() -> None:
    rows = _rows("participation", _level("arena", valid_from="2013"))
    assert _end(rows, {"arena": {"max_years": 5}}) == (day("2018-11-30"), "programme_rule")
    exact = _rows("participation", _level("gce", valid_from="2014-06-18"))
    assert _end(exact, {"gce": {"max_years": 10}}) == (day("2024-06-17"), "programme_rule")
    assert _end(rows) == (None, "none_known")


def test_a_stay_that_is_only_seen_ends_by_rule_counted_from_that_day() -> None:
    rows = _rows("participation", _level("arena", "observed", as_of="2007-01-01"))
    assert _end(rows, {"arena": {"max_years": 3}}) == (day("2009-12-31"), "programme_rule")


def test_no_stay_outlives_its_level() -> None:
    rows = _rows("participation", _level("nce", valid_from="2014-06-18"))
    rule = {"max_years": 10, "valid_to": day("2019-12-31")}
    assert _end(rows, {"nce": rule}) == (day("2019-12-31"), "programme_rule")


def test_a_sighting_after_the_limit_moves_it() -> None:
    rows = _rows(
        "participation",
        _level("gce", valid_from="2014-06-18"),
        _level("gce", "observed", valid_from="2025", valid_to="2025"),
    )
    assert _end(rows, {"gce": {"max_years": 10}})[0] == day("2025-12-31")


def test_no_stay_outlives_its_programme() -> None:
    rows = _rows("participation", _level("innovation_network", valid_from="2008"))
    ended = dt.date(2020, 12, 31)
    assert _end(rows, None, ended) == (ended, "programme_rule")
    assert _end(rows, {"innovation_network": {"max_years": 4}}, ended)[0] == day("2012-11-30")
    later = _rows("participation", _level("innovation_network", valid_from="2022"))
    assert _end(later, None, ended) == (None, "none_known")


def test_an_extension_moves_the_end_and_a_real_end_moves_it_back() -> None:
    planned = _level("winner", "funded", valid_from="2005", valid_to="2014")
    extended = _level("winner", "extended", valid_from="2015", valid_to="2018")
    assert _stays(planned, extended) == [("winner", day("2005-01-01"), day("2018-12-31"), "stated")]
    assert _stays(planned, extended, _level("winner", "ended", valid_from="2016-05-03")) == [
        ("winner", day("2005-01-01"), day("2016-05-03"), "stated")
    ]


@pytest.mark.parametrize(
    ("kind", "date", "precision", "last"),
    [
        ("merged", "2025-01-01", "day", "2024-12-31"),
        ("ended", "2022-03-29", "day", "2022-03-29"),
        ("continued", "2020-01-01", "year", "2020-12-31"),
    ],
)
def test_no_stay_outlives_its_cluster(kind: str, date: str, precision: str, last: str) -> None:
    rows = _rows("participation", _level("arena_pro", valid_from="2019"))
    event = {
        "succession_kind": kind,
        "event_date": day(date),
        "date_precision": precision,
        "statement_id": "s",
    }
    (stay,) = end_with_cluster(participations(rows, _precedence(rows)), event)
    assert (stay["valid_to"], stay["valid_to_basis"]) == (day(last), "cluster_end")


_CLAIMS = st.lists(
    st.builds(
        lambda level, event, year, month, length, confidence: _level(
            level,
            event,
            valid_from=f"{year}" if month is None else f"{year}-{month:02d}",
            valid_to=f"{year + length}" if length else None,
            confidence=confidence,
        ),
        st.sampled_from(["arena", "arena_pro", "nce", "gce"]),
        st.sampled_from(["admitted", "promoted", "observed", "extended", "ended"]),
        st.integers(2002, 2026),
        st.none() | st.integers(1, 12),
        st.none() | st.integers(1, 5),
        st.sampled_from(["high", "medium", "low"]),
    ),
    min_size=1,
    max_size=8,
)


@given(_CLAIMS)
@settings(max_examples=150)
def test_no_two_stays_of_one_programme_overlap_whatever_sources_say(claims: list[Any]) -> None:
    dated = sorted(
        (stay for stay in _stays(*claims) if stay[1]),
        key=lambda stay: (stay[1], stay[2] or dt.date.max),
    )
    for before, after in itertools.pairwise(dated):
        assert before[2] is not None, (before, after)
        assert before[2] < after[1], (before, after)
    assert all(stay[2] is None or stay[1] <= stay[2] for stay in dated)


@given(_CLAIMS, st.randoms())
@settings(max_examples=50)
def test_stays_do_not_depend_on_the_order_of_statements(claims: list[Any], random: Any) -> None:
    rows = _rows("participation", *claims)
    shuffled = random.sample(rows, len(rows))
    assert participations(shuffled, _precedence(rows)) == participations(rows, _precedence(rows))


def _label(colour: str, **dates: Any) -> Any:
    return make_claim("label", colour, detail={"issuer": "ESCA"}, **dates)


def _awards(*claims: Any) -> list[tuple[Any, ...]]:
    rows = _rows("label", *claims)
    return [
        (award["label"], award["awarded"], award["valid_until"])
        for award in label_awards(rows, _precedence(rows))
    ]


def test_renewals_are_awards_of_their_own_and_one_award_told_twice_is_one() -> None:
    found = _awards(
        _label("gold", valid_from="2018"),
        _label("gold", valid_from="2018-05-02", valid_to="2020-05-01"),
        _label("gold", valid_from="2020"),
        _label("silver", valid_from="2018"),
    )
    assert sorted(found, key=str) == [
        ("gold", day("2018-05-02"), day("2020-05-01")),
        ("gold", day("2020-01-01"), None),
        ("silver", day("2018-01-01"), None),
    ]


def test_labels_known_by_their_end_only_stay_apart_by_it() -> None:
    found = _awards(
        _label("bronze", valid_to="2014-03-29"),
        _label("bronze", valid_to="2017-01-01"),
        _label("bronze", valid_to="2017-01-01", confidence="low"),
    )
    assert sorted(found) == [
        ("bronze", None, day("2014-03-29")),
        ("bronze", None, day("2017-01-01")),
    ]


def test_score_of_an_audit_is_a_number() -> None:
    claim = make_claim("label", "gold", detail={"score_pct": "96", "issuer": "ESCA"})
    rows = _rows("label", claim)
    assert label_awards(rows, _precedence(rows))[0]["score_pct"] == 96.0


def test_every_event_that_is_told_apart_is_one_that_a_claim_may_hold() -> None:
    assert {*WORDS["participation.event"]} >= SIGHTINGS | ENDS | REFUSALS
