"""A local Enhetsregisteret with its paging rule, deletions, feed and bulk file.

All entities are synthetic; their numbers begin with 8 and belong to nobody here.
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.agencies.server import Answer, LocalServer, Question

MEDIA_TYPE = "application/vnd.brreg.enhetsregisteret.enhet.v2+json;charset=UTF-8"
KINDS = ("Ny", "Endring", "Sletting", "Fjernet", "Ukjent")


def control_digit(eight: str) -> int | None:
    """Return the modulus 11 check digit of an organisation number, None if there is none."""
    weights = (3, 2, 7, 6, 5, 4, 3, 2)
    rest = 11 - sum(int(d) * w for d, w in zip(eight, weights, strict=True)) % 11
    return None if rest == 10 else rest % 11


def numbers(count: int) -> list[str]:
    """Return valid organisation numbers."""
    found: list[str] = []
    candidate = 80_000_000
    while len(found) < count:
        digit = control_digit(str(candidate))
        if digit is not None:
            found.append(f"{candidate}{digit}")
        candidate += 1
    return found


def unit(number: str, index: int = 0, **more: Any) -> dict[str, Any]:
    """Return a synthetic entity in the register's shape."""
    body: dict[str, Any] = {
        "organisasjonsnummer": number,
        "navn": f"SYNTETISK KLYNGE {index} AS",
        "organisasjonsform": {"kode": "AS", "beskrivelse": "Aksjeselskap"},
        "hjemmeside": f"www.klynge{index}.example",
        "registreringsdatoEnhetsregisteret": "2010-03-12",
        "stiftelsesdato": "2009-09-18",
        "registrertIMvaregisteret": True,
        "naeringskode1": {"kode": "94.110", "beskrivelse": "Syntetisk næring"},
        "institusjonellSektorkode": {"kode": "2100", "beskrivelse": "Syntetisk sektor"},
        "harRegistrertAntallAnsatte": index % 3 != 0,
        "forretningsadresse": {
            "land": "Norge", "landkode": "NO", "postnummer": "4035", "poststed": "STAVANGER",
            "adresse": ["Prøveveien 1"], "kommune": "STAVANGER", "kommunenummer": "1103",
        },
        "vedtektsfestetFormaal": ["Utvikle en", "syntetisk klynge."],
        "aktivitet": ["Klyngeutvikling."],
        "konkurs": False,
        "underAvvikling": False,
        "underTvangsavviklingEllerTvangsopplosning": False,
        "sisteInnsendteAarsregnskap": "2024",
        "maalform": "Bokmål",
        "_links": {"self": {"href": f"https://data.brreg.no/enhetsregisteret/api/enheter/{number}"}},
    }  # fmt: skip
    if index % 3 == 2:
        body["antallAnsatte"] = 5 + index % 40
    return body | more


def write_bulk_file(path: Path, count: int) -> None:
    """Write a bulk file of synthetic entities, every tenth a sole proprietorship."""
    person = {"kode": "ENK", "beskrivelse": "Enkeltpersonforetak"}
    numbers_ = numbers(1000)
    with gzip.open(path, "wb", compresslevel=1) as stream:
        stream.write(b"[")
        for index in range(count):
            body = unit(numbers_[index % 1000], index)
            body["organisasjonsnummer"] = f"{800_000_000 + index}"
            if index % 10 == 9:
                body["organisasjonsform"] = person
            text = json.dumps(body, ensure_ascii=False, indent=2)
            stream.write((",\n" if index else "").encode() + text.encode())
        stream.write(b"]")


class EnhetsregisteretServer(LocalServer):
    """A local Enhetsregisteret.

    Args:
        count: Entities it holds.
        extra: More entities, in full.
        deleted: Number to day of deletion; answered by 410, or by 200 with
            ``SlettetEnhet`` for numbers that end in an odd digit.
        updates: Entries in the change feed.
        bulk: The bulk file.
    """

    def __init__(
        self,
        count: int = 30,
        *,
        extra: Sequence[dict[str, Any]] = (),
        deleted: dict[str, str] | None = None,
        updates: int = 0,
        bulk: Path | None = None,
    ) -> None:
        super().__init__()
        self.units = [unit(number, index) for index, number in enumerate(numbers(count))]
        self.units += extra
        self.deleted = deleted or {}
        self.updates = updates
        self.bulk = bulk
        self.largest_feed = 10_000

    @property
    def api(self) -> str:
        return f"{self.url}/enhetsregisteret/api"

    def answer(self, question: Question) -> Answer:
        match question.path.removeprefix("/enhetsregisteret/api/").split("/"):
            case ["enheter"]:
                return self._search(question)
            case ["enheter", "lastned"]:
                assert self.bulk is not None
                return Answer(
                    media_type="application/vnd.brreg.enhetsregisteret.enhet.v2+gzip;charset=UTF-8",
                    chunks=self._stream(),
                    headers={"Last-Modified": "Sun, 22 Nov 2026 04:10:00 GMT"},
                )
            case ["enheter", number]:
                return self._one(number)
            case ["oppdateringer", "enheter"]:
                return self._feed(question)
        return self._problem(404, "Not Found")

    def _stream(self) -> Iterator[bytes]:
        assert self.bulk is not None
        with self.bulk.open("rb") as stream:
            while chunk := stream.read(1 << 18):
                yield chunk

    def _one(self, number: str) -> Answer:
        if number in self.deleted:
            body = {
                "organisasjonsnummer": number,
                "slettedato": self.deleted[number],
                "respons_klasse": "SlettetEnhet",
                "navn": "SYNTETISK SLETTET",
                "_links": {"self": {"href": f"{self.api}/enheter/{number}"}},
            }
            status = 200 if int(number[-1]) % 2 else 410
            return Answer.of_json(body, status, media_type=MEDIA_TYPE)
        for body in self.units:
            if body["organisasjonsnummer"] == number:
                return Answer.of_json(body, media_type=MEDIA_TYPE)
        return Answer(b"", 404, None)

    def _search(self, question: Question) -> Answer:
        named = {key: value for key, value in question.query}  # noqa: C416 - the last one counts
        size, page = int(named.pop("size", 20)), int(named.pop("page", 0))
        if (page + 1) * size > 10_000:
            self.breach(f"page {page} of {size}")
            return self._problem(400, "Antall treff som kan hentes er begrenset til 10000")
        forms = set(filter(None, named.pop("organisasjonsform", "").split(",")))
        name = named.pop("navn", "").lower()
        place = named.pop("kommunenummer", "")
        hits = [
            body
            for body in self.units
            if (not forms or body["organisasjonsform"]["kode"] in forms)
            and all(word in body["navn"].lower() for word in name.split())
            and (not place or body["forretningsadresse"]["kommunenummer"] in place.split(","))
        ]
        shown = hits[page * size : (page + 1) * size]
        document: dict[str, Any] = {
            "_links": {"self": {"href": "https://data.brreg.no/enhetsregisteret/api/enheter"}},
            "page": {
                "size": size,
                "totalElements": len(hits),
                "totalPages": -(-len(hits) // size),
                "number": page,
            },
        }
        if shown:  # no hits: the key is absent, not an empty list
            document = {"_embedded": {"enheter": shown}, **document}
        return Answer.of_json(document, media_type=MEDIA_TYPE)

    def _feed(self, question: Question) -> Answer:
        page = int(question.parameter("page") or 0)
        if page > 20:
            self.breach("walked the feed by next links")
            return self._problem(400, "page kan ikke være større enn 20")
        size = min(int(question.parameter("size") or 20), self.largest_feed)
        first = int(question.parameter("oppdateringsid") or 1)
        moment = question.parameter("dato")
        if moment:
            age = dt.datetime.fromisoformat(moment) - self._moment(0)
            first = max(1, int(age.total_seconds() // 60))
        low = first + page * size
        shown = range(low, min(low + size, self.updates + 1))
        document: dict[str, Any] = {
            "_links": {"next": {"href": f"{self.api}/oppdateringer/enheter?page={page + 1}"}},
            "page": {"size": size, "totalElements": self.updates, "number": page},
        }
        if shown:
            entries = [
                {
                    "oppdateringsid": n,
                    "dato": self._moment(n)
                    .isoformat(timespec="milliseconds")
                    .replace("+00:00", "Z"),
                    "organisasjonsnummer": f"{800_000_000 + n}",
                    "endringstype": KINDS[n % len(KINDS)],
                }
                for n in shown
            ]
            document = {"_embedded": {"oppdaterteEnheter": entries}, **document}
        return Answer.of_json(document, media_type="application/json")

    @staticmethod
    def _moment(number: int) -> dt.datetime:
        return dt.datetime(2026, 7, 16, tzinfo=dt.UTC) + dt.timedelta(minutes=number)

    @staticmethod
    def _problem(status: int, message: str) -> Answer:
        return Answer.of_json(
            {"status": status, "error": "Bad Request", "message": message}, status
        )
