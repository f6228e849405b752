"""What rarely happens to a run's folder, and that it is told in one line and loses nothing."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

import pytest

from fake_world import FakeWorld, fake_index, fake_subject
from friendshore.engine.outcome import Index
from friendshore.errors import StoreError
from friendshore.experiment import run, runs
from friendshore.experiment.pool import Result, make
from friendshore.experiment.store import LOCK, LOG, Store, count, in_use, remove, write_whole
from friendshore.results import open_run
from friendshore.results.folder import DATABASE, MANIFEST, connect, index_from_json, index_to_json


class Stubborn:
    """A database that does one thing badly."""

    def __init__(self, real: sqlite3.Connection, badly: str, error: Exception) -> None:
        self._real, self._badly, self._error = real, badly, error

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def fails(*_: object) -> None:
            self._real.close()
            raise self._error

        return fails if name == self._badly else getattr(self._real, name)  # type: ignore[no-any-return]


def result(replication: int) -> Result:
    made = make(FakeWorld(), replication)
    assert isinstance(made, Result)
    return made


def test_rows_are_kept_though_closing_the_database_fails(tmp_path: Path) -> None:
    with Store(tmp_path, "fake") as store:
        store.keep_names(fake_index())
        store.keep(result(3))
        store._database = Stubborn(store._database, "close", sqlite3.OperationalError("disk I/O error"))  # type: ignore[assignment]
    assert not in_use(tmp_path)
    with Store(tmp_path, "fake") as store:
        assert list(store.fingerprints()) == [3]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (sqlite3.OperationalError("database or disk is full"), "disk is full; earlier results are kept"),
        (sqlite3.DatabaseError("malformed"), r"is damaged \(malformed\); begin anew with --fresh"),
        (PermissionError(13, "Permission denied", "x"), "^x: Permission denied"),
        (OSError("nothing more is known"), "nothing more is known"),
    ],
)
def test_whatever_fails_while_a_row_is_kept_names_the_place(tmp_path: Path, error: Exception, said: str) -> None:
    store = Store(tmp_path, "fake")
    with store:
        store._database = Stubborn(store._database, "execute", error)  # type: ignore[assignment]
        with pytest.raises(StoreError, match=said):
            store.keep(result(0))


def test_a_manifest_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).mkdir()
    with pytest.raises(OSError, match="directory"):
        write_whole(tmp_path / MANIFEST, "{}")
    assert [one.name for one in tmp_path.iterdir()] == [MANIFEST]
    with Store(tmp_path, "fake") as store, pytest.raises(StoreError, match=r"manifest\.json"):
        store.write_manifest({"a": 1})


def test_a_manifest_is_readable_text_that_ends_with_a_line(tmp_path: Path) -> None:
    with Store(tmp_path, "fake") as store:
        store.write_manifest({"title": "Où ?"})
    assert (tmp_path / MANIFEST).read_text("utf-8") == '{\n "title": "Où ?"\n}\n'


def test_a_copied_folder_is_in_nobodys_use(tmp_path: Path) -> None:
    folder = run(fake_subject(tmp_path / "seeds"), 2, tmp_path).folder
    copied = tmp_path / "elsewhere" / "runs" / folder.name
    shutil.copytree(folder, copied)
    (copied / LOCK).unlink()
    assert not in_use(copied)
    (found,) = runs(tmp_path / "elsewhere")
    assert (found["state"], found["replications"]) == ("complete", 2)


def test_a_folder_is_in_use_as_long_as_it_is_open(tmp_path: Path) -> None:
    with Store(tmp_path, "fake"):
        assert in_use(tmp_path)
        with pytest.raises(StoreError, match="another process is running this scenario"), Store(tmp_path, "fake"):
            pass
    assert not in_use(tmp_path)


def test_beginning_anew_removes_what_runs_leave_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with Store(tmp_path, "fake") as store:
        store.keep(result(0))
        store.log("started")
        store.write_manifest({})
    assert {one.name for one in tmp_path.iterdir()} == {"notes.txt", DATABASE, MANIFEST, LOG, LOCK}
    with Store(tmp_path, "fake", fresh=True) as store:
        assert store.fingerprints() == {}
        assert not (tmp_path / MANIFEST).exists()
    remove(tmp_path)
    remove(tmp_path)  # what is not there cannot be in the way
    assert {one.name for one in tmp_path.iterdir()} == {"notes.txt", LOCK}


def test_a_scenario_has_its_own_rows_in_a_shared_folder(tmp_path: Path) -> None:
    for name, replication in (("one", 0), ("other", 7)):
        with Store(tmp_path, name) as store:
            store.keep_names(fake_index())
            store.keep(result(replication))
            assert list(store.fingerprints()) == [replication]
            assert store.drop_damaged() == ()
    assert count(tmp_path) == 2
    with sqlite3.connect(tmp_path / DATABASE) as database:
        database.execute("UPDATE result SET crc = crc + 1")
    with Store(tmp_path, "one") as store:
        assert store.drop_damaged() == (0,)
        assert store.fingerprints() == {}
    assert count(tmp_path) == 1


def test_a_replication_kept_again_takes_the_place_of_the_first(tmp_path: Path) -> None:
    with Store(tmp_path, "fake") as store:
        for _ in range(2):
            store.keep_names(fake_index())
            store.keep(result(4))
        assert store.fingerprints() == {4: result(4).fingerprint}


def test_fingerprints_come_in_the_order_of_replications(tmp_path: Path) -> None:
    with Store(tmp_path, "fake") as store:
        for replication in (5, 0, 3):
            store.keep(result(replication))
        assert list(store.fingerprints()) == [0, 3, 5]


def test_the_log_has_a_line_for_each_event_with_its_time_in_utc(tmp_path: Path) -> None:
    with Store(tmp_path, "fake") as store:
        store.log("started", missing=3)
        store.log("complete", made=3)
    lines = [json.loads(line) for line in (tmp_path / LOG).read_text("utf-8").splitlines()]
    assert [{key: one[key] for key in one if key != "time"} for one in lines] == [
        {"event": "started", "missing": 3},
        {"event": "complete", "made": 3},
    ]
    assert all(len(one["time"]) == 20 and one["time"].endswith("Z") for one in lines)


def test_an_empty_folder_keeps_no_replication(tmp_path: Path) -> None:
    assert count(tmp_path) == 0
    with Store(tmp_path, "fake"):
        assert count(tmp_path) == 0


def test_a_database_that_cannot_be_opened_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = run(fake_subject(tmp_path / "seeds"), 1, tmp_path).folder

    def refuses(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("unable to open database file")

    monkeypatch.setattr("friendshore.results.folder.sqlite3.connect", refuses)
    with pytest.raises(StoreError, match=r"run\.sqlite cannot be read: unable to open"):
        open_run(folder)


def test_reading_leaves_a_database_as_it_is(tmp_path: Path) -> None:
    folder = run(fake_subject(tmp_path / "seeds"), 1, tmp_path).folder
    with pytest.raises(StoreError, match="readonly"), connect(folder) as database:
        database.execute("DELETE FROM result")
    assert open_run(folder).replications == (0,)


def test_names_kept_before_a_kind_of_name_was_added_are_still_read() -> None:
    raw = json.loads(index_to_json(fake_index()))
    assert index_from_json(json.dumps(raw)) == fake_index()
    optional = {one.name for one in fields(Index) if one.default is not MISSING}
    assert optional
    older = {key: value for key, value in raw.items() if key not in optional}
    assert index_from_json(json.dumps(older)) == fake_index()


def test_a_run_says_what_it_is(tmp_path: Path) -> None:
    found = open_run(run(fake_subject(tmp_path / "seeds"), 3, tmp_path).folder)
    assert found.id == found.folder.name and found.id.startswith("fake-")
    assert (found.name, found.title, found.question) == ("fake", "The fake world", "What if?")
    assert found.units["cell_lfp"] == "MWh"
    assert found.scenario["replications"] == 8
    assert found.replications == (0, 1, 2)
    assert found.month_years == (2023,) * 12 + (2024,) * 12
    assert found.quarter_years == (2023,) * 4 + (2024,) * 4


def test_arrays_are_read_once_and_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = open_run(run(fake_subject(tmp_path / "seeds"), 3, tmp_path).folder)
    assert found.array("made").shape == (3, 6, 24)
    assert found.array("made")[1] == pytest.approx(FakeWorld()(1).made, rel=1e-6)
    found.load(("made", "price"))
    shutil.rmtree(found.folder)
    assert found.array("price").shape == (3, 3, 24)
    found.load(("made", "price"))
    with pytest.raises(StoreError, match="missing"):
        found.array("stock")
