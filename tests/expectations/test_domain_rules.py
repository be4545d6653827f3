"""Every domain rule has a mutation of a real release that breaks it, and only it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

import expectations
from expectations.domain import CAPTURED_BY_THE_DAY, domain_rules
from expectations.gate import judge
from tests.expectations.registered import Registered, registered
from warehouse.tables import TABLES

Tables = dict[str, pa.Table]
DAY_ONE = dt.date(1990, 1, 1)


@pytest.fixture(scope="module")
def tables(released: Path) -> Tables:
    folder = released / "current" / "parquet"
    return {
        path.stem: pq.read_table(path).cast(TABLES[path.stem].arrow_schema)
        for path in sorted(folder.glob("*.parquet"))
    }


@pytest.fixture(scope="module")
def whole(tables: Tables) -> Iterator[Registered]:
    with registered(tables, _today(tables)) as known:
        yield known


@pytest.fixture(scope="module")
def baseline(tables: Tables, whole: Registered) -> dict[str, int]:
    """What the gate itself finds in the release; the queries alone find the same."""
    verdict = judge(tables, rules=domain_rules(), reference_date=_today(tables))
    counts = {row["rule_code"]: row["unexpected_count"] for row in verdict.results}
    broken = {code: count for code, count in counts.items() if count}
    assert whole.broken_by({}, domain_rules()) == broken
    return broken


def _today(tables: Tables) -> dt.date:
    day: dt.date = tables["release"]["reference_date"][0].as_py()
    return day


def _changed(table: pa.Table, where: pa.Array, **values: Any) -> pa.Table:
    """The table with other values in the first row that a mask picks."""
    (index,) = pc.indices_nonzero(where).slice(0, 1).to_pylist()
    row = pa.array(range(table.num_rows)).to_numpy() == index
    for name, value in values.items():
        column = table[name]
        made = pc.if_else(pa.array(row), pa.scalar(value, column.type), column.combine_chunks())
        place = table.schema.get_field_index(name)
        table = table.set_column(place, table.schema.field(name), made)
    return table


def _with(name: str, make: Callable[[pa.Table], pa.Table]) -> Callable[[Tables], Tables]:
    return lambda tables: {**tables, name: make(tables[name])}


def _published_nuts3(table: pa.Table) -> pa.Array:
    wanted = pc.and_(pc.equal(table["region_code"], "SE110"), pc.equal(table["industry_code"], "F"))
    return pc.and_(wanted, pc.equal(table["stat_table_id"], "scb:TAB900"))


def _persons(table: pa.Table) -> float:
    return float(table.filter(_published_nuts3(table))["persons"][0].as_py())


def _overlapping(table: pa.Table) -> pa.Table:
    first = table.slice(0, 1).to_pylist()[0]
    base = {
        **first,
        "programme_id": "se:prog-skane-klusterprogram",
        "valid_from": dt.date(1980, 1, 1),
        "valid_to": dt.date(1990, 12, 31),
    }
    rows = [
        {**base, "level": "one", "statement_id": "synthetic-1"},
        {**base, "level": "two", "statement_id": "synthetic-2", "valid_from": dt.date(1985, 1, 1)},
    ]
    return pa.concat_tables([table, pa.Table.from_pylist(rows, schema=table.schema)])


MUTATIONS: dict[str, Callable[[Tables], Tables]] = {
    "domain.history_finds_what_controls_find": _with(
        "control_total", lambda t: _changed(t, pc.is_valid(t["on_date"]), found_count=9999)
    ),
    "domain.inference_is_never_high": _with(
        "statement",
        lambda t: _changed(t, pc.equal(t["confidence"], "high"), is_inferred=True),
    ),
    "domain.one_site_one_cluster": _with(
        "cluster_identifier",
        lambda t: _changed(t, pc.equal(t["scheme"], "web"), identifier="cleancluster.dk"),
    ),
    "domain.one_answer_for_now": _with(
        "cluster", lambda t: _changed(t, pc.equal(t["status"], "exists"), status="ended")
    ),
    "domain.today_is_filled": _with(
        "region", lambda t: t.filter(pc.not_equal(t["region_kind"], "nuts3"))
    ),
    "domain.region_is_one": _with(
        "cluster",
        lambda t: _changed(t, pc.is_valid(t["region_code"]), region_code=None),
    ),
    "domain.last_seen_holds_the_evidence": _with(
        "cluster",
        lambda t: _changed(
            t, pc.is_in(t["cluster_id"], pa.array(["no:gce-node"])), last_seen_date=DAY_ONE
        ),
    ),
    "domain.regions_sum_to_country": _with(
        "employment",
        lambda t: _changed(
            t, _published_nuts3(t), persons=9e6, persons_lower=9e6, persons_upper=9e6
        ),
    ),
    "domain.bounds_hold_value": _with(
        "employment", lambda t: _changed(t, _published_nuts3(t), persons_lower=_persons(t) + 1)
    ),
    "domain.lq_weighted_mean_is_one": _with(
        "specialisation",
        lambda t: _changed(
            t, _published_nuts3(t), location_quotient=900.0, lq_lower=900.0, lq_upper=900.0
        ),
    ),
    "domain.focus_shares_sum_to_one": _with(
        "specialisation", lambda t: _changed(t, _published_nuts3(t), focus_share=0.9)
    ),
    "domain.lq_within_bounds": _with(
        "specialisation", lambda t: _changed(t, _published_nuts3(t), lq_upper=0.0)
    ),
    "domain.one_series_per_region": _with(
        "preferred_series",
        lambda t: _changed(
            t,
            pc.and_(pc.equal(t["last_year"], 2017), pc.equal(t["industry_level"], "inside")),
            last_year=2018,
        ),
    ),
    "domain.inhabitants_add_up": _with(
        "population",
        lambda t: _changed(t, pc.equal(t["region_level"], "country"), persons=1.0),
    ),
    "domain.one_level_at_a_time": _with("participation", _overlapping),
    "domain.from_before_to": _with(
        "participation",
        lambda t: _changed(
            t,
            pc.and_(
                pc.is_valid(t["valid_from"]),
                pc.equal(t["programme_id"], "se:prog-skane-klusterprogram"),
            ),
            valid_to=dt.date(1900, 1, 1),
        ),
    ),
    "domain.target_after_baseline": _with(
        "strategy_target",
        lambda t: _changed(t, pc.is_valid(t["baseline_year"]), target_year=1990),
    ),
    "domain.cluster_has_proof": _with(
        "cluster",
        lambda t: _changed(
            t, pc.equal(t["status"], "not_known"), cluster_id="no:synthetic-unproved"
        ),
    ),
    "domain.published_totals_are_met": _with(
        "control_total", lambda t: _changed(t, pc.equal(t["gap_count"], 0), gap_count=1)
    ),
    "domain.captured_by_the_day": _with(
        "capture",
        lambda t: _changed(
            t, pc.is_valid(t["url"]), captured_at=dt.datetime(2299, 1, 1, tzinfo=dt.UTC)
        ),
    ),
    "domain.programme_is_described": _with(
        "programme",
        lambda t: _changed(
            t, pc.is_valid(t["name"]), programme_id="se:prog-synthetic", name="synthetic"
        ),
    ),
    "domain.sources_are_well": _with(
        "source", lambda t: _changed(t, pc.equal(t["state"], "bundled"), state="stale")
    ),
}


def test_every_domain_rule_has_a_mutation() -> None:
    assert set(MUTATIONS) | {"domain.no_unexplained_shrinking"} == {
        rule.code for rule in domain_rules()
    }


def test_only_known_gaps_break_the_release_of_the_archive(baseline: dict[str, int]) -> None:
    assert baseline.keys() <= {"domain.published_totals_are_met"}


@pytest.mark.parametrize("code", sorted(MUTATIONS))
def test_each_domain_rule_is_broken_by_one_mutation(
    code: str, tables: Tables, whole: Registered, baseline: dict[str, int]
) -> None:
    mutated = MUTATIONS[code](tables)
    changed = {name: table for name, table in mutated.items() if table is not tables[name]}
    broken = whole.broken_by(changed, domain_rules())
    if code in baseline:  # a known gap: one more must be counted
        assert broken == baseline | {code: baseline[code] + 1}
    else:
        assert broken.keys() - baseline == {code}


@pytest.mark.parametrize(
    ("captured_at", "holds"),
    [("2026-03-05T23:59:59", True), ("2026-03-06T00:00:01", False), ("2031-01-01", False)],
)
def test_a_capture_from_after_the_day_is_told(captured_at: str, holds: bool) -> None:
    (rule,) = [one for one in domain_rules() if one.code == CAPTURED_BY_THE_DAY]
    row = {
        "capture_id": "synthetic",
        "source_id": "dk_synthetic",
        "url": "https://example.org/",
        "captured_at": dt.datetime.fromisoformat(captured_at).replace(tzinfo=dt.UTC),
        "method": "http",
        "sha256": "0" * 64,
        "media_type": "text/html",
        "byte_count": 1,
    }
    tables = {"capture": TABLES["capture"].to_arrow([row])}
    (found,) = judge(tables, rules=[rule], reference_date=dt.date(2026, 3, 5)).results
    assert (found["success"], found["severity"]) == (holds, "warn")
    assert holds or "synthetic of 20" in found["examples"]


def test_a_table_that_lost_a_fifth_is_noticed(tables: Tables) -> None:
    (rule,) = [one for one in domain_rules() if one.code == "domain.no_unexplained_shrinking"]
    before = {name: table.num_rows for name, table in tables.items()}
    for factor, holds in ((1, True), (1.25, False)):
        before["cluster"] = int(tables["cluster"].num_rows * factor)
        (row,) = judge(tables, rules=[rule], rows_before=before).results
        assert row["success"] == holds


def test_every_head_of_the_file_is_a_rule() -> None:
    text = Path(expectations.__file__).with_name("domain.sql").read_text(encoding="utf-8")
    heads = [line.split()[1] for line in text.splitlines() if line.startswith("-- domain.")]
    assert [rule.code for rule in domain_rules()] == heads
    assert text.count(";\n") == len(heads)


@pytest.mark.parametrize("rule", domain_rules(), ids=lambda rule: rule.code)
def test_no_domain_rule_passes_on_empty_tables(rule: Any) -> None:
    empty = {name: table.arrow_schema.empty_table() for name, table in TABLES.items()}
    if rule.code == "domain.no_unexplained_shrinking":
        (row,) = judge(empty, rules=[rule], rows_before={"cluster": 10}).results
    else:
        (row,) = judge(empty, rules=[rule]).results
    assert not row["success"]
