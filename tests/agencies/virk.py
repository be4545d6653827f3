"""A local Virk: CVR's name search behind HTTP Basic. All companies are synthetic."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

from tests.agencies.server import Answer, LocalServer, Question

USER, PASSWORD = "synthetic-user", "synthetic-password"
_NAME = "Vrvirksomhed.virksomhedMetadata.nyesteNavn.navn"


def company(number: int, name: str, **more: Any) -> dict[str, Any]:
    """Return a synthetic company in the shape of a hit, with what nobody should ask for."""
    address = {"postnummer": more.pop("postcode", 1256), "postdistrikt": "Prøveby"}
    address["kommune"] = {"kommuneKode": more.pop("municipality", 101)}
    meta = {
        "nyesteNavn": {"navn": name},
        "nyesteVirksomhedsform": {"virksomhedsformkode": more.pop("form", 115)},
        "nyesteBeliggenhedsadresse": address,
        "nyesteAarsbeskaeftigelse": {"aar": 2024, "intervalKodeAntalAnsatte": "ANTAL_2_4"},
        "sammensatStatus": more.pop("status", "NORMAL"),
    }
    return {
        "cvrNummer": number,
        "reklamebeskyttet": False,
        "livsforloeb": [{"periode": {"gyldigFra": "2012-01-01", "gyldigTil": None}}],
        "deltagerRelation": [{"deltager": {"navne": [{"navn": "Synthetic Person"}]}}],
        "virksomhedMetadata": meta,
    } | more


class VirkServer(LocalServer):
    """A local Virk.

    Args:
        companies: What it holds.
    """

    def __init__(self, companies: Sequence[dict[str, Any]] = ()) -> None:
        super().__init__()
        self.companies = list(companies)

    @property
    def api(self) -> str:
        return f"{self.url}/cvr-permanent/_search"

    def answer(self, question: Question) -> Answer:
        pair = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if question.headers.get("Authorization") != f"Basic {pair}":
            return Answer(b"", 401, None, {"WWW-Authenticate": 'Basic realm="virk"'})
        if question.path != "/cvr-permanent/_search" or question.method != "POST":
            return Answer.of_json({"error": "no handler found"}, 400)
        body = question.json()
        if not body.get("_source"):
            self.breach("asked for whole companies, persons included")
        words = str(body["query"]["match_phrase"][_NAME]).casefold()
        hits = [
            one
            for one in self.companies
            if f" {words} " in f" {one['virksomhedMetadata']['nyesteNavn']['navn'].casefold()} "
        ]
        shown = [{"_source": {"Vrvirksomhed": self._only(one, body)}} for one in hits]
        document = {"hits": {"total": len(hits), "hits": shown[: body.get("size", 10)]}}
        return Answer.of_json(document)

    @staticmethod
    def _only(one: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
        """The parts that ``_source`` names, as Elasticsearch cuts them out."""
        cut: dict[str, Any] = {}
        for path in body["_source"]:
            _, *names = path.split(".")
            value: Any = one
            for name in names:
                value = value.get(name) if isinstance(value, dict) else None
            if value is None:
                continue
            place = cut
            for name in names[:-1]:
                place = place.setdefault(name, {})
            place[names[-1]] = value
        return cut
