"""The charts as Vega-Lite specifications, and the script that draws them in a browser.

Specifications hold no data: pages give it by the name ``rows``. Colours come from the page, so
that charts follow its light or dark theme.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import vl_convert


def library() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script, without anything to load from elsewhere."""
    bundle = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    return f"/*! Vega, Vega-Lite, Vega-Embed and D3: see vega-licence.txt */\n{bundle}"


def specifications() -> dict[str, dict[str, Any]]:
    """Every chart of the site by name."""
    return {
        "top": _top(),
        "trend": _trend(),
        "figures": _figures(),
    }


def _rows() -> alt.NamedData:
    return alt.NamedData(name="rows")


def _top() -> dict[str, Any]:
    """Location quotients as bars with their bounds; a rule marks the reference area."""
    base = alt.Chart(_rows()).encode(
        y=alt.Y("label:N", sort=None, title=None),
    )
    bars = base.mark_bar(height={"band": 0.7}).encode(
        x=alt.X(
            "quotient:Q", title="Location quotient", axis=alt.Axis(tickCount=6, labelOverlap=True)
        ),
        tooltip=[
            alt.Tooltip("name:N", title="Name"),
            alt.Tooltip("quotient:Q", title="Location quotient", format=".2f"),
            alt.Tooltip("lower:Q", title="At least", format=".2f"),
            alt.Tooltip("upper:Q", title="At most", format=".2f"),
            alt.Tooltip("persons:Q", title="Persons", format=",.0f"),
        ],
    )
    bounds = base.mark_rule(strokeWidth=2).encode(x="lower:Q", x2="upper:Q")
    even = alt.Chart().mark_rule(strokeDash=[4, 3]).encode(x=alt.datum(1))
    return _finished(alt.layer(bars, bounds, even), band="label", step=24)


def _trend() -> dict[str, Any]:
    """Lines over years; points where a value is published, rules at breaks in the series."""
    x = alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True))
    colour = alt.Color("region:N", title=None, legend=alt.Legend(orient="top", columns=1))
    base = alt.Chart(_rows()).encode(x=x)
    line = base.mark_line(point=True).encode(
        y=alt.Y("value:Q", title=None, scale=alt.Scale(zero=False, nice=True)),
        color=colour,
        strokeDash=alt.StrokeDash("region:N", title=None),
        tooltip=[
            alt.Tooltip("region:N", title="Region"),
            alt.Tooltip("year:O", title="Year"),
            alt.Tooltip("value:Q", title="Value", format=",.2~f"),
            alt.Tooltip("note:N", title="Note"),
        ],
    )
    breaks = (
        base.transform_filter("datum.is_break")
        .mark_rule(strokeDash=[2, 3], opacity=0.7)
        .encode(tooltip=[alt.Tooltip("year:O", title="Break in the series")])
    )
    return _finished(alt.layer(breaks, line), height=280)


def _figures() -> dict[str, Any]:
    """Reported figures of one indicator; points only, for they may not count the same."""
    points = (
        alt.Chart(_rows())
        .mark_point(size=90, filled=True)
        .encode(
            x=alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True)),
            y=alt.Y("value:Q", title=None, axis=alt.Axis(format="~s")),
            color=alt.Color("country:N", title=None, legend=alt.Legend(orient="top")),
            shape=alt.Shape("country:N", title=None),
            tooltip=[
                alt.Tooltip("title:N", title="Document"),
                alt.Tooltip("year:O", title="Year"),
                alt.Tooltip("value:Q", title="Value", format=",.2~f"),
                alt.Tooltip("unit:N", title="Unit"),
            ],
        )
    )
    return _finished(points, height=260)


def _finished(
    chart: alt.Chart | alt.LayerChart | alt.FacetChart,
    *,
    height: int = 0,
    band: str = "",
    step: int = 0,
) -> dict[str, Any]:
    """The specification; the page makes a chart of bands as high as its rows need."""
    described = chart.properties(width="container", background="transparent")
    if height:
        described = described.properties(height=height)
    else:
        described = described.properties(usermeta={"band": band, "step": step})
    found: dict[str, Any] = described.to_dict()
    found["autosize"] = {"type": "fit-x", "contains": "padding"}
    # Altair's own colours would override the page's theme.
    found.pop("config", None)
    return found
