"""Every scenario of a mechanism moves, in the shipped world, what the mechanism is there to move."""

from __future__ import annotations

from functools import cache

import pytest

from friendshore.engine import run as engine
from friendshore.experiment.scenarios import subject_of
from friendshore.scenario import load_scenario
from worlds_small.lab import Floats

pytestmark = pytest.mark.timeout(600)


class Seen:
    """One central replication of a shipped scenario."""

    def __init__(self, name: str) -> None:
        plan = subject_of(load_scenario(name)).factory().plan
        self.index, self.outcome = plan.index, engine.simulate(plan, 0, True)

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
