"""Rules that the field knows and the contract cannot express, as ``domain.sql`` has them.

Each query returns one row per thing it examined (``item``, ``ok``), so that a rule that
looked at nothing is a failure, not a success. Tolerances come from ``warehouse.tolerances``.
"""

import re
from pathlib import Path
from string import Template

from expectations.rules import Rule
from warehouse import tolerances

#: The rule that tells of a clock that is wrong, or was when something was captured.
CAPTURED_BY_THE_DAY = "domain.captured_by_the_day"
#: A table may lose this share of its rows against the release before without a word.
SHRINK_TOLERANCE = 0.1

_RULE = re.compile(
    r"^-- (?P<code>domain\.\w+) of (?P<table>\w+), (?P<severity>error|warn)\n"
    r"-- (?P<description>.+)\n(?:--   .+\n)*(?P<sql>[^-][\s\S]+?);$",
    re.MULTILINE,
)


def domain_rules() -> list[Rule]:
    """All domain rules."""
    text = Path(__file__).with_name("domain.sql").read_text(encoding="utf-8")
    filled = Template(text).substitute(
        region_sums=tolerances.region_sums(),
        room=f"rounding + {tolerances.REGION_SUM_ABSOLUTE_PERSONS} "
        f"+ {tolerances.REGION_SUM_RELATIVE} * whole",
        lq_weighted_mean=tolerances.LQ_WEIGHTED_MEAN,
        share_sum=tolerances.SHARE_SUM,
        shrink_tolerance=SHRINK_TOLERANCE,
        name="$name",
    )
    return [Rule(**match.groupdict()) for match in _RULE.finditer(filled)]  # type: ignore[arg-type]
