"""Licences of several measures on the same goods: each has a queue of its own, and goods pass when all let them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from friendshore.policy.questions import At, Entry, Licence

if TYPE_CHECKING:
    from friendshore.policy.lever import Lever


def queues(at: At, pairs: Iterable[tuple[Entry, float]], levers: Sequence[Lever]) -> tuple[Licence, ...]:
    """Every licence that goods between single countries need, by measure and way.

    pairs: entries between single countries, with their weights; an entry may stand there once for each end use, and
    then the use that is let through least counts
    """
    found: dict[tuple[str, str, str], Licence] = {}
    for pair, weight in pairs:
        for lever in levers:
            terms = lever.licence(at, pair)
            if terms is None:
                continue
            key = (lever.name, pair.origin, pair.destination)
            if key in found and found[key].approval <= terms.approval:
                continue
            since = lever.biting_since(at.day)
            known = lever.life.first_known(since) or since
            found[key] = Licence(
                measure=lever.name,
                approval=terms.approval,
                wait=terms.wait,
                valid_for=terms.valid_for,
                reapply_after=terms.reapply_after,
                per=terms.per,
                since=since,
                announced=known if known < since else None,
                way=(pair.origin, pair.destination),
                part=weight,
            )
    return tuple(found.values())


def together(licences: Sequence[Licence], whole: bool) -> Licence | None:
    """One licence that stands for several, for words and for notices; None for none.

    The lowest approval counts, the longest wait and the shortest validity. For a region the approval is the mean over
    its members, and a member that needs no licence counts as approved.

    whole: whether the goods go between two countries, not from or to a region
    """
    if not licences:
        return None
    strictest = min(licences, key=lambda one: one.approval)
    lowest: dict[tuple[str, str], tuple[float, float]] = {}
    for one in licences:
        approval = min(one.approval, lowest.get(one.way, (1.0, 0.0))[0])
        lowest[one.way] = (approval, one.part)
    refused = sum(part * (1.0 - approval) for approval, part in lowest.values())
    return Licence(
        measure=strictest.measure,
        approval=strictest.approval if whole else max(0.0, 1.0 - refused),
        wait=max((one.wait for one in licences), key=lambda wait: wait.mean()),
        valid_for=min(one.valid_for for one in licences),
        reapply_after=max(one.reapply_after for one in licences),
        per=strictest.per,
        since=strictest.since,
        announced=strictest.announced,
    )
