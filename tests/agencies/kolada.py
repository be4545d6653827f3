"""A local Kolada, version 3: pages with ``next_url``, at most 25 years. Figures are synthetic."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.agencies.server import Answer, LocalServer, Question

AREAS = {"0000": "Riket", "0017": "Region Värmland", "1780": "Karlstad", "1480": "Göteborg"}
KEY_FIGURES = {"N00999": "Synthetic new firms", "N45702": "Synthetic diversity of industries"}


class KoladaServer(LocalServer):
    """A local Kolada.

    Args:
        max_years: Years per request.
        max_page: Rows per page, whatever was asked for.
        next_url: Replaces the address of the next page, to test a service gone wrong.
    """

    def __init__(
        self, *, max_years: int = 25, max_page: int = 5_000, next_url: str | None = None
    ) -> None:
        super().__init__()
        self.max_years = max_years
        self.max_page = max_page
        self.next_url = next_url

    @property
    def v3(self) -> str:
        return f"{self.url}/v3"

    def answer(self, question: Question) -> Answer:
        match question.path.removeprefix("/v3/").split("/"):
            case ["municipality"]:
                rows = [
                    {"id": i, "title": t, "type": "K" if i[:2] != "00" else "R"}
                    for i, t in AREAS.items()
                ]
                return self._page(question, rows)
            case ["kpi", ids]:
                rows = [
                    {"id": i, "title": KEY_FIGURES[i]} for i in ids.split(",") if i in KEY_FIGURES
                ]
                return self._page(question, rows)
            case ["data", "kpi", figures, "municipality", areas, "year", years]:
                if len(years.split(",")) > self.max_years:
                    self.breach(f"{len(years.split(','))} years asked for")
                    return Answer.of_json({"detail": "too many years"}, 400)
                rows = [
                    self._figure(figure, area, int(year))
                    for figure in figures.split(",")
                    for area in areas.split(",")
                    for year in years.split(",")
                    if figure in KEY_FIGURES and area in AREAS
                ]
                return self._page(question, rows)
        return Answer.of_json({"detail": "Not Found"}, 404)

    @staticmethod
    def _figure(figure: str, area: str, year: int) -> dict[str, Any]:
        value = float((int(area) * 31 + year * 7 + int(figure[1:])) % 1000) / 10
        cell = {"count": 1, "gender": "T", "status": "", "value": value}
        return {"kpi": figure, "municipality": area, "period": year, "values": [cell]}

    def _page(self, question: Question, rows: list[dict[str, Any]]) -> Answer:
        size = min(int(question.parameter("per_page") or 1_000), self.max_page)
        number = int(question.parameter("page") or 1)
        shown = rows[(number - 1) * size : number * size]
        following = None
        if number * size < len(rows):
            parts = urlsplit(question.target)
            query = {**dict(parse_qsl(parts.query)), "page": number + 1}
            following = self.next_url or f"{self.url}{parts.path}?{urlencode(query)}"
        return Answer.of_json({"values": shown, "count": len(shown), "next_url": following})
