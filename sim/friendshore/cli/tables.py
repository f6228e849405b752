"""Results as aligned text."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from friendshore.results import Difference, Run, Series, bands, outcomes
from friendshore.results.table_years import shown_years

HEADLINES = (
    "cell_output.north_america",
    "cell_output.USA",
    "cell_output.CAN",
    "vehicle_output.north_america",
    "vehicle_output.CAN",
    "vehicle_sales.north_america",
    "unmet_vehicle_demand.north_america",
    "public_money.support",
    "public_money.duties",
)
"""What is printed unless other outcomes are asked for."""


def number(value: float, signed: bool = False, significant: int = 3) -> str:
    """A number to its significant digits without an exponent, or a dash where there is none.

    >>> number(1234567.0), number(0.01234, signed=True), number(-9.998), number(float("nan")), number(-0.0)
    ('1,230,000', '+0.0123', '-10.0', '–', '0')
    """
    if not math.isfinite(value):
        return "–"
    if value == 0:
        return "0"
    rounded = float(f"{value:.{significant}g}")
    digits = significant - 1 - math.floor(math.log10(abs(rounded)))
    return f"{rounded:{'+' if signed else ''},.{max(0, digits)}f}"


def aligned(rows: Sequence[Sequence[str]], left: int = 2) -> str:
    """Rows in columns, the first ``left`` of them to the left and the others to the right."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = (
        "  ".join(c.ljust(w) if i < left else c.rjust(w) for i, (c, w) in enumerate(zip(row, widths, strict=True)))
        for row in rows
    )
    return "\n".join(f"  {line.rstrip()}" for line in lines)


def chosen(ids: Sequence[str], metrics: Sequence[str]) -> list[str]:
    """Ids that match the patterns, in order; the headlines that exist if there are none.

    Raises ``UsageError`` for a pattern that matches nothing.
    """
    if not metrics:
        return [name for name in HEADLINES if name in ids]
    found: list[str] = []
    for pattern in metrics:
        matching = [name for name in ids if fnmatchcase(name, pattern)]
        if not matching:
            from friendshore.errors import UsageError
            from friendshore.spelling import suggest

            meant = suggest(pattern, list(ids))
            hint = f"did you mean {meant}?" if meant else "see `friendshore compare --metric '*'` for all"
            raise UsageError(f"no outcome matches {pattern!r}; {hint}")
        found.extend(name for name in matching if name not in found)
    return found


def levels(run: Run, metrics: Sequence[str] = ()) -> str:
    """Medians and 90 % bands of a run's outcomes; means and standard errors of an event-clock world."""
    found = outcomes(run)
    if run.index.measured:
        return _measured(run, found, chosen(list(found), metrics or list(run.manifest.get("expected", {})) or ["*"]))
    names = chosen(list(found), metrics)
    if not names:
        return "  (a run without the usual outcomes; ask for others with --metric)"
    years = shown_years(found[names[0]].years)
    rows = [["outcome", "unit", *map(str, years)]]
    rows += [[name, found[name].unit, *(_band(found[name], year) for year in years)] for name in names]
    return aligned(rows)


def _measured(run: Run, found: Mapping[str, Series], names: Sequence[str]) -> str:
    """Means with their standard errors, beside what theory says."""
    expected: Mapping[str, float] = run.manifest.get("expected", {})
    rows = [["measure", "unit", "mean", "standard error", "expected"]]
    for name in names:
        values = found[name].values[:, 0]
        error = f"{values.std(ddof=1) / len(values) ** 0.5:.2g}" if len(values) > 1 else "–"
        told = f"{expected[name]:,.7g}" if name in expected else ""
        rows.append([name, found[name].unit, f"{values.mean():,.7g}", error, told])
    return aligned(rows)


def _band(series: Series, year: int) -> str:
    if year not in series.years:
        return "–"
    low, _, middle, _, high = bands(series)[:, series.years.index(year)]
    return f"{number(middle)} [{number(low)}, {number(high)}]"


def changes(differences: Sequence[Difference], years: Sequence[int]) -> str:
    """Paired differences with half their intervals, an asterisk where the interval excludes zero."""
    by_outcome: dict[str, dict[int, Difference]] = {}
    for one in differences:
        by_outcome.setdefault(one.outcome, {})[one.year] = one
    rows = [["outcome", "unit", *map(str, years)]]
    for name, found in by_outcome.items():
        unit = next(iter(found.values())).unit
        rows.append([name, unit, *(_change(found[y]) if y in found else "–" for y in years)])
    return aligned(rows)


def _change(one: Difference) -> str:
    if one.is_rounding:
        return "0 "
    return f"{with_interval(one)}{'*' if one.excludes_zero else ' '}"


def with_interval(one: Difference) -> str:
    """A mean change with half its interval, which is symmetric."""
    return f"{number(one.mean, True)} ± {number(one.high - one.mean, significant=2)}"


def dumped(value: Mapping[str, Any]) -> str:
    """JSON, with null for what is not a number."""
    return to_json(value)


def to_json(value: Any) -> str:
    """The same for a list."""
    return json.dumps(_finite(value), indent=1, ensure_ascii=False)


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: _finite(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(one) for one in value]
    return value
