"""The series of a panel are those of the kept arrays, added up by hand; what moved most is told with its interval."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from friendshore.engine.outcome import CONTRACT_COLUMNS, Index
from friendshore.results import Run, outcomes
from friendshore.results.shown import HELD, MONTH, Shown, shown
from friendshore.results.shown_change import change_of, most_moved

MONTHS = tuple(f"{year}-{month:02d}" for year in (2023, 2024) for month in range(1, 13))
QUARTERS = tuple(f"{year}-Q{quarter}" for year in (2023, 2024) for quarter in range(1, 5))
FIRST, LAST = date(2023, 1, 1), date(2024, 12, 31)
ALL = ["all"]


def run() -> Run:
    index = Index(
        start=FIRST,
        end=LAST,
        months=MONTHS,
        quarters=QUARTERS,
        sites=("usa_cells", "can_cells", "chn_anode"),
        site_country=("USA", "CAN", "CHN"),
        site_commodity=("cell_lfp", "cell_lfp", "aam_natural"),
        site_stage=("cell", "cell", "aam"),
        slots=(("usa_cells", "aam_natural"), ("usa_cells", "cam_lfp"), ("can_cells", "aam_natural")),
        buyers=(("CAN", "vehicle", "any"), ("USA", "cell_lfp", "storage"), ("USA", "cell_lfp", "vehicle")),
        zones=(("aam_natural", "USA"), ("aam_natural", "CAN"), ("cell_lfp", "USA")),
        flows=(("aam_natural", "CHN", "USA"), ("aam_natural", "CHN", "CHN"), ("aam_natural", "USA", "USA")),
        measures=("credit",),
        parameters=(),
        contracts=(("offtake", "aam_natural", "chn_anode", "usa_cells"),),
        reasons=("licence", "sold_out"),
        standards=("CAN",),
        segments=(
            *(("CAN", "vehicle", "any", segment) for segment in ("bev", "phev")),
            *(("USA", "cell_lfp", "vehicle", segment) for segment in ("commercial", "hev")),
        ),
    )
    rng = np.random.default_rng(4)

    def random(*shape: int) -> Any:
        return rng.random((3, *shape)) + 0.5

    manifest = {"scenario": {}, "units": {"aam_natural": "t", "cell_lfp": "MWh", "vehicle": "vehicle"}}
    found = Run(Path("reports/runs/x-0123456789ab"), manifest, index, (0, 1, 2))
    found._arrays.update(
        made=random(3, 24), capacity=random(3, 24), lost_input=random(3, 24), price=random(3, 24), stock=random(3, 24),
        delivered=random(3, 24), wanted=random(3, 24) + 2.0, by_segment=random(4, 24), shipped=random(3, 8),
        unfilled=random(2, 3, 8), paid=random(1, 8), contracts=random(1, len(CONTRACT_COLUMNS), 8),
        credits=random(1, 3, 2),
    )  # fmt: skip
    return found


RUN = run()


def of(kind: str, first: date = FIRST, last: date = LAST, **keys: Any) -> Shown:
    panel: Mapping[str, Any] = {"kind": kind, "caption": "x", **keys}
    found = shown(RUN, panel, first, last)
    assert found is not None
    return found


def a(name: str) -> Any:
    return RUN.array(name)


def column(name: str) -> Any:
    return a("contracts")[:, 0, CONTRACT_COLUMNS.index(name)]


PLANTS: dict[str, Any] = {"commodities": ALL, "places": ALL, "sites": ALL}
CASES = {
    "price": (of("price", commodity="cell_lfp", place="USA"), lambda: a("price")[:, 2] / 1000, "USD2024/kWh", ""),
    "stock": (of("stock", commodities=["aam_natural"], places=ALL), lambda: a("stock")[:, :2].sum(axis=1), "t", HELD),
    "exports": (
        of("flow", commodities=["aam_natural"], origins=["CHN"], destinations=["abroad"]),
        lambda: a("shipped")[:, 0],
        "t",
        "quarter",
    ),
    "imports": (
        of("flow", commodities=["aam_natural"], origins=["abroad"], destinations=["USA"]),
        lambda: a("shipped")[:, 0],
        "t",
        "quarter",
    ),
    "all trade across borders": (
        of("flow", commodities=["aam_natural"], origins=ALL, destinations=["abroad"]),
        lambda: a("shipped")[:, 0],
        "t",
        "quarter",
    ),
    "flow": (
        of("flow", commodities=["aam_natural"], origins=["CHN"], destinations=ALL),
        lambda: a("shipped")[:, :2].sum(axis=1),
        "t",
        "quarter",
    ),
    "use": (
        of("use", **{**PLANTS, "sites": ["can_cells"]}),
        lambda: 100 * a("made")[:, 1] / a("capacity")[:, 1],
        "%",
        "",
    ),
    "unfilled": (
        of("unfilled", commodities=["aam_natural"], places=["USA"], reasons=["licence"]),
        lambda: a("unfilled")[:, 0, 0],
        "t",
        "quarter",
    ),
    "contract": (
        of("contract", contract="offtake", what="missed"),
        lambda: column("excused") + column("defaulted"),
        "t",
        "quarter",
    ),
    "contract's price": (
        of("contract", contract="offtake", what="price"),
        lambda: column("value") / column("delivered"),
        "USD2024/t",
        "",
    ),
    "credits": (of("credits", market="CAN", what="due"), lambda: a("credits")[:, 0, 0], "credits", "year"),
    "money": (of("money", measure="credit"), lambda: a("paid")[:, 0] / 1e6, "million USD2024", "quarter"),
}
A_MONTH = {
    "output": (of("output", **{**PLANTS, "commodities": ["cell_lfp"]}), lambda: a("made")[:, :2].sum(axis=1) / 1000),
    "lost": (
        of("lost", **{**PLANTS, "commodities": ["cell_lfp"]}, inputs=["aam_natural"]),
        lambda: a("lost_input")[:, [0, 2]].sum(axis=1) / 1000,
    ),
    "sales": (
        of("sales", commodities=["vehicle"], markets=["CAN"], segments=["phev"]),
        lambda: a("by_segment")[:, 1],
    ),
    "sales to a buyer that is one segment": (
        of("sales", commodities=["cell_lfp"], markets=ALL, segments=["storage"]),
        lambda: a("delivered")[:, 1] / 1000,
    ),
    "all sales": (
        of("sales", commodities=["cell_lfp"], markets=["USA"], segments=ALL),
        lambda: a("delivered")[:, 1:].sum(axis=1) / 1000,
    ),
    "unmet": (
        of("unmet", commodities=["vehicle"], markets=ALL, segments=ALL),
        lambda: a("wanted")[:, 0] - a("delivered")[:, 0],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_level_or_a_quarters_amount_is_that_of_the_arrays(case: str) -> None:
    found, by_hand, unit, per = CASES[case]
    assert (found.unit, found.per) == (unit, per)
    np.testing.assert_allclose(found.values, by_hand())


@pytest.mark.parametrize("case", A_MONTH)
def test_a_months_amount_is_brought_to_a_month_of_equal_length(case: str) -> None:
    found, by_hand = A_MONTH[case]
    days = np.array([(end - start).days for start, end in found.periods])
    assert found.per == "month" and days[1] == 28 and days[13] == 29
    np.testing.assert_allclose(found.values, by_hand() * MONTH / days)


def test_segments_and_credits_are_outcomes_by_year() -> None:
    found = outcomes(RUN)
    assert {one for one in found if one.startswith(("segment_sales.", "credits_"))} == {
        *("segment_sales.CAN.bev", "segment_sales.CAN.phev"),
        *("credits_due.CAN", "credits_earned.CAN", "credits_kept.CAN"),
    }
    by_year = a("by_segment")[:, 1].reshape(3, 2, 12).sum(axis=-1)
    np.testing.assert_allclose(found["segment_sales.CAN.phev"].values, by_year)
    np.testing.assert_allclose(found["credits_kept.CAN"].values, a("credits")[:, 0, 2])
    assert found["credits_kept.CAN"].unit == "credits"


def test_only_periods_that_touch_the_days_are_there() -> None:
    found = of("money", date(2023, 4, 1), date(2024, 1, 1), measure="credit")
    assert found.periods[0] == (date(2023, 4, 1), date(2023, 7, 1))
    assert found.periods[-1] == (date(2023, 10, 1), date(2024, 1, 1))
    np.testing.assert_allclose(found.values, a("paid")[:, 0, 1:4] / 1e6)


@pytest.mark.parametrize(
    "panel",
    [
        {"kind": "price", "commodity": "cell_lfp", "place": "JPN"},
        {"kind": "contract", "contract": "another", "what": "delivered"},
        {"kind": "money", "measure": "another"},
        {"kind": "credits", "market": "USA", "what": "kept"},
        {"kind": "output", **PLANTS, "sites": ["another"]},
        {"kind": "sales", "commodities": ["vehicle"], "markets": ["JPN"], "segments": ["bev"]},
    ],
)
def test_what_a_run_does_not_hold_is_nothing_and_not_zero(panel: Mapping[str, Any]) -> None:
    assert shown(RUN, {"caption": "x", **panel}, FIRST, LAST) is None


def series(values: Any, numbers: tuple[int, ...] = (0, 1, 2, 3)) -> Shown:
    quarters = [date(2023, 1, 1), date(2023, 4, 1), date(2023, 7, 1), date(2023, 10, 1), date(2024, 1, 1)]
    periods = tuple(pairwise(quarters))
    return Shown("x", "t", "quarter", periods, numbers, np.array(values, dtype=float))


def test_what_moved_most_is_the_surest_large_difference_between_two_days() -> None:
    before = series([[10, 10, 10, 10], [20, 20, 20, 20], [30, 30, 30, 30], [40, 40, 40, 40]])
    after = series([[0, 12, 5, 10], [0, 22, 10, 20], [0, 32, 15, 30], [0, 42, 20, 40]])
    change = change_of(before, after)
    assert change is not None
    np.testing.assert_allclose(change.mean, [-25, 2, -12.5, 0])
    found = most_moved(change, before.periods, date(2023, 4, 1), date(2024, 1, 1))
    assert found is not None and found.column == 2
    # every replication halves: the share is sure, the amount is not
    np.testing.assert_allclose(found.share, (-0.5, -0.5, -0.5))
    t = 3.18244630528371  # Student, 3 degrees of freedom, 97.5 %
    half = t * np.std([5, 10, 15, 20], ddof=1) / 2
    np.testing.assert_allclose((found.low, found.high), (-12.5 - half, -12.5 + half))
    early = most_moved(change, before.periods, date(2023, 1, 1), date(2023, 4, 1))
    assert early is not None and early.column == 0 and early.share == (-1.0, -1.0, -1.0)


def test_of_what_cannot_be_less_than_nothing_no_interval_ends_below_it() -> None:
    before, after = series([[10], [12], [14], [9]] * np.ones(4)), series([[0], [0], [0], [3]] * np.ones(4))
    change = change_of(before, after)
    assert change is not None
    found = most_moved(change, before.periods, date.min, date.max)
    assert found is not None and found.share[1] == -1.0 and found.share[0] < found.share[2] < 0.0
    owed = change_of(series([[-1], [2], [3], [4]] * np.ones(4)), series([[-9], [-7], [-7], [-5]] * np.ones(4)))
    assert owed is not None
    below = most_moved(owed, before.periods, date.min, date.max)
    assert below is not None and below.share[1] < -1.0


def test_pairs_go_by_number_and_what_one_lacks_is_left_out() -> None:
    before = series([[1, 1, 1, 1], [2, 2, 2, 2], [3, 3, math.nan, 3]], (0, 1, 2))
    after = series([[13, 13, 13, 13], [12, 12, 12, 12]], (2, 1))
    change = change_of(before, after)
    assert change is not None
    np.testing.assert_allclose(change.mean, 10)
    assert list(change.count) == [2, 2, 1, 2] and math.isnan(change.half[2])


def test_chance_alone_moves_nothing() -> None:
    before, after = series([[1], [2], [3], [4]] * np.ones(4)), series([[2], [1], [4], [3]] * np.ones(4))
    change = change_of(before, after)
    assert change is not None and most_moved(change, before.periods, date.min, date.max) is None
    assert change_of(before, series([[1, 1, 1, 1]], (0,))) is None and change_of(before, None) is None
