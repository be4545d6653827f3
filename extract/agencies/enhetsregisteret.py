"""Norway's Central Coordinating Register for Legal Entities (Enhetsregisteret).

Roles are not asked for, and nothing about natural persons is read: sole proprietorships,
e-mail addresses and telephone numbers are left out.

Source: https://data.brreg.no/enhetsregisteret/api/dokumentasjon/en/index.html
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote, urlencode

from extract.agencies.answers import changed, read_day, read_object, reading
from extract.http.client import Client, Download, Response
from warehouse.errors import SourceRefusedError

ENHETSREGISTERET_URL = "https://data.brreg.no/enhetsregisteret/api"

#: ``(page + 1) * size`` may not exceed this in a search.
MAX_HITS = 10_000
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

ChangeKind = Literal["new", "changed", "deleted", "removed", "unknown"]
_KINDS: Mapping[str, ChangeKind] = {
    "Ny": "new",
    "Endring": "changed",
    "Sletting": "deleted",
    "Fjernet": "removed",
    "Ukjent": "unknown",
}


@dataclasses.dataclass(frozen=True, slots=True)
class Unit:
    """One legal entity.

    Attributes:
        organisation_number: Nine digits.
        name: As registered, in capitals.
        form_code: Organisation form: ``AS``, ``FLI``, ``STI``.
        website: As typed in by the entity.
        municipality_code: Of the business address.
        industry_code: First industry, five digits; SN2025 since September 2025.
        sector_code: Institutional sector.
        employee_count: Null where none is registered, and where there are 1 to 4: small
            counts have been hidden since September 2023.
        has_employees: Whether a number is registered, shown or not; None if not said.
        registered_on: Day of registration.
        founded_on: Day of foundation.
        purpose: Purpose by the statutes.
        activity: Activity as registered.
        parent_number: Organisation number of the entity above, in the public sector.
        is_bankrupt: Bankruptcy has been opened.
        is_winding_up: Being wound up, voluntarily or by force.
        accounts_year: Year of the last accounts handed in.
    """

    organisation_number: str
    name: str
    form_code: str
    website: str | None = None
    municipality_code: str | None = None
    industry_code: str | None = None
    sector_code: str | None = None
    employee_count: int | None = None
    has_employees: bool | None = None
    registered_on: dt.date | None = None
    founded_on: dt.date | None = None
    purpose: str | None = None
    activity: str | None = None
    parent_number: str | None = None
    is_bankrupt: bool = False
    is_winding_up: bool = False
    accounts_year: int | None = None


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
        changed_at: UTC instant.
        organisation_number: Nine digits.
        kind: What happened.
    """

    update_id: int
    changed_at: dt.datetime
    organisation_number: str
    kind: ChangeKind


class EnhetsregisteretClient:
    """The register's open interface.

    Args:
        client: The polite client.
        base_url: The service.
        source_id: Source, for messages.
    """

    def __init__(
        self,
        client: Client,
        base_url: str = ENHETSREGISTERET_URL,
        *,
        source_id: str | None = None,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self._client = client
        self._source_id = source_id

    def fetch_unit(self, organisation_number: str) -> Response:
        """Return the raw answer about one entity; 404 and 410 are answers too."""
        return self._get(f"/enheter/{quote(organisation_number)}", accept_status=(404, 410))

    def search_url(self, filters: Mapping[str, str], *, size: int = 100, page: int = 0) -> str:
        """Return the address of one page of a search; arguments as for :meth:`fetch_search`."""
        named = {"organisasjonsform": ",".join(LEGAL_FORMS), **filters}
        return f"{self.base_url}/enheter?{urlencode({**named, 'size': size, 'page': page})}"

    def fetch_page(self, filters: Mapping[str, str], *, size: int = 100, page: int = 0) -> Response:
        """Return one raw page of a search, however many hits there are; as :meth:`fetch_search`."""
        url = self.search_url(filters, size=size, page=page)
        return self._get(url.removeprefix(self.base_url))

    def fetch_search(self, filters: Mapping[str, str], *, size: int = 100) -> Iterator[Response]:
        """Yield the raw pages of a search.

        Args:
            filters: The register's own parameters: ``navn``, ``kommunenummer``,
                ``naeringskode``, ``organisasjonsform`` (:data:`LEGAL_FORMS` when not given).
            size: Hits on a page.

        Raises:
            SourceRefusedError: There are more hits than the register pages through.
        """
        page = pages = 0
        while page == 0 or page < pages:
            url = self.search_url(filters, size=size, page=page)
            if (page + 1) * size > MAX_HITS:
                raise self._too_many(url, pages * size)
            response = self.fetch_page(filters, size=size, page=page)
            with reading(response, "page", "totalPages and totalElements", self._source_id):
                stated = read_object(response, source_id=self._source_id)["page"]
                hits = int(stated["totalElements"])
                # Never more pages than the hits fill, whatever a damaged answer says.
                pages = min(int(stated["totalPages"]), -(-hits // size))
            if hits > MAX_HITS:
                raise self._too_many(url, hits)
            yield response
            page += 1

    def search(self, filters: Mapping[str, str]) -> Iterator[Unit]:
        """Yield the legal entities that match; as :meth:`fetch_search`, but read."""
        for response in self.fetch_search(filters):
            yield from read_units(response)

    def fetch_changes(
        self, *, after_id: int | None = None, since: dt.datetime | None = None
    ) -> Iterator[Response]:
        """Yield the raw change feed, by running number.

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
                raise changed(
                    response, "oppdateringsid", f"above {last}", str(entries[-1].update_id),
                    self._source_id,
                )  # fmt: skip
            yield response
            last = entries[-1].update_id
            if len(entries) < FEED_SIZE:
                return
            query = {"oppdateringsid": last + 1}

    def changes(
        self, *, after_id: int | None = None, since: dt.datetime | None = None
    ) -> Iterator[Change]:
        """Yield the entries of the change feed; as :meth:`fetch_changes`, but read."""
        for response in self.fetch_changes(after_id=after_id, since=since):
            yield from read_changes(response)

    def download_bulk(
        self, path: Path, *, etag: str | None = None, last_modified: str | None = None
    ) -> Download:
        """Download the nightly file of all entities (about 200 MB of gzip).

        Read it with :mod:`extract.agencies.enhetsregisteret_bulk`.
        """
        return self._client.download(
            f"{self.base_url}/enheter/lastned",
            path,
            max_bytes=_BULK_BYTES,
            etag=etag,
            last_modified=last_modified,
            source_id=self._source_id,
        )

    def _get(self, tail: str, accept_status: tuple[int, ...] = ()) -> Response:
        return self._client.get(
            f"{self.base_url}{tail}",
            accept=_JSON,
            max_bytes=_MAX_BYTES,
            source_id=self._source_id,
            accept_status=accept_status,
        )

    def _too_many(self, url: str, found: int) -> SourceRefusedError:
        return SourceRefusedError(
            "The search has more hits than the register pages through",
            source_id=self._source_id,
            url=url,
            expected=f"at most {MAX_HITS:,} hits",
            found=f"{found:,} hits",
            remedy="split the search by municipality or industry, or use the bulk file",
        )


def read_unit_answer(response: Response, organisation_number: str) -> Unit | DeletedUnit | None:
    """Read the answer about one entity.

    Returns:
        The entity; a :class:`DeletedUnit` if it was deleted (410, ``SlettetEnhet``, or a day of
        deletion); None if the number is unknown or belongs to a person's business.

    Raises:
        SourceChangedError: It is of another shape.
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
    """Read one page of a search; no hits means no ``_embedded`` at all.

    Raises:
        SourceChangedError: It is of another shape.
    """
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
    """Read one answer of the change feed, in the order of the running numbers.

    Raises:
        SourceChangedError: It is of another shape, or an entry is of an unknown kind.
    """
    body = read_object(response)
    with reading(response, "oppdaterteEnheter", "entries of the feed"):
        found = [
            Change(
                update_id=int(entry["oppdateringsid"]),
                changed_at=dt.datetime.fromisoformat(entry["dato"]).astimezone(dt.UTC),
                organisation_number=str(entry["organisasjonsnummer"]),
                kind=_KINDS[entry["endringstype"]],
            )
            for entry in body.get("_embedded", {}).get("oppdaterteEnheter", ())
        ]
        return sorted(found, key=lambda change: change.update_id)


def _read_unit(response: Response, body: Mapping[str, Any]) -> Unit | None:
    number = body.get("organisasjonsnummer") if isinstance(body, dict) else body
    with reading(response, f"entity {number}", "an entity as documented"):
        form = body["organisasjonsform"]["kode"]
        if form in PERSONAL_FORMS:
            return None
        address = body.get("forretningsadresse") or {}
        return Unit(
            organisation_number=str(body["organisasjonsnummer"]),
            name=body["navn"],
            form_code=form,
            website=body.get("hjemmeside"),
            municipality_code=address.get("kommunenummer"),
            industry_code=(body.get("naeringskode1") or {}).get("kode"),
            sector_code=(body.get("institusjonellSektorkode") or {}).get("kode"),
            employee_count=body.get("antallAnsatte"),
            has_employees=body.get("harRegistrertAntallAnsatte"),
            registered_on=read_day(body.get("registreringsdatoEnhetsregisteret")),
            founded_on=read_day(body.get("stiftelsesdato")),
            purpose=_joined(body.get("vedtektsfestetFormaal")),
            activity=_joined(body.get("aktivitet")),
            parent_number=body.get("overordnetEnhet"),
            is_bankrupt=bool(body.get("konkurs")),
            is_winding_up=bool(
                body.get("underAvvikling") or body.get("underTvangsavviklingEllerTvangsopplosning")
            ),
            accounts_year=_read_year(body.get("sisteInnsendteAarsregnskap")),
        )


def _joined(lines: str | list[str] | None) -> str | None:
    """The lines of a text, each once."""
    told = [lines] if isinstance(lines, str) else lines or ()
    return " ".join(dict.fromkeys(" ".join(line.split()) for line in told)).strip() or None


def _read_year(value: str | int | None) -> int | None:
    return int(value) if value else None
