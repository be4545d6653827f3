"""What known totals say about hidden figures: interval propagation over sums.

A suppressed cell is not a hole: its row and its column add up to published totals, and no
cell is negative. From these the smallest and largest possible value follow.
"""

import dataclasses

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

#: Slack for binary fractions, in the unit of the figures.
_EPSILON = 1e-6
_MAX_SWEEPS = 100


@dataclasses.dataclass(frozen=True, slots=True)
class SumRule:
    """The cells at ``parts`` add up to the cell at ``total``."""

    total: int
    parts: tuple[int, ...]


def tighten(lower: Floats, upper: Floats, rules: tuple[SumRule, ...]) -> tuple[Floats, Floats]:
    """The narrowest intervals that follow from the sums, one sum at a time, until rest.

    For one sum the result is exact: each end of an interval is reached by some choice of
    the other cells. For several sums together it never leaves out a possible value, but
    may keep an impossible one (that would take a linear programme per cell).

    Args:
        lower: Smallest known values, shape (cases, cells); cases are independent, for
            example years.
        upper: Largest known values, same shape; infinity where nothing is known.
        rules: Sums over the cells, the same for every case.

    Returns:
        New lower and upper bounds, same shape. Sums that contradict each other (figures
        perturbed or revised apart) prove nothing: such a case keeps the bounds it came with.
    """
    least, most = lower.copy(), upper.copy()
    is_contradictory = np.zeros(len(lower), bool)
    for _ in range(_MAX_SWEEPS):
        before_least, before_most = least.copy(), most.copy()
        for rule in rules:
            _apply(least, most, rule)
            cells = [rule.total, *rule.parts]
            is_broken = (least[:, cells] > most[:, cells] + _EPSILON).any(axis=1)
            is_contradictory |= is_broken
            # Nothing follows from it: going on would only blow the contradiction up.
            least[is_broken], most[is_broken] = 0.0, np.inf
        if _is_at_rest(before_least, least) and _is_at_rest(before_most, most):
            break
    least[is_contradictory], most[is_contradictory] = (
        lower[is_contradictory],
        upper[is_contradictory],
    )
    return np.minimum(least, most), most


def _is_at_rest(before: Floats, after: Floats) -> bool:
    # Infinite on both sides means unchanged; the difference would be undefined.
    same = before == after
    moved = np.abs(np.where(same, 0.0, after) - np.where(same, 0.0, before))
    return bool((moved <= _EPSILON).all())


def _apply(lower: Floats, upper: Floats, rule: SumRule) -> None:
    parts = list(rule.parts)
    least, most = lower[:, parts], upper[:, parts]
    np.maximum(lower[:, rule.total], least.sum(axis=1), out=lower[:, rule.total])
    np.minimum(upper[:, rule.total], most.sum(axis=1), out=upper[:, rule.total])
    total_least, total_most = lower[:, [rule.total]], upper[:, [rule.total]]
    others_least = least.sum(axis=1, keepdims=True) - least
    lower[:, parts] = np.maximum(least, total_least - _sum_of_others(most))
    upper[:, parts] = np.minimum(most, total_most - others_least)


def _sum_of_others(most: Floats) -> Floats:
    """For each cell the sum of the others, infinity if one of the others is infinite."""
    is_open = np.isinf(most)
    finite = np.where(is_open, 0.0, most)
    others_open = is_open.sum(axis=1, keepdims=True) - is_open > 0
    others: Floats = finite.sum(axis=1, keepdims=True) - finite
    return np.where(others_open, np.inf, others)
