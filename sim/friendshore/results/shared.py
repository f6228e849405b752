"""What several runs have in common: the same replications over the same months, so that all of a comparison agrees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from friendshore.engine.outcome import COLUMNS, Array, Index
from friendshore.errors import UsageError
from friendshore.results.blobs import ARRAYS
from friendshore.results.folder import Run
from friendshore.results.outcomes import full_years
from friendshore.results.spread import quarter_of

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """The quarters that runs cover alike, their months, and the days on which these begin and end.

    whole_years  years of which all runs cover the same days
    """

    start: date
    end: date
    months: tuple[str, ...]
    quarters: tuple[str, ...]
    whole_years: frozenset[int]


class Part(Run):
    """Some replications of a run over some of its months; its arrays are read when first asked for, as the run's."""

    def __init__(self, whole: Run, replications: tuple[int, ...], span: Span | None, note: str) -> None:
        super().__init__(whole.folder, whole.manifest, _index_in(whole.index, span), replications)
        self.note = note
        self._whole, self._span = whole, span

    def load(self, names: tuple[str, ...] = ARRAYS) -> None:
        """Reads several arrays in one pass, of these replications only; what the whole run has read is not read again.

        Raises ``StoreError`` if a kept result is damaged.
        """
        wanted = tuple(name for name in names if name not in self._arrays)
        rows = np.flatnonzero(np.isin(self._whole.replications, self.replications))
        there = {name: self._whole._arrays[name][rows] for name in wanted if name in self._whole._arrays}
        found = there | self._read(tuple(name for name in wanted if name not in there))
        self._arrays.update({name: self._cut(name, array) for name, array in found.items()})

    def _cut(self, name: str, array: Array) -> Array:
        """The columns of the span; a year that the runs do not cover alike is not a number."""
        span, whole = self._span, self._whole.index
        if span is None or not array.size:
            return array
        columns = COLUMNS[name]
        if columns == "months":
            return _columns(array, whole.months, span.months)
        if columns == "quarters":
            return _columns(array, whole.quarters, span.quarters)
        if columns == "years":
            years = tuple(range(span.start.year, span.end.year + 1))
            kept = _columns(array, range(whole.start.year, whole.end.year + 1), years)
            return np.where([year in span.whole_years for year in years], kept, np.nan)
        return array


def shared(runs: Sequence[Run]) -> list[Run]:
    """The runs cut to the replications, months and quarters that all of them have; themselves if that cuts nothing.

    A world without months (one of an event clock) is cut in replications only. Nothing is read here.

    Raises ``UsageError`` if they share no replication, or no whole year.
    """
    common = tuple(sorted(set.intersection(*(set(run.replications) for run in runs))))
    if not common:
        raise UsageError("there is nothing to compare: they have no replication in common; run them with the same -n")
    span = None if any(run.index.measured for run in runs) else _span_of(runs)
    if all(run.replications == common and run.index == _index_in(run.index, span) for run in runs):
        return list(runs)
    note = _note(runs, common, span)
    return [Part(run, common, span, note) for run in runs]


def _span_of(runs: Sequence[Run]) -> Span:
    indexes = [run.index for run in runs]
    quarters = tuple(quarter for quarter in indexes[0].quarters if _alike(indexes, *_quarter(quarter)))
    months = tuple(month for month in indexes[0].months if quarter_of(month) in quarters)
    if not full_years([int(month[:4]) for month in months], 12):
        raise UsageError("there is nothing to compare: they have no whole year in common")
    start = max(max(index.start for index in indexes), _quarter(quarters[0])[0])
    end = min(min(index.end for index in indexes), _quarter(quarters[-1])[1])
    years = frozenset(
        year for year in range(start.year, end.year + 1) if _alike(indexes, date(year, 1, 1), date(year, 12, 31))
    )
    return Span(start, end, months, quarters, years)


def _alike(indexes: Sequence[Index], first: date, last: date) -> bool:
    """Whether all cover the same of these days, and any of them."""
    covered = {(max(first, index.start), min(last, index.end)) for index in indexes}
    return len(covered) == 1 and all(start <= end for start, end in covered)


def _quarter(name: str) -> tuple[date, date]:
    """First and last day of a quarter, such as ``2027-Q1``."""
    year, number = int(name[:4]), int(name[6])
    return date(year, 3 * number - 2, 1), date(year + number // 4, 3 * number % 12 + 1, 1) - DAY


def _index_in(index: Index, span: Span | None) -> Index:
    if span is None:
        return index
    return replace(index, start=span.start, end=span.end, months=span.months, quarters=span.quarters)


def _columns(array: Array, all_of_them: Sequence[object], kept: Sequence[object]) -> Array:
    first = all_of_them.index(kept[0])
    return array[..., first : first + len(kept)]


def _note(runs: Sequence[Run], common: Sequence[int], span: Span | None) -> str:
    """What of the runs is left out, in plain words."""
    told = []
    most = max(runs, key=lambda run: len(run.replications))
    if len(most.replications) > len(common):
        count = f"{len(common)} replication{'s' * (len(common) > 1)}"
        told.append(f"Used: only the {count} that all compared runs have ({most.name} has {len(most.replications)}).")
    longest = max(runs, key=lambda run: (run.index.end - run.index.start).days)
    if span is not None and (longest.index.start, longest.index.end) != (span.start, span.end):
        whole = f"{longest.index.start:%Y-%m} to {longest.index.end:%Y-%m}"
        told.append(
            f"Only {span.start:%Y-%m} to {span.end:%Y-%m} is compared, which all runs cover ({longest.name}: {whole})."
        )
    return " ".join(told)
