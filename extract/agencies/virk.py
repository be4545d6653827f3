"""Denmark's Central Business Register (CVR), by the distribution service of Virk.

An Elasticsearch index behind HTTP Basic; access is given on application. Only the fields
named here are asked for, so no person who takes part in a company is ever sent.

Source: https://data.virk.dk/datakatalog/erhvervsstyrelsen/system-til-system-adgang-til-cvr-data
(terms and access), the shape of a hit from public parsers of it. Field names below
``nyeste...`` that no public document lists are read as optional.
"""

import base64
import dataclasses
import json
from collections.abc import Mapping
from typing import Any

from extract.agencies.answers import Service, changed, read_day, read_object, reading
from extract.http.client import Client, Response
from warehouse.errors import SourceRefusedError
from warehouse.records import RegisterUnit

#: Virk documents this address without TLS; user and password travel in the clear.
VIRK_URL = "http://distribution.virk.dk/cvr-permanent/_search"
SCHEME = "DK-CVR"
#: Hits asked for of one name.
HITS = 20

_META = "Vrvirksomhed.virksomhedMetadata"
_FIELDS = (
    "Vrvirksomhed.cvrNummer",
    "Vrvirksomhed.reklamebeskyttet",
    "Vrvirksomhed.livsforloeb",
    f"{_META}.nyesteNavn.navn",
    f"{_META}.nyesteVirksomhedsform.virksomhedsformkode",
    f"{_META}.nyesteBeliggenhedsadresse.postnummer",
    f"{_META}.nyesteBeliggenhedsadresse.kommune.kommuneKode",
    f"{_META}.sammensatStatus",
)
#: Forms of company that are one person's business: enkeltmandsvirksomhed and personligt
#: ejet mindre virksomhed.
_PERSONAL_FORMS = frozenset({10, 15})
#: How the states of companies that have ended begin.
_ENDED = ("OPHØR", "OPLØST", "TVANGSOPLØST", "UDGÅET", "SLETTET")


@dataclasses.dataclass(frozen=True, slots=True)
class Credentials:
    """User and password of Virk; neither is ever shown."""

    user: str = dataclasses.field(repr=False)
    password: str = dataclasses.field(repr=False)

    def as_header(self) -> str:
        """Return the value of ``Authorization`` (RFC 7617)."""
        pair = f"{self.user}:{self.password}".encode()
        return f"Basic {base64.b64encode(pair).decode('ascii')}"


class VirkClient(Service):
    """Name searches in CVR."""

    def __init__(self, client: Client, credentials: Credentials, base_url: str = VIRK_URL) -> None:
        super().__init__(client, base_url)
        self._credentials = credentials

    def fetch_named(self, name: str) -> Response:
        """Return the raw answer about companies whose present name holds these words in order.

        Raises:
            SourceRefusedError: The register does not accept the credentials.
        """
        response = self._client.post(
            self.base_url,
            question(name),
            accept=("application/json",),
            authorization=self._credentials.as_header(),
            accept_status=(401, 403),
        )
        if response.status in {401, 403}:
            raise SourceRefusedError(
                "The register does not accept user and password",
                url=self.base_url,
                found=f"status {response.status}",
                remedy="check both settings; Virk gives access on application",
            )
        return response


def question(name: str) -> str:
    """Return the body that asks for a name; the same text for the same name."""
    body = {
        "_source": list(_FIELDS),
        "query": {"match_phrase": {f"{_META}.nyesteNavn.navn": name}},
        "size": HITS,
    }
    return json.dumps(body, ensure_ascii=False, sort_keys=True)


def read_companies(response: Response) -> list[RegisterUnit]:
    """Read an answer: its companies without persons' businesses.

    They are partial where there are more; protected where the register does not say that they
    are not.
    """
    body = read_object(response)
    with reading(response, "hits", "hits.total and hits.hits"):
        total = body["hits"]["total"]
        count = int(total["value"] if isinstance(total, dict) else total)
        hits = [hit["_source"]["Vrvirksomhed"] for hit in body["hits"]["hits"]]
    found = (_read_company(response, hit, is_partial=count > len(hits)) for hit in hits)
    return [company for company in found if company is not None]


def _read_company(
    response: Response, hit: Mapping[str, Any], *, is_partial: bool
) -> RegisterUnit | None:
    place = f"cvrNummer {hit.get('cvrNummer')}"
    with reading(response, place, "a company as public parsers describe it"):
        meta = hit["virksomhedMetadata"]
        number = int(hit["cvrNummer"])
        if not 0 < number < 100_000_000:
            raise changed(response, place, "a number of at most eight digits", str(number))
        form = (meta.get("nyesteVirksomhedsform") or {}).get("virksomhedsformkode")
        if form in _PERSONAL_FORMS:
            return None
        address = meta.get("nyesteBeliggenhedsadresse") or {}
        periods = [span["periode"] for span in hit.get("livsforloeb") or ()]
        last: Mapping[str, Any] = max(
            periods, key=lambda period: period.get("gyldigFra") or "", default={}
        )
        state = str(meta.get("sammensatStatus") or "").upper()
        ended_on = read_day(last.get("gyldigTil"))
        is_ended = ended_on is not None or state.startswith(_ENDED)
        return RegisterUnit(
            SCHEME,
            f"{number:08d}",
            str.strip(meta["nyesteNavn"]["navn"]),
            "deleted" if is_ended else "registered",
            f"/hits/hits/cvrNummer={number:08d}",
            postcode=_padded(address.get("postnummer"), 4),
            municipality_code=_padded((address.get("kommune") or {}).get("kommuneKode"), 3),
            is_partial=is_partial,
            is_protected=hit.get("reklamebeskyttet") is not False,
            registered_on=read_day(
                min((p["gyldigFra"] for p in periods if p.get("gyldigFra")), default=None)
            ),
            deleted_on=ended_on,
        )


def _padded(value: Any, digits: int) -> str | None:
    return None if value in (None, "") else f"{int(value):0{digits}d}"
