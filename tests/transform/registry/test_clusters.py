from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest

from tests.transform.conftest import make_capture, make_claim, make_mention
from transform.identity.entities import resolve
from transform.identity.region_codes import RegionCodes
from transform.registry.clusters import Frame, registry_tables
from transform.registry.existence import Policy
from transform.registry.statements import statements
from warehouse.errors import ContractError
from warehouse.tables import TABLES

TODAY = dt.date(2026, 1, 1)
REGIONS = RegionCodes(
    [
        {
            "vintage": "NUTS-2024",
            "region_code": "NO092",
            "region_kind": "nuts3",
            "region_name": "Agder",
            "region_country_code": "NO",
            "national_code": "42",
        },
        {
            "vintage": "NUTS-2021",
            "region_code": "NO999",
            "region_kind": "nuts3",
            "region_name": "Old",
            "region_country_code": "NO",
            "national_code": "99",
        },
    ],
    [
        {
            "from_vintage": "NO-fylke-pre2020",
            "from_code": "09",
            "to_vintage": "NUTS-2024",
            "to_code": "NO092",
            "relation": "part_of",
        },
    ],
)


def _tables(*mentions: Any, **options: Any) -> dict[str, list[dict[str, Any]]]:
    """Each mention from a source of its own, unless it is a pair already."""
    pairs = [
        item if isinstance(item, tuple) else (make_capture(f"s{number}"), item)
        for number, item in enumerate(mentions)
    ]
    found = resolve(pairs)
    rows = statements(found)
    policy = Policy({"page": 48, "start": 48, "programme_stay": 36, "programme_rule": 24,
                     "programme_list": 36, "label_without_end": 24, "register": 48})  # fmt: skip
    frame = Frame(REGIONS, tuple(options.get("levels", ())), policy, TODAY)
    tables = registry_tables(rows, found, frame) | {"statement": rows}
    for name, content in tables.items():
        TABLES[name].to_arrow(content)
    return tables


def _cluster(*claims: Any) -> dict[str, Any]:
    (row,) = _tables(*(make_mention("X", claim, key="no:x") for claim in claims))["cluster"]
    return row


def _year(value: str, **changes: Any) -> Any:
    return make_claim("start_year", value, **changes)


def test_start_year_is_what_most_pages_of_the_best_confidence_say_then_the_earliest() -> None:
    assert (
        _cluster(_year("2009"), _year("2007"), _year("2009"), _year("2008"))["start_year"] == 2009
    )
    assert _cluster(_year("2009"), _year("2007"), _year("2008"))["start_year"] == 2007
    assert _cluster(_year("1990", confidence="low"), _year("2008"))["start_year"] == 2008


def test_confidence_then_newness_decide_a_property() -> None:
    place = {"high": "Bergen", "medium": "Oslo"}
    old = make_claim("place", place["high"], as_of="2012")
    new = make_claim("place", place["medium"], as_of="2022", confidence="medium")
    assert _cluster(old, new)["place"] == "Bergen"
    newer = make_claim("place", "Stord", as_of="2023")
    assert _cluster(old, new, newer)["place"] == "Stord"


def test_conflicting_values_all_stay_in_statement() -> None:
    pairs = [
        (make_capture(f"s{n}"), make_mention("X", _year(year), key="no:x"))
        for n, year in enumerate(["2007", "2008", "2009"])
    ]
    rows = statements(resolve(pairs))
    assert sorted(row["value"] for row in rows if row["property"] == "start_year") == [
        "2007",
        "2008",
        "2009",
    ]


@pytest.mark.parametrize(
    ("value", "scheme", "expected"),
    [
        ("42", "NO-fylke", "NO092"),
        ("NO092", "NUTS-2024", "NO092"),
        ("Agder", "NO-fylke", "NO092"),
        ("Agder fylke", "NO-fylke", "NO092"),
        ("09", "NO-fylke", "NO092"),
        ("99", "NO-fylke", None),
        ("Vestlandet", "NO-fylke", None),
    ],
)
def test_region_becomes_nuts3_of_2024_or_nothing(
    value: str, scheme: str, expected: str | None
) -> None:
    assert (
        _cluster(make_claim("region", value, detail={"scheme": scheme}))["region_code"] == expected
    )


def test_first_and_last_seen_are_days_of_the_sources() -> None:
    fetched = make_capture(
        "live", method="http", status=200, captured_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    )
    listed = make_capture("list", as_of="2018-09-20")
    tables = _tables((listed, make_mention("X")), (fetched, make_mention("X")))
    assert tables["cluster"][0]["first_seen_date"] == dt.date(2018, 9, 20)
    assert tables["cluster"][0]["last_seen_date"] == dt.date(2026, 11, 1)


def test_what_is_gone_from_a_list_is_still_there_and_last_seen_then() -> None:
    old = make_capture("list", content=b"1", as_of="2018-01-01")
    new = make_capture("list", content=b"2", as_of="2022-01-01")
    tables = _tables((old, make_mention("A")), (old, make_mention("B")), (new, make_mention("A")))
    seen = {row["name"]: row["last_seen_date"] for row in tables["cluster"]}
    assert seen == {"A": dt.date(2022, 1, 1), "B": dt.date(2018, 1, 1)}


def _succession(kind: str, other: str, **dates: Any) -> Any:
    return make_claim("succession", other, detail={"kind": kind}, **dates)


def test_a_merger_ends_the_cluster_its_stays_and_names_the_successor() -> None:
    tables = _tables(
        make_mention(
            "akvARENA",
            _succession("merged_into", "NCE Aquatech Cluster", valid_from="2016"),
            make_claim(
                "participation", "no:prog-nic", detail={"level": "arena"}, valid_from="2012"
            ),
            key="no:akvarena",
        ),
        make_mention("NCE Aquatech Cluster", key="no:nce-aquatech"),
    )
    (event,) = tables["succession"]
    assert (event["predecessor_id"], event["successor_id"]) == ("no:akvarena", "no:nce-aquatech")
    assert (event["succession_kind"], event["date_precision"]) == ("merged", "year")
    row = next(row for row in tables["cluster"] if row["cluster_id"] == "no:akvarena")
    assert (row["status"], row["end_year"]) == ("ended", 2016)
    assert tables["participation"][0]["valid_to_basis"] == "cluster_end"


def test_an_end_has_no_successor_and_a_successor_outside_the_registry_only_a_name() -> None:
    tables = _tables(
        make_mention("A", _succession("ended", "bankruptcy", valid_from="2022-03"), key="no:a"),
        make_mention("B", _succession("merged_into", "RISE Acreo", valid_from="2017"), key="no:b"),
    )
    found = {
        row["predecessor_id"]: (row["successor_id"], row["successor_name"])
        for row in tables["succession"]
    }
    assert found == {"no:a": (None, None), "no:b": (None, "RISE Acreo")}
    assert {row["status"] for row in tables["cluster"]} == {"ended"}


def test_a_rename_keeps_the_id_and_ends_nothing() -> None:
    former = make_claim("name", "NCE Subsea", detail={"kind": "former"}, valid_to="2014")
    tables = _tables(
        make_mention(
            "GCE Ocean Technology",
            former,
            _succession("renamed_to", "GCE Ocean Technology", valid_from="2019"),
            key="no:gce",
        )
    )
    (event,) = tables["succession"]
    assert event["predecessor_id"] == event["successor_id"] == "no:gce"
    assert event["successor_name"] == "GCE Ocean Technology"
    assert tables["cluster"][0]["status"] == "not_known"
    assert tables["cluster"][0]["end_year"] is None


def test_a_rename_names_what_it_left() -> None:
    tables = _tables(
        make_mention(
            "GCE Ocean Technology",
            _name("NCE Subsea", "former", valid_from="2006", valid_to="2014"),
            _name("GCE Subsea", "former", valid_from="2015"),
            _succession("renamed_to", "GCE Subsea", valid_from="2015"),
            _succession("renamed_to", "GCE Ocean Technology"),
            key="no:gce",
        )
    )
    assert {(row["predecessor_name"], row["successor_name"]) for row in tables["succession"]} == {
        ("NCE Subsea", "GCE Subsea"),
        ("GCE Subsea", "GCE Ocean Technology"),
    }
    two = (_name("One", "former"), _name("Two", "former"), _succession("renamed_to", "Three"))
    doubtful = _tables(make_mention("Three", *two, key="no:x"))
    assert doubtful["succession"][0]["predecessor_name"] is None


def test_one_event_told_by_two_sources_is_one_row_by_the_better_date() -> None:
    tables = _tables(
        make_mention("A", _succession("ended", "x", valid_from="2022"), key="no:a"),
        make_mention("A", _succession("ended", "y", valid_from="2022-03-29"), key="no:a"),
    )
    assert [row["event_date"] for row in tables["succession"]] == [dt.date(2022, 3, 29)]


def test_activity_reported_after_an_end_wins_and_before_it_does_not() -> None:
    end = make_claim("end_year", "2020")
    before = make_claim("status", "active", as_of="2018")
    after = make_claim("status", "active", as_of="2024")
    assert _cluster(end, before)["status"] == "ended"
    assert _cluster(end, after)["status"] == "exists"
    assert _cluster(end, after)["end_year"] is None


def _states(*claims: Any) -> list[tuple[Any, ...]]:
    tables = _tables(make_mention("A", *claims, key="no:a"))
    return [
        (row["state"], row["valid_from"], row["valid_to"], row["existence_rule"])
        for row in tables["cluster_existence"]
    ]


def test_a_sighting_carries_as_far_as_the_policy_says() -> None:
    assert _states(make_claim("members", "20", as_of="2020-03-31")) == [
        ("exists", dt.date(2020, 3, 31), dt.date(2024, 3, 31), "page"),
        ("not_known", dt.date(2024, 4, 1), None, "silence"),
    ]
    assert _cluster(make_claim("members", "20", as_of="2024-03-31"))["status"] == "exists"
    assert _cluster(make_claim("members", "20", as_of="2020-03-31"))["status"] == "not_known"


def test_the_day_of_a_beginning_stands_before_the_mere_year_of_another_word() -> None:
    seen = make_claim("members", "20", as_of="2014")
    assert _states(seen, _year("2014"))[0][1] == dt.date(2014, 1, 1)
    assert _states(seen, _year("2014"), _year("2014", valid_from="2014-05-09"))[0][1] == dt.date(
        2014, 5, 9
    )
    assert _states(seen, _year("2015", valid_from="2015-05-09"))[0][1] == dt.date(2014, 1, 1)
    exact = make_claim("members", "20", as_of="2014-03-31")
    assert _states(exact, _year("2014", valid_from="2014-05-09"))[0][1] == dt.date(2014, 3, 31)


def test_without_any_date_nothing_is_known() -> None:
    assert _states(make_claim("place", "Oslo")) == [("not_known", None, None, "undated")]
    assert _cluster(make_claim("place", "Oslo"))["status"] == "not_known"


def test_a_stay_vouches_to_its_end_and_somewhat_beyond() -> None:
    stay = make_claim("participation", "no:prog-nic", valid_from="2010", valid_to="2013-06-30",
                      detail={"level": "nce", "event": "admitted"})  # fmt: skip
    assert _states(stay)[0] == (
        "exists", dt.date(2010, 1, 1), dt.date(2016, 6, 30), "programme_stay"
    )  # fmt: skip


def test_a_label_vouches_to_the_end_of_its_validity() -> None:
    label = make_claim("label", "gold", valid_from="2015-01-01", valid_to="2017-01-01")
    assert _states(label)[0] == ("exists", dt.date(2015, 1, 1), dt.date(2017, 1, 1), "label")


@pytest.mark.parametrize("kind", ["split_into", "renamed_to"])
def test_a_split_or_a_rename_ends_nothing(kind: str) -> None:
    seen = make_claim("members", "20", as_of="2024-03-31")
    assert _states(seen, _succession(kind, "Other", valid_from="2022"))[0][2] == dt.date(
        2028, 3, 31
    )


def test_a_merger_ends_the_one_on_its_day_and_begins_the_other() -> None:
    tables = _tables(
        make_mention(
            "A",
            make_claim("members", "20", as_of="2019-01-01"),
            _succession("merged_into", "B", valid_from="2020-01-01"),
            key="no:a",
        ),
        make_mention("B", key="no:b"),
    )
    states = {
        (row["cluster_id"], row["state"]): (row["valid_from"], row["valid_to"])
        for row in tables["cluster_existence"]
    }
    assert states["no:a", "exists"] == (dt.date(2019, 1, 1), dt.date(2019, 12, 31))
    assert states["no:a", "ended"] == (dt.date(2020, 1, 1), None)
    assert states["no:b", "exists"][0] == dt.date(2020, 1, 1)


def test_an_end_of_unknown_day_ends_it_after_the_last_sighting() -> None:
    closed = make_claim("status", "closed", as_of="2022")
    seen = make_claim("members", "20", as_of="2019-05-01")
    assert _states(seen, closed)[-1] == ("ended", dt.date(2019, 5, 2), None, "ended")
    assert _cluster(seen, closed)["end_year"] is None


def test_a_host_of_before_gives_way_to_the_one_that_began_after_it() -> None:
    before = make_claim("host_organisation", "A", valid_from="2015", valid_to="2018")
    seen = make_claim("host_organisation", "B", as_of="2018")
    after = make_claim("host_organisation", "C", valid_from="2019")
    for claims in itertools.permutations((before, seen, after)):
        assert _cluster(*claims)["host_organisation"] == "C"
    assert _cluster(before)["host_organisation"] == "A"


def test_an_end_that_is_all_that_is_known_is_its_status() -> None:
    closed = make_claim("status", "closed")
    assert _states(closed) == [("ended", None, None, "ended")]
    assert _cluster(closed)["status"] == "ended"


def test_a_page_that_recalls_is_no_sighting() -> None:
    stay = make_claim(
        "participation",
        "no:prog-nic",
        valid_from="2010",
        valid_to="2012",
        as_of="2022-01-01",
        detail={"level": "arena", "event": "admitted"},
    )
    place = make_claim("place", "Oslo", as_of="2022-01-01")
    assert _states(stay, place)[0][2] == dt.date(2015, 12, 31)


def test_an_unknown_kind_of_succession_is_refused() -> None:
    with pytest.raises(ContractError, match="no known kind"):
        _tables(make_mention("A", _succession("vanished", "B")))


@pytest.mark.parametrize(
    ("prop", "value"), [("members", "more than 40"), ("start_year", "c. 1999"), ("members", "4-5")]
)
def test_a_value_that_cannot_be_used_names_source_and_place(prop: str, value: str) -> None:
    with pytest.raises(ContractError, match=rf"value of {prop}.*s0.*p\[1\] \(no:x\)"):
        _cluster(make_claim(prop, value))


def test_members_are_a_dated_series_each_number_once() -> None:
    def members(value: str, day: str, **changes: Any) -> Any:
        return make_mention("X", make_claim("members", value, as_of=day, **changes), key="no:x")

    tables = _tables(
        members("150", "2012"),
        members("73", "2015"),
        members("130", "2020", qualifier="about", is_inferred=True),
        members("150", "2012", confidence="low"),
    )
    series = sorted(
        (row["as_of"].year, row["member_count"], row["qualifier"], row["is_inferred"])
        for row in tables["member_count"]
    )
    assert series == [
        (2012, 150, None, False),
        (2015, 73, None, False),
        (2020, 130, "about", True),
    ]


def test_a_count_of_partners_says_so() -> None:
    counted = make_claim("members", "60", as_of="2021", detail={"counted": "partners"})
    plain = make_claim("members", "40", as_of="2020")
    tables = _tables(make_mention("X", counted, plain, key="no:x"))
    assert {row["member_count"]: row["counted"] for row in tables["member_count"]} == {
        60: "partners",
        40: None,
    }


def test_identifiers_keep_scheme_method_and_the_domain() -> None:
    tables = _tables(
        make_mention(
            "X",
            make_claim(
                "identifier",
                "923609016",
                detail={"scheme": "NO-BRC", "match_method": "name+website", "match_score": "0.8"},
            ),
            make_claim("website", "https://www.x.no/en"),
            key="no:x",
        )
    )
    assert [
        (row["scheme"], row["identifier"], row["match_method"], row["match_score"])
        for row in tables["cluster_identifier"]
    ] == [("NO-BRC", "923609016", "name+website", 0.8), ("web", "x.no", "stated", 1.0)]
    with pytest.raises(ContractError, match=r"detail\.scheme"):
        _tables(make_mention("X", make_claim("identifier", "1")))


@pytest.mark.parametrize(
    ("printed", "website"),
    [
        ("www.x.no", "http://www.x.no"),
        ("//x.no/en", "http://x.no/en"),
        ("https://x.no", "https://x.no"),
        ("urn:isbn:1", None),
        ("//", None),
        ("][x]", None),
    ],
)
def test_a_website_is_an_address_of_the_web(printed: str, website: str | None) -> None:
    tables = _tables(make_mention("X", make_claim("website", printed), key="no:x"))
    assert [row["website"] for row in tables["cluster"]] == [website]


def test_a_host_is_an_organisation_and_never_the_cluster() -> None:
    host = make_claim("host_organisation", "ÅKP AS")
    tables = _tables(
        make_mention("GCE Blue Maritime", host, key="no:gce-blue-maritime"),
        make_mention("NCE Blue Legasea", make_claim("host_organisation", "ÅKP"), key="no:legasea"),
        make_mention(
            "ÅKP AS",
            make_claim("identifier", "1", detail={"scheme": "NO-BRC"}),
            entity_type="organisation",
        ),
    )
    assert {row["organisation_id"] for row in tables["organisation"]} == {"no:org-akp"}
    assert {row["cluster_id"] for row in tables["cluster_host"]} == {
        "no:gce-blue-maritime",
        "no:legasea",
    }
    assert tables["organisation_identifier"][0]["organisation_id"] == "no:org-akp"
    keyed = _tables(
        make_mention("A", make_claim("host_organisation", "ÅKP AS"), key="no:a"),
        make_mention("ÅKP", entity_type="organisation", key="no:org-aalesund"),
    )
    assert [row["organisation_id"] for row in keyed["cluster_host"]] == ["no:org-aalesund"]
    assert tables["cluster_identifier"] == []


def test_a_programme_is_described_by_its_source_or_at_least_named_by_id() -> None:
    tables = _tables(
        make_mention(
            "Klyngeprogrammet",
            make_claim("programme_name", "NIC", valid_from="2014-01-01"),
            make_claim("operator", "Innovasjon Norge"),
            entity_type="programme",
            key="no:prog-nic",
        ),
        make_mention("X", make_claim("participation", "no:prog-other", detail={"level": "a"})),
    )
    found = {row["programme_id"]: row for row in tables["programme"]}
    assert (found["no:prog-nic"]["name"], found["no:prog-nic"]["operator"]) == (
        "NIC",
        "Innovasjon Norge",
    )
    assert found["no:prog-nic"]["valid_from"] == dt.date(2014, 1, 1)
    assert found["no:prog-other"]["name"] == "other"


def _names(*claims: Any, printed: str = "X") -> dict[str, str]:
    tables = _tables(make_mention(printed, *claims, key="no:x"))
    return {row["name"]: row["name_kind"] for row in tables["cluster_name"]}


def _name(value: str, kind: str, **dates: Any) -> Any:
    return make_claim("name", value, detail={"kind": kind}, **dates)


def test_exactly_one_name_is_primary_and_the_newest_so_called_wins() -> None:
    assert _names(
        _name("NCE Subsea", "primary", valid_from="2006", valid_to="2014"),
        _name("GCE Subsea", "primary", valid_from="2015", valid_to="2018"),
        _name("GCE Ocean Technology", "primary", valid_from="2019"),
        _name("GCE OT", "alias"),
        _name("Ocean Technology AS", "legal"),
        printed="GCE Ocean Technology",
    ) == {
        "NCE Subsea": "former",
        "GCE Subsea": "former",
        "GCE Ocean Technology": "primary",
        "GCE OT": "alias",
        "Ocean Technology AS": "legal",
    }


def test_spellings_that_differ_in_case_are_one_name_with_joined_validity() -> None:
    tables = _tables(
        make_mention("WE BUILD DENMARK", country_code="DK"),
        make_mention(
            "We Build Denmark",
            _name("We Build Denmark", "primary", valid_from="2021"),
            key="dk:we-build-denmark",
            country_code="DK",
        ),
    )
    (row,) = tables["cluster_name"]
    assert (row["name"], row["name_kind"]) == ("We Build Denmark", "primary")
    assert row["valid_from"] == dt.date(2021, 1, 1)


def test_a_name_is_seen_where_it_is_used_not_where_it_is_remembered() -> None:
    listed = make_capture("list", as_of="2012-05-01")
    told = make_capture("told", as_of="2020-05-01")
    tables = _tables(
        (listed, make_mention("NCE Subsea", key="no:x")),
        (told, make_mention("GCE X", _name("NCE Subsea", "former"), key="no:x")),
    )
    seen = {row["name"]: row["last_seen_date"] for row in tables["cluster_name"]}
    assert seen == {"NCE Subsea": dt.date(2012, 5, 1), "GCE X": dt.date(2020, 5, 1)}


def test_a_list_alone_still_gives_a_name() -> None:
    tables = _tables(make_mention("Nytt Nettverk"))
    assert tables["cluster"][0]["name"] == "Nytt Nettverk"
    assert tables["identity_match"][0]["match_method"] == "new"


@pytest.mark.parametrize(
    ("claims", "property_of_proof"),
    [
        ([], None),
        ([make_claim("name", "X AS", detail={"kind": "alias"})], None),
        ([make_claim("name", "X AS", detail={"kind": "legal"})], "name"),
        ([make_claim("legal_form", "association")], "legal_form"),
        (
            [
                make_claim("legal_form", "association"),
                make_claim("identifier", "998877663", detail={"scheme": "NO-BRC"}),
            ],
            "identifier",
        ),
        (
            [
                make_claim(
                    "identifier", "998877663", detail={"scheme": "NO-BRC", "state": "struck off"}
                )
            ],
            None,
        ),
        ([make_claim("host_organisation", "Y AS")], None),
    ],
)
def test_a_body_of_its_own_is_shown_by_a_number_a_form_or_a_legal_name(
    claims: list[Any], property_of_proof: str | None
) -> None:
    tables = _tables(*(make_mention("X", claim, key="no:x") for claim in claims or [_year("2007")]))
    found = {row["statement_id"]: row["property"] for row in tables["statement"]}
    assert found.get(tables["cluster"][0]["own_body_statement_id"]) == property_of_proof


def test_a_number_that_a_page_gives_with_the_host_is_the_hosts() -> None:
    claim = make_claim(
        "host_organisation", "Y AB", detail={"identifier": "556012-5790", "scheme": "SE-ON"}
    )
    tables = _tables(make_mention("X", claim, key="se:x", country_code="SE"))
    (number,) = tables["organisation_identifier"]
    (host,) = tables["cluster_host"]
    assert number["organisation_id"] == host["organisation_id"]
    assert (number["scheme"], number["identifier"]) == ("SE-ON", "556012-5790")
    assert tables["cluster"][0]["own_body_statement_id"] is None
