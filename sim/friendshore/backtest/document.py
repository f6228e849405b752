"""The part of ``docs/validation.md`` that the backtests write: ranges, results, misses first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from friendshore.backtest.words import (
    amount,
    error_in_words,
    month,
    range_in_words,
    ranges_part,
    scored,
    state,
    what,
)
from friendshore.errors import StoreError, UsageError
from friendshore.seed_episodes import Episode

if TYPE_CHECKING:
    from friendshore.backtest.run import Result

BEGIN, END = "<!-- backtest: begin -->", "<!-- backtest: end -->"
TITLE = "# Validation\n\n"
INTRODUCTION = (
    "## Recorded episodes: the ranges",
    "",
    "How far the model may be from each record. These ranges stand in `seeds/episode_ranges.csv` and were committed "
    "before any episode was scored; scoring changes neither them nor a parameter. The aim: annual volumes within 10 % "
    "on average, turning points in the right month, prices within 25 % at quarter's end, the first stop within 10 "
    "days. What had been seen before: the output of 2024 and 2025 in `docs/base-year.md`.",
    "",
    "Calibrated: the year 2024 (accounts, flows, prices), the wait for a licence (share of applications approved on "
    "two days of June 2025) and the values of a prototype, marked in `seeds/parameters.csv`; a world that an episode "
    "brings along is calibrated to the year of its accounts and has the same parameters. Scored: all other dates. "
    "Where a scored date was fitted, the table says so.",
    "",
)


def results_part(results: Sequence[Result]) -> list[str]:
    """What came of all episodes, in Markdown: misses with their reasons first."""
    pairs = [(one, series, verdict) for one in results for series, verdict in one.verdicts if verdict.scored]
    missed = [pair for pair in pairs if not pair[2].met]
    count = next((one.replications for one in results if not one.reason), 0)
    lines = [f"## Recorded episodes: {len(pairs) - len(missed)} of {len(pairs)} ranges are met", ""]
    lines += [
        f"Written by `friendshore backtest --write`: medians of {count} replications of the baseline, or of the world "
        "that an episode brings along, with their 90 % bands. Months with four weekly markets and with five are evened "
        "out.",
        "",
        "Two things were put right in the measuring, not in the model, after a first look at scores: that evening out, "
        "and that scrap does not count as mined. Neither ranges nor parameters were touched.",
        "",
        "### Misses",
        "",
    ]
    for _, series, verdict in missed:
        told = f"{range_in_words(verdict.range, short=True)}, is {error_in_words(verdict)}"
        lines.append(f"* **{series.id}** ({what(series)}; {told}): {verdict.range.why or 'not explained yet.'}")
    for one in results:
        lines += ["", f"### {one.episode.title}", ""]
        if one.reason:
            lines.append(f"Not run: {one.reason}.")
            continue
        if one.episode.world:
            lines += [f"Runs on a world of its own, `seeds/{one.episode.world}`.", ""]
        lines += ["| series | range | error | verdict | what is scored |", "| --- | --- | ---: | --- | --- |"]
        for series, verdict in one.verdicts:
            told = f"{range_in_words(verdict.range)}: {scored(verdict.range)}"
            ends = f"{error_in_words(verdict)} | {state(verdict)} | {verdict.origin}"
            lines.append(f"| {series.id.partition('.')[2]} | {told} | {ends} |")
        lines += ["", *_table(one)]
    return [*lines, ""]


def _table(result: Result) -> list[str]:
    lines = [
        "| series | time | unit | record | model | 90 % band | |",
        "| --- | --- | --- | ---: | ---: | ---: | --- |",
    ]
    for one in result.compared:
        for point in one.points:
            start = f"| {one.series.id.partition('.')[2]} | {month(one.series, point.day)} | {one.unit} | "
            band = f"{amount(point.low)} to {amount(point.high)}" if point.covered else ""
            model = amount(point.model) if point.covered else "–"
            flag = ("fitted" if point.fitted else "") if point.covered else "outside the world's years"
            lines.append(f"{start}{amount(point.record)} | {model} | {band} | {flag} |")
    return lines


def page(episodes: Iterable[Episode], results: Sequence[str]) -> str:
    """The whole part, in Markdown; ``results`` are lines to stand before the ranges."""
    return "\n".join([BEGIN, "", *results, *INTRODUCTION, *ranges_part(episodes), END])


def write_page(path: Path, text: str) -> None:
    """Puts the part into a document in place of the last one; the rest of the document stays.

    Raises ``UsageError`` if the document has no place for it, ``StoreError`` if it cannot be read or written.
    """
    try:
        before, after = TITLE, "\n"
        if path.exists():
            old = path.read_text(encoding="utf-8")
            if old.count(BEGIN) != 1 or old.count(END) != 1 or old.index(END) < old.index(BEGIN):
                raise UsageError(f"{path} has no place for the results: put {BEGIN} and {END} where they belong")
            before, after = old[: old.index(BEGIN)], old[old.index(END) + len(END) :]
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.new")
        beside.write_text(before + text + after, encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror or error}") from error
