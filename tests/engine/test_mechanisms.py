"""Every scenario of a mechanism moves, in the shipped world, what the mechanism is there to move."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from math import inf
from pathlib import Path

import numpy as np
import pytest

from friendshore.engine import run as engine
from friendshore.experiment.scenarios import subject_of
from friendshore.results import Run
from friendshore.results.blobs import ARRAYS
from friendshore.results.shown import Shown, shown
from friendshore.scenario import load_scenario
from worlds_small.lab import Floats

pytestmark = pytest.mark.timeout(600)
FOLDER = Path(__file__).parents[2] / "scenarios" / "mechanisms"
END = date(2030, 12, 31)


class Seen:
    """One central replication of a shipped scenario, to the end of 2030."""

    def __init__(self, name: str) -> None:
        scenario = replace(load_scenario(name), end=END)
        subject = subject_of(scenario)
        plan = subject.factory().plan
        self.shows = scenario.shows or {}
        self.index, self.outcome = plan.index, engine.simulate(plan, 0, True)
        manifest = {"scenario": {}, "units": subject.units}
        self.run = Run(Path("reports/runs/none"), manifest, self.index, (0,))
        self.run._arrays.update({array: getattr(self.outcome, array)[None] for array in ARRAYS})

    def shown(self, caption: str, like: Seen | None = None) -> Shown:
        """A panel of its chart (or of another's) in the days on which the mechanism acts."""
        shows = (like or self).shows
        (panel,) = [one for one in shows["panels"] if one["caption"] == caption]
        first, last = date.fromisoformat(shows["from"]), date.fromisoformat(shows["until"] or shows["last"])
        found = shown(self.run, panel, first, min(last, END))
        assert found is not None
        return found

    def mean(self, caption: str, like: Seen | None = None) -> float:
        """The mean of what ``shown`` returns."""
        return float(np.nanmean(self.shown(caption, like).values))

    def flow(self, good: str, seller: str | None, years: range, abroad: str = "", to: tuple[str, ...] = ()) -> float:
        """Units shipped by a country, or by all, in some years; not into ``abroad``, or only ``to`` some."""
        quarters = [i for i, quarter in enumerate(self.index.quarters) if int(quarter[:4]) in years]
        rows = [
            i
            for i, (what, origin, zone) in enumerate(self.index.flows)
            if what == good and seller in (None, origin) and zone != abroad and (not to or zone in to)
        ]
        return float(self.outcome.shipped[rows][:, quarters].sum())

    def in_year(self, table: Floats, rows: list[int], year: int) -> Floats:
        return table[rows][:, [i for i, month in enumerate(self.index.months) if month.startswith(str(year))]]

    def stock(self, goods: tuple[str, ...], zone: str, month: str) -> float:
        rows = [i for i, one in enumerate(self.index.zones) if one[0] in goods and one[1] == zone]
        return float(self.outcome.stock[rows, self.index.months.index(month)].sum())

    def price(self, good: str, zone: str, year: int) -> float:
        return float(self.in_year(self.outcome.price, [self.index.zones.index((good, zone))], year).mean())

    def made(self, good: str, year: int) -> float:
        rows = [i for i, what in enumerate(self.index.site_commodity) if what == good]
        return float(self.in_year(self.outcome.made, rows, year).sum())


@cache
def seen(name: str) -> Seen:
    return Seen(name)


AMERICA = ("CAN", "MEX", "USA")


def test_buyers_fill_their_stores_before_a_duty_they_know_of_and_not_before_one_they_do_not() -> None:
    anode = ("aam_natural", "aam_synthetic")
    foreseen, overnight = seen("duty_foreseen"), seen("duty_overnight")
    assert foreseen.stock(anode, "USA", "2027-06") == overnight.stock(anode, "USA", "2027-06")
    assert foreseen.stock(anode, "USA", "2027-12") > 1.5 * overnight.stock(anode, "USA", "2027-12")
    # and use the store up afterwards
    assert foreseen.stock(anode, "USA", "2028-12") < 1.1 * overnight.stock(anode, "USA", "2028-12")


def test_waiting_for_licences_alone_keeps_goods_back_and_makes_them_dear_abroad() -> None:
    slow, usual = seen("licence_slow"), seen("baseline")
    years = range(2024, 2031)
    assert slow.flow("aam_natural", "CHN", years, abroad="CHN") < 0.95 * usual.flow(
        "aam_natural", "CHN", years, abroad="CHN"
    )
    assert slow.price("spherical_graphite", "JPN", 2025) > 1.1 * usual.price("spherical_graphite", "JPN", 2025)


def test_makers_never_bought_from_sell_magnets_once_the_usual_ones_are_held_back() -> None:
    stopped, usual = seen("magnets_stopped"), seen("baseline")
    years = range(2027, 2029)
    chinese = stopped.flow("magnet_ndfeb", "CHN", years, to=AMERICA)
    others = stopped.flow("magnet_ndfeb", None, years, to=AMERICA) - chinese
    chinese_usual = usual.flow("magnet_ndfeb", "CHN", years, to=AMERICA)
    assert chinese < 0.6 * chinese_usual
    assert others > 1.2 * (usual.flow("magnet_ndfeb", None, years, to=AMERICA) - chinese_usual)


def test_a_quota_makes_cobalt_dear_and_makers_spare_it_rather_than_stop() -> None:
    limited, free = seen("baseline"), seen("cobalt_unlimited")
    assert limited.price("cobalt_sulphate", "CHN", 2026) > 1.5 * free.price("cobalt_sulphate", "CHN", 2026)
    use = limited.flow("cobalt_sulphate", None, range(2027, 2028)) / free.flow(
        "cobalt_sulphate", None, range(2027, 2028)
    )
    cells = limited.made("cell_nmc", 2027) / free.made("cell_nmc", 2027)
    assert use < 0.9 and cells > 0.95


MOVES = {
    "canal_closed": {"Cells made in Europe": (0.8, 0.99), "Magnets in European stores": (0.3, 0.95)},
    "cobalt_unlimited": {
        "Hydroxide that leaves Congo": (1.5, 3.0),
        "Price of cobalt sulphate in China": (0.2, 0.7),
        "Sulphate bought, all makers of precursor": (1.1, 2.0),
    },
    "coke_price": {
        "Price of synthetic anode in China": (1.15, 1.5),
        "Price of LFP cells in the United States": (1.005, 1.10),
        "Natural anode bought instead, world": (1.05, 2.0),
    },
    "credit_doubled": {
        "Battery electric cars sold in Canada": (1.01, 1.10),
        "Plug-in hybrids sold in Canada": (1.01, 1.10),
        "What the programme pays": (1.9, 2.3),
    },
    "cyclone": {
        "Flake graphite mined in Madagascar": (0.0, 0.7),
        "Flake graphite that leaves Madagascar": (0.2, 0.8),
        "Price of flake graphite in the United States": (1.002, 1.2),
    },
    "demand_jump": {
        "Cells delivered to US storage": (1.4, 1.61),
        "LFP cells from abroad": (1.2, 2.0),
        "LFP cells made in Canada and the United States": (1.05, 2.0),
    },
    "demand_slump": {
        "Electric vehicles sold in North America": (0.65, 0.75),
        "Price of spodumene in China": (0.3, 0.97),
        "Price of lithium hydroxide in China": (0.4, 0.99),
        "Use of Australian spodumene mines": (0.5, 0.97),
    },
    "duty_foreseen": {
        "Anode in the stores of US cell makers": (1.1, 2.0),
        "Chinese anode shipped to the United States": (1.1, 2.0),
    },
    "duty_overnight": {
        "Anode in the stores of US cell makers": (0.9, 1.1),
        "Chinese anode shipped to the United States": (0.3, 0.9),
        "Synthetic anode in the United States, duty paid": (1.2, 1.55),
    },
    "floor_price": {"Use of the plant in Louisiana": (1.05, 2.0), "Natural anode from abroad": (0.7, 0.99)},
    "force_majeure": {"Anode made in Louisiana": (0.0, 0.05), "Natural anode from abroad": (1.05, 1.5)},
    "graphite_unlicensed": {
        "Graphite in Japanese and Korean stores": (0.4, 0.95),
        "Price of spherical graphite in Japan": (0.7, 0.98),
    },
    "licence_slow": {
        "Orders that a licence held back": (2.0, inf),
        "Graphite and anode that leave China": (0.5, 0.95),
        "Price of spherical graphite in Japan": (1.02, 2.0),
    },
    "magnets_stopped": {
        "Magnets from China to North America": (0.2, 0.6),
        "Magnets from everybody else": (1.05, 3.0),
        "Orders that the licence held back": (10.0, inf),
        "Price of magnets in the United States": (1.05, 2.0),
        "Price of magnets in China": (0.7, 1.0),
    },
    "mine_flood": {
        "Spodumene from Greenbushes": (0.0, 0.25),
        "Price of spodumene in China": (1.03, 2.0),
        "Spodumene in the stores of Chinese refiners": (0.2, 0.98),
    },
    "offtake_protects": {"Cells the Nevada plant lost for want of anode": (0.0, 0.5)},
    "port_strike": {"Electric vehicles made in Canada": (0.7, 0.999)},
    "price_given": {
        "Carbonate too dear at the plant's own price": (1.05, inf),
        "Lithium hydroxide made at Kings Mountain": (0.5, 0.99),
        "Price of lithium carbonate in the United States": (0.8, 0.999),
    },
    "price_indexed": {"Lithium hydroxide made at Kings Mountain": (1.1, 3.0)},
    "sales_standard": {
        "Battery electric cars sold in Canada": (1.15, 2.0),
        "Plug-in hybrids sold in Canada": (1.15, 2.5),
        "Electric vehicles from abroad": (1.15, 2.0),
    },
    "sold_out": {
        "Anode that leaves China": (0.4, 0.95),
        "Anode sold inside China": (0.6, 0.97),
        "Chinese orders to makers that had sold out": (5.0, inf),
    },
    "sold_out_home_first": {
        "Anode that leaves China": (0.0, 0.5),
        "Anode sold inside China": (1.05, 1.3),
        "Chinese orders to makers that had sold out": (0.2, 0.9),
        "US orders to makers that had sold out": (1.3, 5.0),
    },
    "strait_closed": {
        "Cells from Japan and Korea to Europe": (0.0, 0.05),
        "Lithium from the south to Japan and Korea": (0.0, 0.85),
        "Cells made in Japan and Korea": (0.4, 0.95),
    },
    "taiwan_war": {
        "Magnets that leave China": (0.3, 0.8),
        "Graphite and anode that leave China": (0.4, 0.9),
        "Cells made in Japan and Korea": (0.3, 0.9),
        "Electric vehicles made in Japan and Korea": (0.3, 0.9),
    },
}
"""Scenario -> panel of its chart -> between which bounds its mean over the mechanism's days lies, over that of the
scenario beside it. The bounds say which way and roughly how far the mechanism must move it; they are wide."""


def test_every_scenario_of_a_mechanism_is_looked_at() -> None:
    assert {path.stem for path in FOLDER.glob("*.yaml")} == set(MOVES)


@pytest.mark.parametrize("name", MOVES)
def test_a_mechanism_moves_what_its_scenario_shows(name: str) -> None:
    with_it = seen(name)
    without = seen(with_it.shows["beside"] or "baseline")
    for caption, (low, high) in MOVES[name].items():
        ratio = with_it.mean(caption) / without.mean(caption, like=with_it)
        assert low <= ratio <= high, f"{caption}: {ratio:.3f}"


def test_every_panel_of_every_chart_has_something_to_draw() -> None:
    for name in MOVES:
        found = seen(name)
        for panel in found.shows["panels"]:
            values = found.shown(panel["caption"]).values
            assert np.isfinite(values).any(), f"{name}: {panel['caption']}"


def test_an_offtake_pays_its_floor_and_what_is_not_taken_when_the_market_falls() -> None:
    found = seen("floor_price")
    paid = found.shown("What the offtake pays at the plant's gate").values
    assert paid.min() == pytest.approx(5800.0, rel=1e-6) and paid.max() > 5800.0
    assert found.mean("Paid for anode that was not taken") > 0.0


def test_a_plant_that_stands_still_is_excused_and_delivers_again_afterwards() -> None:
    found = seen("force_majeure")
    assert found.mean("Called and not delivered") > 5.0 * found.mean("Delivered under the offtake")
    row = next(i for i, one in enumerate(found.index.contracts) if one[0] == "nevada_louisiana")
    year = [i for i, quarter in enumerate(found.index.quarters) if quarter.startswith("2028")]
    delivered, excused, defaulted = (found.outcome.contracts[row, column][year].sum() for column in (2, 3, 4))
    assert delivered > 4000.0 and defaulted == 0.0 and excused < 0.2 * delivered
