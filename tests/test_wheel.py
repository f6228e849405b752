"""A wheel holds everything: installed elsewhere it runs the demo."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def run(*arguments: str, cwd: Path, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.wheel
@pytest.mark.timeout(420)
def test_a_wheel_installed_elsewhere_runs_the_demo(tmp_path: Path) -> None:
    run("-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), cwd=ROOT)
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    inside = "data/seeds/lithium_2020/"
    world = (f"{inside}scenario.yaml", f"{inside}sites.csv", "report/page.html.j2", "py.typed")
    for wanted in ("data/scenarios/baseline.yaml", "data/seeds/sites.csv", *world):
        assert f"friendshore/{wanted}" in names
    assert not [name for name in names if "__pycache__" in name]
    site = tmp_path / "site"
    run("-m", "pip", "install", "--quiet", "--no-deps", "--no-compile", "--target", str(site), str(wheel), cwd=tmp_path)
    where = run("-c", "import friendshore; print(friendshore.__file__)", cwd=tmp_path, PYTHONPATH=str(site))
    assert where.startswith(str(site))
    out = run("-m", "friendshore", "demo", "-n", "2", cwd=tmp_path, PYTHONPATH=str(site))
    page = tmp_path / out.splitlines()[-1].split("  next:")[0]
    assert page.name == "index.html"
    assert page.stat().st_size > 10_000
