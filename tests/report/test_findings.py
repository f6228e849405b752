"""The one line under each title says what the tables say."""

from __future__ import annotations

from math import nan

import numpy as np
import pytest

from friendshore.results import Difference, outcomes
from friendshore.results.amounts import NBSP
from friendshore.results.bottlenecks import HeldBack
from friendshore.results.findings import (
    HEADLINES,
    bottleneck_finding,
    elsewhere,
    headline,
    hit_country,
    level,
    moved,
    origin_finding,
    price_finding,
    strongest,
)
from friendshore.results.origins import mineral_origins
from friendshore.results.prices import Gap, Rise

CELLS = HEADLINES[0]
NAMES = {"cell_output.north_america": "cell output", "vehicle_output.north_america": "EV output"}


def difference(
    mean: float, half: float = 1.0, year: int = 2030, base: float = 100.0, outcome: str = CELLS
) -> Difference:
    low, high = mean - half, mean + half
    return Difference(
        outcome, year, base, mean, low, high, "GWh", mean / base if base else nan, low > 0 or high < 0, 64
    )


def plain(text: str) -> str:
    return text.replace(NBSP, " ")


def test_the_strongest_year_is_the_one_that_moved_most_with_certainty():
    rows = [difference(-5, year=2029), difference(-9, year=2030), difference(-20, half=30, year=2031)]
    peak = strongest(rows, CELLS)
    assert peak is not None and peak.year == 2030


def test_a_certain_but_negligible_difference_is_no_movement():
    assert strongest([difference(-0.05, half=0.01)], CELLS) is None
    assert "does not move" in moved([difference(-0.05, half=0.01)], CELLS, "cell output")


def test_a_fall_is_told_with_share_amount_year_and_interval():
    text = plain(moved([difference(-12.3, half=1.5)], CELLS, "cell output"))
    assert text == "Cell output falls by up to 12 % (12.3 GWh in 2030; 95 % interval 10.8 to 13.8)."


def test_a_rise_from_nothing_is_told_without_a_share():
    text = plain(moved([difference(4, base=0.0)], CELLS, "unmet demand"))
    assert text == "Unmet demand rises by up to 4.00 GWh (2030; 95 % interval 3.00 to 5.00)."


def test_the_headline_names_the_scenario_when_there_are_several():
    rows = {"mild": [difference(-3)], "harsh": [difference(-30)]}
    assert headline(rows, NAMES, HEADLINES).startswith("‘harsh’ moves most: Cell output falls")
    assert headline({"mild": [difference(-3)]}, NAMES, HEADLINES).startswith("Cell output falls")


def test_of_several_scenarios_the_largest_amount_makes_the_headline_and_not_the_largest_share_of_another_year():
    rows = {"early": [difference(-4.2, year=2027, base=145.0)], "late": [difference(-7.5, year=2031, base=270.0)]}
    assert headline(rows, NAMES, HEADLINES).startswith("‘late’ moves most: Cell output falls")
    cars = Difference(HEADLINES[1], 2030, 1e6, -1e4, -1.1e4, -9e3, "vehicles", -0.01, True, 64)
    assert "late" in headline({**rows, "cars": [cars]}, NAMES, HEADLINES)  # GWh and vehicles compare by share alone


def test_a_difference_that_is_but_rounding_is_none():
    assert difference(-1.5e-6, half=4.7e-6).is_rounding and difference(0.0, half=0.0).is_rounding
    assert not difference(-1.5e-6, half=1.0).is_rounding and not difference(-0.01, half=nan).is_rounding
    assert difference(0.01, half=0.001, base=1e6).is_rounding and not difference(0.01, half=0.001).is_rounding


def test_the_headline_says_so_when_nothing_moves():
    still = {"still": [difference(0, half=0)]}
    assert headline(still, NAMES, HEADLINES).startswith("Neither cell output nor EV output moves")
    assert headline(still, NAMES, HEADLINES[:1]).startswith("Cell output does not move")
    assert headline(still, {**NAMES, "x": "x"}, (*HEADLINES, "x")).startswith("Nothing shown here moves")


def test_what_moves_elsewhere_is_named_or_nothing_is_said():
    price = difference(30, outcome="price.aam_natural.USA")
    assert plain(elsewhere([price], {CELLS}, {price.outcome: "Landed cost of anode in the USA"})) == (
        "What moves most elsewhere: Landed cost of anode in the USA, +30 % in 2030."
    )
    assert elsewhere([difference(-3)], {CELLS}, {}) == ""


def test_a_country_hit_far_harder_than_the_whole_is_named_and_one_that_makes_next_to_nothing_is_not():
    names = {"cell_output.CAN": "Canadian cell output", "cell_output.JPN": "Japanese cell output"}
    whole, canada = difference(-3), difference(-3, base=10.0, outcome="cell_output.CAN")
    assert hit_country([whole, canada], names) == "cell_output.CAN"
    assert hit_country([difference(0, half=0), canada], names) == "cell_output.CAN"
    assert hit_country([whole, difference(-3, base=80.0, outcome="cell_output.CAN")], names) is None
    assert hit_country([whole, difference(-0.8, base=0.9, half=0.1, outcome="cell_output.CAN")], names) is None
    assert hit_country([whole], names) is None


def test_a_lone_run_is_told_by_its_last_year(make_run):
    text = level(outcomes(make_run())[CELLS], "North American cell output")
    assert "in 2035 (median; 90" in plain(text)


@pytest.fixture
def origins(make_run, catalogue):
    def of(cut: float):
        run = make_run(cut=cut)
        return mineral_origins(run.index, run.array("shipped"), catalogue.commodities, ("USA",), ("graphite",))

    return of


def test_the_origin_that_moves_is_told_before_and_after(origins):
    text = origin_finding(origins(0.0), {"graphite drop": origins(0.5)}, {"CHN": "China"})
    assert text.startswith("China processes") and "under ‘graphite drop’" in text and "in the baseline" in text
    told = {"CHN": "China", "graphite": "black stuff"}
    there = origin_finding(origins(0.0), {"graphite drop": origins(0.5)}, told, "‘law’", " in Japan")
    assert " of the black stuff bought in Japan in 2027 under" in there and there.endswith("in ‘law’.")


def test_without_movement_the_leader_is_told(origins):
    text = origin_finding(origins(0.0), {"still": origins(0.0)}, {"CHN": "China"})
    assert text.startswith("No origin moves by half a point: China processes")
    assert origin_finding(origins(0.0), {}, {"CHN": "China"}).startswith("China processes")


def test_prices_are_told_against_the_baseline_and_against_china():
    names = {"aam": "anode", "USA": "the United States", "CHN": "China"}
    rise = Rise("aam", "USA", "2027-Q4", 1.6, 2.24)
    assert plain(price_finding(rise, None, names)) == (
        "The price of anode in the United States is up to 60 % higher than in the baseline (Q4 2027), 2.2 times that "
        "in China."
    )
    assert plain(price_finding(Rise("aam", "CHN", "2027-Q4", 0.8, 1.0), None, names)) == (
        "The price of anode in China is up to 20 % lower than in the baseline (Q4 2027)."
    )
    assert "No median price moves" in price_finding(Rise("aam", "USA", "2027-Q4", 1.001, 1.0), None, names)
    assert plain(price_finding(None, Gap("aam", "USA", "CHN", "2027-Q4", 1.5), names)) == (
        "The widest gap: the price of anode in the United States is 1.5 times that in China (Q4 2027)."
    )
    assert "No zone pays more" in price_finding(None, None, names)


def test_no_bottleneck_is_a_finding():
    assert bottleneck_finding((), None, {}, {}).startswith("No plant lost")


def held(site, *lost, good="aam_natural"):
    quarters = tuple(f"2027-Q{n + 1}" for n in range(len(lost)))
    return HeldBack(site, "CAN", "cell_lfp", "cell", quarters, tuple(good for _ in lost), np.array(lost), max(lost))


def test_the_plant_hit_harder_than_in_the_baseline_is_named_not_the_one_hit_hardest_in_both():
    plants, goods = {"a": "Plant A", "b": "Plant B"}, {"aam_natural": "natural anode"}
    before = (held("a", 1.0, 0.0), held("b", 0.1, 0.05))
    after = (held("a", 1.0, 0.01), held("b", 0.1, 0.4))
    assert plain(bottleneck_finding(before, None, plants, goods)) == (
        "2 plants lost 2 % or more of a quarter's output for want of an input; hardest hit: Plant A, 100 % in Q1 2027 "
        "for want of natural anode."
    )
    text = plain(bottleneck_finding(after, before, plants, goods))
    assert text.startswith("2 plants (2 in the baseline) lost")
    assert text.endswith(
        "harder than in the baseline: Plant B, 40 % in Q2 2027 for want of natural anode (there: 5.0 %)."
    )
    new = plain(bottleneck_finding(after, before[:1], plants, goods))
    assert new.endswith("Plant B, 40 % in Q2 2027 for want of natural anode (there: under 2 %).")
    assert plain(bottleneck_finding(before, before, plants, goods)).endswith("none lost 2 % more than in the baseline.")
