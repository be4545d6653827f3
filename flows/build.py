"""From staged records to a published release. Plain Python, no Prefect."""

import dataclasses
import datetime as dt
import hashlib
import json
import logging
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from extract.registry import declarations, sources
from flows.gate_process import GateProcess
from flows.outcomes import StageOutcome
from flows.settings import Settings
from flows.stage import load_staged
from load.manifest import ReleaseInfo
from warehouse.errors import GateError
from warehouse.tables import TABLES

logger = logging.getLogger("nordic_clusters.build")

_INPUTS = "inputs.sha256"
_SET_ASIDE = "set_aside.json"
#: Places and reasons that one row of ``data_quality`` names; the count tells of all.
_NAMED = 50


@dataclasses.dataclass(frozen=True, slots=True)
class Result:
    """What a release run came to.

    Attributes:
        release_id: The current release after the run.
        is_new: False when nothing had changed.
        path: Its folder.
        row_counts: Rows per table.
        gate: The gate's one-line summary.
        warning_count: Rules with severity warn that did not hold.
        sources: Source id, state and reason of every source, in order.
        came_to_nothing: Whether agencies were asked and none of them answered.
    """

    release_id: str
    is_new: bool
    path: str
    row_counts: Mapping[str, int]
    gate: str
    warning_count: int
    sources: tuple[tuple[str, str, str], ...] = ()
    came_to_nothing: bool = False

    @property
    def unwell(self) -> list[tuple[str, str]]:
        """Sources that are stale or failed, with the reason."""
        return [(one, why) for one, state, why in self.sources if state in {"stale", "failed"}]

    def shortfall(self, *, strict: bool) -> str | None:
        """Why the run is not a success though the release stands: exit code 3."""
        if self.came_to_nothing:
            return "no agency answered; the release rests on earlier captures"
        if strict and self.unwell:
            return "stale or failed: " + ", ".join(one for one, _ in self.unwell)
        return None


def assemble(outcomes: Iterable[StageOutcome], folder: Path, today: dt.date) -> Path:
    """Turn staged records into the tables of the contract.

    Returns:
        Folder with one Arrow file per table and the hash of the inputs.

    Raises:
        ContractError: A table does not keep its contract.
    """
    from transform.assemble import REVIEWED, build_tables
    from warehouse.reference import load_reference
    from warehouse.reviewed import reviewed_rows

    known = sources()
    outcomes = list(outcomes)
    parsed, earlier = load_staged(outcomes)
    tables = build_tables(
        parsed,
        source_rows=source_rows(outcomes),
        reference=load_reference(),
        declarations=declarations(),
        earlier=earlier,
        reviewed={name: reviewed_rows(name) for name in REVIEWED},
        today=today,
        complete=all(
            # One that was never there is not waited for: no decision rests on it.
            outcome.path or outcome.state == "missing"
            for outcome in outcomes
            if known[outcome.source_id].spec.kind == "registry"
        ),
    )
    target = folder / "tables"
    target.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        with pa.ipc.new_file(target / f"{name}.arrow", table.schema) as writer:
            writer.write_table(table)
    digest = hashlib.sha256(
        "\n".join(sorted(capture.capture_id + capture.sha256 for capture, _ in parsed)).encode()
    )
    (target / _INPUTS).write_text(digest.hexdigest(), encoding="ascii")
    (target / _SET_ASIDE).write_text(json.dumps(_left(outcomes)), encoding="utf-8")
    return target


_LEFT = {
    "set_aside": "Every record of {} keeps the contract's bounds; one that does not is set aside "
    "alone",
    "unread": "Every column and label of {} is taken by a rule or declared as passed over",
}


def _left(outcomes: Iterable[StageOutcome]) -> list[dict[str, Any]]:
    """Rows of ``data_quality``: what of each source is not used, and why."""
    return [
        {
            "rule_code": f"{kind}.{outcome.source_id}",
            "table_name": "source",
            "rule_description": description.format(outcome.source_id),
            "severity": "warn",
            "success": False,
            "unexpected_count": len(left),
            "checked_count": outcome.record_count + len(left),
            "examples": "; ".join(f"{place}: {reason}" for place, reason in left[:_NAMED]),
        }
        for outcome in outcomes
        for kind, description in _LEFT.items()
        if (left := getattr(outcome, kind))
    ]


def source_rows(outcomes: Iterable[StageOutcome]) -> list[dict[str, Any]]:
    """Rows of table ``source``: declarations with how each fared."""
    specs = ((sources()[outcome.source_id].spec, outcome) for outcome in outcomes)
    return [
        TABLES["source"].row(
            outcome,
            spec,
            jurisdiction_code=spec.country_code,
            licence=spec.licence.name,
            licence_url=spec.licence.url,
            attribution=spec.licence.attribution,
            state_detail=outcome.detail,
        )
        for spec, outcome in specs
    ]


def read_tables(folder: Path) -> dict[str, pa.Table]:
    """The assembled tables of a run."""
    found = {}
    for path in sorted(folder.glob("*.arrow")):
        with pa.memory_map(str(path)) as source:
            found[path.stem] = pa.ipc.open_file(source).read_all()
    return found


def unchanged(tables_folder: Path, settings: Settings) -> Result | None:
    """The current release as a result, when the tables say nothing that it does not."""
    from load.folder import current
    from load.release import holds_same

    now = current(settings.root)
    if now is None or not holds_same(now, read_tables(tables_folder)):
        return None
    return standing(settings, now)


def standing(settings: Settings, now: ReleaseInfo) -> Result:
    """The current release as the result of a run that found nothing new."""
    return Result(
        release_id=now.release_id,
        is_new=False,
        path=str(settings.current),
        row_counts=now.row_counts,
        gate="unchanged since it passed",
        warning_count=0,
    )


def judge(tables_folder: Path, settings: Settings, today: dt.date, gate: GateProcess) -> Path:
    """Run the gate; the verdict is kept beside the tables.

    Returns:
        Path of the verdict, a JSON list of rows of ``data_quality``.
    """
    from expectations.domain import CAPTURED_BY_THE_DAY
    from expectations.gate import Verdict
    from load.folder import current

    pa.default_memory_pool().release_unused()  # what came and went while the tables were made
    now = current(settings.root)
    verdict = gate.judge(tables_folder, now.row_counts if now else None, today)
    gate.end()
    lost = json.loads((tables_folder / _SET_ASIDE).read_text(encoding="utf-8"))
    verdict = Verdict((*verdict.results, *lost))
    target = tables_folder.parent / "verdict.json"
    target.write_text(json.dumps(verdict.results, ensure_ascii=False), encoding="utf-8")
    logger.info("gate: %s", verdict.summary())
    for row in verdict.warnings:
        if row["rule_code"] == CAPTURED_BY_THE_DAY:
            logger.warning(
                "%d of %d captures are younger than this run, which takes today for %s; next: set "
                "this machine's clock and run again, or look at the captures (%s)",
                row["unexpected_count"],
                row["checked_count"],
                today,
                row["examples"],
            )
    return target


def publish(
    tables_folder: Path, verdict_path: Path, settings: Settings, created_at: dt.datetime
) -> Result:
    """Write the release aside and switch it in, if the gate lets it pass.

    Raises:
        GateError: The rules do not hold; the old release stands.
        ReleaseError: The release could not be written; the old one stands.
    """
    from expectations.gate import Verdict
    from expectations.report import write_report
    from load import release
    from load.site import write_site

    verdict = Verdict(tuple(json.loads(verdict_path.read_text(encoding="utf-8"))))
    tables = read_tables(tables_folder)
    if not verdict.passed:
        rejected = settings.state / "rejected"
        write_report(rejected, verdict, tables)
        broken = "; ".join(
            f"{row['table_name']} {row['rule_code']} ({row['unexpected_count']} of "
            f"{row['checked_count']}: {row['examples'] or 'no examples'})"
            for row in verdict.errors[:5]
        )
        raise GateError(
            "the gate stopped this release; the old one stands",
            place=str(rejected / "index.html"),
            found=f"{len(verdict.errors)} errors: {broken}",
            remedy="read the report, mend the source or the rule, and run again",
        )

    def report(path: Path) -> None:
        write_report(path / "quality", verdict, read_tables(tables_folder))

    counts = {name: table.num_rows for name, table in tables.items()}
    logger.info("writing %d tables", len(tables), extra={"step": "write"})
    with release.build(
        tables,
        root=settings.root,
        created_at=created_at,
        inputs_hash=(tables_folder / _INPUTS).read_text(encoding="ascii"),
    ) as built:
        del tables  # written: their pages would stay in memory beside database and site
        quality = TABLES["data_quality"].to_arrow(
            row | {"release_id": built.release_id} for row in verdict.results
        )
        logger.info("writing database, downloads and site", extra={"step": "seal"})
        release.seal(built, quality=quality, extras=[report, write_site])
        logger.info("switching readers over", extra={"step": "switch"})
        published = release.publish(built)
    return Result(
        release_id=published.release_id,
        is_new=True,
        path=str(settings.current),
        row_counts=counts,
        gate=verdict.summary(),
        warning_count=len(verdict.warnings),
    )
