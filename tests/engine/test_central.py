"""What calibration adds to cited costs, and the pieces of the benchmark, on the small world."""

from __future__ import annotations

from datetime import date

import pytest

from friendshore.engine.kernels import session
from friendshore.experiment import bench
from friendshore.experiment.central import wedges
from worlds_small.lab import calm, flat, plan_of, small_world

END = date(2024, 12, 31)


def test_the_wedge_of_every_commodity_is_told_with_its_price_the_largest_part_of_it_first() -> None:
    plan = plan_of(small_world())
    found = wedges(plan)
    assert len({one.commodity for one in found}) == len(found) >= 9
    parts = [max(abs(one.low), abs(one.high)) / one.price for one in found]
    assert parts == sorted(parts, reverse=True)
    for one in found:
        assert one.price == plan.world.commodities[one.commodity].price[2024]
        assert one.low <= one.high < one.price
        assert 0 <= one.losses <= one.sites
        assert 1 <= one.sites <= sum(site.commodity == one.commodity for site in plan.world.sites.values())


def test_a_replication_is_counted_in_events_and_kernel_seconds_and_left_as_it_was() -> None:
    plan = plan_of(flat(calm(small_world()), 2024), end=END)
    before = session.trade, session.advance
    spent, events = bench._shares(plan)
    assert (session.trade, session.advance) == before
    assert spent > 0.0
    assert events >= plan.structure.calendar.sessions
    assert bench._bare_loop(events) > 0.0
    assert bench._seconds(plan, repeats=1) > 0.0
    assert bench._sizes(plan) == {"sessions": plan.structure.calendar.sessions, "lanes": len(plan.structure.links)}


def test_two_workers_are_held_against_one() -> None:
    plan = plan_of(flat(calm(small_world()), 2024), end=END)
    assert bench._efficiency(plan, count=2) > 0.0


def test_a_figure_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    bench.show("replication", 0.123456, "s")
    bench.show("events", 5000, "")
    assert capsys.readouterr().out == "replication 0.1235 s\nevents 5000\n"
