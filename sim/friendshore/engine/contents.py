"""Where the minerals in a stock go: rows of content, what a recipe keeps of them, what comes from the ground."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from friendshore.chain import MINERALS
from friendshore.engine.structure import Structure

if TYPE_CHECKING:
    from friendshore.seeds import World

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Contents:
    """Content rows: one per mineral that a slot's or a site's commodity holds, in the order of MINERALS."""

    slot_rows: Ints
    site_rows: Ints
    row_mineral: Ints
    row_recovery: Floats
    row_main: Ints
    row_co: Ints
    row_main_share: Floats
    site_row_mineral: Ints
    extracted: Floats
    slot_content: Floats
    """Slot rows, kg per unit of the commodity as the tables give it: the content of opening stocks."""
    site_content: Floats


def content_rows(world: World, structure: Structure) -> Contents:
    """Rows and recoveries of all stocks.

    A recipe keeps of each mineral what its products hold by the tables, at most what its inputs bring; a
    mineral that no product holds is lost. Only where minerals enter the world (a mine, a brine, an outside
    feed) does output hold more than came in: that is booked as extraction.

    Errors: ValueError when a mineral leaves a recipe in more than its main product and one co-product.
    """
    s = structure
    contained = {m: world.commodities[m].contained for m in s.order}
    held = {m: [x for x in MINERALS if contained[m].get(x, 0.0) > 0.0] for m in s.order}
    slot_rows = _pointers([len(held[slot.commodity]) for slot in s.slots])
    site_rows = _pointers([len(held[h.commodity]) for h in s.holders])
    number = {x: i for i, x in enumerate(MINERALS)}
    rows = Contents(
        slot_rows,
        site_rows,
        np.array([number[x] for slot in s.slots for x in held[slot.commodity]], dtype=np.int64),
        np.zeros(slot_rows[-1]),
        np.full(slot_rows[-1], -1, dtype=np.int64),
        np.full(slot_rows[-1], -1, dtype=np.int64),
        np.ones(slot_rows[-1]),
        np.array([number[x] for h in s.holders for x in held[h.commodity]], dtype=np.int64),
        np.zeros(site_rows[-1]),
        np.array([contained[slot.commodity][x] for slot in s.slots for x in held[slot.commodity]]),
        np.array([contained[h.commodity][x] for h in s.holders for x in held[h.commodity]]),
    )
    for f, holder in enumerate(s.holders):
        if holder.parent is None:
            for mineral in MINERALS:
                _follow(s, rows, f, mineral, contained, held)
    return rows


def _follow(
    s: Structure,
    rows: Contents,
    f: int,
    mineral: str,
    contained: Mapping[str, Mapping[str, float]],
    held: Mapping[str, list[str]],
) -> None:
    """Where one mineral goes in one site's recipe."""
    holder = s.holders[f]
    recipe = s.recipes[holder.id]
    products = [(f, 1.0)] + [(s.holder_index[f"{holder.id}:{m}"], ratio) for m, ratio in recipe.co_products]
    leaves: dict[int, float] = {}
    for g, ratio in products:
        made = s.holders[g].commodity
        if mineral in held[made]:
            leaves[int(rows.site_rows[g]) + held[made].index(mineral)] = ratio * contained[made][mineral]
    main = rows.site_rows[f] + held[holder.commodity].index(mineral) if mineral in held[holder.commodity] else -1
    others = [row for row in leaves if row != main]
    if len(others) > 1:
        raise ValueError(f"{holder.id}: {mineral} leaves in more than the main product and one co-product")
    inputs = [b for b in range(s.slot_ptr[f], s.slot_ptr[f + 1]) if mineral in held[s.slots[b].commodity]]
    brought = 0.0
    for b in inputs:
        slot = s.slots[b]
        brought += next(iter(slot.need.values())) * slot.mix * contained[slot.commodity][mineral]
    out = sum(leaves.values())
    if recipe.extracts and out > brought and main >= 0:
        rows.extracted[main] = out - brought
    for b in inputs if leaves else ():
        row = rows.slot_rows[b] + held[s.slots[b].commodity].index(mineral)
        rows.row_recovery[row] = min(1.0, out / brought) if brought > 0.0 else 1.0
        rows.row_main_share[row] = leaves.get(int(main), 0.0) / out
        rows.row_main[row] = main
        rows.row_co[row] = others[0] if others else -1


def _pointers(counts: list[int]) -> Ints:
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
