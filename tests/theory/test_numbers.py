"""The numbers of theory and of peers once more, beside what the worlds' tables expect and what comes out."""

from __future__ import annotations

import math

import numpy as np
import pytest

from theory.worlds import read, results

EXACT = 1e-9
KNOWN: dict[str, dict[str, tuple[float, float]]] = {
    "mm1": {
        "mean_wait.post": (0.5 / (1.0 - 0.5), 0.0),
        "mean_time.post": (1.0 / (1.0 - 0.5), 0.0),
        "mean_number.post": (1.0, 0.0),
    },
    "mmc": {
        "mean_time.port": (26.0 / 9.0, 0.0),
        "share_delayed.port": (4.0 / 9.0, 0.0),
        "mean_number.port": (26.0 / 9.0, 0.0),
    },
    "line_of_two": {"throughput.mill": (3.0 / 4.0, 0.0)},
    "line_of_three": {"throughput.kiln": (22.0 / 39.0, 0.0)},
    "eoq": {"mean_cost.shop": (math.sqrt(2.0 * 8.0 * 0.225 * 1300.0), EXACT)},
    "eoq_disruptions": {"mean_cost.shop": (173.950, 5e-4)},
    "newsvendor": {"mean_cost.stand": (1.9976, 5e-5)},
    "newsvendor_disruptions": {"mean_cost.stand": (2737.07, 5e-3)},
    "law_kelton": {
        "mean_cost.s20_40": (124.96, 0.13),
        "mean_cost.s20_60": (118.95, 0.11),
        "mean_cost.s60_80": (143.90, 0.08),
        "mean_cost.s60_100": (144.16, 0.06),
    },
    "beer_game": {
        "cost.retailer": (46.0, EXACT),
        "cost.wholesaler": (50.0, EXACT),
        "cost.distributor": (54.0, EXACT),
        "cost.factory": (54.0, EXACT),
    },
    "anylogistix": {
        f"{what}.model_{model}": (value, EXACT)
        for model, values in (
            (1, (400.0, 7_600.0, 607_970.0, 292_030.0)),
            (2, (500.0, 7_100.0, 1_107_820.0, 392_180.0)),
            (3, (100.0, 3_500.0, 1_124_250.0, 375_750.0)),
        )
        for what, value in zip(("end_stock", "holding_cost", "cost", "profit"), values, strict=True)
    },
    "recycling": {"end_stock.in_use": (1000.0 * (1.0 - 0.1 * (1.0 - 0.8)) ** 40, EXACT * 1000.0)},
    "flow_line": {"output.smelter": (3.0, EXACT)},
}
"""World -> measure -> value, and how well it is known: half a last digit, or the half-width of 95 % it came with."""
LAW_AND_KELTON_95 = 1.96
CASES = [(name, measure) for name, known in KNOWN.items() for measure in known]


@pytest.mark.parametrize(("name", "measure"), CASES)
def test_what_comes_out_is_the_number_of_theory_or_of_the_peer(name: str, measure: str) -> None:
    value, known_to = KNOWN[name][measure]
    found = results(name)[measure]
    if len(found) == 1:
        assert found[0] == pytest.approx(value, rel=EXACT, abs=known_to)
        return
    error = float(found.std(ddof=1)) / math.sqrt(len(found))
    assert error <= 0.005 * value
    if name == "law_kelton":  # known from long runs, with an error of their own
        error, known_to = math.hypot(error, known_to / LAW_AND_KELTON_95), 0.0
    assert abs(float(found.mean()) - value) <= 3.0 * error + known_to


@pytest.mark.parametrize(("name", "measure"), CASES)
def test_the_worlds_tables_expect_the_same_number(name: str, measure: str) -> None:
    value, known_to = KNOWN[name][measure]
    world, _ = read(name)
    (expected,) = (one for one in world.expected if one.measure == measure)
    if name == "law_kelton":
        known_to *= 3.0 / LAW_AND_KELTON_95
    assert expected.value == pytest.approx(value, rel=EXACT, abs=known_to)


def test_the_worlds_are_set_up_as_their_sources_say() -> None:
    assert read("eoq_disruptions")[0].reviews[0].lot == pytest.approx(772.811, abs=5e-4)
    assert read("newsvendor_disruptions")[0].reviews[0].up_to == 8000.0
    beer, _ = read("beer_game")
    assert {(one.set_until, one.set_lot) for one in beer.reviews} == {(4.0, 4.0)}
    models, _ = read("anylogistix")
    assert models.horizon == 59.0
    reviews = {one.store: one for one in models.reviews}
    assert [(one.level, one.lot, one.lead.mean) for one in (reviews["model_1"], reviews["model_2"])] == [
        (500.0, 500.0, 2.0)
    ] * 2
    third = reviews["model_3"]
    assert (third.level, third.up_to, third.lead.mean) == (200.0, 500.0, 1.0)
    assert {one.unit_cost for one in models.reviews} == {200.0}
    assert {one.order_cost for one in models.reviews} == {10.0}
    assert [models.stores[f"model_{n}"].stock for n in (1, 2, 3)] == [1000.0, 1000.0, 500.0]
    assert {one.price for one in models.stores.values()} == {250.0}
    assert {one.holding_cost for one in models.stores.values()} == {0.2}


def test_single_runs_of_law_and_kelton_scatter_as_the_book_s_do() -> None:
    for measure in KNOWN["law_kelton"]:
        assert 1.0 < np.ptp(results("law_kelton")[measure][:10]) / 2.0 < 8.0
