"""Geometry, timelines and spans, each by itself."""

from __future__ import annotations

import itertools
import json
import math
from pathlib import Path

import duckdb
import pytest

from load.database import DATABASE_NAME, write_database
from load.release import VIEWS
from load.site.cluster_spans import OPEN_START, Spans, spans
from load.site.contents import Contents
from load.site.geometry import (
    CENTRE_LATITUDE,
    CENTRE_LONGITUDE,
    LEGEND_HEIGHT,
    LEGEND_WIDTH,
    draw,
    project,
)
from load.site.map_labels import place_labels
from load.site.render import place, ticked, words
from load.site.timeline import timeline
from tests.load.site.made import clusters, everything, make_release
from warehouse.sql import view_files


def _square(longitude: float, latitude: float, step: float) -> list[list[float]]:
    corners = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]
    return [[longitude + x * step, latitude + y * step] for x, y in corners]


def _area(points: list[tuple[float, float]]) -> float:
    ring = zip(points, points[1:] + points[:1], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in ring)) / 2


@pytest.mark.parametrize(
    ("locator", "said"),
    [
        ("line[126]", "line 126"),
        ("li[9]/sentence[1]", "list item 9, sentence 1"),
        ("h3[4]", "heading 4"),
        ("li[1] & <p>", "li[1] & <p>"),
        (None, ""),
    ],
)
def test_a_place_is_told_in_words_where_all_of_it_is_known(locator: str | None, said: str) -> None:
    assert place(locator) == said


def test_codes_become_words_and_ticks_become_code() -> None:
    assert words("gce_clusters") == "GCE clusters"
    assert words("other:vinnare") == "vinnare"
    assert ticked("`a<b` & c") == "<code>a&lt;b</code> &amp; c"


def test_centre_is_the_origin_and_north_is_up() -> None:
    assert project(CENTRE_LONGITUDE, CENTRE_LATITUDE) == pytest.approx((0, 0))
    x, y = project(CENTRE_LONGITUDE, CENTRE_LATITUDE + 1)
    assert x == pytest.approx(0)
    assert y < 0


@pytest.mark.parametrize(("longitude", "latitude"), [(9.0, 55.0), (18.0, 59.0), (29.0, 70.0)])
def test_projection_keeps_areas(longitude: float, latitude: float) -> None:
    step = 0.2
    corners = [project(x, y) for x, y in _square(longitude, latitude, step)[:-1]]
    bands = math.sin(math.radians(latitude + step)) - math.sin(math.radians(latitude))
    assert _area(corners) == pytest.approx(math.radians(step) * bands, rel=1e-3)


def test_far_islands_are_insets_and_do_not_shrink_the_map() -> None:
    mainland = json.dumps({"type": "Polygon", "coordinates": [_square(10, 60, 5)]})
    island = json.dumps({"type": "MultiPolygon", "coordinates": [[_square(15, 78, 2)]]})
    with_island = draw({"NO081": mainland, "NO0B2": island})
    alone = draw({"NO081": mainland})
    assert with_island.height == alone.height
    assert [(shape.code, shape.is_inset) for shape in with_island.shapes] == [
        ("NO081", False),
        ("NO0B2", True),
    ]
    for shape in with_island.shapes:
        assert 0 < shape.x < with_island.width
        assert 0 < shape.y < with_island.height


def test_no_badge_meets_another_or_a_name() -> None:
    """Four hundred regions, most far too small for a name or a badge."""
    sizes = (1.3, 0.3, 0.8, 0.15)
    outlines = {
        f"R{row:02}{column:02}": json.dumps(
            {
                "type": "Polygon",
                "coordinates": [_square(column * 1.5, 45 + row * 1.3, sizes[(row + column) % 4])],
            }
        )
        for row in range(20)
        for column in range(20)
    }
    drawing = draw(outlines)
    layouts = place_labels(drawing, {code: f"Region {code}" for code in outlines}, set(outlines))
    assert [held.scale.name for held in layouts] == ["wide", "narrow"]
    for held in layouts:
        assert len(held.badges) > 200
        radius = held.scale.radius
        for one, other in itertools.combinations(held.badges, 2):
            assert math.dist((one.x, one.y), (other.x, other.y)) >= 2 * radius
        for name in held.names:
            for base, line in name.lines:
                half = 0.5 * len(line) * held.scale.letters / 2
                for badge in held.badges:
                    across = max(abs(badge.x - name.x) - half, 0)
                    down = max(base - 0.7 * held.scale.letters - badge.y, badge.y - base, 0)
                    assert math.hypot(across, down) >= radius - 1.1


def test_a_name_stands_inside_its_region_or_nowhere() -> None:
    bent = [[0, 60], [12, 60], [12, 61], [1, 61], [1, 66], [0, 66], [0, 60]]
    outlines = {
        "BENT": json.dumps({"type": "Polygon", "coordinates": [bent]}),
        "TINY": json.dumps({"type": "Polygon", "coordinates": [_square(20, 60, 0.1)]}),
    }
    drawing = draw(outlines)
    (wide, _) = place_labels(drawing, {"BENT": "Long arm", "TINY": "Tiny"}, {"TINY"})
    (name,) = wide.names
    (shape,) = [one for one in drawing.shapes if one.code == "BENT"]
    ((base, text),) = name.lines
    half = 0.25 * len(text) * wide.scale.letters
    for x in (name.x - half, name.x + half):
        for y in (base, base - 0.7 * wide.scale.letters):
            crossed = sum(
                (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1)
                for (x1, y1), (x2, y2) in itertools.pairwise(shape.rings[0])
            )
            assert crossed % 2 == 1


def test_the_corner_of_the_legend_stays_free() -> None:
    west = json.dumps({"type": "Polygon", "coordinates": [_square(-5, 50, 20)]})
    (shape,) = draw({"W": west}).shapes
    in_reach = [x for x, y in shape.rings[0] if y < LEGEND_HEIGHT]
    assert min(in_reach) >= LEGEND_WIDTH


def test_timeline_shares_the_axis() -> None:
    made = timeline(
        [
            ("Name", "A", "2000-01-01", "2004-12-31", False),
            ("Name", "B", "2005-01-01", "2009-12-31", True),
        ],
        [("Label", "gold", "2005-01-01")],
        begin=None,
        end="2030-01-01",
        today="2010-06-01",
    )
    assert made is not None
    (_, names), (_, labels) = made.lanes
    assert [(bar.left_pct, round(bar.width_pct)) for bar in names] == [(0, 50), (50, 50)]
    assert [bar.is_open for bar in names] == [False, True]
    assert labels[0].left_pct == 50
    assert [year for year, _ in made.ticks] == [2000, 2002, 2004, 2006, 2008]


def test_nothing_dated_no_timeline() -> None:
    assert timeline([], [], begin="2000-01-01", end=None, today="2010-01-01") is None


def _history(folder: Path, day: str) -> set[tuple[str, str | None, str | None, str | None]]:
    """Cluster, dated name, certain and possible level, as the database's macro says."""
    with duckdb.connect(str(folder / DATABASE_NAME), read_only=True) as database:
        rows = database.execute(
            "SELECT cluster_id, CASE WHEN is_name_dated THEN name END, level, possible_level "
            "FROM cluster_history(?)",
            [day],
        ).fetchall()
    return set(rows)


def _shown(
    dated: dict[str, Spans], day: str
) -> set[tuple[str, str | None, str | None, str | None]]:
    """The same from the spans that pages compare."""
    found: set[tuple[str, str | None, str | None, str | None]] = set()
    for cluster_id, held in dated.items():
        if not held.exists_on(day):
            continue
        names = [name for first, last, name in held.names if first <= day <= last]
        name = names[-1] if names else None
        stays = [stay for stay in held.stays if stay[0] <= day <= stay[2]]
        found |= {
            (cluster_id, name, level if certain <= day else None, level if certain > day else None)
            for _, certain, _, _, level in stays
        } or {(cluster_id, name, None, None)}
    return found


DAYS = ("1999-12-31", "2000-06-01", "2005-01-01", "2015-07-01", "2021-06-30", "2022-01-01")


def test_spans_say_what_the_database_says(tmp_path: Path) -> None:
    rows = clusters(25)
    rows["succession"] = everything()["succession"]
    rows["statement"] = rows["statement"] + [
        row for row in everything()["statement"] if row["property"] == "succession"
    ]
    known = {row["statement_id"]: row for row in rows["statement"]}
    rows["statement"] = list(known.values())
    folder = make_release(tmp_path / "release", rows)
    write_database(folder, view_files(VIEWS))
    dated = spans(Contents.of(folder))
    for day in DAYS:
        assert _shown(dated, day) == _history(folder, day), day
    assert _shown(dated, "2015-07-01")


def test_spans_say_what_the_database_says_of_the_bundled_archive(released: Path) -> None:
    folder = released / "current"
    dated = spans(Contents.of(folder))
    for day in ("2004-06-01", "2009-01-01", "2014-06-18", "2018-01-01", "2021-03-01", "2024-12-01"):
        shown, told = _shown(dated, day), _history(folder, day)
        assert {row[0] for row in shown} == {row[0] for row in told}, day
        assert {(row[0], *row[2:]) for row in shown} == {(row[0], *row[2:]) for row in told}, day
        assert len(shown ^ told) <= 2, shown ^ told  # two names of one first day: either is right


def test_no_timeline_begins_before_its_cluster_is_known(released: Path) -> None:
    pages = list((released / "current" / "site" / "clusters").glob("*.html"))
    assert any("Norwegian Tunnel Safety Cluster" in page.read_text("utf-8") for page in pages)
    assert [page.name for page in pages if OPEN_START in page.read_text("utf-8")] == []
