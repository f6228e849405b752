"""Replications over processes: a worker that dies costs one attempt, never the batch."""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass

from friendshore.engine.outcome import Outcome
from friendshore.errors import FriendshoreError
from friendshore.results.blobs import fingerprint, pack

Simulate = Callable[[int], Outcome]
Build = Callable[[], Simulate]

ATTEMPTS = 2
"""Deaths a replication may be under way at before it is run alone, to be given up if it is the cause."""


@dataclass(frozen=True, slots=True)
class Result:
    """A finished replication, packed where it was made."""

    replication: int
    blob: bytes
    fingerprint: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Failure:
    """A replication that could not be finished, and why."""

    replication: int
    error: Exception


def make(simulate: Simulate, replication: int) -> Result | Failure:
    """Runs and packs one replication; whatever it raises becomes a ``Failure``."""
    begin = time.perf_counter()
    try:
        outcome = simulate(replication)
        return Result(replication, pack(outcome), fingerprint(outcome), time.perf_counter() - begin)
    except Exception as error:
        return Failure(replication, error)


def serially(simulate: Simulate, replications: Sequence[int]) -> Iterator[Result | Failure]:
    """Runs replications in this process, in the order given."""
    return (make(simulate, replication) for replication in replications)


class Workers:
    """A process pool that is rebuilt when a worker dies.

    With ``fork`` (the choice on Linux) the workers inherit ``built``: the world this process has built and
    the kernels it has compiled. With ``spawn`` each worker calls ``factory``.
    """

    def __init__(self, factory: Build, count: int, built: Simulate | None = None, method: str | None = None) -> None:
        self._method = method or ("fork" if sys.platform == "linux" else "spawn")
        self._world = (factory, built if self._method == "fork" else None)
        self._count = count
        self.deaths = 0

    def run(self, replications: Sequence[int]) -> Iterator[Result | Failure]:
        """Results as they come, in no particular order.

        After a death the replications that were under way are queued again; one that was under way at two
        deaths waits until the others are done and runs alone, so that only the cause is given up.
        """
        queue = deque(replications)
        present: Counter[int] = Counter()
        suspects: list[int] = []
        while queue:
            for replication in (yield from self._until_death(queue, self._count)):
                present[replication] += 1
                (queue if present[replication] < ATTEMPTS else suspects).append(replication)
        for replication in suspects:
            if (yield from self._until_death(deque([replication]), 1)):
                yield Failure(replication, FriendshoreError("its process died (killed, or out of memory)"))

    def _until_death(self, queue: deque[int], count: int) -> Generator[Result | Failure, None, list[int]]:
        """Empties the queue; stops at the first death and returns what was under way."""
        before = set(multiprocessing.active_children())
        executor = ProcessPoolExecutor(
            min(count, len(queue)), multiprocessing.get_context(self._method), _begin, self._world
        )
        under_way: dict[Future[Result | Failure], int] = {}
        lost: list[int] = []
        try:
            while (queue or under_way) and not lost:
                while queue and len(under_way) < 2 * count:
                    replication = queue.popleft()
                    under_way[executor.submit(_task, replication)] = replication
                for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                    try:
                        result = future.result()
                    except BrokenProcessPool:
                        continue
                    del under_way[future]
                    yield result
                lost = [n for future, n in under_way.items() if future.done() and future.exception() is not None]
            if lost:
                lost = list(under_way.values())
                self.deaths += 1
            return lost
        except BrokenProcessPool:  # a worker died between two submissions
            self.deaths += 1
            return [replication, *under_way.values()]
        finally:
            executor.shutdown(wait=not (lost or under_way), cancel_futures=True)
            if lost or under_way:  # stopped half-way: what still runs has no reader
                for process in set(multiprocessing.active_children()) - before:
                    process.kill()
                    process.join()


_factory: Build
_simulate: Simulate | None = None


def _begin(factory: Build, built: Simulate | None) -> None:
    """Prepares a worker: an interrupt from the keyboard is the parent's to answer, and its death is ours as well."""
    global _factory, _simulate
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _factory, _simulate = factory, built
    gc.freeze()


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for work for ever, and hold the lock of the run's folder."""
    parent = multiprocessing.parent_process()
    assert parent is not None  # a worker has one
    parent.join()
    os._exit(1)


def _task(replication: int) -> Result | Failure:
    global _simulate
    try:
        if _simulate is None:
            _simulate = _factory()
    except Exception as error:
        return Failure(replication, _portable(error))
    result = make(_simulate, replication)
    return Failure(replication, _portable(result.error)) if isinstance(result, Failure) else result


def _portable(error: Exception) -> Exception:
    """The error, or its words if it cannot travel between processes; one that cannot would end the pool."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return FriendshoreError(f"{type(error).__name__}: {error}")
    return error
