"""Which plant delivers to which slot under each contract: what a contract needs of the structure of a world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from friendshore.chain import Contract
from friendshore.engine.calendar import Calendar

if TYPE_CHECKING:
    from friendshore.engine.demand import Buyer
    from friendshore.engine.structure import Holder, Slot
    from friendshore.seeds import World


@dataclass(frozen=True, slots=True)
class Leg:
    """A contract's way to one slot.

    holder  id of the plant, or of the store of its co-product, that delivers
    slot    row of the slot that takes
    share   part of the contract's volume
    """

    contract: Contract
    holder: str
    origin: str
    slot: int
    share: float


def legs_of(
    world: World, holders: Sequence[Holder], slots: Sequence[Slot], buyers: Sequence[Buyer], calendar: Calendar
) -> tuple[Leg, ...]:
    """The legs of all contracts that could ever deliver in a run, by rank and name.

    A contract of no volume has none, nor has one whose plants never stand, or whose term lies outside the run. One that
    names no buying plant is shared out over the final buyers of its country, else over the plants there, by size.
    """
    standing = {holder.id: holder for holder in holders}
    found: list[Leg] = []
    for contract in sorted(world.contracts.values(), key=lambda one: (one.priority, one.id)):
        if not _delivers(contract, calendar):
            continue
        holder = _seller(contract, standing)
        if holder is None:
            continue
        takers = _takers(contract, slots, buyers, standing)
        total = sum(takers.values())
        found += [Leg(contract, holder.id, holder.country, slot, size / total) for slot, size in takers.items()]
    return tuple(found)


def _delivers(one: Contract, calendar: Calendar) -> bool:
    if not one.runs or one.start is None or one.start > calendar.last:
        return False
    if one.end is not None and one.end <= calendar.first:
        return False
    return one.offtake_right > 0.0 or any(rate > 0.0 for _, rate in one.volume)


def _seller(one: Contract, standing: Mapping[str, Holder]) -> Holder | None:
    """The plant, if that is what it makes, or the store of its co-product."""
    holder = standing.get(one.seller_site or "")
    if holder is None or holder.commodity == one.commodity:
        return holder
    return standing.get(f"{holder.id}:{one.commodity}")


def _takers(
    one: Contract, slots: Sequence[Slot], buyers: Sequence[Buyer], standing: Mapping[str, Holder]
) -> dict[int, float]:
    """Slot -> its size, of those that take what is delivered."""
    first = len(slots) - len(buyers)
    fitting = [i for i, slot in enumerate(slots) if slot.commodity == one.commodity]
    if one.buyer_site is not None:
        return {i: 1.0 for i in fitting if slots[i].holder == one.buyer_site}
    there = [i for i in fitting if slots[i].zone == one.buyer_country]
    final = {i: float(buyers[i - first].base.mean()) for i in there if i >= first}
    if any(final.values()):
        return {i: size for i, size in final.items() if size > 0.0}
    plants = {}
    for i in there:
        if i < first:
            site = standing[slots[i].holder].site
            reached = max((size for _, size in site.capacity), default=0.0)
            plants[i] = reached * slots[i].mix * max(slots[i].need.values(), default=0.0)
    return {i: size for i, size in plants.items() if size > 0.0}
