"""A record is read from text or made in code; either way it is checked, and it stays as it is."""
# ruff: noqa: E501  (a message is one line)

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import pytest
from pydantic import Field, ValidationError

from friendshore.dated import Dated, Entry, Life
from friendshore.fields import (
    AmountRate,
    Count,
    DatedOf,
    Day,
    DistributionOf,
    Duration,
    Flag,
    LifeField,
    Line,
    MoneyPerUnit,
    Rate,
    Share,
    SharesOfWhole,
    Span,
    name_of,
    names_of,
    quantity,
)
from friendshore.reading import Problems, compose
from friendshore.schema import Record, build
from friendshore.units import Fixed, Quantity, Triangular, Uniform, parse_quantity


class Row(Record):
    share: Share
    word: Literal["one", "other"] = "one"


class Thing(Record):
    title: Line = "a thing"
    life: LifeField | None = None
    rate: DatedOf[Rate] | None = None
    price: DatedOf[MoneyPerUnit] | None = None
    wait: DistributionOf[Duration] | None = None
    volume: AmountRate | None = None
    either: Annotated[Quantity | None, quantity("share", "money/energy")] = None
    span: Span | None = None
    payers: SharesOfWhole | None = None
    from_: Day | None = Field(default=None, alias="from")
    many: Count = 1
    flag: Flag = False
    colour: Annotated[str, name_of("colour")] = "red"
    colours: Annotated[tuple[str, ...], names_of("colour")] = ()
    rows: tuple[Row, ...] = ()
    table: dict[str, Row] = Field(default_factory=dict)


class Colours:
    def check(self, sort: str, name: str) -> str | None:
        return None if name in ("red", "green") else f"no {sort} '{name}'"


def read(text: str) -> tuple[Thing | None, list[str]]:
    problems = Problems()
    node = compose(text, "x.yaml", problems)
    assert node is not None
    return build(Thing, node, problems, {"names": Colours()}), [str(one) for one in problems]


def test_everything_a_file_can_say_is_read() -> None:
    thing, said = read(
        "title: '  spaced  '\n"
        "life: {always: announced, 2026-01-01: in_force}\n"
        "rate: {always: 7.5 %, 2024-09-27: {value: 100 %, known: 2024-05-14}, 2030-01-01: null}\n"
        "price: 35 USD/kWh\n"
        "wait: {uniform: [1 week, 2 weeks]}\n"
        "volume: 30000 t/yr\n"
        "either: 10 %\n"
        "span: 6 months\n"
        "payers: {CAN: 66.7 %, CAN-ON: 33.4 %}\n"
        "from: 2026-03-01\n"
        "many: 12\n"
        "flag: true\n"
        "colour: green\n"
        "colours: all\n"
        "rows: [{share: 5 %}, {share: 6 %, word: other}]\n"
        "table: {first: {share: 7 %}}\n"
    )
    assert said == []
    assert thing is not None
    assert thing.title == "spaced"
    assert thing.rate is not None
    assert [one.value for one in thing.rate.entries] == [0.075, 1.0, None]
    assert thing.rate.entries[1].known == date(2024, 5, 14)
    assert thing.price is not None
    assert thing.price.at(date(2025, 1, 1)) == parse_quantity("35 USD/kWh")
    assert thing.wait == Uniform(7, 14)
    assert thing.payers is not None
    assert sum(thing.payers.values()) == pytest.approx(1, abs=1e-15)
    assert (thing.from_, thing.many, thing.flag, thing.colours) == (date(2026, 3, 1), 12, True, ("all",))
    assert [row.share for row in thing.rows] == [0.05, 0.06]
    assert thing.table["first"].share == 0.07


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("colour: blue", "x.yaml:1:9: colour: no colour 'blue'"),
        ("colours: [red, blue]", "x.yaml:1:16: colours: no colour 'blue'"),
        ("colours: blue", "x.yaml:1:10: colours: no colour 'blue'"),
        ("either: 5 t", "x.yaml:1:9: either: 5 t is no share or money per energy; write it such as 25 % or 35 USD/kWh"),
        ("volume: 5 t", "x.yaml:1:9: volume: 5 t is no mass per year or energy per year or number of vehicles per year; "
         "write it such as 30000 t/yr or 5 GWh/yr"),
        ("span: -1 day", "x.yaml:1:7: span: -1 day; a time is 0 days or more"),
        ("from: always", "x.yaml:1:7: from: 'always' is not a date; write year-month-day, such as 2026-03-01"),
        ("from_: 2026-01-01", "x.yaml:1:1: from_: thing has no such key; did you mean from?"),
        ("rows: [{share: 5 %, word: ather}]", "x.yaml:1:27: rows.word: 'ather' is not one of one, other; did you mean other?"),
        ("rows: [{}]", "x.yaml:1:8: rows.share: missing; rows needs it"),
        ("rows: [5 %]", "x.yaml:1:8: rows: '5 %' is no set of keys and values"),
        ("table: [5 %]", "x.yaml:1:8: table: this is no set of keys and values"),
        ("rate: {}", "x.yaml:1:7: rate: a timeline has at least one date, such as {2026-01-01: …}"),
        ("rate: {2026-01-01: {valeu: 5 %, known: 2025-01-01}}", "x.yaml:1:21: rate.valeu: an entry has no such key; "
         "it has value and known; did you mean value?"),
        ("wait: {uniform: 5 days}", "x.yaml:1:17: wait.uniform: uniform takes [lowest, highest]"),
        ("wait: {}", "x.yaml:1:7: wait: a distribution is one of triangular, uniform, lognormal"),
        ("life: {}", "x.yaml:1:7: life: a life has at least one state"),
        ("payers: {CAN: 50, USA: 50 %}", "x.yaml:1:15: payers.CAN: 50 has no unit; write it with one, such as 50 % or 50 USD/t"),
        ("many: -3", "x.yaml:1:7: many: '-3' is no whole number of zero or more; write digits only, such as 100"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said(text: str, said: str) -> None:
    _, found = read(text)
    assert found == [said]


def test_a_record_can_be_made_in_code() -> None:
    thing = Thing(
        life=Life((Entry(date(2026, 1, 1), "in_force"),)),
        rate=Dated.constant(0.25),
        wait=Triangular(20, 45, 90),
        payers={"CAN": 1.0},
        volume=parse_quantity("30000 t/yr"),
        span="6 months",
        many=3,
        flag=True,
        rows=(Row(share=0.5),),
        **{"from": date(2026, 1, 1)},
    )
    assert thing.wait == Triangular(20, 45, 90)
    assert Thing(wait="45 days").wait == Fixed(45)
    assert Row(share="50 %").share == 0.5
    with pytest.raises(ValidationError):
        Row(share="250 %")


def test_a_record_stays_as_it_is() -> None:
    with pytest.raises(ValidationError):
        Row(share=0.5).share = 0.6
