"""Documents of several content management systems, transcripts and slides: content set apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.prose.document import MAX_TEXT, read_document, recognise_format
from warehouse.errors import FormatError
from warehouse.records import Document

SEEDS = Path(__file__).parents[4] / "shared" / "seeds"

PLONE = """<!DOCTYPE html><html lang="da"><head><title>Vækstplan 2016-2019 —
Styrelsen</title></head>
<body class="template-document portaltype-document site-da userrole-anonymous">
<div id="portal-top"><ul id="portal-globalnav"><li><a href="/a">Emner</a></li><li><a href="/b">Tal
 2014</a></li><li><a href="/c">50 nyheder</a></li></ul></div>
<div id="portal-breadcrumbs"><span>Du er her:</span> <a href="/">Forside</a> ›
<span>2016</span></div>
<div id="portal-column-content"><h1 class="documentFirstHeading">Vækstplan 2016-2019</h1>
<div class="documentByLine">af redaktionen — sidst ændret 03.05.2016</div>
<div id="content-core"><p>: 26. april 2016</p><p>Planen samler indsatsen for klynger i hele landet,
og
den skal føre til flere innovationer i virksomhederne.</p>
<ol><li>Mindst 700 virksomheder skal deltage (status 2015: 520)</li><li>Flere skal
med</li></ol></div></div>
<div id="portal-column-two" class="portlet"><dl><dt>Nyheder</dt><dd>120 klynger i
tal</dd></dl></div>
<div id="portal-footer"><p>Tlf. 12 34 56 78, CVR-nr. 11 22 33 44</p></div></body></html>"""

WORDPRESS = """<!DOCTYPE html><html lang="nb-NO"><head><title>Klyngen vokser - Klyngebloggen</title>
<meta property="article:published_time" content="2021-03-04T08:00:00+01:00"></head>
<body class="post-template has-sidebar single-post"><div id="cookie-law-info-bar"><span>Vi bruker
informasjonskapsler. <a>Godta</a></span></div><header class="site-header"><nav
class="main-navigation">
<ul class="menu"><li><a>Hjem</a></li><li><a>100 medlemmer</a></li></ul></nav></header>
<div id="content" class="site-content"><article class="post"><header class="entry-header">
<h1 class="entry-title">Klyngen vokser</h1><span class="posted-on">4. mars 2021</span></header>
<div class="entry-content"><p>Klyngen har fått 24 nye medlemmer<sup>1</sup> det siste året, og
styret er svært
fornøyd med utviklingen i regionen.</p><div class="sharedaddy
sd-sharing-enabled"><ul><li>Del</li></ul></div></div>
</article><div class="related-posts"><h3>Relaterte innlegg</h3><ul><li>75 bedrifter på
messe</li></ul></div></div>
<aside class="widget-area"><section class="widget"><p>Arkiv 2019 (12)</p></section></aside>
<footer class="site-footer">Org.nr. 999 888 777</footer></body></html>"""

SITEVISION = """<!DOCTYPE html><html lang="sv"><head><title>Klusterstrategi mot 2030 - Region
Exempel</title></head>
<body class="sv-no-js env-m-around--0"><div class="sv-text-portlet env-cookie-consent"><p>Vi
använder kakor.
Godkänn alla kakor</p></div><nav
aria-label="Brödsmulor"><ol><li><a>Start</a></li><li><a>Utveckling</a></li></ol></nav>
<main><div class="sv-layout"><div class="sv-text-portlet sv-use-margins"><div
class="sv-text-portlet-content">
<h1 class="heading">Klusterstrategi mot 2030</h1><p class="normal">Regionen ska ha minst&nbsp;12
starka
kluster&shy;organisationer år 2030 och företagen ska bli fler.<br><br>Detta är ett nytt stycke i
samma text.</p></div></div></div>
<div class="sv-text-portlet pagecontent"><h2>Relaterade sidor</h2><ul><li><a>Kluster i siffror: 300
företag</a></li></ul>
<h2>Så arbetar vi</h2><p>Arbetet leds av en styrgrupp som träffas regelbundet under året och följer
målen.</p></div></main>
<footer><p>Regionens hus, 651 15 Exempelstad</p></footer></body></html>"""

MINISTRY = """<html lang="no"><head><title>Meld. St. 27 -
regjeringen.no</title></head><body><header role="banner">
<ul><li><a>Tema</a></li><li><a>Dokument</a></li><li><a>Aktuelt</a></li></ul></header>
<div id="mainContent"><div class="breadcrumbs">Du er her: Forsiden</div><h1>7 Næringsklynger</h1>
<div class="article-body"><h2>7.1 Programmet</h2><p>Programmet samlet 3 100 bedrifter i 2016, og
det er en viktig del av
regjeringens politikk for omstilling og vekst i hele landet.</p><table><caption>Klynger etter
nivå</caption>
<tr><th>Nivå</th><th>2016</th></tr><tr><td>Arena</td><td>22</td></tr></table></div></div>
<div class="footer" role="contentinfo"><p>Telefon: 22 00 00 00</p></div></body></html>"""


def read(page: str) -> Document:
    return read_document(page.encode("utf-8"))


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


def left_out(document: Document) -> str:
    return " ".join(block.text for block in document.boilerplate)


def test_plone_page() -> None:
    document = read(PLONE)
    assert document.title == "Vækstplan 2016-2019"
    assert (document.language, document.published) == ("da", "2016-04-26")
    assert (document.valid_from_year, document.valid_to_year) == (2016, 2019)
    assert "Mindst 700 virksomheder skal deltage (status 2015: 520)" in texts(document)
    for words in ("50 nyheder", "120 klynger", "CVR-nr", "Du er her"):
        assert words in left_out(document)
        assert words not in " ".join(texts(document))


def test_wordpress_page() -> None:
    document = read(WORDPRESS)
    assert (document.title, document.language) == ("Klyngen vokser", "nb")
    assert document.published == "2021-03-04"
    content = " ".join(texts(document))
    assert "24 nye medlemmer det siste året" in content  # the footnote mark is gone
    for words in ("informasjonskapsler", "100 medlemmer", "75 bedrifter", "Arkiv 2019", "Org.nr"):
        assert words in left_out(document)
        assert words not in content


def test_sitevision_page() -> None:
    document = read(SITEVISION)
    assert (document.title, document.language) == ("Klusterstrategi mot 2030", "sv")
    assert (document.valid_from_year, document.valid_to_year) == (None, 2030)
    content = texts(document)
    assert (
        "Regionen ska ha minst 12 starka klusterorganisationer år 2030 och företagen ska bli fler."
        in content
    )
    assert "Detta är ett nytt stycke i samma text." in content
    assert any(text.startswith("Arbetet leds") for text in content)  # the section after "related"
    assert "300 företag" in left_out(document)
    assert "300 företag" not in " ".join(content)


def test_ministry_page_keeps_tables_as_cells() -> None:
    document = read(MINISTRY)
    assert (document.title, document.language) == ("7 Næringsklynger", "nb")
    cells = {block.locator: block.text for block in document.blocks if block.kind == "cell"}
    assert cells["table[1]/row[2]/cell[2]"] == "22"
    assert cells["table[1]/row[1]/cell[1]"] == "Nivå"
    assert "22 00 00 00" in left_out(document)


def test_locators_find_the_element_again() -> None:
    lxml_html = pytest.importorskip("lxml.html")
    root = lxml_html.document_fromstring(SITEVISION)
    for block in read(SITEVISION).blocks:
        if block.locator.startswith(("p[", "h1[", "h2[")):
            (node,) = root.xpath(
                f"(//{block.locator[: block.locator.index('[')]})"
                f"{block.locator[block.locator.index('[') :]}"
            )
            assert block.text[:12] in " ".join(node.text_content().replace("\xad", "").split())


def test_transcript_leaves_out_the_summaries_of_other_documents() -> None:
    other = [
        f"Rapport {n} om {n * 100} företag\n\nRapport {n} om {n * 100} företag Här sammanfattas rapporten\n\nLäs mer\n\n"  # noqa: E501
        for n in range(3, 9)
    ]
    page = (
        "Konferens om kluster\n\nStorlek: px\nStarta visningen från sidan:\n\nTranskript\n\n"
        "1 Konferensen samlade 80 personer från hela landet och blev en mötesplats för alla.\n\n"
        "2 Projektet omfattar åtta klusterorganisationer som arbetar tillsammans i tre län.\n\n"
        + "".join(other)
    )
    document = read_document(page.encode("utf-8"))
    assert texts(document) == [
        "Konferens om kluster",
        "Konferensen samlade 80 personer från hela landet och blev en mötesplats för alla.",
        "Projektet omfattar åtta klusterorganisationer som arbetar tillsammans i tre län.",
    ]
    assert [block.locator for block in document.blocks][1] == "page[1]/line[8]"
    assert "800 företag" in left_out(document)


def test_summaries_without_blank_lines_between_are_left_out_too() -> None:
    other = "".join(
        f"Årsmelding {n}\nÅrsmelding {n} I {n} hadde vi {n - 1900} medlemmer i klyngen\nLes mer\n\n"
        for n in range(2011, 2016)
    )
    page = f"Plan for klynger\n\nTranskripsjon\n\n1 Regionen har 20 klynger i dag.\n\n{other}"
    document = read_document(page.encode())
    assert texts(document) == ["Plan for klynger", "Regionen har 20 klynger i dag."]


def test_a_transcript_as_html_loses_its_page_numbers() -> None:
    document = read(
        "<h1>Møte - PDF Free Download</h1><h3>Transkript</h3><p>1 Referat fra møtet</p>"
        "<p>2 Klynger er bra for regionen, og vi skal ha flere av dem.</p>"
    )
    assert document.title == "Møte"
    assert texts(document)[1:] == [
        "Referat fra møtet",
        "Klynger er bra for regionen, og vi skal ha flere av dem.",
    ]


def test_slides_as_text() -> None:
    page = (
        "Slide 1\nKlynger i Norden\nOslo, 12. mai 2018\n\nSlide 2\nFakta\n- 39 klynger\n"
        "- 2 400 bedrifter\n\n2\n\n2020\n\n3 / 12\n"
    )
    document = read_document(page.encode())
    assert (document.title, document.language) == ("Klynger i Norden", "nb")
    assert document.published == "2018-05-12"
    assert [(block.kind, block.text) for block in document.blocks][2:] == [
        ("heading", "Fakta"),
        ("item", "39 klynger"),
        ("item", "2 400 bedrifter"),
        ("paragraph", "2020"),
    ]


def test_wrapped_lines_and_lists_of_a_text() -> None:
    page = (
        "Handlingsplan 2021-2024\n=======================\n\nPlanen er utarbeidet av klyngen og gjelder for alle medlemmer, og den er\n"  # noqa: E501
        "forankret i styret. Den revi-\nderes hvert år.\n\nMål:\n\n 1. Minst 50 bedrifter skal delta\n 2. Flere skal eksportere,\n"  # noqa: E501
        "    også de små\n\nSide 3 av 12\n"
    )
    document = read_document(page.encode("utf-8"))
    assert texts(document) == [
        "Handlingsplan 2021-2024",
        (
            "Planen er utarbeidet av klyngen og gjelder for alle medlemmer, og den er forankret i styret. "  # noqa: E501
            "Den revideres hvert år."
        ),
        "Mål:",
        "Minst 50 bedrifter skal delta",
        "Flere skal eksportere, også de små",
    ]
    assert [block.kind for block in document.blocks][-1] == "item"


@pytest.mark.parametrize(
    ("declared", "encoded", "note"),
    [
        ("utf-8", "iso-8859-1", "not the UTF-8 it should be"),
        ("iso-8859-1", "utf-8", "valid UTF-8"),
        ("windows-1252", "cp1252", None),
        ("utf-8", "utf-8", None),
    ],
)
def test_character_sets_are_checked_against_the_bytes(
    declared: str, encoded: str, note: str | None
) -> None:
    page = f'<html><head><meta charset="{declared}"></head><body><h1>Målsætninger</h1><p>Vækst på Ærø og i Åre.</p></body></html>'  # noqa: E501
    document = read_document(page.encode(encoded))
    assert texts(document) == ["Målsætninger", "Vækst på Ærø og i Åre."]
    assert document.notes == () if note is None else note in document.notes[0]


def test_a_mixed_character_set_is_refused_rather_than_garbled() -> None:
    page = "<p>Vækst på Ærø</p>".encode() + "<p>Även på Åland</p>".encode("cp1252")
    with pytest.raises(FormatError) as caught:
        read_document(page)
    assert caught.value.code == "encoding-mixed"


def test_a_few_broken_bytes_are_marked_with_a_note() -> None:
    page = (
        "<p>Målet är att fler företag på Åland växer, även små.</p>".encode() * 3 + b"<p>x\xe5</p>"
    )
    document = read_document(page)
    assert texts(document)[-1] == "x\ufffd"
    assert document.notes == ("1 byte sequence(s) are not valid UTF-8; replaced by U+FFFD",)


def test_doubly_encoded_utf8_is_mended_with_a_note() -> None:
    page = "<p>Målet är fler företag på Åland.</p>".encode().decode("cp1252").encode("utf-8")
    document = read_document(page)
    assert texts(document) == ["Målet är fler företag på Åland."]
    assert "twice" in document.notes[0]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "document-empty"),
        (b" \n\t", "document-empty"),
        (b"PK\x03\x04rest", "document-unsupported"),
        (b"\x89PNG\r\n", "document-unsupported"),
        (b"text\x00\x01\x02", "encoding-binary"),
        (b"<html><body><nav><a>Menu</a></nav></body></html>", "document-no-text"),
        (b' {"plan": "100 medlemmer innen 2030"}', "document-unsupported"),
        (b"[" * 100_000, "document-unsupported"),
        (b"<p>" + b"Vi skal vokse. " * 80_000, "document-too-long"),
        (b"Vi skal vokse. " * 80_000, "document-too-long"),
        (b"<div>" * 20_000 + b"Hei", "html-too-deep"),
    ],
)
def test_what_is_no_document_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(FormatError) as caught:
        read_document(content, url="https://example.org/x")
    assert caught.value.code == code
    assert caught.value.url == "https://example.org/x"
    assert caught.value.remedy


@pytest.mark.parametrize("text", ["[1] Kilde: rapporten", "{plan} skal vokse", "[]tom"])
def test_a_text_that_begins_as_json_does_is_a_text(text: str) -> None:
    assert texts(read_document(text.encode())) == [text]


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(FormatError, match="language-unknown"):
        read_document(b"text", language="fi")


@pytest.mark.parametrize(
    ("content", "media_type", "form"),
    [
        (b"%PDF-1.4", "text/html", "pdf"),
        (b"<!doctype html><p>x", "text/plain", "html"),
        (b"plain words", "text/html", "text"),
        (b"\xef\xbb\xbf<div>x</div>", None, "html"),
    ],
)
def test_the_bytes_say_what_a_document_is(
    content: bytes, media_type: str | None, form: str
) -> None:
    assert recognise_format(content, media_type) == form


def test_blocks_in_another_language_are_marked() -> None:
    document = read(
        "<main><p>Klyngen har mange medlemmer, og de ikke bare møtes, men gjør også prosjekter sammen.</p>"  # noqa: E501
        "<p>Bedriftene får hjelp av rådgivere til å finne partnere og finansiering i inn- og utland.</p>"  # noqa: E501
        "<p>The cluster is one of the best in the country and it has many members that work together.</p></main>"  # noqa: E501
    )
    assert document.language == "nb"
    assert [block.language for block in document.blocks] == [None, None, "en"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "Virksomhederne skal have bedre adgang til viden, og der er brug for flere klynger.",
            "da",
        ),
        (
            "Företagen ska få bättre tillgång till kunskap, och det behövs fler kluster i landet.",
            "sv",
        ),
        ("Bedriftene skal få bedre tilgang til kunnskap, og det er behov for flere klynger.", "nb"),
        (
            "Verksemdene skal få betre tilgang til kunnskap, og det er ikkje nok klynger i fylket.",
            "nn",
        ),
        ("Companies should get better access to knowledge, and more clusters are needed.", "en"),
    ],
)
def test_language_of_a_page(text: str, language: str) -> None:
    assert read_document(f"<p>{text}</p>".encode()).language == language


def test_a_page_of_five_megabytes_is_read_up_to_its_bound() -> None:
    body = "".join(
        f"<div class='row'><p>Avsnitt {n} handler om klynger og om hvordan bedriftene samarbeider med forskere.</p></div>"  # noqa: E501
        for n in range(42_000)
    )
    page = f"<html><body><main><h1>Stor side</h1>{body}</main></body></html>".encode()
    assert len(page) > 5_000_000 - 500_000
    document = read_document(page)
    assert sum(len(block.text) for block in document.blocks) <= MAX_TEXT
    assert document.blocks[-1].text.startswith(f"Avsnitt {len(document.blocks) - 2} ")
    assert document.notes[0].startswith(f"{42_001 - len(document.blocks)} blocks after")


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seeds are not on this machine")
@pytest.mark.parametrize(
    ("name", "title", "language", "years", "own", "foreign"),
    [
        (
            "000",
            "Klyngestrategi 2.0 – Strategi for Danmarks klynge- og netværksindsats 2016-2018",
            "da",
            (2016, 2018),
            "Mindst 2.000 virksomheder",
            "Læs mere her",
        ),
        (
            "001",
            "Ny strategi: Erhvervsfremme i Danmark 2020-2023",
            "da",
            (2020, 2023),
            "Klyngers centrale rolle",
            "CVR-nr",
        ),
        (
            "002",
            "Nationella kluster konferensen",
            "sv",
            (None, None),
            "omkring 700 företag",
            "400 miljarder kronor",
        ),
        (
            "003",
            "Erfaringer fra de mest vellykkede klyngene",
            "nb",
            (None, None),
            "45 offisielle klynger",
            "Du er her",
        ),
        (
            "004",
            "Klustermodellen - så jobbar vi för klusterutveckling i regionen",
            "sv",
            (None, None),
            "Klusterinitiativ",
            "Avdelningschef",
        ),
    ],
)
def test_seeds(
    name: str,
    title: str,
    language: str,
    years: tuple[int | None, int | None],
    own: str,
    foreign: str,
) -> None:
    (path,) = SEEDS.glob(f"{name}_*.txt")
    document = read_document(path.read_bytes())
    assert (document.title, document.language) == (title, language)
    assert (document.valid_from_year, document.valid_to_year) == years
    assert own in " ".join(texts(document))
    assert foreign in left_out(document)
    assert foreign not in " ".join(texts(document))


def test_a_short_block_keeps_the_language_of_its_document() -> None:
    text = "Dere kan få inntil 40 % av kostnadene, maks. 2 mill. kr per år i to år."
    document = read_document(f"<main><h1>Støtte</h1><p>{text}</p></main>".encode(), language="nb")
    assert document.blocks[-1].language in {None, "nb"}
