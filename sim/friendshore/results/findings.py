"""What a comparison found, in one line each: pure functions from tables to sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import isnan

from friendshore.results.amounts import digits, percent, scale
from friendshore.results.bottlenecks import HeldBack
from friendshore.results.differences import Difference
from friendshore.results.origins import Origin, share_in_year, years_of
from friendshore.results.outcomes import Series, bands
from friendshore.results.prices import Gap

HEADLINES = ("cell_output.north_america", "vehicle_output.north_america")


def strongest(differences: Sequence[Difference], outcome: str) -> Difference | None:
    """The year in which an outcome moved most, among those whose interval excludes zero; None if none does."""
    moved = [d for d in differences if d.outcome == outcome and d.excludes_zero]
    return max(moved, key=lambda d: (abs(d.mean), -d.year), default=None)


def moved(differences: Sequence[Difference], outcome: str, name: str) -> str:
    """One sentence on what a scenario does to an outcome.

    name: the outcome as the subject of the sentence, "North American cell output"
    """
    peak = strongest(differences, outcome)
    if peak is None:
        return f"{name} does not move: in no year does the interval exclude zero."
    amount = scale(peak.unit, peak.mean)
    verb = "falls" if peak.mean < 0 else "rises"
    ends = sorted((abs(peak.low), abs(peak.high)))
    by = amount.say(abs(peak.mean))
    interval = f"{digits(ends[0] / amount.divisor)} to {amount.say(ends[1])}"
    return f"{name} {verb} by up to {percent(abs(peak.relative))} ({by} in {peak.year}; 95 % interval {interval})."


def headline(differences: Mapping[str, Sequence[Difference]], names: Mapping[str, str], outcomes: Sequence[str]) -> str:
    """The message of a comparison: the headline outcome that moved most, in relative terms.

    differences: scenario title -> its paired differences to the baseline
    names: outcome id -> the outcome as the subject of a sentence
    outcomes: ids that may make the headline
    """
    best: tuple[float, str, Difference] | None = None
    for title, rows in differences.items():
        for outcome in outcomes:
            peak = strongest(rows, outcome)
            if peak is not None and (best is None or abs(peak.relative) > best[0]):
                best = (abs(peak.relative), title, peak)
    if best is None:
        subjects = " nor ".join(names[outcome] for outcome in outcomes)
        return f"Neither {subjects} moves: in no year does a 95 % interval exclude zero."
    _, title, peak = best
    sentence = moved(differences[title], peak.outcome, names[peak.outcome])
    return sentence if len(differences) == 1 else f"{title}: {sentence}"


def level(series: Series, name: str) -> str:
    """One sentence on where an outcome of a lone run ends.

    name: the outcome as the subject of the sentence
    """
    low, _, median, _, high = (float(row[-1]) for row in bands(series))
    amount = scale(series.unit, high)
    return (
        f"{name} is {amount.say(median)} in {series.years[-1]} (median; 90 % of replications lie between "
        f"{digits(low / amount.divisor)} and {digits(high / amount.divisor)})."
    )


def origin_finding(
    baseline: Sequence[Origin], scenarios: Mapping[str, Sequence[Origin]], names: Mapping[str, str]
) -> str:
    """The origin whose yearly share a scenario moves most; who leads where, if none moves by half a point.

    scenarios: title -> its origins
    names: country -> its name
    """
    best: tuple[float, str] | None = None
    for title, origins in scenarios.items():
        for size, mineral, country, year, was, becomes in _moves(baseline, origins):
            if size >= 0.005 and (best is None or size > best[0]):
                text = (
                    f"{names.get(country, country)} processes {percent(becomes)} of the {mineral} bought in {year} "
                    f"with {title}, {percent(was)} without."
                )
                best = (size, text)
    return best[1] if best else _leaders(baseline, names, bool(scenarios))


def _moves(
    baseline: Sequence[Origin], scenario: Sequence[Origin]
) -> Iterator[tuple[float, str, str, int, float, float]]:
    """(size, mineral, country, year, share before, share after) of every origin and year that both have."""
    before = {origin.mineral: origin for origin in baseline}
    for origin in scenario:
        if origin.mineral not in before:
            continue
        for country in origin.countries:
            for year in years_of(origin):
                was = share_in_year(before[origin.mineral], country, year)
                becomes = share_in_year(origin, country, year)
                if not isnan(was - becomes):
                    yield abs(becomes - was), origin.mineral, country, year, was, becomes


def _leaders(origins: Sequence[Origin], names: Mapping[str, str], compared: bool) -> str:
    """Who processes the largest share of any mineral, at the end."""
    shares = [(share_in_year(o, o.countries[0], years_of(o)[-1]), o) for o in origins]
    share, origin = max(((s, o) for s, o in shares if not isnan(s)), key=lambda pair: pair[0])
    country = names.get(origin.countries[0], origin.countries[0])
    start = "No origin moves by half a point: " if compared else ""
    return f"{start}{country} processes {percent(share)} of the {origin.mineral} bought in {years_of(origin)[-1]}."


def price_finding(gap: Gap | None, before: Gap | None, names: Mapping[str, str]) -> str:
    """The widest gap between a zone's price and China's, with the baseline's widest beside it."""
    if gap is None:
        return "No zone pays more than China for these commodities."
    sentence = (
        f"The widest gap: {names.get(gap.commodity, gap.commodity)} costs {gap.ratio:.1f} times the price of "
        f"{names.get(gap.cheap, gap.cheap)} in {names.get(gap.dear, gap.dear)}, {gap.quarter}"
    )
    if before is None or (before.commodity, before.dear, round(before.ratio, 1)) == (
        gap.commodity,
        gap.dear,
        round(gap.ratio, 1),
    ):
        return f"{sentence}."
    return (
        f"{sentence}; in the baseline {before.ratio:.1f} times ({names.get(before.commodity, before.commodity)}, "
        f"{names.get(before.dear, before.dear)}, {before.quarter})."
    )


def bottleneck_finding(held: Sequence[HeldBack], plants: Mapping[str, str], goods: Mapping[str, str]) -> str:
    """Which plant an input held back most in a quarter, and how many inputs did it to how many plants."""
    if not held:
        return "No plant lost 2 % of a quarter's output to a missing input."
    worst = max(held, key=lambda record: (float(record.lost.max()), record.site))
    quarter = worst.worst
    count = "1 plant" if len(held) == 1 else f"{len(held)} plants"
    return (
        f"{count} lost output for want of an input; worst: {plants.get(worst.site, worst.site)} without "
        f"{percent(float(worst.lost[quarter]))} of a quarter's output for lack of "
        f"{goods.get(worst.binding[quarter], worst.binding[quarter])}."
    )
