"""Lines and branches that the tests pass through: the suite once compiled, the kernels' own tests as they are written.

What no test passes through is printed, and kept in ``reports/coverage.json`` in coverage's own form.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from soak.table import ROOT, Figure

WHOLE = 0.95
LISTING = ROOT / "reports" / "coverage.json"
SETTINGS = """[run]
branch = true
parallel = true
source_pkgs = friendshore
concurrency = multiprocessing,thread
patch = subprocess, fork, _exit
sigterm = true
data_file = {folder}/data/.coverage
"""
AS_WRITTEN = (
    "sim/friendshore/formulas",
    "tests/formulas",
    "tests/theory/test_formulas.py",
    "tests/engine/test_kernels.py",
    "tests/engine/test_parts.py",
    "tests/engine/test_rationing.py",
)
"""Tests that call formulas and kernels by hand. How whole runs pass through them is seen in the suite already: two of
its tests run the small world as written, under law of every kind and under contracts, beside the compiled ones."""
TIMED = "not quick and not seconds and not never_bring_a_traceback and not ctrl_c and not wheel and not milliseconds"
"""Left out: tests that measure time, which coverage takes, and of a wheel elsewhere, which it does not see."""
AREAS = {
    "ledger": ("engine/books.py",),
    "store": ("experiment/store.py", "results/folder.py"),
    "loader": ("scenario/loading.py", "scenario/law.py", "reading/"),
}


def run(folder: Path, name: str, *arguments: str, **environment: str) -> None:
    """Pytest under coverage; a failing test is told, and counts for what it passed through."""
    done = subprocess.run(
        [
            sys.executable, "-m", "coverage", "run", f"--rcfile={folder / 'coverage.ini'}", "-m", "pytest", "-q",
            "-p", "no:xdist", "-p", "no:cov", "--timeout=1800", "-o", f"cache_dir={folder / 'cache'}", *arguments,
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "FRIENDSHORE_EXAMPLES": "25", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )  # fmt: skip
    if done.returncode:
        print(f"{name}: ended with {done.returncode}\n{done.stdout[-3000:]}", flush=True)


def coverage(folder: Path, *words: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "coverage", words[0], f"--rcfile={folder / 'coverage.ini'}", *words[1:]],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def shares(files: dict[str, Any]) -> tuple[float, float]:
    """Share of lines and of branches passed through."""
    sums = [one["summary"] for one in files.values()]

    def share(part: str, whole: str) -> float:
        total = sum(one[whole] for one in sums)
        return sum(one[part] for one in sums) / total if total else 1.0

    return share("covered_lines", "num_statements"), share("covered_branches", "num_branches")


def figures(folder: Path) -> list[Figure]:
    """Lines and branches of the whole package, and of the parts that must be covered to the last one."""
    (folder / "data").mkdir()
    LISTING.parent.mkdir(exist_ok=True)
    (folder / "coverage.ini").write_text(SETTINGS.format(folder=folder), "utf-8")
    run(folder, "the suite", "-k", TIMED)
    run(folder, "the engine as written", *AS_WRITTEN, "-k", TIMED, FRIENDSHORE_UNCOMPILED="1")
    coverage(folder, "combine", str(folder / "data"))
    coverage(folder, "json", "-i", f"--include={ROOT / 'sim'}/*", "-o", str(LISTING))
    files = json.loads(LISTING.read_text("utf-8"))["files"]
    by_module = {name.rpartition("friendshore/")[2]: one for name, one in files.items()}
    for name, one in sorted(by_module.items()):
        if one["missing_lines"] or one["missing_branches"]:
            print(f"{name}: lines {one['missing_lines']} branches {one['missing_branches']}")
    lines, branches = shares(by_module)
    found = [
        Figure("whole package: lines", f"{lines:.1%}", f"{WHOLE:.0%}", lines >= WHOLE),
        Figure("whole package: branches", f"{branches:.1%}", f"{WHOLE:.0%}", branches >= WHOLE),
    ]
    for area, modules in AREAS.items():
        chosen = {name: one for name, one in by_module.items() if name.startswith(modules)}
        lines, branches = shares(chosen)
        told = f"{lines:.1%}, {branches:.1%}"
        found.append(Figure(f"{area}: lines, branches", told, "100%, 100%", lines == branches == 1.0 and bool(chosen)))
    return found
