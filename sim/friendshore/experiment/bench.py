"""How long a replication takes and where the time goes: ``make bench`` prints ``name value unit`` lines.

Times are of one process, kernels warm, the median of several replications. Ratios and exponents hold from
machine to machine; seconds do not.
"""

from __future__ import annotations

import math
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

import simpy

from friendshore.engine import run as engine
from friendshore.engine.kernels import session as kernels
from friendshore.experiment.scenarios import REFERENCE
from friendshore.formulas import compiled
from friendshore.locations import shipped
from friendshore.policy import PolicyBook, facts_of
from friendshore.scenario import Scenario, load_scenario
from friendshore.seeds import World, load_world

REPEATS = 5


def main() -> None:
    """Print all figures."""
    scenario = load_scenario(str(shipped("scenarios") / REFERENCE))
    seconds, world = _timed(lambda: load_world(scenario.seeds))
    show("seeds_load", seconds, "s")
    show("check_seeds", _timed(_check_seeds)[0], "s")
    seconds, plan = _timed(lambda: _plan(world, scenario))
    show("build", seconds, "s")
    show("first_replication", _timed(lambda: engine.simulate(plan, 0))[0], "s (kernels from disk if they were there)")
    show("compile", _compile_seconds(), "s (kernels not on disk)")
    per_replication = _seconds(plan)
    show("replication", per_replication, "s")
    kernels, events = _shares(plan)
    bare = _bare_loop(events)
    show("share_kernels", kernels / per_replication, "of a replication")
    show("share_simpy", bare / per_replication, "of a replication")
    show("share_python", max(1.0 - (kernels + bare) / per_replication, 0.0), "of a replication")
    show("ratio_to_bare_simpy_loop", per_replication / bare, "times")
    s = plan.structure
    for name, count in (
        ("events", events),
        ("sessions", s.calendar.sessions),
        ("sites", len(s.holders)),
        ("slots", len(s.slots)),
        ("lanes", len(s.links)),
    ):
        show(name, count, "")
    show("peak_memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0, "MB")
    show("parallel_efficiency_2", _efficiency(plan), "of two cores")
    _exponents(world, scenario, per_replication, plan)


def show(name: str, value: float, unit: str) -> None:
    """One line of the benchmark."""
    sys.stdout.write(f"{name} {value:.4g} {unit}".rstrip() + "\n")
    sys.stdout.flush()


def _plan(world: World, scenario: Scenario) -> engine.Plan:
    book = PolicyBook(scenario.levers, facts_of(world), scenario.law_as)
    return engine.build(world, scenario, book, book)


def _check_seeds() -> None:
    """`friendshore check --seeds`, as it is typed."""
    import subprocess

    subprocess.run([sys.executable, "-m", "friendshore", "check", "--seeds"], check=True, capture_output=True)


def _timed(act: Callable[[], Any]) -> tuple[float, Any]:
    begin = time.perf_counter()
    result = act()
    return time.perf_counter() - begin, result


def _seconds(plan: engine.Plan, repeats: int = REPEATS) -> float:
    engine.simulate(plan, 0)
    return statistics.median(_timed(partial(engine.simulate, plan, r))[0] for r in range(1, repeats + 1))


def _shares(plan: engine.Plan) -> tuple[float, int]:
    """(seconds in kernels, SimPy events) of one replication."""
    spent = 0.0
    kept = kernels.order, kernels.trade, kernels.advance

    def clocked(kernel: Callable[..., None]) -> Callable[..., None]:
        def call(*arguments: Any) -> None:
            nonlocal spent
            begin = time.perf_counter()
            kernel(*arguments)
            spent += time.perf_counter() - begin

        return call

    try:
        kernels.order, kernels.trade, kernels.advance = (clocked(one) for one in kept)
        simulation = engine.Simulation(plan, 1)
        with _counted() as count:
            simulation.run()
    finally:
        kernels.order, kernels.trade, kernels.advance = kept
    return spent, count[0]


@contextmanager
def _counted() -> Iterator[list[int]]:
    """Count the events that any SimPy environment steps through."""
    count = [0]
    step = simpy.Environment.step

    def counting(self: simpy.Environment) -> None:
        count[0] += 1
        step(self)

    simpy.Environment.step = counting  # type: ignore[method-assign]
    try:
        yield count
    finally:
        simpy.Environment.step = step  # type: ignore[method-assign]


def _bare_loop(events: int) -> float:
    """Seconds that SimPy takes for as many events that do nothing."""

    def idle(env: simpy.Environment) -> Generator[simpy.Event, None, None]:
        for _ in range(events):
            yield env.timeout(1)

    env = simpy.Environment()
    env.process(idle(env))
    return _timed(env.run)[0]


def _compile_seconds() -> float:
    """Seconds to compile every kernel into an empty cache, in a process of its own."""
    import os
    import subprocess

    with tempfile.TemporaryDirectory() as folder:
        code = (
            "import time\n"
            "from friendshore.experiment import bench\n"
            "from friendshore.engine import run\n"
            "s = bench.load_scenario(str(bench.shipped('scenarios') / bench.REFERENCE))\n"
            "p = bench._plan(bench.load_world(s.seeds), s)\n"
            "t = time.perf_counter(); run.simulate(p, 0); a = time.perf_counter() - t\n"
            "t = time.perf_counter(); run.simulate(p, 0); print(a - (time.perf_counter() - t))\n"
        )
        env = {**os.environ, "FRIENDSHORE_CACHE": folder}
        done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    return float(done.stdout)


_PLAN: list[engine.Plan] = []


def _one(replication: int) -> int:
    engine.simulate(_PLAN[0], replication)
    return replication


def _efficiency(plan: engine.Plan, count: int = 8) -> float:
    """Serial time of some replications over twice the time that two workers take."""
    import multiprocessing

    _PLAN[:] = [plan]
    serial = _timed(lambda: [_one(r) for r in range(count)])[0]
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("fork")) as pool:
        list(pool.map(_one, range(2)))
        parallel = _timed(lambda: list(pool.map(_one, range(count))))[0]
    return serial / (2.0 * parallel)


def _exponents(world: World, scenario: Scenario, seconds: float, plan: engine.Plan) -> None:
    """Growth of the time with years, sessions and lanes: the power of the count that it rises with."""
    shorter = replace(scenario, end=scenario.end.replace(year=(scenario.start.year + scenario.end.year) // 2))
    half = _plan(world, shorter)
    days = plan.structure.calendar.days / half.structure.calendar.days
    show("exponent_years", math.log(seconds / _seconds(half)) / math.log(days), "")
    for name, parameter, value in (("sessions", "session_days", 14.0), ("lanes", "lane_newcomers", 8.0)):
        rows = tuple(replace(p, value=value) if p.id == parameter else p for p in world.parameters)
        other = _plan(replace(world, parameters=rows), scenario)
        growth = _sizes(other)[name] / _sizes(plan)[name]
        show(f"exponent_{name}", math.log(_seconds(other) / seconds) / math.log(growth), "")


def _sizes(plan: engine.Plan) -> dict[str, int]:
    return {"sessions": plan.structure.calendar.sessions, "lanes": len(plan.structure.links)}


if __name__ == "__main__":
    assert compiled.COMPILED, "the benchmark is of compiled kernels"
    main()
