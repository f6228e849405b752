"""Tables inside a measure: named rows, read from the top; the first row that fits decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

from friendshore.policy.definitions import ALL
from friendshore.policy.scope import Selection
from friendshore.reading import Problems

if TYPE_CHECKING:
    from friendshore.policy.lever import Lever

R = TypeVar("R", bound=Selection)


def first_row(rows: Mapping[str, R], fits: Callable[[R], bool]) -> R | None:
    """The first row that fits, or None."""
    return next((row for row in rows.values() if fits(row)), None)


def picks_all(row: Selection) -> bool:
    """Whether the row's own keys leave nothing out."""
    return all(words is None or words == (ALL,) for words in _keys(row).values())


def check_rows(lever: Lever, key: str, rows: Mapping[str, Selection], problems: Problems) -> None:
    """Note the rows that are never reached, because one above fits all that they fit."""
    seen: dict[str, Selection] = {}
    for name, row in rows.items():
        above = next((other for other, earlier in seen.items() if _fits_all_of(earlier, row)), None)
        if above is not None:
            message = f"never reached; row '{above}' above fits all it fits"
            problems.add(lever.place_of(f"{key}.{name}"), f"{key}.{name}", message)
        seen[name] = row


def _keys(row: Selection) -> dict[str, tuple[str, ...] | None]:
    return {name: getattr(row, name) for name in Selection.model_fields}


def _fits_all_of(earlier: Selection, later: Selection) -> bool:
    """Whether each key of the earlier row names at least what the later one names, word by word."""
    for name, words in _keys(earlier).items():
        if words is None or words == (ALL,):
            continue
        other = getattr(later, name)
        if other is None or not set(other) <= set(words):
            return False
    return True
