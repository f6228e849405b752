"""What a run rarely meets: a cold cache, a contract at the edge of the run, a sea with no way round."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from contracts.market import deal, kept, live
from friendshore.engine import warm
from friendshore.engine.kernels import session
from friendshore.engine.legs import legs_of
from friendshore.engine.outages import _spells
from friendshore.engine.run import Simulation, simulate
from friendshore.engine.ways import Way
from friendshore.experiment import bench
from friendshore.formulas import compiled
from friendshore.scenario import load_scenario
from worlds_small.lab import calm, changed, plan_of, small_world

END = date(2024, 12, 31)


# -- the first time on a machine


class Ended(Exception):
    """Stands for the end of a process."""


def test_with_kernels_on_disk_nothing_is_compiled_ahead(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def never() -> int:
        raise AssertionError("no process is needed")

    monkeypatch.setattr(os, "fork", never)
    plan = plan_of(small_world(), end=END)
    monkeypatch.setattr(compiled, "CACHE", tmp_path)
    for name in compiled.CALLED:
        assert not compiled.ready() or not compiled.COMPILED
        (tmp_path / f"session.{name}-9.py311.nbi").touch()
    warm.warm(plan)
    monkeypatch.setattr(compiled, "CACHE", tmp_path / "empty")
    monkeypatch.setattr(compiled, "COMPILED", False)
    warm.warm(plan)


def test_an_empty_cache_is_filled_by_a_process_for_each_kernel(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    plan = plan_of(small_world(), end=END)
    before = simulate(plan, 0)
    monkeypatch.setattr(compiled, "COMPILED", True)
    monkeypatch.setattr(compiled, "CACHE", tmp_path)
    called: list[str] = []
    monkeypatch.setattr(warm, "_tasks", lambda plan: [(session.trade, ()), (session.order, ()), (session.advance, ())])
    monkeypatch.setattr(warm, "_compile", lambda kernel, types: called.append(kernel.__name__))
    warm.warm(plan)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)  # nobody is left behind
    assert called == ["trade"]

    def ends(code: int) -> None:
        raise Ended(code)

    with monkeypatch.context() as child:
        child.setattr(os, "fork", lambda: 0)
        child.setattr(os, "_exit", ends)
        with pytest.raises(Ended, match="0"):
            warm.warm(plan)
    assert called == ["trade", "order"]
    assert simulate(plan, 0).made.tobytes() == before.made.tobytes()


@pytest.mark.skipif(not compiled.COMPILED, reason="kernels that run as they are written have no types")
def test_what_is_compiled_ahead_is_what_a_run_calls() -> None:
    import numba

    simulation = Simulation(plan_of(small_world(), end=END), 0)
    simulation.place(simulation.net)
    tasks = dict(warm._tasks(simulation.plan))
    typeof: Any = numba.typeof
    number = numba.int64
    assert tasks[session.order] == tasks[session.trade] == (typeof(simulation.world), number, number)
    assert tasks[session.advance] == (typeof(simulation.world), number, number, number)
    assert tuple(kernel.__name__ for kernel in tasks) == compiled.CALLED


# -- luck and sea


def test_breakdowns_end_with_the_run_or_with_the_draws() -> None:
    gaps, lengths = np.array([10.0, 5.2, 100.0]), np.array([3.0, 0.2, 4.0])
    assert _spells(gaps, lengths, 1000).tolist() == [[10, 13, 1], [18, 19, 1], [119, 123, 1]]
    assert _spells(gaps, lengths, 100).tolist() == [[10, 13, 1], [18, 19, 1]]


def test_a_way_past_a_place_that_has_none_round_it_is_shut() -> None:
    way = Way("sea", 20.0, 30.0, {"canal": 0.5, "strait": 0.7}, {"canal": 4.0})
    assert way.detour({"canal": "listed"}) == 4.0
    assert way.detour({"strait": 2.5, "canal": "listed"}) == 6.5
    assert way.detour({"strait": "listed"}) is None
    assert way.detour({"strait": None, "canal": "listed"}) is None
    assert way.detour({"elsewhere": None}) == 0.0
    red_sea = Way("suez", 30.0, 30.0, {"suez_canal": 0.5, "bab_el_mandeb": 0.6, "strait": 0.8}, {})
    assert red_sea.detour({"suez_canal": 10.0, "bab_el_mandeb": 8.0, "strait": 3.0}) == 13.0  # round Africa once


# -- contracts


def test_contracts_that_cannot_deliver_in_the_run_have_no_way(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = plan_of(small_world(), end=END)
    s = plan.structure

    def found(**terms: Any) -> int:
        world = changed(plan.world, contracts={"deal": deal(**terms)})
        return len(legs_of(world, s.holders, s.slots, s.buyers, s.calendar))

    assert found() == 1
    assert found(runs=False) == 0
    assert found(tonnes=0.0) == 0
    assert found(end=date(2022, 1, 1)) == 0
    assert found(seller_site="nobody") == 0
    assert found(buyer_site="nobody") == 0
    assert found(commodity="nickel_sulphate") == 0  # which that plant does not make, nor a store beside it


def test_what_is_paid_ahead_in_the_last_days_of_a_run_is_not_lost_in_silence() -> None:
    late = live([deal(prepayment=1e6)], end=date(2026, 12, 31))
    assert kept(late, "prepaid").sum() == 1e6
    after = live([replace(deal(prepayment=1e6), start=date(2026, 12, 31))], end=date(2026, 12, 31))
    assert kept(after, "prepaid").sum() == 0.0  # its first session lies beyond the run


# -- the benchmark


def test_the_benchmark_prints_every_figure_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    scenario = replace(load_scenario("baseline"), levers=(), shocks=(), end=date(2025, 12, 31))
    monkeypatch.setattr(bench, "load_scenario", lambda _: scenario)
    monkeypatch.setattr(bench, "load_world", lambda _: calm(small_world()))
    monkeypatch.setattr(bench, "_compile_seconds", lambda: 60.0)
    grown = iter([2, 1] * 2)  # the small world has nobody who could newly sell, so its lanes would stay as many
    monkeypatch.setattr(bench, "_sizes", lambda _: dict.fromkeys(("sessions", "lanes"), 100 * next(grown)))
    bench.main()
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    figures = {line[0]: float(line[1]) for line in lines}
    assert len(figures) == len(lines) >= 18
    assert all(np.isfinite(value) for value in figures.values())
    kernels, clock, rest = (figures[f"share_{one}"] for one in ("kernels", "simpy", "python"))
    # shares of a median of other replications: on a busy machine the first two alone can be more than the whole
    assert kernels > 0.0 and clock > 0.0 and rest == pytest.approx(max(1.0 - kernels - clock, 0.0), abs=1e-3)
    assert figures["sites"] == len(plan_of(small_world(), end=date(2025, 12, 31)).structure.holders)
    assert {"exponent_years", "exponent_sessions", "exponent_lanes", "peak_memory"} <= set(figures)
