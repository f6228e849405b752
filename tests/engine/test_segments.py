"""Segments of final demand: each answers prices in its own way, and the buyer that stands for them as their mean."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pytest

from friendshore.chain import Parameter
from friendshore.engine.calendar import Calendar
from friendshore.engine.demand import Buyer, final_buyers
from friendshore.engine.segments import deliveries, elasticities
from friendshore.engine.values import Values
from friendshore.seeds import World
from worlds_small.lab import Floats, calm, changed, flat, run, small_world, with_parameters

CALENDAR = Calendar(date(2024, 1, 1), date(2025, 12, 31), 7, 0)


@cache
def world(own: float | None = 2.0) -> World:
    """The small world, in which one American buyer in four takes a plug-in hybrid with an elasticity of its own."""
    found = with_parameters(small_world(), vehicle_price_elasticity=1.0)
    row = next(one for one in found.demand if (one.market, one.commodity) == ("USA", "vehicle"))

    def part(share: float) -> dict[str, dict[int, float]]:
        return {name: {y: v * share for y, v in getattr(row, name).items()} for name in ("quantity", "low", "high")}

    others = tuple(one for one in found.demand if one is not row)
    rows = (replace(row, **part(0.75)), replace(row, segment="phev", **part(0.25)))
    like = next(one for one in found.parameters if one.id == "vehicle_price_elasticity")
    extra: tuple[Parameter, ...] = () if own is None else (replace(like, scope="phev", value=own),)
    return changed(found, demand=(*others, *rows), parameters=(*found.parameters, *extra))


def buyer() -> Buyer:
    return next(b for b in final_buyers(world(), CALENDAR) if (b.market, b.commodity) == ("USA", "vehicle"))


def test_a_buyer_knows_what_its_segments_take() -> None:
    shares = dict(buyer().segments)
    assert set(shares) == {"bev", "phev"}
    assert shares["bev"] == pytest.approx(0.75) and shares["phev"] == pytest.approx(0.25)


def test_its_elasticity_is_their_mean_by_what_they_take() -> None:
    found = elasticities([buyer()], CALENDAR.sessions, Values(world(), 7, None))
    assert found[:, 0] == pytest.approx(0.75 * 1.0 + 0.25 * 2.0)


def test_segments_that_answer_alike_are_as_one_to_the_last_bit() -> None:
    found = elasticities([buyer()], CALENDAR.sessions, Values(world(None), 7, None))
    assert (found == 1.0).all()


def test_it_moves_with_the_mix_from_year_to_year() -> None:
    growing = np.linspace(0.0, 1.0, CALENDAR.sessions)
    one = replace(buyer(), segments=(("bev", 1.0 - growing), ("phev", growing)))
    found = elasticities([one], CALENDAR.sessions, Values(world(), 7, None))[:, 0]
    assert (found[0], found[-1]) == (1.0, 2.0) and (np.diff(found) > 0.0).all()


def _delivered(answer: float) -> Floats:
    intended = np.full((1, 24), 100.0)
    wanted = intended * answer
    return deliveries([buyer()], CALENDAR, Values(world(), 7, None), wanted * 0.9, wanted, intended)


def test_deliveries_are_shared_out_as_segments_answer_the_price() -> None:
    plain = _delivered(1.0)
    assert plain[0] == pytest.approx(67.5) and plain[1] == pytest.approx(22.5)
    price = 1.2  # the buyer as a whole answers it with 1.2 to the power of -1.25
    dear = _delivered(price**-1.25)
    assert dear.sum(axis=0) == pytest.approx(90.0 * price**-1.25)
    assert dear[1] / dear[0] == pytest.approx(np.full(24, price**-2.0 * 0.25 / (price**-1.0 * 0.75)))


def test_of_nothing_segments_get_nothing() -> None:
    nothing = np.zeros((1, 24))
    assert not deliveries([buyer()], CALENDAR, Values(world(), 7, None), nothing, nothing, nothing).any()


def test_a_run_says_what_each_segment_got() -> None:
    found = run(flat(calm(world()), 2025), end=date(2025, 12, 31), central=True)
    rows = [i for i, one in enumerate(found.index.segments) if one[:2] == ("USA", "vehicle")]
    assert [found.index.segments[i][3] for i in rows] == ["bev", "phev"]
    parts = found.outcome.by_segment[rows]
    assert parts.sum(axis=0) == pytest.approx(found.delivered("USA"))
    assert parts[1] / parts.sum(axis=0) == pytest.approx(0.25, abs=0.02)
