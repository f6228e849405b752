"""What can be wrong between measures that are each right."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import combinations

from friendshore.policy import mirrors
from friendshore.policy.lever import Lever
from friendshore.reading import Problems, suggest


def check_together(levers: Sequence[Lever], problems: Problems, broken: Collection[str] = ()) -> None:
    """Note mirrors of nothing and circles, law that yields to nobody, and two measures of one authority on one good.

    broken: measures that could not be read; that others miss them is no second problem
    """
    for problem in mirrors.problems_of(levers, broken):
        problems.add(problem.place, problem.key, problem.message)
    authorities = {lever.authority_name for lever in levers if lever.authority_name is not None}
    for lever in levers:
        for other in lever.gives_way_to:
            if other not in authorities and not broken:
                near = suggest(other, authorities)
                hint = f"; did you mean {near}?" if near else ""
                message = f"no authority '{other}' in this scenario{hint}"
                problems.add(lever.place_of("yields_to"), "yields_to", message, "warning")
    for one, two in combinations(levers, 2):
        found = overlap(one, two)
        if found is not None:
            problems.add(two.place_of("authority"), "authority", found)


def overlap(one: Lever, two: Lever) -> str | None:
    """The message when two measures of one authority and country name the same good, origin, use and time."""
    if one.authority_name is None or (one.authority_name, one.enacted_by) != (two.authority_name, two.enacted_by):
        return None
    shared = []
    for key in ("commodities", "origins", "destinations", "end_uses", "segments"):
        mine, theirs = getattr(one.covers, key), getattr(two.covers, key)
        if mine is None or theirs is None:
            continue
        both = [word for word in theirs if word in mine]
        if not both:
            return None
        shared.extend(both[:1])
    days = sorted(set(one.life.days()) | set(two.life.days()))
    both_bite = next((day for day in days if one.life.bites(day) and two.life.bites(day)), None)
    if both_bite is None:
        return None
    what = " from ".join(shared[:2]) or "the same goods"
    return f"{one.authority_name} already taxes {what} ({one.name}) from {both_bite}; use another authority, or end one"
