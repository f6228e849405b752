"""Compiling the kernels for the first time, on two processors at once."""

from __future__ import annotations

import os

from friendshore.engine.kernels import session as kernels
from friendshore.engine.run import Plan, Simulation
from friendshore.formulas import compiled


def warm(plan: Plan) -> None:
    """Fill an empty cache of kernels: a child process compiles the days, this one the session.

    Both write what they compile to disk, so that whoever comes next only reads it. Does nothing where kernels are
    not compiled, are kept already, or where a process cannot fork.
    """
    if not compiled.COMPILED or not hasattr(os, "fork") or any(compiled.CACHE.rglob("*.nbi")):
        return
    world = Simulation(plan, 0).world
    child = os.fork()
    if child == 0:
        kernels.advance(world, 0, 0, 0)
        os._exit(0)
    kernels.trade(world, 0, 0)
    os.waitpid(child, 0)
