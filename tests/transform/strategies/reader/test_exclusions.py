"""Numbers that are no figures."""

from __future__ import annotations

import pytest

from transform.strategies.reader.exclusions import find_exclusions, measures_time, overlaps
from transform.strategies.reader.numbers import find_numbers
from transform.strategies.reader.sentence import Context, read_sentence


@pytest.mark.parametrize(
    "text",
    [
        "den 12. marts 2019",
        "14–15 februari",
        "3 May 2020",
        "May 3, 2020",
        "26-04-2016",
        "31.12.2018",
        "kl. 13.00-16.30",
        "klokken 9",
        "14:05",
        "tlf. 33 92 45 00",
        "+45 35 44 62 00",
        "08-681 91 00",
        "CVR-nr. 19 91 84 40",
        "org.nr. 986 399 445",
        "202100-5216",
        "ISBN 978-87-93807-12-4",
        "ISSN 1892-1234",
        "EAN-nr. 5798000416604",
        "j.nr. 16/01234-5",
        "art. 27",
        "artikel 27",
        "§ 3-2",
        "14 §",
        "SOU 2012:34",
        "Meld. St. 27 (2016–2017)",
        "Prop. 1 S (2019–2020)",
        "nr. 651/2014",
        "(2015:208)",
        "2016/17:50",
        "side 14-17",
        "sidan 23",
        "pp. 45-67",
        "kapitel 5",
        "bilaga 3",
        "figur 3.2",
        "Table 2",
        "lysbilde 12 av 40",
        "version 2.1",
        "nivå 2",
        "fase 2",
        "uge 43",
        "Box 357",
        "indikator 2.2.1",
        "Klyngestrategi 2.0",
        "Industri 4.0",
        "EU27",
        "COVID-19",
        "H2020",
        "E18",
        "3. møde",
        "2. gang",
        "21st century",
        "1:e vice",
        "2000-talet",
        "1990s",
        "2/3",
        "Skolegade 26",
        "101 27 Stockholm",
        "NO-4879",
        "3 år",
        "36 måneder",
        "50 years",
    ],
)
def test_excluded(text: str) -> None:
    spans = find_exclusions(text, is_timed=measures_time(text))
    for language in ("da", "en"):
        for number in find_numbers(text, language):
            assert overlaps(spans, number.start, number.end), text[number.start : number.end]


@pytest.mark.parametrize(
    "text",
    [
        "mindst 2.000 virksomheder",
        "8.500.000 kr.",
        "140 år 2020",
        "45 klynger",
        "i 2018 steg 12 procent",
        "12 heltidstjänster",
        "14,6 prosentpoeng",
        "1,5 mio. kr.",
        "120 årligt",
        "at 15 percent",
        "EUR25 million",
        "15 av 45 klynger",
    ],
)
def test_not_excluded(text: str) -> None:
    spans = find_exclusions(text, is_timed=measures_time(text))
    numbers = find_numbers(text, "nb")
    assert any(not overlaps(spans, n.start, n.end) and not n.is_year_like for n in numbers)


def test_a_lost_number_gives_no_row() -> None:
    sentence = "Projektet omfattar företag som tillsammans har cirka anställda."
    assert read_sentence(sentence, Context("sv")) == []
