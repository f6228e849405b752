"""Runs a scenario into its folder: what is kept is not run again, and stopping loses nothing."""

from __future__ import annotations

import sys
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from friendshore.errors import FriendshoreError, Interrupted, PartlyFailed, StoreError
from friendshore.experiment import identity
from friendshore.experiment.pool import Failure, Result, Workers, serially
from friendshore.experiment.store import Store, count, in_use
from friendshore.experiment.subject import Simulation, Subject
from friendshore.results.folder import DATABASE, MANIFEST, read_manifest

FORMAT = 1


class Watcher:
    """Told how a run goes; this one keeps silent."""

    def note(self, text: str) -> None:
        """Something worth a line."""

    def begin(self, name: str, total: int, done: int) -> None:
        """A run of ``total`` replications starts, ``done`` of which are kept already."""

    def advance(self) -> None:
        """One more replication is kept."""

    def end(self) -> None:
        """The run is over, well or not."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A run with all the replications that were asked for.

    digest          SHA-256 over the replications asked for, in their order; the manifest's is over all kept
    replications    how many are kept, at least those asked for
    made            how many of them this call ran
    """

    folder: Path
    name: str
    digest: str
    replications: int
    made: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Planned:
    """Where a run would be kept and what is there already."""

    folder: Path
    content: str
    inputs: Mapping[str, str]
    source: Mapping[str, str]

    @property
    def kept(self) -> int:
        """Replications that are there already; raises ``StoreError`` if they cannot be read."""
        return count(self.folder)


def plan(subject: Subject, out: Path) -> Planned:
    """Where the run of a subject belongs below ``out``; touches nothing."""
    seeds = identity.inputs(subject.seeds)
    code = identity.source()
    content = identity.content_hash(subject.resolved, {**seeds, **subject.basis}, code)
    folder = out / "runs" / identity.folder_name(subject.name, content)
    return Planned(folder, content, {**identity.inputs(subject.seeds, subject.files), **subject.basis}, code)


def run(
    subject: Subject,
    replications: int,
    out: Path,
    *,
    workers: int = 1,
    fresh: bool = False,
    method: str | None = None,
    watcher: Watcher | None = None,
) -> Finished:
    """Runs replications 0 to ``replications - 1`` that are not kept yet, and keeps them.

    The result depends on the subject and the replications alone: not on ``workers``, the order in which
    they finish, or how often the run was stopped and continued.

    workers     processes; 1 runs in this one
    fresh       forget what is kept and begin anew
    method      how processes start: ``fork``, ``spawn``, or what suits the platform

    Raises ``StoreError`` (nothing can be kept), ``Interrupted``, ``PartlyFailed`` (some replications
    failed and the others are kept) or, when every replication failed, what the first one raised.
    """
    planned = plan(subject, out)
    with Store(planned.folder, subject.name, fresh) as store:
        return _Running(subject, planned, store, watcher or Watcher()).run(replications, workers, method)


class _Running:
    """One call of ``run``."""

    def __init__(self, subject: Subject, planned: Planned, store: Store, watcher: Watcher) -> None:
        self._subject = subject
        self._planned = planned
        self._store = store
        self._watcher = watcher
        self._started = time.time()

    def run(self, replications: int, workers: int, method: str | None) -> Finished:
        damaged = self._store.drop_damaged()
        if damaged:
            numbers = ", ".join(map(str, damaged))
            self._watcher.note(f"replication {numbers} was damaged in the store and runs again")
            self._store.log("damaged", replications=list(damaged))
        kept = self._store.fingerprints()
        missing = [n for n in range(replications) if n not in kept]
        if not missing:
            return self._finish(replications, made=0)
        self._warn_of_other_versions(bool(kept))
        self._manifest("running", replications)
        self._store.log("started", missing=len(missing), workers=workers, argv=sys.argv)
        failures: list[Failure] = []
        made = 0
        try:
            with closing(self._results(missing, workers, method)) as results:
                for result in results:
                    if isinstance(result, Failure):
                        self._failed(result)
                        failures.append(result)
                    else:
                        self._store.keep(result)
                        made += 1
                    self._watcher.advance()
        except KeyboardInterrupt:
            self._manifest("interrupted", replications)
            self._store.log("interrupted", made=made)
            done = f"{len(kept) + made} of {replications} replications are kept in {self._planned.folder}"
            raise Interrupted(f"stopped; {done}; the same command continues") from None
        finally:
            self._watcher.end()
        if failures:
            self._manifest("partly failed", replications)
            raise _what_failed(failures, made, self._planned.folder)
        return self._finish(replications, made)

    def _results(
        self, missing: Sequence[int], workers: int, method: str | None
    ) -> Generator[Result | Failure, None, None]:
        """Builds the world; the first replication runs here, so that kernels are compiled once, before forking."""
        simulation = self._build()
        self._store.keep_names(simulation.index)
        total = len(missing) + len(self._store.fingerprints())
        self._watcher.begin(self._subject.name, total, total - len(missing))
        here = missing if workers <= 1 else missing[:1]
        yield from serially(simulation, here)
        rest = missing[len(here) :]
        if rest:
            pool = Workers(self._subject.factory, min(workers, len(rest)), simulation, method)
            yield from pool.run(rest)
            if pool.deaths:
                self._watcher.note(f"worker processes died {pool.deaths} times; their replications ran again")
                self._store.log("worker died", deaths=pool.deaths)

    def _build(self) -> Simulation:
        from friendshore.formulas import compiled  # Numba loads here and not with the command line

        if not compiled.ready():
            self._watcher.note("compiling the kernels, once on this machine: half a minute, or a whole one")
        return self._subject.factory()

    def _failed(self, failure: Failure) -> None:
        text = f"{type(failure.error).__name__}: {failure.error}"
        self._store.log("failed", replication=failure.replication, error=text)

    def _warn_of_other_versions(self, continuing: bool) -> None:
        if not continuing or not (self._planned.folder / MANIFEST).is_file():
            return
        before = read_manifest(self._planned.folder).get("versions", {})
        now = identity.versions()
        changed = [f"{k} {before[k]} -> {now[k]}" for k in now if k in before and before[k] != now[k]]
        if changed:
            self._watcher.note(
                f"earlier replications ran under other versions ({', '.join(changed)}); --fresh makes them all alike"
            )

    def _finish(self, replications: int, made: int) -> Finished:
        prints = self._store.fingerprints()
        folder = self._planned.folder
        if made or not self._settled(prints):
            self._manifest("complete", replications, prints)
            self._store.log("complete", made=made, digest=identity.digest(prints))
        asked = {n: prints[n] for n in range(replications)}
        name, seconds = self._subject.name, time.time() - self._started
        return Finished(folder, name, identity.digest(asked), len(prints), made, seconds)

    def _settled(self, prints: Mapping[int, str]) -> bool:
        """Whether the manifest already speaks of exactly these results, in the scenario's words of today."""
        if not (self._planned.folder / MANIFEST).is_file():
            return False
        before, subject = read_manifest(self._planned.folder), self._subject
        words = {"title": subject.title, "question": subject.question, "shows": subject.extra.get("shows")}
        return (
            before.get("state") == "complete"
            and before.get("digest") == identity.digest(prints)
            and all(before.get(key) == word for key, word in words.items())
        )

    def _manifest(self, state: str, asked: int, prints: Mapping[int, str] | None = None) -> None:
        prints = self._store.fingerprints() if prints is None else prints
        subject = self._subject
        manifest: dict[str, Any] = {
            "format": FORMAT,
            "name": subject.name,
            "title": subject.title,
            "question": subject.question,
            "state": state,
            "replications": len(prints),
            "asked": asked,
            "digest": identity.digest(prints),
            "content": self._planned.content,
            "scenario": subject.resolved,
            "units": subject.units,
            **subject.extra,
            "inputs": self._planned.inputs,
            "source": self._planned.source,
            "versions": identity.versions(),
            "machine": identity.machine(),
            "argv": sys.argv,
            "started": _utc(self._started),
            "ended": _utc(time.time()),
        }
        self._store.write_manifest(manifest)


def _what_failed(failures: Sequence[Failure], made: int, folder: Path) -> Exception:
    first = min(failures, key=lambda failure: failure.replication)
    if not made and isinstance(first.error, FriendshoreError):
        return first.error
    if not made:
        return FriendshoreError(f"every replication failed; the first: {type(first.error).__name__}: {first.error}")
    numbers = ", ".join(str(f.replication) for f in sorted(failures, key=lambda f: f.replication))
    return PartlyFailed(
        f"replication {numbers} failed ({type(first.error).__name__}: {first.error}); the others are kept in {folder}"
    )


def _utc(moment: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment))


def runs(out: Path, broken: list[StoreError] | None = None) -> list[Mapping[str, Any]]:
    """Manifests of the runs kept below ``out``, newest last, each with its ``folder`` and ``bytes``.

    broken: collects what is wrong with runs that cannot be read, which are left out; without it the first is raised

    A run whose process ended before its time says ``stopped``.
    """
    found = []
    try:
        folders = [f for f in (out / "runs").iterdir() if (f / MANIFEST).is_file()]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise StoreError(f"{error.filename}: {error.strerror}") from error
    for folder in sorted(folders):
        try:
            found.append(_listed(folder))
        except StoreError as error:
            if broken is None:
                raise
            broken.append(error)
    return sorted(found, key=lambda manifest: str(manifest["ended"]))


def _listed(folder: Path) -> Mapping[str, Any]:
    manifest = dict(read_manifest(folder), folder=str(folder), bytes=_size(folder / DATABASE))
    if missing := [key for key in ("state", "ended", "replications", "digest") if key not in manifest]:
        raise StoreError(f"{folder / MANIFEST} is not the manifest of a run: it has no {', '.join(missing)}")
    if manifest["state"] == "running":
        manifest["replications"] = count(folder)
        if not in_use(folder):
            manifest["state"] = "stopped"
    return manifest


def _size(file: Path) -> int:
    return file.stat().st_size if file.is_file() else 0
