"""A chart as three files: what it shows (png, svg) and the numbers behind it (csv), the same bytes every time."""

from __future__ import annotations

import csv
import math
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from friendshore.report.style import DPI, RC, Heading

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart before it is drawn.

    id          file name without its end
    about       what the axes show, one line
    short       the same in a few words, for a list of charts
    alt         the chart for those who do not see it
    draw        makes the figure
    """

    id: str
    about: str
    short: str
    alt: str
    heading: Heading
    draw: Callable[[], Figure]
    columns: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]


def write_chart(chart: Chart, folder: Path) -> None:
    """Writes ``<id>.png``, ``<id>.svg`` and ``<id>.csv`` into a folder that exists."""
    import matplotlib

    with matplotlib.rc_context(RC):  # type: ignore[arg-type]
        figure = chart.draw()
        figure.savefig(folder / f"{chart.id}.png", dpi=DPI, metadata={"Software": None})
        figure.savefig(
            folder / f"{chart.id}.svg", metadata={"Date": None, "Creator": "friendshore", "Title": chart.about}
        )
    write_csv(folder / f"{chart.id}.csv", chart.columns, chart.rows)


def write_charts(charts: Sequence[Chart], folder: Path, workers: int = 1) -> None:
    """Writes many charts as ``write_chart`` does, by several processes where a copy of this one is safe and cheap."""
    workers = min(workers, len(charts))
    if workers < 2 or sys.platform != "linux":
        for chart in charts:
            write_chart(chart, folder)
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    for module in ("figure", "backends.backend_agg", "backends.backend_svg"):  # once, and fonts found once
        import_module(f"matplotlib.{module}")
    fork = multiprocessing.get_context("fork")  # charts hold functions, which cannot be sent
    with ProcessPoolExecutor(workers, fork, _begin, (charts, folder)) as pool:
        for _ in pool.map(_write, range(len(charts))):
            pass  # raises what a chart raised


_TASK: list[tuple[Sequence[Chart], Path]] = []


def _begin(charts: Sequence[Chart], folder: Path) -> None:
    _TASK[:] = [(charts, folder)]


def _write(number: int) -> None:
    [(charts, folder)] = _TASK
    write_chart(charts[number], folder)


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Writes a table; text that a spreadsheet would run as a formula is disarmed."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([disarmed(name) for name in columns])
        writer.writerows([_text(cell) for cell in row] for row in rows)


def disarmed(text: str) -> str:
    """Text that starts like a formula, with an apostrophe before it; numbers stay as they are.

    >>> disarmed("=1+1"), disarmed("-2.5"), disarmed("-cmd"), disarmed("plain")
    ("'=1+1", '-2.5', "'-cmd", 'plain')
    """
    if not text.startswith(("=", "+", "-", "@", "\t", "\r")):
        return text
    try:
        float(text)
    except ValueError:
        return f"'{text}"
    return text


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return disarmed(cell)
    if isinstance(cell, int):
        return str(int(cell))
    return repr(float(f"{cell:.9g}")) if math.isfinite(cell) else ""
