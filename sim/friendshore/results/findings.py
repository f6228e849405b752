"""What a comparison found, in one line each: pure functions from tables to sentences."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from math import isfinite, isnan

from friendshore.results.amounts import NBSP, digits, percent, scale
from friendshore.results.bottlenecks import LEAST_LOSS, HeldBack
from friendshore.results.differences import Difference, most_moved
from friendshore.results.drivers import FEWEST
from friendshore.results.origins import Origin, share_in_year, years_of
from friendshore.results.outcomes import Series, bands
from friendshore.results.prices import Gap, Rise

NEGLIGIBLE = 0.001
STILL = f"no year differs by {percent(NEGLIGIBLE)} with an interval that excludes zero"
AGAINST = "the baseline"
LEAST_RISE = 0.01
SMALL = 0.01
FAR = 2.0
HEADLINES = ("cell_output.north_america", "vehicle_output.north_america")


def strongest(differences: Sequence[Difference], outcome: str) -> Difference | None:
    """The year in which an outcome moved most; None if it never did.

    It moved in a year whose interval excludes zero and whose difference is at least ``NEGLIGIBLE`` of the
    baseline: paired runs can be sure of a difference that matters to nobody.
    """
    found = [d for d in differences if d.outcome == outcome and d.excludes_zero and not abs(d.relative) < NEGLIGIBLE]
    return max(found, key=lambda d: (abs(d.mean), -d.year), default=None)


def moved(differences: Sequence[Difference], outcome: str, name: str) -> str:
    """One sentence on what a scenario does to an outcome.

    name: the outcome as the subject of the sentence, "North American cell output"
    """
    peak = strongest(differences, outcome)
    if peak is None:
        return f"{_sentence(name)} does not move: {STILL}."
    amount = scale(peak.unit, peak.mean)
    verb = "falls" if peak.mean < 0 else "rises"
    ends = sorted((abs(peak.low), abs(peak.high)))
    by = amount.say(abs(peak.mean))
    size = (
        f"{percent(abs(peak.relative))} ({by} in {peak.year}; " if isfinite(peak.relative) else f"{by} ({peak.year}; "
    )
    interval = " to ".join(digits(end / amount.divisor) for end in ends)
    return f"{_sentence(name)} {verb} by up to {size}95{NBSP}% interval {interval})."


def headline(differences: Mapping[str, Sequence[Difference]], names: Mapping[str, str], outcomes: Sequence[str]) -> str:
    """The message of a comparison: which of ``HEADLINES`` moved most, else which other outcome.

    Of several scenarios the one that moves an outcome by the largest amount, in the outcome's own unit: shares of
    different years do not compare. Amounts of different outcomes do not compare either: of those, the largest share.

    differences: scenario's name -> its paired differences to the baseline
    names: outcome id -> the outcome as the subject of a sentence
    outcomes: ids that may make the headline; one that was zero in the baseline only if no other moves
    """
    peaks = []
    for outcome in outcomes:
        found = [(title, peak) for title, rows in differences.items() if (peak := strongest(rows, outcome)) is not None]
        if found:
            title, peak = max(found, key=lambda pair: abs(pair[1].mean))
            peaks.append((abs(peak.relative) if isfinite(peak.relative) else 0.0, title, peak))
    if not peaks:
        subjects = [names[outcome] for outcome in outcomes]
        start = {1: f"{_sentence(subjects[0])} does not move", 2: f"Neither {' nor '.join(subjects)} moves"}
        return f"{start.get(len(subjects), 'Nothing shown here moves')}: {STILL}."
    leading = [entry for entry in peaks if entry[2].outcome in HEADLINES]
    _, title, peak = max(leading or peaks, key=lambda entry: entry[0])
    sentence = moved(differences[title], peak.outcome, names[peak.outcome])
    return sentence if len(differences) == 1 else f"‘{title}’ moves most: {sentence}"


def few(finding: str, replications: int) -> str:
    """The finding, with a word of caution where so few were compared that the largest of many may be luck.

    >>> few("Cell output falls.", 4), few("Cell output falls.", 8)
    ('Cell output falls. From 4 replications only.', 'Cell output falls.')
    """
    if replications >= FEWEST:
        return finding
    return f"{finding} From {replications} replication{'s' * (replications > 1)} only."


def hit_country(differences: Sequence[Difference], names: Mapping[str, str]) -> str | None:
    """The outcome of one country whose strongest change is by far a larger share than that of every headline.

    That a region's output hardly moves says nothing of a country in it. Where the country makes next to nothing, less
    than ``SMALL`` of the headline's baseline in that year, a large share is no news.

    names: outcome of a country -> its name; the headline that belongs to it shares what stands before the dot
    """
    found: list[tuple[float, str]] = []
    for outcome in names:
        peak, whole = strongest(differences, outcome), f"{outcome.partition('.')[0]}.north_america"
        level = next((d.baseline for d in differences if d.outcome == whole and peak and d.year == peak.year), 0.0)
        if peak is not None and isfinite(peak.relative) and peak.baseline > SMALL * level:
            found.append((abs(peak.relative), outcome))
    leading = [one for outcome in HEADLINES if (one := strongest(differences, outcome)) is not None]
    usual = max((abs(one.relative) for one in leading if isfinite(one.relative)), default=0.0)
    share, outcome = max(found, default=(0.0, ""))
    return outcome if share > FAR * usual else None


def elsewhere(differences: Sequence[Difference], shown: Collection[str], titles: Mapping[str, str]) -> str:
    """What moved most among the outcomes that are not shown; "" if nothing did.

    titles: outcome id -> its title
    """
    moved_most = most_moved([d for d in differences if d.outcome not in shown], most=1)
    if not moved_most or abs(moved_most[0].strongest.relative) < NEGLIGIBLE:
        return ""
    most = moved_most[0].strongest
    change = percent(most.relative, signed=True)
    if not isfinite(most.relative):
        change = scale(most.unit, most.mean).say(most.mean, signed=True)
    return f"What moves most elsewhere: {titles[most.outcome]}, {change} in {most.year}."


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
    baseline: Sequence[Origin],
    scenarios: Mapping[str, Sequence[Origin]],
    names: Mapping[str, str],
    against: str = AGAINST,
    where: str = "",
) -> str:
    """The origin whose yearly share a scenario moves most; who leads where, if none moves by half a point.

    scenarios: title -> its origins
    names: country or mineral -> its name
    against: the run compared with, as a sentence names it
    where: the buyers, such as " in Japan"
    """
    best: tuple[float, str] | None = None
    for title, origins in scenarios.items():
        for size, mineral, country, year, was, becomes in _moves(baseline, origins):
            if size >= 0.005 and (best is None or size > best[0]):
                who = names.get(country, country)
                text = (
                    f"{_sentence(who)} processes {percent(becomes)} of the {names.get(mineral, mineral)} "
                    f"bought{where} in {year} "
                    f"under ‘{title}’, {percent(was)} in {against}."
                )
                best = (size, text)
    return best[1] if best else _leaders(baseline, names, bool(scenarios), where)


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


def _leaders(origins: Sequence[Origin], names: Mapping[str, str], compared: bool, where: str) -> str:
    """Who processes the largest share of any mineral, at the end."""
    shares = [(share_in_year(o, o.countries[0], years_of(o)[-1]), o) for o in origins]
    share, origin = max(((s, o) for s, o in shares if not isnan(s)), key=lambda pair: pair[0])
    country = names.get(origin.countries[0], origin.countries[0])
    start = "No origin moves by half a point: " if compared else ""
    mineral = names.get(origin.mineral, origin.mineral)
    what = f"{percent(share)} of the {mineral} bought{where} in {years_of(origin)[-1]}"
    return f"{start}{_sentence(country)} processes {what}."


def price_finding(rise: Rise | None, gap: Gap | None, names: Mapping[str, str], against: str = AGAINST) -> str:
    """The price that a scenario moves most, or, for a lone run, the widest gap to the cheap zone's price.

    rise: the largest movement against the baseline, if there is one
    gap: the widest gap between zones in the run
    names: commodity or zone -> its name
    against: the run compared with, as a sentence names it
    """
    if rise is None:
        if gap is None:
            return "No zone pays more than China for these commodities."
        return (
            f"The widest gap: the price of {names[gap.commodity]} in {names[gap.dear]} is {gap.ratio:.1f} times "
            f"that in {names[gap.cheap]} ({quarter_in_words(gap.quarter)})."
        )
    if abs(rise.ratio - 1) < LEAST_RISE:
        return f"No median price moves by 1 % against {against} in any quarter."
    good = names[rise.commodity]
    way = "higher" if rise.ratio > 1 else "lower"
    beside = f", {rise.gap:.1f} times that in China" if isfinite(rise.gap) and rise.zone != "CHN" else ""
    return (
        f"The price of {good} in {names[rise.zone]} is up to {percent(abs(rise.ratio - 1))} {way} than in "
        f"{against} ({quarter_in_words(rise.quarter)}){beside}."
    )


def hit_hardest(held: Sequence[HeldBack], before: Sequence[HeldBack] | None) -> tuple[HeldBack, int, float]:
    """The plant that lost most in a quarter, or most more than in the baseline; that quarter's column, and how much."""
    usual = {record.site: record.lost for record in before or ()}
    more = {record.site: record.lost - usual.get(record.site, 0.0) for record in held}
    worst = max(held, key=lambda record: (float(more[record.site].max()), record.site))
    at = int(more[worst.site].argmax())
    return worst, at, float(more[worst.site][at])


def bottleneck_finding(
    held: Sequence[HeldBack],
    before: Sequence[HeldBack] | None,
    plants: Mapping[str, str],
    goods: Mapping[str, str],
    against: str = AGAINST,
) -> str:
    """How many plants lacked an input and which lost most in a quarter: against another run, where there is one."""
    if not held:
        return "No plant lost 2 % of a quarter's output for want of an input."
    count = "1 plant" if len(held) == 1 else f"{len(held)} plants"
    usually = "" if before is None else f" ({len(before)} in {against})"
    lost = f"{count}{usually} lost 2 % or more of a quarter's output for want of an input"
    worst, at, more = hit_hardest(held, before)
    if before is not None and more < LEAST_LOSS:
        return f"{lost}; none lost 2 % more than in {against}."
    good = worst.binding[at]
    name, share, quarter = (
        plants.get(worst.site, worst.site),
        percent(float(worst.lost[at])),
        quarter_in_words(worst.quarters[at]),
    )
    want = f"in {quarter} for want of {goods.get(good, good)}"
    if before is None:
        return f"{lost}; hardest hit: {name}, {share} {want}."
    usual = next((percent(float(one.lost[at])) for one in before if one.site == worst.site), "under 2 %")
    return f"{lost}; hit harder than in {against}: {name}, {share} {want} (there: {usual})."


def quarter_in_words(quarter: str) -> str:
    """A quarter as it is spoken.

    >>> quarter_in_words("2028-Q4").replace(NBSP, " ")
    'Q4 2028'
    """
    year, _, number = quarter.partition("-")
    return f"{number}{NBSP}{year}"


def _sentence(words: str) -> str:
    """The words with a capital letter first, the rest untouched."""
    return words[:1].upper() + words[1:]
