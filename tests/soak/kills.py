"""A run that is killed again and again: its store stays readable, nothing is lost, and it ends as if nothing was."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from friendshore.errors import StoreError
from friendshore.experiment import runs
from friendshore.results import open_run
from soak.table import Figure
from worlds_small.lab import write_world

SCENARIO = """title: A small world
question: What does a small world do when it is left alone?
seeds: world
run: {start: 2023-01-01, end: 2025-12-31, replications: 60, rng_seed: 7}
"""


LONGEST, PATIENCE = 600.0, 20.0
"""Seconds that a run may take, and its workers after its death."""


def started(folder: Path, out: str) -> subprocess.Popen[str]:
    """``friendshore run`` of the small world with two workers, in a group of processes of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "friendshore", "run", "small.yaml", "-j", "2", "--out", out, "--json"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(one for one in sys.path if one)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def killed(process: subprocess.Popen[str], after: float, whole: bool) -> tuple[str | None, bool]:
    """Kill a run after some seconds, with its workers or alone.

    What it printed, if it was done before; whether its workers ended with it: its pipes close when nobody is left.
    """
    try:
        said, told = process.communicate(timeout=after)
    except subprocess.TimeoutExpired:
        if whole:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    else:
        if process.returncode:
            raise AssertionError(f"ended with {process.returncode}: {told}")
        return said, True
    try:
        process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return None, False
    return None, True


def kept(out: Path) -> int:
    """How many replications can be read, every byte of them."""
    found = runs(out)
    if not found:
        return 0
    try:
        run = open_run(Path(found[0]["folder"]))
    except StoreError as error:
        if "no replication is finished" not in str(error):
            raise
        return 0
    return int(run.array("made").shape[0])


def figures(folder: Path, count: int = 100, seed: int = 20261121) -> list[Figure]:
    """Kill ``count`` runs at moments spread over a whole run's time."""
    write_world(folder / "world")
    (folder / "small.yaml").write_text(SCENARIO, "utf-8")
    dice = random.Random(seed)
    killed(started(folder, "warm"), LONGEST, whole=True)  # compiles
    began = time.monotonic()
    said, _ = killed(started(folder, "calm"), LONGEST, whole=True)
    usual = time.monotonic() - began
    expected = json.loads(said or "{}")["digest"]
    kills, ends, faults, number, before = 0, 0, [], 0, 0
    while kills < count or before:
        whole, after = kills % 2 == 0, dice.uniform(0.0, 1.1) * usual if kills < count else LONGEST
        out = f"out{number}"
        said, ended = killed(started(folder, out), after, whole)
        if not ended:
            faults.append(f"workers outlived the run that was killed after {after:.2f} s")
        now = kept(folder / out)
        if now < before:
            faults.append(f"{before} replications were kept, {now} are left")
        before = now
        kills += said is None
        if said is not None:
            ends += 1
            if json.loads(said)["digest"] != expected:
                faults.append(f"another digest after {kills} kills")
            number, before = number + 1, 0
    for one in faults:
        print(one)
    return [
        Figure("runs killed (-9) at random moments, half with their workers", f"{kills}", f"{count}", kills >= count),
        Figure(
            f"lost or unreadable results, other digests in {ends} runs that ended", f"{len(faults)}", "0", not faults
        ),
    ]
