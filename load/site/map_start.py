"""What the map says when it opens, written into the page: it is read without a script, at once.

The same words as the page's script finds for any other choice; a browser test holds the two
together.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from load.site.chart_series import Series
from load.site.contents import Row
from load.site.industry_search import Answer, Ask
from load.site.render import number

#: Begin with the newest year that this share of all regions has.
_SHARE = 0.8
#: Regions that the panel names before one is chosen.
_HIGHEST = 8


@dataclasses.dataclass(frozen=True, slots=True)
class Measure:
    """What colours can show.

    Attributes:
        title: Over the legend.
        limits: Lower limits of all classes but the lowest, rising.
        classes: Class of colour and its words, the lowest first.
    """

    title: str
    limits: tuple[float, ...]
    classes: tuple[tuple[str, str], ...]

    def look(self, value: float) -> str:
        """The class of a value."""
        return self.classes[sum(value >= limit for limit in self.limits)][0]


MEASURES = {
    "quotient": Measure(
        "Times the share in the country",
        (0.5, 0.8, 1.25, 2),
        (
            ("q0", "below 0.5"),
            ("q1", "0.5 to 0.8"),
            ("q2", "0.8 to 1.25"),
            ("q3", "1.25 to 2"),
            ("q4", "2 and more"),
        ),
    ),
    "density": Measure(
        "Clusters per million inhabitants",
        (0.0001, 2, 5, 10),
        (
            ("m0", "none"),
            ("m1", "below 2"),
            ("m2", "2 to 5"),
            ("m3", "5 to 10"),
            ("m4", "10 and more"),
        ),
    ),
}
#: A region is clearly more specialised than its country from the last class but one on.
_APART = MEASURES["quotient"].limits[-2]


@dataclasses.dataclass(frozen=True, slots=True)
class Shown:
    """A region as it is painted.

    Attributes:
        look: Its classes of colour.
        words: What it says of the figure.
        quotient: For the table, as its bounds, persons and year.
        bounds: Of the quotient.
        persons: In the industry.
        year: Of the figure.
        is_older: Whether that is a year before the one shown.
        value: The quotient as a number, to rank by.
    """

    look: str = "none"
    words: str = "no figure"
    quotient: str = ""
    bounds: str = ""
    persons: str = ""
    year: int | None = None
    is_older: bool = False
    value: float | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Start:
    """The map as it opens.

    Attributes:
        what: Key of the ask; None where the release holds none.
        title: Its name.
        year: The year shown.
        regions: By code.
        sources: By country: what answers (names, series), or why nothing does (reason).
        known: How many regions have a figure of the year itself.
        older: Country and year of figures of an earlier year.
        highest: Codes of the regions with the highest figures.
    """

    what: str | None
    title: str
    year: int
    regions: dict[str, Shown]
    sources: dict[str, dict[str, str]]
    known: int
    older: list[str]
    highest: list[str]


def map_start(
    asks: Iterable[Ask],
    series: Mapping[str, Series],
    regions: Sequence[Row],
    countries: Sequence[Row],
    last_year: int,
) -> Start:
    """What the map opens with.

    Args:
        asks: Industries one can ask for.
        series: All series, with those of sums, by id.
        regions: Of the atlas, in its order.
        countries: Of the atlas.
        last_year: Shown where no industry can be.
    """
    held = {ask.key: ask for ask in asks}
    what, year = _choice(held, series, len(regions)) or (None, last_year)
    plans = {one["code"]: _plan(held.get(what or ""), one["code"], year) for one in countries}
    shown = {
        region["code"]: _shown(series, plans[region["country_code"]], region["code"], year)
        for region in regions
    }
    known = [code for code, one in shown.items() if one.year]
    ranked = [code for code in known if shown[code].value]
    return Start(
        what=what,
        title=held[what].name if what else "No industry",
        year=year,
        regions=shown,
        sources={
            code: {"reason": plan}
            if isinstance(plan, str)
            else {
                "name": plan.name,
                "note": plan.note if ";" in plan.note else "",
                "label": series[plan.series_id].summary["label"],
            }
            for code, plan in plans.items()
        },
        known=sum(not shown[code].is_older for code in known),
        older=sorted(
            {
                f"{region['country']} {shown[region['code']].year}"
                for region in regions
                if shown[region["code"]].is_older
            }
        ),
        highest=sorted(ranked, key=lambda code: -(shown[code].value or 0))[:_HIGHEST],
    )


def density_at(years: Sequence[int], held: Sequence[Any], year: int) -> float | None:
    """Clusters for each million inhabitants at the last count up to a year.

    Args:
        years: Those of the counts.
        held: Clusters, inhabitants and day of each, or None.
        year: The year shown.
    """
    found = [one for at, one in zip(years, held, strict=True) if at <= year and one]
    return found[-1][0] / found[-1][1] * 1e6 if found else None


def _plan(ask: Ask | None, country: str, year: int) -> Answer | str:
    """The answer that fits best and then is the newest; else why there is none."""
    if ask is None:
        return "no industry is chosen"
    answers = ask.answers.get(country, ())
    if not answers:
        return ask.reasons.get(country, "this release has no figures by region")
    started = [one for one in answers if one.years[0] <= year]
    if not started:
        return f"its figures begin in {min(one.years[0] for one in answers)}"
    fit = max(one.fit for one in started)
    best = [one for one in started if one.fit == fit]
    return max(best, key=lambda one: max(at for at in one.years if at <= year))


def _shown(series: Mapping[str, Series], plan: Answer | str, code: str, year: int) -> Shown:
    """The figure of the year; if there is none, the last one before it."""
    if isinstance(plan, str):
        return Shown()
    for at in sorted((one for one in plan.years if one <= year), reverse=True):
        cell = series[plan.series_id].cell(plan.code, code, at)
        if cell and (cell["quotient"] is not None or cell["upper"] is not None):
            return _told(cell, at, is_older=at != year)
    return Shown()


def _told(cell: Row, year: int, *, is_older: bool) -> Shown:
    quotient, lower, upper = cell["quotient"], cell["lower"], cell["upper"]
    when = f"in {year}, the last year known: " if is_older else ""
    high = "?" if upper is None else number(upper, 2)
    bounds = "" if lower is None else f"{number(lower, 2)} to {high}"
    persons = number(cell["persons"], 0)
    if cell["persons"] is None and cell["persons_bounds"]:
        persons = " to ".join(number(one, 0) for one in cell["persons_bounds"])
    if quotient is None:
        words = f"suppressed, location quotient between {bounds.replace('to', 'and')}"
        return Shown("hidden", when + words, "suppressed", bounds, persons, year, is_older)
    value = number(quotient, 2)
    return Shown(
        MEASURES["quotient"].look(quotient) + (" older" if is_older else ""),
        f"{when}location quotient {value}, bounds {bounds}, {persons} persons",
        value,
        bounds,
        persons,
        year,
        is_older,
        quotient,
    )


def _choice(
    asks: Mapping[str, Ask], series: Mapping[str, Series], region_count: int
) -> tuple[str, int] | None:
    """The newest year that most regions have, and the section that sets most of them apart."""
    counts: Counter[tuple[str, int]] = Counter()
    apart: Counter[tuple[str, int]] = Counter()
    for ask in asks.values():
        if ask.group != "section":
            continue
        for answers in ask.answers.values():
            for year in {year for one in answers if one.fit == 1 for year in one.years}:
                one = next(one for one in answers if one.fit == 1 and year in one.years)
                quotients = series[one.series_id].quotients(one.code, year)
                known = [value for value in quotients if value is not None]
                counts[ask.key, year] += len(known)
                apart[ask.key, year] += sum(value >= _APART for value in known)
    if not counts:
        return None
    enough = [key for key, count in counts.items() if count >= _SHARE * region_count]
    widest = max(counts.values())
    best = enough or [key for key, count in counts.items() if count == widest]
    newest = max(year for _, year in best)
    return max((key for key in best if key[1] == newest), key=lambda key: (apart[key], key))
