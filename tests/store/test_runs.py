"""A run is kept whole, continued, and never silently different."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from fake_world import FakeWorld, fake_subject
from friendshore.errors import BooksError, FriendshoreError, Interrupted, PartlyFailed, StoreError
from friendshore.experiment import Watcher, plan, run, runs
from friendshore.experiment.pool import Failure, Workers
from friendshore.results import open_run
from friendshore.results.blobs import ARRAYS, EXACT, fingerprint, pack, unpack
from friendshore.results.folder import MANIFEST


class Notes(Watcher):
    """Remembers what it is told."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self.advanced = 0

    def note(self, text: str) -> None:
        self.notes.append(text)

    def advance(self) -> None:
        self.advanced += 1


def digest(folder: Path, seeds: Path, n: int = 6, **how: object) -> str:
    return run(fake_subject(seeds), n, folder, **how).digest  # type: ignore[arg-type]


def test_a_packed_outcome_comes_back_to_single_precision() -> None:
    outcome = FakeWorld()(3)
    arrays = unpack(pack(outcome), ARRAYS)
    for name in ARRAYS:
        exact = getattr(outcome, name)
        np.testing.assert_allclose(arrays[name], exact, rtol=0 if name in EXACT else 1e-7)
        assert arrays[name].dtype == np.float64


def test_a_changed_last_bit_changes_the_fingerprint() -> None:
    outcome = FakeWorld()(3)
    before = fingerprint(outcome)
    outcome.made[0, 0] = np.nextafter(outcome.made[0, 0], np.inf)
    assert fingerprint(outcome) != before


@pytest.mark.parametrize("blob", [b"", b"FSO1", b"nonsense", pack(FakeWorld()(0))[:300]])
def test_bytes_that_are_no_outcome_are_refused(blob: bytes) -> None:
    with pytest.raises(ValueError, match="not a packed outcome"):
        unpack(blob, ARRAYS)


def test_serial_and_any_number_of_workers_by_fork_or_spawn_give_the_same_digest(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    serial = digest(tmp_path / "a", seeds)
    assert digest(tmp_path / "b", seeds, workers=2, method="fork") == serial
    assert digest(tmp_path / "c", seeds, workers=2, method="spawn") == serial
    assert digest(tmp_path / "d", seeds, workers=3) == serial


def test_a_finished_run_is_returned_and_a_larger_n_continues_it(tmp_path: Path) -> None:
    subject = fake_subject(tmp_path / "seeds")
    first = run(subject, 3, tmp_path)
    again = run(subject, 3, tmp_path)
    assert (first.made, again.made) == (3, 0)
    assert again.digest == first.digest
    larger = run(subject, 6, tmp_path)
    assert (larger.made, larger.replications) == (3, 6)
    assert larger.digest == run(subject, 6, tmp_path / "elsewhere").digest


def test_returning_a_finished_run_leaves_its_files_as_they_are(tmp_path: Path) -> None:
    subject = fake_subject(tmp_path / "seeds")
    folder = run(subject, 2, tmp_path).folder
    before = (folder / "manifest.json").read_bytes()
    run(subject, 2, tmp_path)
    assert (folder / "manifest.json").read_bytes() == before


def test_fresh_begins_anew(tmp_path: Path) -> None:
    subject = fake_subject(tmp_path / "seeds")
    run(subject, 5, tmp_path)
    assert run(subject, 2, tmp_path, fresh=True).replications == 2


def test_the_folder_follows_scenario_and_seeds_and_not_the_replications(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    here = plan(fake_subject(seeds), tmp_path).folder
    assert here == plan(fake_subject(seeds), tmp_path).folder
    assert here.parent == tmp_path / "runs"
    assert plan(fake_subject(seeds, strength=0.5), tmp_path).folder != here
    fake_subject(seeds)
    (seeds / "more.csv").write_text("id\n")
    assert plan(fake_subject(seeds), tmp_path).folder != here
    assert not here.exists(), "planning touches nothing"


def test_a_name_cannot_lead_out_of_the_folder_of_runs(tmp_path: Path) -> None:
    folder = plan(fake_subject(tmp_path / "seeds", name="../../x y"), tmp_path).folder
    assert folder.parent == tmp_path / "runs"


def test_the_manifest_says_what_made_the_run(tmp_path: Path) -> None:
    finished = run(fake_subject(tmp_path / "seeds"), 2, tmp_path)
    manifest = json.loads((finished.folder / "manifest.json").read_text())
    assert manifest["digest"] == finished.digest
    assert manifest["state"] == "complete"
    assert manifest["replications"] == 2
    assert set(manifest["inputs"]) == {"seeds/sites.csv"}
    assert "engine/outcome.py" in manifest["source"]
    assert "numpy" in manifest["versions"]
    events = [json.loads(line)["event"] for line in (finished.folder / "log.jsonl").read_text().splitlines()]
    assert events == ["started", "complete"]


def test_the_database_is_strict_and_writes_ahead(tmp_path: Path) -> None:
    folder = run(fake_subject(tmp_path / "seeds"), 1, tmp_path).folder
    with sqlite3.connect(folder / "run.sqlite") as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        with pytest.raises(sqlite3.IntegrityError):
            database.execute("INSERT INTO result VALUES ('x', 'not a number', x'00', 0, '', 0.0)")


def test_a_worker_that_dies_once_costs_nothing_but_time(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    expected = digest(tmp_path / "calm", seeds, 8)
    notes = Notes()
    subject = fake_subject(seeds, deadly={4: str(tmp_path / "died")})
    assert run(subject, 8, tmp_path / "hard", workers=2, watcher=notes).digest == expected
    assert any("died" in note for note in notes.notes)
    assert notes.advanced == 8


def test_a_replication_that_always_kills_its_worker_is_given_up_alone(tmp_path: Path) -> None:
    subject = fake_subject(tmp_path / "seeds", deadly={4: ""})
    with pytest.raises(PartlyFailed, match=r"replication 4 failed .*process died"):
        run(subject, 8, tmp_path, workers=2)
    (manifest,) = runs(tmp_path)
    assert (manifest["replications"], manifest["state"]) == (7, "partly failed")


def test_books_that_do_not_close_name_the_site_and_keep_the_others(tmp_path: Path) -> None:
    subject = fake_subject(tmp_path / "seeds", failing=frozenset({1}))
    with pytest.raises(PartlyFailed, match="usa_cells: 1 t of graphite"):
        run(subject, 3, tmp_path)
    assert runs(tmp_path)[0]["replications"] == 2


def test_when_every_replication_fails_the_first_says_why(tmp_path: Path) -> None:
    subject = fake_subject(tmp_path / "seeds", failing=frozenset(range(4)))
    with pytest.raises(BooksError, match="usa_cells"):
        run(subject, 4, tmp_path)
    with pytest.raises(FriendshoreError, match="usa_cells"):
        run(subject, 4, tmp_path / "b", workers=2)


def test_an_interrupted_run_keeps_what_is_done_and_continues_to_the_same_digest(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    with pytest.raises(Interrupted, match="3 of 6"):
        run(fake_subject(seeds, interrupting=3), 6, tmp_path)
    assert runs(tmp_path)[0]["state"] == "interrupted"
    finished = run(fake_subject(seeds), 6, tmp_path)
    assert finished.made == 3
    assert finished.digest == digest(tmp_path / "calm", seeds)


def test_a_damaged_result_is_refused_by_readers_and_made_again_by_a_run(tmp_path: Path) -> None:
    subject = fake_subject(tmp_path / "seeds")
    first = run(subject, 4, tmp_path)
    with sqlite3.connect(first.folder / "run.sqlite") as database:
        (blob,) = database.execute("SELECT blob FROM result WHERE replication = 2").fetchone()
        worse = bytearray(blob)
        worse[len(worse) // 2] ^= 1
        database.execute("UPDATE result SET blob = ? WHERE replication = 2", (bytes(worse),))
    with pytest.raises(StoreError, match="replication 2 is damaged"):
        open_run(first.folder).array("made")
    notes = Notes()
    again = run(subject, 4, tmp_path, watcher=notes)
    assert (again.made, again.digest) == (1, first.digest)
    assert "replication 2 was damaged" in notes.notes[0]


def test_a_database_that_is_none_is_refused_in_one_line(tmp_path: Path) -> None:
    subject = fake_subject(tmp_path / "seeds")
    folder = run(subject, 2, tmp_path).folder
    (folder / "run.sqlite").write_bytes(b"not a database, not even nearly" * 100)
    with pytest.raises(StoreError, match="--fresh"):
        open_run(folder)
    with pytest.raises(StoreError, match="--fresh"):
        run(subject, 2, tmp_path)
    assert run(subject, 2, tmp_path, fresh=True).made == 2


def test_a_full_disk_is_said_in_one_line_and_earlier_rows_stay(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    folder = run(fake_subject(seeds), 3, tmp_path).folder
    before = (folder / "run.sqlite").stat().st_size
    script = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from fake_world import fake_subject; from friendshore.experiment import run\n"
        "from friendshore.errors import StoreError\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({before + 70_000},) * 2)\n"
        "try: run(fake_subject(Path(sys.argv[1])), 40, Path(sys.argv[2]))\n"
        "except StoreError as error: print(error); sys.exit(error.exit_code)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, seeds, tmp_path],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.returncode == 4, done.stderr
    assert len(done.stdout.splitlines()) == 1
    assert "earlier results are kept" in done.stdout
    assert open_run(folder).array("made").shape[0] >= 3
    assert run(fake_subject(seeds), 6, tmp_path).digest == digest(tmp_path / "calm", seeds)


def test_a_folder_that_cannot_be_made_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("a file where a folder should be")
    with pytest.raises(StoreError, match="runs"):
        run(fake_subject(tmp_path / "seeds"), 1, tmp_path)


def test_two_processes_do_not_run_one_scenario_at_once(tmp_path: Path) -> None:
    subject = fake_subject(tmp_path / "seeds")

    class Second(Watcher):
        def begin(self, name: str, total: int, done: int) -> None:
            assert runs(tmp_path)[0]["state"] == "running"
            with pytest.raises(StoreError, match="another process"):
                run(subject, 1, tmp_path)
            with pytest.raises(StoreError, match="another process"):
                run(subject, 1, tmp_path, fresh=True)

    run(subject, 1, tmp_path, watcher=Second())


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"no manifest\.json"):
        open_run(tmp_path)


def test_killed_at_random_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    expected = digest(tmp_path / "calm", seeds, 30)
    script = (
        "import sys, time; from pathlib import Path\n"
        "from fake_world import fake_subject; from friendshore.experiment import run, Watcher\n"
        "class Slow(Watcher):\n"
        "    def advance(self): print(flush=True); time.sleep(0.02)\n"
        "print('ready', flush=True)\n"
        "run(fake_subject(Path(sys.argv[1])), 30, Path(sys.argv[2]), workers=2, watcher=Slow())\n"
    )
    wait = np.random.default_rng(5)
    for _ in range(5):
        process = subprocess.Popen(
            [sys.executable, "-c", script, seeds, tmp_path],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(float(wait.uniform(0.0, 0.25)))
        process.kill()
        acknowledged = len(process.stdout.read().splitlines())
        process.wait()
        process.stdout.close()
        folder = plan(fake_subject(seeds), tmp_path).folder
        if acknowledged:
            assert len(open_run(folder).replications) >= acknowledged
        if (folder / MANIFEST).exists() and acknowledged < 30:
            (found,) = runs(tmp_path)
            assert (found["state"], found["replications"]) == ("stopped", len(kept(folder)))
    assert digest(tmp_path, seeds, 30) == expected


def test_workers_end_with_a_run_that_is_killed_and_leave_its_folder_free(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    script = (
        "import sys; from pathlib import Path\n"
        "from fake_world import fake_subject; from friendshore.experiment import run, Watcher\n"
        "class Slow(Watcher):\n"
        "    def advance(self): print(flush=True)\n"
        "run(fake_subject(Path(sys.argv[1]), pause=0.05), 500, Path(sys.argv[2]), workers=2, watcher=Slow())\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, seeds, tmp_path],
        stdout=subprocess.PIPE,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert process.stdout is not None
    for _ in range(3):  # the first is made before there are workers
        process.stdout.readline()
    process.kill()
    process.wait()
    open_end = process.stdout.fileno()
    os.set_blocking(open_end, False)
    until = time.monotonic() + 10.0
    while os.read(open_end, 1000) if select.select([open_end], [], [], until - time.monotonic())[0] else None:
        pass  # the pipe ends when nobody is left who could write into it
    try:
        assert time.monotonic() < until, "workers outlived their run"
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.stdout.close()
    assert run(fake_subject(seeds), 3, tmp_path).replications >= 3


def test_ctrl_c_stops_the_workers_at_once_keeps_what_is_done_and_ends_with_130(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    script = (
        "import sys; from pathlib import Path\n"
        "from fake_world import fake_subject; from friendshore.cli import arms, main\n"
        "arms.subject = lambda *_: (fake_subject(Path(sys.argv[1]), pause=0.1), 200)\n"
        "sys.exit(main(['run', 'fake', '-j', '2', '--out', sys.argv[2]]))\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, seeds, tmp_path],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        start_new_session=True,
    )
    folder = plan(fake_subject(seeds), tmp_path).folder
    for _ in range(200):
        time.sleep(0.05)
        if (folder / "manifest.json").is_file() and len(kept(folder)) >= 3:
            break
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the workers too
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert out == ""
    assert "of 200 replications are kept" in err.splitlines()[-1]
    assert "Traceback" not in err
    assert runs(tmp_path)[0]["state"] == "interrupted"
    assert 3 <= len(kept(folder)) < 200
    assert digest(tmp_path, seeds) == digest(tmp_path / "calm", seeds)


def kept(folder: Path) -> tuple[int, ...]:
    try:
        return open_run(folder).replications
    except StoreError:
        return ()


class Untold(Exception):
    """An error that cannot travel between processes."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(f"{one} {two}")


class Unbuildable:
    """A world that cannot be built in another process."""

    def __call__(self) -> FakeWorld:
        raise Untold("no", "world")


def test_a_world_that_workers_cannot_build_fails_with_its_words_and_does_not_hang() -> None:
    found = list(Workers(Unbuildable(), 2, method="spawn").run(range(3)))
    assert [str(one.error) for one in found if isinstance(one, Failure)] == ["Untold: no world"] * 3


def test_continuing_under_other_versions_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    subject = fake_subject(tmp_path / "seeds")
    run(subject, 1, tmp_path)
    monkeypatch.setattr("friendshore.experiment.identity.versions", lambda: {"numpy": "99.0"})
    notes = Notes()
    run(subject, 2, tmp_path, watcher=notes)
    assert "other versions" in notes.notes[0]
    assert "-> 99.0" in notes.notes[0]


def test_a_manifest_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    folder = run(fake_subject(tmp_path / "seeds"), 1, tmp_path).folder
    for text in ("{", "[]", "{}"):
        (folder / "manifest.json").write_text(text)
        with pytest.raises(StoreError, match="manifest"):
            open_run(folder)


def test_a_run_without_a_result_or_its_database_is_refused(tmp_path: Path) -> None:
    folder = run(fake_subject(tmp_path / "seeds"), 1, tmp_path).folder
    with sqlite3.connect(folder / "run.sqlite") as database:
        database.execute("DELETE FROM result")
    with pytest.raises(StoreError, match="no replication is finished"):
        open_run(folder)
    (folder / "run.sqlite").unlink()
    with pytest.raises(StoreError, match="missing"):
        open_run(folder)
