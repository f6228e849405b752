"""Whoever writes a wrong shock is told with file, line and column what is wrong, and what would be right."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from friendshore.reading import Problems
from friendshore.scenario import changed_inputs, load_scenario, read_scenario, resolved
from friendshore.shocks import PassageClosed, PortClosed

HEAD = "title: A shock\nquestion: What stops?\nextends: baseline\nshocks:\n"
SOUND = {
    "strike": "{kind: port_closed, ports: [can_van, can_prr], from: 2027-07-01, for: 13 days}",
    "war": "{kind: passage_closed, passages: [taiwan_strait], from: 2027-03-01, for: 90 days, goods_in_transit: lost, "
    "detour: none}",
    "flood": "{kind: site_outage, sites: [can_nal], down: 60 %, from: 2027-04-01, until: 2027-09-01}",
    "boom": "{kind: demand, markets: [USA, xeu], commodities: [cell], segments: [storage], by: +60 %, "
    "from: 2028-01-01, for: 1 year}",
    "gas": "{kind: input_price, commodities: [anode], countries: [CHN], by: +20 %, from: 2028-01-01, for: 1 year}",
    "coke": "{kind: outside_price, inputs: [needle_coke], by: -20 %, from: 2028-01-01, for: 6 months}",
    "wait": "{kind: project_suspended, sites: [can_matawinie], from: 2027-01-01}",
}
WRONG = (
    (
        "{kind: ^port_close, ports: [can_van]}",
        "kind: no such kind 'port_close'; did you mean port_closed?",
    ),
    (
        "{kind: ^corridor_closed}",
        "kind: 'corridor_closed' is not built: corridors carry nothing in this version, so that closing one "
        "would change nothing; close the port it leads to (port_closed)",
    ),
    (
        "^{ports: [can_van]}",
        "kind: missing; a shock says its kind, one of demand, input_price, outside_price, passage_closed, "
        "port_closed, project_suspended, site_outage",
    ),
    (
        "{kind: port_closed, ports: [^can_vam], from: 2027-07-01, for: 13 days}",
        "ports: no port 'can_vam'; did you mean can_van?",
    ),
    (
        "{kind: port_closed, ports: [^suez_canal], from: 2027-07-01, for: 13 days}",
        "ports: 'suez_canal' is a passage; write kind: passage_closed, passages: [suez_canal]",
    ),
    (
        "{kind: passage_closed, passages: [^can_van], from: 2027-07-01, for: 13 days}",
        "passages: 'can_van' is a port; write kind: port_closed, ports: [can_van]",
    ),
    (
        "{kind: passage_closed, passages: [^matagami_yard], from: 2027-07-01, for: 13 days}",
        "passages: 'matagami_yard' is a yard of a corridor; corridors carry nothing in this version",
    ),
    (
        "{kind: passage_closed, passages: [^windsor_detroit_crossing], from: 2027-07-01, for: 13 days}",
        "passages: no lane passes windsor_detroit_crossing; closing it would change nothing",
    ),
    (
        "{kind: port_closed, ports: ^all, from: 2027-07-01, for: 13 days}",
        "ports: 'all' is no name here; name them",
    ),
    (
        "{kind: port_closed, ^prots: [can_van], from: 2027-07-01, for: 13 days}",
        "prots: shocks.x has no such key; did you mean ports?",
    ),
    (
        "^{kind: port_closed, ports: [can_van], for: 13 days}",
        "from: missing; shocks.x needs it",
    ),
    (
        "{kind: port_closed, ports: [can_van], from: ^2027-02-30, for: 13 days}",
        "from: 2027-02-30 is not in the calendar",
    ),
    (
        "^{kind: port_closed, ports: [can_van], from: 2027-07-01}",
        "for: missing; port_closed says how long it lasts (for: 90 days) or when it is over (until: a date)",
    ),
    (
        "{kind: port_closed, ports: [can_van], from: 2027-07-01, for: ^13}",
        "for: 13; days or months? write 13 days",
    ),
    (
        "{kind: port_closed, ports: [can_van], from: 2027-07-01, for: ^-13 days}",
        "for: -13 days; a time is 0 days or more",
    ),
    (
        "{kind: port_closed, ports: [can_van], from: 2027-07-01, for: ^400 years}",
        "for: 400 years; a shock lasts at most 100 years",
    ),
    (
        "{kind: port_closed, ports: [can_van], from: 2027-07-01, until: ^2027-07-01}",
        "until: 2027-07-01 is not after from 2027-07-01",
    ),
    (
        "{kind: port_closed, ports: [can_van], from: 2027-07-01, for: 13 days, until: ^2027-08-01}",
        "until: port_closed takes one of for, until; for stands on line 5",
    ),
    (
        "{kind: port_closed, ports: [can_van], from: 2027-07-01, for: 13 days, goods_in_transit: ^hold}",
        "goods_in_transit: 'hold' is not one of held, rerouted, lost; did you mean held?",
    ),
    (
        "{kind: port_closed, ports: [can_van], from: 2027-07-01, for: 13 days, goods_in_transit: ^rerouted, "
        "detour: none}",
        "goods_in_transit: rerouted, but detour: none says that there is no way round; keep one",
    ),
    (
        "{kind: port_closed, ports: [can_van], from: 2027-07-01, for: 13 days, detour: ^5}",
        "detour: 5; days or months? write 5 days",
    ),
    (
        "{kind: site_outage, sites: [^can_matawini], from: 2027-07-01, for: 13 days}",
        "sites: no site 'can_matawini'; did you mean can_matawinie?",
    ),
    (
        "{kind: site_outage, sites: [can_nal], down: ^150 %, from: 2027-07-01, for: 13 days}",
        "down: 150 %; a share lies between 0 % and 100 %; did you mean 15 %?",
    ),
    (
        "{kind: demand, markets: [^USB], by: +5 %, from: 2027-07-01, for: 1 year}",
        "markets: no market 'USB'; did you mean USA?",
    ),
    (
        "{kind: ^demand, commodities: [spodumene_concentrate], by: +5 %, from: 2027-07-01, for: 1 year}",
        "kind: nothing matches: no final demand has these markets, segments and commodities",
    ),
    (
        "{kind: demand, by: ^-120 %, from: 2027-07-01, for: 1 year}",
        "by: -120 %; nothing falls by more than 100 %",
    ),
    (
        "{kind: input_price, commodities: [cell_nmc], countries: ^[COD], by: +5 %, from: 2027-07-01, for: 1 year}",
        "countries: nobody in COD makes cell_nmc",
    ),
    (
        "{kind: outside_price, inputs: [^needle_cokes], by: +5 %, from: 2027-07-01, for: 1 year}",
        "inputs: no outside input 'needle_cokes'; did you mean needle_coke?",
    ),
    (
        "{kind: port_closed, ports: [can_van], from: ^2022-07-01, for: 13 days}",
        "from: 2022-07-01 is before the first day of the world (2023-01-01)",
    ),
    (
        "{kind: port_closed, ports: [can_van], from: ^2023-07-01, for: 13 days}",
        "from: 2023-07-01 lies before the day of the facts (2026-11-21); say rewrites_history: true",
    ),
    (
        "{kind: port_closed, ports: [can_van], from: ^2040-07-01, for: 13 days}",
        "warning: from: 2040-07-01 is after the run (2035-12-31): this changes nothing",
    ),
    (
        "{kind: port_closed, ports: ^[chn_sha], from: 2027-07-01, for: 13 days}",
        "warning: ports: chn_sha is the only listed port of CHN: all its trade by sea stops",
    ),
)
"""A shock, with a mark where its fault is, and what is said of it."""


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


def written(shocks: dict[str, str]) -> str:
    return HEAD + "".join(f"  {name}: {text}\n" for name, text in shocks.items())


def test_nothing_is_said_of_sound_shocks() -> None:
    assert said_of(written(SOUND)) == []


@pytest.mark.parametrize(("text", "message"), WRONG, ids=[message[:60] for _, message in WRONG])
def test_what_is_said_of_a_wrong_shock(text: str, message: str) -> None:
    line = f"  x: {text}"
    warning = "warning: " if message.startswith("warning: ") else ""
    told = f"{warning}shocks.x.{message.removeprefix('warning: ')}"
    assert said_of(HEAD + line.replace("^", "") + "\n") == [f"x.yaml:5:{line.index('^') + 1}: {told}"]


def test_all_that_is_wrong_is_said_at_once() -> None:
    assert len(said_of(written({f"x{i}": text.replace("^", "") for i, (text, _) in enumerate(WRONG)}))) >= len(WRONG)


def test_one_place_cannot_be_shut_twice_at_a_time() -> None:
    two = {
        "strike": "{kind: port_closed, ports: [can_van], from: 2027-07-01, for: 13 days}",
        "storm": "{kind: port_closed, ports: [can_prr, can_van], from: 2027-07-10, for: 3 days}",
    }
    assert said_of(written(two)) == [
        "x.yaml:5:55: shocks.strike.from: storm and strike both hold can_van at the same time; end one before the other"
    ]
    assert said_of(written({**two, "storm": two["storm"].replace("07-10", "07-14")})) == []


def test_shocks_are_names_with_keys() -> None:
    assert said_of(HEAD.replace("shocks:\n", "shocks: [strike]\n")) == [
        "x.yaml:4:9: shocks: takes names, each with the keys of a shock: {strike: {kind: …, from: …}}"
    ]


def test_the_event_clock_has_no_shocks() -> None:
    text = written({"strike": SOUND["strike"]}).replace("shocks:", "clock: events\nshocks:")
    assert said_of(text) == [
        "x.yaml:5:1: shocks: a world on the event clock has none; write them into its table of outages"
    ]


def test_a_shock_of_the_baseline_is_inherited_replaced_or_removed() -> None:
    base = Path("baseline.yaml").read_text()
    Path("baseline.yaml").write_text(base + f"shocks:\n  strike: {SOUND['strike']}\n  war: {SOUND['war']}\n")
    head = HEAD.removesuffix("shocks:\n")
    for text, kinds in (
        (head, ["port_closed", "passage_closed"]),
        (head + "shocks: {war: null}\n", ["port_closed"]),
        (head + f"shocks:\n  strike: {SOUND['flood']}\n", ["site_outage", "passage_closed"]),
    ):
        Path("x.yaml").write_text(text)
        assert [one.kind for one in load_scenario("x.yaml").shocks] == kinds
    assert said_of(head + "shocks: {flood: null}\n") == [
        "x.yaml:4:17: shocks.flood: null removes a shock of the baseline, which has none of this name"
    ]


def test_shocks_are_part_of_what_a_run_is_named_by_and_of_what_differs() -> None:
    Path("x.yaml").write_text(written({"strike": SOUND["strike"]}))
    Path("y.yaml").write_text(written({"strike": SOUND["strike"].replace("13 days", "20 days"), "war": SOUND["war"]}))
    baseline, x, y = (load_scenario(name) for name in ("baseline.yaml", "x.yaml", "y.yaml"))
    assert resolved(x)["shocks"]["strike"]["for"] == "13 days"
    assert resolved(baseline) != resolved(x) != resolved(y)
    assert changed_inputs(baseline, x) == [
        ("shocks.strike", None, "port_closed, ports [can_van, can_prr], from 2027-07-01, for 13 days")
    ]
    assert [key for key, _, _ in changed_inputs(x, y)] == ["shocks.strike.for", "shocks.war"]
    assert x.origins["shocks.strike.for"] == "x.yaml:5:81"


def test_a_duration_is_walked_on_the_calendar_and_an_end_is_the_first_day_after() -> None:
    Path("x.yaml").write_text(written(SOUND))
    found = {one.kind: one for one in load_scenario("x.yaml").shocks}
    assert found["port_closed"].over == date(2027, 7, 14)
    assert found["site_outage"].over == date(2027, 9, 1)
    assert found["outside_price"].over == date(2028, 7, 1)
    assert found["project_suspended"].over is None
    strike, war = found["port_closed"], found["passage_closed"]
    assert isinstance(strike, PortClosed) and isinstance(war, PassageClosed)
    assert (strike.goods_in_transit, strike.detour, strike.places) == ("held", "listed", ("can_van", "can_prr"))
    assert (war.goods_in_transit, war.detour) == ("lost", None)
