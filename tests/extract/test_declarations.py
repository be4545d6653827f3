"""Sources that are declared in a file: what the files may say, and what is refused."""

import dataclasses
import datetime as dt
from pathlib import Path
from typing import get_type_hints

import pydantic
import pytest

from extract.archive import make_capture
from extract.declarations import read_declaration
from extract.pages.declared_list import read_cluster_list
from extract.registry import declarations, source
from extract.spec import SOURCES, module_path
from warehouse.errors import ContractError, SourceChangedError
from warehouse.records import Capture

FILES = sorted(SOURCES.glob("*/*.toml"))
#: Of no agency and no country: only the shape of a declaration.
EXAMPLE = """
title = "Rounds of ice"
publisher = "Office of Ice"
licence = { name = "CC0 1.0", attribution = "Source: Office of Ice" }
landing_url = "https://ice.example/"
language = "en"
reviewed_on = 2026-11-29

[[tables]]
stat_table_id = "ice:1"
region = ""
breaks = [2019]
regions = [{ vintage = "SE-lan", prefix = "L" }]
select = { Region = ["00", "??"] }

[tables.contents]
"*" = { measure = "rounds", unit = "1000 rounds", multiplier = 1000.0, steps = { NO = 1.0 } }
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "se_ice_rounds.toml"
    path.write_text(text, encoding="utf-8")
    return path


def check_types(value: object) -> None:
    """Hold every field of a declaration, and of all that lies in it, to its annotation."""
    if isinstance(value, tuple):
        for one in value:
            check_types(one)
    elif isinstance(value, dict):
        check_types(tuple(value.values()))
    elif dataclasses.is_dataclass(value):
        hints = get_type_hints(type(value))
        for field in dataclasses.fields(value):
            found = getattr(value, field.name)
            pydantic.TypeAdapter(hints[field.name]).validate_python(found, strict=True)
            check_types(found)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_field_of_every_file_has_the_type_of_its_class(path: Path) -> None:
    check_types(read_declaration(path))


def test_a_file_s_source_is_found_by_its_id_and_read_by_its_module_or_a_shared_one() -> None:
    assert len(FILES) > 60
    for path in FILES:
        declared = read_declaration(path)
        assert source(path.stem).spec == declared.spec
        has_module = path.with_suffix(".py").exists()
        kinds = (declared.tables, declared.pages, declared.list, declared.facts)
        assert has_module != any(kinds)
        place = path.with_suffix(".py" if has_module else ".toml").relative_to(SOURCES.parent)
        assert module_path(path.stem) == f"extract/{place}"


def test_a_table_is_read_with_all_it_holds(tmp_path: Path) -> None:
    declared = read_declaration(write(tmp_path, EXAMPLE))
    (table,) = declared.tables
    assert table.region is None
    assert table.content == "ContentsCode"
    assert table.breaks == (2019,)
    assert table.regions[0].prefix == "L"
    assert table.select == {"Region": ("00", "??")}
    assert table.contents["*"].steps == {"NO": 1.0}
    assert declared.spec.country_code == "SE"
    assert declared.spec.bounds.seen == 0


def test_an_agency_s_terms_are_those_of_the_agency_unless_the_file_says_other(
    tmp_path: Path,
) -> None:
    own = 'title = "T"\nlanding_url = "https://x.example/"\nreviewed_on = 2026-11-29\n'
    table = '[[tables]]\nstat_table_id = "ssb:1"\n[tables.contents]\n'
    spec = read_declaration(write(tmp_path, f'agency = "ssb"\nlanguage = "en"\n{own}{table}')).spec
    assert spec.publisher == source("no_ssb_population").spec.publisher
    assert spec.licence == source("no_ssb_population").spec.licence
    assert spec.language == "en"


#: A source of one page, to which more may be added.
PLANS = """
title = "Plans"
publisher = "Town"
attribution = "Source: Town"
cadence = "once"
language = "sv"
reviewed_on = 2026-11-29
[[pages]]
name = "a"
url = "https://town.example/a"
strategy_id = "se:a"
subject = "plan"
"""


def test_a_page_gives_its_request_and_the_healthy_numbers(tmp_path: Path) -> None:
    text = (
        PLANS
        + """\
valid_years = [2013, ""]
[[pages.lists]]
area_type = "priority"
pattern = "we put first"
what = "priorities"
[[pages]]
name = "b"
url = "https://share.example/b"
strategy_id = "se:b"
subject = "plan"
is_fetched = false
"""
    )
    declared = read_declaration(write(tmp_path, text))
    assert [request.name for request in declared.spec.requests] == ["a"]
    assert declared.spec.landing_url == "https://town.example/a"
    assert declared.pages[0].valid_years == (2013, None)
    assert declared.pages[0].lists[0].area_type == "priority"
    assert (declared.spec.bounds.minimum, declared.spec.bounds.maximum) == (2, 6)


#: As the guide's: a list, and how its page came.
LISTED = """
title = "Clusters of ice"
publisher = "Office of Ice"
kind = "registry"
licence = { name = "not stated", attribution = "Source: Office of Ice" }
landing_url = "https://ice.example/"
cadence = "yearly"
language = "en"
bounds = { minimum = 2, maximum = 20, seen = 3, seen_on = 2026-11-22 }
reviewed_on = 2026-11-29
remark = "It melts."
[captures."a.html"]
method = "composed"
as_of = 2026-10-01
[list]
start = "^ice$"
entry = "(?P<name>.+)"
reads = "name"
"""


PASSAGE = (
    PLANS
    + """\
passages = [{ area_type = "priority", patterns = ["we put (?P<names>.+) first"] }]
"""
)
#: As an existing programme has it.
STAY = 'programme_id = "se:prog-s3-piloten", level = "participant", event = "listed"'
STAYING = f"{LISTED}participation = {{ {STAY} }}\n"


@pytest.mark.parametrize(
    ("text", "old", "new", "place", "said"),
    [
        (EXAMPLE, 'title = "Rounds of ice"', "title = Rounds", "", "found: TOMLDecodeError"),
        (EXAMPLE, 'title = "Rounds of ice"', 'title = ""', "title", "expected: text, not empty"),
        (EXAMPLE, 'title = "Rounds of ice"\n', "", "title", "found: the key is left out"),
        (EXAMPLE, 'region = ""', 'regoin = ""', "tables[1].regoin", "did you mean region"),
        (EXAMPLE, 'licence = { name = "CC0 1.0",', "licence = {", "licence.name", "left out"),
        (EXAMPLE, 'publisher = "Office', 'agency = "sbb"\n#', "agency", "dst, eurostat, scb, ssb"),
        (EXAMPLE, 'publisher = "Office', 'agency = "sbb"\n#', "agency", "did you mean ssb"),
        (EXAMPLE, "[[tables]]", "[tables]", "tables", "below its own [[...]]"),
        (EXAMPLE, "tables", "table", "table", "did you mean tables"),
        (EXAMPLE, 'unit = "1000 rounds", ', "", 'tables[1].contents."*".unit', "left out"),
        (EXAMPLE, "1000.0", '"1000"', 'tables[1].contents."*".multiplier', "expected: a number"),
        (EXAMPLE, "[2019]", '["2019"]', "tables[1].breaks[1]", "expected: a whole number"),
        (EXAMPLE, "multiplier", 'basis = "persons", multiplier', 'tables[1].contents."*".basis',
         "expected: one of workplace_persons"),
        (EXAMPLE, "SE-lan", "SE-län", "tables[1].regions.vintage", "did you mean SE-lan"),
        (EXAMPLE, "breaks", 'cadence = "annual"\nbreaks', "tables[1].cadence",
         "did you mean yearly"),
        (EXAMPLE, "breaks", 'industry_scheme = "sni"\nbreaks', "tables[1].industry_scheme",
         "one of dst-nrb10, eurostat-a10"),
        (EXAMPLE, 'publisher = "Office', 'agency = "ssb"\n#', "tables[1].stat_table_id", "ssb:<id"),
        (LISTED, "reads", "raeds", "list.raeds", "did you mean reads"),
        (LISTED, 'reads = "name"', "", "list.reads", "left out"),
        (LISTED, "[list]", "[lists]", "lists", "did you mean list"),
        (LISTED, "2026-11-29", '"29. november"', "reviewed_on", "expected: a day, w"),
        (LISTED, "2026-10-01", '"soon"', 'captures."a.html".as_of', "expected: a day, w"),
        (LISTED, "2026-10-01", '"2026-02-31"', 'captures."a.html".as_of', "expected: a day"),
        (LISTED, "2026-10-01", '"2026-13"', 'captures."a.html".as_of', 'a month, "2026-11"'),
        (LISTED, "2026-10-01", "2026", 'captures."a.html".as_of', 'a month, "2026-11"'),
        (LISTED, "2026-10-01", "2026-10-01T10:00:00", 'captures."a.html".as_of', "2014-06"),
        (LISTED, "2026-10-01", "2026-02-31", "", "found: TOMLDecodeError"),
        (LISTED, "2026-11-29", "29-11-2026", "", ": reviewed_on = 29-11-2026"),
        (LISTED, "2026-11-29", "29-11-2026", "", "days as 2026-11-29"),
        (LISTED, "(?P<name>", "(?P<naam>", "list.entry", "did you mean name"),
        (LISTED, "(?P<name>", "(?P<place>", "list.entry", "expected: a group (?P<name>...)"),
        (PASSAGE, "?P<names>", "", "pages[1].passages[1].patterns[1]", "it has no group names"),
        (LISTED, '.+)"', '.+), (?P<plaec>.+)"', "list.entry", "did you mean place"),
        (LISTED, '.+)"', '.+), (?P<grant_amount>.+)"', "list.entry", "needs a currency"),
        (LISTED, '.+)"', '.+"', "list.entry", "unterminated subpattern"),
        (LISTED, "^ice$", "[ice", "list.start", "unterminated character set"),
        (LISTED, "^ice$", "", "list.start", "it is empty"),
        (LISTED, "reads", "end = '*'\nreads", "list.end", "nothing to repeat"),
        (LISTED, "reads", 'claims = { grant_amount = "1" }\nreads', "list.claims.grant_amount",
         "needs a currency"),
        (LISTED, "reads", 'claims = { status = "aktiv" }\nreads', "list.claims.status",
         "did you mean active"),
        (STAYING, "se:prog-s3-piloten", "se:prog-s3-pilot", "list.participation.programme_id",
         "did you mean se:prog-s3-piloten"),
        (STAYING, "participant", "particpant", "list.participation.level",
         "did you mean participant"),
        (STAYING, '"listed"', '"lsited"', "list.participation.event", "did you mean listed"),
        (STAYING, ', event = "listed"', "", "list.participation.event", "left out"),
        (STAYING, "event =", 'valid_from = "soon", event =', "list.participation.valid_from",
         "expected: a day"),
        (STAYING, "event", "evnet", "list.participation.evnet", "did you mean event"),
        (EXAMPLE, "breaks", 'default_status = "a"\nbreaks', "tables[1].default_status", "one of A"),
        (EXAMPLE, "multiplier", 'label = "(", multiplier', 'tables[1].contents."*".label',
         "expected: a regular expression"),
        (LISTED, "https://ice", "ice", "landing_url", "begins with https://"),
        (LISTED, '"composed"', '"composd"', 'captures."a.html".method', "did you mean composed"),
        (LISTED, '"composed"', '"transcribed"', 'captures."a.html".method', "composed or http"),
        (LISTED, '"registry"', '"reference"', 'captures."a.html".method', "transcribed or http"),
        (LISTED, '"registry"', '"register"', "kind", "did you mean registry"),
        (LISTED, '"yearly"', '"annual"', "cadence", "did you mean yearly"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_file_key_and_remedy(
    tmp_path: Path, text: str, old: str, new: str, place: str, said: str
) -> None:
    assert old in text
    with pytest.raises(ContractError) as error:
        read_declaration(write(tmp_path, text.replace(old, new)))
    file = f"extract/sources/{tmp_path.name}/se_ice_rounds.toml"
    assert error.value.place == (f"{place} in {file}" if place else file)
    assert said in str(error.value)
    assert error.value.remedy


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('remark = "It melts."', "", "kind is registry"),
        ('registry"', 'strategy"\nis_live = false', "none"),
    ],
)
def test_a_registry_source_and_one_that_is_not_live_say_why(
    tmp_path: Path, old: str, new: str, found: str
) -> None:
    text = LISTED.replace('remark = "It melts."', "").replace(old, new)
    with pytest.raises(ContractError, match=rf"remark in extract/.*/se_ice_rounds\.toml.*{found}"):
        read_declaration(write(tmp_path, text))


@pytest.mark.parametrize("said", ["2026-10-01", '"2026-10-01"', '"2026-10"', '"2026"'])
def test_a_page_may_speak_of_a_day_a_month_or_a_year(tmp_path: Path, said: str) -> None:
    declared = read_declaration(write(tmp_path, LISTED.replace("2026-10-01", said)))
    assert declared.captures["a.html"].as_of == said.strip('"')


def test_a_new_programme_may_have_levels_of_its_own(tmp_path: Path) -> None:
    stay = STAYING.replace("s3-piloten", "clusters-of-sweden").replace("participant", "member")
    listed = read_declaration(write(tmp_path, stay)).list
    assert listed
    assert listed.participation
    assert listed.participation.level == "member"


def test_a_programme_that_no_source_knows_is_said_to_be_new(tmp_path: Path) -> None:
    stay = STAYING.replace("se:prog-s3-piloten", "se:prog-ice").replace(
        "event =", "is_new_programme = true, event ="
    )
    declared = read_declaration(write(tmp_path, stay))
    assert declared.list
    records = read_cluster_list(capture_of("<h2>ice</h2><li>A</li>"), declared.spec, declared.list)
    (taking_part,) = records.mentions[0].claims
    assert (taking_part.property, taking_part.value) == ("participation", "se:prog-ice")
    assert taking_part.detail == {"level": "participant", "event": "listed"}


def capture_of(page: str) -> Capture:
    return make_capture(
        source_id="se_ice_rounds",
        url="https://ice.example/",
        content=page.encode(),
        captured_at=dt.datetime(2026, 11, 29, tzinfo=dt.UTC),
        method="composed",
        media_type="text/html",
    )


def test_a_county_of_another_country_is_refused_with_the_country_that_was_tried(
    tmp_path: Path,
) -> None:
    text = STAYING.replace('.+)"', '.+), (?P<county>.+)"')
    declared = read_declaration(write(tmp_path, text))
    assert declared.list
    capture = capture_of("<h2>Ice</h2><ul><li>Floe, Skåne</li><li>Berg, Troms</li></ul>")
    with pytest.raises(
        SourceChangedError, match=r"county.*li\[2\].*of SE: .*SE-lan.*found: Troms, in: Berg"
    ):
        read_cluster_list(capture, declared.spec, declared.list)
    good = dataclasses.replace(capture, content=capture.content.replace(b"Troms", b"Uppsala"))
    (first, _) = read_cluster_list(good, declared.spec, declared.list).mentions
    assert {(claim.property, claim.value) for claim in first.claims} == {
        ("participation", "se:prog-s3-piloten"), ("region", "12"),
    }  # fmt: skip
    danish = tmp_path / "dk_ice_rounds.toml"
    danish.write_text(text.replace("se:prog-s3-piloten", "dk:prog-innovationskraft"), "utf-8")
    with pytest.raises(ContractError, match=r"place: list\.entry .*county in a source of SE, NO"):
        read_declaration(danish)


def test_a_cluster_that_stands_in_a_list_twice_is_refused(tmp_path: Path) -> None:
    declared = read_declaration(write(tmp_path, LISTED))
    assert declared.list
    capture = capture_of("<h2>Ice</h2><ul><li>Floe</li><li>Berg</li><li>Glacier</li></ul>")
    read = read_cluster_list(capture, declared.spec, declared.list)
    assert [mention.name for mention in read.mentions] == ["Floe", "Berg", "Glacier"]
    twice = dataclasses.replace(capture, content=capture.content.replace(b"Glacier", b"FLOE"))
    with pytest.raises(SourceChangedError, match=r"twice.*li\[3\].*FLOE, as in li\[1\]"):
        read_cluster_list(twice, declared.spec, declared.list)


def test_a_table_that_two_sources_declare_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    known = source("no_ssb_employment")
    twice = {"no_ssb_employment": known, "no_ssb_population": known}
    monkeypatch.setattr("extract.registry.sources", lambda: twice)
    with pytest.raises(
        ContractError, match=r"ssb:13470 is declared twice.*no_ssb_employment\.toml"
    ):
        declarations()


def test_tables_of_all_files_are_the_declarations_of_the_house() -> None:
    ids = [table.stat_table_id for path in FILES for table in read_declaration(path).tables]
    assert sorted(ids) == list(declarations())
