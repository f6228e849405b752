"""Where the minerals in a stock go: rows of content, what a recipe keeps of them, what comes from the ground."""

from __future__ import annotations

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
    """
    s = structure
    held = {m: [x for x in MINERALS if world.commodities[m].contained.get(x, 0.0) > 0.0] for m in s.order}
    slot_rows = np.concatenate([[0], np.cumsum([len(held[slot.commodity]) for slot in s.slots])])
    site_rows = np.concatenate([[0], np.cumsum([len(held[h.commodity]) for h in s.holders])])
    number = {x: i for i, x in enumerate(MINERALS)}
    row_mineral = np.array([number[x] for slot in s.slots for x in held[slot.commodity]], dtype=np.int64)
    site_mineral = np.array([number[x] for h in s.holders for x in held[h.commodity]], dtype=np.int64)
    rows = int(slot_rows[-1])
    recovery, main_share = np.zeros(rows), np.ones(rows)
    main, co = np.full(rows, -1, dtype=np.int64), np.full(rows, -1, dtype=np.int64)
    extracted = np.zeros(int(site_rows[-1]))
    for f, holder in enumerate(s.holders):
        if holder.parent is not None:
            continue
        recipe = s.recipes[holder.id]
        year = min(s.slots[b].need and min(s.slots[b].need) for b in range(s.slot_ptr[f], s.slot_ptr[f + 1])) if (
            s.slot_ptr[f + 1] > s.slot_ptr[f]
        ) else 0
        products = [(f, 1.0)] + [(s.holder_index[f"{holder.id}:{m}"], ratio) for m, ratio in recipe.co_products]
        for mineral in MINERALS:
            out = [
                (g, ratio * world.commodities[s.holders[g].commodity].contained[mineral])
                for g, ratio in products
                if mineral in held[s.holders[g].commodity]
            ]
            if len(out) > 2 or (len(out) == 2 and out[0][0] != f):
                raise ValueError(f"{holder.id}: {mineral} leaves in more than the main product and one co-product")
            brought = sum(
                s.slots[b].need[year] * s.slots[b].mix * world.commodities[s.slots[b].commodity].contained.get(mineral, 0.0)
                for b in range(s.slot_ptr[f], s.slot_ptr[f + 1])
            )
            leaves = sum(kg for _, kg in out)
            target = {g: site_rows[g] + held[s.holders[g].commodity].index(mineral) for g, _ in out}
            if recipe.extracts and leaves > brought and f in target:
                extracted[target[f]] = leaves - brought
            for b in range(s.slot_ptr[f], s.slot_ptr[f + 1]):
                if mineral not in held[s.slots[b].commodity] or not out:
                    continue
                r = slot_rows[b] + held[s.slots[b].commodity].index(mineral)
                recovery[r] = min(1.0, leaves / brought)
                first = dict(out).get(f, 0.0)
                main_share[r] = first / leaves
                main[r] = target.get(f, -1)
                others = [g for g, _ in out if g != f]
                co[r] = target[others[0]] if others else -1
    return Contents(
        slot_rows.astype(np.int64),
        site_rows.astype(np.int64),
        row_mineral,
        recovery,
        main,
        co,
        main_share,
        site_mineral,
        extracted,
        np.array([world.commodities[slot.commodity].contained[x] for slot in s.slots for x in held[slot.commodity]]),
        np.array([world.commodities[h.commodity].contained[x] for h in s.holders for x in held[h.commodity]]),
    )
