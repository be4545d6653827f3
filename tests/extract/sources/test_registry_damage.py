"""Every adapter of a list page against damaged pages; a new adapter is tested for free."""

from __future__ import annotations

import dataclasses

import pytest

from extract.archive import bundled_captures
from extract.registry import source, sources
from tests.extract.sources.registry_damage import HARMFUL, HARMLESS, IMPOSTORS, emptied, said
from tests.extract.sources.strategy_pages import with_text
from warehouse.errors import SourceChangedError
from warehouse.records import Capture, Mention

PAGES = [
    pytest.param(capture, id=f"{source_id}:{capture.url.rstrip('/').rpartition('/')[2][-40:]}")
    for source_id, adapter in sources().items()
    if adapter.spec.kind == "registry"
    for capture in bundled_captures(source_id)
    if capture.media_type == "text/html"
]


def read(capture: Capture) -> tuple[Mention, ...]:
    return source(capture.source_id).read(capture).mentions


def check_message(error: SourceChangedError) -> None:
    for part in ("source_id", "url", "place", "expected", "found", "remedy"):
        assert getattr(error, part), (part, error)


def test_there_are_pages_of_all_countries() -> None:
    assert {str(page.id)[:2] for page in PAGES} == {"dk", "se", "no", "eu"}


@pytest.mark.parametrize("name", HARMLESS)
@pytest.mark.parametrize("capture", PAGES)
def test_harmless_change_changes_nothing(capture: Capture, name: str) -> None:
    assert said(read(HARMLESS[name](capture))) == said(read(capture))


@pytest.mark.parametrize("name", HARMFUL)
@pytest.mark.parametrize("capture", PAGES)
def test_harmful_change_is_read_right_or_refused(capture: Capture, name: str) -> None:
    try:
        mentions = read(HARMFUL[name](capture))
    except SourceChangedError as error:
        check_message(error)
    else:
        assert said(mentions) == said(read(capture))


@pytest.mark.parametrize("capture", PAGES)
def test_emptied_list_is_refused(capture: Capture) -> None:
    names = [mention.name for mention in read(capture)]
    try:
        mentions = read(emptied(capture, names))
    except SourceChangedError as error:
        check_message(error)
    else:
        # What the runner refuses: fewer than is healthy for the source.
        others = sum(
            len(read(other))
            for other in bundled_captures(capture.source_id)
            if other.url != capture.url
        )
        spec = source(capture.source_id).spec
        assert others + len(mentions) < spec.bounds.minimum, names


@pytest.mark.parametrize("impostor", IMPOSTORS)
@pytest.mark.parametrize("capture", PAGES)
def test_other_document_is_refused(capture: Capture, impostor: str) -> None:
    damaged = with_text(capture, IMPOSTORS[impostor].decode())
    with pytest.raises(SourceChangedError) as caught:
        read(damaged)
    check_message(caught.value)


@pytest.mark.parametrize("capture", PAGES)
def test_wrong_character_set_is_refused(capture: Capture) -> None:
    text = capture.content.decode().replace("</h1>", " ÆØÅ æøå</h1>")
    latin = dataclasses.replace(
        capture, content=text.encode("latin-1", "replace"), encoding="utf-8"
    )
    with pytest.raises(SourceChangedError, match="character set"):
        read(latin)
