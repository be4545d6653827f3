"""Releases: complete, immutable, switched in whole, and only when something is new."""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import json
import os
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from load import folder, release
from load.catalogue import changes_since, diff, prune, switch_to
from load.database import STORAGE_VERSION
from load.folder import current, releases
from load.parquet import read_table
from load.release import (
    build,
    discard,
    holds_same,
    publish,
    seal,
)
from tests.flows.typed import typed
from tests.load.conftest import NOON, Publish
from tests.load.sample import names, rows, sample
from warehouse import tables as contract
from warehouse.errors import ContractError, NordicClustersError, ReleaseError
from warehouse.schema import Table
from warehouse.tables import FIELDS, TABLES


def everything(place: Path) -> dict[str, bytes]:
    """Relative path to content of all files below a folder."""
    return {
        path.relative_to(place).as_posix(): path.read_bytes()
        for path in place.rglob("*")
        if path.is_file()
    }


def start(tables: dict[str, pa.Table], root: Path, hours: int = 0) -> release.BuiltRelease:
    moment = NOON + dt.timedelta(hours=hours)
    return build(tables, root=root, created_at=moment, inputs_hash="b" * 64, views=root / "none")


def test_a_release_is_complete_and_current_leads_to_it(
    tables: dict[str, pa.Table], root: Path, publish_tables: Publish
) -> None:
    published = publish_tables(tables)
    assert published.release_id.startswith("20261122T120000Z-")
    assert (root / "current").readlink() == Path("releases") / published.release_id
    manifest = json.loads((root / "current" / "manifest.json").read_bytes())
    found = everything(published.path)
    del found["manifest.json"]
    assert {name: entry["sha256"] for name, entry in manifest["files"].items()} == {
        name: hashlib.sha256(content).hexdigest() for name, content in found.items()
    }
    assert {name: entry["bytes"] for name, entry in manifest["files"].items()} == {
        name: len(content) for name, content in found.items()
    }
    assert manifest["tables"].keys() == TABLES.keys()
    assert manifest["tables"]["cluster"]["rows"] == 3
    captures = {row["capture_id"] for row in tables["capture"].to_pylist()}
    named = [c["capture_id"] for s in manifest["sources"].values() for c in s["captures"]]
    assert set(named) == captures


@pytest.mark.usefixtures("few_tables")
def test_nothing_but_release_and_lock_is_left(
    tables: dict[str, pa.Table], root: Path, publish_tables: Publish
) -> None:
    published = publish_tables(tables)
    assert names(root) == ["current", "releases"]
    assert names(root / "releases") == [".lock", published.release_id]
    assert not list(published.path.rglob("*.wal"))


def test_the_database_holds_the_tables_with_comments_and_the_views(
    tables: dict[str, pa.Table], root: Path, publish_tables: Publish
) -> None:
    publish_tables(tables)
    with duckdb.connect(str(root / "current" / "nordic_clusters.duckdb"), read_only=True) as base:
        counted = {name: base.table(name).count("*").fetchall()[0][0] for name in TABLES}
        assert counted["observation"] == 3
        assert base.execute("SELECT count(*) FROM cluster_of").fetchone() == (3,)
        bare = base.execute(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE comment IS NULL "
            "AND NOT internal AND table_name IN (SELECT table_name FROM duckdb_tables())"
        ).fetchall()
        assert bare == []
        explained = base.execute(
            "SELECT column_name, comment FROM duckdb_columns() WHERE table_name = 'cluster_of'"
        ).fetchall()
        assert explained == [("name", FIELDS["name"].description), ("own", "by hand")]
        tags = base.execute("SELECT tags FROM duckdb_databases() WHERE path IS NOT NULL").fetchone()
        assert tags == ({"storage_version": f"{STORAGE_VERSION}+"},)


@pytest.mark.usefixtures("few_tables")
def test_the_release_table_says_what_it_is(
    tables: dict[str, pa.Table], publish_tables: Publish
) -> None:
    first = publish_tables(tables)
    second = publish_tables(sample(4))
    [row] = pq.read_table(second.path / "parquet" / "release.parquet").to_pylist()
    assert row["release_id"] == second.release_id
    assert row["previous_release_id"] == first.release_id == second.previous_release_id
    assert row["created_at"] == NOON + dt.timedelta(hours=1)
    assert row["built_from"] == "a" * 64


def test_builds_of_the_same_tables_give_the_same_bytes_but_for_the_release_and_its_time(
    tables: dict[str, pa.Table], tmp_path: Path
) -> None:
    written = []
    for number, hours in enumerate((0, 0, 1)):
        with start(tables, tmp_path / str(number), hours) as built:
            written.append(everything(built.path))
    one, again, later = written
    assert one == again
    for path in one.keys() - {"parquet/release.parquet"}:
        assert one[path] == later[path], path
    assert one["parquet/release.parquet"] != later["parquet/release.parquet"]


@pytest.mark.usefixtures("few_tables")
def test_order_of_rows_does_not_matter(tables: dict[str, pa.Table], tmp_path: Path) -> None:
    turned = {name: table.take(list(range(table.num_rows))[::-1]) for name, table in tables.items()}
    with start(tables, tmp_path / "one") as one, start(turned, tmp_path / "two") as two:
        assert everything(one.path) == everything(two.path)


@pytest.mark.usefixtures("few_tables")
def test_unchanged_content_is_known(
    tables: dict[str, pa.Table], root: Path, publish_tables: Publish
) -> None:
    publish_tables(tables)
    with start(tables, root, 5) as built:
        # The views folder is part of the content; the fixture's has one more view.
        assert not _is_current_content(built, root)
    before = everything(root / "current")
    with build(
        tables, root=root, created_at=NOON, inputs_hash="c" * 64, views=root.parent / "views"
    ) as built:
        assert _is_current_content(built, root)
    assert everything(root / "current") == before
    with start(sample(4), root, 5) as built:
        assert not _is_current_content(built, root)


@pytest.mark.usefixtures("few_tables")
def test_unchanged_tables_are_known_without_writing(
    tables: dict[str, pa.Table], root: Path, views: Path, publish_tables: Publish
) -> None:
    publish_tables(tables)
    before = everything(root)
    now = current(root)
    assert now
    assert holds_same(now, tables, views)
    assert not holds_same(now, sample(4), views)
    assert not holds_same(now, tables, root)  # a folder without views
    assert now.row_counts["cluster"] == 3
    assert everything(root) == before


@pytest.mark.usefixtures("few_tables")
@pytest.mark.parametrize("content", [None, b"no database"], ids=["gone", "altered"])
def test_a_damaged_release_is_not_the_same_though_its_tables_are(
    content: bytes | None,
    tables: dict[str, pa.Table],
    root: Path,
    views: Path,
    publish_tables: Publish,
    caplog: pytest.LogCaptureFixture,
) -> None:
    publish_tables(tables)
    database = root / "current" / "nordic_clusters.duckdb"
    assert database.stat().st_mode & 0o777 == 0o444
    database.unlink()
    if content is not None:
        database.write_bytes(content)
    now = current(root)
    assert now
    assert not holds_same(now, tables, views)
    assert "nordic_clusters.duckdb" in caplog.text
    assert publish_tables(tables).previous_release_id == now.release_id
    assert (root / "current" / "nordic_clusters.duckdb").stat().st_size > 1000


@pytest.mark.usefixtures("few_tables")
def test_a_damaged_table_of_the_release_before_does_not_stop_the_next(
    tables: dict[str, pa.Table],
    root: Path,
    publish_tables: Publish,
    caplog: pytest.LogCaptureFixture,
) -> None:
    publish_tables(tables)
    table = root / "current" / "parquet" / "cluster.parquet"
    table.unlink()  # published files are read-only
    table.write_bytes(b"PAR1 cut off")
    publish_tables(sample(4))
    assert "cannot be compared" in caplog.text
    assert read_table(root / "current", "cluster").num_rows == 4
    assert read_table(root / "current", "change").num_rows == 0


@pytest.mark.usefixtures("few_tables")
def test_a_failed_gate_leaves_the_old_release(
    tables: dict[str, pa.Table], root: Path, publish_tables: Publish
) -> None:
    publish_tables(tables)
    before = everything(root)
    with pytest.raises(ReleaseError, match="gate"), start(sample(4), root, 5):
        raise ReleaseError("the gate says no")
    assert everything(root) == before
    discard(start(sample(4), root, 6))
    assert everything(root) == before
    assert names(root / "releases") == sorted([".lock", (root / "current").readlink().name])


@pytest.mark.usefixtures("few_tables")
def test_extras_see_everything_and_are_in_the_manifest(
    tables: dict[str, pa.Table], root: Path
) -> None:
    def site(place: Path) -> None:
        known = json.loads((place / "manifest.json").read_bytes())["files"]
        assert {"nordic_clusters.duckdb", "LICENCES.md", "parquet/cluster.parquet"} <= known.keys()
        (place / "site").mkdir()
        (place / "site" / "index.html").write_text("<p>synthetic</p>")

    def report(place: Path) -> None:
        assert (place / "site" / "index.html").exists()
        (place / "quality").mkdir()
        (place / "quality" / "report.md").write_text("synthetic")

    built = start(tables, root)
    quality = TABLES["data_quality"].to_arrow(rows(TABLES["data_quality"], 5))
    seal(built, quality=quality, extras=[site, report])
    published = publish(built)
    info = current(root)
    assert info
    assert {"site/index.html", "quality/report.md"} <= info.manifest["files"].keys()
    assert info.manifest["tables"]["data_quality"]["rows"] == 5
    with duckdb.connect(str(published.path / "nordic_clusters.duckdb"), read_only=True) as base:
        assert base.execute("SELECT count(*) FROM data_quality").fetchone() == (5,)


@pytest.mark.usefixtures("few_tables")
def test_a_failing_extra_leaves_the_old_release(
    tables: dict[str, pa.Table], root: Path, publish_tables: Publish
) -> None:
    publish_tables(tables)
    before = everything(root)

    def broken(place: Path) -> None:
        (place / "half").write_text("x")
        raise ZeroDivisionError

    with start(sample(4), root, 5) as built, pytest.raises(ZeroDivisionError):
        seal(built, extras=[broken])
    assert everything(root) == before


@pytest.mark.usefixtures("few_tables")
def test_a_table_outside_the_contract_is_refused(root: Path) -> None:
    with pytest.raises(ContractError, match="outside the contract"):
        start({"surprise": pa.table({"a": [1]})}, root)


@pytest.mark.usefixtures("few_tables")
def test_a_broken_view_is_named(tables: dict[str, pa.Table], root: Path, views: Path) -> None:
    (views / "020_wrong.sql").write_text("CREATE VIEW wrong AS SELECT nothing FROM cluster;")
    built = build(tables, root=root, created_at=NOON, inputs_hash="b" * 64, views=views)
    with pytest.raises(ReleaseError, match=r"views/020_wrong\.sql"):
        seal(built)
    assert current(root) is None


@pytest.mark.usefixtures("few_tables")
def test_a_full_disk_is_explained_and_the_old_release_stands(
    tables: dict[str, pa.Table],
    root: Path,
    publish_tables: Publish,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    published = publish_tables(tables)
    before = everything(root)

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    steps = [
        *((release, name) for name in ("write_table", "write_database", "write_csv")),
        *((release, name) for name in ("write_metadata", "write_manifest")),
        *((folder, name) for name in ("sync_tree", "sync_folder", "switch")),
        *((Path, name) for name in ("rename", "symlink_to", "replace")),
    ]
    for owner, name in steps:
        with monkeypatch.context() as patch:
            patch.setattr(owner, name, full)
            with pytest.raises(ReleaseError) as caught:
                publish(start(sample(4), root, 5))
        message = str(caught.value)
        assert "disk is full" in message
        assert "free space" in message
        assert published.release_id in message
        assert everything(root) == before, name
    assert publish_tables(sample(4)).previous_release_id == published.release_id


@pytest.mark.parametrize("column", ["website", "start_year"])
@pytest.mark.usefixtures("few_tables")
def test_within_a_major_version_nothing_is_taken_away(
    tables: dict[str, pa.Table],
    root: Path,
    publish_tables: Publish,
    monkeypatch: pytest.MonkeyPatch,
    column: str,
) -> None:
    publish_tables(tables)
    cluster = TABLES["cluster"]
    poorer = tuple(other for other in cluster.columns if other.name != column)
    narrowed = Table(cluster.name, cluster.group, cluster.description, poorer, cluster.key)
    monkeypatch.setitem(contract.TABLES, "cluster", narrowed)
    given = tables | {"cluster": tables["cluster"].drop_columns([column])}
    with pytest.raises(ReleaseError, match=rf"cluster\.{column}"):
        start(given, root, 5)
    major = int(release.SCHEMA_VERSION.split(".")[0])
    monkeypatch.setattr(release, "SCHEMA_VERSION", f"{major + 1}.0")
    discard(start(given, root, 5))


@pytest.mark.usefixtures("few_tables")
def test_a_table_cannot_disappear_within_a_major_version(
    tables: dict[str, pa.Table], root: Path, publish_tables: Publish
) -> None:
    publish_tables(tables)
    del contract.TABLES["region_boundary"]
    del tables["region_boundary"]
    with pytest.raises(ReleaseError, match=r"region_boundary\..*gone"):
        start(tables, root, 5)


@pytest.mark.usefixtures("few_tables")
def test_diff_names_what_changed(
    tables: dict[str, pa.Table], root: Path, publish_tables: Publish
) -> None:
    first = publish_tables(tables)
    renamed = rows(TABLES["cluster"])[1:]
    renamed[0]["name"] = "synthetic renamed"
    second = publish_tables(tables | {"cluster": TABLES["cluster"].to_arrow(renamed)})
    expected = [
        {
            "table_name": "cluster",
            "row_key": "no:synthetic-0",
            "change_kind": "removed",
            "column_name": None,
            "value_before": None,
            "value_after": None,
        },
        {
            "table_name": "cluster",
            "row_key": "no:synthetic-1",
            "change_kind": "changed",
            "column_name": "name",
            "value_before": "synthetic æøå |'\" 1",
            "value_after": "synthetic renamed",
        },
    ]
    assert diff(root, first.release_id, "current").to_pylist() == expected
    assert pq.read_table(second.path / "parquet" / "change.parquet").to_pylist() == expected
    assert pq.read_table(first.path / "parquet" / "change.parquet").num_rows == 0
    assert diff(root, second.release_id, second.release_id).num_rows == 0
    with pytest.raises(NordicClustersError, match="no release 2020"):
        diff(root, "2020", "current")


@pytest.mark.usefixtures("few_tables")
def test_prune_keeps_current_and_the_one_before(root: Path, publish_tables: Publish) -> None:
    ids = [publish_tables(sample(count)).release_id for count in (2, 3, 4, 5)]
    assert prune(root, keep=3) == ids[:1]
    assert prune(root, keep=1) == ids[1:2]
    assert prune(root, keep=1) == []
    assert [info.release_id for info in releases(root)] == ids[2:]
    now = current(root)
    assert now
    assert now.release_id == ids[3]
    with pytest.raises(ReleaseError, match="at least one"):
        prune(root, keep=0)


def test_current_that_is_no_pointer_is_explained(root: Path) -> None:
    (root / "current").mkdir(parents=True)
    with pytest.raises(ReleaseError, match="not usable"):
        current(root)


@pytest.mark.parametrize("leads", [None, "releases/20200101T000000Z-00000000"])
def test_a_lost_pointer_is_explained_and_a_writer_restores_it(
    leads: str | None, root: Path, publish_tables: Publish, caplog: pytest.LogCaptureFixture
) -> None:
    ids = [publish_tables(sample(count)).release_id for count in (2, 3)]
    (root / "current").unlink()
    if leads:
        (root / "current").symlink_to(leads)
    with pytest.raises(ReleaseError, match=f"run shows readers {ids[1]} again, the newest of 2"):
        current(root)
    with release.writing(root):
        now = current(root)
    assert now
    assert now.release_id == ids[1]
    assert f"leads to {ids[1]} again" in caplog.text
    caplog.clear()
    assert publish_tables(sample(4)).previous_release_id == ids[1]
    assert not caplog.records


def test_a_pointer_without_any_release_is_left_to_the_user(root: Path) -> None:
    root.mkdir(exist_ok=True)
    (root / "current").symlink_to("releases/20200101T000000Z-00000000")
    with release.writing(root), pytest.raises(ReleaseError, match="move it away and run again"):
        current(root)


@pytest.mark.usefixtures("few_tables")
def test_a_release_whose_writer_died_before_the_switch_is_taken_up(
    tables: dict[str, pa.Table], root: Path
) -> None:
    built = start(tables, root)
    seal(built)
    place = root / "releases" / built.release_id
    built.path.rename(place)
    before = everything(place)
    with pytest.raises(ReleaseError, match="not usable"):
        current(root)
    with release.writing(root):
        published = publish(start(tables, root))
    assert published.path == place
    assert everything(place) == before


def _is_current_content(built: release.BuiltRelease, root: Path) -> bool:
    now = current(root)
    return now is not None and now.content_hash == built.content_hash


@pytest.mark.usefixtures("few_tables")
def test_changes_since_a_release_are_those_of_all_after_it(
    root: Path, publish_tables: Publish
) -> None:
    ids = [publish_tables(sample(count)).release_id for count in (3, 4, 6)]
    found = changes_since(root, ids[0]).to_pylist()
    assert {row["release_id"] for row in found} == set(ids[1:])
    assert [row["created_at"] for row in found] == sorted(row["created_at"] for row in found)
    added = [row for row in found if row["table_name"] == "cluster"]
    assert [row["change_kind"] for row in added] == ["added"] * 3
    assert changes_since(root, ids[2]).num_rows == 0


@pytest.mark.usefixtures("few_tables")
def test_the_command_tells_changes_since_a_release(root: Path, publish_tables: Publish) -> None:
    ids = [publish_tables(sample(count)).release_id for count in (3, 4, 6)]
    words = ("release", "changes", "--root", root, "--since")
    told = json.loads(typed(*words, ids[0], "--json").stdout)
    assert [row["release_id"] for row in told if row["table_name"] == "cluster"] == [
        ids[1],
        ids[2],
        ids[2],
    ]
    assert typed(*words, ids[2]).stdout == "no difference\n"
    assert ids[1] in typed(*words, ids[0]).stdout
    unknown = typed(*words, "20200101T000000Z-00000000")
    assert unknown.exit_code == 2
    assert ids[0] in unknown.stderr


@pytest.mark.usefixtures("few_tables")
def test_after_a_way_back_changes_are_against_what_readers_saw(
    root: Path, publish_tables: Publish
) -> None:
    first, second = publish_tables(sample(3)), publish_tables(sample(5))
    switch_to(root, first.release_id)
    third = publish_tables(sample(4))
    assert third.previous_release_id == first.release_id
    kinds = [
        row["change_kind"]
        for row in read_table(third.path, "change").to_pylist()
        if row["table_name"] == "cluster"
    ]
    assert kinds == ["added"]
    since_second = changes_since(root, second.release_id).to_pylist()
    assert [row["change_kind"] for row in since_second if row["table_name"] == "cluster"] == [
        "removed"
    ]


@pytest.mark.usefixtures("few_tables")
def test_releases_of_young_age_stay(root: Path, publish_tables: Publish) -> None:
    ids = [publish_tables(sample(count)).release_id for count in (3, 4, 5, 6)]
    made = releases(root)[1].created_at
    assert prune(root, keep=1, created_before=made) == ids[:1]
