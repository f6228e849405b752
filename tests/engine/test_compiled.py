"""The compiled kernels do what is written: the same loops as plain Python are their oracle."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from friendshore.seeds import World
from worlds_small.lab import ARRAYS, changed, differences, run, small_world, with_parameters
from worlds_small.measures import ban, credit, licence, life, quota, tariff

EXPORTS = """
    first: {from: 2023-07-01, to: 2023-12-31, limit: 150 t, unused: carried},
    second: {from: 2024-01-01, to: 2024-12-31, limit: 300 t}
"""
BUSY = {
    "ban": ban(life("2023-08-01", "2024-02-01"), "cell_nmc"),
    "duty": tariff("80 %", life("2023-05-01", announced="2023-02-01")),
    "queue": licence("50 %", "40 days", life("2023-10-01", announced="2023-08-01"), "lithium_hydroxide"),
    "credit": credit("35 USD/kWh", life("2023-03-01", "2024-05-01"), more="cap: 50 million USD"),
    "cap": quota(EXPORTS, life("2023-07-01", "2025-01-01", announced="2023-05-01")),
    "pit": quota(
        "only: {from: 2023-04-01, to: 2024-12-31, limit: 300000 t}", life("2023-04-01"), "nickel_ore", "IDN", "extract"
    ),
    "standard": """
kind: sales_standard
title: A standard
enacted_by: USA
life: {2023-03-01: in_force}
covers: {commodities: [vehicle]}
share: 40 %
penalty: 20000 USD/vehicle
""",
}
"""Law of every kind that kernels tell apart, each so tight that it binds."""
END = date(2024, 6, 30)
SCRIPT = """
import sys
import numpy as np
from engine.test_compiled import ARRAYS, BUSY, END, run, world
from friendshore.formulas.compiled import COMPILED
assert not COMPILED
outcome = run(world(), BUSY, 1, end=END).outcome
np.savez(sys.argv[1], **{name: getattr(outcome, name) for name in ARRAYS})
"""


def world() -> World:
    """The small world with mines that hardly follow their orders, and sales of which a standard asks a share."""
    sales = {"USA": dict.fromkeys(range(2023, 2029), 250_000.0)}
    return changed(with_parameters(small_world(), byproduct_share=0.9), new_vehicles=sales)


def test_every_law_of_the_busy_world_binds() -> None:
    found = run(world(), BUSY, 1, end=END)
    for name in BUSY:
        without = run(world(), {one: text for one, text in BUSY.items() if one != name}, 1, end=END)
        assert "made" in differences(found, without), name
    assert found.outcome.books.max() < 1e-9


def test_kernels_as_written_agree_with_the_compiled_ones(tmp_path: Path) -> None:
    environment = {**os.environ, "FRIENDSHORE_UNCOMPILED": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-W", "error::RuntimeWarning", "-c", SCRIPT, str(tmp_path / "plain.npz")]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    compiled = run(world(), BUSY, 1, end=END).outcome
    with np.load(tmp_path / "plain.npz") as plain:
        for name in ARRAYS:
            if name == "books":  # differences of rounding alone
                assert plain[name].max() < 1e-12
                continue
            one, other = getattr(compiled, name), plain[name]
            assert one.shape == other.shape
            size = np.nanmax(np.abs(one), initial=1e-300)
            assert one == pytest.approx(other, rel=1e-12, abs=1e-12 * size, nan_ok=True), name
