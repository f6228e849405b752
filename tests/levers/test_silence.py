"""A measure says nothing to questions that are not its own, and what is wrong with a bloc is said where it stands."""

from __future__ import annotations

from datetime import date

import pytest

from friendshore.errors import Place
from friendshore.policy.lever import amount_of
from friendshore.policy.questions import At, Entry, Sale, VehicleSale
from friendshore.units import parse_quantity
from levers.law import NAMES, measure, read
from worlds_small.lab import lever
from worlds_small.measures import ban, life, purchase

NOW = At(date(2026, 1, 1), date(2026, 1, 1))
ENTRY = Entry("aam_natural", "CHN", "USA")
SALE = Sale("nevada", "cell_nmc", "USA", "USA", "high_ni")
CAR = VehicleSale("USA", "bev")


def test_a_ban_answers_no_question_but_its_own() -> None:
    found = lever("stop", ban(life("2025-01-01")))
    assert found.bans(NOW, ENTRY)
    assert found.charge(NOW, ENTRY) is None
    assert found.licence(NOW, ENTRY) is None
    assert found.support(NOW, SALE) is None
    assert found.purchase_support(NOW, CAR) is None
    assert found.as_bloc() is None
    assert (found.stack_name, found.authority_name, found.gives_way_to, found.mirror) == (None, None, (), None)
    assert found.needs_money is False


def test_help_for_buyers_bans_nothing() -> None:
    found = lever("help", purchase("7500 USD/vehicle"))
    assert found.purchase_support(NOW, CAR) is not None
    assert not found.bans(NOW, ENTRY)


def test_what_cannot_be_followed_says_so() -> None:
    found = lever("stop", ban(life("2025-01-01")))
    assert not found.has_mirrored_field("rate")
    with pytest.raises(NotImplementedError, match="trade_ban has no field to mirror"):
        found.mirrored_value("rate", NOW.day, NOW.known)


def test_a_key_is_found_as_far_as_it_is_there() -> None:
    found = lever("stop", ban(life("2025-01-01")))
    assert found.place_of("covers.origins").line > found.place_of("life").line
    assert found.place_of("covers.nothing") == found.place_of("covers")
    bare = found.model_copy()
    object.__setattr__(bare, "_node", None)
    assert bare.place_of("life") == Place("stop", 1, 1)


def test_only_money_is_an_amount() -> None:
    assert amount_of(parse_quantity("35 USD/kWh")).value == 35_000.0
    with pytest.raises(ValueError, match="25 % is no money"):
        amount_of(parse_quantity("25 %"))


BLOC = """
kind: bloc
title: Partners
enacted_by: USA
life: {always: in_force}
members: {CAN: always, JPN: {from: 2023-03-28, to: 2030-01-01}}
"""


def test_membership_begins_and_ends_on_its_days() -> None:
    found = measure(BLOC, "partners").as_bloc()
    assert found is not None
    assert measure(BLOC, "partners").history("MEX") == ()  # type: ignore[attr-defined]
    assert len(measure(BLOC, "partners").history("JPN")) == 1  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ("{CAN: [2020-01-01]}", "takes a date, always, or {from: date, to: date}"),
        ("{CAN: 2020-13-01}", "2020-13-01"),
        ("{CAN: {since: 2020-01-01}}", "'since' is no key of a membership; it has from and to"),
        ("{CAN: {from: 2024-01-01, to: 2023-01-01}}", "to 2023-01-01 is not after from 2024-01-01"),
        ("[CAN, JPN]", "takes countries with the day each joined"),
        ("{CANADA: always}", "CANADA"),
    ],
)
def test_what_is_wrong_with_members_is_said(members: str, message: str) -> None:
    wrong = BLOC.replace(BLOC[BLOC.index("members: ") + 9 : -1], members)
    found, problems = read(wrong, "partners", NAMES)
    assert found is None
    assert any(message in str(one) for one in problems), [str(one) for one in problems]


def test_a_bloc_cannot_take_the_name_of_a_good() -> None:
    _, problems = read(BLOC, "anode", NAMES)
    assert any("'anode' already names a commodity or group; rename the file" in str(one) for one in problems)
