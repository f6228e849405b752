"""What a reader is told of contracts: yearly outcomes, and a line for each."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from fake_world import fake_index, fake_subject
from friendshore.cli.contracts import table
from friendshore.cli.show import command as show
from friendshore.engine.outcome import CONTRACT_COLUMNS
from friendshore.errors import UsageError
from friendshore.experiment import run
from friendshore.reading import Problems
from friendshore.results import Run, open_run, outcomes
from friendshore.results.contracts import contracts_kept
from friendshore.scenario import changed_inputs, load_scenario, read_scenario

MECHANISMS = Path(__file__).parents[2] / "scenarios" / "mechanisms"
NAMES = (("cells", "cell_lfp", "can_cells", "USA"), ("anode", "aam_natural", "chn_anode", "usa_cells"))


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Two replications over two years; the first contract is carried out in one of them."""
    folder = tmp_path_factory.mktemp("runs")
    plain = open_run(run(fake_subject(folder / "seeds", "base"), 2, folder).folder)
    found = Run(plain.folder, plain.manifest, replace(fake_index(), contracts=NAMES), plain.replications)
    found.load(("made", "delivered", "wanted", "price", "paid"))
    columns = {name: i for i, name in enumerate(CONTRACT_COLUMNS)}
    contracts = np.zeros((2, 2, len(columns), 8))
    contracts[0, 0, columns["volume"]] = 100.0
    contracts[0, 0, columns["called"]] = 80.0
    contracts[0, 0, columns["delivered"]] = [60.0] * 4 + [80.0] * 4
    contracts[0, 0, columns["excused"], :4] = 15.0
    contracts[0, 0, columns["defaulted"], :4] = 5.0
    contracts[0, 0, columns["value"]] = [6e6] * 4 + [9.6e6] * 4
    contracts[0, 0, columns["unused"]] = 1e6
    contracts[:, 1, columns["called"]] = contracts[:, 1, columns["delivered"]] = 10.0
    contracts[:, 1, columns["value"]] = 52_000.0
    found._arrays["contracts"] = contracts
    return found


def test_a_contract_has_yearly_outcomes_in_the_units_of_the_trade(kept: Run) -> None:
    found = outcomes(kept)
    assert found["contract_delivered.cells"].unit == "GWh"
    np.testing.assert_allclose(found["contract_delivered.cells"].values, [[0.24, 0.32], [0.0, 0.0]])
    np.testing.assert_allclose(found["contract_missed.cells"].values, [[0.08, 0.0], [0.0, 0.0]])
    assert found["contract_price.cells"].unit == "USD2024/kWh"
    np.testing.assert_allclose(found["contract_price.cells"].values, [[100.0, 120.0], [np.nan, np.nan]])
    np.testing.assert_allclose(found["contract_price.anode"].values, 5200.0)


def test_a_world_without_contracts_has_no_outcomes_of_any(kept: Run) -> None:
    bare = Run(kept.folder, kept.manifest, fake_index(), kept.replications)
    assert not [name for name in outcomes(bare) if name.startswith("contract_")]
    assert contracts_kept(bare) == []
    with pytest.raises(UsageError, match="no contract could act"):
        table(bare, None, False)


def test_a_line_is_the_mean_over_the_replications_that_carried_it_out(kept: Run) -> None:
    cells, anode = contracts_kept(kept)
    assert (cells.carried_out, anode.carried_out) == (0.5, 1.0)
    assert cells.units == {"volume": 800.0, "called": 640.0, "delivered": 560.0, "excused": 60.0, "defaulted": 20.0}
    assert cells.price == pytest.approx(62.4e6 / 560.0)
    assert cells.money["unused"] == 8e6
    assert contracts_kept(kept, 2024)[0].units["delivered"] == 320.0


def test_the_table_names_parties_and_prices(kept: Run) -> None:
    lines = table(kept, 2023, False).splitlines()
    assert lines[0].endswith("contracts in 2023")
    assert lines[3].split() == [
        *("cells", "can_cells", "USA", "MWh", "50%", "400", "320", "240", "60.0", "20.0", "100,000", "4.00", "0")
    ]
    plain = json.loads(table(kept, None, True))
    assert [one["name"] for one in plain] == ["cells", "anode"]
    with pytest.raises(UsageError, match="not through 2031"):
        table(kept, 2031, False)


def test_the_table_is_of_a_run() -> None:
    from click.testing import CliRunner

    result = CliRunner().invoke(show, ["baseline", "--contracts"])
    assert isinstance(result.exception, UsageError)
    assert "--contracts goes with a run" in str(result.exception)


def test_the_shipped_offtake_differs_from_the_cut_it_protects_against_by_itself_alone() -> None:
    problems = Problems()
    found = read_scenario(MECHANISMS / "offtake_protects.yaml", problems)
    assert found is not None and not problems.errors
    changes = changed_inputs(load_scenario("graphite_approvals_cut"), found)
    assert [path for path, *_ in changes] == ["contracts.nevada_louisiana"]
