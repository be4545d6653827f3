"""Sources that are declared in a file: what the files may say, and what is refused."""

import dataclasses
from pathlib import Path
from typing import get_type_hints

import pydantic
import pytest

from extract.declarations import read_declaration
from extract.registry import declarations, source
from extract.spec import SOURCES, module_path
from warehouse.errors import ContractError

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


def test_a_field_of_another_type_is_noticed(tmp_path: Path) -> None:
    declared = read_declaration(write(tmp_path, EXAMPLE.replace("1000.0", '"1000"')))
    with pytest.raises(pydantic.ValidationError):
        check_types(declared)


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


def test_a_page_gives_its_request_and_the_healthy_numbers(tmp_path: Path) -> None:
    text = """
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
    declared = read_declaration(write(tmp_path, text))
    assert [request.name for request in declared.spec.requests] == ["a"]
    assert declared.spec.landing_url == "https://town.example/a"
    assert declared.pages[0].valid_years == (2013, None)
    assert declared.pages[0].lists[0].area_type == "priority"
    assert (declared.spec.bounds.minimum, declared.spec.bounds.maximum) == (2, 6)


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('title = "Rounds of ice"', "title = Rounds", "TOMLDecodeError"),
        ('region = ""', 'regoin = ""', "regoin"),
        ('title = "Rounds of ice"\n', "", "title"),
        ('licence = { name = "CC0 1.0", attribution = "Source: Office of Ice" }', "", "licence"),
        ('publisher = "Office of Ice"', 'agency = "ice"', "'ice'"),
        ("[[tables]]", "[tables]", "AttributeError"),
        ("tables", "others", "KeyError"),
        ('unit = "1000 rounds", ', "", "unit"),
        ("2026-11-29\n", "2026-11-29\nkindred = 1\n", "kindred"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(
    tmp_path: Path, old: str, new: str, found: str
) -> None:
    assert old in EXAMPLE
    with pytest.raises(ContractError) as error:
        read_declaration(write(tmp_path, EXAMPLE.replace(old, new)))
    assert found in (error.value.found or "")
    assert (error.value.place or "").endswith("se_ice_rounds.toml")
    assert error.value.remedy


def test_tables_of_all_files_are_the_declarations_of_the_house() -> None:
    ids = [table.stat_table_id for path in FILES for table in read_declaration(path).tables]
    assert sorted(ids) == list(declarations())
