"""The compiled kernels do what is written: the same loops as plain Python are their oracle."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from worlds_small.lab import ARRAYS, run, small_world
from worlds_small.measures import ban, credit, licence, life, tariff

BUSY = {
    "ban": ban(life("2023-08-01", "2024-02-01"), "cell_nmc"),
    "duty": tariff("80 %", life("2023-05-01", announced="2023-02-01")),
    "queue": licence("50 %", "40 days", life("2023-10-01", announced="2023-08-01"), "lithium_hydroxide"),
    "credit": credit("35 USD/kWh", life("2023-03-01", "2024-05-01"), more="cap: 50 million USD"),
}
END = date(2024, 6, 30)
SCRIPT = """
import sys
import numpy as np
from engine.test_compiled import ARRAYS, BUSY, END, run, small_world
from friendshore.formulas.compiled import COMPILED
assert not COMPILED
outcome = run(small_world(), BUSY, 1, end=END).outcome
np.savez(sys.argv[1], **{name: getattr(outcome, name) for name in ARRAYS})
"""


def test_kernels_as_written_agree_with_the_compiled_ones(tmp_path: Path) -> None:
    environment = {**os.environ, "FRIENDSHORE_UNCOMPILED": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-W", "error::RuntimeWarning", "-c", SCRIPT, str(tmp_path / "plain.npz")]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    compiled = run(small_world(), BUSY, 1, end=END).outcome
    with np.load(tmp_path / "plain.npz") as plain:
        for name in ARRAYS:
            if name == "books":  # differences of rounding alone
                assert plain[name].max() < 1e-12
                continue
            one, other = getattr(compiled, name), plain[name]
            assert one.shape == other.shape
            size = np.nanmax(np.abs(one), initial=1e-300)
            assert one == pytest.approx(other, rel=1e-12, abs=1e-12 * size, nan_ok=True), name
