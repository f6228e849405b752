"""A kept run made anew is the same, and what is not the same is named."""

from __future__ import annotations

import sqlite3
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from fake_world import FakeWorld, fake_subject
from friendshore.errors import StoreError, UsageError
from friendshore.experiment import run
from friendshore.experiment.subject import Subject
from friendshore.experiment.verify import sampled, verify
from friendshore.results.blobs import pack
from friendshore.results.folder import DATABASE


@pytest.fixture
def subject(tmp_path: Path) -> Subject:
    return fake_subject(tmp_path / "seeds")


@pytest.fixture
def folder(tmp_path: Path, subject: Subject) -> Path:
    return run(subject, 5, tmp_path).folder


def change(folder: Path, statement: str, *values: object) -> None:
    with sqlite3.connect(folder / DATABASE) as database:
        database.execute(statement, values)


def test_a_sample_or_all_of_a_run_is_the_same_to_the_last_bit(folder: Path, subject: Subject) -> None:
    found = verify(folder, subject, 3)
    assert [one.replication for one in found.checked] == [0, 2, 4]
    assert (found.sound, found.kept, found.changed, found.faults) == (True, 5, (), ())
    assert len(verify(folder, subject, None).checked) == 5


def test_samples_are_spread() -> None:
    assert sampled(range(10), 1) == (0,)
    assert sampled((3, 8, 9), 2) == (3, 9)


def test_a_fingerprint_that_differs_is_found(folder: Path, subject: Subject) -> None:
    change(folder, "UPDATE result SET fingerprint = 'x' WHERE replication = 2")
    found = verify(folder, subject, 3)
    assert not found.sound
    assert [one.same for one in found.checked] == [True, False, True]
    assert found.faults == ("the manifest's digest is not that of the replications in the store",)


def test_numbers_put_in_place_of_others_are_found(folder: Path, subject: Subject) -> None:
    other = pack(FakeWorld()(1))
    change(folder, "UPDATE result SET blob = ?, crc = ? WHERE replication = 0", other, zlib.crc32(other))
    found = verify(folder, subject, 1)
    assert not found.sound
    assert found.checked[0].kept == found.checked[0].again
    assert not found.checked[0].stored


def test_damage_is_found(folder: Path, subject: Subject) -> None:
    change(folder, "UPDATE result SET blob = x'00' WHERE replication = 4")
    found = verify(folder, subject, 2)
    assert found.faults == ("replication 4 is damaged",)
    assert [one.same for one in found.checked] == [True, False]


def test_what_changed_since_is_named_and_does_not_fail_by_itself(folder: Path, subject: Subject) -> None:
    for path in (subject.seeds / "more.csv", subject.seeds / "episodes.csv"):
        path.write_text("id\n", encoding="utf-8")
    found = verify(folder, subject, 1)
    assert found.sound
    assert found.changed == ("inputs: seeds/more.csv",)


def test_another_scenario_and_a_run_without_replications_are_refused(folder: Path, subject: Subject) -> None:
    other = replace(subject, resolved={**subject.resolved, "rng_seed": 7})
    with pytest.raises(UsageError, match="it differs in rng_seed"):
        verify(folder, other, 1)
    change(folder, "DELETE FROM result")
    with pytest.raises(StoreError, match="no replication is kept"):
        verify(folder, subject, 1)
