"""Where minerals came from: cut once, shares that add up, the cases in which nothing was bought."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from friendshore.chain import Commodity
from friendshore.engine.outcome import Index
from friendshore.results.origins import gathered, largest, mineral_origins, share_in_year, years_of

GOODS = {
    "aam": Commodity("aam", "anode", "aam", "t", "product", 1.0, {"graphite": 1000.0}, {}),
    "cell": Commodity("cell", "cell", "cell", "MWh", "energy", 1.0, {"graphite": 500.0}, {}),
    "flake": Commodity("flake", "flake", "mining", "t", "gross", 1.0, {"graphite": 950.0}, {}),
}


@pytest.fixture
def index(make_run) -> Index:
    flows = (
        ("aam", "CHN", "USA"),
        ("aam", "USA", "USA"),
        ("cell", "KOR", "USA"),
        ("cell", "CAN", "USA"),
        ("flake", "MOZ", "USA"),
        ("aam", "CHN", "JPN"),
    )
    return replace(make_run().index, flows=flows, quarters=("2030-Q1", "2030-Q2"))


def shipments(*rows: tuple[float, float]) -> np.ndarray:
    return np.array([rows], dtype=float)


def test_anode_counts_where_it_was_made_and_cells_only_when_they_arrive_from_outside(index):
    shipped = shipments((6, 6), (2, 2), (4, 4), (100, 100), (50, 50), (9, 9))
    (graphite,) = mineral_origins(index, shipped, GOODS, ("CAN", "USA"), ("graphite",))
    assert graphite.countries == ("CHN", "KOR", "USA")  # no Canada: its cells stay at home; no flake: not the last step
    assert graphite.share[:, 0] == pytest.approx([0.6, 0.2, 0.2])
    assert graphite.tonnes == pytest.approx([10.0, 10.0])


def test_the_same_cells_arrive_from_abroad_when_canada_is_no_buyer(index):
    shipped = shipments((6, 6), (2, 2), (4, 4), (4, 4), (0, 0), (0, 0))
    (graphite,) = mineral_origins(index, shipped, GOODS, ("USA",), ("graphite",))
    assert "CAN" in graphite.countries


def test_a_mineral_nobody_bought_is_left_out(index):
    assert mineral_origins(index, shipments(*[(0, 0)] * 6), GOODS, ("USA",), ("graphite", "lithium")) == ()


def test_a_quarter_without_purchases_has_no_share_and_does_not_count_in_the_year(index):
    shipped = shipments((6, 0), (2, 0), (0, 0), (0, 0), (0, 0), (0, 0))
    (graphite,) = mineral_origins(index, shipped, GOODS, ("USA",), ("graphite",))
    assert np.isnan(graphite.share[:, 1]).all()
    assert share_in_year(graphite, "CHN", 2030) == pytest.approx(0.75)
    assert share_in_year(graphite, "FRA", 2030) == 0.0
    assert np.isnan(share_in_year(graphite, "CHN", 2031))
    assert years_of(graphite) == (2030,)


def test_named_countries_and_the_rest_add_to_one(make_run, catalogue):
    run = make_run()
    origins = mineral_origins(run.index, run.array("shipped"), catalogue.commodities, ("JPN",), ("lithium", "ndpr"))
    named = largest(origins, 3)
    assert len(named) == 3
    for origin in origins:
        names, shares = gathered(origin, named)
        assert names == (*named, "other")
        assert shares.sum(axis=0) == pytest.approx(np.ones(len(origin.quarters)))
        assert (origin.low <= origin.share + 1e-12).all() and (origin.share <= origin.high + 1e-12).all()
