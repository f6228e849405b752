"""Outcomes are the arrays' own sums, and differences are paired."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from fake_world import fake_index, fake_subject
from friendshore.experiment import run
from friendshore.results import Run, Series, bands, open_run, outcomes, paired
from friendshore.results.differences import Difference, most_moved
from friendshore.results.folder import index_from_json, index_to_json


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    folder = tmp_path_factory.mktemp("runs")
    base = run(fake_subject(folder / "seeds", "base"), 12, folder)
    half = run(fake_subject(folder / "seeds", "half", strength=0.5), 12, folder)
    few = run(fake_subject(folder / "seeds", "few", strength=0.9), 1, folder)
    return {r.name: open_run(r.folder) for r in (base, half, few)}


def test_names_of_rows_and_columns_survive_being_kept() -> None:
    assert index_from_json(index_to_json(fake_index())) == fake_index()


def test_north_american_cell_output_is_that_of_canada_and_the_united_states_in_gwh(kept: dict[str, Run]) -> None:
    found = outcomes(kept["base"])["cell_output.north_america"]
    by_hand = kept["base"].array("made")[:, :2, 12:24].sum(axis=(1, 2)) / 1000
    assert found.unit == "GWh"
    assert found.years == (2023, 2024)
    np.testing.assert_allclose(found.values[:, 1], by_hand)


def test_places_add_up_to_the_world(kept: dict[str, Run]) -> None:
    found = outcomes(kept["base"])
    parts = sum(found[f"cell_output.{place}"].values for place in ("USA", "CAN", "JPN"))
    np.testing.assert_allclose(parts, found["cell_output.world"].values)
    assert "JPN" not in found["cell_output.north_america"].title


def test_unmet_demand_is_what_was_wanted_less_what_came(kept: dict[str, Run]) -> None:
    found = outcomes(kept["base"])
    wanted = kept["base"].array("wanted")[:, :2, :12].sum(axis=(1, 2))
    sold = found["vehicle_sales.north_america"].values[:, 0]
    np.testing.assert_allclose(found["unmet_vehicle_demand.north_america"].values[:, 0], wanted - sold)
    assert "unmet_demand.cell_lfp.world" in found


def test_prices_are_yearly_means_in_the_units_of_the_trade_and_nan_without_a_purchase(kept: dict[str, Run]) -> None:
    found = outcomes(kept["base"])
    assert found["price.aam_natural.USA"].unit == "USD2024/t"
    assert found["price.cell_lfp.CAN"].unit == "USD2024/kWh"
    monthly = kept["base"].array("price")[:, 1, :12]
    np.testing.assert_allclose(found["price.cell_lfp.CAN"].values[:, 0], monthly.mean(axis=1) / 1000)
    assert np.isnan(found["price.aam_natural.JPN"].values).all()
    assert np.isnan(bands(found["price.aam_natural.JPN"])).all()


def test_public_money_adds_up_over_measures_in_millions(kept: dict[str, Run]) -> None:
    found = outcomes(kept["base"])
    parts = found["public_money.usa_45x_cells"].values + found["public_money.chn_graphite"].values
    balance = found["public_money.support"].values - found["public_money.duties"].values
    np.testing.assert_allclose(balance, parts)
    assert (found["public_money.support"].values >= 0.0).all()
    assert (found["public_money.duties"].values >= 0.0).all()
    np.testing.assert_allclose(parts[:, 0], kept["base"].array("paid")[:, :, :4].sum(axis=(1, 2)) / 1e6)


def test_a_year_that_is_not_covered_to_its_end_is_left_out(kept: dict[str, Run]) -> None:
    whole = kept["base"]
    cut = Run(whole.folder, whole.manifest, replace(whole.index, months=whole.index.months[:18]), whole.replications)
    for name in ("made", "delivered", "wanted", "price"):
        cut._arrays[name] = whole.array(name)[..., :18]
    assert outcomes(cut)["cell_output.USA"].years == (2023,)


def test_bands_are_the_percentiles_over_replications() -> None:
    series = Series("x", "X", "t", (2023,), tuple(range(101)), np.arange(101.0)[:, None])
    np.testing.assert_allclose(bands(series)[:, 0], [5, 25, 50, 75, 95])


def difference(a: list[float], b: list[float], a_numbers: range | None = None) -> object:
    before = Series("x", "X", "t", (2023,), tuple(a_numbers or range(len(a))), np.array(a)[:, None])
    after = Series("x", "X", "t", (2023,), tuple(range(len(b))), np.array(b)[:, None])
    (one,) = paired({"x": before}, {"x": after})
    return one


def test_a_paired_interval_is_that_of_students_t() -> None:
    from scipy.stats import ttest_rel

    a, b = [1.0, 2.0, 4.0, 8.0], [1.5, 2.1, 5.0, 8.2]
    one = difference(a, b)
    expected = ttest_rel(b, a).confidence_interval(0.95)
    np.testing.assert_allclose([one.low, one.high], [expected.low, expected.high])  # type: ignore[attr-defined]
    assert one.mean == pytest.approx(0.45)  # type: ignore[attr-defined]
    assert one.relative == pytest.approx(0.45 / 3.75)  # type: ignore[attr-defined]


def test_replications_are_paired_by_their_number() -> None:
    one = difference([10.0, 20.0], [0.0, 11.0, 21.0], range(1, 3))
    assert (one.mean, one.low, one.high, one.replications) == (1.0, 1.0, 1.0, 2)  # type: ignore[attr-defined]
    assert one.excludes_zero  # type: ignore[attr-defined]


def test_no_change_at_all_does_not_exclude_zero() -> None:
    one = difference([1.0, 2.0, 3.0], [1.0, 2.0, 3.0])
    assert (one.mean, one.low, one.high, one.excludes_zero) == (0.0, 0.0, 0.0, False)  # type: ignore[attr-defined]


def test_one_pair_gives_a_mean_without_an_interval(kept: dict[str, Run]) -> None:
    found = paired(outcomes(kept["base"]), outcomes(kept["few"]), ["cell_output.USA"])
    assert all(one.mean < 0 and np.isnan(one.low) and not one.excludes_zero for one in found)


def test_halving_the_cell_makers_shows_in_cells_and_nowhere_else(kept: dict[str, Run]) -> None:
    found = paired(outcomes(kept["base"]), outcomes(kept["half"]))
    for one in found:
        if one.outcome.startswith(("cell_output", "output.cell")):
            assert one.relative == pytest.approx(-0.5)
            assert one.excludes_zero
        elif np.isfinite(one.mean):
            assert one.mean == 0
    moved = most_moved(found)
    assert moved
    assert [one.strongest.outcome.partition(".")[0] for one in moved] == ["cell_output"]


def test_of_what_moves_in_many_places_the_strongest_is_told_and_the_others_are_counted() -> None:
    def moves(outcome: str, change: float, half: float = 0.1) -> Difference:
        low, high = change - half, change + half
        return Difference(outcome, 2028, 10.0, change, low, high, "t", change / 10, low > 0 or high < 0, 8)

    found = most_moved(
        [
            *(moves(f"price.cell_nmc.{place}", by) for place, by in (("CAN", 5.0), ("USA", 4.0), ("MEX", 3.0))),
            *(moves(f"price.cell_lfp.{place}", by) for place, by in (("CAN", 1.0), ("USA", 2.0))),
            *(
                moves(f"cell_output.{place}", by)
                for place, by in (("world", -0.2), ("north_america", -0.5), ("CAN", -3.5))
            ),
            moves("price.aam_natural.USA", 1.5),
            moves("price.aam_natural.CAN", 0.05),
        ]
    )
    assert [(one.strongest.outcome, one.also) for one in found] == [
        ("price.cell_nmc.CAN", "and 2 other places"),
        ("cell_output.CAN", ""),
        ("price.cell_lfp.USA", "and 1 other place"),
        ("price.aam_natural.USA", ""),
    ]
    assert len(most_moved((one.strongest for one in found), most=2)) == 2
