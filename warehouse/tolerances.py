"""How far figures that should agree may differ, and why. One place for every rule and test.

Rounding needs no constant: ``persons_lower`` and ``persons_upper`` of a published figure
enclose what it was rounded from, so sums may differ by the sum of their half-widths.
"""

from pathlib import Path

#: SCB perturbs the cells of BAS one by one: 21 counties miss the country by up to 7
#: persons, 16 industries the total by up to 6 (264 and 204 sums checked).
REGION_SUM_ABSOLUTE_PERSONS = 10.0

#: Norway's regional accounts hold persons whom they allocate to no county: 0.3 percent of
#: the country since 2015, up to 0.8 percent before. Denmark's hold 0.2 percent extra-regio, in
#: construction up to 1.4 percent (2019).
REGION_SUM_RELATIVE = 0.015

#: Shares of published totals add up to one but for the differences above.
SHARE_SUM = 0.01

#: The regions' location quotients, weighted by size, average to one but for the same.
LQ_WEIGHTED_MEAN = 0.01


def region_sums() -> str:
    """The query that holds regions against their country; its file says what a row has.

    A rule may allow ``rounding + REGION_SUM_ABSOLUTE_PERSONS + REGION_SUM_RELATIVE * whole``
    persons between parts and whole, and that over ``whole`` between ``lq_mean`` and one.
    """
    return Path(__file__).with_name("region_sums.sql").read_text(encoding="utf-8")
