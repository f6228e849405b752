"""The share of small changes to the ledger, the store and the loader that their tests notice.

Each mutant runs in a process of its own, forked after the libraries are loaded and before the package is: so none needs
a start of Python, and none is written to disk. Mutation libraries were looked at first: mutmut wants the package in
``src/`` or the root, cosmic-ray starts Python anew for each of some thousand mutants.
"""

from __future__ import annotations

import ast
import contextlib
import importlib
import importlib.machinery
import os
import resource
import signal
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from soak.mutator import Mutant, mutants
from soak.table import ROOT, Figure

PACKAGE = ROOT / "sim" / "friendshore"
LIBRARIES = (
    "numpy", "numba", "simpy", "scipy.stats", "yaml", "pydantic", "click", "rich.console", "rich.progress",
    "hypothesis", "sqlite3", "pytest", "_pytest.pytester", "pytest_timeout", "csv", "multiprocessing",
    "concurrent.futures.process",
)  # fmt: skip
GOAL = 0.80
MOST = int(os.environ.get("FRIENDSHORE_MUTANTS", "80"))
"""Mutants of each module, evenly spread over it; 0 for all."""
BUSIEST, LONGEST = 120, 1200.0
"""Seconds of processor time, and seconds, after which a mutant counts as noticed: it hangs."""


@dataclass(frozen=True)
class Area:
    """Modules, and the tests that are to notice changes in them, quickest first."""

    name: str
    modules: tuple[str, ...]
    tests: tuple[str, ...]
    without: str = ""
    """Tests left out, as pytest's -k says it: those that start other processes see no mutant."""


AREAS = (
    Area("ledger", ("engine/books.py",), ("tests/engine/test_books_by_hand.py", "tests/engine/test_books.py")),
    Area(
        "store",
        ("experiment/store.py", "results/folder.py"),
        ("tests/store/test_rare_troubles.py", "tests/store/test_runs.py", "tests/store/test_verify.py"),
        "not killed and not ctrl_c and not full_disk and not workers and not kills and not dies",
    ),
    Area(
        "loader",
        (
            "scenario/loading.py", "scenario/law.py", "reading/nodes.py", "reading/problems.py", "reading/tables.py",
            "reading/text.py",
        ),
        (
            "tests/reading/test_rare_cases.py", "tests/reading/test_rarer_changes.py",
            "tests/reading/test_scenarios.py", "tests/reading/test_messages.py", "tests/reading/test_hostile_files.py",
            "tests/shocks/test_messages.py", "tests/seeds/test_bad_tables.py",
        ),
        "not mutated_files and not two_megabytes and not ten_thousand and not random",
    ),
)  # fmt: skip


def install(module: Path, tree: ast.Module) -> None:
    """From now on the module is what the tree says."""
    code = compile(tree, str(module), "exec")
    usual = importlib.machinery.SourceFileLoader.get_code

    def get_code(self: importlib.machinery.SourceFileLoader, fullname: str):  # type: ignore[no-untyped-def]
        return code if self.path == str(module) else usual(self, fullname)

    importlib.machinery.SourceFileLoader.get_code = get_code  # type: ignore[method-assign]


def noticed(area: Area, module: Path | None, mutant: Mutant | None) -> str:
    """What the tests say of a mutant: survived, noticed, or hangs."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        code = 1
        with contextlib.suppress(BaseException):
            os.setpgid(0, 0)
            resource.setrlimit(resource.RLIMIT_CPU, (BUSIEST, BUSIEST))
            quiet = os.open(os.devnull, os.O_WRONLY)
            os.dup2(quiet, 1)
            os.dup2(quiet, 2)
            if module is not None and mutant is not None:
                install(module, mutant.tree)
            code = tested(area)
        os._exit(min(code, 100))
    until = time.monotonic() + LONGEST
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            code = os.waitstatus_to_exitcode(status)
            return "hangs" if code == -signal.SIGKILL else "noticed" if code else "survived"
        time.sleep(0.01)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "hangs"


def tested(area: Area) -> int:
    """Pytest's exit code for the tests of an area, up to the first that fails."""
    import pytest

    chosen = [*area.tests, "-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:cov"]
    return int(pytest.main([*chosen, *(["-k", area.without] if area.without else [])]))


def score(area: Area, most: int) -> tuple[Counter[str], list[str]]:
    """What came of the mutants of an area, and which survived; most: of each module, evenly spread, or 0 for all."""
    found: Counter[str] = Counter()
    alive = []
    if noticed(area, None, None) != "survived":
        raise AssertionError(f"{area.name}: its tests fail without any change")
    for name in area.modules:
        module = PACKAGE / name
        every = list(mutants(module.read_text("utf-8")))
        step = max(1, -(-len(every) // most)) if most else 1
        for mutant in every[::step]:
            came = noticed(area, module, mutant)
            found[came] += 1
            if came == "survived":
                alive.append(f"{name}:{mutant.line}: {mutant.what}")
    return found, alive


def figures(folder: Path, most: int = MOST, only: str = "") -> list[Figure]:
    """The score of each area."""
    del folder
    os.chdir(ROOT)
    sys.dont_write_bytecode = True
    loaded = {name for name in sys.modules if name.partition(".")[0] == "friendshore"}
    if loaded:
        raise AssertionError(f"loaded before the first mutant: {sorted(loaded)[:3]}")
    for library in LIBRARIES:
        importlib.import_module(library)
    rows = []
    for area in AREAS:
        if only and area.name != only:
            continue
        found, alive = score(area, most)
        print(f"{area.name}: {dict(found)}", *alive, sep="\n  ", flush=True)
        total = sum(found.values())
        share = 1.0 - found["survived"] / total
        sample = f"at most {most} of each module" if most else "all"
        what = f"{area.name}: small changes noticed by its tests ({total - found['survived']} of {total}; {sample})"
        rows.append(Figure(what, f"{share:.1%}", f"{GOAL:.0%}", share >= GOAL))
    return rows
