"""Which side of its border a measure acts on; goods at home, or inside the bloc that decides, are never meant."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from friendshore.policy.definitions import Definitions
from friendshore.policy.questions import Entry

if TYPE_CHECKING:
    from friendshore.policy.lever import Lever


def enters(lever: Lever, entry: Entry, definitions: Definitions, day: date | None) -> bool:
    """Whether the entry comes in over the border of who enacted the measure, and is in its scope.

    ``covers.destinations`` says otherwise if meant. No day means on any day.
    """
    home = lever.enacted_by
    inside = lever.covers.destinations is not None or definitions.is_country(home, entry.destination, day)
    return (
        inside
        and not _within(home, entry.origin, definitions, day)
        and lever.covers.takes_entry(entry, definitions, day)
    )


def leaves(lever: Lever, entry: Entry, definitions: Definitions, day: date | None) -> bool:
    """Whether the entry goes out over the border of who enacted the measure, and is in its scope.

    ``covers.origins`` says otherwise if meant. No day means on any day.
    """
    home = lever.enacted_by
    inside = lever.covers.origins is not None or definitions.is_country(home, entry.origin, day)
    return (
        inside
        and not _within(home, entry.destination, definitions, day)
        and lever.covers.takes_entry(entry, definitions, day)
    )


def _within(home: str, country: str, definitions: Definitions, day: date | None) -> bool:
    """Whether the country surely belongs to those who decide; "on any day" is not sure."""
    return country == home or (day is not None and definitions.is_country(home, country, day))
