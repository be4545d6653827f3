"""The registry's views over small, synthetic tables."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import duckdb
import pytest

from warehouse.tables import TABLES

VIEWS = Path(__file__).parents[2] / "warehouse" / "views"
NIC = "no:prog-nic"


def _statement(number: int, entity: str, prop: str, value: str, **changes: Any) -> dict[str, Any]:
    return {
        "statement_id": f"s{number}",
        "entity_id": entity,
        "property": prop,
        "value": value,
        "is_inferred": False,
        "date_precision": "day",
        "confidence": "high",
        "source_id": "no_test",
        "capture_id": "c1",
        "locator": f"li[{number}]",
    } | changes


def _stay(
    cluster: str, level: str, start: str | None, end: str | None, **changes: Any
) -> dict[str, Any]:
    return {
        "cluster_id": cluster,
        "programme_id": NIC,
        "level": level,
        "valid_from": start,
        "valid_to": end,
        "date_precision": "day" if start else "unknown",
        "statement_id": "s1",
    } | changes


def _name(cluster: str, name: str, kind: str, start: str | None, end: str | None) -> dict[str, Any]:
    return {
        "cluster_id": cluster,
        "name": name,
        "name_kind": kind,
        "valid_from": start,
        "valid_to": end,
        "statement_id": "s1",
    }


def _event(
    kind: str, one: str, other: str | None, day: str, precision: str = "day"
) -> dict[str, Any]:
    return {
        "predecessor_id": one,
        "successor_id": other,
        "succession_kind": kind,
        "event_date": day,
        "date_precision": precision,
        "statement_id": f"{kind}-{one}",
    }


def _cluster(key: str, name: str, **changes: Any) -> dict[str, Any]:
    return {"cluster_id": key, "country_code": "NO", "name": name, "status": "not_known"} | changes


def _life(cluster: str, first: str | None, last: str | None, after: str) -> list[dict[str, Any]]:
    """A cluster's rows of cluster_existence: there from first to last, then something else."""
    row = {"cluster_id": cluster, "statement_id": "s1", "last_seen_date": first}
    since = str(dt.date.fromisoformat(last) + dt.timedelta(days=1)) if last else None
    exists = {"state": "exists", "valid_from": first, "valid_to": last, "existence_rule": "page"}
    then = {"state": after, "valid_from": since, "valid_to": None, "existence_rule": "silence"}
    return [row | state for state in ([exists, then] if first else [then])]


CONTENT: dict[str, list[dict[str, Any]]] = {
    "source": [
        {
            "source_id": "no_test",
            "title": "Test list",
            "publisher": "P",
            "jurisdiction_code": "NO",
            "kind": "registry",
            "landing_url": "https://example.org/",
            "licence": "none",
            "attribution": "P",
            "cadence": "yearly",
            "state": "stale",
            "state_detail": "HTTP 503 since May",
            "record_count": 4,
        }
    ],
    "capture": [
        {
            "capture_id": "c1",
            "source_id": "no_test",
            "url": "https://example.org/list",
            "captured_at": "2026-11-22 00:00:00+00",
            "method": "transcribed",
            "sha256": "0" * 64,
            "media_type": "text/html",
            "byte_count": 1,
            "as_of": "2018-01-01",
        }
    ],
    "statement": [
        _statement(1, "no:gce", "name", "GCE Ocean Technology"),
        _statement(2, "no:gce", "members", "22", statement_url="https://example.org/members"),
        _statement(3, "no:akva", "participation", NIC),
        _statement(4, "no:aquatech", "participation", NIC),
        _statement(5, "no:year", "participation", NIC),
        _statement(6, "no:open", "participation", NIC, as_of="2016-05-01"),
    ],
    "cluster": [
        _cluster("no:gce", "GCE Ocean Technology", start_year=2006),
        _cluster("no:akva", "akvARENA", status="ended", end_year=2016),
        _cluster("no:aquatech", "NCE Aquatech Cluster", status="exists", region_code="NO0A2"),
        _cluster("no:fpx", "Future X", start_year=2006, status="ended", end_year=2023),
        _cluster("no:year", "Year Only"),
        _cluster("no:open", "Open Arena"),
        _cluster("no:silent", "Silent"),
    ],
    "region": [
        {
            "region_code": "NO0A2",
            "vintage": "NUTS-2024",
            "region_kind": "nuts3",
            "region_name": "Vestland",
            "region_country_code": "NO",
        }
    ],
    "release": [
        {
            "release_id": "r1",
            "schema_version": "1",
            "built_from": "x",
            "created_at": "2026-11-22 00:00:00+00",
            "reference_date": "2026-11-22",
        }
    ],
    "existence_rule": [
        {"existence_rule": "page", "carries_months": 48, "rule_reason": "synthetic"},
        {"existence_rule": "silence", "rule_reason": "synthetic"},
    ],
    "cluster_existence": [
        *_life("no:gce", "2006-01-01", "2026-06-30", "not_known"),
        *_life("no:akva", "2012-01-01", "2016-06-19", "ended"),
        *_life("no:aquatech", "2016-06-20", "2027-06-19", "not_known"),
        *_life("no:fpx", "2006-01-01", "2023-06-30", "ended"),
        *_life("no:year", "2010-01-01", "2021-12-31", "not_known"),
        *_life("no:open", "2010-01-01", "2019-12-31", "not_known"),
        *_life("no:silent", None, None, "not_known"),
    ],
    "cluster_name": [
        _name("no:gce", "NCE Subsea", "former", "2006-01-01", "2014-12-31"),
        _name("no:gce", "GCE Subsea", "former", "2015-01-01", "2018-12-31"),
        _name("no:gce", "GCE Ocean Technology", "primary", "2019-01-01", None),
        _name("no:akva", "akvARENA", "primary", None, None),
        # The old name's end and the new one's start are not stated; the new one is seen in 2019.
        _name("no:year", "Old", "former", "2010-01-01", None),
        _name("no:year", "New", "primary", None, None) | {"first_seen_date": "2019-10-01"},
        _name("no:open", "Once", "former", "2010-01-01", None) | {"last_seen_date": "2012-06-01"},
        _name("no:open", "Open Arena", "primary", None, None),
        _name("no:fpx", "Geo X", "former", None, "2010-05-31"),
        _name("no:fpx", "Future X", "primary", None, None),
        _name("no:aquatech", "Aqua", "former", "2016-06-20", None),
    ],
    "participation": [
        _stay("no:gce", "nce", "2006-07-01", "2014-12-31", valid_to_basis="stated"),
        _stay(
            *("no:gce", "gce", "2015-01-01", "2024-12-31"),
            valid_to_basis="programme_rule",
            statement_id="s2",
        ),
        _stay("no:akva", "arena", "2012-01-01", "2016-06-19", statement_id="s3"),
        _stay("no:aquatech", "nce", "2016-06-20", None, statement_id="s4"),
        _stay("no:year", "arena", "2018-01-01", None, date_precision="year", statement_id="s5"),
        _stay("no:open", "arena", None, "2019-12-31", statement_id="s6"),
    ],
    "succession": [
        _event("merged", "no:akva", "no:aquatech", "2016-06-20"),
        _event("ended", "no:fpx", None, "2023-06-01", "month"),
        _event("renamed", "no:gce", "no:gce", "2019-01-01"),
        _event("renamed", "no:aquatech", "no:aquatech", "2018-03-01", "month"),
    ],
    "label_award": [
        {
            "cluster_id": "no:gce",
            "label": "gold",
            "awarded": "2015-01-01",
            "valid_until": "2017-12-31",
            "date_precision": "year",
            "statement_id": "s1",
        },
        {
            "cluster_id": "no:gce",
            "label": "silver",
            "awarded": "2013-01-01",
            "valid_until": None,
            "date_precision": "year",
            "statement_id": "s2",
        },
        {
            "cluster_id": "no:aquatech",
            "label": "bronze",
            "awarded": "2020-01-01",
            "valid_until": "2999-01-01",
            "date_precision": "year",
            "statement_id": "s3",
        },
    ],
    "member_count": [
        {
            "cluster_id": "no:gce",
            "as_of": "2019-10-01",
            "member_count": 22,
            "is_inferred": True,
            "statement_id": "s1",
        },
        {
            "cluster_id": "no:aquatech",
            "as_of": "2021-01-01",
            "member_count": 60,
            "is_inferred": False,
            "counted": "partners",
            "statement_id": "s3",
        },
        {
            "cluster_id": "no:gce",
            "as_of": "2012-10-01",
            "member_count": 90,
            "qualifier": "about",
            "is_inferred": False,
            "statement_id": "s2",
        },
    ],
    "cluster_identifier": [
        {
            "cluster_id": "no:gce",
            "scheme": "web",
            "identifier": "gceocean.no",
            "match_method": "stated",
            "match_score": 1.0,
            "is_struck_off": False,
            "statement_id": "s1",
        }
    ],
    "control_total": [
        {
            "control_id": "no:nic-2021",
            "country_code": "NO",
            "title": "Clusters",
            "period": "2021",
            "programme_ids": NIC,
            "published_count": 44,
            "found_count": 40,
            "open_ended_count": 3,
            "gap_count": 4,
            "url": "https://example.org/",
            "note": "two rounds unknown",
        },
        {
            "control_id": "no:nic-2022",
            "country_code": "NO",
            "title": "Clusters",
            "period": "2022",
            "programme_ids": NIC,
            "published_count": 39,
            "found_count": 39,
            "open_ended_count": 0,
            "gap_count": 0,
            "url": "https://example.org/",
        },
    ],
}


@pytest.fixture(scope="module")
def database() -> Any:
    connection = duckdb.connect()
    for name, table in TABLES.items():
        connection.execute(table.ddl)
        for row in CONTENT.get(name, []):
            columns = ", ".join(f'"{column}"' for column in row)
            marks = ", ".join("?" for _ in row)
            connection.execute(f"INSERT INTO {name} ({columns}) VALUES ({marks})", [*row.values()])
    for path in sorted(VIEWS.glob("registry_*.sql")):
        connection.execute(path.read_text(encoding="utf-8"))
    yield connection
    connection.close()


def _history(database: Any, day: str, columns: str = "cluster_id, level") -> set[tuple[Any, ...]]:
    return set(database.execute(f"SELECT {columns} FROM cluster_history('{day}')").fetchall())


def test_levels_on_a_day(database: Any) -> None:
    assert ("no:gce", "nce") in _history(database, "2014-12-31")
    assert ("no:gce", "gce") in _history(database, "2015-01-01")
    arena = database.execute(
        "SELECT cluster_id FROM cluster_history('2016-06-01') WHERE level = 'arena' ORDER BY 1"
    ).fetchall()
    assert arena == [("no:akva",), ("no:open",)]


def test_the_name_of_that_day_and_the_name_of_today(database: Any) -> None:
    names = "cluster_id, name, current_name, is_name_dated"
    for day, name in [
        ("2012-06-01", "NCE Subsea"),
        ("2016-06-01", "GCE Subsea"),
        ("2020-01-01", "GCE Ocean Technology"),
    ]:
        assert ("no:gce", name, "GCE Ocean Technology", True) in _history(database, day, names)
    assert ("no:akva", "akvARENA", "akvARENA", False) in _history(database, "2013-01-01", names)


@pytest.mark.parametrize(
    ("cluster_id", "day", "name", "is_dated"),
    [
        # Without a stated end until the next is seen,
        ("no:year", "2019-09-30", "Old", True),
        ("no:year", "2019-10-01", "New", True),
        # or it is last seen,
        ("no:open", "2012-06-01", "Once", True),
        ("no:open", "2018-01-01", "Open Arena", False),
        # or the cluster was renamed;
        ("no:aquatech", "2017-06-01", "Aqua", True),
        ("no:aquatech", "2019-01-01", "NCE Aquatech Cluster", False),
        # one that ended was the name before.
        ("no:fpx", "2008-01-01", "Geo X", True),
        ("no:fpx", "2012-01-01", "Future X", False),
    ],
)
def test_from_when_until_when_a_name_holds(
    database: Any, cluster_id: str, day: str, name: str, is_dated: bool
) -> None:
    told = _history(database, day, "cluster_id, name, is_name_dated")
    assert (cluster_id, name, is_dated) in told


def test_a_merger_takes_the_one_away_on_its_day_and_leaves_the_other(database: Any) -> None:
    assert {row[0] for row in _history(database, "2016-06-19")} & {"no:akva", "no:aquatech"} == {
        "no:akva"
    }
    after = {row[0] for row in _history(database, "2016-06-20")}
    assert after & {"no:akva", "no:aquatech"} == {"no:aquatech"}


def test_an_end_of_known_month_holds_from_the_next_month(database: Any) -> None:
    assert "no:fpx" in {row[0] for row in _history(database, "2023-06-30")}
    assert "no:fpx" not in {row[0] for row in _history(database, "2023-07-01")}


def test_before_its_beginning_a_cluster_is_not_there_and_one_without_dates_never_is(
    database: Any,
) -> None:
    assert "no:gce" not in {row[0] for row in _history(database, "2005-12-31")}
    assert "no:gce" in {row[0] for row in _history(database, "2006-01-01")}
    assert "no:silent" not in {row[0] for row in _history(database, "2026-01-01")}


def test_a_start_of_known_year_is_certain_only_at_the_years_end(database: Any) -> None:
    columns = "cluster_id, level, possible_level"
    assert ("no:year", None, "arena") in _history(database, "2018-01-01", columns)
    assert ("no:year", "arena", None) in _history(database, "2018-12-31", columns)


def test_a_level_of_unknown_start_counts_from_the_day_a_source_speaks_of_it(database: Any) -> None:
    assert ("no:open", "arena") not in _history(database, "2016-04-30")
    assert ("no:open", "arena") in _history(database, "2016-05-01")


def test_a_level_without_end_counts_until_the_programmes_limit_and_says_so(database: Any) -> None:
    columns = "cluster_id, level, is_end_known"
    assert ("no:gce", "gce", False) in _history(database, "2024-12-31", columns)
    assert ("no:gce", None, False) in _history(database, "2025-01-01", columns)
    assert ("no:gce", "nce", True) in _history(database, "2010-01-01", columns)


def test_labels_count_only_while_their_validity_is_published(database: Any) -> None:
    def labels(day: str) -> Any:
        return database.execute(
            f"SELECT labels FROM cluster_history('{day}') WHERE cluster_id = 'no:gce'"
        ).fetchone()[0]

    assert labels("2016-01-01") == ["gold"]
    assert labels("2018-01-01") is None
    assert labels("2014-01-01") is None


def test_history_takes_a_date_or_its_text(database: Any) -> None:
    text = database.execute("SELECT count(*) FROM cluster_history('2016-01-01')").fetchone()
    date = database.execute("SELECT count(*) FROM cluster_history(DATE '2016-01-01')").fetchone()
    assert text == date != (0,)


def test_today_is_the_releases_day_and_names_its_proof(database: Any) -> None:
    rows = database.execute(
        "SELECT cluster_id, since, level, region, rule, proof_url FROM cluster_today"
    ).fetchall()
    assert rows == [
        (
            "no:aquatech", dt.date(2016, 6, 20), "nce", "Vestland", "page",
            "https://example.org/list",
        )
    ]  # fmt: skip


def test_a_stay_of_which_no_day_is_known_is_no_level_of_today(database: Any) -> None:
    level = "SELECT level FROM cluster_today WHERE cluster_id = 'no:aquatech'"
    levels = "SELECT levels_now FROM cluster_current WHERE cluster_id = 'no:aquatech'"
    assert database.execute(level).fetchone() == ("nce",)
    assert database.execute(levels).fetchone()[0][0]["level"] == "nce"
    database.execute("BEGIN")
    try:
        database.execute("UPDATE participation SET valid_from = NULL, valid_to = NULL")
        assert database.execute(level).fetchone() == (None,)
        assert database.execute(levels).fetchone() == (None,)
    finally:
        database.execute("ROLLBACK")


def test_the_level_of_today_is_that_of_the_history_in_each_view(database: Any) -> None:
    today = "SELECT level, possible_level FROM cluster_today WHERE cluster_id = 'no:aquatech'"
    history = (
        "SELECT level, possible_level FROM cluster_history((SELECT reference_date FROM release)) "
        "WHERE cluster_id = 'no:aquatech'"
    )
    current = (
        "SELECT levels_now[1].level, levels_now[1].is_possible FROM cluster_current "
        "WHERE cluster_id = 'no:aquatech'"
    )
    assert database.execute(today).fetchall() == database.execute(history).fetchall()
    assert database.execute(today).fetchone() == ("nce", None)
    assert database.execute(current).fetchone() == ("nce", False)
    database.execute("BEGIN")
    try:
        database.execute(
            "UPDATE participation SET date_precision = 'year', valid_to = NULL, valid_from = "
            "date_trunc('year', (SELECT reference_date FROM release)) "
            "WHERE cluster_id = 'no:aquatech'"
        )
        assert database.execute(today).fetchall() == database.execute(history).fetchall()
        assert database.execute(today).fetchone() == (None, "nce")
        assert database.execute(current).fetchone() == ("nce", True)
        # Seen at that level on a day of the year: by then it had begun.
        database.execute(
            "UPDATE statement SET entity_id = 'no:aquatech', property = 'participation', "
            f"value = '{NIC}', as_of = (SELECT reference_date FROM release), "
            """as_of_precision = 'day', detail = '{"event": "observed", "level": "nce"}' """
            "WHERE statement_id = 's2'"
        )
        assert database.execute(today).fetchall() == database.execute(history).fetchall()
        assert database.execute(today).fetchone() == ("nce", None)
    finally:
        database.execute("ROLLBACK")


def test_since_is_as_exact_as_the_finest_statement_of_that_day(database: Any) -> None:
    since = "SELECT since, since_precision FROM cluster_today WHERE cluster_id = 'no:aquatech'"
    told = (
        "UPDATE statement SET entity_id = 'no:aquatech', valid_from = DATE '2016-06-20', "
        "date_precision = '{}' WHERE statement_id = '{}'"
    )
    database.execute("BEGIN")
    try:
        database.execute(told.format("month", "s1"))
        assert database.execute(since).fetchone() == (dt.date(2016, 6, 20), "month")
        database.execute(told.format("day", "s2"))
        assert database.execute(since).fetchone() == (dt.date(2016, 6, 20), "day")
    finally:
        database.execute("ROLLBACK")


def test_a_count_of_partners_is_not_given_as_one_of_members(database: Any) -> None:
    found = "SELECT member_count, member_counted, member_is_inferred FROM cluster_today"
    assert database.execute(found).fetchall() == [(60, "partners", False)]


def test_of_two_numbers_of_one_day_the_exact_one_is_given(database: Any) -> None:
    database.execute("BEGIN")
    try:
        for number, qualifier in ((50, "more_than"), (54, None), (70, "about")):
            database.execute(
                "INSERT INTO member_count (cluster_id, as_of, member_count, qualifier, "
                "is_inferred, statement_id) "
                "SELECT cluster_id, member_count_date, ?, ?, false, ? FROM cluster_today",
                [number, qualifier, f"s-{number}"],
            )
        database.execute("DELETE FROM member_count WHERE member_count = 60")
        found = "SELECT member_count, member_qualifier FROM cluster_today"
        assert database.execute(found).fetchall() == [(54, None)]
    finally:
        database.execute("ROLLBACK")


def test_the_number_is_that_of_the_host_and_an_ended_host_is_none(database: Any) -> None:
    number = "INSERT INTO {} VALUES ('{}', 'NO-BRC', '{}', 'stated', 1.0, 's1', false)"
    host = "SELECT host, is_own_body, host_identifier FROM cluster_today"
    dated = "SELECT host_date FROM cluster_today"
    database.execute("BEGIN")
    try:
        database.execute("UPDATE statement SET as_of = NULL, valid_from = NULL")
        database.execute("UPDATE cluster SET own_body_statement_id = 's1'")
        columns = (
            "(cluster_id, scheme, identifier, match_method, match_score, statement_id, "
            "is_struck_off)"
        )
        database.execute(number.format(f"cluster_identifier {columns}", "no:aquatech", "911"))
        name = database.execute("SELECT name FROM cluster_today").fetchone()[0]
        assert database.execute(host).fetchall() == [(name, True, "911")]
        database.execute("INSERT INTO organisation VALUES ('no:org-y', 'NO', 'Y AS')")
        database.execute(
            "INSERT INTO cluster_host (cluster_id, organisation_id, date_precision, statement_id) "
            "VALUES ('no:aquatech', 'no:org-y', 'unknown', 's1')"
        )
        assert database.execute(host).fetchall() == [(None, True, None)]  # neither is the newer
        database.execute("UPDATE cluster_host SET statement_id = 's2'")
        database.execute("UPDATE statement SET is_inferred = true WHERE statement_id = 's2'")
        assert database.execute(host).fetchall() == [(name, True, "911")]  # it alone is said
        database.execute("UPDATE cluster_host SET statement_id = 's1'")
        database.execute("UPDATE cluster_host SET as_of = DATE '2019-02-01'")
        assert database.execute(host).fetchall() == [("Y AS", True, None)]
        assert database.execute(dated).fetchall() == [(dt.date(2019, 2, 1),)]
        columns = columns.replace("cluster_id", "organisation_id")
        database.execute(number.format(f"organisation_identifier {columns}", "no:org-y", "922"))
        assert database.execute(host).fetchall() == [("Y AS", True, "922")]
        current = "SELECT host_organisation FROM cluster_current WHERE cluster_id = 'no:aquatech'"
        assert database.execute(current).fetchone() == ("Y AS",)
        database.execute("UPDATE statement SET as_of = DATE '2020-01-01'")
        assert database.execute(host).fetchall() == [(name, True, "911")]
        assert database.execute(dated).fetchall() == [(dt.date(2020, 1, 1),)]
        database.execute("UPDATE statement SET as_of = NULL")
        assert database.execute(host).fetchall() == [("Y AS", True, "922")]
        database.execute("INSERT INTO organisation VALUES ('no:org-z', 'NO', 'Z AS')")
        database.execute(
            "INSERT INTO cluster_host (cluster_id, organisation_id, valid_from, valid_to, "
            "date_precision, statement_id) VALUES "
            "('no:aquatech', 'no:org-z', '2020-01-01', '2022-12-31', 'year', 's1')"
        )  # over itself, and so is what was said of another before it
        assert database.execute(host).fetchall() == [(name, True, "911")]
        database.execute("DELETE FROM cluster_host WHERE organisation_id = 'no:org-z'")
        assert database.execute(host).fetchall() == [("Y AS", True, "922")]
        database.execute("UPDATE cluster_host SET valid_to = DATE '2018-12-31'")
        assert database.execute(host).fetchall() == [(name, True, "911")]
    finally:
        database.execute("ROLLBACK")


def test_current_has_every_cluster_once_with_its_latest(database: Any) -> None:
    rows = database.execute(
        "SELECT count(*), count(DISTINCT cluster_id) FROM cluster_current"
    ).fetchone()
    assert rows == (len(CONTENT["cluster"]),) * 2
    row = database.execute(
        "SELECT other_names, labels_valid, labels_ever, member_count, member_count_qualifier, "
        "member_count_is_inferred, levels_now, last_level, identifiers "
        "FROM cluster_current WHERE cluster_id = 'no:gce'"
    ).fetchone()
    assert row == (
        ["GCE Subsea", "NCE Subsea"],
        None,
        ["gold", "silver"],
        22,
        None,
        True,
        None,
        "gce",
        [{"scheme": "web", "identifier": "gceocean.no"}],
    )
    now = database.execute(
        "SELECT labels_valid, levels_now[1].level FROM cluster_current "
        "WHERE cluster_id = 'no:aquatech'"
    ).fetchone()
    assert now == (["bronze"], "nce")


def test_facts_lead_to_source_page_and_place(database: Any) -> None:
    rows = database.execute(
        "SELECT property, value, source_title, url, locator FROM cluster_facts('no:gce')"
    ).fetchall()
    assert rows[0] == ("members", "22", "Test list", "https://example.org/members", "li[2]")
    assert rows[1][3] == "https://example.org/list"
    assert len(rows) == 2


def test_coverage_lists_sources_and_gaps(database: Any) -> None:
    rows = database.execute(
        "SELECT item_kind, item_id, state, statement_count, gap_count, known_gap FROM coverage "
        "ORDER BY 1, 2"
    ).fetchall()
    assert rows == [
        ("published_total", "no:nic-2021", None, None, 4, "4 of 44 not found; two rounds unknown"),
        ("published_total", "no:nic-2022", None, None, 0, None),
        ("source", "no_test", "stale", 6, None, "HTTP 503 since May"),
    ]
