from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transform.identity.names import (
    domain_of,
    is_distinctive,
    name_keys,
    primary_key,
    slug,
    spelling,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Lifestyle & Design Cluster", "LIFESTYLE og DESIGN  cluster"),
        ("Mobile Heights AB (svb)", "Mobile Heights"),
        ("Paper Province ek. för.", "Paper Province ekonomisk förening"),
        ("CLEAN f.m.b.a.", "Clean"),
        ("WoodWorks!", "woodworks"),
        ("Georange ideella förening", "GEORANGE"),
        ("Danske Klynger A/S", "danske klynger"),
        ("Café Innovation", "Cafe Innovation"),
        ("AB Kraftringen", "Kraftringen Aktiebolag"),
        ("Kraftringen AB (publ)", "Aktiebolaget Kraftringen"),
        ("A/S Havkraft", "Havkraft AS"),
        ("Havkraft A.S.", "Havkraft"),
        ("Havkraft ApS", "Foreningen Havkraft"),
        ("Havkraft forening", "Havkraft SA"),
        ("Havkraft\u2122", "Havkraft\u00ae ASA"),
        ("Bla\u030aba\u0308r Klynge", "Blåbär Klynge"),
        ("Havkraft S.A.", "Havkraft (AS)"),
        ("Havkraft AB.", "Havkraft HB"),
        ("Havkraft DA", "Anpartsselskabet Havkraft"),
        ("Ekonomiska föreningen Havkraft u.p.a.", "Havkraft ekonomiska föreningen"),
        ("Stiftelsen Havkraft", "Havkraft stiftelse"),
        ("Fonden Havkraft", "Havkraft s.m.b.a."),
        ("\u0130stanbul", "Istanbul"),
        ("Havkraft Oy", "Havkraft Ltd."),
        ("Havkraft GmbH", "Havkraft ehf."),
        ("Havkraft KF", "Havkraft Andelsselskab"),
        ("Havkraft (tidligere Vindkraft Sør)", "Havkraft (formerly Sea Power)"),
        ("Havkraft ApS under konkurs", "Havkraft AB i likvidation"),
    ],
)
def test_primary_key_forgives_case_punctuation_and_legal_form(one: str, other: str) -> None:
    assert primary_key(one) == primary_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Agroväst", "Agrovast"),
        ("NCE Subsea", "GCE Subsea"),
        ("Danish Sound Network", "Danish Sound Cluster"),
        ("Inno-SE", "Inno-Sec"),
        ("Region Skåne", "Region Småland"),
    ],
)
def test_primary_key_forgives_nothing_else(one: str, other: str) -> None:
    assert primary_key(one) != primary_key(other)


@pytest.mark.parametrize("variant", ["Agro Väst", "Agrovast", "Agrovaest", "AGROVÄST", "Agro-Väst"])
def test_spellings_meet(variant: str) -> None:
    assert name_keys("Agroväst").spellings & name_keys(variant).spellings


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Sámi Ŋuolla Đearru Ŧuŋŋa", "sami-nuolla-dearru-tunna"),
        ("Þór Æðey", "thor-aedey"),
        ("Łódź Cœur", "lodz-coeur"),
        ("Bla\u030aba\u0308r", "blabar"),
        ("Havkraft\u2122", "havkraft"),
    ],
)
def test_no_letter_is_lost_in_an_id(name: str, expected: str) -> None:
    assert slug(name) == expected


def test_an_association_keeps_its_word_where_nothing_else_is_left() -> None:
    assert primary_key("Danish Energy Forening") == "danish energy forening"


@pytest.mark.parametrize(
    "address",
    ["https://www.blåbär.se.", "//blåbär.se/om", "http://user:word@www.blåbär.se:8080/a@b",
     "xn--blbr-noae.se", "HTTPS://WWW.BLÅBÄR.SE?x=1", "bla\u030aba\u0308r.se.",
     "http:/blåbär.se", "https:blåbär.se", "http//www.www.blåbär.se", "http://http://blåbär.se",
     "<http:\\\\blåbär\u3002se>", "(blåbär.se)"],
)  # fmt: skip
def test_one_domain_however_it_is_written(address: str) -> None:
    assert domain_of(address) == "blåbär.se"


def test_a_legal_form_alone_is_still_a_name() -> None:
    assert primary_key("AS") == "as"
    assert slug("A/S") == "a-s"


def test_programme_prefix_is_left_out_only_before_a_name() -> None:
    assert name_keys("NCE Subsea").brandless == "subsea"
    assert name_keys("Arena Pro Energi").brandless == "energi"
    assert not name_keys("Arena").brand
    assert not name_keys("Arenaklyngen").brand


def test_common_words_are_not_distinctive() -> None:
    assert not is_distinctive("danish energy")
    assert is_distinctive("stiim aqua")


def test_parts_are_the_sides_of_a_dash_and_the_name_without_parentheses() -> None:
    assert "censec" in name_keys("CenSec - Center for Defence, Space & Security").parts
    assert "welfare tech" in name_keys("Welfare Tech (network)").parts
    assert name_keys("Micro- and Nanotechnology").parts == frozenset()


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("https://www.Agrovast.se/om-oss?x=1", "agrovast.se"),
        ("gcenode.no", "gcenode.no"),
        ("http://example.org:8080/", "example.org"),
        ("ttckarslkoga", None),
        ("", None),
        ("mailto: nobody", None),
    ],
)
def test_domain(address: str, domain: str | None) -> None:
    assert domain_of(address) == domain


@given(st.text(min_size=1, max_size=60))
def test_slug_always_fits_the_contract_and_spelling_is_stable(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]*", slug(name))
    assert spelling(spelling(name)) == spelling(name)


@given(st.text(alphabet="abcåäöøæ &-./", min_size=1, max_size=30))
def test_primary_key_is_stable_under_case_and_space(name: str) -> None:
    assert primary_key(name) == primary_key(f"  {name.upper()}  ")
