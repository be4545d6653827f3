"""The files of single facts: what a row may say, and how a wrong one is refused."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
from urllib.parse import urlsplit

import pytest

from extract.archive import bundled_captures, make_capture
from extract.pages.curated import COLUMNS, parse_curated
from warehouse.errors import SourceChangedError
from warehouse.records import Capture

ROW = {
    "key": "no:synthetic-cluster",
    "name": "Synthetic Cluster",
    "property": "members",
    "value": "40",
    "valid_from": "2014",
    "valid_to": "2014-06",
    "as_of": "2014-06-18",
    "qualifier": "more_than",
    "detail": "kind=a; issuer=b=c",
    "url": "https://synthetic.example/page?x=1,2",
    "confidence": "medium",
    "note": "Own words, with a comma",
}


def file(*rows: dict[str, str], columns: tuple[str, ...] = COLUMNS) -> Capture:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return make_capture(
        source_id="no_curated_facts",
        url="urn:nordic-clusters:synthetic",
        content=text.getvalue().encode(),
        captured_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        method="transcribed",
        media_type="text/csv",
        encoding="utf-8",
    )


def test_a_row_is_a_claim_with_its_page() -> None:
    (mention,) = parse_curated(file(ROW), "NO").mentions
    assert (mention.key, mention.entity_type) == ("no:synthetic-cluster", "cluster")
    (claim,) = mention.claims
    assert (claim.property, claim.value, claim.qualifier) == ("members", "40", "more_than")
    assert (claim.valid_from, claim.valid_to, claim.as_of) == ("2014", "2014-06", "2014-06-18")
    assert claim.detail == {"kind": "a", "issuer": "b=c", "note": "Own words, with a comma"}
    assert (claim.url, claim.confidence, claim.locator) == (ROW["url"], "medium", "line[2]")


@pytest.mark.parametrize(
    ("cell", "is_inferred", "qualifier"),
    [
        ("inferred more_than", True, "more_than"),
        ("inferred", True, None),
        ("about", False, "about"),
        ("", False, None),
    ],
)
def test_what_is_inferred_keeps_how_exact_its_number_is(
    cell: str, is_inferred: bool, qualifier: str | None
) -> None:
    (mention,) = parse_curated(file({**ROW, "qualifier": cell}), "NO").mentions
    (claim,) = mention.claims
    assert (claim.is_inferred, claim.qualifier) == (is_inferred, qualifier)


def test_rows_of_a_key_are_one_mention_and_columns_may_be_reordered() -> None:
    programme = {**ROW, "key": "no:prog-synthetic", "name": "Programme"}
    capture = file(ROW, programme, {**ROW, "value": "41"}, columns=tuple(reversed(COLUMNS)))
    first, second = parse_curated(capture, "NO").mentions
    assert [claim.value for claim in first.claims] == ["40", "41"]
    assert second.entity_type == "programme"


def test_a_number_may_be_a_bodys_that_is_no_cluster() -> None:
    number = {"property": "identifier", "value": "202100-0000", "detail": "scheme=SE-ON"}
    body = {**ROW, "key": "no:org-synthetic-university", "name": "Synthetic University", **number}
    (mention,) = parse_curated(file(body), "NO").mentions
    assert (mention.entity_type, mention.name) == ("organisation", "Synthetic University")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"key": "dk:synthetic"}, "a key like no:slug"),
        ({"key": "no:Synthetic"}, "a key like no:slug"),
        ({"name": ""}, "the name"),
        ({"property": "colour"}, "a property"),
        ({"value": ""}, "a value"),
        ({"valid_from": "18.06.2014"}, "valid_from as"),
        ({"as_of": "2014-13"}, "as_of as"),
        ({"qualifier": "exactly"}, "a qualifier"),
        ({"qualifier": "inferred exactly"}, "a qualifier"),
        ({"qualifier": "more_than inferred"}, "a qualifier"),
        ({"url": "page.html"}, "the address"),
        ({"confidence": ""}, "a confidence"),
        ({"detail": "kind"}, "detail as"),
    ],
)
def test_a_row_with_a_wrong_cell_is_set_aside_alone(change: dict[str, str], expected: str) -> None:
    found = parse_curated(file(ROW, {**ROW, "key": "no:other", "name": "Other", **change}), "NO")
    assert [mention.key for mention in found.mentions] == ["no:synthetic-cluster"]
    (lost,) = found.set_aside
    assert expected in lost.reason
    assert lost.place == "line[3]"


def test_one_key_has_one_name() -> None:
    found = parse_curated(file(ROW, {**ROW, "name": "Another"}), "NO")
    assert found.mentions[0].name == ROW["name"]
    assert "Another" in found.set_aside[0].reason


@pytest.mark.parametrize(
    "row",
    [
        b"no:synthetic-cluster,too few cells",
        b'no:x,"never closed',
        b"a,b\rc",
        b"," * 40,
        b'"' + b"x" * 200_000 + b'",b',
        b"no:x\x00y," + b"," * 10,
    ],
)
def test_a_row_that_is_no_row_takes_no_other_with_it(row: bytes) -> None:
    capture = file(ROW, {**ROW, "value": "41"})
    found = parse_curated(dataclasses.replace(capture, content=capture.content + row), "NO")
    assert [claim.value for claim in found.mentions[0].claims] == ["40", "41"]
    assert len(found.set_aside) >= 1


def test_a_lone_carriage_return_ends_no_row() -> None:
    capture = file(ROW)
    broken = capture.content.replace(b"Own words", b"Own\rwords")
    (mention,) = parse_curated(dataclasses.replace(capture, content=broken), "NO").mentions
    assert mention.claims[0].detail["note"] == "Own words, with a comma"


@pytest.mark.parametrize("columns", [COLUMNS[1:], (*COLUMNS, "colour"), ("a", "b")])
def test_other_columns_are_refused(columns: tuple[str, ...]) -> None:
    with pytest.raises(SourceChangedError, match="other columns"):
        parse_curated(file(ROW, columns=columns), "NO")


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(SourceChangedError, match="no good row"):
        parse_curated(file(), "NO")


def _host(address: str) -> str:
    return urlsplit(address if "//" in address else f"//{address}").netloc.removeprefix("www.")


@pytest.mark.parametrize("country", ["dk", "no", "se"])
def test_a_website_is_proven_by_a_page_of_its_own(country: str) -> None:
    """Another's page that speaks of the cluster rarely gives its address; one that does may."""
    links = {"https://kunnskapsbyen.no/prosjekt/solenergiklyngen/"}
    (capture,) = bundled_captures(f"{country}_curated_facts")
    foreign = [
        (mention.key, claim.value, claim.url)
        for mention in parse_curated(capture, country.upper()).mentions
        for claim in mention.claims
        if claim.property == "website"
        and not claim.is_inferred
        and claim.url not in links
        and not _host(claim.url or "").endswith(_host(claim.value))
    ]
    assert foreign == []
