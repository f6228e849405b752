"""Sales standards in the market: makers bring sales up to the floor as far as the penalty makes it worth while."""

from __future__ import annotations

from datetime import date
from functools import cache
from types import SimpleNamespace

import numpy as np
import pytest

from friendshore.engine.calendar import Calendar
from friendshore.engine.run import Simulation, build
from friendshore.engine.standards import Compliance
from friendshore.errors import InputError
from friendshore.formulas.market import price_response, support_needed
from friendshore.policy import PolicyBook, Standard, facts_of
from friendshore.seeds import World
from worlds_small.lab import Floats, Measures, Result, Span, calm, changed, differences, flat, lever, run, small_world

END = date(2026, 12, 31)
INTENDED, TOTAL = 100_000.0, 500_000.0


def standard(share: str, penalty: str = "90000 USD/vehicle", more: str = "") -> Measures:
    return {
        "standard": f"""
kind: sales_standard
title: A standard
enacted_by: USA
life: {{2025-01-01: in_force}}
covers: {{commodities: [vehicle]}}
share: {share}
penalty: {penalty}
{more}"""
    }


@cache
def world() -> World:
    """A still world in which the United States buy 100 000 electric vehicles of half a million."""
    found = flat(calm(small_world()), 2028)
    return changed(found, new_vehicles={"USA": dict.fromkeys(range(2023, 2029), TOTAL)})


@cache
def _result(items: tuple[tuple[str, str], ...]) -> Result:
    return run(world(), dict(items), central=True, still=True, end=END)


def result(measures: Measures) -> Result:
    return _result(tuple(measures.items()))


def wanted(measures: Measures, year: int = 2026) -> float:
    found = result(measures).delivered("USA", array="wanted")
    first = 12 * (year - 2023)
    return float(found[first : first + 12].sum())


def test_a_floor_below_what_buyers_want_changes_no_byte_but_its_own_account() -> None:
    assert differences(result(standard("10 %")), result({})) == ["standards", "credits"]


@pytest.mark.parametrize("share", [0.22, 0.24])
def test_demand_is_brought_up_to_the_share_of_all_new_vehicles(share: float) -> None:
    assert wanted({}) < share * TOTAL
    assert wanted(standard(f"{share * 100:.0f} %")) == pytest.approx(share * TOTAL, rel=5e-3)


def test_before_the_first_day_nothing_moves() -> None:
    before, after = (result(one).delivered("USA", array="wanted")[:24] for one in ({}, standard("24 %")))
    assert before.tobytes() == after.tobytes()


def test_no_maker_gives_more_per_vehicle_than_a_missing_one_costs() -> None:
    sold = [wanted(standard("40 %", f"{money} USD/vehicle")) for money in (0, 500, 2000, 4000)]
    assert sold[0] == wanted({})
    assert sold == sorted(sold) and sold[0] < sold[1] < sold[3] < 0.4 * TOTAL


def test_vehicles_that_earn_half_a_credit_take_twice_as_many() -> None:
    half = standard("12 %", "180000 USD/vehicle", "counts_as: {bev: 50 %}")
    assert wanted(half) == pytest.approx(wanted(standard("24 %")), rel=1e-9)


def _simulated(law: Measures, reference: Measures) -> Floats:
    books = [PolicyBook([lever(n, t) for n, t in one.items()], facts_of(world())) for one in (law, reference)]
    simulation = Simulation(build(world(), Span(end=END), *books), 0, central=True)
    simulation.net.lanes.draws[:] = 0.0
    return simulation.run().wanted


def test_a_standard_that_the_demand_paths_hold_already_changes_no_byte() -> None:
    assert _simulated(standard("24 %"), standard("24 %")).tobytes() == _simulated({}, {}).tobytes()


def test_only_what_goes_beyond_the_reference_law_counts() -> None:
    plain, more = _simulated({}, {}), _simulated(standard("24 %"), standard("22 %"))
    alone = _simulated(standard("24 %"), {})
    assert plain.sum() < more.sum() < alone.sum()


def test_a_market_without_a_total_is_refused() -> None:
    with pytest.raises(InputError, match="no new vehicles of USA in 2025, of which a sales standard asks a share"):
        run(changed(world(), new_vehicles={}), standard("24 %"), end=END)


@pytest.mark.parametrize(("floor", "elasticity"), [(1.1, 0.7), (1.5, 1.3), (1.2, 2.4)])
def test_the_support_is_what_brings_demand_to_the_floor(floor: float, elasticity: float) -> None:
    off = support_needed(120.0, 100.0, elasticity, floor, 1e9)
    assert price_response(120.0 - off, 100.0, elasticity) == pytest.approx(floor)


def test_no_support_where_none_is_needed_or_none_would_help() -> None:
    assert support_needed(90.0, 100.0, 1.0, 1.1, 50.0) == 0.0  # buyers want 1.11 as it is
    assert support_needed(120.0, 100.0, 0.0, 1.1, 50.0) == 0.0
    assert support_needed(120.0, 100.0, 1.0, 0.0, 50.0) == 0.0
    assert support_needed(100.0, 100.0, 1.0, 99.0, 1e9) == 70.0  # demand never answers to less than 0.3


class Asked:
    """Standards of one market by hand: the credits due a day are those of the year."""

    def __init__(self, due: dict[int, float], bank_for: float) -> None:
        self.calendar = Calendar(date(2023, 1, 1), date(2028, 12, 31), 7, 0)
        self.buyers, self.ever, self._due = 1, True, due
        self.acting = ((0, "one"),)
        self._standard = Standard(("one",), 1.0, 0.2, 1000.0, {"bev": 1.0}, bank_for)

    def asked(self, day: date) -> list[tuple[int, Standard, float, float]]:
        return [(0, self._standard, self._due[day.year], 1.0)]


def floors(due: dict[int, float], sold: dict[int, float], bank_for: float) -> list[float]:
    """The floor of each year, vehicles a day, where buyers get ``sold`` a day."""
    standards = Asked(due, bank_for)
    compliance = Compliance(standards)  # type: ignore[arg-type]
    intended, total, found = np.ones((standards.calendar.sessions, 1)), 0.0, []
    for year in due:
        day = standards.calendar.day(date(year, 1, 1))
        floor, penalty, part = compliance.terms(day, day, np.array([total]), intended)
        assert (penalty[0], part[0]) == (1000.0, 1.0)
        found.append(float(floor[0]))
        total += sold[year] * (date(year + 1, 1, 1) - date(year, 1, 1)).days
    return found


def test_credits_that_were_not_needed_lower_the_floor_until_they_are_used_or_lapse() -> None:
    due = dict.fromkeys(range(2023, 2029), 10.0)
    sold = {**due, 2023: 13.0}
    assert floors(due, due, 1095.75) == [10.0] * 6
    assert floors(due, sold, 0.0) == [10.0] * 6
    kept = floors(due, sold, 1095.75)
    assert kept == pytest.approx([10.0, 7.0, 7.0, 7.0, 10.0, 10.0], abs=0.01)  # kept for three years, then gone
    short = {**sold, 2024: 8.0, 2025: 9.0}
    assert floors(due, short, 1095.75) == pytest.approx([10.0, 7.0, 9.0, 10.0, 10.0, 10.0], abs=0.02)


def test_credits_due_earned_and_kept_are_written_down_by_year() -> None:
    due, sold = dict.fromkeys(range(2023, 2029), 10.0), {2023: 13.0, 2024: 8.0, 2025: 9.5}
    standards = Asked(due, 1095.75)
    compliance = Compliance(standards)  # type: ignore[arg-type]
    intended, total = np.ones((standards.calendar.sessions, 1)), 0.0
    compliance.open_books(0)
    for year in due:
        day = standards.calendar.day(date(year, 1, 1))
        compliance.terms(day, day, np.array([total]), intended)
        total += sold.get(year, 10.0) * (date(year + 1, 1, 1) - date(year, 1, 1)).days
    account = compliance.account(standards.calendar.days, np.array([total]))
    days = np.array([365, 366, 365, 365, 365, 366])
    assert account.shape == (1, 3, 6)
    assert account[0, 0] == pytest.approx(10.0 * days)
    assert account[0, 1] == pytest.approx([sold.get(year, 10.0) * n for year, n in zip(due, days, strict=True)])
    left = [3 * 365, 3 * 365 - 2 * 366, 3 * 365 - 2 * 366 - 0.5 * 365]
    assert account[0, 2] == pytest.approx([*left, left[-1], 0.0, 0.0])  # what is left lapses when 2026 is over
    assert (compliance.account(standards.calendar.days, np.array([total])) == account).all()


def test_a_run_keeps_the_account_of_its_own_standard() -> None:
    found = result(standard("24 %"))
    assert found.index.standards == ("USA",)
    due, earned, kept = found.outcome.credits[0]
    # a year is counted up to the last market before its end: within six days
    assert (due[:2] == 0.0).all() and due[3] == pytest.approx(0.24 * TOTAL, rel=6 / 365)
    assert earned[3] == pytest.approx(found.delivered("USA")[36:48].sum(), rel=6 / 365)
    assert (kept == 0.0).all()


def test_the_floor_follows_intended_demand_within_a_year() -> None:
    standards = Asked(dict.fromkeys(range(2023, 2029), 30.0), 0.0)
    intended = np.linspace(10.0, 20.0, standards.calendar.sessions)[:, None]
    floor, _, _ = Compliance(standards).terms(0, 0, np.zeros(1), intended)  # type: ignore[arg-type]
    assert floor[0] == pytest.approx(30.0 / intended[:53].mean(), rel=1e-2)


def test_nothing_is_worked_out_where_no_law_ever_asks() -> None:
    standards = SimpleNamespace(buyers=2, ever=False)
    found = Compliance(standards).terms(0, 0, np.zeros(2), np.ones((1, 2)))  # type: ignore[arg-type]
    assert [one.tolist() for one in found] == [[0.0, 0.0]] * 3
