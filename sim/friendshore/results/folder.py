"""A run's folder, read: its manifest, the names of its rows, and its arrays over all replications."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from friendshore.engine.outcome import Array, Index
from friendshore.errors import StoreError
from friendshore.results.blobs import ARRAYS, unpack

MANIFEST = "manifest.json"
DATABASE = "run.sqlite"


class Run:
    """The kept results of one scenario.

    The same row stands for the same thing in every replication; arrays are read when first asked for.
    """

    def __init__(self, folder: Path, manifest: Mapping[str, Any], index: Index, replications: tuple[int, ...]) -> None:
        self.folder = folder
        self.manifest = manifest
        self.index = index
        self.replications = replications
        """Numbers of the kept replications, rising: the first axis of every array."""
        self.note = ""
        """What of a run is left out where it is compared with others; "" if nothing is."""
        self._arrays: dict[str, Array] = {}

    @property
    def id(self) -> str:
        """The folder's name: the scenario's and twelve digits of what went into the run."""
        return self.folder.name

    @property
    def scenario(self) -> Mapping[str, Any]:
        """The scenario as resolved when it ran."""
        resolved: Mapping[str, Any] = self.manifest["scenario"]
        return resolved

    @property
    def name(self) -> str:
        """The scenario's name."""
        return str(self.manifest["name"])

    @property
    def title(self) -> str:
        """The scenario's title."""
        return str(self.manifest["title"])

    @property
    def question(self) -> str:
        """The question the scenario asks; charts carry it."""
        return str(self.manifest["question"])

    @property
    def units(self) -> Mapping[str, str]:
        """Commodity -> unit it is counted in (t, MWh, vehicle)."""
        units: Mapping[str, str] = self.manifest["units"]
        return units

    @cached_property
    def month_years(self) -> tuple[int, ...]:
        """The year of each monthly column."""
        return tuple(int(month[:4]) for month in self.index.months)

    @cached_property
    def quarter_years(self) -> tuple[int, ...]:
        """The year of each quarterly column."""
        return tuple(int(quarter[:4]) for quarter in self.index.quarters)

    def array(self, name: str) -> Array:
        """An array of ``Outcome`` with all replications: replications x rows x columns.

        Raises ``StoreError`` if a kept result is damaged.
        """
        if name not in self._arrays:
            self.load((name,))
        return self._arrays[name]

    def load(self, names: tuple[str, ...] = ARRAYS) -> None:
        """Reads several arrays in one pass over the store."""
        self._arrays.update(self._read(tuple(name for name in names if name not in self._arrays)))

    def _read(self, wanted: tuple[str, ...]) -> dict[str, Array]:
        """The named arrays of this run's replications, from the store."""
        if not wanted:
            return {}
        mine = set(self.replications)
        found: dict[str, list[Array]] = {name: [] for name in wanted}
        with connect(self.folder) as database:
            rows = database.execute(
                "SELECT replication, blob, crc FROM result WHERE replication BETWEEN ? AND ? ORDER BY replication",
                (min(mine), max(mine)),
            )
            for replication, blob, crc in rows:
                if replication not in mine:
                    continue
                if zlib.crc32(blob) != crc:
                    raise StoreError(
                        f"{self.folder}: replication {replication} is damaged; run the scenario again to make it anew"
                    )
                for name, array in unpack(blob, wanted).items():
                    found[name].append(array)
        return {name: np.stack(arrays) for name, arrays in found.items()}


class connect:
    """A read-only connection to a run's database that turns what goes wrong into ``StoreError``."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / DATABASE

    def __enter__(self) -> sqlite3.Connection:
        if not self._path.is_file():
            raise StoreError(f"{self._path} is missing; run the scenario again")
        try:
            self._database = sqlite3.connect(f"{self._path.resolve().as_uri()}?mode=ro", uri=True, timeout=30)
        except sqlite3.Error as error:
            raise StoreError(f"{self._path} cannot be read: {error}") from error
        return self._database

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self._database.close()
        if isinstance(error, sqlite3.Error):
            raise StoreError(f"{self._path} cannot be read: {error}; --fresh begins it anew") from error


def open_run(path: Path) -> Run:
    """The run kept in a folder.

    Raises ``StoreError`` if there is none, it holds no replication, or its files cannot be read.
    """
    manifest = read_manifest(path)
    with connect(path) as database:
        row = database.execute("SELECT names FROM world").fetchone()
        replications = tuple(n for (n,) in database.execute("SELECT replication FROM result ORDER BY replication"))
    if row is None or not replications:
        raise StoreError(f"{path}: no replication is finished yet; run the scenario again to continue")
    return Run(path, manifest, index_from_json(row[0]), replications)


def read_manifest(path: Path) -> Mapping[str, Any]:
    """The manifest of a run's folder; raises ``StoreError`` if it is missing or not readable."""
    file = path / MANIFEST
    try:
        manifest = json.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        raise StoreError(f"{path} is not the folder of a run: it has no {MANIFEST}") from None
    except (OSError, ValueError) as error:
        raise StoreError(f"{file} cannot be read: {error}") from error
    if not isinstance(manifest, dict) or "scenario" not in manifest:
        raise StoreError(f"{file} is not the manifest of a run")
    return manifest


def index_to_json(index: Index) -> str:
    """The names of rows and columns as text to keep."""
    return json.dumps(asdict(index), default=date.isoformat, separators=(",", ":"))


def index_from_json(text: str) -> Index:
    """The names of rows and columns, from what ``index_to_json`` wrote."""
    raw = json.loads(text)
    values: dict[str, Any] = {}
    for field in fields(Index):
        if field.name not in raw:
            continue  # of a run kept before there was such a name
        value = raw[field.name]
        if field.name in ("start", "end"):
            values[field.name] = date.fromisoformat(value)
        else:
            values[field.name] = tuple(tuple(v) if isinstance(v, list) else v for v in value)
    return Index(**values)
