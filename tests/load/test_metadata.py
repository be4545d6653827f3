"""Each description is held against its community's own validator, offline."""

from __future__ import annotations

import csv
import json
import re
import socket
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import csvw
import duckdb
import frictionless
import mlcroissant
import pandas as pd
import pyarrow.parquet as pq
import pyshacl
import pytest
import rdflib
from rdflib.compare import isomorphic

from load.release import build, publish
from tests.load.conftest import NOON
from tests.load.sample import rows, sample
from warehouse.tables import TABLES

HOST = "https://example.org/data/release/metadata/"

#: What DCAT-AP 3.0 asks of the classes we use, in our words.
#: Source: https://semiceu.github.io/DCAT-AP/releases/3.0.0/
DCAT_SHAPES = """
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix spdx: <http://spdx.org/rdf/terms#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
[] a sh:NodeShape ; sh:targetClass dcat:Catalog ;
  sh:property [ sh:path dct:title ; sh:minCount 1 ] , [ sh:path dct:description ; sh:minCount 1 ] ,
    [ sh:path dct:publisher ; sh:minCount 1 ; sh:maxCount 1 ; sh:class foaf:Agent ] ,
    [ sh:path dct:license ; sh:maxCount 1 ; sh:class dct:LicenseDocument ] ,
    [ sh:path dct:language ; sh:class dct:LinguisticSystem ] ,
    [ sh:path dct:spatial ; sh:class dct:Location ] ,
    [ sh:path dct:issued ; sh:maxCount 1 ] ,
    [ sh:path dcat:dataset ; sh:minCount 1 ; sh:class dcat:Dataset ] .
[] a sh:NodeShape ; sh:targetClass dcat:Dataset ;
  sh:property [ sh:path dct:title ; sh:minCount 1 ] , [ sh:path dct:description ; sh:minCount 1 ] ,
    [ sh:path dct:publisher ; sh:maxCount 1 ; sh:class foaf:Agent ] ,
    [ sh:path dct:issued ; sh:maxCount 1 ; sh:datatype xsd:dateTime ] ,
    [ sh:path dcat:theme ; sh:class skos:Concept ] ,
    [ sh:path dct:spatial ; sh:class dct:Location ] ,
    [ sh:path dct:language ; sh:class dct:LinguisticSystem ] ,
    [ sh:path dcat:distribution ; sh:minCount 1 ; sh:class dcat:Distribution ] .
[] a sh:NodeShape ; sh:targetClass dcat:Distribution ;
  sh:property [ sh:path dcat:accessURL ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path dcat:downloadURL ; sh:nodeKind sh:IRI ] ,
    [ sh:path dct:license ; sh:minCount 1 ; sh:maxCount 1 ; sh:class dct:LicenseDocument ] ,
    [ sh:path dcat:mediaType ; sh:maxCount 1 ; sh:class dct:MediaType ] ,
    [ sh:path dcat:byteSize ; sh:maxCount 1 ; sh:datatype xsd:nonNegativeInteger ] ,
    [ sh:path spdx:checksum ; sh:maxCount 1 ; sh:class spdx:Checksum ] .
[] a sh:NodeShape ; sh:targetClass spdx:Checksum ;
  sh:property [ sh:path spdx:algorithm ; sh:minCount 1 ; sh:class spdx:ChecksumAlgorithm ] ,
    [ sh:path spdx:checksumValue ; sh:minCount 1 ; sh:datatype xsd:hexBinary ] .
[] a sh:NodeShape ; sh:targetClass foaf:Agent ;
  sh:property [ sh:path foaf:name ; sh:minCount 1 ] .
"""

#: What search engines ask of a Dataset.
#: Source: https://developers.google.com/search/docs/appearance/structured-data/dataset
SCHEMA_ORG_SHAPES = """
@prefix schema: <https://schema.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
[] a sh:NodeShape ; sh:targetClass schema:Dataset ;
  sh:property [ sh:path schema:name ; sh:minCount 1 ; sh:maxCount 1 ] ,
    [ sh:path schema:description ; sh:minCount 1 ; sh:minLength 50 ; sh:maxLength 5000 ] ,
    [ sh:path schema:license ; sh:minCount 1 ] , [ sh:path schema:creator ; sh:minCount 1 ] ,
    [ sh:path schema:version ; sh:minCount 1 ] , [ sh:path schema:isBasedOn ; sh:minCount 1 ] ,
    [ sh:path schema:distribution ; sh:minCount 1 ; sh:class schema:DataDownload ] .
[] a sh:NodeShape ; sh:targetClass schema:DataDownload ;
  sh:property [ sh:path schema:contentUrl ; sh:minCount 1 ] ,
    [ sh:path schema:encodingFormat ; sh:minCount 1 ] .
"""


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of synthetic rows, with an empty text and text that needs care in CSV."""
    tables = sample()
    made = rows(TABLES["observation"])
    made[0]["other_dimensions"] = ""
    made[1]["unit"] = 'synthetic, "quoted" unit'
    tables["observation"] = TABLES["observation"].to_arrow(made)
    root = tmp_path_factory.mktemp("released")
    return publish(build(tables, root=root, created_at=NOON, inputs_hash="0" * 64)).path


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Validators must not fetch contexts or profiles."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a validator went to the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)


def load_json(path: Path) -> Any:
    return json.loads(path.read_bytes())


def violations(graph: rdflib.Graph, shapes: str) -> list[str]:
    shacl = rdflib.Graph().parse(data=shapes, format="turtle")
    _, results, _ = pyshacl.validate(graph, shacl_graph=shacl, inference="none")
    message = rdflib.URIRef("http://www.w3.org/ns/shacl#resultMessage")
    return sorted(str(text) for text in results.objects(predicate=message))


# -- Data Package ------------------------------------------------------------------------------


def test_the_data_package_and_its_data_are_valid(released: Path) -> None:
    report = frictionless.validate(str(released / "datapackage.json"))
    assert report.flatten(["name", "type", "note"]) == []
    assert {task.name for task in report.tasks} == TABLES.keys() | {"database", "outlines"}
    package = load_json(released / "datapackage.json")
    described = {resource["name"]: resource for resource in package["resources"]}
    labels = described["observation"]["schema"]
    assert all(missing["label"] for missing in labels["missingValues"])
    [figure] = [field for field in labels["fields"] if field["name"] == "value"]
    assert "obs_status" in figure["missingValues"][0]["label"]
    [status] = [field for field in labels["fields"] if field["name"] == "obs_status"]
    assert {"value": "Q", "label": "Missing: suppressed"} in status["categories"]


@pytest.mark.parametrize(
    ("table", "old", "new", "kind"),
    [
        ("cluster", "no:synthetic-1,", "NO SYNTHETIC 1,", "constraint-error"),
        ("cluster", "no:synthetic-1,", "no:synthetic-0,", "primary-key"),
        ("participation", ",no:prog-synthetic-1,", ",no:prog-other,", "foreign-key"),
        ("capture", "2024-01-01T12", "2024-13-01T12", "type-error"),
    ],
)
def test_wrong_data_do_not_pass_the_data_package(
    released: Path, tmp_path: Path, table: str, old: str, new: str, kind: str
) -> None:
    package = load_json(released / "datapackage.json")
    (tmp_path / "csv").mkdir()
    for path in (released / "csv").iterdir():
        (tmp_path / "csv" / path.name).write_bytes(path.read_bytes())
    kept = [resource for resource in package["resources"] if resource["name"] != "database"]
    for resource in kept:
        del resource["hash"], resource["bytes"]
    broken = tmp_path / "csv" / f"{table}.csv"
    text = broken.read_text()
    assert old in text
    broken.write_text(text.replace(old, new, 1))
    (tmp_path / "datapackage.json").write_text(json.dumps(package | {"resources": kept}))
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert kind in {row[0] for row in report.flatten(["type"])}


def test_csv_holds_what_parquet_holds(released: Path) -> None:
    for name, contract in TABLES.items():
        frame = pq.read_table(released / "parquet" / f"{name}.parquet").to_pandas()
        text = pd.read_csv(released / "csv" / f"{name}.csv", dtype=str, keep_default_na=False)
        assert text.columns.tolist() == [column.name for column in contract.columns]
        assert len(text) == len(frame)
        for column in contract.columns:
            if column.field.type == "string":
                expected = frame[column.name].fillna("").tolist()
                assert text[column.name].tolist() == expected, (name, column.name)
            if column.field.type == "float64":
                found = pd.to_numeric(text[column.name])
                pd.testing.assert_series_equal(found, frame[column.name], check_dtype=False)
    with (released / "csv" / "capture.csv").open(newline="") as file:
        assert next(csv.DictReader(file))["captured_at"] == "2024-01-01T12:30:15.123456Z"


# -- CSV on the Web ----------------------------------------------------------------------------


def test_csvw_is_valid(released: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert csvw.CSVW(str(released / "metadata" / "csvw.json"), validate=True).is_valid
        group = csvw.TableGroup.from_file(released / "metadata" / "csvw.json")
        read = {Path(str(table.url)).stem: list(table) for table in group.tables}
    assert read.keys() == TABLES.keys()
    assert read["observation"][0]["other_dimensions"] == ""
    assert read["capture"][0]["captured_at"].year == NOON.year - 2
    assert all(table.check_primary_key() for table in group.tables if table.tableSchema.primaryKey)
    assert group.check_referential_integrity()


def test_wrong_data_do_not_pass_csvw(released: Path) -> None:
    group = csvw.TableGroup.from_file(released / "metadata" / "csvw.json")
    [cluster] = [table for table in group.tables if str(table.url).endswith("/cluster.csv")]
    country = cluster.tableSchema.columndict["country_code"]
    assert country.read("NO") == "NO"
    with pytest.raises(ValueError, match="FI"):
        country.read("FI")
    with pytest.raises(ValueError, match=">= 1850"):
        cluster.tableSchema.columndict["start_year"].read("1066")


# -- Croissant ---------------------------------------------------------------------------------


def test_croissant_is_valid_and_gives_the_rows(released: Path) -> None:
    dataset = mlcroissant.Dataset(jsonld=str(released / "metadata" / "croissant.json"))
    assert not dataset.metadata.ctx.issues.errors
    assert not dataset.metadata.ctx.issues.warnings
    assert {records.id for records in dataset.metadata.record_sets} == TABLES.keys()
    for name in ("cluster", "observation"):
        found = list(dataset.records(name))
        table = pq.read_table(released / "parquet" / f"{name}.parquet")
        assert len(found) == table.num_rows
        first = table.column(table.schema.names[0])[0].as_py()
        assert found[0][f"{name}/{table.schema.names[0]}"] == first.encode()


@pytest.mark.parametrize(
    "damage",
    [
        lambda document: document["recordSet"][0]["field"][0]["source"].pop("fileObject"),
        lambda document: document["distribution"][0].pop("contentUrl"),
        lambda document: document["distribution"][0].pop("sha256"),
    ],
)
def test_a_damaged_croissant_does_not_pass(
    released: Path, tmp_path: Path, damage: Callable[[Any], None]
) -> None:
    document = load_json(released / "metadata" / "croissant.json")
    damage(document)
    (tmp_path / "croissant.json").write_text(json.dumps(document))
    with pytest.raises(mlcroissant.ValidationError):
        mlcroissant.Dataset(jsonld=str(tmp_path / "croissant.json"))


# -- DCAT-AP -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def catalogue(released: Path) -> rdflib.Graph:
    """The catalogue as if it were hosted somewhere."""
    path = released / "metadata" / "dcat.jsonld"
    return rdflib.Graph().parse(path, format="json-ld", publicID=f"{HOST}dcat.jsonld")


def test_dcat_keeps_the_profile(catalogue: rdflib.Graph) -> None:
    assert violations(catalogue, DCAT_SHAPES) == []
    dcat = rdflib.Namespace("http://www.w3.org/ns/dcat#")
    urls = {str(url) for url in catalogue.objects(predicate=dcat.downloadURL)}
    assert "https://example.org/data/release/parquet/cluster.parquet" in urls
    assert len(urls) == 2 * len(TABLES) + 1
    kind = rdflib.RDF.type
    assert len(list(catalogue.subjects(kind, dcat.Dataset))) == len(TABLES) + 1


def test_turtle_says_the_same(released: Path, catalogue: rdflib.Graph) -> None:
    path = released / "metadata" / "dcat.ttl"
    turtle = rdflib.Graph().parse(path, format="turtle", publicID=f"{HOST}dcat.ttl")
    assert isomorphic(turtle, catalogue)


@pytest.mark.parametrize("removed", ["title", "description", "license", "publisher"])
def test_a_catalogue_with_a_gap_does_not_pass(catalogue: rdflib.Graph, removed: str) -> None:
    poorer = rdflib.Graph()
    for triple in catalogue:
        if triple[1] != rdflib.DCTERMS[removed]:
            poorer.add(triple)
    assert violations(poorer, DCAT_SHAPES)


# -- schema.org, licences, citation ------------------------------------------------------------


def test_schema_org_has_what_search_engines_ask_for(released: Path) -> None:
    document = load_json(released / "metadata" / "schema.org.jsonld")
    assert document["@context"] == "https://schema.org/"
    document["@context"] = {"@vocab": "https://schema.org/"}
    graph = rdflib.Graph().parse(data=json.dumps(document), format="json-ld", publicID=HOST)
    assert violations(graph, SCHEMA_ORG_SHAPES) == []
    graph.remove((None, rdflib.URIRef("https://schema.org/contentUrl"), None))
    assert violations(graph, SCHEMA_ORG_SHAPES)


def test_every_file_that_is_described_is_there(released: Path) -> None:
    manifest = load_json(released / "manifest.json")["files"]
    package = load_json(released / "datapackage.json")["resources"]
    croissant = load_json(released / "metadata" / "croissant.json")["distribution"]
    schema = load_json(released / "metadata" / "schema.org.jsonld")["distribution"]
    hashes = {entry["path"]: entry["hash"].removeprefix("sha256:") for entry in package}
    hashes |= {entry["contentUrl"][3:]: entry["sha256"] for entry in (*croissant, *schema)}
    assert len(hashes) == 2 * len(TABLES) + 2
    assert {path: manifest[path]["sha256"] for path in hashes} == hashes


def test_terms_of_each_source_travel_with_the_data(released: Path) -> None:
    text = (released / "LICENCES.md").read_text()
    for row in rows(TABLES["source"]):
        for name in ("source_id", "title", "publisher", "licence", "attribution"):
            assert row[name] in text
    footer = pq.read_metadata(released / "parquet" / "cluster.parquet").metadata
    assert rows(TABLES["source"])[0]["licence"] in footer[b"licence"].decode()
    one = pq.read_metadata(released / "parquet" / "change.parquet").metadata
    assert one[b"terms"].startswith(b"LICENCES.md")


def test_the_readme_names_release_tables_and_a_query_that_runs(released: Path) -> None:
    text = (released / "README.md").read_text()
    assert released.name in text
    for name in TABLES:
        rows_of = pq.read_metadata(released / "parquet" / f"{name}.parquet").num_rows
        assert f"| `{name}` | {rows_of:,} |" in text
    [query] = re.findall(r'"(SELECT [^"]+)"', text)
    with duckdb.connect(str(released / "nordic_clusters.duckdb"), read_only=True) as base:
        assert base.execute(query).fetchall() == [("DK", 1), ("NO", 1), ("SE", 1)]
    for path in re.findall(r"`([\w./]+)`:", text):
        assert (released / path).exists(), path


def test_the_citation_names_the_release(released: Path) -> None:
    lines = (released / "CITATION.cff").read_text().splitlines()
    fields = {key: json.loads(value) for key, value in (line.split(": ", 1) for line in lines)}
    assert fields["version"] == released.name
    assert fields["type"] == "dataset"
    assert fields["date-released"] == "2026-11-22"
    assert released.name in fields["message"]
