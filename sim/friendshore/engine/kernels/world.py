"""A replication's arrays as one object that compiled code is handed at once.

A compiled function unpacks every array of its arguments on every call: 45 µs for the two hundred of a world, twice
a week. Bound once into a structure of Numba's own, the same arrays cost 1 µs. Both sides see the same memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from friendshore.engine.kernels.arrays import Ledger, Net, Settings, State
from friendshore.formulas.compiled import COMPILED, kernel


class _Plain(NamedTuple):
    """What a compiled world holds, for kernels that run as they are written."""

    net: Net
    state: State
    book: Ledger
    settings: Settings


if TYPE_CHECKING or not COMPILED:
    World = _Plain
else:
    from numba.core.types import StructRef
    from numba.experimental import structref

    @structref.register
    class _Type(StructRef):
        """Numba's name for a world."""

    class World(structref.StructRefProxy):
        """A world as compiled code sees it; Python only keeps it and hands it on."""

    structref.define_proxy(World, _Type, _Plain._fields)


@kernel
def bind(net: Net, state: State, book: Ledger, settings: Settings) -> World:
    """The world of one replication, sharing memory with the arrays it is made of."""
    return World(net, state, book, settings)
