"""Numbers, names, dates and counties as Nordic pages write them."""

from __future__ import annotations

import pytest

from extract.pages.counties import norwegian_county_code, swedish_county_code
from extract.pages.wording import find_count, lead_name, read_count, split_names
from extract.written_dates import find_date


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Fem nye Arena-klynger:", 5),
        ("De fire vinnarna", 4),
        ("The three winners", 3),
        ("14 clusters", 14),
        ("Åtte klynger", 8),
        ("Én klynge", 1),
        ("Arena-klynger forlenget", None),
        ("2016 was a year", None),
    ],
)
def test_count_at_the_beginning(text: str, count: int | None) -> None:
    assert read_count(text) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("I Dalarna finns 14 etablerade kluster.", 14),
        ("beslut om tre nya kluster", 3),
        ("ingen kluster", None),
    ],
)
def test_count_before_a_noun(text: str, count: int | None) -> None:
    assert find_count(text, "kluster") == count


def test_names_after_a_colon() -> None:
    assert split_names("Kluster: A B, C & D, E och F, samt ett turistkluster som byggs.") == (
        *("A B", "C & D", "E", "F"),
    )
    assert split_names("No colon here, at all") == ()


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Norwegian Wood Cluster består av bedrifter.", "Norwegian Wood Cluster"),
        ("Cluster for Applied AI skal utvikle noe.", "Cluster for Applied AI"),
        ("FindIT has the aim of helping.", "FindIT"),
        ("Klyngen holder til i Innlandet.", None),
        ("46 aktører er gått sammen.", None),
        ("Projects of many kinds are run there.", None),
        ("Målet er vekst.", None),
        ("Ingen verb", None),
    ],
)
def test_name_that_a_sentence_begins_with(sentence: str, name: str | None) -> None:
    assert lead_name(sentence) == name


def test_name_in_small_letters_where_the_page_writes_so() -> None:
    assert (
        lead_name("Fiber optic valley är en miljö.", is_capitalised=False) == "Fiber optic valley"
    )


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Publisert: 19. november 2020", "2020-11-19"),
        ("20.05.2019", "2019-05-20"),
        ("2018/12/18", "2018-12-18"),
        ("15 November 2018", "2018-11-15"),
        ("June 18, 2014", "2014-06-18"),
        ("8. september 2022", "2022-09-08"),
        ("april 2016", "2016-04"),
        ("i 2013", "2013"),
        ("31.02.2020", None),
        ("2019-11-03T08:15:00+01:00", "2019-11-03"),
        ("the 3rd of March 2017", "2017-03-03"),
        ("ingen dato", None),
    ],
)
def test_dates_keep_their_precision(text: str, date: str | None) -> None:
    assert find_date(text) == date


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Skåne", "12"),
        ("Region Skåne", "12"),
        ("Jönköpings län", "06"),
        ("Värmland County", "17"),
        ("Bleking", "10"),
        ("Jämtland-Härjedalen", "23"),
        ("Västra götaland", "14"),
        ("Atlantis", None),
    ],
)
def test_swedish_counties(name: str, code: str | None) -> None:
    assert swedish_county_code(name) == code


@pytest.mark.parametrize(
    ("name", "code"),
    [("Møre og Romsdal", "15"), ("Rogaland fylke", "11"), ("Oppland", None), ("Bergen", None)],
)
def test_norwegian_counties_of_2024(name: str, code: str | None) -> None:
    assert norwegian_county_code(name) == code
