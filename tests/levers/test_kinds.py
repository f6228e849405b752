"""Every kind is a file, has cases, and documents its fields."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from friendshore.levers import KINDS, PLANNED_KINDS
from friendshore.policy import Lever
from levers.law import complaints

HERE = Path(__file__).parent
HEADER = set(Lever.model_fields)


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_kind_has_cases(kind: str) -> None:
    cases = HERE / f"test_{kind}.py"
    assert cases.is_file(), f"write tests/levers/test_{kind}.py"
    assert len(re.findall(r"^def test_", cases.read_text(), re.MULTILINE)) >= 4


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_kind_says_what_each_of_its_fields_means(kind: str) -> None:
    model = KINDS[kind]
    text = model.__doc__ or ""
    fields = set(model.model_fields) - HEADER
    assert {field for field in fields if not re.search(rf"^ *{field}  ", text, re.MULTILINE)} == set()


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_kind_answers_a_question(kind: str) -> None:
    assert KINDS[kind].answers


def test_no_kind_is_both_built_and_planned() -> None:
    assert not set(KINDS) & set(PLANNED_KINDS)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title: no kind\n", "1: kind: missing; a measure says its kind, one of " + ", ".join(KINDS)),
        ("kind: import_tarif\n", "1: kind: no such kind 'import_tarif'; did you mean import_tariff?"),
        ("kind: stockpile\n", "1: kind: 'stockpile' is not built yet; built are " + ", ".join(KINDS)),
    ],
)
def test_a_kind_that_is_not_there_is_told(text: str, message: str) -> None:
    assert complaints(text) == [message]


BAN = """
kind: trade_ban
title: Ban
enacted_by: GAB
act: export
life: {2029-01-01: in_force}
covers: {commodities: [ore]}
"""


@pytest.mark.parametrize(
    ("extra", "message"),
    [
        (
            "source: {row: ROW-B, cite: a test}\nconfidence: A\n",
            "8: confidence: A is better than the weakest row cited (B)",
        ),
        (
            "source: {row: [ROW-A, ROW-D], cite: a test}\nconfidence: C\n",
            "8: confidence: C is better than the weakest row cited (D)",
        ),
        (
            "source: {cite: a test}\nconfidence: D\n",
            "7: source: a measure says where it was read: cite, and url or row",
        ),
        (
            "source: {row: ROWB, cite: a test}\nconfidence: D\n",
            "7: source.row: no row ROWB in policies.csv; did you mean ROW-B?",
        ),
        (
            "source: {row: ROW-B, cite: a test}\nconfidence: B\nassumed: {lfe: a guess}\n",
            "9: assumed.lfe: lfe is not a key of this file; did you mean life?",
        ),
    ],
)
def test_a_measure_is_cited_and_no_surer_than_its_source(extra: str, message: str) -> None:
    assert complaints(BAN.lstrip("\n") + extra) == [message]


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ("GAB", "GA", "enacted_by: 'GA' is no country code; ISO alpha-3 has three letters"),
        ("GAB", "GAM", "enacted_by: no country or bloc 'GAM'; did you mean GAB?"),
        ("[ore]", "[or]", "covers.commodities: no commodity 'or'; did you mean ore?"),
        ("[ore]", "[lfp]", "covers.commodities: 'lfp' is a technology; write it under covers.technologies"),
        ("commodities: [ore]", "origins: [xeu]", "covers.origins: 'xeu' is a region of the model, not of law"),
        ("covers: {commodities: [ore]}", "", "covers: missing; trade_ban needs it"),
    ],
)
def test_a_name_that_is_not_there_is_told_with_the_nearest(right: str, wrong: str, message: str) -> None:
    found = [one.partition(": ")[2] for one in complaints(BAN.replace(right, wrong))]
    assert len(found) == 1 and found[0].startswith(message)
