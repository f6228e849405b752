"""Contracts on record: what they say, and what is said of those that cannot be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from friendshore.errors import InputError
from friendshore.seeds import World, load_world
from seeds.conftest import Tables, number

Write = Callable[[Tables], Path]

ROW = {
    "id": "deal", "buyer": "Glass Co", "seller": "Ore & Co", "buyer_country": "JPN", "seller_country": "CAN",
    "buyer_site": "kettle", "seller_site": "pit", "commodity": "ore", "start": "2024-01-01", "end": "2030-01-01",
    "runs": "yes", "rule": "collar", "follows": "market", "indexed_to": "inflation", "priority": "1",
    "excuses": "outage;way", "source": "survey", "locator": "p. 1", "confidence": "B",
}  # fmt: skip
NUMBERS = (
    number("deal", "volume", "50", "t Li contained/y"),
    number("deal", "take_or_pay", "0.8", "share"),
    number("deal", "floor", "500", "USD2024/t Li contained"),
    number("deal", "ceiling", "900", "USD2024/t Li contained"),
    number("deal", "lag", "30", "days"),
    number("deal", "prepayment", "2", "million USD2024"),
    number("deal", "offtake_right", "0.25", "share"),
    number("deal", "probability", "0.7", "share"),
)


@pytest.fixture
def bound(tables: Tables) -> Tables:
    return {**tables, "contracts": [dict(ROW)], "contracts_values": [dict(one) for one in NUMBERS]}


def problems_of(folder: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        load_world(folder)
    return [str(one).replace(f"{folder}/", "") for one in caught.value.problems]


def test_a_contract_keeps_what_its_rows_say(bound: Tables, write: Write) -> None:
    deal = load_world(write(bound)).contracts["deal"]
    assert (deal.buyer_site, deal.seller_site, deal.commodity) == ("kettle", "pit", "ore")
    assert (deal.start, deal.end, deal.volume) == (date(2024, 1, 1), date(2030, 1, 1), ((date.min, 50.0),))
    assert (deal.price.rule, deal.price.floor, deal.price.ceiling, deal.price.lag) == ("collar", 500.0, 900.0, 30.0)
    assert (deal.take_or_pay, deal.prepayment, deal.offtake_right, deal.probability) == (0.8, 2e6, 0.25, 0.7)
    assert (deal.priority, deal.excuses, deal.runs) == (1, ("outage", "way"), True)


def test_a_volume_may_change_from_day_to_day(bound: Tables, write: Write) -> None:
    bound["contracts_values"][0]["date"] = "2024-01-01"
    bound["contracts_values"].append(number("deal", "volume", "80", "t Li contained/y", date="2027-07-01"))
    assert load_world(write(bound)).contracts["deal"].volume == ((date(2024, 1, 1), 50.0), (date(2027, 7, 1), 80.0))


def test_a_strike_that_nothing_keeps_up_is_nominal_money(bound: Tables, write: Write) -> None:
    bound["contracts"][0]["indexed_to"] = "nothing"
    assert problems_of(write(bound)) == [
        f"contracts_values.csv:{line}:8: unit: 'USD2024/t Li contained' should be USD/t Li contained; convert the"
        " number, too"
        for line in (4, 5)
    ]


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"seller_site": "pitt"}, "2:7: seller_site: 'pitt' is not in sites.csv; did you mean pit?"),
        ({"buyer_site": "ketle"}, "2:6: buyer_site: 'ketle' is not in sites.csv; did you mean kettle?"),
        ({"buyer_country": "JPM"}, "2:4: buyer_country: 'JPM' is not in countries.csv; did you mean JPN?"),
        ({"seller_country": "JPN"}, "2:5: seller_country: JPN, but pit stands in CAN and its owner sits in CAN"),
        ({"seller_site": ""}, "2:7: seller_site: empty; a contract that is carried out names the plant that delivers"),
        ({"buyer_site": "pit"}, "2:6: buyer_site: is the seller's own plant"),
        ({"buyer_site": "", "buyer_country": "CAN"}, "2:4: buyer_country: nobody in CAN uses ore; name a buyer_site"),
        ({"start": ""}, "2:9: start: empty; a contract that is carried out says when it begins"),
        ({"end": "2023-06-01"}, "2:10: end: ends on 2023-06-01, before it starts on 2024-01-01"),
        ({"runs": "maybe"}, "2:11: runs: 'maybe' is not known; write one of yes, no"),
        ({"rule": "coller"}, "2:12: rule: 'coller' is not known; did you mean collar?"),
        ({"follows": "marked"}, "2:13: follows: 'marked' is not known; did you mean market?"),
        ({"indexed_to": "market"}, "2:14: indexed_to: market goes with the rule fixed: a bound that moves with the"
         " market binds nothing"),
        ({"priority": "first"}, "2:15: priority: 'first' is no rank; write 1 for those served first, 2, 3, …"),
        ({"excuses": "weather"}, "2:16: excuses: 'weather' is not known; write outage, way or none"),
    ],
)  # fmt: skip
def test_a_contract_that_cannot_be_is_refused_in_its_cell(
    bound: Tables, write: Write, cells: dict[str, str], message: str
) -> None:
    bound["contracts"][0].update(cells)
    assert problems_of(write(bound)) == [f"contracts.csv:{message}"]


@pytest.mark.parametrize(
    ("row", "cells", "message"),
    [
        (0, {"value": "0"}, "2:4: value: is zero; leave the row out where the volume is not known"),
        (0, {"value": "-5"}, "2:4: value: -5 is out of range; it must be at least 0"),
        (0, {"unit": "t/y"}, "2:8: unit: 't/y' should be t Li contained/y; convert the number, too"),
        (0, {"date": "2025-01-01"}, "2:4: value: begins on 2025-01-01, after the contract (2024-01-01); say what is due"
         " until then"),
        (1, {"value": "80"}, "3:4: value: 80 is out of range; it must be between 0 and 1"),
        (2, {"value": "950"}, "4:4: value: 950 is above the ceiling 900"),
        (2, {"field": "price"}, "4:4: value: the rule collar has none; did you mean rule fixed?"),
        (2, {"field": "flor"}, "4:2: field: no field 'flor'; did you mean floor?"),
    ],
)  # fmt: skip
def test_a_number_that_cannot_be_is_refused_in_its_cell(
    bound: Tables, write: Write, row: int, cells: dict[str, str], message: str
) -> None:
    bound["contracts_values"][row].update(cells)
    assert f"contracts_values.csv:{message}" in problems_of(write(bound))


def test_a_rule_without_its_number_is_refused(bound: Tables, write: Write) -> None:
    del bound["contracts_values"][3]
    assert problems_of(write(bound)) == ["contracts.csv:2:1: ceiling: missing; the rule collar needs it"]


def test_the_wrong_goods_are_refused_on_both_sides_at_once(bound: Tables, write: Write) -> None:
    bound["contracts"][0]["commodity"] = "salt"
    for one in (0, 2, 3):
        bound["contracts_values"][one]["unit"] = bound["contracts_values"][one]["unit"].replace("t Li contained", "t")
    assert problems_of(write(bound)) == [
        "contracts.csv:2:6: buyer_site: kettle does not use salt; it uses ore",
        "contracts.csv:2:7: seller_site: pit makes ore, not salt",
    ]


def test_what_is_on_record_only_needs_neither_volume_nor_plants(bound: Tables, write: Write) -> None:
    bound["contracts"][0].update(runs="no", buyer_site="", seller_site="", start="", end="")
    del bound["contracts_values"][0]
    assert not load_world(write(bound)).contracts["deal"].runs


def test_a_country_may_buy_for_whoever_uses_it_there(bound: Tables, write: Write) -> None:
    bound["contracts"][0].update(buyer_site="")
    assert load_world(write(bound)).contracts["deal"].buyer_site is None


def test_the_shipped_contracts_say_what_they_do_and_what_was_assumed(shipped_world: World) -> None:
    found = shipped_world.contracts
    assert len(found) == 39
    assert sum(one.runs for one in found.values()) == 26
    assert found["off_pan_nmg"].seller_site == "can_nmg_becancour"
    assert not found["mou_ppes_fpx"].runs  # no volume, no plant that takes it
    assert found["off_piedmont_nal"].price.indexed_to == "nothing"
    assert all(one.seller_site in shipped_world.sites for one in found.values() if one.runs)
