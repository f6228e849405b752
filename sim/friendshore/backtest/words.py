"""Ranges, periods and errors in words."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from friendshore.seed_episodes import ALL, Episode, Range, Record, Series, begins

if TYPE_CHECKING:
    from friendshore.backtest.score import Verdict

TOLD = {
    "mean_error": "mean absolute error at most {within}",
    "each": "every record within {within}",
    "mean_points": "mean absolute error at most {within}",
    "highest": "month of the highest: {within}",
    "lowest": "month of the lowest: {within}",
    "recovers": "month of recovery: {within}",
    "direction": "same direction from first to last",
    "moves_with": "correlation of logarithms at most {within} from 1",
    "days": "within {within}",
    "count": "{within}",
}
HOW = {
    "mean_error": "mean over the scored records of |model / record - 1|",
    "each": "the largest |model / record - 1| of the scored records",
    "mean_points": "mean over the scored records of |model - record|, both in percent of the base",
    "highest": "months between the model's highest of the recorded months and the record's; `lowest` alike",
    "recovers": "months between model and record; recovered is the first month after the lowest at 90 % of the base",
    "direction": "0 if the model moves the same way from the first record to the last, else 1",
    "moves_with": "1 less the correlation of the logarithms of model and record",
    "days": "days between model and record",
    "count": "plants between model and record",
}
"""What the error of each rule is; the model's value is its median over replications."""

STOP = (
    "A plant stops in the first week in which it loses a tenth or more of what it would have made for want of the "
    "goods named. The plants of the world stand for single works or for all of a country."
)


def within(one: Range) -> str:
    """The largest error that meets a range, with its unit."""
    if one.unit == "share":
        return f"{one.within:.0%}".replace("%", " %")
    if one.unit == "months" and one.within == 0:
        return "the same"
    if one.unit == "plants" and one.within == 0:
        return "the same number of plants"
    if one.unit == "sign":
        return ""
    unit = one.unit[:-1] if one.within == 1 else one.unit
    return f"{one.within:g} {unit}"


def range_in_words(one: Range, short: bool = False) -> str:
    """A range as a reader would say it; ``short`` leaves its note out."""
    said = TOLD[one.rule].format(within=within(one))
    if one.unit == "months" and one.within > 0:
        said = said.replace(": ", ": at most ") + " apart"
    return said + (f" ({one.note})" if one.note and not short else "")


def error_in_words(verdict: Verdict) -> str:
    """The error of a verdict with its unit."""
    error, unit = verdict.error, verdict.range.unit
    if not verdict.scored:
        return "–"
    if math.isinf(error):
        return "never"
    if unit == "share":
        return f"{100.0 * error:.1f} %"
    if unit == "sign":
        return "same" if error == 0.0 else "opposite"
    return f"{error:.1f} {unit}" if unit == "points" else f"{error:.0f} {unit[:-1] if error == 1 else unit}"


def state(verdict: Verdict) -> str:
    """``missed``, ``met`` or ``not scored``."""
    return "not scored" if not verdict.scored else "met" if verdict.met else "missed"


def amount(value: float) -> str:
    """A number to four digits; an infinite one never came.

    >>> amount(1234567.0), amount(0.15), amount(float("inf"))
    ('1,235,000', '0.15', 'never')
    """
    if math.isinf(value):
        return "never"
    rounded = float(f"{value:.4g}")
    return f"{rounded:,.0f}" if abs(rounded) >= 1000.0 else f"{rounded:g}"


def month(series: Series, day: date) -> str:
    """The time that a record is of: a year, a month or a span of months."""
    if series.months == 12 and day.month == 1:
        return str(day.year)
    if series.months == 1:
        return f"{day:%Y-%m}"
    last = day.year * 12 + day.month - 2 + series.months
    return f"{day:%Y-%m} to {last // 12}-{last % 12 + 1:02d}"


def scored(one: Range) -> str:
    """The dates that a range is about."""
    return ", ".join(one.scored) if one.scored else "all records"


def what(series: Series) -> str:
    """What a series counts, and where."""
    goods = ", ".join(series.commodities)
    partner = f" to {series.partner}" if series.partner else ""
    places = {
        "exports": f"exports of {goods}, {series.place}{partner or ' to all others'}",
        "output": f"output of {goods}, {series.place}",
        "mined": f"{goods} from the ground, {series.place}",
        "sales": f"sales of {goods}, {series.place}",
        "price": f"price of {goods}, {series.place}",
        "stopped": f"plants outside {series.place} that stop for want of {goods}, over {series.months} months",
        "first_stop": f"first plant outside {series.place} that stops for want of {goods}",
    }
    forms = {"level": "", "index": ", percent of the base", "share": ", percent of the total"}
    return places[series.quantity] + forms.get(series.form, ", percent of the first record")


def origin(series: Series, days: Iterable[date]) -> str:
    """Whether what is scored was fitted or came out."""
    flags = [series.was_fitted(day) for day in days]
    if not any(flags):
        return "came out"
    if all(flags):
        return "fitted"
    own = [one for one in series.fitted if one != ALL]
    return f"partly fitted ({', '.join(own)})"


def ranges_part(episodes: Iterable[Episode]) -> list[str]:
    """The ranges of all episodes, in Markdown."""
    lines = ["### Rules", "", *(f"* `{rule}`: {text}." for rule, text in HOW.items()), "", STOP, ""]
    for episode in episodes:
        lines += [f"### {episode.title}", "", f"`friendshore backtest {episode.id}`", ""]
        lines += ["| series | what | scored | range | fitted? |", "| --- | --- | --- | --- | --- |"]
        for series in episode.series:
            for one in series.ranges:
                days = [record.day for record in chosen(series, one)]
                lines.append(
                    f"| {series.id} | {what(series)} | {scored(one)} | {range_in_words(one)} | {origin(series, days)} |"
                )
        lines += ["", *_notes(episode)]
    return lines


def _notes(episode: Episode) -> list[str]:
    by_note: dict[str, list[str]] = {}
    for one in episode.series:
        if one.note:
            by_note.setdefault(one.note, []).append(one.id.partition(".")[2])
    told = [f"{', '.join(names)}: {note}" for note, names in by_note.items()]
    told += [episode.note] if episode.note else []
    return [*(f"* {one[0].upper()}{one[1:]}." if one is episode.note else f"* {one}." for one in told), ""]


def chosen(series: Series, one: Range) -> list[Record]:
    """The records that a range scores."""
    return [record for record in series.records if not one.scored or begins(record.day, one.scored)]
