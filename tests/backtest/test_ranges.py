"""The ranges in the document are those of the tables."""

from __future__ import annotations

from pathlib import Path

from friendshore.backtest.words import ranges_part
from friendshore.locations import shipped
from friendshore.seeds import Seeds

DOCUMENT = Path(__file__).parents[2] / "docs" / "validation.md"


def test_the_document_shows_the_ranges_of_the_tables() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    for line in ranges_part(Seeds(shipped("seeds")).episodes.values()):
        assert line in text
