"""Lists, tables and particulars read off pages, and the messages when they are not there."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from extract.archive import make_capture
from extract.pages.columns import read_table
from extract.pages.lists import find_line, lines_between, read_lines, read_sections
from extract.pages.particulars import read_fields
from extract.pages.select import parse_html, shorten
from extract.prose.layout import fold_space
from warehouse.errors import SourceChangedError
from warehouse.records import Capture


def page(body: str, media_type: str = "text/html") -> Capture:
    return make_capture(
        source_id="xx_synthetic_page",
        url="https://synthetic.example/page",
        content=body.encode(),
        captured_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        method="http",
        media_type=media_type,
        encoding="utf-8",
    )


def test_fold_keeps_what_a_reader_sees() -> None:
    assert fold_space(" A\u00a0B \n C\u00adD\u200b ") == "A B CD"
    assert shorten("x" * 200, 10) == "x" * 9 + "…"


def test_a_page_that_is_no_html_is_refused() -> None:
    with pytest.raises(SourceChangedError, match="not an HTML page"):
        parse_html(page("plain words", "text/plain"))


@pytest.mark.parametrize("tag", ["b", "div", "span", "ul"])
def test_a_page_too_deep_to_walk_is_refused(tag: str) -> None:
    with pytest.raises(SourceChangedError, match="nested deeper"):
        parse_html(page(f"<{tag}>" * 900 + "x", "text/html"))


def test_the_page_s_own_declaration_counts_where_the_transport_has_none() -> None:
    latin = "<meta charset='iso-8859-1'><p>Århus</p>".encode("iso-8859-1")
    capture = dataclasses.replace(page(""), content=latin, encoding=None)
    assert read_lines(capture)[0].text == "Århus"
    with pytest.raises(SourceChangedError, match="character set"):
        read_lines(dataclasses.replace(capture, encoding="utf-8"))


def test_names_have_one_form() -> None:
    assert read_lines(page("<p>A\u030arhus</p>"))[0].text == "Århus"


def test_lines_are_what_a_reader_sees() -> None:
    lines = read_lines(
        page(
            "<nav><p>Menu</p></nav><h2>Head<br>two</h2><!-- no --><div>loose <b>text</b>"
            "<ul><li><a href='/a'>Link</a> here<ul><li>inner</li></ul></li></ul></div>"
            "<script>x()</script><p>  </p><p>last</p><footer>end</footer>"
        )
    )
    assert [(line.text, line.locator, line.level) for line in lines] == [
        ("Head", "h2[1]", 2),
        ("two", "h2[1]", 2),
        ("loose text", "div[1]", 0),
        ("Link here", "li[1]", 0),
        ("inner", "li[2]", 0),
        ("last", "p[3]", 0),
    ]
    assert lines[3].lead == "Link"
    assert lines[3].links == ("/a",)
    assert lines[4].container == "ul[1]"


def test_what_is_struck_out_is_gone_and_what_opens_on_a_click_is_there() -> None:
    lines = read_lines(
        page(
            "<ul><li><del>Old Cluster</del> New Cluster<sup>2</sup></li>"
            "<li style='text-decoration: line-through'>Gone Cluster</li></ul>"
            "<div hidden><p>Folded Cluster</p></div><p><b>42</b><span>klynger</span></p>"
        )
    )
    assert [line.text for line in lines] == ["New Cluster", "Folded Cluster", "42 klynger"]


def test_a_link_around_blocks_is_the_link_of_their_lines() -> None:
    lines = read_lines(page("<a href='/n'><h3>Name</h3><div>since 2014</div></a><p>after</p>"))
    assert [(line.text, line.links) for line in lines] == [
        ("Name", ("/n",)),
        ("since 2014", ("/n",)),
        ("after", ()),
    ]


def test_pictures_count_only_when_asked() -> None:
    capture = page("<p>Name <img alt='Norway'></p>")
    assert read_lines(capture)[0].text == "Name"
    assert read_lines(capture, with_images=True)[0].text == "Name Norway"


def test_lines_between_two_sentences() -> None:
    capture = page("<p>Start:</p><p>a</p><p>b</p><p>End</p><p>c</p>")
    assert [line.text for line in lines_between(capture, "^start", "^end")] == ["a", "b"]
    open_ended = lines_between(capture, "^start", "^no such", is_end_needed=False)
    assert [line.text for line in open_ended] == ["a", "b", "End", "c"]
    with pytest.raises(SourceChangedError, match="found by are gone") as caught:
        lines_between(capture, "^start", "^no such")
    assert caught.value.place == "p[1]"
    with pytest.raises(SourceChangedError, match="list is empty"):
        lines_between(page("<p>Start:</p><p>End</p>"), "^start", "^end")


def test_a_list_below_a_heading_ends_at_the_next() -> None:
    capture = page("<h2>List</h2><p>a</p><h3>part</h3><p>b</p><h2>Other</h2><p>c</p>")
    assert [line.text for line in lines_between(capture, "^list")] == ["a", "part", "b"]


def test_find_line_tells_what_the_page_begins_with() -> None:
    lines = read_lines(page("<p>Something else</p>"))
    with pytest.raises(SourceChangedError, match="gone") as caught:
        find_line(lines, "wanted", page(""))
    assert "Something else" in (caught.value.found or "")


def test_sections_by_words_alone() -> None:
    capture = page("<p><b>A new:</b></p><p>x</p><div>B new:</div><div>y</div><h2>Z</h2><p>q</p>")
    sections = read_sections(capture, lambda line: "new:" in line.text, expected="new")
    assert [(s.heading.text, [line.text for line in s.lines]) for s in sections] == [
        ("A new:", ["x"]),
        ("B new:", ["y"]),
    ]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("<p>x</p>", "headings that the list is found by are gone"),
        ("<h2>A new:</h2><h2>B new:</h2><p>y</p>", "without its list"),
        ("<h2>A new:</h2><ul><li>x</li></ul><ul><li>y</li></ul>", "Two lists"),
        ("<ul><li>entry</li></ul><h2>A new:</h2><p>x</p>", "below no heading"),
    ],
)
def test_sections_that_lost_something(body: str, message: str) -> None:
    with pytest.raises(SourceChangedError, match=message):
        read_sections(
            page(body),
            lambda line: "new:" in line.text,
            expected="new",
            entry=lambda line: line.text == "entry",
        )


TABLE = (
    "<table><tr><td>menu</td></tr></table><table><caption>C</caption>"
    "<tr><th>Until:</th><th>x</th><th> Name </th></tr>"
    "<tr><td>2020</td><td></td><td><a href='/n'>N</a></td></tr><tr><td></td><td></td><td></td></tr>"
    "</table>"
)


def test_table_by_headings() -> None:
    (row,), left = read_table(page(TABLE), {"name": "name", "until": "until"})
    assert [one.reason for one in left] == ["no rule takes the column x"]
    assert row.cells == {"name": "N", "until": "2020"}
    assert row.links == {"name": "/n"}
    assert row.locator == "table[2]/row[2]"


def test_optional_column_may_be_missing() -> None:
    (row,), _ = read_table(page(TABLE), {"name": "name", "site": "www"}, optional=["site"])
    assert row.cells == {"name": "N"}


def test_a_column_may_be_declared_as_passed_over() -> None:
    (row,), left = read_table(page(TABLE), {"name": "name"}, ignored=["until", "x"])
    assert (row.cells, left) == ({"name": "N"}, ())


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (TABLE.replace("Name", "Title"), "not there once"),
        (TABLE + TABLE, "not there once"),
        (TABLE.replace("<td>2020</td>", ""), "another number of cells"),
        ("<table><tr><th>Name</th><th>Until</th></tr></table>", "table is empty"),
    ],
)
def test_tables_that_changed(body: str, message: str) -> None:
    with pytest.raises(SourceChangedError, match=message):
        read_table(page(body), {"name": "name", "until": "until"})


FIELDS = {"start": "startdato", "name": r"navn(?: \(kort\))?"}


def test_particulars_on_one_line_or_two() -> None:
    known, unknown = read_fields(
        page(
            "<h2>Info</h2><p>Startdato: 1.1.2020</p><dl><dt>Navn (kort)</dt><dd>A</dd><dd>B</dd>"
            "<dt>Farve:</dt><dd>blå</dd><dt>Kendt</dt><dd>x</dd></dl><h2>Next</h2><p>Navn: C</p>"
        ),
        "^info",
        FIELDS,
        ignored=["kendt"],
    )
    assert {key: field.value for key, field in known.items()} == {
        "start": "1.1.2020",
        "name": "A B",
    }
    assert known["name"].locator == "dd[1]"
    assert [left.reason for left in unknown] == ["no rule takes the label Farve"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("<h2>Info</h2><p>Startdato: 1</p><p>Startdato: 2</p>", "stands twice"),
        ("<h2>Info</h2><p>Start</p>", "no label that is known"),
        ("<h2>Other</h2><p>Startdato: 1</p>", "found by are gone"),
    ],
)
def test_particulars_that_changed(body: str, message: str) -> None:
    with pytest.raises(SourceChangedError, match=message):
        read_fields(page(body), "^info", FIELDS)
