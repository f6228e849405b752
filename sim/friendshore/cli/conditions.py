"""Conditions on what a scenario changes: ``--fail-if 'cell_output.north_america<-5%'``."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from friendshore.errors import UsageError
from friendshore.results import Difference

_COMPARE: dict[str, Callable[[float, float], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}
_PATTERN = re.compile(
    r"\s*(?P<outcome>[\w.|-]+?)\s*(@\s*(?P<year>\d{4}))?\s*(?P<sign>[<>]=?)\s*(?P<bound>[+-]?\d+(\.\d+)?)\s*(?P<per>%?)\s*"
)


@dataclass(frozen=True, slots=True)
class Condition:
    """A bound on the mean difference of an outcome, in any year or in one."""

    text: str
    outcome: str
    year: int | None
    sign: str
    bound: float
    relative: bool

    def violations(self, differences: Sequence[Difference]) -> list[Difference]:
        """The differences that meet the condition to fail."""
        compare = _COMPARE[self.sign]
        return [
            one
            for one in differences
            if one.outcome == self.outcome
            and self.year in (None, one.year)
            and compare(one.relative if self.relative else one.mean, self.bound)
        ]


def condition(text: str) -> Condition:
    """Reads ``OUTCOME[@YEAR] < NUMBER[%]``; a percentage is of the baseline, a number in the outcome's unit.

    Raises ``UsageError`` if it cannot be read.

    >>> one = condition("cell_output.USA@2030 < -5%")
    >>> one.outcome, one.year, one.sign, one.bound, one.relative
    ('cell_output.USA', 2030, '<', -0.05, True)
    """
    match = _PATTERN.fullmatch(text)
    if match is None:
        raise UsageError(f"--fail-if {text!r}: expected OUTCOME[@YEAR]>NUMBER[%], such as 'cell_output.USA@2030<-5%'")
    relative = bool(match["per"])
    bound = float(match["bound"]) / (100 if relative else 1)
    year = int(match["year"]) if match["year"] else None
    return Condition(text, match["outcome"], year, match["sign"], bound, relative)
