"""Support that follows another law: if Washington pays less than it promised, so does Ottawa."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from friendshore.errors import Problem
from friendshore.reading import suggest

if TYPE_CHECKING:
    from friendshore.policy.lever import Lever


@dataclass(frozen=True, slots=True)
class MirrorTerms:
    """What a measure follows: the field of another measure, against its promise as known on ``since``."""

    measure: str
    field: str
    since: date


class Mirrors:
    """The mirrors of a set of measures, resolved after scenario changes.

    Errors: ``problems_of`` finds mirrors of nothing and circles; a resolved set has neither.
    """

    def __init__(self, levers: Mapping[str, Lever]) -> None:
        self._levers = levers

    def factor(self, name: str, day: date) -> float:
        """Share of its own rate that the measure pays on that day, at most 1.

        The mirrored value of the day over the value for that day that the mirrored law promised as known on
        ``since``; 0 when the mirrored measure does not bite although it should. A phase-down that was promised
        from the start therefore cancels, and is not counted twice.
        """
        terms = self._levers[name].mirror
        if terms is None:
            return 1.0
        mirrored = self._levers[terms.measure]
        promised = mirrored.mirrored_value(terms.field, day, known=terms.since)
        if promised <= 0.0:
            return 1.0
        current = mirrored.mirrored_value(terms.field, day, known=day) * self.factor(terms.measure, day)
        return min(1.0, current / promised)

    def chain(self, name: str) -> tuple[str, ...]:
        """The measure and all that it follows, nearest first."""
        names = [name]
        while (terms := self._levers[names[-1]].mirror) is not None:
            names.append(terms.measure)
        return tuple(names)


def problems_of(levers: Sequence[Lever], broken: Collection[str] = ()) -> list[Problem]:
    """Mirrors of measures that are not there, of fields they have not, and mirrors that go round.

    broken: measures that are there and could not be read
    """
    by_name = {lever.name: lever for lever in levers}
    found = []
    for lever in levers:
        terms = lever.mirror
        if terms is None or terms.measure in broken:
            continue
        place = lever.place_of("mirrors")
        mirrored = by_name.get(terms.measure)
        if mirrored is None:
            near = suggest(terms.measure, by_name)
            rest = f"did you mean {near}?" if near else "a mirror needs the measure that it follows"
            found.append(Problem(place, "mirrors", f"no measure '{terms.measure}' in this scenario; {rest}"))
        elif not mirrored.has_mirrored_field(terms.field):
            message = f"{terms.measure} ({mirrored.kind}) has no field '{terms.field}' that can be mirrored"
            found.append(Problem(place, "mirrors.field", message))
        elif (circle := _circle(lever.name, by_name)) is not None:
            found.append(Problem(place, "mirrors", f"{' → '.join(circle)} goes round"))
    return found


def _circle(start: str, levers: Mapping[str, Lever]) -> list[str] | None:
    path = [start]
    while path[-1] in levers and (terms := levers[path[-1]].mirror) is not None:
        path.append(terms.measure)
        if path[-1] == start:
            return path
        if path[-1] in path[:-1]:
            return None  # a circle further on; the measures in it are told so themselves
    return None
