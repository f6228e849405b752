"""Whoever writes a wrong contract into a scenario is told with file, line and column what is wrong with it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from friendshore.reading import Problems
from friendshore.scenario import changed_inputs, load_scenario, read_scenario, resolved

HEAD = "title: An offtake\nquestion: Who is protected?\nextends: baseline\ncontracts:\n"
SOUND = {
    "anode": "{buyer_site: can_nextstar_nmc, seller_site: can_nmg_becancour, commodity: aam_natural, "
    "start: 2029-09-01, for: 6 years, volume: {2029-09-01: 12 kt/yr, 2031-01-01: 14000 t/yr}, take_or_pay: 80 %, "
    "rule: collar, floor: 6000 USD2024/t, ceiling: 9000 USD2024/t, lag: 90 days, priority: 1, excuses: [outage], "
    "prepayment: 25 million USD2024, offtake_right: 25 %, probability: 70 %}",
    "cells": "{buyer_country: USA, seller_site: can_nextstar_nmc, commodity: cell_nmc, start: 2028-01-01, "
    "end: 2031-01-01, volume: 3 GWh/yr, rule: index_plus, premium: -2 USD/kWh, excuses: none}",
    "off_tesla_syr": "{end: 2027-06-01}",
    "off_gm_nmg": "null",
}
ANODE = (
    "buyer_site: can_nextstar_nmc, seller_site: can_nmg_becancour, commodity: aam_natural, start: 2029-09-01, "
    "volume: 12 kt/yr"
)
WRONG = (
    (f"{{{ANODE}, ^seler: x}}", "seler: contracts.x has no such key; did you"
     " mean seller?"),
    (f"{{{ANODE}, ^strike: 6000 USD/t}}", "strike: contracts.x has no such key"),
    (f"{{{ANODE.replace('can_nmg_becancour', '^can_nmg_becancor')}}}", "seller_site: no site 'can_nmg_becancor'; did"
     " you mean can_nmg_becancour?"),
    (f"{{{ANODE.replace('can_nmg_becancour', '^can_matawinie')}}}", "seller_site: can_matawinie makes flake_graphite,"
     " not aam_natural"),
    (f"{{{ANODE.replace('can_nextstar_nmc', '^can_ultiumcam')}}}", "buyer_site: can_ultiumcam does not use aam_natural;"
     " it uses lithium_hydroxide, pcam_nmc_high"),
    (f"{{{ANODE.replace('buyer_site: can_nextstar_nmc', 'buyer_country: ^NOR')}}}", "buyer_country: nobody in NOR uses"
     " aam_natural; name a buyer_site"),
    (f"{{{ANODE.replace('buyer_site: can_nextstar_nmc', 'buyer_country: ^CA')}}}", "buyer_country: 'CA' is no country"
     " code; ISO alpha-3 has three letters; did you mean CAN?"),
    (f"^{{{ANODE.replace('buyer_site: can_nextstar_nmc, ', '')}}}", "buyer_site: missing; name the plant that takes it,"
     " or a buyer_country"),
    (f"{{{ANODE.replace('can_nextstar_nmc', '^all')}}}", "buyer_site: names one, not several"),
    (f"{{{ANODE.replace('aam_natural', '^anode')}}}", "commodity: names one, not several"),
    (f"{{{ANODE.replace('12 kt/yr', '^12 GWh/yr')}}}", "volume: 12 GWh/yr, but aam_natural is counted in t"),
    (f"{{{ANODE.replace('12 kt/yr', '^12 kt')}}}", "volume: 12 kt is no mass per year or energy per year or number of"
     " vehicles per year; write it such as 30000 t/yr or 5 GWh/yr"),
    (f"{{{ANODE.replace('12 kt/yr', '^-5 t/yr')}}}", "volume: -5 t/yr is below zero"),
    (f"{{{ANODE.replace('12 kt/yr', '^0 t/yr')}}}", "warning: volume: is zero: nothing is delivered under it"),
    (f"^{{{ANODE.replace(', volume: 12 kt/yr', '')}}}", "volume: missing; a contract that is carried out says how much,"
     " or gives an offtake_right"),
    (f"{{{ANODE}, end: ^2028-01-01}}", "end: ends on 2028-01-01, before it starts on 2029-09-01"),
    (f"{{{ANODE}, for: ^-3 years}}", "for: -3 years; a time is 0 days or more"),
    (f"{{{ANODE}, for: ^1000000 years}}", "for: 1000000 years; a contract lasts at most 100 years"),
    (f"{{{ANODE}, end: ^2035-01-01, for: 3 years}}", "end: a contract takes one of end, for"),
    (f"{{{ANODE}, rule: collar, floor: ^9 USD/kg, ceiling: 6000 USD/t}}", "floor: 7944.82 is above the ceiling"
     " 5296.55"),
    (f"^{{{ANODE}, rule: collar, floor: 6000 USD/t}}", "ceiling: missing; the rule collar needs it"),
    (f"{{{ANODE}, floor: ^6000 USD/t}}", "floor: the rule index has none; did you mean rule collar?"),
    (f"{{{ANODE}, rule: fixed, price: ^70 USD/kWh}}", "price: 70 USD/kWh, but aam_natural is counted in t"),
    (f"{{{ANODE}, rule: fixed, price: ^6000 USD2026/t, indexed_to: nothing}}", "price: 6000 USD2026/t is real money,"
     " and indexed_to: nothing keeps no worth; write USD"),
    (f"{{{ANODE}, rule: floor, floor: 6000 USD/t, indexed_to: ^market}}", "indexed_to: market goes with the rule fixed:"
     " a bound that moves with the market binds nothing"),
    (f"{{{ANODE}, rule: ^coller}}", "rule: 'coller' is not one of index, fixed, floor, ceiling, collar, index_plus; did"
     " you mean collar?"),
    (f"{{{ANODE}, excuses: [^outages]}}", "excuses: 'outages' is no excuse; write outage, way or none; did you mean"
     " outage?"),
    (f"{{{ANODE}, priority: ^0}}", "priority: 0; a rank lies between 1 and 99"),
    (f"{{{ANODE}, take_or_pay: ^120 %}}", "take_or_pay: 120 %; a share lies between 0 % and 100 %; did you mean 12 %?"),
    (f"{{{ANODE.replace('2029-09-01', '^2040-01-01')}}}", "warning: start: 2040-01-01 is after the run (2035-12-31)"),
    (f"{{{ANODE.replace('2029-09-01', '^2025-01-01')}}}", "start: 2025-01-01 lies before the day of the facts"
     " (2026-11-21); say rewrites_history: true"),
)  # fmt: skip
"""A contract, with a mark where its fault is, and what is said of it."""


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "baseline.yaml").write_text(
        "title: The law\nquestion: What happens?\nmeasures: []\n"
        "run: {start: 2023-01-01, end: 2035-12-31, replications: 2, rng_seed: 1}\n"
    )


def said_of(text: str) -> list[str]:
    Path("x.yaml").write_text(text, encoding="utf-8")
    problems = Problems()
    read_scenario(Path("x.yaml"), problems)
    return [str(one) for one in problems]


def written(contracts: dict[str, str]) -> str:
    return HEAD + "".join(f"  {name}: {text}\n" for name, text in contracts.items())


def test_nothing_is_said_of_sound_contracts() -> None:
    assert said_of(written(SOUND)) == []


@pytest.mark.parametrize(("text", "message"), WRONG, ids=[message[:60] for _, message in WRONG])
def test_what_is_said_of_a_wrong_contract(text: str, message: str) -> None:
    line = f"  x: {text}"
    warning = "warning: " if message.startswith("warning: ") else ""
    told = f"{warning}contracts.x.{message.removeprefix('warning: ')}"
    (said,) = said_of(HEAD + line.replace("^", "") + "\n")
    assert said.startswith(f"x.yaml:5:{line.index('^') + 1}: {told}")


def test_all_that_is_wrong_is_said_at_once() -> None:
    wrong = {f"x{i}": text.replace("^", "") for i, (text, _) in enumerate(WRONG)}
    assert len(said_of(written(wrong))) >= len(WRONG)


def test_a_name_that_is_nearly_on_record_is_pointed_out() -> None:
    assert said_of(written({"off_tesla_sir": "{end: 2027-06-01}"})) == [
        "x.yaml:5:3: contracts.off_tesla_sir: no contract 'off_tesla_sir' is on record (did you mean off_tesla_syr?);"
        " a new one also says commodity, seller_site, start"
    ]
    assert said_of(written({"off_gm_nmgg": "null"})) == [
        "x.yaml:5:3: contracts.off_gm_nmgg: null drops a contract, and no contract 'off_gm_nmgg' is on record (did you"
        " mean off_gm_nmg?)"
    ]


def test_contracts_are_names_with_keys() -> None:
    assert said_of(HEAD.replace("contracts:\n", "contracts: [anode]\n")) == [
        "x.yaml:4:12: contracts: takes names, each with the keys of a contract: {my_offtake: {seller_site: …,"
        " volume: …}}"
    ]


def test_the_event_clock_has_no_contracts() -> None:
    text = written({"off_gm_nmg": "null"}).replace("contracts:", "clock: events\ncontracts:")
    assert said_of(text) == ["x.yaml:5:1: contracts: a world on the event clock has none"]


def test_a_change_that_would_rewrite_history_is_noticed() -> None:
    told = "contracts.cap_glencore_matte"
    assert said_of(written({"cap_glencore_matte": "{take_or_pay: 50 %}"})) == [
        f"x.yaml:5:23: warning: {told}: holds for the past too; date its volume, or say rewrites_history: true"
    ]
    assert said_of(written({"cap_glencore_matte": "null"})) == [
        f"x.yaml:5:3: warning: {told}: leaves the past as well; to end it, change its end, or say rewrites_history:"
        " true"
    ]
    assert said_of(written({"cap_glencore_matte": "{volume: {2028-01-01: 20000 t/yr}}"})) == []
    assert said_of(written({"cap_glencore_matte": "null"}) + "rewrites_history: true\n") == []


def test_a_contract_on_record_keeps_what_is_not_changed() -> None:
    Path("x.yaml").write_text(written({"cap_posco_pls": "{volume: {2028-01-01: 20000 t/yr}}"}))
    (one,) = load_scenario("x.yaml").contracts
    assert one.volume == ((date.min, 273000.0), (date(2028, 1, 1), 20000.0))
    assert (one.seller_site, one.take_or_pay, one.price.rule) == ("aus_agg_spodumene_concentrate", 0.9, "index")


def test_what_is_on_record_only_can_be_put_in_force() -> None:
    text = "{buyer_site: can_wyloo_niso4, volume: 20000 t/yr, start: 2034-06-01, offtake_right: 10 %}"
    assert said_of(written({"mou_ppes_fpx": text})) == []
    (one,) = load_scenario("x.yaml").contracts
    assert one.runs and one.probability == 0.2


def test_strikes_become_real_money_unless_nothing_keeps_their_worth() -> None:
    terms = {
        "real": "rule: fixed, price: 6000 USD2024/t",
        "nominal": "rule: fixed, price: 6000 USD/t",
        "fading": "rule: fixed, price: 6000 USD/t, indexed_to: nothing",
    }
    Path("x.yaml").write_text(written({name: f"{{{ANODE}, {text}}}" for name, text in terms.items()}))
    price = {one.id: one.price.price for one in load_scenario("x.yaml").contracts}
    assert price["real"] == 6000.0
    assert price["nominal"] == pytest.approx(6000.0 * 0.9744 / 1.025**4)  # 2025 on record, then inflation
    assert price["fading"] == pytest.approx(6000.0)


def test_money_paid_ahead_and_a_price_that_follows_something_else_are_kept() -> None:
    terms = "rule: fixed, price: 6000 USD2024/t, prepayment: 2 million USD2024, equity: 3 million USD2024"
    text = {"one": f"{{{ANODE}, {terms}}}", "off_tesla_syr": "{follows: market, lag: 30 days}"}
    Path("x.yaml").write_text(written(text))
    found = {one.id: one for one in load_scenario("x.yaml").contracts}
    assert (found["one"].prepayment, found["one"].equity) == (2e6, 3e6)
    price = found["off_tesla_syr"].price
    assert (price.rule, price.follows, price.indexed_to, price.lag) == ("index", "market", "inflation", 30.0)


def test_from_the_day_of_a_null_nothing_is_due() -> None:
    text = f"{{{ANODE.replace('12 kt/yr', '{2029-09-01: 12 kt/yr, 2032-01-01: null}')}}}"
    assert said_of(written({"one": text})) == []
    (one,) = load_scenario("x.yaml").contracts
    assert one.volume == ((date(2029, 9, 1), 12_000.0), (date(2032, 1, 1), 0.0))


def test_a_buyer_may_be_a_region_of_the_model_and_money_of_a_year_without_an_index_is_refused() -> None:
    region = ANODE.replace("buyer_site: can_nextstar_nmc", "buyer_country: xeu")
    assert said_of(written({"one": f"{{{region}}}"})) == []
    assert said_of(written({"one": f"{{{ANODE}, prepayment: 1 million USD2001}}"})) == [
        "x.yaml:5:144: contracts.one.prepayment: no price level for 2001; deflators.csv begins with 2015"
    ]


def test_a_contract_of_the_baseline_is_inherited_changed_or_dropped() -> None:
    base = Path("baseline.yaml").read_text()
    Path("baseline.yaml").write_text(base + f"contracts:\n  anode: {SOUND['anode']}\n")
    head = HEAD.removesuffix("contracts:\n")
    for text, shares in (
        (head, [0.8]),
        (head + "contracts: {anode: {take_or_pay: 30 %}}\n", [0.3]),
        (head + "contracts: {anode: null}\n", []),
    ):
        Path("x.yaml").write_text(text)
        assert [one.take_or_pay for one in load_scenario("x.yaml").contracts] == shares


def test_contracts_are_part_of_what_a_scenario_is_and_of_what_it_changes() -> None:
    Path("x.yaml").write_text(written({name: SOUND[name] for name in ("cells", "off_gm_nmg")}))
    found, base = load_scenario("x.yaml"), load_scenario("baseline.yaml")
    assert found.contracts_dropped == ("off_gm_nmg",)
    assert resolved(found)["contracts"]["off_gm_nmg"] == {"dropped": "yes"}
    assert changed_inputs(base, found) == [
        (
            "contracts.cells",
            None,
            "buyer_country USA, seller_site can_nextstar_nmc, commodity cell_nmc, start 2028-01-01, end 2031-01-01, "
            "volume 3 GWh/yr, rule index_plus, premium -2 USD/kWh, excuses none",
        ),
        ("contracts.off_gm_nmg", None, "dropped"),
    ]
    assert found.origins["contracts.cells.volume"] == "x.yaml:5:127"
