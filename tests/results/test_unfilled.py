"""Orders that were not filled: summed by market and told with their reasons."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from fake_world import fake_index, fake_subject
from friendshore.cli.unfilled import table
from friendshore.engine.kernels.arrays import REASONS
from friendshore.errors import UsageError
from friendshore.experiment import run
from friendshore.results import Run, open_run
from friendshore.results.unfilled import unfilled_orders


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Two replications; the first market misses 30 of 100 units in the first year, a third of it for a licence."""
    folder = tmp_path_factory.mktemp("runs")
    plain = open_run(run(fake_subject(folder / "seeds", "base"), 2, folder).folder)
    index = fake_index()
    found = Run(plain.folder, plain.manifest, replace(index, reasons=REASONS), plain.replications)
    quarters = len(index.quarters)
    shipped = np.zeros((2, len(index.flows), quarters))
    shipped[:, 0, :4] = 17.5
    unfilled = np.zeros((2, len(REASONS), len(index.zones), quarters))
    unfilled[:, REASONS.index("licence"), 0, 0] = [5.0, 15.0]
    unfilled[:, REASONS.index("sold_out"), 0, 1] = [15.0, 25.0]
    found._arrays.update(shipped=shipped, unfilled=unfilled)
    return found


def test_open_orders_are_a_share_of_all_orders_and_their_reasons_add_up(short: Run) -> None:
    (one,) = unfilled_orders(short)
    assert (one.commodity, one.place) == short.index.zones[0]
    assert one.unfilled == pytest.approx(30.0)
    assert one.share == pytest.approx(0.3)
    assert one.reasons == pytest.approx({**dict.fromkeys(REASONS, 0.0), "licence": 1 / 3, "sold_out": 2 / 3})


def test_a_year_without_open_orders_says_so_and_one_outside_the_run_is_refused(short: Run) -> None:
    first, last = short.quarter_years[0], short.quarter_years[-1]
    assert unfilled_orders(short, last) == []
    assert "filled at least 99 %" in table(short, last, as_json=False)
    with pytest.raises(UsageError, match=f"from {first} to {last}"):
        table(short, last + 1, as_json=False)


def test_the_table_names_market_share_and_reasons(short: Run) -> None:
    told = table(short, None, as_json=False)
    assert "licence or quota" in told and "30%" in told and "33%" in told and "67%" in told
    assert json.loads(table(short, None, as_json=True))[0]["reasons"]["licence"] == pytest.approx(1 / 3)
