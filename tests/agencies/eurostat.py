"""A local Eurostat: sparse JSON-stat with flags, 413, queued answers, HTML in an outage.

All figures are synthetic.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from tests.agencies.cube import Axis, Cube
from tests.agencies.server import Answer, LocalServer, Question


def european_cube(id_: str = "synth_10r_3empers", *, regions: int = 4, years: int = 6) -> Cube:
    """A data set of the shape of nama_10r_3empers, with made-up figures."""
    return Cube(
        id_,
        "Synthetic employment by region",
        (
            Axis("freq", "Time frequency", {"A": "Annual"}),
            Axis("unit", "Unit of measure", {"THS": "Thousand persons"}),
            Axis("nace_r2", "NACE", {code: code for code in ("TOTAL", "A", "B-E", "J")}),
            Axis(
                "geo",
                "Region",
                {f"DK{n:03d}": f"Region {n}" for n in range(11, 11 + regions)},
                "geo",
            ),
            Axis("time", "Time", {str(2015 + n): str(2015 + n) for n in range(years)}, "time"),
        ),
        updated="2026-10-21T23:00:00+0200",
        hidden_every=13,
    )


class EurostatServer(LocalServer):
    """A local Eurostat.

    Args:
        cubes: Data sets it holds.
        max_rows: Rows above which it answers 413.
        queued: How many times the next answer is still "being prepared".
        style: ``warning`` (JSON, status 413) or ``envelope`` (XML with an id to poll).
        final_status: What a queued extraction becomes.
        is_out: Whether it answers with a page of markup and status 200.
        is_lenient: Whether a code that does not occur gets an empty 200 instead of 400;
            both have been seen.
    """

    def __init__(
        self,
        cubes: Sequence[Cube] | None = None,
        *,
        max_rows: int = 5_000_000,
        queued: int = 0,
        style: str = "warning",
        final_status: str = "AVAILABLE",
        is_out: bool = False,
        is_lenient: bool = False,
    ) -> None:
        super().__init__()
        self.cubes = {cube.id.lower(): cube for cube in cubes or [european_cube()]}
        self.max_rows = max_rows
        self.queued = queued
        self.style = style
        self.final_status = final_status
        self.is_out = is_out
        self.is_lenient = is_lenient
        self._jobs: dict[str, Question] = {}

    @property
    def api(self) -> str:
        return f"{self.url}/eurostat/api/dissemination"

    def answer(self, question: Question) -> Answer:
        if self.is_out:
            page = b"<!DOCTYPE html><html><body>Service temporarily unavailable</body></html>"
            return Answer(page, 200, "text/html; charset=UTF-8")
        match question.path.removeprefix("/eurostat/api/dissemination/").split("/"):
            case ["statistics", "1.0", "data", code]:
                return self._data(question, code)
            case ["sdmx", "2.1", "dataflow", "ESTAT", code, "1.0"]:
                return self._dataflow(code)
            case ["sdmx", "2.1", "contentconstraint", "ESTAT", code]:
                return self._constraint(code)
            case ["1.0", "async", "status", job]:
                return self._status(job)
            case ["1.0", "async", "data", job]:
                asked = self._jobs[job]
                return self._data(asked, asked.path.rpartition("/")[2], is_ready=True)
        return self._problem(404, "NOT_FOUND")

    def _data(self, question: Question, code: str, *, is_ready: bool = False) -> Answer:
        cube = self.cubes.get(code.lower())
        if cube is None:
            return self._problem(404, "ERR_NOT_FOUND_4: dataset not found")
        if self.queued and not is_ready:
            if self.style == "envelope":
                job = f"job-{len(self._jobs) + 1}"
                self._jobs[job] = question
                return self._envelope(job, "SUBMITTED")
            self.queued -= 1
            return self._problem(
                413,
                "ASYNCHRONOUS_RESPONSE. Your request will be treated asynchronously. "
                "Please try again later.",
                kind="warning",
            )
        selection: dict[str, list[str]] = {}
        wanted: dict[str, list[str]] = {}
        for name, value in question.query:
            wanted.setdefault(name, []).append(value)
        last = int((wanted.pop("lastTimePeriod", None) or ["0"])[0])
        for axis in cube.axes:
            chosen = wanted.pop(axis.code, axis.codes)
            if not self.is_lenient and set(chosen) - set(axis.codes):
                return self._problem(400, "ERR_INVALID_DIMENSION_VALUE: a code does not occur")
            kept = [value for value in axis.codes if value in chosen]
            selection[axis.code] = kept[-last:] if axis.kind == "time" and last else kept
        if set(wanted) - {"format", "lang"}:
            return self._problem(400, "ERR_INVALID_QUERY_DIMENSION: unknown dimension")
        rows = math.prod(len(codes) for codes in selection.values())
        if rows > self.max_rows:
            self.breach(f"asked for {rows:,} rows")
            return self._problem(413, f"EXTRACTION_TOO_BIG: estimated {rows} rows")
        return Answer.of_json(self._json_stat(cube, selection), media_type="application/json")

    def _constraint(self, code: str) -> Answer:
        cube = self.cubes.get(code.lower())
        if cube is None:
            return Answer(b"<S:Fault><faultcode>100</faultcode></S:Fault>", 404, "application/xml")
        keys = "".join(
            f'<c:KeyValue id="{"TIME_PERIOD" if axis.code == "time" else axis.code}">'
            + "".join(f"<c:Value>{value}</c:Value>" for value in axis.codes)
            + "</c:KeyValue>"
            for axis in cube.axes
        )
        text = (
            '<?xml version="1.0" encoding="UTF-8"?><m:Structure xmlns:m="urn:m" xmlns:c="urn:c" '
            f'xmlns:s="urn:s"><s:CubeRegion include="true">{keys}</s:CubeRegion></m:Structure>'
        )
        return Answer(text.encode(), 200, "application/vnd.sdmx.structure+xml; version=2.1")

    def _dataflow(self, code: str) -> Answer:
        cube = self.cubes.get(code.lower())
        if cube is None:
            return Answer(b"<S:Fault><faultcode>100</faultcode></S:Fault>", 404, "application/xml")
        notes = {
            "OBS_COUNT": "1",
            "UPDATE_STRUCTURE": "2030-01-01T23:00:00+0100",
            "UPDATE_DATA": cube.updated,
        }
        annotations = "".join(
            f"<c:Annotation><c:AnnotationTitle>{title}</c:AnnotationTitle>"
            f"<c:AnnotationType>{kind}</c:AnnotationType></c:Annotation>"
            for kind, title in notes.items()
        )
        text = (
            '<?xml version="1.0" encoding="UTF-8"?><m:Structure xmlns:m="urn:m" xmlns:c="urn:c" '
            f'xmlns:s="urn:s"><s:Dataflows><s:Dataflow id="{cube.id.upper()}"><c:Annotations>'
            f"{annotations}</c:Annotations></s:Dataflow></s:Dataflows></m:Structure>"
        )
        return Answer(text.encode(), 200, "application/vnd.sdmx.structure+xml; version=2.1")

    def _status(self, job: str) -> Answer:
        if self.queued > 0:
            self.queued -= 1
            return self._envelope(job, "PROCESSING")
        return self._envelope(job, self.final_status)

    @staticmethod
    def _envelope(job: str, status: str) -> Answer:
        text = (
            '<?xml version="1.0" encoding="UTF-8"?>'
            '<env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/"><env:Body>'
            '<ns0:asyncResponse xmlns:ns0="urn:synthetic"><queued>'
            f"<id>{job}</id><status>{status}</status>"
            "</queued></ns0:asyncResponse></env:Body></env:Envelope>"
        )
        return Answer(text.encode(), 200, "application/xml")

    @staticmethod
    def _problem(status: int, label: str, kind: str = "error") -> Answer:
        return Answer.of_json({kind: [{"status": status, "label": label}]}, status)

    @staticmethod
    def _json_stat(cube: Cube, selection: dict[str, list[str]]) -> dict[str, Any]:
        values, hidden = cube.figures(selection)
        sparse = {str(n): value for n, value in enumerate(values.tolist()) if not hidden[n]}
        document: dict[str, Any] = {
            "version": "2.0",
            "class": "dataset",
            "label": cube.title,
            "source": "ESTAT",
            "updated": cube.updated,
            "value": sparse,
            "id": list(selection),
            "size": [len(codes) for codes in selection.values()],
            "dimension": {
                axis.code: {
                    "label": axis.label,
                    "category": {
                        "index": {code: n for n, code in enumerate(selection[axis.code])},
                        "label": {code: axis.values[code] for code in selection[axis.code]},
                    },
                }
                for axis in cube.axes
            },
            "extension": {"lang": "EN", "id": cube.id.upper(), "agencyId": "ESTAT"},
        }
        if hidden.any():
            document["status"] = {str(n): "c" for n in hidden.nonzero()[0]}
            document["extension"]["status"] = {"label": {"c": "confidential"}}
        return document
