"""What single registry adapters make of details that only their page has."""

from __future__ import annotations

import dataclasses
import re

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


@pytest.mark.parametrize(
    ("name", "code"),
    [("Smart Textiles", "14"), ("TechTank", "10"), ("Entreprenörsdrivet Företagsnav", "23")],
)
def test_s3_counties_are_known_in_the_page_s_spelling(name: str, code: str) -> None:
    found = mention("se_tillvaxtverket_s3piloten", name)
    assert claim(found, "region").value == code
    stay = claim(found, "participation")
    assert (stay.valid_from, stay.valid_to) == (None, None)  # the page gives no years


def test_s3_names_with_commas_keep_them() -> None:
    capture = replaced(
        bundled("se_tillvaxtverket_s3piloten"), "Smart Textiles,", "Smart Textiles, Borås,"
    )
    names = {found.name for found in source(capture.source_id).read(capture).mentions}
    assert "Smart Textiles, Borås" in names


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
    assert (site.value, site.is_inferred) == ("www.compare.se", True)
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
        bundled("eu_eucles_labels"),
        "Energy Cluster Denmark \U0001f1e9\U0001f1f0",
        f"Synthetic {country}",
    )
    found = {m.name: m.country_code for m in source(capture.source_id).read(capture).mentions}
    assert found["Synthetic"] == "SE"


def test_eucles_leaves_other_countries_out() -> None:
    capture = replaced(
        bundled("eu_eucles_labels"), "Energy Cluster Denmark \U0001f1e9\U0001f1f0", "Any, Spain"
    )
    assert [m.name for m in source(capture.source_id).read(capture).mentions] == [
        "Food & Bio Cluster Denmark"
    ]


def test_profile_gives_the_day_of_establishment() -> None:
    province = mention("eu_eccp_profiles", "The Paper Province ekonomisk förening")
    found = claim(province, "start_year")
    assert (found.value, found.valid_from) == ("1999", "1999-03-01")
    assert claim(province, "region").value == "SE31"
    made = mention("eu_eccp_profiles", "MADE - Manufacturing Academy of Denmark")
    assert claim(made, "label").value == "bronze"


def test_profile_of_an_undeclared_country_is_refused() -> None:
    capture = dataclasses.replace(
        bundled("eu_eccp_profiles", "node/595"), url="https://www.clustercollaboration.eu/node/1"
    )
    with pytest.raises(SourceChangedError, match="country of this profile"):
        source(capture.source_id).read(capture)


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


def test_a_date_that_the_page_does_not_print_is_marked() -> None:
    capture = bundled("no_innovasjonnorge_admissions", "viacluster")
    stays = [
        claim(found, "participation") for found in source(capture.source_id).read(capture).mentions
    ]
    assert {(stay.valid_from, stay.is_inferred) for stay in stays} == {("2019", True)}
    assert {stay.detail["note"].split(";")[0] for stay in stays} == {"The page says today"}
    printed = replaced(capture, r" \(utledet[^)]*\)", "")
    stays = [
        claim(found, "participation") for found in source(capture.source_id).read(printed).mentions
    ]
    assert {(stay.valid_from, stay.is_inferred) for stay in stays} == {("2019", False)}


def test_a_year_of_a_swedish_announcement_that_is_not_printed_is_marked() -> None:
    reckoned = claim(mention("se_vinnova_vinnvaxt", "Urban Magma"), "participation")
    assert (reckoned.valid_from, reckoned.is_inferred) == ("2016", True)
    assert "does not print" in reckoned.detail["note"]
    printed = claim(mention("se_vinnova_vinnvaxt", "Smart Housing Småland"), "participation")
    assert (printed.valid_from, printed.is_inferred) == ("2013", False)
    # A page that does not speak of winners does not say the level.
    implied = claim(mention("se_vinnova_vinnvaxt", "Smart Textiles"), "participation")
    assert (implied.valid_from, implied.is_inferred) == ("2008", True)
    assert "winners" in implied.detail["note"]
    assert "winners" in reckoned.detail["note"]


def test_admission_may_be_a_paragraph_that_begins_with_the_name() -> None:
    found = mention("no_innovasjonnorge_admissions", "Norwegian Wood Cluster")
    assert claim(found, "region").value == "34"


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("Next Media", "Trøndelag, one county since 2018"),
        ("BioTech North", "Troms, a county again since 2024"),
    ],
)
def test_a_county_younger_than_the_page_is_concluded(name: str, note: str) -> None:
    county = claim(mention("no_innovasjonnorge_admissions", name, "regjeringen"), "region")
    assert (county.is_inferred, county.detail["note"]) == (True, note)


def test_a_county_that_was_always_there_is_said() -> None:
    county = claim(mention("no_innovasjonnorge_admissions", "iKuben", "2012"), "region")
    assert not county.is_inferred


def test_admission_may_be_a_sentence() -> None:
    node = mention("no_innovasjonnorge_admissions", "Havbruksnettverk Helgeland")
    assert claim(node, "participation").detail["level"] == "node"
    assert claim(node, "place").value == "Sandnessjøen"
    arena = mention("no_innovasjonnorge_admissions", "Energi i Nord")
    assert claim(arena, "participation").detail["level"] == "arena"


def test_admission_day_may_be_in_the_metadata() -> None:
    capture = replaced(
        bundled("no_innovasjonnorge_admissions", "17895970"), "Publisert: [^<]*", " "
    )
    capture = replaced(
        capture,
        "<meta charset",
        "<meta property='article:published_time' content='2020-11-19T10:30:00+01:00'><meta charset",
    )
    (found,) = source(capture.source_id).read(capture).mentions
    assert claim(found, "participation").valid_from == "2020-11-19"


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
    found = mention("dk_deb_grants", "Vision Denmark").claims
    assert {(claim.property, claim.value, claim.detail["kind"]) for claim in found} == {
        ("project_cost", "11150006", "eligible project cost"),
        ("grant_amount", "5569666", "European Union grant"),
        ("grant_amount", "2784833", "decentral business promotion grant"),
    }
    assert {(claim.valid_from, claim.valid_to) for claim in found} == {("2019-05-20", "2021-04-30")}
    stay = claim(mention("dk_deb_grants", "MADE"), "participation")
    # The page's own days were not readable; the programme's years are not the page's word.
    assert (stay.value, stay.valid_from, stay.valid_to) == (
        "dk:prog-danske-klyngeprogram-2025-2028",
        None,
        None,
    )


def test_grant_reports_labels_that_no_rule_takes() -> None:
    capture = replaced(
        bundled("dk_deb_grants", "vision-denmark"),
        "<li><div>Finansiering",
        "<li><div>Journalnummer:</div><div>17</div></li><li><div>Finansiering",
    )
    records = source(capture.source_id).read(capture)
    (left,) = records.set_aside
    assert left.is_unread
    assert left.reason == "no rule takes the label Journalnummer"
    assert left.place
    assert len(records.mentions[0].claims) == 3


def test_a_table_reports_columns_that_no_rule_takes() -> None:
    capture = bundled("eu_esca_labels", "85085f32")
    wider = re.sub(rb"</tr>", b"<td>Aarhus</td></tr>", capture.content)
    wider = wider.replace(b"<td>Aarhus</td></tr>", b"<th>Head office</th></tr>", 1)
    records = source(capture.source_id).read(dataclasses.replace(capture, content=wider))
    assert [left.reason for left in records.set_aside] == ["no rule takes the column Head office"]
    assert records.mentions == source(capture.source_id).read(capture).mentions


def test_grant_label_and_value_may_share_a_line() -> None:
    capture = replaced(
        bundled("dk_deb_grants", "vision-denmark"),
        "<div>Startdato</div><div>20.05.2019</div>",
        "<p>Startdato: 20. maj 2019</p>",
    )
    (found,) = source(capture.source_id).read(capture).mentions
    assert found.claims[0].valid_from == "2019-05-20"


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
    found = claim(mention("dk_ced_nationalklynger", "Copenhagen FinTech"), "stronghold")
    assert (found.value, found.is_inferred) == ("Finans og fintech", True)
    assert "names no area" in found.detail["note"]
    listed = claim(mention("dk_ced_nationalklynger", "Energy Cluster Denmark"), "stronghold")
    assert "by the list" in listed.detail["note"]
    assert not claim(mention("dk_ced_nationalklynger", "DigitalLead"), "stronghold").is_inferred
    sound = claim(mention("dk_ced_nationalklynger", "Danish Sound Cluster"), "stronghold")
    assert sound.detail["area_type"] == "further_emerging_area"


def test_a_cluster_that_closed_first_gets_no_end_from_its_programme() -> None:
    closed = claim(mention("dk_ced_nationalklynger", "MARLOG"), "participation")
    assert (closed.valid_from, closed.valid_to) == ("2021", None)
    kept = claim(mention("dk_ced_nationalklynger", "DigitalLead"), "participation")
    assert (kept.valid_from, kept.valid_to) == ("2021", "2024")


def test_the_years_of_a_programme_are_not_those_of_a_page_that_gives_none() -> None:
    sound = mention("dk_ced_nationalklynger", "Danish Sound Cluster")
    assert claim(sound, "participation").is_inferred
    assert claim(sound, "stronghold").valid_from is None


@pytest.mark.parametrize("source_id", ["no_innovasjonnorge_admissions", "se_vinnova_vinnvaxt"])
def test_a_page_whose_date_is_reckoned_says_nothing_of_its_own_day(source_id: str) -> None:
    reckoned = [
        capture
        for capture in bundled_captures(source_id)
        if re.search(rb"\((utledet|inferred|h\xc3\xa4rledd)\b", capture.content)
    ]
    assert reckoned
    assert not [capture.url for capture in reckoned if capture.as_of]


def test_board_keeps_the_cluster_and_not_the_person() -> None:
    capture = replaced(
        bundled("se_clustersofsweden_board"),
        "Ledamot, TechTank",
        "Synthetic Person, TechTank/Synthetic Park (ordförande)",
    )
    names = {found.name for found in source(capture.source_id).read(capture).mentions}
    assert "TechTank" in names  # and not the body behind the slash
    assert not any("Person" in name for name in names)


def test_who_sits_on_the_board_is_seen_on_the_day_that_the_page_gives() -> None:
    seat = claim(mention("se_clustersofsweden_board", "Agroväst"), "participation")
    assert (seat.valid_from, seat.valid_to, seat.is_inferred) == ("2023-05-26", "2023-05-26", True)
    assert "people sits on the board" in seat.detail["note"]  # and not the cluster itself


def test_the_head_of_a_transcription_says_what_the_page_only_leads_to() -> None:
    capture = bundled("no_innovasjonnorge_admissions", "nordicedge")
    read = {found.name: found for found in source(capture.source_id).read(capture).mentions}
    county = claim(read["Nordic Edge Smart City Innovation Cluster"], "region")
    assert county.is_inferred
    assert "Rogaland" in county.detail["note"]
    assert county.detail["scheme"] == "NO-fylke"
    assert claim(read["Agritech cluster"], "sector").detail["note"] == "From its name"


def test_all_that_is_said_under_a_concluded_name_is_inferred() -> None:
    geo_life = mention("se_vinnova_vinnvaxt", "Geo-Life Region")
    assert claim(geo_life, "name").value == "Geo-Life Region"
    assert all(found.is_inferred for found in geo_life.claims)


@pytest.mark.parametrize(
    ("mark", "said"),
    [("Agritech cluster | members", "does not hold"), ("Agritech cluster: sector", "another form")],
)
def test_a_head_that_the_page_does_not_bear_out_is_refused(mark: str, said: str) -> None:
    capture = replaced(
        bundled("no_innovasjonnorge_admissions", "nordicedge"), r"Agritech cluster \| sector", mark
    )
    with pytest.raises(SourceChangedError, match=said):
        source(capture.source_id).read(capture)


def test_vinnova_names_winners_and_not_who_leads_them() -> None:
    capture = bundled("se_vinnova_vinnvaxt", "beta.vinnova")
    names = {found.name for found in source(capture.source_id).read(capture).mentions}
    assert names == {"DigitalWell Arena", "Agtech 2030", "Klimatledande Processindustri"}


def test_dalarna_paragraph_without_a_heading_begins_with_its_name() -> None:
    works_elsewhere_too = mention("se_dalarnasciencepark_clusters", "FindIT")
    assert [found.property for found in works_elsewhere_too.claims] == ["participation"]


def test_midtjylland_networks_are_told_from_clusters() -> None:
    network = mention("dk_rm_networks", "Innovationsnetværket Service Platform")
    stay = claim(network, "participation")
    assert (stay.valid_from, stay.is_inferred) == ("2016-04", True)
    assert claim(network, "sector").value == "Service"
    assert "participation" not in {c.property for c in mention("dk_rm_networks", "DAMRC").claims}


@pytest.mark.parametrize("joined", ["{} / Synthetic Park", "{} – fonden Synthetic"])
def test_a_line_of_cluster_and_carrier_names_the_cluster(joined: str) -> None:
    capture = replaced(bundled("dk_rm_networks"), "DAMRC", joined.format("DAMRC"))
    names = {found.name for found in source(capture.source_id).read(capture).mentions}
    assert "DAMRC" in names
    assert not any("Synthetic" in name for name in names)


def test_varmland_years_come_from_the_prose() -> None:
    found = mention("se_regionvarmland_clusters", "Stål och verkstad", "vilka-kluster")
    assert claim(found, "start_year").value == "2006"
