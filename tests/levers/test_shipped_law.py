"""The measures and scenarios that are shipped: complete, cited, alive, and saying what their sources say."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from friendshore.levers import KINDS, PLANNED_KINDS, build_lever
from friendshore.locations import shipped
from friendshore.policy import Definitions, Entry, Lever, Names, PolicyBook, Sale, VehicleSale, facts_of
from friendshore.reading import Node, Problems, read_yaml
from friendshore.scenario import Scenario, load_scenario
from friendshore.scenario.names import definitions_among, known_names
from friendshore.seeds import World, load_world

SCENARIOS = shipped("scenarios")
FILES = {path.stem: path for path in sorted((SCENARIOS / "policies").glob("*.yaml"))}
QUESTIONS = sorted(path.stem for path in SCENARIOS.glob("*.yaml") if path.stem != "baseline")

ELSEWHERE = {
    "CA-SUR-02": "steel and aluminium lie outside the world",
    "CN-GGS-01": "gallium, germanium and antimony lie outside the world",
    "US-232A-03": "a duty remission: its kind is not built",
}
"""Rows of kinds that are built which no measure can cite, and why."""


@cache
def names() -> Names:
    return known_names(shipped("seeds"), definitions_among(FILES), Problems())


@cache
def world() -> World:
    return load_world(shipped("seeds"))


@cache
def scenario(name: str) -> Scenario:
    return load_scenario(name)


@cache
def law(name: str) -> PolicyBook:
    one = scenario(name)
    return PolicyBook(one.levers, facts_of(world()), one.law_as)


def node_of(name: str) -> Node:
    node = read_yaml(FILES[name], Problems())
    assert node is not None
    return node


def kind_of(name: str) -> str:
    kind = node_of(name).get("kind")
    assert kind is not None
    return kind.text


def lever_of(name: str) -> Lever:
    problems = Problems()
    lever = build_lever(node_of(name), problems, names())
    assert lever is not None and not problems.errors, "\n".join(map(str, problems))
    return lever


BUILT = [name for name in FILES if kind_of(name) in KINDS]


@pytest.mark.parametrize("name", BUILT)
def test_a_shipped_measure_is_right(name: str) -> None:
    lever_of(name)


@pytest.mark.parametrize("name", [name for name in FILES if name not in BUILT])
def test_a_measure_that_waits_for_its_kind_is_of_a_planned_one(name: str) -> None:
    assert kind_of(name) in PLANNED_KINDS


def test_every_row_of_a_built_kind_is_a_measure() -> None:
    kinds = {
        "import_surtax", "import_surcharge", "tariff", "tariff_struck_down", "export_license", "export_ban",
        "export_ban_country", "production_subsidy", "production_tax_credit", "production_linked_incentive",
        "consumer_rebate", "consumer_tax_credit", "sourcing_rule",
    }  # fmt: skip
    with (shipped("seeds") / "policies.csv").open(newline="", encoding="utf-8") as file:
        wanted = {row["id"] for row in csv.DictReader(file) if row["lever"] in kinds}
    cited = {row for name in BUILT for row in lever_of(name).source.row}
    totals = {"CA-PS-05"}  # a check total, no measure of its own
    assert wanted - cited - totals - set(ELSEWHERE) == set()


def test_the_baseline_lists_every_measure_that_is_law_or_was_proposed() -> None:
    hypothetical = {
        "can_graphite_equity",
        "can_graphite_floor",
        "chn_japan_squeeze",
        "idn_nickel_ore_ban_2014",  # ended before the first baseline year
        "usa_anode_duty",
    }
    blocs = {name for name in BUILT if kind_of(name) == "bloc"}
    one = scenario("baseline")
    listed = {lever.name for lever in one.levers} | {waiting.measure for waiting in one.pending}
    assert listed - blocs == set(FILES) - hypothetical - blocs


@cache
def subjects() -> tuple[tuple[Entry, ...], tuple[Sale, ...], tuple[VehicleSale, ...]]:
    """What the world's trade, plants and markets could be asked about."""
    buyers = sorted({one.buyer for one in world().trade} | {one.market for one in world().demand})
    sellers = sorted({one.seller for one in world().trade} | {site.country for site in world().sites.values()})
    entries = [
        Entry(commodity, seller, buyer, "vehicle" if commodity.startswith("cell") else "any")
        for commodity in world().commodities
        for seller in sellers
        for buyer in buyers
        if seller != buyer
    ]
    entries += [Entry("cell_lfp", "CHN", buyer, "storage") for buyer in buyers]
    sales = [
        Sale(site.id, site.commodity, site.country, site.owner_country, site.route) for site in world().sites.values()
    ]
    markets = [VehicleSale(one.market, one.segment) for one in world().demand]
    return tuple(entries), tuple(sales), tuple(dict.fromkeys(markets))


def speaks(lever: Lever) -> bool:
    """Whether a measure alone says anything to anybody on any day of the run on which it acts."""
    blocs = [lever_of(name) for name in lever.blocs_named(names()) if name != lever.name]
    mirrored = [lever_of(lever.mirror.measure)] if lever.mirror is not None else []
    alone = PolicyBook([lever, *blocs, *mirrored], facts_of(world()))
    days = [day for day in alone.change_days(date(2023, 1, 1), date(2035, 12, 31)) if lever.life.bites(day)]
    definitions = Definitions(world().groups)
    entries, sales, markets = subjects()
    goods = [entry for entry in entries if lever.covers.takes_commodity(entry.commodity, definitions)]
    heard = {
        "import_duty": lambda day: (part.measure for one in goods for part in alone.import_duty(day, one).parts),
        "licence": lambda day: (found.measure for one in goods if (found := alone.licence(day, one)) is not None),
        "allowance": lambda day: (
            *(alone.banned_share(day, one)[1] for one in goods),
            *(name for one in goods for name in alone.counted(day, one)),
            *(name for one in sales for name in alone.counted_sale(day, one)),
        ),
        "support": lambda day: (answer.measure for one in sales for answer in alone.support(day, one)),
        "purchase_support": lambda day: (
            answer.measure for one in markets for answer in alone.purchase_support(day, one)
        ),
        "obligation": lambda day: (
            name
            for market in {one.market for one in markets}
            if (found := alone.standard(day, market)) is not None
            for name in found.measures
        ),
    }
    return any(lever.name in heard[question](day) for question in lever.answers for day in days)


@pytest.mark.parametrize("name", [name for name in BUILT if kind_of(name) != "bloc"])
def test_a_measure_says_something_to_somebody_unless_it_says_why_not(name: str) -> None:
    lever = lever_of(name)
    assert speaks(lever) or lever.expected_idle is not None


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_is_asked_of_the_baseline_and_changes_its_law(name: str) -> None:
    one, base = scenario(name), scenario("baseline")
    assert one.question.endswith("?") and one.extends == "baseline"
    assert one.measures != base.measures
    assert (one.start, one.end, one.replications, one.rng_seed) == (
        base.start,
        base.end,
        base.replications,
        base.rng_seed,
    )


GRAPHITE = Entry("spherical_graphite", "CHN", "JPN")


def approval(name: str, day: date, entry: Entry) -> float:
    licence = law(name).licence(day, entry)
    return 1.0 if licence is None else licence.approval


def test_graphite_approvals_drop_overnight_for_a_year() -> None:
    days = (date(2026, 12, 31), date(2027, 1, 1), date(2027, 12, 31), date(2028, 1, 1))
    assert [approval("graphite_approvals_cut", day, GRAPHITE) for day in days] == [1.0, 0.2, 0.2, 1.0]
    assert [approval("baseline", day, GRAPHITE) for day in days] == [1.0] * 4
    sudden = [one for one in law("graphite_approvals_cut").notices() if one.effective == date(2027, 1, 1)]
    assert [one.announced for one in sudden if one.covers(GRAPHITE)] == [date(2027, 1, 1)]


def test_battery_controls_bite_as_written_or_a_year_later() -> None:
    cells = Entry("cell_lfp", "CHN", "USA", "storage")
    days = (date(2026, 11, 9), date(2026, 11, 10), date(2027, 11, 9), date(2027, 11, 10))
    assert [approval("baseline", day, cells) for day in days] == [1.0, 0.6, 0.6, 0.6]
    assert [approval("battery_controls_delayed", day, cells) for day in days] == [1.0, 1.0, 1.0, 0.6]


def duty(name: str, day: date, entry: Entry) -> float:
    return law(name).import_duty(day, entry).ad_valorem


def test_the_wall_is_170_on_anode_and_doubles_the_duty_on_cells() -> None:
    anode = Entry("aam_synthetic", "CHN", "USA")
    before, after = date(2026, 12, 31), date(2027, 1, 1)
    assert duty("anode_wall", after, anode) - duty("anode_wall", before, anode) == pytest.approx(1.70)
    for use in ("vehicle", "storage"):
        cells = Entry("cell_lfp", "CHN", "USA", use)  # type: ignore[arg-type]
        assert duty("anode_wall", after, cells) - duty("baseline", after, cells) == pytest.approx(0.25)
        assert duty("anode_wall", before, cells) == duty("baseline", before, cells)
    assert duty("anode_wall", after, Entry("aam_synthetic", "KOR", "USA")) == pytest.approx(0.0)


def support(name: str, day: date, site_id: str) -> float:
    site = world().sites[site_id]
    sale = Sale(site.id, site.commodity, site.country, site.owner_country, site.route)
    return sum(answer.value for answer in law(name).support(day, sale))


@pytest.mark.parametrize("site", ["usa_pan_nv", "can_powerco", "can_nextstar_lfp"])
def test_a_cut_of_45x_halves_the_mirrors_from_the_same_day(site: str) -> None:
    before, after = date(2027, 6, 30), date(2027, 7, 1)
    assert support("credit_cut", before, site) == support("baseline", before, site) > 0
    assert support("credit_cut", after, site) == pytest.approx(0.5 * support("baseline", after, site))
    late = date(2031, 7, 1)
    assert support("credit_cut", late, site) == pytest.approx(0.5 * support("baseline", late, site), rel=1e-3)


def test_canada_withdraws_its_own_support_and_no_one_elses() -> None:
    before, after = date(2027, 3, 31), date(2027, 4, 1)
    for site in ("can_powerco", "can_nextstar_nmc"):
        assert support("canada_withdraws", before, site) == support("baseline", before, site) > 0
        assert support("canada_withdraws", after, site) == 0
    assert support("canada_withdraws", after, "usa_pan_nv") == support("baseline", after, "usa_pan_nv")
    buyer = VehicleSale("CAN", "bev")
    assert law("canada_withdraws").purchase_support(before, buyer) != ()
    assert law("canada_withdraws").purchase_support(after, buyer) == ()


@pytest.mark.parametrize(
    ("entry", "day", "share"),
    [
        (Entry("vehicle", "CHN", "CAN"), date(2024, 9, 30), 0.061),
        (Entry("vehicle", "CHN", "CAN"), date(2024, 10, 1), 1.061),
        (Entry("vehicle", "JPN", "USA"), date(2025, 4, 2), 0.025),
        (Entry("vehicle", "JPN", "USA"), date(2025, 4, 3), 0.275),
        (Entry("vehicle", "JPN", "USA"), date(2025, 9, 16), 0.15),
        (Entry("vehicle", "KOR", "USA"), date(2025, 12, 1), 0.15),
        (Entry("cell_nmc", "CHN", "USA", "vehicle"), date(2024, 9, 26), 0.109),
        (Entry("cell_nmc", "CHN", "USA", "vehicle"), date(2024, 9, 27), 0.284),
        (Entry("cell_lfp", "CHN", "USA", "storage"), date(2026, 8, 1), 0.284),
        (Entry("flake_graphite", "CHN", "USA"), date(2026, 8, 1), 0.25),
        (Entry("vehicle", "CHN", "MEX"), date(2026, 1, 1), 0.50),
        (Entry("vehicle", "JPN", "MEX"), date(2026, 1, 1), 0.0),
    ],
)
def test_landed_duties_are_those_of_the_sources(entry: Entry, day: date, share: float) -> None:
    assert duty("baseline", day, entry) == pytest.approx(share)


def test_it_does_not_matter_where_one_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert {lever.name for lever in load_scenario("baseline").levers} == {
        one.name for one in scenario("baseline").levers
    }


def test_canadas_sales_standard_asks_for_something_only_where_a_scenario_puts_it_in_force() -> None:
    day = date(2028, 6, 1)
    assert law("baseline").standard(day, "CAN") is None
    asked = law("sales_standard").standard(day, "CAN")
    assert asked is not None and asked.share == pytest.approx(0.4, abs=1e-3)
    assert law("sales_standard").standard(day, "USA") is None
