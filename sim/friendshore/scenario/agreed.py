"""What a scenario says of contracts, apart from how it is read: most say nothing, and load nothing for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from friendshore.chain import Contract
    from friendshore.reading import Node


@dataclass(frozen=True)
class Agreed:
    """The contracts that a scenario touches.

    new      new and changed ones, whole
    dropped  names of those on record that it drops
    written  name -> what the scenario says of it, in plain values
    nodes    name -> where it is written
    """

    new: tuple[Contract, ...] = ()
    dropped: tuple[str, ...] = ()
    written: Mapping[str, Any] = field(default_factory=dict)
    nodes: Mapping[str, tuple[Node, ...]] = field(default_factory=dict)
