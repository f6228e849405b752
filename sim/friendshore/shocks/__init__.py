"""Shocks: what happens to the world and is nobody's law. Ports strike, straits close, mines flood, demand jumps.

    shocks:
      strike: {kind: port_closed, ports: [can_van], from: 2027-07-01, for: 13 days, goods_in_transit: held}

A shock comes without warning, begins on its first day and is over on its last. It holds no dice. ``build_shocks`` reads
what a scenario says; ``engine.shocks`` makes it happen.
"""

from friendshore.shocks.kinds import (
    ALL,
    KINDS,
    LISTED,
    Closure,
    DemandShock,
    InputPrice,
    OutsidePrice,
    PassageClosed,
    PortClosed,
    ProjectSuspended,
    Shock,
    SiteOutage,
)
from friendshore.shocks.names import ShockNames
from friendshore.shocks.reading import NOT_BUILT, Named, build_shocks

__all__ = [
    "ALL",
    "KINDS",
    "LISTED",
    "NOT_BUILT",
    "Closure",
    "DemandShock",
    "InputPrice",
    "Named",
    "OutsidePrice",
    "PassageClosed",
    "PortClosed",
    "ProjectSuspended",
    "Shock",
    "ShockNames",
    "SiteOutage",
    "build_shocks",
]
