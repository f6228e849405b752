"""A kept run made anew in part: the same program, tables and scenario must give the same bits."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from friendshore.engine.outcome import Outcome
from friendshore.errors import StoreError, UsageError
from friendshore.experiment import identity
from friendshore.experiment.subject import Subject
from friendshore.results.blobs import ARRAYS, fingerprint, pack, unpack
from friendshore.results.folder import connect, read_manifest


@dataclass(frozen=True, slots=True)
class Checked:
    """One replication, as kept and as made anew.

    kept, again     fingerprints; stored: whether the arrays in the store are those of the replication made anew
    """

    replication: int
    kept: str
    again: str
    stored: bool

    @property
    def same(self) -> bool:
        """Whether not a bit differs."""
        return self.kept == self.again and self.stored


@dataclass(frozen=True, slots=True)
class Verified:
    """What came of it: replications made anew, what is different now, and what is wrong in the store itself."""

    folder: Path
    kept: int
    checked: tuple[Checked, ...]
    changed: tuple[str, ...]
    faults: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether every replication made anew is the one that is kept, and the store agrees with its manifest."""
        return not self.faults and all(one.same for one in self.checked)


def sampled(replications: Sequence[int], count: int) -> tuple[int, ...]:
    """Some replications, spread evenly from the first to the last.

    >>> sampled(range(64), 3), sampled([4, 5], 9)
    ((0, 32, 63), (4, 5))
    """
    picks = np.linspace(0, len(replications) - 1, min(count, len(replications)))
    return tuple(replications[round(float(one) + 1e-9)] for one in picks)


def verify(folder: Path, subject: Subject, count: int | None) -> Verified:
    """Makes some replications of a kept run anew and compares them bit for bit.

    count: how many; None for all that are kept

    Raises ``StoreError`` if the run cannot be read, ``UsageError`` if it is of another scenario.
    """
    manifest = read_manifest(folder)
    differing = scenario_differences(manifest, subject)
    if differing:
        raise UsageError(f"{folder}: {subject.name} is not the scenario that was run; it differs in {differing}")
    prints, faults = _kept(folder)
    if not prints:
        raise StoreError(f"{folder}: no replication is kept")
    if manifest.get("state") == "complete" and manifest.get("digest") != identity.digest(prints):
        faults.append("the manifest's digest is not that of the replications in the store")
    numbers = sorted(prints)
    simulate = subject.factory()
    checked = []
    for replication in numbers if count is None else sampled(numbers, count):
        outcome = simulate(replication)
        again = fingerprint(outcome)
        checked.append(Checked(replication, prints[replication], again, _stored(folder, outcome)))
    return Verified(folder, len(prints), tuple(checked), changes(manifest, subject), tuple(faults))


def scenario_differences(manifest: Mapping[str, Any], subject: Subject) -> str:
    """Keys in which the scenario that was run differs from another as resolved; "" if in none."""
    then, now = manifest["scenario"], subject.resolved
    keys = sorted({*then, *now} - identity.NOT_IDENTITY)
    return ", ".join(key for key in keys if then.get(key) != now.get(key))


def changes(manifest: Mapping[str, Any], subject: Subject) -> tuple[str, ...]:
    """What differs between the run's making and now: tables, source, versions, processor."""
    seeds = {**identity.inputs(subject.seeds, subject.files), **subject.basis}
    found = []
    for what, now in (
        ("inputs", seeds),
        ("source", identity.source()),
        ("versions", identity.versions()),
        ("machine", identity.machine()),
    ):
        then: Mapping[str, Any] = manifest.get(what, {})
        names = [name for name in sorted({*then, *now}) if then.get(name) != now.get(name)]
        if names:
            rest = f" and {len(names) - 5} more" if len(names) > 5 else ""
            found.append(f"{what}: {', '.join(names[:5])}{rest}")
    return tuple(found)


def _kept(folder: Path) -> tuple[dict[int, str], list[str]]:
    """Fingerprints of what is kept, and which replications are damaged."""
    prints, faults = {}, []
    with connect(folder) as database:
        for replication, blob, crc, kept in database.execute("SELECT replication, blob, crc, fingerprint FROM result"):
            prints[int(replication)] = str(kept)
            if zlib.crc32(blob) != crc:
                faults.append(f"replication {replication} is damaged")
    return prints, faults


def _stored(folder: Path, outcome: Outcome) -> bool:
    """Whether the arrays in the store are an outcome's, to the precision in which they are kept."""
    with connect(folder) as database:
        row = database.execute("SELECT blob FROM result WHERE replication = ?", (outcome.replication,)).fetchone()
    try:
        kept, again = unpack(row[0], ARRAYS), unpack(pack(outcome), ARRAYS)
    except (ValueError, sqlite3.Error):
        return False
    return all(
        kept[name].shape == again[name].shape and np.array_equal(kept[name], again[name], equal_nan=True)
        for name in ARRAYS
    )
