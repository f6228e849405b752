"""The package's layers: imports point down only, and the command line's help loads little."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import friendshore

PACKAGE = Path(friendshore.__file__).parent
HEAVY = {"numba", "scipy", "matplotlib", "pandas", "pydantic", "simpy", "numpy", "rich", "jinja2"}


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    path = str(PACKAGE.parent)
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, env={"PYTHONPATH": path, "HOME": "/nonexistent"}
    )


def test_imports_point_down_only() -> None:
    from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

    assert lint_imports(config_filename=str(Path(__file__).parents[1] / "pyproject.toml")) == EXIT_STATUS_SUCCESS


def loaded_by(code: str) -> set[str]:
    done = python("-c", f"import sys\n{code}\nprint('modules', *sys.modules)")
    assert done.returncode == 0, done.stderr
    return {name.partition(".")[0] for name in done.stdout.splitlines()[-1].split()[1:]}


def test_help_and_version_load_no_heavy_library() -> None:
    for flag in ("--help", "--version"):
        loaded = loaded_by(f"from friendshore.cli import main\nassert main(['{flag}']) == 0")
        assert not loaded & HEAVY


def test_reading_and_policy_modules_load_no_numerical_library() -> None:
    for module in ("errors", "reading", "units", "dated", "schema", "policy", "scenario"):
        loaded = loaded_by(f"import friendshore.{module}")
        assert not loaded & (HEAVY - {"pydantic", "numpy"}), module


def test_reading_results_loads_neither_compiler_nor_charts() -> None:
    modules = ["results", "experiment", "cli.ls", "cli.compare"]
    loaded = loaded_by("\n".join(f"import friendshore.{name}" for name in modules))
    assert not loaded & (HEAVY - {"numpy"})


def test_the_help_of_every_command_works() -> None:
    from friendshore.cli.app import COMMANDS

    for name in COMMANDS:
        done = python("-m", "friendshore", name, "--help")
        assert done.returncode == 0, done.stderr
        assert "Usage: friendshore" in done.stdout
