"""A replication's arrays as one object that compiled code is handed at once.

A compiled function unpacks every array of its arguments on every call: 45 µs for the two hundred of a world, twice
a week. Bound once into a structure of Numba's own, the same arrays cost 1 µs. Both sides see the same memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from friendshore.engine.kernels.arrays import (
    BuyerBook,
    Buyers,
    Caps,
    Contents,
    Days,
    Desk,
    Lanes,
    Law,
    Ledger,
    Market,
    MineralBook,
    Minerals,
    Net,
    Notices,
    PlantBook,
    Plants,
    Pools,
    Quotes,
    Room,
    Sellers,
    Settings,
    Sites,
    SlotBook,
    Slots,
    Spells,
    State,
    Stocks,
    TradeBook,
    Transit,
    Zones,
)
from friendshore.engine.kernels.contract_arrays import ContractBook, Offtakes, Terms
from friendshore.formulas.compiled import COMPILED, kernel


class _Plain(NamedTuple):
    """What a compiled world holds, for kernels that run as they are written.

    Flat, for to look into a tuple of tuples a compiled function first takes the whole of it.
    """

    sites: Sites
    slots: Slots
    buyers: Buyers
    pools: Pools
    quotes: Quotes
    zones: Zones
    lanes: Lanes
    contents: Contents
    spells: Spells
    days: Days
    notices: Notices
    terms: Terms
    caps: Caps
    stocks: Stocks
    plants: Plants
    sellers: Sellers
    market: Market
    law: Law
    transit: Transit
    minerals: Minerals
    offtakes: Offtakes
    room: Room
    desk: Desk
    plant_book: PlantBook
    slot_book: SlotBook
    buyer_book: BuyerBook
    trade_book: TradeBook
    mineral_book: MineralBook
    contract_book: ContractBook
    settings: Settings


if TYPE_CHECKING or not COMPILED:
    World = _Plain
    _Type: Any = None
else:
    from numba.core.types import StructRef
    from numba.experimental import structref

    @structref.register
    class _Type(StructRef):
        """Numba's name for a world."""

    class World(structref.StructRefProxy):
        """A world as compiled code sees it; Python only keeps it and hands it on."""

    structref.define_proxy(World, _Type, _Plain._fields)


def type_of(net: Any, state: Any, book: Any, settings: Any) -> Any:
    """Numba's type of a world whose parts have these types."""
    parts = (*net.types, *state.types, *book.types, settings)
    return _Type(tuple(zip(_Plain._fields, parts, strict=True)))


@kernel
def bind(net: Net, state: State, book: Ledger, settings: Settings) -> World:
    """The world of one replication, sharing memory with the arrays it is made of."""
    return World(
        net.sites, net.slots, net.buyers, net.pools, net.quotes, net.zones, net.lanes, net.contents, net.spells,
        net.days, net.notices, net.terms, net.caps,
        state.stocks, state.plants, state.sellers, state.market, state.law, state.transit, state.minerals,
        state.offtakes, state.room, state.desk,
        book.plant_book, book.slot_book, book.buyer_book, book.trade_book, book.mineral_book, book.contract_book,
        settings,
    )  # fmt: skip
