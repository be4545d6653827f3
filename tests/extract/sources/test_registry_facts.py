"""What the bundled registries hold together: bars, joins, totals, hygiene."""

from __future__ import annotations

import collections
import re
from collections.abc import Iterator

import pytest

from extract.archive import bundled_captures
from extract.registry import source, sources
from extract.spec import declaration_path
from warehouse.records import Capture, Claim, Mention
from warehouse.vocabulary import PROPERTIES

REGISTRIES = [key for key, adapter in sources().items() if adapter.spec.kind == "registry"]
LOCATOR = re.compile(r"[a-z0-9]+\[\d+\]|[a-z]+\[\d+\]/row\[\d+\]|line\[\d+\]|/.*|body")


def captures() -> Iterator[Capture]:
    for source_id in REGISTRIES:
        yield from bundled_captures(source_id)


@pytest.fixture(scope="module")
def mentions() -> list[tuple[str, Mention]]:
    return [
        (capture.url, mention)
        for capture in captures()
        for mention in source(capture.source_id).read(capture).mentions
    ]


@pytest.fixture(scope="module")
def keys_by_name(mentions: list[tuple[str, Mention]]) -> dict[tuple[str, str], set[str]]:
    """Which clusters of our own files go by a name in a country."""
    found: dict[tuple[str, str], set[str]] = collections.defaultdict(set)
    for _, mention in mentions:
        if mention.key and mention.entity_type == "cluster":
            names = [claim.value for claim in mention.claims if claim.property == "name"]
            for name in (mention.name, *names):
                found[mention.country_code, plain(name)].add(mention.key)
    return found


def plain(name: str) -> str:
    return re.sub(r"\W+", " ", name.casefold()).strip()


def claims(mentions: list[tuple[str, Mention]]) -> Iterator[tuple[str, Mention, Claim]]:
    for url, mention in mentions:
        for claim in mention.claims:
            yield claim.url or url, mention, claim


@pytest.mark.parametrize("source_id", [key for key in REGISTRIES if bundled_captures(key)])
def test_bundled_documents_are_healthy(source_id: str) -> None:
    adapter = source(source_id)
    read = [adapter.read(capture) for capture in bundled_captures(source_id)]
    found = sum(map(len, read))
    place = f"bounds in {declaration_path(source_id)}: `nordic-clusters parse` prints {found}"
    assert adapter.spec.bounds.minimum <= found <= adapter.spec.bounds.maximum, place
    assert [left for one in read for left in one.set_aside if not left.is_unread] == []


def test_a_live_request_has_its_bundled_document() -> None:
    for source_id in REGISTRIES:
        known = {capture.url for capture in bundled_captures(source_id)}
        if known:
            assert {request.url for request in source(source_id).spec.requests} <= known, source_id


def test_clusters_reach_the_bars(mentions: list[tuple[str, Mention]]) -> None:
    keys = {m.key for _, m in mentions if m.key and m.entity_type == "cluster"}
    by_country = collections.Counter(key[:2] for key in keys)
    assert len(keys) >= 180
    assert min(by_country["no"], by_country["se"], by_country["dk"]) >= 52


def test_no_name_belongs_to_two_clusters(keys_by_name: dict[tuple[str, str], set[str]]) -> None:
    """A name that a page lists and no file of ours knows is a new cluster, and no fault."""
    assert {name: keys for name, keys in keys_by_name.items() if len(keys) > 1} == {}


def test_every_claim_has_a_page_a_place_and_a_known_property(
    mentions: list[tuple[str, Mention]],
) -> None:
    for url, mention, claim in claims(mentions):
        assert re.match(r"https?://\S+$", url), (mention.name, claim)
        assert claim.property in PROPERTIES
        assert LOCATOR.fullmatch(claim.locator), claim.locator
        assert claim.value == claim.value.strip() != ""


def test_a_date_that_no_page_prints_is_marked_or_left_out(
    mentions: list[tuple[str, Mention]],
) -> None:
    """Notes that tell of one: it is reckoned, planned, or read off an address."""
    told = re.compile(
        r"undated|(in|from) the address|follows? from|reckoned|planned when|is inferred"
        r"|(year|month|day) is |prints no (date|year)|month of the news",
        re.IGNORECASE,
    )
    for _, mention, claim in claims(mentions):
        is_dated = claim.as_of or claim.valid_from or claim.valid_to
        if is_dated and told.search(claim.detail.get("note", "")):
            assert claim.is_inferred, (mention.name, claim)


def test_what_a_note_says_is_inferred_is_marked(mentions: list[tuple[str, Mention]]) -> None:
    """A kind that only follows from the programme, a name that no page joins to another."""
    for _, mention, claim in claims(mentions):
        if re.search(r"\bis (inferred|concluded)|\bfollows from\b", claim.detail.get("note", "")):
            assert claim.is_inferred, (mention.name, claim)
        if claim.detail.get("identity") == "concluded":
            assert claim.property == "name"
            assert claim.is_inferred, (mention.name, claim)


def test_that_a_cluster_is_at_work_is_concluded_from_what_its_page_shows(
    mentions: list[tuple[str, Mention]],
) -> None:
    at_work = [c for *_, c in claims(mentions) if (c.property, c.value) == ("status", "active")]
    assert at_work
    assert all(claim.is_inferred and claim.detail.get("note") for claim in at_work)


def test_the_county_of_a_concluded_place_does_not_rest_on_the_place_alone(
    mentions: list[tuple[str, Mention]],
) -> None:
    places = collections.defaultdict(list)
    for url, mention, claim in claims(mentions):
        if mention.key and claim.property == "place":
            places[url, mention.key].append(claim.is_inferred)
    bare = [
        (url, mention.key)
        for url, mention, claim in claims(mentions)
        if claim.property == "region"
        and claim.detail.get("note") == "County from the place"
        and all(places[url, mention.key])
    ]
    assert not bare


def test_participations_are_many_and_lead_to_known_programmes(
    mentions: list[tuple[str, Mention]], keys_by_name: dict[tuple[str, str], set[str]]
) -> None:
    programmes = {m.key for _, m in mentions if m.entity_type == "programme"}
    stays = set()
    for _, mention, claim in claims(mentions):
        if claim.property == "participation":
            assert claim.value in programmes
            assert re.fullmatch(r"(dk|se|no|eu):prog-[a-z0-9-]+", claim.value)
            assert "event" in claim.detail
            name = (mention.country_code, plain(mention.name))
            (key,) = keys_by_name.get(name) or {mention.name}  # or a new cluster
            stays.add((key, claim.value, claim.detail.get("level")))
    assert len(stays) >= 140


def test_successions_lead_somewhere(mentions: list[tuple[str, Mention]]) -> None:
    keys = {mention.key for _, mention in mentions}
    for _, mention, claim in claims(mentions):
        if claim.property == "succession":
            assert claim.value != mention.key
            assert not re.match(r"(dk|se|no):", claim.value) or claim.value in keys, claim.value


@pytest.mark.parametrize(
    ("year", "winners"), [("2003", 3), ("2008", 4), ("2013", 3), ("2016", 3), ("2018", 3)]
)
def test_vinnvaxt_rounds_have_their_published_number(year: str, winners: int) -> None:
    found = {
        mention.name
        for capture in bundled_captures("se_vinnova_vinnvaxt")
        for mention in source("se_vinnova_vinnvaxt").read(capture).mentions
        if (mention.claims[0].valid_from or "").startswith(year)
    }
    assert len(found) == winners


@pytest.mark.parametrize(
    ("key", "merged_into"),
    [
        ("dk:copenhagen-cleantech-cluster", "dk:clean"),
        ("dk:lean-energy-cluster", "dk:clean"),
        ("dk:house-of-energy", "dk:energy-cluster-denmark"),
        ("dk:energy-innovation-cluster", "dk:energy-cluster-denmark"),
        ("dk:agro-business-park", "dk:food-bio-cluster-denmark"),
        ("dk:danish-food-cluster", "dk:food-bio-cluster-denmark"),
        ("dk:biopeople", "dk:danish-life-science-cluster"),
        ("dk:marcod", "dk:marlog"),
        ("no:akvarena", "no:nce-aquatech"),
        ("no:smart-water", "no:nce-aquatech"),
        ("no:norwegian-smart-care", "no:norway-health-tech"),
        ("se:the-packaging-arena", "se:paper-province"),
    ],
)
def test_known_mergers(mentions: list[tuple[str, Mention]], key: str, merged_into: str) -> None:
    found = {
        (claim.value, claim.detail["kind"])
        for _, mention, claim in claims(mentions)
        if mention.key == key and claim.property == "succession"
    }
    assert (merged_into, "merged_into") in found


def test_sources_disagree_on_the_year_of_mobile_heights(
    mentions: list[tuple[str, Mention]],
) -> None:
    years = {
        claim.value
        for _, mention, claim in claims(mentions)
        if mention.key == "se:mobile-heights" and claim.property == "start_year"
    }
    assert years == {"2008", "2009"}


def test_bundled_documents_hold_no_contacts() -> None:
    for capture in captures():
        text = re.sub(r"https?://\S+", "", capture.content.decode())
        assert not re.search(r"[\w.]+@[\w-]+\.\w+", text), capture.url
        assert not re.search(r"\+4[567]\s?\d", text), capture.url
