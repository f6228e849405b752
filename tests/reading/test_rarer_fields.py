"""Fields that are rarely given otherwise than in a file, or as something they are not."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from friendshore.fields.values import read_day
from friendshore.schema import Wrong
from friendshore.shocks.kinds import PassageClosed
from friendshore.units import Fixed
from reading.test_records import Row, Thing, read


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title: [a, b]", "title: takes one value, such as"),
        ("rows: 5 %", "rows: '5 %' is no list; write it in brackets, such as [5 %]"),
        ("rows: {share: 5 %}", "rows: this is no list; write it in brackets, such as [a, b]"),
        ("rows: [{share: 5 %, word: [one]}]", "rows.word: this is not one of one, other"),
        ("wait: {uniform: [null, 2 weeks]}", "null is no value here; write one, such as"),
        ("rate: null", "null removes a key in a scenario's change; here, leave the key out"),
        ("from: [2026-01-01]", "from: takes one value, such as 2026-03-01"),
    ],
)
def test_what_is_no_value_of_its_kind_is_said(text: str, said: str) -> None:
    _, found = read(text)
    assert said in " ".join(found), found
    assert len(found) == 1


def test_a_record_made_in_code_takes_plain_numbers_and_dates() -> None:
    row = Row(share=0.005)
    assert row.share == 0.005  # a share under 1 % is a slip in a file only
    thing = Thing(wait=Fixed(7.0), **{"from": date(2026, 3, 1)})
    assert (thing.wait, thing.from_) == (Fixed(7.0), date(2026, 3, 1))
    assert Row(share="5 %").share == 0.05


@pytest.mark.parametrize("wrong", [{"rate": {"2030-01-01": "5 %", "2026-01-01": "6 %"}}, {"volume": "-1 t"}])
def test_a_record_made_wrongly_in_code_raises(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Thing(**wrong)


def test_a_day_is_a_date_or_its_text() -> None:
    assert read_day(date(2026, 1, 2)) == read_day("2026-01-02") == date(2026, 1, 2)
    with pytest.raises(Wrong, match="takes one value"):
        read_day(["2026-01-02"])
    with pytest.raises(Wrong, match="is not a date"):
        read_day("2026-1-2")


@pytest.mark.parametrize(("detour", "days"), [("listed", "listed"), ("none", None), ("3 days", 3.0), (None, None)])
def test_a_way_round_is_listed_none_or_so_many_days(detour: str | None, days: object) -> None:
    shut = PassageClosed(
        kind="passage_closed", passages=("suez",), detour=detour, **{"from": date(2026, 1, 1), "for": "30 days"}
    )
    assert shut.detour == days
