"""A local PxWeb, version 2 and version 1, with the limits and errors of SSB's and SCB's.

Enforced: cells per call (403 or 400), calls per window (429 with headers), length of the
address (404), repeated codes (500 without a body), mandatory variables (400), the silent
default selection, zeros in closed hours. All figures are synthetic.
"""

from __future__ import annotations

import datetime as dt
import math
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tests.agencies.cube import Axis, Cube, Grouping, small_cube
from tests.agencies.selecting import NoSuchValueError, resolve, split_commas
from tests.agencies.server import Answer, CallWindow, LocalServer, Question


class _RefusedError(Exception):
    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def _problem(status: int, title: str, detail: str | None = None) -> _RefusedError:
    body = {"type": "Parameter error", "title": title, "status": status}
    if detail:
        body["detail"] = detail
    return _RefusedError(
        Answer.of_json(body, status, media_type="application/problem+json; charset=utf-8")
    )


class PxWebServer(LocalServer):
    """A local PxWeb.

    Args:
        cubes: Tables it holds.
        max_cells: Cells per call.
        calls: Calls per window.
        window_seconds: Length of the window.
        stated_calls: ``maxCallsPerTimeWindow`` in ``/config``; 0 means "not in use", as at SSB.
        too_many_status: 403 by the specification, 400 as observed at SSB.
        url_limit: Longest address it answers.
        is_closed: Says whether an instant is in closed hours; figures are zero then.
        clock: Time of the call window and of the closed hours, in seconds since the epoch.
        v2_fails: Status that every version 2 data call gets, to test the fallback.
        v2_is_down: Whether every other version 2 call gets it too.
        page_size: Default size of a page of ``/tables``.
    """

    def __init__(
        self,
        cubes: Sequence[Cube] | None = None,
        *,
        max_cells: int = 800_000,
        calls: int = 1_000,
        window_seconds: float = 60.0,
        stated_calls: int | None = None,
        too_many_status: int = 403,
        url_limit: int = 2_100,
        is_closed: Callable[[dt.datetime], bool] = lambda _: False,
        clock: Callable[[], float] = time.time,
        v2_fails: int | None = None,
        v2_is_down: bool = False,
        page_size: int = 20,
    ) -> None:
        super().__init__()
        self.cubes = {cube.id: cube for cube in cubes or [small_cube()]}
        self.max_cells = max_cells
        self.calls, self.window_seconds = calls, window_seconds
        self.stated_calls = calls if stated_calls is None else stated_calls
        self.too_many_status = too_many_status
        self.url_limit = url_limit
        self.is_closed = is_closed
        self.v2_fails = v2_fails
        self.v2_is_down = v2_is_down
        self.page_size = page_size
        self.cells_served = 0
        self.largest_answer = 0
        self._clock = clock
        self._window = CallWindow(calls, window_seconds, clock)

    @property
    def v2(self) -> str:
        return f"{self.url}/api/v2"

    @property
    def v1(self) -> str:
        return f"{self.url}/api/v1/en/ssd"

    def answer(self, question: Question) -> Answer:
        if len(self.url) + len(question.target) > self.url_limit:
            self.breach(f"address of {len(question.target)} characters")
            return Answer(b"<html>404 - File or directory not found.</html>", 404, "text/html")
        admitted, left, wait = self._window.admit()
        limits = {
            "x-ratelimit-limit": str(self.calls),
            "x-ratelimit-policy": f"{self.calls};w={self.window_seconds:g}s",
            "x-ratelimit-remaining": str(left),
        }
        if not admitted:
            self.breach("too many calls in the window")
            headers = {**limits, "Retry-After": str(math.ceil(wait))}
            return Answer.of_json({"title": "Too many calls", "status": 429}, 429, headers=headers)
        try:
            answer = self._route(question)
        except _RefusedError as refusal:
            answer = refusal.answer
        return Answer(answer.body, answer.status, answer.media_type, {**limits, **answer.headers})

    def _route(self, question: Question) -> Answer:
        path = question.path
        if path.startswith("/api/v2/"):
            return self._route_v2(question, path.removeprefix("/api/v2/").split("/"))
        if path.startswith("/api/v1/en/ssd"):
            return self._route_v1(question, path.removeprefix("/api/v1/en/ssd").strip("/"))
        raise _problem(404, "Not Found")

    # -- version 2 -----------------------------------------------------------------------

    def _route_v2(self, question: Question, steps: list[str]) -> Answer:
        if self.v2_is_down:
            raise _problem(self.v2_fails or 503, "Service Unavailable")
        match steps:
            case ["config"]:
                return Answer.of_json(self._config())
            case ["tables"]:
                return self._tables(question)
            case ["tables", id_]:
                return Answer.of_json(self._describe(self._cube(id_)))
            case ["tables", id_, "metadata"]:
                return Answer.of_json(self._json_stat(self._cube(id_), None, {}))
            case ["tables", id_, "data"]:
                if self.v2_fails:
                    raise _problem(self.v2_fails, "Service Unavailable")
                return self._data_v2(question, self._cube(id_))
            case ["codelists", id_]:
                return self._codelist(id_)
        raise _problem(404, "Not Found")

    def _config(self) -> dict[str, Any]:
        return {
            "apiVersion": "2.3.2",
            "appVersion": "local",
            "languages": [{"id": "en", "label": "English"}],
            "defaultLanguage": "en",
            "maxDataCells": self.max_cells,
            "maxCallsPerTimeWindow": self.stated_calls,
            "timeWindow": int(self.window_seconds),
            "license": "synthetic",
            "defaultDataFormat": "json-stat2",
            "dataFormats": ["json-stat2", "csv", "px", "xlsx"],
        }

    def _tables(self, question: Question) -> Answer:
        words = (question.parameter("query") or "").lower().split()
        past_days = question.parameter("pastDays")
        cubes = [cube for cube in self.cubes.values() if self._is_hit(cube, words, past_days)]
        size = int(question.parameter("pageSize") or self.page_size)
        number = int(question.parameter("pageNumber") or 1)
        pages = max(1, math.ceil(len(cubes) / size))
        if number > pages:
            raise _problem(404, "Non-existent page")
        shown = cubes[(number - 1) * size : number * size]
        page = {
            "pageNumber": number,
            "pageSize": size,
            "totalElements": len(cubes),
            "totalPages": pages,
            "links": [],
        }
        tables = [self._describe(cube) for cube in shown]
        return Answer.of_json({"language": "en", "tables": tables, "page": page, "links": []})

    def _is_hit(self, cube: Cube, words: Sequence[str], past_days: str | None) -> bool:
        if past_days is not None:
            now = dt.datetime.fromtimestamp(self._clock(), dt.UTC)
            age = now - dt.datetime.fromisoformat(cube.updated)
            if age > dt.timedelta(days=int(past_days)):
                return False
        return all(word in cube.title.lower() for word in words)

    def _describe(self, cube: Cube) -> dict[str, Any]:
        periods = next(axis.codes for axis in cube.axes if axis.kind == "time")
        return {
            "type": "Table",
            "id": cube.id,
            "label": cube.title,
            "updated": cube.updated,
            "firstPeriod": periods[0],
            "lastPeriod": periods[-1],
            "category": "public",
            "discontinued": False,
            "variableNames": [axis.label for axis in cube.axes],
            "timeUnit": "Annual",
            "paths": [[{"id": "vf", "label": "Synthetic"}]],
            "links": [],
        }

    def _codelist(self, id_: str) -> Answer:
        for cube in self.cubes.values():
            grouping = cube.grouping(id_)
            if grouping:
                values = [
                    {"code": code, "label": grouping.labels.get(code, code), "valueMap": list(of)}
                    for code, of in grouping.members.items()
                ]
                kind = "Aggregation" if grouping.is_aggregation else "Valueset"
                return Answer.of_json(
                    {"id": id_, "label": grouping.label, "language": "en", "type": kind,
                     "values": values}
                )  # fmt: skip
        raise _problem(404, "Non-existent codelist")

    def _data_v2(self, question: Question, cube: Cube) -> Answer:
        wanted: dict[str, list[str]] = {}
        groupings: dict[str, str] = {}
        if question.method == "POST":
            for item in question.json().get("selection", []):
                wanted[item["variableCode"]] = list(item.get("valueCodes", []))
                if item.get("codelist"):
                    groupings[item["variableCode"]] = item["codelist"]
        else:
            for key, value in question.query:
                name, _, rest = key.partition("[")
                if name.lower() == "valuecodes":
                    wanted[rest.rstrip("]")] = split_commas(value)
                elif name.lower() == "codelist":
                    groupings[rest.rstrip("]")] = value
        return self._select(cube, wanted or self._default(cube), groupings)

    @staticmethod
    def _default(cube: Cube) -> dict[str, list[str]]:
        """Return the silent subset that a call without a selection gets."""
        return {
            axis.code: [axis.codes[-1] if axis.kind == "time" else axis.codes[0]]
            for axis in cube.axes
        }

    # -- version 1 -----------------------------------------------------------------------

    def _route_v1(self, question: Question, path: str) -> Answer:
        if question.target.endswith("?config"):
            return Answer.of_json(
                {"maxValues": self.max_cells, "maxCells": self.max_cells,
                 "maxCalls": self.calls, "timeWindow": int(self.window_seconds), "CORS": True}
            )  # fmt: skip
        if not path:
            items = [{"id": c.id, "type": "t", "text": c.title} for c in self.cubes.values()]
            return Answer.of_json(items)
        cube = self.cubes.get(path)
        if cube is None:
            raise _problem(400, "Parameter error")  # a withdrawn table answers 400, not 404
        if question.method == "GET":
            return Answer.of_json(
                {"title": cube.title, "variables": [self._variable(a) for a in cube.axes]}
            )
        return self._data_v1(question, cube)

    @staticmethod
    def _variable(axis: Axis) -> dict[str, Any]:
        variable: dict[str, Any] = {
            "code": axis.code,
            "text": axis.label,
            "values": axis.codes,
            "valueTexts": list(axis.values.values()),
        }
        if axis.is_eliminable:
            variable["elimination"] = True
        if axis.kind == "time":
            variable["time"] = True
        return variable

    def _data_v1(self, question: Question, cube: Cube) -> Answer:
        wanted: dict[str, list[str]] = {}
        groupings: dict[str, str] = {}
        query = question.json()
        for item in query["query"]:
            filter_, values = item["selection"]["filter"], item["selection"]["values"]
            kind, _, name = filter_.partition(":")
            if kind in {"agg", "agg_single", "vs"}:
                groupings[item["code"]] = f"{kind}_{name}"
            wanted[item["code"]] = [f"top({values[0]})"] if kind == "top" else list(values)
        for axis in cube.axes:
            if not axis.is_eliminable and axis.code not in wanted:
                wanted[axis.code] = ["*"]  # version 1 gives all of a variable left out
        if query["response"]["format"] != "json-stat2":
            raise _problem(400, "Unknown format")
        return self._select(cube, wanted, groupings)

    # -- both ----------------------------------------------------------------------------

    def _cube(self, id_: str) -> Cube:
        cube = self.cubes.get(id_)
        if cube is None:
            raise _problem(404, "Non-existent table")
        return cube

    def _select(
        self, cube: Cube, wanted: Mapping[str, Sequence[str]], names: Mapping[str, str]
    ) -> Answer:
        selection, groupings = {}, {}
        for code, expressions in wanted.items():
            axis = cube.axis(code)
            if axis is None:
                raise _problem(400, "Non-existent variable")
            codes: Sequence[str] = axis.codes
            if code in names:
                grouping = cube.grouping(names[code])
                if grouping is None:
                    raise _problem(400, "Non-existent codelist")
                groupings[axis.code] = grouping
                codes = list(grouping.members)
            try:
                chosen = resolve(expressions, codes, is_time=axis.kind == "time")
            except NoSuchValueError:
                raise _problem(400, "Non-existent value") from None
            if len(set(chosen)) < len(chosen):
                self.breach(f"repeated code in {code}")
                raise _RefusedError(Answer(b"", 500, None))
            selection[axis.code] = chosen
        for axis in cube.axes:
            if not axis.is_eliminable and axis.code not in selection:
                raise _problem(400, "Missing selection for mandantory variable")
        self._check_cells(math.prod(len(codes) for codes in selection.values()))
        return Answer.of_json(self._json_stat(cube, selection, groupings))

    def _check_cells(self, cells: int) -> None:
        if cells > self.max_cells:
            self.breach(f"asked for {cells:,} cells, {self.max_cells:,} allowed")
            raise _problem(self.too_many_status, "Too many cells", "Too many cells selected")
        self.cells_served += cells
        self.largest_answer = max(self.largest_answer, cells)

    def _json_stat(
        self,
        cube: Cube,
        selection: Mapping[str, Sequence[str]] | None,
        groupings: Mapping[str, Grouping],
    ) -> dict[str, Any]:
        is_metadata = selection is None
        axes = [axis for axis in cube.axes if is_metadata or axis.code in (selection or {})]
        chosen = {axis.code: list((selection or {}).get(axis.code, axis.codes)) for axis in axes}
        document: dict[str, Any] = {
            "version": "2.0",
            "class": "dataset",
            "label": cube.title,
            "source": "Synthetic agency",
            "updated": cube.updated,
            "role": {
                role: [axis.code for axis in axes if axis.kind == kind]
                for role, kind in (("time", "time"), ("geo", "geo"), ("metric", "content"))
            },
            "id": [axis.code for axis in axes],
            "size": [len(chosen[axis.code]) for axis in axes],
            "dimension": {
                axis.code: self._dimension(cube, axis, chosen[axis.code], groupings)
                for axis in axes
            },
            "extension": {"px": {"tableid": cube.id, "decimals": 0, "aggregallowed": True}},
        }
        if not is_metadata:
            values, hidden = cube.figures(chosen, groupings)
            if self.is_closed(dt.datetime.fromtimestamp(self._clock(), dt.UTC)):
                self.breach("asked in closed hours")
                values[:] = 0
            numbers = values.astype(object)
            numbers[hidden] = None
            document["value"] = numbers.tolist()
            if hidden.any():
                document["status"] = {str(position): ":" for position in hidden.nonzero()[0]}
        return document

    @staticmethod
    def _dimension(
        cube: Cube, axis: Axis, codes: Sequence[str], groupings: Mapping[str, Grouping]
    ) -> dict[str, Any]:
        grouping = groupings.get(axis.code)
        labels = grouping.labels if grouping else axis.values
        category: dict[str, Any] = {
            "index": {code: position for position, code in enumerate(codes)},
            "label": {code: labels.get(code, code) for code in codes},
        }
        if axis.kind == "content":
            category["unit"] = {code: {"base": "number", "decimals": 0} for code in codes}
        lists = [
            {
                "id": g.id,
                "label": g.label,
                "type": "Aggregation" if g.is_aggregation else "Valueset",
            }
            for g in cube.groupings
            if g.axis == axis.code
        ]
        extension = {"elimination": axis.is_eliminable, "show": "value", "codelists": lists}
        return {"label": axis.label, "category": category, "extension": extension}
