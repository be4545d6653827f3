"""The site in headless Chromium, opened from disk: no error, no outside request, all controls work.

Needs ``playwright`` and ``axe-playwright-python`` (development dependencies) and an installed
Chromium; skips otherwise and says which is missing.
"""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import shutil
import struct
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs

import lxml.etree
import pytest

from load.database import DATABASE_NAME, connect, write_database
from load.site import write_site
from load.site.explorer import ready_queries
from tests.load.site.continent import continent
from tests.load.site.made import HOSTILE, make_release
from tests.patience import PATIENCE_SECONDS
from warehouse.sql import view_files

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip(
    "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
)

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
if CHROMIUM is None:
    pytest.skip(
        "no Chromium is installed; on Debian: apt-get install chromium", allow_module_level=True
    )
pytestmark = pytest.mark.slow

PAGES = (
    "index.html",
    "map.html",
    "clusters.html",
    "clusters/no-made-0.html",
    "clusters/no-made-2.html",
    "strategies.html",
    "strategies/no-plan.html",
    "statistics.html",
    "explore.html",
    "sources.html",
    "quality.html",
    "dictionary.html",
    "dictionary/participation.html",
    "dictionary/cluster_history.html",
    "docs.html",
    "docs/questions.html",
    "downloads.html",
)
#: Those with colours of their own.
COLOURED = PAGES[:8]
#: Charts are drawn and the map is painted: both happen after loading. What is waited for is a
#: function: Playwright evaluates a bare expression anew at each look, which the site's policy
#: forbids to all looks but the first.
SETTLED = """() => document.readyState === "complete"
    && [...document.querySelectorAll(".chart")].every((chart) => chart.querySelector("svg"))
    && document.getElementById("map-status")?.textContent !== "" """
#: Milliseconds; only what fails takes so long.
_PATIENCE = PATIENCE_SECONDS * 1_000
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 780}


@dataclasses.dataclass
class Visit:
    """An open page and everything that went wrong on it."""

    page: playwright.Page
    complaints: list[str]

    def count(self) -> int:
        """How many rows of the list of clusters are shown."""
        return int(self.page.locator("#clusters tbody tr:visible").count())

    def status(self, element_id: str) -> str:
        """Text of a live element."""
        return str(self.page.locator(f"#{element_id}").inner_text())


class Browser:
    """Opens pages of a site and notes console errors, exceptions and outside requests."""

    def __init__(self, chromium: playwright.Browser) -> None:
        self._chromium = chromium
        self._contexts: list[playwright.BrowserContext] = []

    def visit(
        self,
        page: Path,
        fragment: str = "",
        *,
        size: dict[str, int] = DESKTOP,
        theme: str = "light",
    ) -> Visit:
        context = self._chromium.new_context(viewport=size, color_scheme=theme)
        context.set_default_timeout(_PATIENCE)
        self._contexts.append(context)
        opened = context.new_page()
        complaints: list[str] = []
        opened.on(
            "console",
            lambda said: (
                complaints.append(said.text) if said.type in {"error", "warning"} else None
            ),
        )
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        opened.on(
            "request",
            lambda made: (
                None
                if made.url.startswith(("file:", "data:", "blob:"))
                else complaints.append(f"outside request {made.url}")
            ),
        )
        opened.goto(page.as_uri() + fragment)
        opened.wait_for_function(SETTLED)
        return Visit(opened, complaints)

    def close(self) -> None:
        for context in self._contexts:
            context.close()
        self._contexts.clear()


@pytest.fixture(scope="module")
def chromium() -> Iterator[playwright.Browser]:
    """Headless Chromium, started once."""
    playwright.expect.set_options(timeout=_PATIENCE)
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"], timeout=_PATIENCE
        )
        yield browser
        browser.close()


@pytest.fixture
def browser(chromium: playwright.Browser) -> Iterator[Browser]:
    """Pages of one test."""
    made = Browser(chromium)
    yield made
    made.close()


def _violations(visit: Visit, **options: list[str]) -> list[tuple[str, str]]:
    """What axe finds, the first place of each."""
    if visit.page.url.endswith("/map.html"):
        visit.page.locator("#region-table button").first.click()
    given = {"resultTypes": ["violations"], **options}
    found = axe.Axe().run(visit.page, options=given).response["violations"]
    return [(one["id"], one["nodes"][0]["html"][:200]) for one in found]


@pytest.mark.parametrize("page", PAGES)
def test_pages_load_without_error_or_outside_request_and_axe_finds_nothing(
    browser: Browser, site: Path, page: str
) -> None:
    visit = browser.visit(site / page)
    assert visit.complaints == []
    assert visit.page.locator("h1").count() == 1
    assert _violations(visit) == []


def test_an_error_and_an_outside_request_would_be_noticed(browser: Browser, tmp_path: Path) -> None:
    page = tmp_path / "bad.html"
    page.write_text("<script>nowhere()</script><img src='http://127.0.0.1:9/x.png'>")
    complaints = " ".join(browser.visit(page).complaints)
    assert "nowhere is not defined" in complaints
    assert "outside request http://127.0.0.1:9" in complaints


@pytest.mark.parametrize("page", PAGES)
def test_a_phone_in_the_dark_needs_no_sideways_scrolling(
    browser: Browser, site: Path, page: str
) -> None:
    visit = browser.visit(site / page, size=PHONE, theme="dark")
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    # The themes differ in colours only: structure need not be looked at twice.
    if page in COLOURED:
        assert _violations(visit, runOnly=["color-contrast"]) == []


@pytest.mark.parametrize("page", COLOURED)
def test_print_is_dark_on_white_and_breaks_no_word(browser: Browser, site: Path, page: str) -> None:
    opened = browser.visit(site / page, size={"width": 703, "height": 1000}, theme="dark").page
    opened.emulate_media(media="print", color_scheme="dark")
    assert opened.evaluate("getComputedStyle(document.querySelector('h1')).color") == (
        "rgb(26, 33, 39)"
    )
    assert opened.locator(".top nav:visible, .filters:visible, summary:visible").count() == 0
    broken = opened.evaluate(
        """() => [...document.querySelectorAll("th, td")].flatMap((cell) => {
            const walk = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
            const found = [];
            const words = () => walk.currentNode.data.matchAll(/[A-Za-z]{3,12}/g);
            while (walk.nextNode()) for (const word of words()) {
                const range = document.createRange();
                range.setStart(walk.currentNode, word.index);
                range.setEnd(walk.currentNode, word.index + word[0].length);
                if (range.getClientRects().length > 1) found.push(word[0]);
            }
            return found;
        })"""
    )
    assert broken == []


def test_a_list_too_narrow_for_its_columns_is_cards(browser: Browser, site: Path) -> None:
    page = browser.visit(site / "clusters.html", size={"width": 700, "height": 1000}).page
    playwright.expect(page.locator("#clusters tbody th").first).to_have_css("display", "block")


def test_search_and_facets(browser: Browser, site: Path) -> None:
    visit = browser.visit(site / "clusters.html")
    page = visit.page
    assert (visit.count(), visit.status("count")) == (6, "6 of 6 clusters")
    page.fill("#q", "former NAME 3")
    assert page.locator("#clusters tbody tr:visible").inner_text().startswith("Made cluster 3")
    page.fill("#q", "<b onload")
    assert page.locator("#clusters tbody tr:visible a").inner_text() == HOSTILE
    page.fill("#q", "")
    sweden = page.locator("input[name=country][value=SE]")
    assert page.locator("label", has=sweden).locator(".tally").inner_text() == "2"
    sweden.check()
    assert visit.count() == 2
    # Within a facet choices add up; other facets count within what is left.
    page.locator("input[name=country][value=NO]").check()
    assert visit.count() == 4
    page.locator("#facets summary", has_text="Label").click()
    gold = page.locator("label", has=page.locator("input[name=label][value=gold]"))
    assert gold.locator(".tally").inner_text() == "2"
    gold.click()
    assert visit.count() == 2
    page.get_by_role("button", name="Clear").click()
    playwright.expect(page.locator("#count")).to_have_text("6 of 6 clusters")
    page.locator("input[name=state][value=exists]").check()
    assert visit.count() == 5
    page.fill("#q", "no such thing")
    assert (visit.count(), visit.status("count")) == (0, "0 of 6 clusters")
    assert page.locator(".facet:visible summary").all_inner_texts() == ["Today"]
    page.get_by_role("button", name="Clear it").click()
    playwright.expect(page.locator("#count")).to_have_text("6 of 6 clusters")
    assert not page.locator("#none").is_visible()
    assert visit.complaints == []


def test_columns_sort_both_ways_by_keyboard(browser: Browser, site: Path) -> None:
    page = browser.visit(site / "clusters.html").page
    head = page.locator("th", has_text="Members")
    head.locator("button").focus()
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    members = page.locator("#clusters tbody td:nth-child(7)").all_inner_texts()
    counts = [int(text.split()[0]) for text in members]
    assert counts == sorted(counts, reverse=True)
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    assert "sort=members" in page.url


def test_the_narrowed_list_is_saved(browser: Browser, site: Path) -> None:
    page = browser.visit(site / "clusters.html", "#country=SE").page
    with page.expect_download() as waiting:
        page.click("#as-csv")
    lines = Path(waiting.value.path()).read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("cluster_id,name,country_code,")
    assert len(lines) == 3
    with page.expect_download() as waiting:
        page.click("#as-json")
    records = json.loads(Path(waiting.value.path()).read_text(encoding="utf-8"))
    assert {record["country_code"] for record in records} == {"SE"}


def test_list_as_of_a_day(browser: Browser, site: Path) -> None:
    """Number n starts in 2000 + n at level arena and is promoted, and renamed, in 2005 + n."""
    visit = browser.visit(site / "clusters.html")
    page = visit.page
    level = page.locator("#clusters th .sorter[data-key=level]")
    playwright.expect(level).to_have_text("Latest level")
    page.fill("#day", "2002-06-01")
    playwright.expect(level).to_have_text("Level")
    assert visit.status("count") == "3 of 6 clusters shown by sources for 2002-06-01"
    shown = page.locator("#clusters tbody tr:visible")
    rows = [shown.nth(index).inner_text() for index in range(3)]
    assert any("Former name 0" in row and "Arena" in row and "gold" in row for row in rows)
    # Number 2 started in 2002, day unknown: its level is possible, not certain.
    assert any("Former name 2" in row and "(Arena)" in row for row in rows)
    page.fill("#day", "2022-01-01")
    assert visit.count() == 5  # number 1 was merged in 2021
    page.locator("#facets summary", has_text="Level").click()
    assert not page.locator("input[name=level][value=arena]").is_visible()  # none at that level
    page.locator("input[name=level][value=nce]").check()
    assert visit.count() == 5
    page.fill("#day", "")
    assert visit.count() == 6
    playwright.expect(level).to_have_text("Latest level")
    assert "Made cluster 3" in page.locator("#clusters").inner_text()


def test_the_list_stands_in_the_address(browser: Browser, site: Path) -> None:
    visit = browser.visit(site / "clusters.html", "#country=DK,SE&state=exists&sort=-name")
    assert visit.count() == 3
    assert visit.page.locator("input[name=country][value=DK]").is_checked()
    first = visit.page.locator("#clusters tbody tr").first.inner_text()
    assert first.startswith("Made cluster 5")
    visit.page.locator("input[name=country][value=DK]").uncheck()
    assert "country=SE&" in visit.page.url


@pytest.fixture(scope="module")
def large_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of 2,000 clusters in 20 countries of 20 regions."""
    rows = continent(2000, "AB", (2023, 2024))
    folder = make_release(tmp_path_factory.mktemp("large") / "release", rows)
    write_database(folder, view_files())
    write_site(folder)
    return folder / "site"


def test_two_thousand_clusters_filter_at_once(browser: Browser, large_site: Path) -> None:
    visit = browser.visit(large_site / "clusters.html")
    assert visit.status("count") == "2000 of 2000 clusters"
    # The work is bounded by what is drawn, however long the list: no clock is needed to see it.
    playwright.expect(visit.page.locator("#clusters tbody tr:visible")).to_have_count(50)
    visit.page.fill("#q", "former name 77")
    # Words are sought anywhere: 77, 177 to 1977, and 770 to 779, 1770 to 1779.
    assert visit.count() == 40 - 2
    visit.page.fill("#q", "")
    visit.page.click("#show-all")
    assert visit.count() == 2000
    assert visit.complaints == []


def test_rows_laid_out_late_are_there_without_a_script_in_print_and_soon(
    browser: Browser, chromium: playwright.Browser, large_site: Path
) -> None:
    rows = "#region-table tbody tr:visible"
    page = browser.visit(large_site / "map.html").page
    playwright.expect(page.locator(rows)).to_have_count(400)
    plain = chromium.new_context(viewport=DESKTOP, java_script_enabled=False)
    try:
        page = plain.new_page()
        page.goto((large_site / "map.html").as_uri())
        playwright.expect(page.locator(rows)).to_have_count(400)
        playwright.expect(page.locator(".region.q2").first).to_be_visible()
        playwright.expect(page.locator("main noscript p").first).to_be_visible()
        page.emulate_media(media="print")
        playwright.expect(page.locator(rows)).to_have_count(400)
        page.goto((large_site / "clusters.html").as_uri())
        playwright.expect(page.locator(".cards tbody tr").nth(1999)).to_be_visible()
    finally:
        plain.close()


def test_the_map_holds_twenty_countries(browser: Browser, large_site: Path) -> None:
    visit = browser.visit(large_site / "map.html", "#what=b&year=2023")
    page = visit.page
    assert visit.status("map-status") == (
        "Made industry B (B), 2023. Figures for 400 of 400 regions."
    )
    assert page.locator("#behind li").count() == 20
    page.locator("#region-table tr[data-code=XJ007] button").click()
    assert page.locator("#panel-body h3").first.inner_text() == "Clusters that exist today (5)"
    # A small map costs one path for each colour, not one for each region.
    page.locator("#small-maps").scroll_into_view_if_needed()
    playwright.expect(page.locator("#small-maps button")).to_have_count(2)
    assert page.locator("#small-maps path").count() <= 2 * 6
    # Circles of the same size never meet.
    nearest = page.evaluate(
        """() => {
            const at = [...document.querySelectorAll(".at-wide .badge circle")]
                .map((one) => ["cx", "cy", "r"].map((name) => Number(one.getAttribute(name))));
            return Math.min(...at.flatMap(([x, y, r], i) => at.slice(i + 1)
                .map(([u, v]) => Math.hypot(x - u, y - v) / (2 * r))));
        }"""
    )
    assert nearest >= 1
    assert visit.complaints == []


def _classes(page: playwright.Page, code: str) -> set[str]:
    return set((page.locator(f".region[data-code={code}]").get_attribute("class") or "").split())


def test_map_shows_values_and_opens_regions(browser: Browser, site: Path) -> None:
    visit = browser.visit(site / "map.html", "#what=a&year=2020")
    page = visit.page
    region = page.locator(".region[data-code=NO081]")
    page.wait_for_function(
        "() => document.querySelector('[data-code=NO081]').classList.contains('q4')"
    )
    assert "location quotient 2.50" in (region.get_attribute("aria-label") or "")
    hidden = page.locator(".region[data-code=NO060]")
    assert "hidden" in _classes(page, "NO060")
    assert "suppressed, location quotient between 0.10 and 0.60" in (
        hidden.get_attribute("aria-label") or ""
    )
    assert "none" in _classes(page, "DK011")
    row = page.locator("#region-table tr[data-code=NO060]").inner_text()
    assert "suppressed" in row
    assert "0.10 to 0.60" in row
    assert page.locator("#highest li").first.inner_text().startswith("Synthetic Oslo")
    region.click(position={"x": 60, "y": 60})
    assert page.locator("#panel-title").inner_text() == "Synthetic Oslo"
    playwright.expect(page.locator("#top")).to_contain_text("Farms & <fish>")
    assert "Made cluster" in page.locator("#panel-body").inner_text()
    assert region.get_attribute("aria-pressed") == "true"
    page.fill("#year", "2018")
    page.wait_for_function(
        "() => document.querySelector('[data-code=NO060]').classList.contains('q0')"
    )
    assert visit.complaints == []


def test_counts_on_the_map_agree_with_the_panel_and_the_table(browser: Browser, site: Path) -> None:
    page = browser.visit(site / "map.html").page
    for code in ("NO081", "SE110", "DK011"):
        page.locator(f"#region-table tr[data-code={code}] button").click()
        heading = page.locator("#panel-body h3").first.inner_text()
        listed = page.locator("#panel-body ul").first.locator("li").count()
        badge = page.locator(f".at-wide .badge[data-code={code}] text")
        assert heading == f"Clusters that exist today ({badge.text_content()})"
        assert badge.text_content() == str(listed)
        cells = page.locator(f"#region-table tr[data-code={code}] td")
        assert cells.nth(5).inner_text() == str(listed)


def test_small_maps_push_nothing_that_may_be_clicked(browser: Browser, site: Path) -> None:
    page = browser.visit(site / "map.html").page
    place = "document.querySelector('#region-table').getBoundingClientRect().top + scrollY"
    page.evaluate("document.querySelector('#small-maps').replaceChildren()")
    before = page.evaluate(place)
    page.locator("#small-maps").scroll_into_view_if_needed()
    page.select_option("#what", index=1)
    page.wait_for_function("() => document.querySelector('#small-maps').children.length > 0")
    assert page.evaluate(place) == before


def test_map_by_keyboard(browser: Browser, site: Path) -> None:
    page = browser.visit(site / "map.html").page
    assert page.locator(".region[tabindex='0']").count() == 1
    page.locator(".region[data-code=NO081]").focus()
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.dataset.code") == "NO060"
    page.keyboard.press("Enter")
    assert page.locator("#panel-title").inner_text() == "Synthetic north"
    assert page.evaluate("document.activeElement.dataset.code") == "NO060"
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.dataset.code") == "NO081"
    assert page.locator(".region[tabindex='0']").count() == 1


def test_map_hides_counts_and_follows_the_address(browser: Browser, site: Path) -> None:
    page = browser.visit(site / "map.html", "#SE110").page
    playwright.expect(page.locator("#panel-title")).to_have_text("Synthetic Stockholm")
    badges = page.locator(".at-wide .badges")
    assert badges.is_visible()
    page.uncheck("#show-clusters")
    assert not badges.is_visible()


def test_the_map_stands_in_the_address(browser: Browser, site: Path) -> None:
    page = browser.visit(site / "map.html").page
    page.select_option("#what", "a")
    page.fill("#year", "2019")
    page.select_option("#measure", "density")
    page.locator("#region-table tr[data-code=NO0B1] button").click()
    kept = page.url.split("#")[1]
    again = browser.visit(site / "map.html", f"#{kept}").page
    playwright.expect(again.locator("#panel-title")).to_have_text("Synthetic island")
    state = ["#what", "#measure", "#year"]
    assert [again.locator(one).input_value() for one in state] == ["a", "density", "2019"]
    # One cluster and 100 000 inhabitants.
    assert "10.0 clusters per million inhabitants" in again.locator("#panel-body").inner_text()


def test_an_industry_is_found_by_word_and_who_lacks_it_is_told(
    browser: Browser, site: Path
) -> None:
    visit = browser.visit(site / "map.html")
    page = visit.page
    page.fill("#find", "Made farming")  # the word has a hyphen and no capital
    playwright.expect(page.locator("#found")).to_have_text("Shown: Farms & <fish> (A)")
    assert page.locator("#what").input_value() == "a"
    page.fill("#find", "made every")
    playwright.expect(page.locator("#found")).to_have_text("Near: made everything")
    page.keyboard.press("Enter")
    playwright.expect(page.locator("#found")).to_have_text("Shown: Made everything")
    # A sum of two industries, in a file of its own.
    playwright.expect(page.locator("#behind")).to_contain_text("Norway: Farms & <fish> + Factories")
    assert "q2" in _classes(page, "NO081") or "q3" in _classes(page, "NO081")
    playwright.expect(page.locator("#behind .lacking")).to_have_text(
        ["none: no table of this release covers the country's regions."] * 2
    )
    assert "None for Denmark, Sweden" in page.locator("#map-status").inner_text()
    page.fill("#find", "no such thing")
    playwright.expect(page.locator("#found")).to_have_text("No industry or sector is called so.")
    assert visit.complaints == []


def test_the_last_figure_before_is_hatched_and_says_its_year(
    browser: Browser, released: Path
) -> None:
    # The inhabitants of Danish regions are known to 2022, those of the others to 2026.
    page = browser.visit(
        released / "current" / "site" / "map.html", "#measure=density&year=2026"
    ).page
    page.wait_for_function(
        "() => document.querySelector('[data-code=DK042]').classList.contains('older')"
    )
    assert "Denmark 2022" in page.locator("[data-of=density] .when-older").inner_text()
    assert "2022" in (page.locator(".region[data-code=DK042]").get_attribute("aria-label") or "")
    assert (
        "Hatched: the last figure before (Denmark 2022)" in page.locator("#map-status").inner_text()
    )
    page.fill("#year", "2022")
    page.wait_for_function(
        "() => !document.querySelector('[data-code=DK042]').classList.contains('older')"
    )


def test_the_slider_has_the_years_of_what_is_shown(browser: Browser, released: Path) -> None:
    folder = released / "current"
    with connect(str(folder / DATABASE_NAME), read_only=True) as database:
        jobs, counted = (
            database.execute(query).fetchone()
            for query in (
                """SELECT min(year)::VARCHAR, max(year)::VARCHAR FROM employment
                   WHERE stat_table_id IN (SELECT stat_table_id FROM specialisation
                                           WHERE region_vintage = 'NUTS-2024')""",
                "SELECT min(year)::VARCHAR, max(year)::VARCHAR FROM clusters_per_million",
            )
        )
    assert jobs != counted
    page = browser.visit(folder / "site" / "map.html").page

    def ends() -> tuple[str | None, str | None]:
        slider = page.locator("#year")
        return slider.get_attribute("min"), slider.get_attribute("max")

    assert ends() == jobs
    page.select_option("#measure", "density")
    page.wait_for_function("year => document.getElementById('year').max === year", arg=counted[1])
    assert ends() == counted
    page.fill("#year", counted[1])
    page.select_option("#measure", "quotient")
    page.wait_for_function("year => document.getElementById('year').max === year", arg=jobs[1])
    assert (*ends(), page.locator("#year").input_value()) == (*jobs, jobs[1])


@pytest.mark.parametrize("name", ["map.html", "downloads.html"])
def test_the_menu_of_a_phone_is_one_line_and_shows_where_one_is(
    browser: Browser, site: Path, name: str
) -> None:
    page = browser.visit(site / name, size=PHONE).page
    links = page.locator(".top nav a")
    tops = {round(box["y"]) for link in links.all() if (box := link.bounding_box())}
    assert len(tops) == 1
    for link in (page.locator(".top nav a[aria-current]"), links.first, links.last):
        link.focus()
        box = link.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]


def test_words_are_answered_as_the_database_answers(browser: Browser, released: Path) -> None:
    folder = released / "current"
    page = browser.visit(folder / "site" / "map.html").page
    newest = page.locator("#year").get_attribute("max")
    with connect(str(folder / DATABASE_NAME), read_only=True) as connection:
        for word in ("maritime", "tillverkning", "skog", "life science", "bygg", "agri-food"):
            rows = connection.execute("FROM specialised_in(?)", [word]).to_arrow_table().to_pylist()
            page = browser.visit(folder / "site" / "map.html", f"#what={word}&year={newest}").page
            shown = page.evaluate(
                """() => [...document.querySelectorAll("#region-table tbody tr")].map((line) =>
                    [line.dataset.code, ...[2, 4, 5].map((at) => line.cells[at].textContent)])"""
            )
            told = {
                row["region_code"]: (row["location_quotient"], row["persons"], str(row["year"]))
                for row in rows
                if row["lq_upper"] is not None
            }
            assert {code for code, quotient, _, _ in shown if quotient} == told.keys(), word
            for code, quotient, persons, year in shown:
                if code in told and told[code][0] is not None:  # three digits filed, two shown
                    assert float(quotient) == pytest.approx(told[code][0], abs=0.0056), (word, code)
                    assert persons.replace("\u202f", "") == f"{told[code][1]:.0f}"
                    assert year == told[code][2]
            reasons = page.locator("#behind .lacking").all_inner_texts()
            missing = [row["missing_reason"] for row in rows if row["is_missing_country"]]
            assert reasons == [f"none: {reason}." for reason in missing], word


def test_the_map_opens_with_what_it_brings_and_says_the_same_from_all_data(
    browser: Browser, released: Path
) -> None:
    visit = browser.visit(released / "current" / "site" / "map.html")
    page = visit.page
    scripts = "[...document.scripts].map((one) => one.src).filter((one) => one.includes('/data/'))"
    shown = """() => [document.querySelector('#map-status'), document.querySelector('#behind'),
        document.querySelector('#highest'), ...document.querySelectorAll('#region-table tr')]
        .map((one) => one.textContent)
        .concat([...document.querySelectorAll('.region')].map((one) => one.outerHTML))"""
    assert page.evaluate(scripts) == []
    assert page.url.endswith("map.html")
    at_first = page.evaluate(shown)
    what = page.locator("#what").input_value()
    page.select_option("#what", "a")
    playwright.expect(page.locator("#map-status")).to_contain_text("(A), ")
    assert len(page.evaluate(scripts)) > 1
    page.select_option("#what", what)
    playwright.expect(page.locator("#map-status")).to_contain_text(f"({what.upper()}), ")
    assert page.evaluate(shown) == at_first
    assert visit.complaints == []


def test_a_small_map_leads_to_its_year(browser: Browser, site: Path) -> None:
    page = browser.visit(site / "map.html", "#what=a&year=2020").page
    page.locator("#small-maps").scroll_into_view_if_needed()
    page.locator("#small-maps button", has_text="2018").click()
    page.wait_for_function(
        "() => document.querySelector('[data-code=NO060]').classList.contains('q0')"
    )
    assert page.locator("#year").input_value() == "2018"
    assert page.locator("#small-maps [aria-pressed=true]").inner_text() == "2018"


def test_statistics_ranks_and_trends(browser: Browser, site: Path) -> None:
    visit = browser.visit(site / "statistics.html")
    page = visit.page
    page.select_option("#top-by", "industry")
    page.select_option("#top-what", "A")
    page.select_option("#top-year", "2020")
    rows = page.locator("#top-table tbody tr")
    assert rows.nth(0).inner_text().startswith("Synthetic Oslo\t2.50\t2.45 to 2.55\tyes")
    assert rows.last.inner_text().startswith("Synthetic north\tsuppressed\t0.10 to 0.60\tno")
    page.select_option("#trend-industry", "A")
    page.select_option("#trend-region", "NO060")
    page.select_option("#trend-other", "NO")
    table = page.locator("#trend-table")
    assert "0 to 50" in table.inner_text()
    assert "Missing: suppressed" in table.inner_text()
    page.select_option("#trend-measure", "index")
    assert "100.0" in table.inner_text()
    assert visit.complaints == []


def test_each_chart_is_taken_as_csv_svg_and_png_and_leads_to_its_query(
    browser: Browser, released: Path
) -> None:
    folder = released / "current"
    visit = browser.visit(folder / "site" / "statistics.html")
    for chart in ("top-chart", "trend-chart"):
        figure = visit.page.locator("figure", has=visit.page.locator(f"#{chart}"))
        assert figure.locator("svg path").count() > 0
        assert "Source: " in figure.locator(".chart-source").inner_text()
        taken = {}
        for kind in ("CSV", "SVG", "PNG"):
            with visit.page.expect_download() as waited:
                figure.get_by_role("button", name=kind).click()
            assert waited.value.suggested_filename.endswith(f".{kind.lower()}")
            taken[kind] = Path(waited.value.path()).read_bytes()
        rows = list(csv.DictReader(io.StringIO(taken["CSV"].decode())))
        assert len(rows) > 1
        drawing = lxml.etree.fromstring(taken["SVG"])
        words = " ".join(drawing.itertext())
        assert figure.locator(".chart-title").inner_text() in words
        assert "Source: " in words
        assert taken["PNG"].startswith(b"\x89PNG")
        width, height = struct.unpack(">II", taken["PNG"][16:24])
        assert (width, height) == (1920, round(2 * float(drawing.get("height"))))
        address = figure.get_by_role("link", name="ask it in SQL").get_attribute("href")
        query = parse_qs(address.removeprefix("explore.html#"))["sql"][0]
        with connect(str(folder / DATABASE_NAME), read_only=True) as connection:
            assert len(connection.execute(query).fetchall()) == len(rows)
    assert visit.complaints == []


def test_promises_narrow_by_country_indicator_and_verdict(browser: Browser, site: Path) -> None:
    page = browser.visit(site / "strategies.html").page
    assert page.locator(".promise:visible").count() == 2
    page.select_option("#by-verdict", "missed")
    assert page.locator(".promise:visible").count() == 1
    page.select_option("#by-indicator", "god fordeling i landet")
    assert page.locator(".promises:visible").count() == 0


def test_labels_of_the_timeline_stay_at_their_marks(browser: Browser, site: Path) -> None:
    for size in (PHONE, DESKTOP):
        page = browser.visit(site / "clusters" / "no-made-0.html", size=size).page
        gaps = page.evaluate(
            """() => [...document.querySelectorAll(".bar")].map((bar) => {
                const mark = bar.querySelector(".line").getBoundingClientRect();
                const words = document.createRange();
                words.selectNodeContents(bar.querySelector(".text"));
                const text = words.getBoundingClientRect();
                return Math.max(text.left - mark.right, mark.left - text.right);
            })"""
        )
        assert gaps
        assert max(gaps) <= 1


def test_the_page_answers_the_ten_questions_as_the_database_does(
    browser: Browser, released: Path
) -> None:
    """The engine runs in the page, opened from disk, and asks nobody."""
    folder = released / "current"
    visit = browser.visit(folder / "site" / "explore.html")
    page = visit.page
    with connect(str(folder / DATABASE_NAME), read_only=True) as connection:
        for number, (_, sql) in enumerate(ready_queries(), start=1):
            page.select_option("#ready", str(number))
            playwright.expect(page.locator("#run")).to_be_enabled()
            plain = sql.rstrip(";")
            told = connection.execute(f"SELECT COLUMNS(*)::VARCHAR FROM ({plain})").fetchall()
            shown = page.evaluate(
                """() => [...document.querySelectorAll("#result tbody tr")]
                    .map((row) => [...row.cells].map((cell) => cell.textContent))"""
            )
            assert shown == [[cell or "" for cell in row] for row in told], number
    page.goto("about:blank")
    page.goto((folder / "site" / "explore.html").as_uri() + "#sql=SELECT+41+%2B+1+AS+sum")
    playwright.expect(page.locator("#result tbody td")).to_have_text("42")
    page.fill("#sql", "SELECT no_such FROM cluster")
    page.click("#run")
    playwright.expect(page.locator("#said")).to_contain_text("no_such")
    assert visit.complaints == []


def test_the_dictionary_is_searched(browser: Browser, site: Path) -> None:
    visit = browser.visit(site / "dictionary.html")
    visit.page.fill("#q", "lq_lower")
    assert visit.page.locator("#specialisation").is_visible()
    assert not visit.page.locator("#strategy").is_visible()
    visit.page.locator("#specialisation .hits").get_by_text("lq_lower").click()
    assert visit.page.locator("tr#lq_lower").is_visible()
    assert visit.complaints == []


def test_the_docs_are_searched(browser: Browser, site: Path) -> None:
    visit = browser.visit(site / "docs.html")
    visit.page.fill("#q", "arena januar")
    first = visit.page.locator("#hits a").first
    assert first.inner_text().startswith("Ten questions")
    visit.page.fill("#q", "no (such [ word")
    assert visit.page.locator("#found").inner_text() == "0 sections"
    visit.page.fill("#q", "location quotient")
    hits = visit.page.locator("#hits li").all_inner_texts()
    assert len(hits) > 1
    assert [one for one in hits if "quotient" not in one.lower()] == []
    visit.page.fill("#q", "cluster_history")
    assert visit.page.locator("#hits mark").first.inner_text() == "cluster_history"
    visit.page.locator("#hits a").first.click()
    assert visit.page.locator("article h1").count() == 1
    assert visit.complaints == []


def test_a_link_to_a_capture_opens_its_list(browser: Browser, site: Path) -> None:
    page = browser.visit(site / "sources.html", "#capture-cap0").page
    assert page.locator("#capture-cap0").is_visible()


def test_first_stop_of_the_keyboard_skips_to_the_content(browser: Browser, site: Path) -> None:
    page = browser.visit(site / "index.html").page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
