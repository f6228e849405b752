"""A slip of the finger is understood; a different word is not."""

from __future__ import annotations

import random
import string

import pytest

from friendshore.dated import STATES
from friendshore.levers import KINDS, PLANNED_KINDS
from friendshore.locations import measure_files, shipped
from friendshore.reading import Problems
from friendshore.scenario.names import known_names
from friendshore.spelling import suggest

SLIPS = 1000


def slipped(word: str, dice: random.Random) -> str:
    """The word with one letter wrong, missing, extra or swapped with its neighbour."""
    here = dice.randrange(len(word))
    letter = dice.choice(string.ascii_lowercase + "_")
    return dice.choice(
        [
            word[:here] + word[here + 1 :],
            word[:here] + letter + word[here:],
            word[:here] + letter + word[here + 1 :],
            word[:here] + word[here : here + 2][::-1] + word[here + 2 :],
        ]
    )


def vocabularies() -> dict[str, list[str]]:
    names = known_names(shipped("seeds"), {}, Problems())
    keys = {key for kind in KINDS.values() for key in kind.written_keys()}
    return {
        "keys": sorted(keys),
        "kinds": [*KINDS, *PLANNED_KINDS],
        "states": list(STATES),
        "commodities": sorted({*names.commodities, *names.groups}),
        "sites": sorted(names.sites),
        "measures": sorted(measure_files()),
    }


@pytest.mark.parametrize("sort", ["keys", "kinds", "states", "commodities", "sites", "measures"])
def test_one_slip_is_understood_in_nineteen_of_twenty_cases(sort: str) -> None:
    words = vocabularies()[sort]
    dice = random.Random(sort)
    tried = right = 0
    while tried < SLIPS:
        word = dice.choice(words)
        typo = slipped(word, dice)
        if typo in words:
            continue
        tried += 1
        right += suggest(typo, words) == word
    assert right / tried >= 0.95


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("raet", "rate"),
        ("Rate", "rate"),
        ("in-force", "in_force"),
        ("effective", "in_force"),
        ("usa_301", "usa_301_natural_graphite"),
        ("zzz", None),
        ("", None),
        ("x" * 200, None),
    ],
)
def test_what_is_meant(typed: str, meant: str | None) -> None:
    assert suggest(typed, ["rate", "rates", "in_force", "usa_301_natural_graphite", "specific"]) == meant
