"""A local StatBank with Statistics Denmark's cell rule and errors. All figures are synthetic."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.agencies.cube import Axis, Cube
from tests.agencies.selecting import NoSuchValueError, resolve
from tests.agencies.server import Answer, LocalServer, Question

STREAMED = {"BULK"}
FORMATS = {"JSONSTAT", "CSV", *STREAMED}


class _RefusedError(Exception):
    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(code)
        self.answer = Answer.of_json(
            {"errorTypeCode": code, "message": message},
            status,
            headers={"StatbankAPI-Request-Id": "synthetic-0001"},
        )


def danish_cube(
    id_: str = "ERHV9", *, regions: int = 3, industries: int = 4, years: int = 5
) -> Cube:
    """A table of the shape of ERHV6, with made-up figures."""
    return Cube(
        id_,
        "Synthetic workplaces by region, industry, size and time",
        (
            Axis(
                "OMRÅDE",
                "område",
                {f"{n:03d}": f"Område {n}" for n in range(regions)},
                "geo",
                True,
                "000",
            ),
            Axis(
                "BRANCHE0710",
                "branche",
                {f"B{n}": f"Branche {n}" for n in range(industries)},
                "other",
                True,
            ),
            Axis("ARBSTRDK", "størrelse", {"1": "1", "2-4": "2-4", "130": "100+"}, "other", True),
            Axis("Tid", "tid", {str(2008 + n): str(2008 + n) for n in range(years)}, "time"),
        ),
        updated="2026-03-15T08:00:00",
        hidden_every=23,
    )


class StatBankServer(LocalServer):
    """A local StatBank.

    Args:
        cubes: Tables it holds.
        max_cells: Limit of the formats without streaming: rows x (variables + 1).
        now: The day that ``pastdays`` counts from.
    """

    def __init__(
        self,
        cubes: Sequence[Cube] | None = None,
        *,
        max_cells: int = 1_000_000,
        now: dt.datetime = dt.datetime(2026, 3, 17, 12, 0),  # noqa: DTZ001 - as StatBank writes it
    ) -> None:
        super().__init__()
        self.cubes = {cube.id.upper(): cube for cube in cubes or [danish_cube()]}
        self.max_cells = max_cells
        self.now = now

    @property
    def v1(self) -> str:
        return f"{self.url}/v1"

    def answer(self, question: Question) -> Answer:
        try:
            return self._route(question)
        except _RefusedError as refusal:
            return refusal.answer

    def _route(self, question: Question) -> Answer:
        body = self._read(question)
        match question.path.strip("/").split("/"):
            case ["v1", "subjects"]:
                subject = {"id": "5", "description": "Synthetic subject", "active": True,
                           "hasSubjects": False, "subjects": [], "tables": []}  # fmt: skip
                return Answer.of_json([subject])
            case ["v1", "tables"]:
                return Answer.of_json([self._line(cube) for cube in self._changed(body)])
            case ["v1", "tableinfo", *_]:
                return Answer.of_json(self._info(self._cube(body, "Tabel findes ikke")))
            case ["v1", "data", *_]:
                return self._data(body)
        raise _RefusedError("REQUEST-NOTFOUND", "Siden findes ikke", 404)

    @staticmethod
    def _read(question: Question) -> Mapping[str, Any]:
        """Read a question: the POST key is ``table``, the GET key ``id`` or the path."""
        if question.method == "POST":
            return question.json() if question.body else {}
        steps = question.path.strip("/").split("/")
        named = {key.lower(): value for key, value in question.query}
        table = steps[2] if len(steps) > 2 else named.pop("id", None)
        reserved = {"lang", "format", "delimiter", "valuepresentation"}
        return {
            "table": table,
            "format": steps[3] if len(steps) > 3 else named.get("format"),
            "lang": named.get("lang", "da"),
            "variables": [
                {"code": key, "values": value.split(",")}
                for key, value in question.query
                if key.lower() not in {*reserved, "id"}
            ],
        }

    def _changed(self, body: Mapping[str, Any]) -> list[Cube]:
        days = body.get("pastdays")
        oldest = self.now - dt.timedelta(days=int(days)) if days is not None else None
        return [
            cube
            for cube in self.cubes.values()
            if oldest is None or dt.datetime.fromisoformat(cube.updated) >= oldest
        ]

    @staticmethod
    def _line(cube: Cube) -> dict[str, Any]:
        periods = cube.axes[-1].codes
        return {
            "id": cube.id, "text": cube.title, "unit": "Antal", "updated": cube.updated,
            "firstPeriod": periods[0], "latestPeriod": periods[-1], "active": True,
            "variables": [axis.label for axis in cube.axes],
        }  # fmt: skip

    @staticmethod
    def _info(cube: Cube) -> dict[str, Any]:
        return {
            "id": cube.id, "text": cube.title, "description": cube.title, "unit": "Antal",
            "suppressedDataValue": "0", "updated": cube.updated, "active": True,
            "contacts": [], "documentation": None, "footnote": None,
            "variables": [
                {"id": axis.code, "text": axis.label, "elimination": axis.is_eliminable,
                 "time": axis.kind == "time",
                 "values": [{"id": code, "text": text} for code, text in axis.values.items()]}
                for axis in cube.axes
            ],
        }  # fmt: skip

    def _cube(self, body: Mapping[str, Any], message: str) -> Cube:
        name = str(body.get("table") or "")
        if not name:
            raise _RefusedError("REQUEST-EMPTY", "Forespørgslen er tom")
        cube = self.cubes.get(name.upper())
        if cube is None:
            raise _RefusedError("EXTRACT-NOTFOUND", f"{message}: {name}")
        return cube

    def _data(self, body: Mapping[str, Any]) -> Answer:
        cube = self._cube(body, "Tabellen blev ikke fundet")
        chosen_format = str(body.get("format") or "").upper()
        if chosen_format not in FORMATS:
            raise _RefusedError("REQUEST-MISSING", "Format ikke angivet, eller ikke gyldigt")
        is_streamed = chosen_format in STREAMED
        selection = self._select(cube, body, is_streamed=is_streamed)
        rows = math.prod(len(codes) for codes in selection.values())
        if not is_streamed and rows * (len(cube.axes) + 1) > self.max_cells:
            self.breach(f"{rows:,} rows x {len(cube.axes) + 1} in {chosen_format}")
            raise _RefusedError("REQUEST-LIMIT", "Forespørgslen returnerer for mange observationer")
        if chosen_format == "JSONSTAT":
            return Answer.of_json(self._json_stat(cube, selection))
        return Answer(
            media_type="text/csv; charset=utf-8",
            chunks=self._lines(cube, selection, is_sparse=is_streamed),
        )

    def _select(
        self, cube: Cube, body: Mapping[str, Any], *, is_streamed: bool
    ) -> dict[str, list[str]]:
        asked = {item["code"].upper(): item["values"] for item in body.get("variables") or []}
        selection: dict[str, list[str]] = {}
        for axis in cube.axes:
            values = asked.pop(axis.code.upper(), None)
            if values is None:
                if is_streamed or not (axis.is_eliminable or axis.kind == "time"):
                    raise _RefusedError(
                        "EXTRACT-NOTALLOWED", f"Der skal vælges værdier for variabel: {axis.code}"
                    )
                if axis.kind == "time":
                    selection[axis.code] = axis.codes[-1:]  # left out: the latest only
                continue
            try:
                selection[axis.code] = resolve(values, axis.codes, is_time=axis.kind == "time")
            except NoSuchValueError as error:
                raise _RefusedError(
                    "EXTRACT-NOTFOUND", f"Værdi findes ikke: {error} i {axis.code}"
                ) from None
        if asked:
            raise _RefusedError("EXTRACT-NOTFOUND", f"Variabel findes ikke: {', '.join(asked)}")
        return selection

    @staticmethod
    def _json_stat(cube: Cube, selection: Mapping[str, Sequence[str]]) -> dict[str, Any]:
        """JSON-stat version 1: everything under ``dataset``, id and size under ``dimension``."""
        values, hidden = cube.figures(selection)
        numbers = values.astype(object)
        numbers[hidden] = None
        axes = {axis.code: axis for axis in cube.axes}
        dimension: dict[str, Any] = {}
        for code, codes in selection.items():
            if code == "Tid":
                dimension["ContentsCode"] = {
                    "label": "Indhold",
                    "category": {"index": {"Antal": 0}, "label": {"Antal": "Antal"}},
                }
            dimension[code] = {
                "label": axes[code].label,
                "category": {
                    "index": {value: position for position, value in enumerate(codes)},
                    "label": {value: axes[code].values[value] for value in codes},
                },
            }
        sizes = [1 if code == "ContentsCode" else len(selection[code]) for code in dimension]
        document = {
            "dimension": {**dimension, "id": list(dimension), "size": sizes,
                          "role": {"metric": ["ContentsCode"], "time": ["Tid"]}},
            "label": cube.title, "source": "Synthetic agency", "updated": cube.updated,
            "value": numbers.tolist(),
        }  # fmt: skip
        if hidden.any():
            document["status"] = {str(position): ".." for position in hidden.nonzero()[0]}
        return {"dataset": document}

    @staticmethod
    def _lines(
        cube: Cube, selection: Mapping[str, Sequence[str]], *, is_sparse: bool
    ) -> Iterator[bytes]:
        """Semicolon CSV with a byte order mark; BULK leaves zeros out."""
        names = [code.upper() for code in selection]
        yield ("\ufeff" + ";".join([*names, "INDHOLD"]) + "\r\n").encode()
        first, *rest = selection
        for code in selection[first]:
            part = {first: [code], **{name: selection[name] for name in rest}}
            values, hidden = cube.figures(part)
            lines = []
            for position, value in enumerate(values.tolist()):
                if is_sparse and value % 10 == 0 and not hidden[position]:
                    continue  # stands for suppressedDataValue
                keys, left = [], position
                for name in reversed(rest):
                    left, index = divmod(left, len(selection[name]))
                    keys.append(selection[name][index])
                shown = ".." if hidden[position] else str(0 if value % 10 == 0 else value)
                lines.append(";".join([code, *reversed(keys), shown]))
            yield ("\r\n".join(lines) + "\r\n").encode() if lines else b""
