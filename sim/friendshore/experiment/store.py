"""Where results are kept: one SQLite file per run, written by one process, that survives being killed."""

from __future__ import annotations

import fcntl
import json
import os
import sqlite3
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from friendshore.engine.outcome import Index
from friendshore.errors import StoreError
from friendshore.experiment.pool import Result
from friendshore.results.folder import DATABASE, MANIFEST, connect, index_to_json

LOG = "log.jsonl"
LOCK = "lock"

_TABLES = """
CREATE TABLE IF NOT EXISTS world (
    scenario TEXT PRIMARY KEY,
    names    TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS result (
    scenario    TEXT    NOT NULL,
    replication INTEGER NOT NULL,
    blob        BLOB    NOT NULL,
    crc         INTEGER NOT NULL,
    fingerprint TEXT    NOT NULL,
    seconds     REAL    NOT NULL,
    PRIMARY KEY (scenario, replication)
) STRICT;
"""


class Store:
    """A run's folder, open for writing; use it with ``with``.

    Every failure of disk, permission or database is a ``StoreError`` that names the file; rows already
    acknowledged stay. A second process that opens the same folder is refused.
    """

    def __init__(self, folder: Path, scenario: str, fresh: bool = False) -> None:
        self.folder = folder
        self._fresh = fresh
        self._scenario = scenario
        self._lock: IO[str]
        self._database: sqlite3.Connection

    def __enter__(self) -> Store:
        with self._trouble():
            self.folder.mkdir(parents=True, exist_ok=True)
            self._lock = (self.folder / LOCK).open("w")
            try:
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise StoreError(f"{self.folder}: another process is running this scenario; wait for it") from None
            if self._fresh:
                remove(self.folder)
            self._database = sqlite3.connect(self.folder / DATABASE, timeout=30, isolation_level=None)
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = NORMAL")
            self._database.executescript(_TABLES)
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(sqlite3.Error):  # closing only tidies the log away; the rows are safe in it
            self._database.close()
        self._lock.close()

    def keep_names(self, index: Index) -> None:
        """Keeps the names of rows and columns, the same for every replication."""
        with self._trouble():
            self._database.execute("INSERT OR REPLACE INTO world VALUES (?, ?)", (self._scenario, index_to_json(index)))

    def keep(self, result: Result) -> None:
        """Keeps one replication; when this returns it survives the end of the process."""
        with self._trouble():
            self._database.execute(
                "INSERT OR REPLACE INTO result VALUES (?, ?, ?, ?, ?, ?)",
                (
                    self._scenario,
                    result.replication,
                    result.blob,
                    zlib.crc32(result.blob),
                    result.fingerprint,
                    result.seconds,
                ),
            )

    def fingerprints(self) -> dict[int, str]:
        """Replication -> fingerprint of what is kept, in replication order."""
        with self._trouble():
            return dict(
                self._database.execute(
                    "SELECT replication, fingerprint FROM result WHERE scenario = ? ORDER BY replication",
                    (self._scenario,),
                )
            )

    def drop_damaged(self) -> tuple[int, ...]:
        """Removes replications whose bytes are not those that were kept, and names them."""
        with self._trouble():
            rows = self._database.execute(
                "SELECT replication, blob, crc FROM result WHERE scenario = ?", (self._scenario,)
            )
            damaged = tuple(n for n, blob, crc in rows if zlib.crc32(blob) != crc)
            for replication in damaged:
                self._database.execute(
                    "DELETE FROM result WHERE scenario = ? AND replication = ?", (self._scenario, replication)
                )
        return damaged

    def write_manifest(self, manifest: Mapping[str, Any]) -> None:
        """Replaces the manifest in one step: a reader sees the old one or the new one, whole."""
        with self._trouble():
            write_whole(self.folder / MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False) + "\n")

    def log(self, event: str, **facts: object) -> None:
        """Adds one line to the run's log."""
        line = json.dumps({"time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "event": event, **facts})
        with self._trouble(), (self.folder / LOG).open("a", encoding="utf-8") as file:
            file.write(line + "\n")

    @contextmanager
    def _trouble(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            raise StoreError(f"{self.folder / DATABASE}: {error}; earlier results are kept") from error
        except sqlite3.DatabaseError as error:
            raise StoreError(f"{self.folder / DATABASE} is damaged ({error}); begin anew with --fresh") from error
        except OSError as error:
            raise StoreError(f"{error.filename or self.folder}: {error.strerror or error}") from error


def write_whole(path: Path, text: str) -> None:
    """Writes a file beside its place and moves it there."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_text(text, "utf-8")
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise


def remove(folder: Path) -> None:
    """Removes what a run left in its folder, and nothing else there."""
    for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", MANIFEST, LOG):
        (folder / name).unlink(missing_ok=True)


def in_use(folder: Path) -> bool:
    """Whether a process is running into this folder."""
    try:
        with (folder / LOCK).open("r") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False  # a folder copied from elsewhere, or another's: nobody here runs into it
    return False


def count(folder: Path) -> int:
    """How many replications a folder keeps; 0 if it keeps none.

    Raises ``StoreError`` if its database cannot be read.
    """
    if not (folder / DATABASE).is_file():
        return 0
    with connect(folder) as database:
        (found,) = database.execute("SELECT count(*) FROM result").fetchone()
    return int(found)
