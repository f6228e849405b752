"""The part of ``docs/validation.md`` that the backtests write: ranges, results, misses first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from friendshore.backtest.words import ranges_part
from friendshore.errors import StoreError, UsageError
from friendshore.seed_episodes import Episode

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
    "two days of June 2025) and the values of a prototype, marked in `seeds/parameters.csv`. Scored: all other dates. "
    "Where a scored date was fitted, the table says so.",
    "",
)


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
