"""Norway's Central Coordinating Register for Legal Entities (Enhetsregisteret).

Roles are not asked for, and nothing about natural persons is read: sole proprietorships,
e-mail addresses and telephone numbers are left out.

Source: https://data.brreg.no/enhetsregisteret/api/dokumentasjon/en/index.html
"""

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from extract.agencies.answers import Service, changed, read_day, read_object, reading
from extract.http.client import Response
from warehouse.records import RegisterUnit

ENHETSREGISTERET_URL = "https://data.brreg.no/enhetsregisteret/api"
SCHEME = "NO-BRC"

#: Entries of the change feed in one answer.
FEED_SIZE = 10_000
#: Organisation forms that are one person's business.
PERSONAL_FORMS = frozenset({"ENK"})
#: Organisation forms that cluster bodies and their hosts take; what a search asks for.
LEGAL_FORMS = ("AS", "ASA", "FLI", "SA", "STI", "BA", "ANS", "DA", "IKS", "ORGL")

_MEDIA_TYPE = "application/vnd.brreg.enhetsregisteret.enhet.v2+json;charset=UTF-8"
_JSON = (_MEDIA_TYPE.partition(";")[0], "application/json")
_MAX_BYTES = 60_000_000
_BULK_BYTES = 2_000_000_000

#: Kinds of entries in the change feed.
_KINDS = frozenset({"Ny", "Endring", "Sletting", "Fjernet", "Ukjent"})


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """One entry of the change feed.

    Attributes:
        update_id: Running number; the next poll starts after it.
        organisation_number: Nine digits.
    """

    update_id: int
    organisation_number: str


class EnhetsregisteretClient(Service):
    """The register's open interface."""

    def fetch_unit(self, organisation_number: str) -> Response:
        """Return the raw answer about one entity; 404 and 410 are answers too."""
        return self._get(f"/enheter/{quote(organisation_number)}", accept_status=(404, 410))

    def search_url(self, name: str, size: int) -> str:
        """Return the address of the first ``size`` entities found by name."""
        filters = {"organisasjonsform": ",".join(LEGAL_FORMS), "navn": name, "size": size}
        return f"{self.base_url}/enheter?{urlencode({**filters, 'page': 0})}"

    def search(self, name: str, size: int) -> Response:
        """Return the raw answer of a search by name, however many hits there are."""
        return self._get(self.search_url(name, size).removeprefix(self.base_url))

    def changes(
        self, *, after_id: int | None = None, since: dt.datetime | None = None
    ) -> Iterator[Change]:
        """Yield the entries of the change feed, by running number.

        The feed's own ``next`` links are not followed: its pages are capped at 20 and the
        walk ends in an error.

        Args:
            after_id: The last ``update_id`` known.
            since: An aware instant to begin at when no number is known yet.

        Raises:
            SourceChangedError: The running numbers do not rise.
        """
        if (after_id is None) == (since is None):
            raise ValueError("give either after_id or since")
        query: dict[str, str | int]
        if since is not None:
            moment = since.astimezone(dt.UTC)
            query = {"dato": f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"}
        else:
            query = {"oppdateringsid": int(after_id or 0) + 1}
        last = after_id if after_id is not None else -1
        while True:
            response = self._get(
                f"/oppdateringer/enheter?{urlencode({**query, 'size': FEED_SIZE})}"
            )
            entries = read_changes(response)
            if not entries:
                return
            if entries[-1].update_id <= last:
                found = str(entries[-1].update_id)
                raise changed(response, "oppdateringsid", f"above {last}", found)
            yield from entries
            last = entries[-1].update_id
            if len(entries) < FEED_SIZE:
                return
            query = {"oppdateringsid": last + 1}

    def download_bulk(self, path: Path) -> None:
        """Download the nightly file of all entities (about 200 MB of gzip).

        Read it with :mod:`extract.agencies.enhetsregisteret_bulk`.
        """
        self._client.download(f"{self.base_url}/enheter/lastned", path, max_bytes=_BULK_BYTES)

    def _get(self, tail: str, accept_status: tuple[int, ...] = ()) -> Response:
        return self._client.get(
            f"{self.base_url}{tail}",
            accept=_JSON,
            max_bytes=_MAX_BYTES,
            accept_status=accept_status,
        )


def read_unit_answer(response: Response, organisation_number: str) -> RegisterUnit:
    """Read the answer about one entity; it alone shows no namesakes.

    Returns:
        The entity: ``deleted`` by 410, ``SlettetEnhet``, or a day of deletion; ``removed`` if the
        number is unknown or belongs to a person's business.
    """
    body: dict[str, Any] = {}
    if response.status != 404 and response.content.strip():
        body = read_object(response)
    with reading(response, "slettedato", "a day"):
        deleted_on = read_day(body.get("slettedato"))
    is_deleted = (
        deleted_on
        or "Slettet" in str(body.get("respons_klasse", ""))
        or (body.get("slettedato") and "organisasjonsform" not in body)
    )
    if response.status == 410 or is_deleted:
        number = str(body.get("organisasjonsnummer") or organisation_number)
        return RegisterUnit(
            SCHEME, number, body.get("navn"), "deleted", "/slettedato", deleted_on=deleted_on
        )
    found = None if response.status == 404 else _read_unit(response, body, is_partial=True)
    return found or RegisterUnit(SCHEME, organisation_number, None, "removed", "body")


def read_units(response: Response) -> list[RegisterUnit]:
    """Read the first page of a search; no hits means no ``_embedded`` at all."""
    body = read_object(response)
    with reading(response, "_embedded, page", "a list of entities, and how many there are"):
        entries = list(body.get("_embedded", {}).get("enheter", ()))
        is_partial = int(body["page"]["totalElements"]) > len(entries)
        bodies = [
            entry
            for entry in entries
            if not (isinstance(entry, Mapping) and read_day(entry.get("slettedato")))
        ]
    units = (_read_unit(response, entry, is_partial=is_partial) for entry in bodies)
    return [unit for unit in units if unit is not None]


def read_changes(response: Response) -> list[Change]:
    """Read one answer of the change feed, in the order of the running numbers."""
    body = read_object(response)
    with reading(response, "oppdaterteEnheter", "entries of the feed, of a known kind"):
        entries = list(body.get("_embedded", {}).get("oppdaterteEnheter", ()))
        if strange := {entry["endringstype"] for entry in entries} - _KINDS:
            raise ValueError(strange)
        found = [
            Change(int(entry["oppdateringsid"]), str(entry["organisasjonsnummer"]))
            for entry in entries
        ]
        return sorted(found, key=lambda change: change.update_id)


def _read_unit(
    response: Response, body: Mapping[str, Any], *, is_partial: bool
) -> RegisterUnit | None:
    number = body.get("organisasjonsnummer") if isinstance(body, dict) else body
    with reading(response, f"entity {number}", "an entity as documented"):
        if body["organisasjonsform"]["kode"] in PERSONAL_FORMS:
            return None
        return RegisterUnit(
            SCHEME,
            str(body["organisasjonsnummer"]),
            str.strip(body["navn"]),
            "registered",
            f"/organisasjonsnummer={number}",
            website=body.get("hjemmeside") or None,
            municipality_code=(body.get("forretningsadresse") or {}).get("kommunenummer") or None,
            purpose=_joined_once(body.get("vedtektsfestetFormaal"), body.get("aktivitet")),
            registered_on=read_day(body.get("registreringsdatoEnhetsregisteret")),
            is_partial=is_partial,
        )


def _joined_once(*texts: str | list[str] | None) -> str | None:
    """Purpose and activity, each line once; many entities register one text as both."""
    told: dict[str, str] = {}
    for text in reversed(texts):
        lines = [text] if isinstance(text, str) else text or ()
        joined = " ".join(dict.fromkeys(" ".join(line.split()) for line in lines)).strip()
        told |= {joined.casefold(): joined} if joined else {}
    whole = [text for key, text in told.items() if not any(key in one for one in {*told} - {key})]
    return " ".join(reversed(whole)) or None
