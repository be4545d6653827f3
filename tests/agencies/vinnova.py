"""A local Vinnova: changes since a date, no answer to far dates. All projects are synthetic."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.agencies.server import Answer, LocalServer, Question


def project(index: int, changed_on: dt.date) -> dict[str, Any]:
    """Return a synthetic project in Vinnova's shape."""
    return {
        "Diarienummer": f"2026-{index:05d}",
        "Ärenderubrik": f"Syntetiskt projekt {index} på prov",
        "ÄrenderubrikEngelska": "",
        "DiarienummerAnsokningsomgang": "2025-00001",
        "DiarienummerUtlysning": "2025-00002",
        "DiarienummerProgram": "2025-00003",
        "Projektreferat": "Synthetic.",
        "BeviljatBidrag": 1_000_000 + index,
        "ProjektStart": "2026-01-01T00:00:00",
        "ProjektSlut": None,
        "KoordinatorOrg": "Syntetiska Klustret AB",
        "LankLista": [],
        "Status": "Pågående",
        "_changed": changed_on.isoformat(),
    }


class VinnovaServer(LocalServer):
    """A local Vinnova.

    Args:
        today: One project changed on each of the 900 days before it.
        oldest: Earlier dates get no answer in time (504).
    """

    def __init__(
        self, today: dt.date = dt.date(2026, 11, 22), *, oldest: dt.date = dt.date(2025, 1, 1)
    ) -> None:
        super().__init__()
        self.oldest = oldest
        self.projects = [project(n, today - dt.timedelta(days=n)) for n in range(900)]

    @property
    def api(self) -> str:
        return f"{self.url}/api"

    def answer(self, question: Question) -> Answer:
        match question.path.removeprefix("/api/").split("/"):
            case ["projekt", since] if len(since) == 10 and since[4] == since[7] == "-":
                if dt.date.fromisoformat(since) < self.oldest:
                    return Answer(b"<html>Gateway timeout</html>", 504, "text/html")
                return self._list(p for p in self.projects if p["_changed"] >= since)
            case ["projekt", listed]:
                wanted = set(listed.split(","))
                if len(wanted) > 20:
                    self.breach(f"{len(wanted)} numbers in one request")
                    return Answer.of_json({"message": "too many"}, 400)
                return self._list(p for p in self.projects if p["Diarienummer"] in wanted)
        return Answer.of_json({"message": "not found"}, 404)

    @staticmethod
    def _list(projects: Any) -> Answer:
        return Answer.of_json(
            [{key: value for key, value in p.items() if key != "_changed"} for p in projects]
        )
