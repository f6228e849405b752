"""Thousands of generated worlds under generated law: mass and money are conserved in each."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from soak.table import ROOT, Figure

COUNT = 2000
TEST = "tests/engine/test_generated.py"


def figures(folder: Path, count: int = COUNT) -> list[Figure]:
    """Runs the test of generated worlds with so many examples, and counts those that ran to their end."""
    done = subprocess.run(
        [
            sys.executable, "-m", "pytest", TEST, "-q", "-p", "no:xdist", "--timeout=0", "--hypothesis-show-statistics",
            "-o", f"cache_dir={folder / 'cache'}",
        ],
        cwd=ROOT,
        env={**os.environ, "FRIENDSHORE_EXAMPLES": str(count)},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    if done.returncode:
        print(done.stdout[-6000:])
    told = re.findall(r"(\d+) passing(?: examples)?, (\d+) failing", done.stdout)
    ran, failing = (sum(int(one[column]) for one in told) for column in (0, 1))
    return [
        Figure("generated worlds run, each under up to four measures", f"{ran:,}", f"{count:,}", ran >= count),
        Figure(
            "of them: books of goods, money or minerals off by 1e-9; stocks, prices or capacities below zero",
            f"{failing}" if ran else "not run", "0", done.returncode == 0,
        ),
    ]  # fmt: skip
