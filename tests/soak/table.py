"""What the long tests found: rows of ``docs/soak.csv``, and the table of them in ``docs/validation.md``."""

from __future__ import annotations

import csv
import subprocess
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROWS = ROOT / "docs" / "soak.csv"
DOCUMENT = ROOT / "docs" / "validation.md"
BEGIN, END = "<!-- soak: begin -->", "<!-- soak: end -->"
HEAD = """## The long tests

`make soak` runs what is too long for every change; each part writes its rows here when it ends, with the day and the
commit (a plus: with changes on top of it). `make soak PART=files` runs one part.

| part | what | found | must be | passed | day | commit | minutes |
| --- | --- | ---: | ---: | --- | --- | --- | ---: |
"""


@dataclass(frozen=True)
class Row:
    """One figure and what it must be."""

    part: str
    what: str
    found: str
    must_be: str
    passed: str
    day: str
    commit: str
    minutes: str


@dataclass(frozen=True)
class Figure:
    """One figure, as a part of the soak hands it back."""

    what: str
    found: str
    must_be: str
    passed: bool


def commit() -> str:
    """The commit that is tested, with a plus where its tracked files were changed; empty without git."""

    def git(*words: str) -> str:
        done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
        return done.stdout.strip() if done.returncode == 0 else ""

    changed = git("status", "--porcelain", "--untracked-files=no", "--", "sim", "tests", "seeds", "scenarios")
    return git("rev-parse", "--short=8", "HEAD") + ("+" if changed else "")


def rows_of(part: str, figures: Iterable[Figure], of: str, seconds: float) -> list[Row]:
    """The rows of one part, dated today."""
    day = datetime.now(UTC).date().isoformat()
    return [
        Row(part, one.what, one.found, one.must_be, "yes" if one.passed else "NO", day, of, f"{seconds / 60:.0f}")
        for one in figures
    ]


def read(path: Path = ROWS) -> list[Row]:
    """The rows kept so far."""
    if not path.exists():
        return []
    with path.open(newline="", encoding="utf-8") as file:
        return [Row(**one) for one in csv.DictReader(file)]


def keep(part: str, rows: list[Row], order: Iterable[str], path: Path = ROWS) -> list[Row]:
    """Put a part's rows in place of its last ones; all rows, in the order of the parts."""
    kept = [one for one in read(path) if one.part != part] + rows
    order = list(order)
    kept = sorted((one for one in kept if one.part in order), key=lambda one: order.index(one.part))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([one.name for one in fields(Row)])
        writer.writerows(astuple(one) for one in kept)
    return kept


def block(rows: Iterable[Row]) -> str:
    """The part of the document, in Markdown."""
    return f"{BEGIN}\n\n{HEAD}" + "".join(f"| {' | '.join(astuple(one))} |\n" for one in rows) + f"\n{END}"


def placed(text: str, rows: Iterable[Row]) -> str:
    """The document with its block renewed; a document without one gets it at its end."""
    if BEGIN not in text:
        return text.rstrip("\n") + f"\n\n{block(rows)}\n"
    before, _, rest = text.partition(BEGIN)
    return before + block(rows) + rest.partition(END)[2]


def write(rows: Iterable[Row], document: Path = DOCUMENT) -> None:
    """Renew the table in the document."""
    document.write_text(placed(document.read_text("utf-8"), rows), "utf-8")
