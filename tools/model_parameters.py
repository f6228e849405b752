"""Writes the table of parameters into docs/model.md: ``python tools/model_parameters.py``."""

from __future__ import annotations

import sys
from pathlib import Path

from friendshore.chain import Parameter
from friendshore.seeds import Seeds

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "docs" / "model.md"
BEGIN, END = "<!-- parameters: begin -->\n", "<!-- parameters: end -->\n"
PROTOTYPE = "value and range with which a prototype of the dynamics was stable and met recorded episodes"


def table(parameters: tuple[Parameter, ...]) -> str:
    """All parameters as a Markdown table, in the order of parameters.csv."""
    lines = [
        "| parameter | of | value | low to high | unit | grade | source | note |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for one in parameters:
        spread = "" if one.low is None or one.high is None else f"{one.low:g} to {one.high:g}, {one.distribution}"
        note = one.note.replace(PROTOTYPE, "prototype").replace("|", "/")
        cells = (
            f"`{one.id}`",
            one.scope or "all",
            f"{one.value:g}",
            spread,
            one.unit,
            one.confidence,
            one.source,
            note,
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def with_table(document: str, parameters: tuple[Parameter, ...]) -> str:
    """The document with its table renewed.

    Errors: ValueError when a mark is missing.
    """
    head, _, rest = document.partition(BEGIN)
    _, mark, tail = rest.partition(END)
    if not mark:
        raise ValueError(f"no place for the table: {BEGIN.strip()} … {END.strip()}")
    return head + BEGIN + table(parameters) + END + tail


if __name__ == "__main__":
    DOCUMENT.write_text(with_table(DOCUMENT.read_text("utf-8"), Seeds(ROOT / "seeds").parameters), "utf-8")
    print(f"written to {DOCUMENT.relative_to(ROOT)}", file=sys.stderr)
