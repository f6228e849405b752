"""Powers by series agree with the library's."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from friendshore.formulas.powers import powers

SCRIPT = """
import numpy as np
from friendshore.formulas.powers import powers
draw = np.random.default_rng(3)
base, exponent = draw.lognormal(5.0, 6.0, 200), draw.uniform(-12.0, 12.0, 200)
result = np.zeros(200)
powers(base, exponent, result)
print(result.tobytes().hex())
"""


@settings(deadline=None)  # the first call compiles
@given(st.lists(st.tuples(st.floats(1e-6, 1e9), st.floats(-16.0, 16.0)), min_size=1, max_size=20))
def test_powers_agree_with_the_librarys(pairs: list[tuple[float, float]]) -> None:
    base, exponent = np.array(pairs).T.copy()
    result = np.zeros(len(pairs))
    expected = base**exponent
    powers(base, exponent, result)
    sound = (expected > 1e-100) & (expected < 1e100)
    assert result[sound] == pytest.approx(expected[sound], rel=1e-13, abs=0.0)


def test_one_and_zero_are_exact() -> None:
    result = np.zeros(4)
    powers(np.array([1.0, 7.0, 0.25, 1e5]), np.array([3.7, 0.0, 0.5, 1.0]), result)
    assert result == pytest.approx([1.0, 1.0, 0.5, 1e5], rel=1e-15)
    assert result[0] == result[1] == 1.0


def test_no_result_overflows() -> None:
    result = np.zeros(2)
    powers(np.array([1e300, 1e300]), np.array([9.0, -9.0]), result)
    assert np.isfinite(result).all() and result[0] > 1e300 and 0.0 < result[1] < 1e-300


def test_compiled_and_as_written_give_the_same_bytes() -> None:
    def printed(plain: str) -> str:
        environment = {**os.environ, "FRIENDSHORE_UNCOMPILED": plain, "PYTHONPATH": os.pathsep.join(sys.path)}
        command = [sys.executable, "-W", "ignore", "-c", SCRIPT]
        return subprocess.run(command, capture_output=True, text=True, env=environment, check=True).stdout

    assert printed("1") == printed("0")
