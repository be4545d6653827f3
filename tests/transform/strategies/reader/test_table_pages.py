"""Whole pages of tables, cards and value lines, written for these tests: no page of the sets."""

from __future__ import annotations

import pytest

from extract.prose.document import read_document
from tests.extract.prose.pdf_writer import write_pdf
from transform.strategies.reader import Reading, read_targets

Row = tuple[object, ...]


def read(page: str | bytes) -> list[Reading]:
    return read_targets(read_document(page if isinstance(page, bytes) else page.encode()))


def html(language: str, body: str) -> str:
    return f"<html lang={language}><body><main>{body}</main></body></html>"


def brief(reading: Reading) -> Row:
    """Kind, value, unit, comparator, year, baseline with its year."""
    start = reading.baseline_value, reading.baseline_year
    return (reading.kind[0], reading.value, reading.unit, reading.comparator, reading.year, *start)


def target(
    value: float, unit: str, year: int | None, *start: float | None, how: str = "exactly"
) -> Row:
    return ("t", value, unit, how, year, *(start or (None, None)))


def figure(value: float, unit: str, year: int | None = None, how: str = "exactly") -> Row:
    return ("f", value, unit, how, year, None, None)


def table(*rows: str) -> str:
    """Rows of cells parted by bars; the first is the head; ``2<`` and ``2^`` span."""
    lines = []
    for number, row in enumerate(rows):
        tag = "td" if number else "th"
        cells = []
        for cell in row.split("|"):
            span = {"<": "colspan", "^": "rowspan"}.get(cell[1:2]) if cell[:1].isdigit() else None
            text = cell[2:] if span else cell
            cells.append(f"<{tag}{f' {span}={cell[0]}' if span else ''}>{text}</{tag}>")
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(lines)}</table>"


def test_danish_results_between_aims_with_a_column_of_units() -> None:
    body = table(
        "2^Indsats|2^Enhed|2<2022|2023",
        "Mål|Resultat|Mål",
        "Virksomheder i forløb|antal|1.200|1.347*|1.500",
        "Kundetilfredshed|pct.|85|88,5|90",
        "Tiltrukne midler|mio. kr.|12,0|14,3|15,0",
        "Forløb på engelsk|antal|–|6|10",
    )
    assert [brief(r) for r in read(html("da", f"<h1>Status</h1><h2>Nøgletal</h2>{body}"))] == [
        target(1200, "companies", 2022),
        target(1500, "companies", 2023),
        figure(1347, "companies", 2022),
        target(85, "percent", 2022),
        target(90, "percent", 2023),
        figure(88.5, "percent", 2022),
        target(12e6, "DKK", 2022),
        target(15e6, "DKK", 2023),
        figure(14.3e6, "DKK", 2022),
        target(10, "courses", 2023),
        figure(6, "courses", 2022),
    ]


def test_swedish_values_below_a_dated_heading_and_years_with_a_loss() -> None:
    body = "<h1>Klustret</h1><h2>Nyckeltal 2021</h2>" + table(
        "Nyckeltal|Värde",
        "Antal medlemsföretag|143",
        "Omsättning (mnkr)|12,4",
        "Beviljade ansökningar|17 st",
        "Projektnummer|2021447",
    )
    body += "<h2>Utveckling</h2>"
    body += table("|2020|2021", "Resultat, tkr|−140|..", "Medlemmar|118|143")
    assert [brief(r) for r in read(html("sv", body))] == [
        figure(143, "companies", 2021),
        figure(12.4e6, "SEK", 2021),
        figure(17, "applications", 2021),
        figure(-140_000, "SEK", 2020),
        figure(118, "members", 2020),
        figure(143, "members", 2021),
    ]


def test_norwegian_groups_bounds_ranges_and_scaled_units() -> None:
    body = table(
        "Delmål|Indikator|Nåsituasjon (2022)|Ambisjon 2026",
        "2^Vekst|Antall bedrifter i klyngen|64|minst 90",
        "Eksportverdi (mrd. kr)|3,2|5",
        "Kompetanse|Lærlinger|41|60–70",
        "Klima|Utslipp, tusen tonn CO2|310|&lt; 200",
        "Klima|Energibruk i bygg (GWh)|14,2|11,5",
    )
    found = read(html("nb", f"<h1>Handlingsplan for havet</h1>{body}"))
    assert [brief(r) for r in found] == [
        target(90, "companies", 2026, 64, 2022, how="at_least"),
        target(5e9, "NOK", 2026, 3.2e9, 2022),
        target(60, "people", 2026, 41, 2022),
        target(200_000, "tonnes", 2026, 310_000, 2022, how="less_than"),
        target(11.5, "gigawatt_hours", 2026, 14.2, 2022),
    ]
    assert found[2].value_max == 70
    assert found[2].indicator == "Lærlinger"


def test_english_baseline_actual_and_target() -> None:
    body = table(
        "Indicator|Baseline 2020|Actual 2023|Target 2025",
        "Member companies|85|112|150",
        "R&amp;D spending (EUR m)|4.5|6.1|8.0",
        "Female founders (%)|18|n/a|30",
        "Regional advisers|–|34|60",
    )
    found = read(html("en", f"<h1>Scoreboard</h1>{body}"))
    assert [brief(r) for r in found] == [
        target(150, "companies", 2025, 85, 2020),
        figure(112, "companies", 2023),
        target(8e6, "EUR", 2025, 4.5e6, 2020),
        figure(6.1e6, "EUR", 2023),
        target(30, "percent", 2025, 18, 2020),
        target(60, "other:advisers", 2025),
        figure(34, "other:advisers", 2023),
    ]
    assert [r.is_doubtful for r in found[-2:]] == [True, True]  # a label's noun is a guess


def test_nynorsk_terms_and_list_of_aims() -> None:
    body = (
        "<h1>Årsmelding 2020 for Fjordhagen</h1><h2>Tal frå året</h2><dl><dt>Tal på medlemer</dt>"
        "<dd>58</dd><dt>Rådgjevingar</dt><dd>212 (190)</dd><dt>Omsetnad</dt><dd>6,4 mill. kr</dd>"
        "</dl><h2>Mål for 2022</h2><ul><li>Medlemer: 70</li><li>Nye føretak: 25</li></ul>"
    )
    assert [brief(r) for r in read(html("nn", body))] == [
        figure(58, "members", 2020),
        figure(212, "other:rådgjevingar", 2020),
        figure(6.4e6, "NOK", 2020),
        target(70, "members", 2022),
        target(25, "companies", 2022),
    ]


def test_nynorsk_aims_with_their_deadline_in_a_column() -> None:
    body = table("Tiltak|Måltal|Frist", "Nye lærebedrifter|40|2025", "Etablerarkurs|12|2024")
    assert [brief(r) for r in read(html("nn", f"<h1>Handlingsplan</h1>{body}"))] == [
        target(40, "companies", 2025),
        target(12, "other:etablerarkurs", 2024),
    ]


def test_danish_cards_in_their_elements() -> None:
    body = (
        "<h1>Lifescience Øst</h1><section><div><div>214</div><div>medlemmer</div></div>"
        "<div><div>38 mio. kr.</div><div>i fondsmidler i 2022</div></div></section>"
        "<section><div><h4>Iværksættere</h4><p>96</p></div>"
        "<div><p>Medlemsvirksomheder</p><p>118</p><p>i 2022</p></div></section>"
    )
    assert [brief(r) for r in read(html("da", body))] == [
        figure(214, "members"),
        figure(38e6, "DKK", 2022),
        figure(96, "people"),
        figure(118, "companies", 2022),
    ]


def test_norwegian_cards_of_status_and_aim_keep_the_declared_language() -> None:
    body = (
        "<h1>Strategi 2022–2027</h1><h2>Våre mål</h2><div><div><h3>Eksport</h3>"
        "<p>Mål 2027: 2 mrd. kr</p><p>Status 2021: 1,1 mrd. kr</p></div>"
        "<div><h3>Prosjekter</h3><p>Nå: 14</p><p>Mål: 30</p></div></div>"
    )
    assert [brief(r) for r in read(html("nb", body))] == [
        target(2e9, "NOK", 2027, 1.1e9, 2021),
        target(30, "projects", 2027, 14, None),
    ]


def test_english_cards_with_a_status_below_the_aim() -> None:
    body = (
        "<h1>Our goals</h1><div><h3>Goal 1: Start-ups</h3><p>250</p><p>new companies a year by "
        "2027</p><p>Now: 188 (2022)</p></div><div><h3>Goal 2: Emissions</h3><p>−75 %</p>"
        "<p>CO2 in 2030</p><p>Now: −46 % (2021)</p></div>"
    )
    found = read(html("en", body))
    assert [brief(r) for r in found][:2] == [
        target(250, "companies", 2027, 188, 2022),
        figure(188, "companies", 2022),
    ]
    assert found[2].baseline_value is None  # a cut does not set out from another cut


def test_swedish_lines_of_result_and_aim_below_their_label() -> None:
    text = (
        "Verksamhetsberättelse 2022\n\nMåluppfyllelse\n\nAntal medlemsföretag\nUtfall 2022: 78\n"
        "Mål 2025: 100\n\nExtern finansiering\nUtfall 2022: 8,4 mkr\nMål 2025: 12 mkr\n"
    )
    assert [brief(r) for r in read(text)] == [
        target(100, "companies", 2025, 78, 2022),
        figure(78, "companies", 2022),
        target(12e6, "SEK", 2025, 8.4e6, 2022),
        figure(8.4e6, "SEK", 2022),
    ]


DRAWN = """Årsrapport 2021

Bedrifter i klyngen

2018   45
2019   52

Tabell 1 Nøkkeltall

Indikator              2019    2020    2021
Medlemmer                88      96     104
Prosjekter               12              19
Omsetning (mill. kr)    7,5     8,1     9,0

Innhold

Forord        3
Regnskap      9
"""


def test_norwegian_tables_drawn_with_spaces() -> None:
    assert [brief(r) for r in read(DRAWN)] == [
        figure(45, "companies", 2018),
        figure(52, "companies", 2019),
        figure(88, "members", 2019),
        figure(96, "members", 2020),
        figure(104, "members", 2021),
        figure(12, "projects", 2019),
        figure(19, "projects", 2021),
        figure(7.5e6, "NOK", 2019),
        figure(8.1e6, "NOK", 2020),
        figure(9e6, "NOK", 2021),
    ]


def test_a_table_without_rules_in_a_pdf() -> None:
    places = (60.0, 260.0, 340.0, 420.0)
    rows = (
        ("Indikator", "2019", "2020", "Mål 2024"),
        ("Antal medlemmer", "1 204", "1 310", "1 500"),
        ("Omsætning, mio. kr.", "", "88,4", "110"),
    )
    cells = [
        (x, 700.0 - 20 * r, text)
        for r, row in enumerate(rows)
        for x, text in zip(places, row, strict=True)
        if text
    ]
    found = read(write_pdf([["Klyngens resultater i tal og ord"]], cells=cells))
    assert [brief(r) for r in found] == [
        target(1500, "members", 2024),
        figure(1204, "members", 2019),
        figure(1310, "members", 2020),
        target(110e6, "DKK", 2024),
        figure(88.4e6, "DKK", 2020),
    ]


def test_a_word_too_long_for_its_cell() -> None:
    rules = [(50, y, 400, y) for y in (600, 640, 680)] + [(x, 600, x, 680) for x in (50, 250, 400)]
    cells = [
        (55.0, 664.0, "Indikator"), (255.0, 664.0, "Resulta"), (255.0, 650.0, "t 2022"),
        (55.0, 624.0, "Medlemsbedrifte"), (55.0, 610.0, "r"), (255.0, 620.0, "212"),
    ]  # fmt: skip
    page = write_pdf([["Klyngens tal"]], rules=rules, cells=cells)
    assert [brief(r) for r in read(page)] == [figure(212, "companies", 2022)]


def test_english_table_drawn_with_bars() -> None:
    text = (
        "Annual report 2022\n\n| Indicator | 2021 | 2022 | Target 2023 |\n|---|---|---|---|\n"
        "| Members | 140 | 155 | 170 |\n| Grants, EUR thousand | 850 | 1,020 | 1,200 |\n"
    )
    assert [brief(r) for r in read(text)] == [
        target(170, "members", 2023),  # of two years none is said to be the start
        figure(140, "members", 2021),
        figure(155, "members", 2022),
        target(1.2e6, "EUR", 2023),
        figure(850_000, "EUR", 2021),
        figure(1.02e6, "EUR", 2022),
    ]


def test_swedish_budget_takes_its_scale_from_the_heading() -> None:
    text = (
        "Regional strategi\n\nFinansiering (mnkr)\n\n                 2021    2022\n"
        "Regionala medel  12,0    12,5\nNäringslivet      7,0       -\n"
        "Summa            19,0    13,5\n"
    )
    assert [brief(r) for r in read(text)] == [
        figure(12e6, "SEK", 2021),
        figure(12.5e6, "SEK", 2022),
        figure(7e6, "SEK", 2021),
        figure(19e6, "SEK", 2021),
        figure(13.5e6, "SEK", 2022),
    ]


def test_danish_groups_and_scale_in_the_corner() -> None:
    body = table(
        "1.000 kr.|Regnskab 2021|Budget 2022", "3<Indtægter", "Medlemsbidrag|1.850|2.000",
        "I alt|8.250|8.750",
    )  # fmt: skip
    assert [brief(r) for r in read(html("da", f"<h1>Budget</h1>{body}"))] == [
        figure(1.85e6, "DKK", 2021),
        figure(2e6, "DKK", 2022),
        figure(8.25e6, "DKK", 2021),
        figure(8.75e6, "DKK", 2022),
    ]


def test_english_years_down_the_side_and_counts_by_country() -> None:
    body = table(
        "Year|Start-ups|Private capital (EUR million)", "2020|14|3.5", "2021|22|5.25"
    ) + table("Country|Founded|Members", "Denmark|2008|45", "Total||76")
    assert [brief(r) for r in read(html("en", f"<h1>Hub in figures</h1>{body}"))] == [
        figure(14, "companies", 2020),
        figure(22, "companies", 2021),
        figure(3.5e6, "EUR", 2020),
        figure(5.25e6, "EUR", 2021),
        figure(45, "members"),
        figure(76, "members"),
    ]


@pytest.mark.parametrize("turned", [False, True])
def test_roles_as_rows_or_columns_below_the_name_of_the_count(turned: bool) -> None:
    rows = ["|2021|2022", "Mål|50|60", "Resultat|47|–"]
    turned_rows = ["År|Mål|Resultat", "2021|50|47", "2022|60|–"]
    body = table(*(turned_rows if turned else rows))
    found = read(html("nb", f"<h1>Rapport</h1><h3>Antall etablerte bedrifter</h3>{body}"))
    assert {brief(r) for r in found} == {
        target(50, "companies", 2021),
        target(60, "companies", 2022),
        figure(47, "companies", 2021),
    }


def test_swedish_from_to_cells() -> None:
    body = table(
        "Område|Från (2020) → till 2030", "Andel förnybar energi|54,5 % → 80 %",
        "Antal laddstationer|120 → 400",
    )  # fmt: skip
    found = read(html("sv", f"<h1>Färdplan</h1><h2>Mål till 2030</h2>{body}"))
    assert [brief(r) for r in found] == [
        target(80, "percent", 2030, 54.5, 2020),
        target(400, "other:laddstationer", 2030, 120, 2020),
    ]


def test_years_after_a_status_of_today_are_aims() -> None:
    body = table("KPI|Current status|2025|2030", "Renewable share|45% (2021)|60%|80%")
    assert [brief(r) for r in read(html("en", f"<h1>Roadmap</h1>{body}"))] == [
        target(60, "percent", 2025, 45, 2021),
        target(80, "percent", 2030, 45, 2021),
    ]


def test_danish_shares_and_money_by_caption() -> None:
    body = (
        "<h2>Procent af medlemmerne</h2>"
        + table("|2021|2023", "Tilfredse|71|78")
        + "<h2>Fordeling af tilskud (mio. kr.)</h2>"
        + table("Region|Tilskud|Antal projekter", "Nord|12,5|8")
    )
    assert [brief(r) for r in read(html("da", f"<h1>Måling</h1>{body}"))] == [
        figure(71, "percent", 2021),
        figure(78, "percent", 2023),
        figure(12.5e6, "DKK"),
        figure(8, "projects"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Opslag\n\nSagsbehandlingstid: ca. 10 uger\nSagsnummer: 20358412\nTelefon: 45 20 10 30\n",
        "OPSLAG: GRØNNE MILJØER 2024\n\nInnhold\n\nForord   3\nMål      7\nBudsjett 12\n",
        html("da", "<h1>Åbent</h1>" + table("Dag|Tid", "Mandag|10–12", "Torsdag|13–17")),
        html("en", "<h1>Prices</h1>" + table("Score|2021|2022", "Index|104.5|103.1")),
    ],
)
def test_what_a_table_or_line_does_not_count_is_no_figure(text: str) -> None:
    assert read(text) == []


def test_the_years_brackets_are_not_those_of_the_figures() -> None:
    text = (
        "Havklyngen SA\nÅrsrapport 2020\n\nNøkkeltall (2019 i parentes)\n\nMedlemmer: 96 (88)\n"
        "Omsetning: 11,8 MNOK (10,4)\n"
    )
    assert [brief(r) for r in read(text)] == [
        figure(96, "members", 2020),
        figure(11.8e6, "NOK", 2020),
    ]


def test_prices_dates_and_contacts_are_no_figures() -> None:
    body = (
        "<h1>Klyngedag</h1>" + table("Deltager|Pris", "Medlem|1.200 kr.", "Andre|2.400 kr.")
        + "<dl><dt>Tilmeldingsfrist</dt><dd>1. marts</dd><dt>Telefon</dt><dd>33 12 45 67</dd></dl>"
        + table("Navn|Stilling|Telefon", "Kari Moen|Leder|911 22 333", "Ola Vik|Vikar|922 33 444")
    )  # fmt: skip
    assert read(html("da", body)) == []


def test_norwegian_list_of_indicators_with_arrows() -> None:
    body = (
        "<h1>Utviklingsplan 2024–2028</h1><h2>Indikatorer</h2><ul>"
        "<li>Sysselsettingsandel: 74,1 % (2022) → 77,5 % (2028)</li>"
        "<li>Nyetableringer per år: fra 410 til 500</li>"
        "<li>Befolkning: 48 120 innbyggere (1.1.2023)</li></ul>"
    )
    assert [brief(r) for r in read(html("nb", body))][:2] == [
        target(77.5, "percent", 2028, 74.1, 2022),
        target(500, "other:nyetableringer", 2028, 410, None),
    ]


def test_english_cards_whose_parts_touch() -> None:
    body = (
        "<h1>Highlights</h1><div><div><b>27</b><span>new members</span></div>"
        "<div><b>€4.2m</b><span>raised by start-ups</span></div>"
        "<div><b>64%</b><span>of members report growth</span></div></div>"
    )
    assert [brief(r) for r in read(html("en", body))] == [
        figure(27, "members"),
        figure(4.2e6, "EUR"),
        figure(64, "percent"),
    ]


def test_size_classes_are_counted_in_what_the_caption_names() -> None:
    text = (
        "Tabell 3. Företag i programmet efter storlek\n\nStorlek          Antal   Andel\n"
        "0-9 anställda      214    69 %\n10-49 anställda     98    31 %\n"
    )
    assert [brief(r) for r in read(text)] == [
        figure(214, "companies"),
        figure(69, "percent"),
        figure(98, "companies"),
        figure(31, "percent"),
    ]


def test_danish_years_after_a_start_below_aims() -> None:
    body = table("Mål|Udgangspunkt|2025|2030", "CO2-udledning (mio. ton)|7,2 (2018)|5,0|2,2")
    assert [brief(r) for r in read(html("da", f"<h1>Strategi</h1>{body}"))] == [
        target(5e6, "tonnes", 2025, 7.2e6, 2018),
        target(2.2e6, "tonnes", 2030, 7.2e6, 2018),
    ]


def test_swedish_measure_of_fulfilment_is_no_value_of_the_row() -> None:
    body = table(
        "Mål|Indikator|Utfall 2021|Utfall 2022|Målvärde 2023|Måluppfyllelse",
        "1. Fler företag|Nystartade företag|98|104|110|95 %",
    )
    assert [brief(r) for r in read(html("sv", f"<h1>Uppföljning</h1>{body}"))] == [
        target(110, "companies", 2023),
        figure(98, "companies", 2021),
        figure(104, "companies", 2022),
    ]


def test_danish_goals_in_lines_are_not_wrapped_into_each_other() -> None:
    text = (
        "Erhvervspolitik 2023-2026\n\nMål 1: Flere virksomheder\n"
        "Baseline (2022): 1.120 virksomheder\nMål (2026): 1.300 virksomheder\n\n"
        "Indikator: Virksomheder med klimaregnskab\nBaseline (2022): 35\nMål (2026): 150\n"
    )
    assert [brief(r) for r in read(text)] == [
        target(1300, "companies", 2026, 1120, 2022),
        target(150, "companies", 2026, 35, 2022),
    ]


def test_the_head_of_a_dated_column_may_name_what_it_counts() -> None:
    body = table("Län|Sysselsatta 2021|Förändring 2019–2021, %", "Värmland|128 400|−1,2")
    assert [brief(r) for r in read(html("sv", f"<h1>Län i jämförelse</h1>{body}"))] == [
        figure(128_400, "people", 2021),
        figure(1.2, "percent", 2021, "decrease_by"),
    ]


def test_english_monitoring_with_several_results() -> None:
    body = table(
        "2^Objective|2^Unit|2^Baseline 2019|2<Achieved|2<Target",
        "2021|2022|2024|2027",
        "Private investment|EUR m|0|7.9|12.5|20|40",
    )
    assert [brief(r) for r in read(html("en", f"<h1>Monitoring</h1>{body}"))] == [
        target(20e6, "EUR", 2024, 0, 2019),
        target(40e6, "EUR", 2027, 0, 2019),
        figure(7.9e6, "EUR", 2021),
        figure(12.5e6, "EUR", 2022),
    ]


@pytest.mark.parametrize(
    ("language", "head", "lines", "unit"),
    [
        ("sv", "Regleringsbrev för budgetåret 2022", "Belopp angivna i tkr", "SEK"),
        ("nb", "Tildelingsbrev 2022 for etaten", "(i 1 000 kroner)", "NOK"),
        ("nn", "Tildelingsbrev 2022 for etaten", "Tal i 1 000 kroner", "NOK"),
        ("da", "Bevilling 2022 til styrelsen", "Beløb i 1.000 kr.", "DKK"),
        ("en", "Budget 2022 of the agency", "Amounts in EUR thousand", "EUR"),
    ],
)
def test_amounts_of_a_budget_are_in_what_stands_above_them(
    language: str, head: str, lines: str, unit: str
) -> None:
    text = f"{head}\n\n{lines}\n\n1:2  Innovation        212 300\nPost 60  Energi      48 900\n"
    found = read_targets(read_document(text.encode(), language=language))
    assert [brief(r) for r in found] == [
        figure(212_300_000, unit, 2022),
        figure(48_900_000, unit, 2022),
    ]


def test_years_of_a_base_value_in_a_column_are_no_values() -> None:
    body = table(
        "2^Indikator|2<Basvärde|2^Utfall 2022|2^Mål 2030",
        "År|Värde",
        "Antal exportföretag|2018|940|1 010|1 300",
        "Investeringar, mnkr|2019|1 250|1 400|2 000",
    )
    assert [brief(r) for r in read(html("sv", f"<h1>Uppföljning</h1>{body}"))] == [
        target(1300, "companies", 2030, 940, 2018),
        figure(1010, "companies", 2022),
        target(2e9, "SEK", 2030, 1.25e9, 2019),
        figure(1.4e9, "SEK", 2022),
    ]


def test_each_year_of_status_is_reported() -> None:
    body = table(
        "2^Indikator|2<Status|Mål",
        "2020|2022|2026",
        "Antall bedrifter|210|230|300",
        "Antall produkter|–|7|20",
    )
    assert [brief(r) for r in read(html("nb", f"<h1>Delmål</h1>{body}"))] == [
        target(300, "companies", 2026, 230, 2022),
        figure(210, "companies", 2020),
        figure(230, "companies", 2022),
        target(20, "products", 2026, 7, 2022),
        figure(7, "products", 2022),
    ]


def test_requirements_are_aims() -> None:
    body = table("Mål|Krav|Resultat", "Antal medlemmer|110|118")
    assert [brief(r) for r in read(html("da", f"<h1>Status på kontrakten</h1>{body}"))] == [
        target(110, "members", None),
        figure(118, "members"),
    ]


def test_aims_start_from_the_base_value_not_from_today() -> None:
    body = table(
        "Indikator|Startvärde (2021)|Nuläge (2023)|Mål 2025",
        "Deltagande företag|38|64|minst 100",
    )
    rows = [brief(r) for r in read(html("sv", body)) if r.kind == "target"]
    assert rows == [target(100, "companies", 2025, 38, 2021, how="at_least")]


def test_an_empty_last_cell_between_bars_moves_no_value() -> None:
    lines = (
        "Nøkkeltall | 2020 | 2021 | Mål 2025",
        "Medlemmer | 143 | 158 | 220",
        "Andel | 41 % | 39 % |",
    )
    page = "\n".join(lines)
    shares = [brief(r) for r in read(page) if r.unit == "percent"]
    assert shares == [figure(41, "percent", 2020), figure(39, "percent", 2021)]


def test_an_amount_in_a_label_is_no_unit_of_its_values() -> None:
    body = table(
        "Indikator|2022|2023",
        "Antal bedrifter med over 20 prosent vekst|34|41",
        "Antall prosjekter over 1 mill. kroner|7|9",
    )
    assert {r.unit for r in read(html("nb", body))} == {"companies", "projects"}


def test_a_caption_of_money_counts_rows_named_after_things() -> None:
    body = "<h1>Budsjett</h1><h3>Tilskudd til næring, 1000 kr</h3>" + table(
        "Formål|Budsjett 2024|Budsjett 2025", "Klynger|9 400|8 200", "Medlemmer|700|650"
    )
    assert [brief(r) for r in read(html("nb", body))] == [
        figure(9_400_000, "NOK", 2024),
        figure(8_200_000, "NOK", 2025),
        figure(700_000, "NOK", 2024),
        figure(650_000, "NOK", 2025),
    ]


@pytest.mark.parametrize(
    ("language", "unit", "currency"),
    [("nn", "heile kroner", "NOK"), ("da", "hele kr.", "DKK"), ("sv", "hela kronor", "SEK")],
)
def test_whole_kroner_in_a_caption_are_the_unit(language: str, unit: str, currency: str) -> None:
    body = f"<h1>2022</h1><table><caption>Støtte ({unit})</caption>" + table(
        "Art|2021|2022", "Miljø|640 000|725 000"
    ).removeprefix("<table>")
    found = read(html(language, body))
    assert [(r.value, r.unit, r.year) for r in found] == [
        (640_000, currency, 2021),
        (725_000, currency, 2022),
    ]


def test_brackets_behind_a_label_do_not_say_what_it_counts() -> None:
    body = "<h1>Mål</h1>" + table(
        "Mål|Utfall 2021|Utfall 2022", "Antal jobb (arbetande befolkning)|9 100|9 350"
    )
    assert [(r.value, r.unit) for r in read(html("sv", body))] == [(9100, "jobs"), (9350, "jobs")]


def test_an_index_and_a_scale_are_units() -> None:
    body = "<h1>Uppföljning</h1>" + table(
        "Mått|Utfall 2022|Mål 2026",
        "Medlemmarnas nöjdhet (NMI)|64|70",
        "Betyg på kurserna (skala 1–5)|3,9|4,2",
    )
    assert [brief(r) for r in read(html("sv", body))] == [
        target(70, "other:index", 2026, 64, 2022),
        figure(64, "other:index", 2022),
        target(4.2, "other:index", 2026, 3.9, 2022),
        figure(3.9, "other:index", 2022),
    ]


def test_a_paragraph_that_took_data_protection_up_is_no_consent_line() -> None:
    body = "<h1>Report</h1><p>In 2022 some 85 firms took part in our course on the GDPR.</p>"
    assert [brief(r)[:3] for r in read(html("en", body))] == [("f", 85, "companies")]


def test_a_section_of_figures_outside_the_article_is_content() -> None:
    body = (
        "<article><h1>Året 2022</h1><p>Klubben blev större och fick många nya vänner i länet.</p>"
        "</article><section><h3>Ekonomi 2022 (tkr)</h3>"
        + table("Post|2022", "Intäkter|32 400", "Resultat|310")
        + "</section><form><label>Sök bland 2 300 dokument</label></form>"
    )
    assert [(r.value, r.unit) for r in read(html("sv", body))] == [
        (32_400_000, "SEK"),
        (310_000, "SEK"),
    ]
