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

ENHETSREGISTERET_URL = "https://data.brreg.no/enhetsregisteret/api"

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
class Unit:
    """One legal entity.

    Attributes:
        organisation_number: Nine digits.
        name: As registered, in capitals.
        website: As typed in by the entity.
        municipality_code: Of the business address.
        registered_on: Day of registration.
        purpose: Purpose by the statutes.
        activity: Activity as registered.
    """

    organisation_number: str
    name: str
    website: str | None = None
    municipality_code: str | None = None
    registered_on: dt.date | None = None
    purpose: str | None = None
    activity: str | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class DeletedUnit:
    """A legal entity that is no longer registered.

    Attributes:
        organisation_number: Nine digits.
        deleted_on: Day of deletion, if the register says.
        name: Its last name, if the register says.
    """

    organisation_number: str
    deleted_on: dt.date | None
    name: str | None = None


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


def read_unit_answer(response: Response, organisation_number: str) -> Unit | DeletedUnit | None:
    """Read the answer about one entity.

    Returns:
        The entity; a :class:`DeletedUnit` if it was deleted (410, ``SlettetEnhet``, or a day of
        deletion); None if the number is unknown or belongs to a person's business.
    """
    if response.status == 404:
        return None
    body = read_object(response) if response.content.strip() else {}
    with reading(response, "slettedato", "a day"):
        deleted_on = read_day(body.get("slettedato"))
    is_deleted = (
        deleted_on
        or "Slettet" in str(body.get("respons_klasse", ""))
        or (body.get("slettedato") and "organisasjonsform" not in body)
    )
    if response.status == 410 or is_deleted:
        return DeletedUnit(
            organisation_number=str(body.get("organisasjonsnummer") or organisation_number),
            deleted_on=deleted_on,
            name=body.get("navn"),
        )
    return _read_unit(response, body)


def read_units(response: Response) -> list[Unit]:
    """Read one page of a search; no hits means no ``_embedded`` at all."""
    body = read_object(response)
    with reading(response, "_embedded", "a list of entities"):
        bodies = [
            body
            for body in body.get("_embedded", {}).get("enheter", ())
            if not (isinstance(body, Mapping) and read_day(body.get("slettedato")))
        ]
    units = (_read_unit(response, body) for body in bodies)
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


def _read_unit(response: Response, body: Mapping[str, Any]) -> Unit | None:
    number = body.get("organisasjonsnummer") if isinstance(body, dict) else body
    with reading(response, f"entity {number}", "an entity as documented"):
        if body["organisasjonsform"]["kode"] in PERSONAL_FORMS:
            return None
        return Unit(
            organisation_number=str(body["organisasjonsnummer"]),
            name=str.strip(body["navn"]),
            website=body.get("hjemmeside") or None,
            municipality_code=(body.get("forretningsadresse") or {}).get("kommunenummer") or None,
            registered_on=read_day(body.get("registreringsdatoEnhetsregisteret")),
            purpose=_joined(body.get("vedtektsfestetFormaal")),
            activity=_joined(body.get("aktivitet")),
        )


def _joined(lines: str | list[str] | None) -> str | None:
    """The lines of a text, each once."""
    told = [lines] if isinstance(lines, str) else lines or ()
    return " ".join(dict.fromkeys(" ".join(line.split()) for line in told)).strip() or None
