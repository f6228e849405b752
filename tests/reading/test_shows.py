"""A scenario says in which series its mechanism shows; what is wrong there is told with line and column."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from friendshore.experiment import plan
from friendshore.experiment.scenarios import subject_of
from friendshore.reading import Problems
from friendshore.scenario import load_scenario, read_scenario, resolved

HEAD = "title: A mechanism\nquestion: Where does it show?\nextends: baseline\n"
PRICE = "{kind: price, commodity: aam_natural, place: USA, caption: Price of anode}"
STRIKE = "shocks:\n  strike: {kind: port_closed, ports: [can_van], from: 2027-07-01, for: 13 days}\n"


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def written(*panels: str, days: str = "  from: 2027-01-01\n", head: str = HEAD) -> str:
    return head + "shows:\n" + days + "  panels:\n" + "".join(f"    - {panel}\n" for panel in panels)


def shows(text: str) -> dict[str, Any]:
    Path("x.yaml").write_text(text)
    found = load_scenario("x.yaml").shows
    assert found is not None
    return dict(found)


def said_of(text: str) -> list[str]:
    Path("x.yaml").write_text(text)
    problems = Problems()
    read_scenario(Path("x.yaml"), problems)
    return [f"{one.place}: {one.key}: {one.message}" for one in problems.errors]


WRONG = (
    ("{kind: ^prize, commodity: aam_natural}", "kind: no such kind 'prize'; did you mean price?"),
    ("{kind: ^inventory, commodities: [anode]}", "kind: no such kind 'inventory'; did you mean stock?"),
    (
        "^{commodity: aam_natural, caption: x}",
        "kind: missing; a panel says its kind, one of contract, credits, flow, lost, money, output, price, sales, "
        "stock, unfilled, unmet, use",
    ),
    ("^{kind: price, commodity: aam_natural, place: USA}", "caption: missing; shows.panels.4 needs it"),
    (
        "{kind: price, commodity: ^aam_naturel, place: USA, caption: x}",
        "commodity: no commodity 'aam_naturel'; did you mean aam_natural?",
    ),
    (
        "{kind: price, commodity: ^anode, place: USA, caption: x}",
        "commodity: 'anode' is a group; a price is of one of aam_natural, aam_synthetic",
    ),
    ("{kind: price, commodity: aam_natural, place: ^USB, caption: x}", "place: no country or region 'USB'"),
    ("{kind: price, commodity: aam_natural, place: ^US, caption: x}", "place: 'US' is no country code;"),
    (
        "{kind: stock, commodities: [aam_natural], places: [^eu], caption: x}",
        "places: 'eu' is a bloc; name its countries, or a region of the model",
    ),
    ("{kind: price, commodity: aam_natural, place: ^CHL, caption: x}", "place: nobody in CHL buys aam_natural"),
    (
        "{kind: output, commodities: ^[cell, cam], caption: x}",
        "commodities: a panel adds up what is counted in one unit, not cam_nmc_high in t, cell_nmc in MWh",
    ),
    ("{kind: output, commodities: [cobalt_hydroxide], places: ^[CAN], caption: x}", "places: nobody in CAN makes"),
    ("^{kind: output, places: [CAN], caption: x}", "commodities: missing; say whose: commodities"),
    (
        "{kind: use, commodities: [cell], sites: ^[can_nal], caption: x}",
        "sites: name sites, or commodities and places, not both",
    ),
    ("{kind: lost, sites: [^can_nall], caption: x}", "sites: no site 'can_nall'; did you mean can_nal?"),
    (
        "{kind: flow, commodities: [aam_natural], origins: abroad, destinations: ^abroad, caption: x}",
        "destinations: abroad of what? name the places on one side",
    ),
    ("{kind: flow, commodities: [aam_natural], origins: ^all, caption: x}", "origins: 'all' is no name here"),
    (
        "{kind: unfilled, commodities: [aam_natural], reasons: [^license], caption: x}",
        "reasons: no reason 'license'; did you mean licence?",
    ),
    ("{kind: sales, segments: ^[hev], caption: x}", "segments: nothing matches: no final demand"),
    (
        "{kind: sales, commodities: [cell], segments: ^[hev], caption: x}",
        "segments: deliveries to hev are not told apart in every market; one of bev, phev, storage",
    ),
    ("{kind: unmet, segments: ^[bev], caption: x}", "segments: what is missing is not told apart by segment"),
    ("{kind: contract, contract: ^off_tesla_sir, caption: x}", "did you mean off_tesla_syr?"),
    (
        "{kind: contract, contract: off_tesla_syr, what: ^deliverd, caption: x}",
        "what: 'deliverd' is not one of delivered, missed, unused, price; did you mean delivered?",
    ),
    ("{kind: money, measure: ^usa_45x_cell, caption: x}", "did you mean usa_45x_cells?"),
    ("{kind: money, measure: usa_45x_cells, ^captoin: x}", "has no such key; did you mean caption?"),
    ("{kind: money, measure: usa_45x_cells, caption: x, draw: ^lines}", "draw: 'lines' is not one of levels, change"),
    (f"{{kind: money, measure: usa_45x_cells, caption: ^{'x' * 71}}}", "caption: 71 letters; there is room for 70"),
)


@pytest.mark.parametrize("first", range(0, len(WRONG), 6))
def test_every_wrong_panel_is_told_at_its_place_all_at_once(first: int) -> None:
    some = WRONG[first : first + 6]
    found = said_of(written(*(panel.replace("^", "") for panel, _ in some)))
    assert len(found) == len(some), found
    for number, (one, (panel, message)) in enumerate(zip(found, some, strict=True), 1):
        place, _, rest = one.partition(": ")
        assert place == f"x.yaml:{number + 6}:{panel.index('^') + 7}", one
        assert rest.startswith(f"shows.panels.{number}.") and message in rest, one


def test_wrong_days_and_wrong_panels_are_told_together() -> None:
    panels = ("{kind: prize}", "{kind: price, commodity: aam_naturel, place: USB, caption: x}")
    found = said_of(written(*panels, days="  from: 2027-13-01\n  untill: 2028-01-01\n"))
    assert [one.split(": ")[1] for one in found] == [
        "shows.from",
        "shows.untill",
        "shows.panels.1.kind",
        "shows.panels.2.commodity",
        "shows.panels.2.place",
    ]


@pytest.mark.parametrize(
    ("days", "message"),
    [
        ("  before: 1 year\n", "from: missing; there is no shock to take it from"),
        ("  from: 2027-01-01\n  until: 2026-01-01\n", "until: 2026-01-01 is not after from 2027-01-01"),
        ("  from: 2040-01-01\n", "from: 2040-01-01 is after the run (2035-12-31)"),
        ("  from: 2020-01-01\n", "from: 2020-01-01 is before the run (2023-01-01)"),
        ("  from: 2027-01-01\n  after: two years\n", "after: "),
        ("  from: 2027-01-01\n  after: 100000 years\n", "after: 100000 years; a chart reaches at most 100 years"),
        ("  from: 2027-01-01\n  before: 100000 years\n", "before: 100000 years; a chart reaches at most 100 years"),
        ("  from: 2027-01-01\n  beside: demand_slum\n", "beside: "),
    ],
)
def test_days_that_make_no_sense(days: str, message: str) -> None:
    (one,) = said_of(written(PRICE, days=days))
    assert f"shows.{message}" in one


def test_panels_are_a_list_for_which_a_chart_has_room() -> None:
    assert "takes a list of panels" in said_of(HEAD + "shows:\n  from: 2027-01-01\n  panels: price\n")[0]
    (one,) = said_of(written(*[PRICE] * 7))
    assert one.startswith("x.yaml:13:") and "7 panels; a chart has room for 6" in one
    (one,) = said_of(HEAD + "shows:\n  from: 2027-01-01\n")
    assert "panels: missing" in one


def test_the_days_are_those_of_the_shocks_unless_the_scenario_says_others() -> None:
    found = shows(written(PRICE, days="", head=HEAD + STRIKE))
    assert (found["from"], found["until"]) == ("2027-07-01", "2027-07-14")
    assert (found["first"], found["last"]) == ("2026-07-01", "2029-07-14")
    days = "  from: 2027-03-31\n  before: 1 month\n  after: 90 days\n"
    found = shows(written(PRICE, days=days, head=HEAD + STRIKE))
    assert (found["from"], found["until"]) == ("2027-03-31", None)
    assert (found["first"], found["last"]) == ("2027-02-28", "2027-06-29")


def test_what_is_drawn_stays_inside_the_run() -> None:
    found = shows(written(PRICE, days="  from: 2023-03-01\n  until: 2035-06-01\n"))
    assert (found["first"], found["last"]) == ("2023-01-01", "2035-12-31")


def test_groups_of_goods_are_spelt_out() -> None:
    panel = "{kind: stock, commodities: [anode], places: [USA], caption: Anode}"
    assert shows(written(panel))["panels"] == [
        {
            "kind": "stock",
            "caption": "Anode",
            "draw": "levels",
            "commodities": ["aam_natural", "aam_synthetic"],
            "places": ["USA"],
        }
    ]


def test_a_scenario_shows_its_own_and_not_its_baselines() -> None:
    """As with title and question: a child asks another question."""
    scenarios = Path(__file__).parents[2] / "scenarios"
    Path("baseline.yaml").write_text(
        (scenarios / "baseline.yaml").read_text() + f"shows:\n  from: 2027-01-01\n  panels: [{PRICE}]\n"
    )
    assert load_scenario("baseline.yaml").shows is not None
    Path("child.yaml").write_text(HEAD)
    assert load_scenario("child.yaml").shows is None
    assert shows(written(PRICE.replace("USA", "JPN")))["panels"][0]["place"] == "JPN"


def test_a_contract_that_the_scenario_adds_can_be_shown_and_one_it_drops_cannot() -> None:
    head = HEAD + "contracts:\n  off_tesla_syr: null\n"
    (one,) = said_of(written("{kind: contract, contract: off_tesla_syr, caption: x}", head=head))
    assert "no contract 'off_tesla_syr'" in one


def test_the_event_clock_draws_nothing() -> None:
    text = written(PRICE).replace("extends: baseline", "extends: baseline\nclock: events")
    assert "a world on the event clock is measured, not drawn" in " ".join(said_of(text))


def test_what_is_shown_is_no_input_of_a_run(tmp_path: Path) -> None:
    Path("x.yaml").write_text(HEAD)
    bare = load_scenario("x.yaml")
    Path("x.yaml").write_text(written(PRICE))
    told = load_scenario("x.yaml")
    assert resolved(bare) == resolved(told)
    assert plan(subject_of(bare), tmp_path).folder == plan(subject_of(told), tmp_path).folder
    assert "shows" not in subject_of(bare).extra and subject_of(told).extra["shows"] == told.shows
