"""``friendshore verify``: a sample made anew, what differs, what has changed since."""

from __future__ import annotations

import json
import sqlite3
import zlib
from pathlib import Path

import pytest

from fake_world import FakeWorld, fake_subject
from friendshore.cli import arms, main
from friendshore.errors import UsageError
from friendshore.experiment import Subject, run
from friendshore.results.blobs import pack
from friendshore.results.folder import DATABASE


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    def subject(name: str, rng_seed: int | None = None) -> tuple[Subject, int]:
        assert name == "fake"
        return fake_subject(tmp_path / "seeds"), 8

    monkeypatch.setattr(arms, "subject", subject)
    monkeypatch.chdir(tmp_path)
    return run(fake_subject(tmp_path / "seeds"), 4, Path("reports")).folder


def change(folder: Path, statement: str, *values: object) -> None:
    with sqlite3.connect(folder / DATABASE) as database:
        database.execute(statement, values)


def test_a_sample_is_the_same_by_folder_and_by_name(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(folder), "-n", "2"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith(f"{folder}: 2 of 2 replications made anew are the same to the last bit\n")
    assert "making 2 replications anew" in said.err
    assert main(["verify", folder.name, "--all", "--scenario", "fake"]) == 0
    said = capsys.readouterr()
    assert "4 of 4 replications" in said.out and "making all replications anew" in said.err
    rows = [line.split() for line in said.out.splitlines()[2:]]
    assert [row[0] for row in rows] == ["0", "1", "2", "3"]
    assert all(row[1] == row[2] and row[3] == "same" for row in rows)


def test_a_scenario_kept_elsewhere_is_asked_for(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str, rng_seed: int | None = None) -> tuple[Subject, int]:
        raise UsageError(f"no scenario '{name}'")

    monkeypatch.setattr(arms, "subject", missing)
    assert main(["verify", str(folder)]) == 2
    assert "no scenario 'fake'; if it is a file elsewhere, name it with --scenario FILE" in capsys.readouterr().err
    assert main(["verify", str(folder), "--scenario", "half"]) == 2
    assert capsys.readouterr().err == "friendshore: no scenario 'half'\n"


def test_json_holds_whole_digests(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(folder), "-n", "1", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["kept"], found["sound"], found["changed"], found["faults"]) == (4, True, [], [])
    (checked,) = found["checked"]
    assert checked["same"] is True and checked["kept"] == checked["again"] and len(checked["kept"]) == 64


def test_another_digest_and_other_numbers_end_with_one(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = pack(FakeWorld()(1))
    change(folder, "UPDATE result SET blob = ?, crc = ? WHERE replication = 0", other, zlib.crc32(other))
    change(folder, "UPDATE result SET fingerprint = 'x' WHERE replication = 3")
    Path("seeds/more.csv").write_text("id\n")
    assert main(["verify", str(folder), "-n", "2"]) == 1
    said = capsys.readouterr()
    assert "0 of 2 replications" in said.out
    assert "the store holds other numbers" in said.out and "differs" in said.out
    assert "changed since: inputs: seeds/more.csv" in said.out
    assert "is not what the program makes now" in said.err


def test_a_run_that_is_not_there_is_a_usage_error(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "nothing-123456789abc"]) == 2
    assert "no run 'nothing-123456789abc'; `friendshore ls`" in capsys.readouterr().err
