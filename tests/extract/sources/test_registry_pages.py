"""What single registry adapters make of details that only their page has."""

from __future__ import annotations

import pytest

from extract.archive import bundled_captures
from extract.registry import source
from tests.extract.sources.strategy_pages import bundled, replaced
from warehouse.errors import SourceChangedError
from warehouse.records import Claim, Mention


def mention(source_id: str, name: str, url_part: str = "") -> Mention:
    found = [
        mention
        for capture in bundled_captures(source_id)
        if url_part in capture.url
        for mention in source(source_id).read(capture).mentions
        if mention.name == name
    ]
    assert len(found) == 1, found
    return found[0]


def claim(mention: Mention, name: str) -> Claim:
    (found,) = (claim for claim in mention.claims if claim.property == name)
    return found


def test_s3_names_with_commas_keep_them() -> None:
    found = mention("se_tillvaxtverket_s3piloten", "Smart Textiles, Science Park Borås")
    assert claim(found, "region").value == "14"
    stay = claim(found, "participation")
    assert (stay.valid_from, stay.valid_to) == ("2018", "2021")


@pytest.mark.parametrize("county", ["Atlantis", "", "Skåne Danmark"])
def test_s3_line_without_a_county_is_refused(county: str) -> None:
    capture = replaced(
        bundled("se_tillvaxtverket_s3piloten"), "Compare, Värmland", f"Compare, {county}"
    )
    with pytest.raises(SourceChangedError, match="no entry") as caught:
        source(capture.source_id).read(capture)
    assert "Compare" in (caught.value.found or "")


def test_eccp_mends_a_lost_dot_and_leaves_a_misprint_out() -> None:
    site = claim(mention("se_eccp_s3network", "Compare"), "website")
    assert (site.value, site.qualifier) == ("www.compare.se", "inferred")
    centre = mention("se_eccp_s3network", "Tillverkningstekniskt centrum")
    assert {claim.property for claim in centre.claims} == {"participation", "label", "region"}


def test_esca_label_ends_where_the_table_says() -> None:
    found = claim(mention("eu_esca_labels", "Agro Business Park"), "label")
    assert (found.value, found.valid_from, found.valid_to) == ("bronze", None, "2018-12-18")


def test_esca_end_that_is_no_date_is_refused() -> None:
    capture = replaced(bundled("eu_esca_labels", "85085f32"), "2018/12/18", "2018/13/40")
    with pytest.raises(SourceChangedError, match="no date") as caught:
        source(capture.source_id).read(capture)
    assert caught.value.found == "2018/13/40"


def test_esca_country_must_be_known() -> None:
    import dataclasses

    capture = dataclasses.replace(
        bundled("eu_esca_labels", "85085f32"), url="http://www.cluster-analysis.org/?country=0"
    )
    with pytest.raises(SourceChangedError, match="no country"):
        source(capture.source_id).read(capture)


@pytest.mark.parametrize(
    "country", ["Sweden", "\U0001f1f8\U0001f1ea", "<img src='se.png' alt='Sweden'>", "(Sweden)"]
)
def test_eucles_reads_words_and_flags(country: str) -> None:
    capture = replaced(
        bundled("eu_eucles_labels"), r"Energy Cluster Denmark, Denmark", f"Synthetic {country}"
    )
    found = {m.name: m.country_code for m in source(capture.source_id).read(capture).mentions}
    assert found["Synthetic"] == "SE"


def test_eucles_leaves_other_countries_out() -> None:
    capture = replaced(bundled("eu_eucles_labels"), "Energy Cluster Denmark, Denmark", "Any, Spain")
    assert [m.name for m in source(capture.source_id).read(capture).mentions] == [
        "Food & Bio Cluster Denmark"
    ]


def test_admission_says_level_event_and_first_day() -> None:
    stiim = claim(mention("no_innovasjonnorge_admissions", "Stiim Aqua Cluster"), "participation")
    assert stiim.detail == {"level": "arena_pro", "event": "promoted"}
    assert stiim.valid_from == "2022"
    wood = claim(
        mention("no_innovasjonnorge_admissions", "Norwegian Wood Cluster"), "participation"
    )
    assert (wood.detail["level"], wood.valid_from) == ("arena", "2020-11-19")
    impact = mention("no_innovasjonnorge_admissions", "Nordic Edge Smart City Innovation Cluster")
    assert claim(impact, "participation").detail["level"] == "nic_impact"


def test_admissions_must_be_as_many_as_announced() -> None:
    capture = replaced(
        bundled("no_innovasjonnorge_admissions", "profilgruppa"), "<li>i4.*?</li>", ""
    )
    with pytest.raises(SourceChangedError) as caught:
        source(capture.source_id).read(capture)
    assert caught.value.expected == "4 entries"


def test_admission_without_a_day_is_refused() -> None:
    capture = replaced(bundled("no_innovasjonnorge_admissions", "siva.no"), "Publisert: [^<]*", " ")
    with pytest.raises(SourceChangedError, match="no date"):
        source(capture.source_id).read(capture)


def test_grant_sums_and_days() -> None:
    found = claim(mention("dk_deb_grants", "Vision Denmark"), "grant_amount")
    assert (found.value, found.valid_from, found.valid_to) == ("11150006", "2019-05-20", None)
    assert found.detail == {"currency": "DKK", "kind": "eligible project cost"}
    stay = claim(
        mention("dk_deb_grants", "MADE - Manufacturing Academy of Denmark"), "participation"
    )
    assert (stay.value, stay.valid_to) == ("dk:prog-danske-klyngeprogram-2025-2028", "2028-12-31")


def test_grant_reports_unknown_labels(caplog: pytest.LogCaptureFixture) -> None:
    capture = replaced(
        bundled("dk_deb_grants", "vision-denmark"),
        "<dt>Finansiering",
        "<dt>Journalnummer:</dt><dd>17</dd><dt>Finansiering",
    )
    (found,) = source(capture.source_id).read(capture).mentions
    assert claim(found, "grant_amount").detail["unknown_labels"] == "Journalnummer"
    assert "Journalnummer" in caplog.text


def test_grant_label_and_value_may_share_a_line() -> None:
    capture = replaced(
        bundled("dk_deb_grants", "vision-denmark"),
        "<dt>Startdato</dt><dd>20.05.2019</dd>",
        "<p>Startdato: 20. maj 2019</p>",
    )
    (found,) = source(capture.source_id).read(capture).mentions
    assert claim(found, "grant_amount").valid_from == "2019-05-20"


@pytest.mark.parametrize(
    ("old", "new"),
    [("20.05.2019", "foråret"), ("11.150.006", "11.15"), ("11.150.006", "ca. 11 mio.")],
)
def test_grant_value_that_cannot_be_read_is_refused(old: str, new: str) -> None:
    capture = replaced(bundled("dk_deb_grants", "vision-denmark"), old, new)
    with pytest.raises(SourceChangedError) as caught:
        source(capture.source_id).read(capture)
    assert caught.value.found == new


def test_grant_postcode_is_the_place() -> None:
    assert (
        claim(mention("dk_erst_grants", "Danish Life Science Cluster"), "place").value == "DK-2200"
    )


def test_inferred_stronghold_says_so() -> None:
    found = claim(mention("dk_ced_nationalklynger", "Copenhagen Fintech"), "stronghold")
    assert (found.value, found.qualifier) == ("Finans og fintech", "inferred")
    sound = claim(mention("dk_ced_nationalklynger", "Danish Sound Cluster"), "stronghold")
    assert sound.detail["area_type"] == "further_emerging_area"


def test_board_keeps_the_cluster_and_not_the_person() -> None:
    capture = replaced(
        bundled("se_clustersofsweden_board"), "Ledamot, Techtank", "Synthetic Person, vd, Techtank"
    )
    names = {found.name for found in source(capture.source_id).read(capture).mentions}
    assert "Techtank" in names
    assert not any("Person" in name for name in names)


def test_varmland_years_come_from_the_prose() -> None:
    found = mention("se_regionvarmland_clusters", "Stål & Verkstad", "vilka-kluster")
    assert claim(found, "start_year").value == "2006"
