"""Where seeds, scenarios and measures lie: in a checkout, in an installed package, or beside the user's file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from friendshore.errors import StoreError, UsageError
from friendshore.spelling import suggest

_PACKAGE = Path(__file__).resolve().parent
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")


def shipped(what: Literal["seeds", "scenarios"]) -> Path:
    """The folder that came with the program: at the root of a checkout, in ``friendshore/data`` of a wheel.

    Raises StoreError if neither is there.
    """
    root = _PACKAGE.parents[1]
    candidates = [_PACKAGE / "data" / what]
    if (root / "pyproject.toml").is_file():
        candidates.insert(0, root / what)
    for folder in candidates:
        if folder.is_dir():
            return folder
    raise StoreError(f"the folder {what} is missing from this installation; install friendshore anew")


MECHANISMS = "mechanisms"
"""Folder, beside other scenarios, of those that show one mechanism alone."""


def _scenario_folders(beside: Path | None) -> Iterator[Path]:
    if beside is not None:
        yield beside
    yield Path("scenarios")
    yield shipped("scenarios")


def is_name(text: str) -> bool:
    """Whether a text can be the name of a scenario or measure: no path, nothing hidden."""
    return _NAME.fullmatch(text) is not None


def find_scenario(name_or_path: str | Path, beside: Path | None = None) -> Path:
    """The file of a scenario given as a path or a name; names are looked up beside, in ./scenarios, in the package.

    Raises UsageError, with the nearest name, if there is none.
    """
    text = str(name_or_path)
    if is_name(text):
        for folder in _scenario_folders(beside):
            for path in (folder / f"{text}.yaml", folder / MECHANISMS / f"{text}.yaml"):
                if path.is_file():
                    return path
        near = suggest(text, scenario_names(beside))
        hint = f"did you mean {near}?" if near else f"there are {', '.join(scenario_names(beside)) or 'none'}"
        raise UsageError(f"no scenario '{text}'; {hint}")
    path = Path(text)
    if not path.is_file():
        raise UsageError(f"no such file: {text}")
    return path


def scenario_names(beside: Path | None = None) -> list[str]:
    """The names of all scenarios that can be found, in order."""
    folders = [one for folder in _scenario_folders(beside) for one in (folder, folder / MECHANISMS)]
    return sorted({file.stem for folder in folders if folder.is_dir() for file in folder.glob("*.yaml")})


def _measure_folders(beside: Path | None) -> Iterator[Path]:
    for folder in _scenario_folders(beside):
        yield folder / "policies"
        yield folder


def find_measure(name: str, beside: Path | None = None) -> Path | None:
    """The file of a measure: beside the scenario, in ./scenarios, then in the package, each time in policies/ first."""
    if not is_name(name):
        return None
    paths = (folder / f"{name}.yaml" for folder in _measure_folders(beside))
    return next((path for path in paths if path.is_file()), None)


def measure_files(beside: Path | None = None) -> dict[str, Path]:
    """Every file that may hold a measure, by name; the first place in which a name is found counts."""
    found: dict[str, Path] = {}
    for folder in _measure_folders(beside):
        if folder.is_dir():
            for file in sorted(folder.glob("*.yaml")):
                found.setdefault(file.stem, file)
    return dict(sorted(found.items()))
