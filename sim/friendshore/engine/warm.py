"""Compiling the kernels for the first time, on all processors at once."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from friendshore.engine.kernels import session, world
from friendshore.engine.run import Plan, Simulation
from friendshore.formulas import compiled


def warm(plan: Plan) -> None:
    """Fill an empty cache of kernels: one process for each, the longest in this one.

    All write what they compile to disk, so that whoever comes next only reads it. Does nothing where kernels are
    not compiled, are kept already, or where a process cannot fork.
    """
    if compiled.ready() or not hasattr(os, "fork"):
        return
    first, *others = _tasks(plan)
    children = []
    for task in others:
        child = os.fork()
        if child == 0:
            try:
                _compile(*task)
            finally:
                os._exit(0)  # whoever comes next compiles what is missing
        children.append(child)
    _compile(*first)
    for child in children:
        os.waitpid(child, 0)


def _compile(kernel: Any, types: tuple[Any, ...]) -> None:
    kernel.compile(types)


def _tasks(plan: Plan) -> list[tuple[Any, tuple[Any, ...]]]:
    """Kernels that Python calls and the types of their arguments, the longest to compile first."""
    import numba

    typeof: Callable[[Any], Any] = numba.typeof
    simulation = Simulation(plan, 0)
    parts = tuple(map(typeof, (simulation.net, simulation.state, simulation.ledger, simulation.settings)))
    whole, number = world.type_of(*parts), numba.int64
    return [
        (session.trade, (whole, number, number)),
        (session.order, (whole, number, number)),
        (session.advance, (whole, number, number, number)),
        (world.bind, parts),
    ]
