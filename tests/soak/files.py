"""Broken files by the ten thousand: each is read, or refused with file, line and column, and nothing is written."""

from __future__ import annotations

import contextlib
import csv
import io
import os
import random
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from friendshore.cli import main
from friendshore.errors import InputError
from friendshore.reading import Problems
from friendshore.scenario import load_scenario, read_measure
from friendshore.seed_lots import load_lot_world
from friendshore.seeds import load_world
from reading import cases, scenario_cases
from reading.test_hostile_files import SCRAPS, mutated
from soak.table import ROOT, Figure
from worlds_small.lab import write_world

SLOWEST = 0.05
"""Seconds of processor time that 99 of 100 broken scenarios and measures stay under."""
CELLS = (
    "", "0", "-1", "1e400", "nan", "inf", "1,000", "1e-320", "999999999999", "2023-02-30", "2024", "0000-01-01",
    "assumed", "A", "D", "t", "t/y", "share", "USD2024/t", "days", "CHN", "XXX", "=1+1", "é", "\u2028", "\x00", '"',
    "a\nb", " ", "-", "; ;", "one;two", "fixed", "triangular", "lognormal", "mine", "cell", "vehicle",
)  # fmt: skip


def mangled(text: str, dice: random.Random) -> str:
    """A table with some cells, rows or columns changed, or broken as text."""
    if dice.random() < 0.25:
        return mutated(text, dice)
    rows = list(csv.reader(io.StringIO(text)))
    for _ in range(dice.randint(1, 4)):
        row = dice.randrange(len(rows))
        column = dice.randrange(len(rows[row])) if rows[row] else 0
        kind = dice.randrange(7)
        if kind <= 1 and rows[row]:
            rows[row][column] = dice.choice(CELLS if kind else SCRAPS)
        elif kind == 2:
            rows.insert(row, list(rows[dice.randrange(len(rows))]))
        elif kind == 3 and len(rows) > 1:
            del rows[row]
        elif kind == 4 and rows[row]:
            other = rows[dice.randrange(len(rows))]
            rows[row][column] = other[dice.randrange(len(other))] if other else ""
        elif kind == 5 and rows[row]:
            del rows[row][column]
        else:
            dice.shuffle(rows[row])
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


@dataclass
class Tally:
    """What came of the files."""

    files: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    """Tracebacks, refusals without a place, files that appeared."""

    def try_one(self, kind: str, path: Path, text: str, read: Callable[[], object], timed: bool) -> None:
        """Read a broken file as a command would, and look at what is said of it."""
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        self.files[kind] += 1
        began = time.process_time()
        try:
            read()
        except InputError as error:
            self.refused[kind] += 1
            self.look(kind, error, text)
        except Exception as error:
            self.wrong.append(f"{kind} {path.name}: {type(error).__name__}: {error}\n{text}")
        if timed:
            self.seconds.append(time.process_time() - began)

    def look(self, kind: str, error: InputError, text: str) -> None:
        """Every problem has a file, a line that the file has, and a column."""
        if not error.problems:
            self.wrong.append(f"{kind}: refused without a word\n{text}")
        for one in error.problems:
            place = one.place
            if not place.file or place.line < 1 or place.column < 1 or not one.message:
                self.wrong.append(f"{kind}: {one}\n{text}")


def names_in(folder: Path) -> tuple[str, ...]:
    """Everything below a folder, with sizes of nothing: only what is there."""
    return tuple(sorted(str(one) for one in folder.rglob("*")))


@contextlib.contextmanager
def working_in(folder: Path) -> Iterator[None]:
    """The folder as the current one."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def measure(path: Path) -> None:
    """Read a lone measure, raising what is wrong with it."""
    problems = Problems()
    read_measure(path, problems)
    problems.raise_if_any()


def scenarios(tally: Tally, dice: random.Random, count: int, folder: Path) -> None:
    """Broken measures and scenarios; one in fifty through the command line."""
    (folder / "policies").mkdir(parents=True)
    for name, text in scenario_cases.FILES.items():
        (folder / name).write_text(text, "utf-8")
    sound = (cases.TARIFF, cases.LICENCE, cases.CREDIT, scenario_cases.SOUND, scenario_cases.SOUND)
    file = folder / "x.yaml"
    file.touch()
    before = names_in(folder)
    with working_in(folder):
        for number in range(count):
            base = sound[number % len(sound)]
            text = mutated(base, dice)
            kind, read = ("scenario", load_scenario) if base is scenario_cases.SOUND else ("measure", measure)
            tally.try_one(kind, Path("x.yaml"), text, lambda read=read: read(Path("x.yaml")), timed=True)  # type: ignore[misc]
            if number % 50 == 0:
                said = io.StringIO()
                with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
                    code = main(["check", "x.yaml"])
                if code not in (0, 3) or "Traceback" in said.getvalue():
                    tally.wrong.append(f"check ended with {code}: {said.getvalue()}\n{text}")
    if names_in(folder) != before:
        tally.wrong.append(f"written: {set(names_in(folder)) ^ set(before)}")


def tables(tally: Tally, dice: random.Random, count: int, folder: Path, read: Callable[[Path], object]) -> None:
    """A world of tables of which one at a time is broken."""
    kept = {one: one.read_text("utf-8") for one in sorted(folder.glob("*.csv"))}
    small = [one for one in kept if len(kept[one]) < 60_000]
    before = names_in(folder)
    for _ in range(count):
        path = dice.choice(small)
        tally.try_one("table", path, mangled(kept[path], dice), lambda: read(folder), timed=False)
        path.write_text(kept[path], "utf-8")
    if names_in(folder) != before:
        tally.wrong.append(f"written: {set(names_in(folder)) ^ set(before)}")


def figures(folder: Path, count: int = 50_000, seed: int = 20261121) -> list[Figure]:
    """Three fifths scenarios and measures, a tenth tables of a world, the rest tables of worlds on the event clock."""
    tally, dice = Tally(), random.Random(seed)
    scenarios(tally, dice, count * 6 // 10, folder / "scenarios")
    world = folder / "world"
    world.mkdir()
    write_world(world)
    tables(tally, dice, count // 10, world, load_world)
    lots = sorted(one.parent for one in (ROOT / "tests" / "worlds").glob("*/scenario.yaml"))
    rest = count - sum(tally.files.values())
    for number, source in enumerate(lots):
        copied = Path(shutil.copytree(source, folder / source.name))
        tables(tally, dice, rest // len(lots) + (number < rest % len(lots)), copied, load_lot_world)
    for one in tally.wrong[:20]:
        print(one)
    total, slowest = sum(tally.files.values()), sorted(tally.seconds)[int(len(tally.seconds) * 0.99)]
    told = ", ".join(f"{tally.files[kind]:,} {kind}s ({tally.refused[kind]:,} refused)" for kind in sorted(tally.files))
    return [
        Figure(f"broken files read or refused: {told}", f"{total:,}", f"{count:,}", total == count),
        Figure(
            "tracebacks, refusals without file, line and column, files written", f"{len(tally.wrong)}", "0",
            not tally.wrong,
        ),
        Figure(
            "processor time of a scenario or measure, 99 of 100", f"{slowest * 1e3:.0f} ms", f"{SLOWEST * 1e3:.0f} ms",
            slowest <= SLOWEST,
        ),
    ]  # fmt: skip
