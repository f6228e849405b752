"""Tables as rows that know their place."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from friendshore.errors import Place
from friendshore.reading.problems import Problems
from friendshore.reading.text import hidden_characters, read_text
from friendshore.spelling import suggest


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, with its place; cells are text without the space around them."""

    place: Place
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def cell_place(self, column: str) -> Place:
        """The place of a cell; the column counts cells, as a spreadsheet does."""
        return Place(self.place.file, self.place.line, list(self.cells).index(column) + 1)


def read_table(path: str | Path, columns: Sequence[str], problems: Problems) -> list[Row]:
    """The rows of a CSV file that has exactly these columns, in any order; problems are noted."""
    text = read_text(path, problems)
    if text is None:
        return []
    file = str(path)
    if hidden_characters(file, text, problems):
        return []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        if not _columns_fit(file, header, columns, problems):
            return []
        return list(_rows(reader, file, header, problems))
    except csv.Error as error:
        problems.add(Place(file, reader.line_num or 1, 1), "", f"not a table: {error}")
        return []


def _columns_fit(file: str, header: list[str], columns: Sequence[str], problems: Problems) -> bool:
    unknown = [name for name in header if name not in columns]
    missing = [name for name in columns if name not in header]
    for name in unknown:
        near = suggest(name, missing)
        place = Place(file, 1, header.index(name) + 1)
        rest = f"did you mean {near}?" if near else f"the columns are {', '.join(columns)}"
        problems.add(place, name or "(no name)", f"no such column; {rest}")
        if near:
            missing.remove(near)
    for name in missing:
        problems.add(Place(file, 1, 1), name, "column missing")
    twice = [(number, name) for number, name in enumerate(header) if name in header[:number]]
    for number, name in twice:
        problems.add(Place(file, 1, number + 1), name, "column written twice; keep one")
    return sorted(header) == sorted(columns)  # not "nothing was noted": what was noted before is not noted twice


def _rows(reader: Iterable[list[str]], file: str, header: list[str], problems: Problems) -> Iterator[Row]:
    width = len(header)
    lines = reader
    line = 2
    for cells in lines:
        start, line = line, lines.line_num + 1  # type: ignore[attr-defined]
        if not cells:
            continue
        if len(cells) != width:
            message = f"{len(cells)} cells where the header has {width} (a comma inside text? put it in quotes)"
            problems.add(Place(file, start, 1), "", message)
            continue
        yield Row(Place(file, start, 1), dict(zip(header, [cell.strip() for cell in cells], strict=True)))
