"""HTML that shows something else than its text in order: spans, struck-out text, dialogues."""

from __future__ import annotations

import pytest

from extract.prose import document as documents
from extract.prose.document import read_document
from warehouse.errors import FormatError


def _cells(body: str) -> dict[str, str]:
    document = read_document(f"<main><h1>Plan</h1>{body}</main>".encode())
    return {
        block.locator.partition("/")[2]: block.text
        for block in document.blocks
        if block.kind == "cell"
    }


def test_a_cell_over_several_rows_and_columns_stands_in_each() -> None:
    cells = _cells(
        "<table><tr><th rowspan=2>Indikator</th><th colspan=2>Mål</th></tr>"
        "<tr><th>2026</th><th>2031</th></tr>"
        "<tr><td>Medlemmer</td><td>40</td><td>70</td></tr></table>"
    )
    assert cells == {
        "row[1]/cell[1]": "Indikator", "row[1]/cell[2]": "Mål", "row[1]/cell[3]": "Mål",
        "row[2]/cell[1]": "Indikator", "row[2]/cell[2]": "2026", "row[2]/cell[3]": "2031",
        "row[3]/cell[1]": "Medlemmer", "row[3]/cell[2]": "40", "row[3]/cell[3]": "70",
    }  # fmt: skip


def test_a_cell_over_the_whole_width_stands_once() -> None:
    assert _cells(
        "<table><tr><td colspan=3>Eksport</td></tr><tr><td>a</td><td>b</td><td>c</td></tr></table>"
    ) == {
        "row[1]/cell[1]": "Eksport", "row[2]/cell[1]": "a", "row[2]/cell[2]": "b",
        "row[2]/cell[3]": "c",
    }  # fmt: skip


def test_a_cell_over_all_but_the_first_column_stands_in_each() -> None:
    cells = _cells(
        "<table><tr><th rowspan=2>Branche</th><th>I alt</th><th>Nye</th></tr>"
        "<tr><th colspan=2>pct. af alle</th></tr><tr><td>Ø</td><td>4</td><td>7</td></tr></table>"
    )
    assert [cells[f"row[2]/cell[{n}]"] for n in (1, 2, 3)] == ["Branche", *["pct. af alle"] * 2]


@pytest.mark.parametrize("span", ["0", "-2", "x", "999999", ""])
def test_spans_that_are_none_do_no_harm(span: str) -> None:
    cells = _cells(f"<table><tr><td rowspan='{span}'>a</td><td>b</td></tr></table>")
    assert cells["row[1]/cell[2]"] == "b"


@pytest.mark.parametrize(
    "markup",
    [
        "<del>90</del>", "<s>90</s>", "<strike>90</strike>",
        "<span style='color:red; text-decoration: line-through'>90</span>",
        "<span style='text-decoration-line:underline line-through'>90</span>",
    ],
)  # fmt: skip
def test_withdrawn_text_is_not_read(markup: str) -> None:
    document = read_document(f"<main><p>Klyngen har {markup} 75 medlemmer.</p></main>".encode())
    assert document.blocks[0].text == "Klyngen har 75 medlemmer."


@pytest.mark.parametrize(
    "attributes",
    [
        "id='CookieConsentDialog'", "id='onetrust-banner-sdk'", "role='alertdialog'",
        "class='modal fade' aria-modal='true'", "id='usercentrics-root'", "class='samtykkeboks'",
    ],
)  # fmt: skip
@pytest.mark.parametrize("with_page", [True, False])
def test_a_consent_dialogue_is_never_content(attributes: str, with_page: bool) -> None:
    dialogue = (
        f"<div {attributes}><h2>Valg</h2><p>Vi og 310 partnere bruger cookies på siden.</p></div>"
    )
    page = "<main><h1>Klyngen</h1><p>Klyngen har 75 medlemmer.</p></main>" if with_page else ""
    content = f"<html lang='da'><body>{dialogue}{page}</body></html>".encode()
    if with_page:
        assert [b.text for b in read_document(content).blocks][-1] == "Klyngen har 75 medlemmer."
        assert not any("310" in block.text for block in read_document(content).blocks)
        return
    with pytest.raises(FormatError) as caught:
        read_document(content)
    assert caught.value.code == "document-no-text"


def test_a_page_about_cookies_in_its_class_keeps_its_text() -> None:
    content = b"<body class='cookies-accepted'><div class='cookie-ok'><h1>Plan</h1><p>75 members"
    assert [block.text for block in read_document(content).blocks] == ["Plan", "75 members"]


def test_an_amount_keeps_the_term_it_describes() -> None:
    document = read_document(
        b"<main><h1>Fakta</h1><dl><dt>Ramme 2024<dd>8 mio. kr.<dt>Om<dd>Den er ny.</dl>"
    )
    assert [b.text for b in document.blocks] == [
        "Fakta", "Ramme 2024: 8 mio. kr.", "Om", "Den er ny.",
    ]  # fmt: skip


@pytest.mark.parametrize("tag", ["div", "span", "ul><li", "table><tr><td", "b"])
def test_nesting_without_end_is_followed_so_far_as_the_parser_goes(tag: str) -> None:
    content = f"<html><body><p>Klyngen har 75 medlemmer.</p>{f'<{tag}>' * 3000}x".encode()
    assert read_document(content).blocks[0].text == "Klyngen har 75 medlemmer."


def test_a_page_without_end_is_read_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MAX_TEXT", 100)
    document = read_document(b"<main><h1>Plan</h1>" + b"<p>The cluster has 75 members.</p>" * 9)
    assert len(document.blocks) == 4
    assert document.notes == ("6 blocks after the first 100 characters are not read",)
