"""The site as files: every link resolves, nothing is loaded from elsewhere, nothing unescaped."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from load.database import DATABASE_NAME, connect, write_database
from load.site import write_site
from load.site.doc_pages import DOCS
from load.site.explorer import ready_queries
from load.site.render import slug
from tests.load.site.made import HOSTILE, clusters, everything, make_release
from tests.load.site.pages import broken, is_outside, links, pages, parsed, subresources
from warehouse.sql import view_files
from warehouse.tables import TABLES


def _text(path: Path) -> str:
    return parsed(path).get_text(" ", strip=True)


def _embedded(path: Path, element_id: str) -> Any:
    found = parsed(path).find("script", id=element_id)
    assert found is not None
    return json.loads(found.get_text())


def test_links_resolve(site: Path) -> None:
    assert broken(site) == []


def test_a_broken_link_would_be_found(site: Path, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text('<a href="nowhere.html">x</a><a href="#none">y</a>')
    assert len(broken(tmp_path)) == 2


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    for path in pages(site):
        assert [url for url in subresources(path) if is_outside(url)] == [], path
    for path in site.rglob("*.css"):
        assert not re.search(r"url\(\s*['\"]?(https?:)?//|@import", path.read_text()), path


def test_outside_links_are_web_pages(site: Path) -> None:
    schemes = {url.split(":")[0] for path in pages(site) for url in links(path) if is_outside(url)}
    assert schemes == {"http", "https"}


def test_every_cluster_has_a_page_and_a_row(site: Path) -> None:
    for row in everything()["cluster"]:
        page = site / "clusters" / f"{slug(row['cluster_id'])}.html"
        heading = parsed(page).h1
        assert heading is not None
        assert heading.get_text() == row["name"]
    assert len(parsed(site / "clusters.html").select("#clusters tbody tr")) == 6


def test_the_first_page_says_of_completeness_what_the_database_says(
    site: Path, release_folder: Path
) -> None:
    table = parsed(site / "index.html").select_one("[aria-labelledby=h-age] table")
    assert table is not None
    shown = [
        [cell.get_text(strip=True) for cell in row.select("td.n")]
        for row in table.select("tbody tr")
    ]
    with connect(str(release_folder / DATABASE_NAME), read_only=True) as connection:
        rows = connection.execute(
            "SELECT cluster_count, seen_since_2024_pct, region_pct, sector_pct, "
            "member_count_pct, host_pct FROM coverage_today"
        ).fetchall()
    assert len(rows) > 1
    assert [[row[0], *row[2:]] for row in shown] == [
        [str(count), *(f"{share:.0f} %" for share in shares)] for count, *shares in rows
    ]


def test_the_counts_of_today_on_the_first_page_add_up(site: Path) -> None:
    card = parsed(site / "index.html").select_one("[aria-labelledby=f-clusters]")
    assert card is not None
    total = int(card.h2.get_text().split()[0])
    assert sum(int(one.get_text()) for one in card.select(".legend b")) == total
    newest = card.select("tbody tr")[0]
    assert sum(int(one.get_text()) for one in newest.select("td")) == total


def test_every_fact_names_source_place_and_capture(site: Path) -> None:
    facts = [row for row in everything()["statement"] if row["entity_id"] == "no:made-0"]
    rows = parsed(site / "clusters" / "no-made-0.html").select(".fold table tbody tr")
    assert len(rows) == len(facts)
    for row in rows:
        assert "li[1] & <p>" in row.get_text()
        targets = [str(anchor["href"]) for anchor in row.select("a")]
        assert "https://example.org/page?a=1&b=2" in targets
        assert "../sources.html#capture-cap0" in targets
        assert "high" in row.get_text()


def test_text_of_sources_is_escaped(site: Path) -> None:
    for path in pages(site):
        document = parsed(path)
        assert document.find(onload=True) is None, path
        for script in document.find_all("script"):
            if not script.get("src"):
                assert script.get("type") == "application/json", path
                json.loads(script.get_text())
    assert HOSTILE in _text(site / "index.html")


def test_data_scripts_cannot_end_their_element(site: Path) -> None:
    for path in (site / "data").glob("*.js"):
        assert "<" not in path.read_text(encoding="utf-8"), path


def test_pages_name_their_language_and_landmarks(site: Path) -> None:
    for path in pages(site):
        document = parsed(path)
        assert document.html is not None
        assert document.html["lang"] == "en"
        for landmark in ("header", "nav", "main", "footer", "h1"):
            assert len(document.find_all(landmark)) >= 1, (path, landmark)
        assert len(document.find_all("h1")) == 1
        assert document.select_one("a.skip")


def test_sentences_carry_their_own_language(site: Path) -> None:
    plan = parsed(site / "strategies" / "no-plan.html")
    quote = plan.find("blockquote")
    assert quote is not None
    assert quote["lang"] == "nb"
    other = parsed(site / "strategies" / "no-other.html").select_one("#figure-1 td[lang]")
    assert other is not None
    assert other["lang"] == "sv"


def test_targets_stand_against_outcomes(site: Path) -> None:
    path = site / "strategies" / "no-plan.html"
    scales = parsed(path).select("#target-1 .scale .mark-at")
    places = [str(mark["style"]) for mark in scales]
    # 4, 10 and 8 on one scale that reaches a little beyond the largest.
    assert places == ["left:37.04%", "left:92.59%", "left:74.07%"]
    text = _text(path)
    assert "67 % of the target" in text
    assert "missed" in text
    assert "2021: scope differs" in text
    assert "Not in numbers" in text
    assert "unknown none reported" in text


def test_a_rename_does_not_take_the_name_of_today_for_the_former_one(site: Path) -> None:
    after = _text(site / "clusters" / "no-made-2.html").partition("What came before and after")[2]
    assert after.startswith(" Made cluster 2 2015: renamed → Renamed & kept")
    merged = _text(site / "clusters" / "no-made-1.html")
    assert "2021: Made cluster 1 merged →" in merged
    assert "Ended in 2021, merged into" in " ".join(merged.replace(" :", ":").split())


def test_counts_of_members_are_joined_only_where_the_same_is_counted(tmp_path: Path) -> None:
    rows = clusters(2)
    rows["member_count"][3] |= {"counted": "partners"}
    latest = max(rows["member_count"][:2], key=lambda row: row["as_of"])
    latest |= {"qualifier": "more_than", "is_inferred": True}
    folder = make_release(tmp_path / "release", rows)
    write_database(folder, view_files())
    write_site(folder)
    for number, (lines, dots) in enumerate([(1, 2), (0, 2)]):
        page = parsed(folder / "site" / "clusters" / f"no-made-{number}.html")
        assert len(page.select(".plot polyline")) == lines
        assert len(page.select(".plot circle")) == dots
        members = page.select("section[aria-labelledby=h-members] table")[0].text
        assert members.count("inferred") == members.count("more than") == (number == 0)
    listed = parsed(folder / "site" / "clusters.html").select("#clusters tbody tr")
    assert ["more than" in row.text for row in listed] == [True, False]


def test_overview_tells_what_is_new(site: Path) -> None:
    text = _text(site / "index.html")
    assert "before-this" in text
    assert "cluster 0 1 0" in text
    assert "was <old> is" in text


def test_first_release_says_that_it_is(tmp_path: Path) -> None:
    folder = make_release(tmp_path / "release", clusters(1))
    write_site(folder)
    assert "the first release in its folder" in _text(folder / "site" / "index.html")


def test_a_release_without_statistics_strategies_or_outlines_has_a_site(tmp_path: Path) -> None:
    folder = make_release(tmp_path / "release", {})
    write_site(folder)
    assert broken(folder / "site") == []
    assert "no statistical series" in _text(folder / "site" / "statistics.html")


def test_suppressed_cells_keep_their_bounds(site: Path) -> None:
    text = (site / "data" / "no-made-1-workplace-persons-nuts3.js").read_text(encoding="utf-8")
    data = json.loads(text[text.index("] = ") + 4 : -2])
    codes = [region["code"] for region in data["regions"]]
    assert codes == ["NO060", "NO081", "NO0B1", "NO"]
    industry = [one["code"] for one in data["industries"]].index("A")
    at = (industry * len(codes) + codes.index("NO060")) * 3 + data["years"].index(2020)
    assert data["quotient"][at] is None
    assert (data["lower"][at], data["upper"][at]) == (0.1, 0.6)
    assert data["persons_bounds"][str(at)] == [0, 50]
    assert data["status"][at] == "Q"
    assert data["regions"][3]["is_reference"] is True


def test_downloads_list_the_release_with_sizes(release_folder: Path, site: Path) -> None:
    document = parsed(site / "downloads.html")
    addresses = [str(anchor["href"]) for anchor in document.select("main tbody a")]
    listed = {unquote(one.removeprefix("../")) for one in addresses if one.startswith("../")}
    present = {
        path.relative_to(release_folder).as_posix()
        for path in release_folder.rglob("*")
        if path.is_file() and site not in path.parents
    }
    assert listed == present


def test_same_release_same_site(release_folder: Path, site: Path) -> None:
    before = {path.name: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    write_site(release_folder)
    after = {path.name: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    assert before.keys() == after.keys()
    for name, content in before.items():
        assert content.splitlines() == after[name].splitlines(), name


def test_a_thousand_clusters_make_a_page_of_sane_size(tmp_path: Path) -> None:
    folder = make_release(tmp_path / "release", clusters(1000))
    write_site(folder)
    listed = folder / "site" / "clusters.html"
    assert listed.stat().st_size < 1_500_000
    assert len(list((folder / "site" / "clusters").glob("*.html"))) == 1000
    assert max(path.stat().st_size for path in pages(folder / "site")) < 1_500_000


@pytest.mark.parametrize(
    ("identifier", "name"),
    [("no:gce-node", "no-gce-node"), ("dk:strategi-2.0", "dk-strategi-2.0"), ("a:b/c", "a-b_2f_c")],
)
def test_ids_as_file_names(identifier: str, name: str) -> None:
    assert slug(identifier) == name


def test_every_page_carries_the_policy_and_no_script_of_its_own(site: Path) -> None:
    pages = sorted(site.rglob("*.html"))
    assert pages
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert text.count("Content-Security-Policy") == 1
        assert text.index("Content-Security-Policy") < text.index("<link")
        policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
        assert policy is not None
        assert "default-src 'none'" in policy[1]
        assert "'unsafe-eval'" not in policy[1]
        assert ("wasm" in policy[1]) is (page.name == "explore.html")
        assert "http" not in policy[1]
        for script in re.findall(r"<script[^>]*>", text):
            assert "src=" in script or 'type="application/json"' in script, script
        unquoted = re.sub(r'"[^"]*"', '""', text)
        assert not re.search(r"<[^>]+\son[a-z]+\s*=", unquoted), "a handler inside a tag"
        assert "javascript:" not in text.lower()


def test_file_names_are_short_and_different() -> None:
    from load.site.render import slug

    long = ["no:" + "x" * 5_000, "no:" + "x" * 4_999 + "y"]
    names = {slug(one) for one in (*long, "no:a", "no:a/../b", "no:æ", "..", "no:\ud800")}
    assert len(names) == 7
    for name in names:
        assert len(name.encode()) <= 120
        assert "/" not in name
        assert name.strip(".")


def test_ready_queries_are_those_of_the_docs() -> None:
    page = Path(__file__).parents[3] / "docs" / "questions.md"
    sections = re.split(r"\n## \d+\. ", page.read_text(encoding="utf-8"))[1:]
    asked = [
        (section.partition("\n")[0], re.findall(r"```sql\n(.*?)```", section, re.DOTALL)[0].strip())
        for section in sections
    ]
    assert ready_queries() == asked


def test_a_program_learns_of_the_release_and_its_tables(release_folder: Path, site: Path) -> None:
    latest = json.loads((site / "latest.json").read_text(encoding="utf-8"))
    assert latest["release_id"] == "20261122T120000Z-synthetic"
    assert latest["previous_release_id"] == "before-this"
    assert latest["tables"]["cluster"]["row_count"] == 6
    assert latest["tables"].keys() == TABLES.keys()
    for table in latest["tables"].values():
        (file,) = table["parquet"]
        assert (site / file["path"]).stat().st_size == file["bytes"]
        assert (site / table["page"]).is_file()
    assert latest["pages"].keys() == {"cluster", "strategy", "table", "query"}
    for kind, held in latest["pages"].items():
        assert held, kind
        assert all((site / page.partition("#")[0]).is_file() for page in held.values())


def test_every_view_and_macro_has_a_page_with_its_parameters_columns_and_sql(site: Path) -> None:
    page = parsed(site / "dictionary" / "cluster_history.html")
    assert "cluster_history(on_date)" in page.get_text()
    names = {row.th.get_text() for row in page.select("main tbody tr") if row.th}
    assert {"cluster_id", "level", "valid_from"} <= names
    assert "CREATE OR REPLACE MACRO cluster_history(on_date)" in page.select_one("pre").get_text()
    listed = {entry["id"] for entry in parsed(site / "dictionary.html").select(".entry")}
    assert listed == {path.stem for path in (site / "dictionary").glob("*.html")}
    assert TABLES.keys() < listed


def test_docs_are_pages_whose_sections_are_searched(site: Path) -> None:
    written = {path.stem for path in DOCS.glob("*.md")} - {"dictionary", "tables"}
    assert {path.stem for path in (site / "docs").glob("*.html")} == written
    held = (site / "data" / "docs.js").read_text(encoding="utf-8")
    sections = json.loads(held[held.index("] = ") + 4 :].rstrip(";\n"))
    for address, title, heading, _ in sections:
        path, _, anchor = address.partition("#")
        page = parsed(site / path)
        assert page.h1 is not None
        assert page.h1.get_text() == title
        if anchor:
            assert page.find(id=anchor).get_text() == heading


def test_what_is_counted_on_the_pages_is_in_the_tables(site: Path) -> None:
    card = parsed(site / "index.html").select_one("[aria-labelledby=f-promises]")
    assert card is not None
    targets = [row for row in everything()["strategy_target"] if row["target_value"] is not None]
    told = [int(one.get_text().split()[0]) for one in card.select("h3 .faint")]
    assert sum(told) == len(targets) < len(everything()["strategy_target"])
    sources = {row["source_id"] for row in everything()["statement"]}
    assert f" statements from {len(sources)} sources" in _text(site / "quality.html")
