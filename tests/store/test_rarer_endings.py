"""How a run rarely ends or begins: workers that die at once, errors that cannot travel, machines of another kind."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest

from fake_world import FakeFactory, FakeWorld, fake_subject
from friendshore import locations
from friendshore.errors import FriendshoreError, StoreError
from friendshore.experiment import Watcher, identity, pool, run, runs
from friendshore.experiment.pool import Failure, Result, Workers
from friendshore.formulas import compiled
from friendshore.results.blobs import pack, unpack
from friendshore.results.folder import MANIFEST


class Notes(Watcher):
    def __init__(self) -> None:
        self.said: list[str] = []

    def note(self, text: str) -> None:
        self.said.append(text)


def test_a_worker_that_dies_between_two_tasks_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    pools = 0

    class Dying(pool.ProcessPoolExecutor):
        """The first pool is broken before it has taken its second task."""

        def __init__(self, *given: Any, **more: Any) -> None:
            nonlocal pools
            super().__init__(*given, **more)
            pools += 1
            self.taken, self.dies = 0, pools == 1

        def submit(self, task: Callable[..., Any], /, *given: Any, **more: Any) -> Future[Any]:
            self.taken += 1
            if self.dies and self.taken == 2:
                raise BrokenProcessPool("a worker died")
            return super().submit(task, *given, **more)

    monkeypatch.setattr(pool, "ProcessPoolExecutor", Dying)
    workers = Workers(FakeFactory(), 2, FakeWorld())
    made = list(workers.run(range(6)))
    assert sorted(one.replication for one in made) == list(range(6))
    assert all(isinstance(one, Result) for one in made)
    assert workers.deaths == 1 and pools == 2


class Unspeakable(Exception):
    """An error that cannot be sent from one process to another."""

    def __init__(self, one: str, other: Callable[[], None]) -> None:
        super().__init__(one)
        self.other = other


def test_an_error_that_cannot_travel_sends_its_words() -> None:
    error = Unspeakable("out of tune", lambda: None)
    sent = pool._portable(error)
    assert isinstance(sent, FriendshoreError) and str(sent) == "Unspeakable: out of tune"
    known = StoreError("disk full")
    assert pool._portable(known) is known


def test_a_world_that_cannot_be_built_fails_in_its_own_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> FakeWorld:
        raise Unspeakable("no seeds", lambda: None)

    monkeypatch.setattr(pool, "_factory", broken, raising=False)
    monkeypatch.setattr(pool, "_simulate", None)
    found = pool._task(3)
    assert isinstance(found, Failure)
    assert (found.replication, str(found.error)) == (3, "Unspeakable: no seeds")


def test_when_nothing_runs_for_a_fault_of_ours_its_kind_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def divides(self: FakeWorld, replication: int) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(FakeWorld, "__call__", divides)
    with pytest.raises(FriendshoreError, match="every replication failed; the first: ZeroDivisionError: division by"):
        run(fake_subject(tmp_path / "seeds"), 2, tmp_path, workers=1)


def test_the_first_run_on_a_machine_says_that_it_compiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "CACHE", tmp_path / "empty")
    first = Notes()
    run(fake_subject(tmp_path / "seeds"), 1, tmp_path, workers=1, watcher=first)
    assert first.said == ["compiling the kernels, once on this machine: half a minute, or a whole one"]
    (tmp_path / "kept").mkdir()
    for name in compiled.CALLED:
        (tmp_path / "kept" / f"{name}.{name}-1.py311.nbi").touch()
    monkeypatch.setattr(compiled, "CACHE", tmp_path / "kept")
    second = Notes()
    run(fake_subject(tmp_path / "seeds"), 2, tmp_path, workers=1, watcher=second)
    assert second.said == []


def test_results_whose_manifest_is_gone_get_one_anew(tmp_path: Path) -> None:
    done = run(fake_subject(tmp_path / "seeds"), 2, tmp_path)
    (done.folder / MANIFEST).unlink()
    again = run(fake_subject(tmp_path / "seeds"), 2, tmp_path)
    assert (again.made, again.digest) == (0, done.digest)
    (found,) = runs(tmp_path)
    assert (found["state"], found["digest"]) == ("complete", done.digest)


def test_runs_that_cannot_be_listed_are_told_with_the_folder(tmp_path: Path) -> None:
    assert runs(tmp_path) == []
    (tmp_path / "runs").touch()
    with pytest.raises(StoreError, match="runs: Not a directory"):
        runs(tmp_path)


@pytest.mark.parametrize(
    ("text", "features"),
    [("processor: 0\nflags : fpu fma avx2 sse2\nflags : none\n", {"fma", "avx2"}), ("processor: 0\n", set())],
)
def test_the_features_of_a_processor_are_those_it_tells_of_first(
    monkeypatch: pytest.MonkeyPatch, text: str, features: set[str]
) -> None:
    monkeypatch.setattr(Path, "read_text", lambda self, *_: text)
    assert set(identity.machine()["features"]) & {"fma", "avx2", "none"} == features


def test_a_machine_without_such_a_list_has_no_known_features(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(self: Path, *_: object) -> str:
        raise FileNotFoundError(2, "No such file or directory", str(self))

    monkeypatch.setattr(Path, "read_text", missing)
    found = identity.machine()
    assert found["features"] == [] and found["architecture"]


def test_a_library_that_is_not_installed_has_no_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "LIBRARIES", ("numpy", "no-such-library-at-all"))
    assert set(identity.versions()) == {"friendshore", "python", "numpy"}


def test_an_array_that_a_kept_result_does_not_hold_is_named() -> None:
    blob = pack(FakeWorld()(0))
    with pytest.raises(ValueError, match="not among the arrays: weather"):
        unpack(blob, ("made", "weather"))


def test_what_came_with_the_program_lies_in_the_package_or_the_checkout_or_is_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "root" / "sim" / "friendshore"
    package.mkdir(parents=True)
    monkeypatch.setattr(locations, "_PACKAGE", package)
    with pytest.raises(StoreError, match="the folder seeds is missing from this installation; install friendshore"):
        locations.shipped("seeds")
    (package / "data" / "seeds").mkdir(parents=True)
    assert locations.shipped("seeds") == package / "data" / "seeds"
    (tmp_path / "root" / "pyproject.toml").touch()
    assert locations.shipped("seeds") == package / "data" / "seeds"
    (tmp_path / "root" / "seeds").mkdir()
    assert locations.shipped("seeds") == tmp_path / "root" / "seeds"
