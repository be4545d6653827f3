"""The release for open-data portals: DCAT-AP, as JSON-LD and as Turtle.

Source: DCAT-AP 3.0 (SEMIC); code lists of the Publications Office of the EU.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from load.metadata.description import (
    COUNTRIES,
    DESCRIPTION,
    KEYWORDS,
    PUBLISHER,
    TITLE,
    Description,
    FileFacts,
)
from warehouse.tables import TABLES

_PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_AUTHORITY = "http://publications.europa.eu/resource/authority/"
_MEDIA_TYPE = "https://www.iana.org/assignments/media-types/"
# The release folder, seen from metadata/: the same in both files.
_CATALOGUE, _DATASET = "../#catalogue", "../#dataset"
_LICENCES = "../LICENCES.md"
# Characters that no IRI may hold, though addresses in the wild do.
_UNSAFE = re.compile(r"[\x00-\x20<>\"{}|\\^`]")

Node = dict[str, Any]


def dcat_jsonld(description: Description) -> Node:
    """The catalogue as JSON-LD."""
    return {"@context": _PREFIXES, "@graph": _graph(description)}


def dcat_turtle(description: Description) -> str:
    """The same catalogue as Turtle."""
    prefixes = [f"@prefix {name}: <{iri}> ." for name, iri in _PREFIXES.items()]
    nodes = ["\n".join(_statements(node)) for node in _graph(description)]
    return "\n".join(prefixes) + "\n\n" + "\n\n".join(nodes) + "\n"


def _graph(description: Description) -> list[Node]:
    tables = [_table_dataset(description, name) for name in TABLES]
    common = {
        "dct:title": _english(TITLE),
        "dct:description": _english(DESCRIPTION),
        "dct:publisher": _ref("../#publisher"),
        "dct:issued": _instant(description),
        "dct:modified": _instant(description),
        "dct:spatial": [_ref(f"{_AUTHORITY}country/{code}") for *_, code in COUNTRIES],
        "dct:language": _ref(f"{_AUTHORITY}language/ENG"),
    }
    catalogue = {
        "@id": _CATALOGUE,
        "@type": "dcat:Catalog",
        **common,
        "dct:license": _ref(_LICENCES),
        "dcat:dataset": [_ref(_DATASET), *(_ref(table["@id"]) for table in tables)],
    }
    dataset = {
        "@id": _DATASET,
        "@type": "dcat:Dataset",
        **common,
        "dct:identifier": description.release_id,
        "dcat:version": description.version,
        "dcat:keyword": [_english(word) for word in KEYWORDS],
        "dcat:theme": [_ref(f"{_AUTHORITY}data-theme/{code}") for code in ("ECON", "REGI")],
        "dct:hasPart": [_ref(table["@id"]) for table in tables],
        "dct:source": [_ref(row["landing_url"]) for row in description.sources],
        "dcat:distribution": _distribution(description, description.database, TITLE),
    }
    return [catalogue, dataset, *tables, *_authorities(description)]


def _table_dataset(description: Description, name: str) -> Node:
    files = description.parquet[name], description.csv[name]
    return {
        "@id": f"../#{name}",
        "@type": "dcat:Dataset",
        "dct:title": _english(f"{TITLE}: {name}"),
        "dct:description": _english(TABLES[name].description),
        "dct:publisher": _ref("../#publisher"),
        "dct:issued": _instant(description),
        "dct:isPartOf": _ref(_DATASET),
        "dcat:distribution": [_distribution(description, file, name) for file in files],
    }


def _distribution(description: Description, file: FileFacts, title: str) -> Node:
    return {
        "@type": "dcat:Distribution",
        "dct:title": _english(f"{title} ({file.path.rpartition('.')[2]})"),
        "dcat:accessURL": _ref(f"../{file.path}"),
        "dcat:downloadURL": _ref(f"../{file.path}"),
        "dcat:mediaType": _ref(_MEDIA_TYPE + file.media_type),
        "dcat:byteSize": _typed(str(file.byte_count), "xsd:nonNegativeInteger"),
        "dct:issued": _instant(description),
        "dct:license": _ref(_LICENCES),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": _ref("spdx:checksumAlgorithm_sha256"),
            "spdx:checksumValue": _typed(file.sha256, "xsd:hexBinary"),
        },
    }


def _authorities(description: Description) -> Iterator[Node]:
    """What the things referred to are: validators ask for their classes."""
    yield {"@id": "../#publisher", "@type": "foaf:Agent", "foaf:name": _english(PUBLISHER)}
    terms = "; ".join(description.licences)
    yield {
        "@id": _LICENCES,
        "@type": "dct:LicenseDocument",
        "dct:title": _english("Terms and attribution of each source"),
        "dct:description": _english(f"By source: {terms}"),
    }
    yield {"@id": f"{_AUTHORITY}language/ENG", "@type": "dct:LinguisticSystem"}
    for _, name, code in COUNTRIES:
        yield {
            "@id": f"{_AUTHORITY}country/{code}",
            "@type": "dct:Location",
            "skos:prefLabel": _english(name),
        }
    for code, label in (("ECON", "Economy and finance"), ("REGI", "Regions and cities")):
        yield {
            "@id": f"{_AUTHORITY}data-theme/{code}",
            "@type": "skos:Concept",
            "skos:prefLabel": _english(label),
        }
    for media_type in sorted(
        {description.database.media_type}
        | {file.media_type for file in (*description.parquet.values(), *description.csv.values())}
    ):
        yield {"@id": _MEDIA_TYPE + media_type, "@type": "dct:MediaType"}
    yield {"@id": "spdx:checksumAlgorithm_sha256", "@type": "spdx:ChecksumAlgorithm"}


def _ref(iri: str) -> Node:
    return {"@id": _UNSAFE.sub(lambda found: quote(found[0]), iri)}


def _english(text: str) -> Node:
    return {"@value": text, "@language": "en"}


def _typed(text: str, datatype: str) -> Node:
    return {"@value": text, "@type": datatype}


def _instant(description: Description) -> Node:
    return _typed(description.created_at.isoformat(), "xsd:dateTime")


def _statements(node: Mapping[str, Any]) -> Iterator[str]:
    yield _iri(node["@id"])
    yield f"  a {node['@type']}"
    for name, value in node.items():
        if not name.startswith("@"):
            values = value if isinstance(value, list) else [value]
            yield f"  ; {name} " + ",\n      ".join(map(_object, values))
    yield "."


def _object(value: Node | str) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if "@value" in value:
        text = json.dumps(value["@value"], ensure_ascii=False)
        return (
            f"{text}@{value['@language']}"
            if "@language" in value
            else (f"{text}^^{value['@type']}")
        )
    if "@id" in value:
        return _iri(value["@id"])
    inner = [f"a {value['@type']}"]
    inner.extend(
        f"{name} {_object(part)}" for name, part in value.items() if not name.startswith("@")
    )
    return "[ " + " ; ".join(inner) + " ]"


def _iri(iri: str) -> str:
    return iri if iri.partition(":")[0] in _PREFIXES else f"<{iri}>"
