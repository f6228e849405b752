"""The map shows what was made and what flowed: every site and flow in its place, on coasts that are whole."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from fake_world import fake_index
from friendshore.chain import STAGES
from friendshore.cli import main
from friendshore.engine.outcome import Index
from friendshore.locations import shipped
from friendshore.report.coast import coasts
from friendshore.report.world_map import LOOKS, _apart, _northing, map_heading
from friendshore.results.world_map import GROUPS, world_map
from friendshore.seed_world import World
from friendshore.seeds import load_world

FLOWS = (
    ("lithium_carbonate", "CHL", "CHN"),
    ("cell_lfp", "CHN", "USA"),
    ("cell_nmc", "CHN", "USA"),
    ("vehicle", "USA", "USA"),
    ("vehicle", "CHN", "xrw"),
    ("vehicle", "USA", "xeu"),
)


@pytest.fixture(scope="module")
def world() -> World:
    return load_world(shipped("seeds"))


@pytest.fixture(scope="module")
def index(world: World) -> Index:
    sites = list(world.sites.values())
    return replace(
        fake_index(2),
        sites=(*(one.id for one in sites), "jpn_niihama:cobalt_metal"),
        site_country=(*(one.country for one in sites), "JPN"),
        site_commodity=(*(one.commodity for one in sites), "cobalt_metal"),
        flows=FLOWS,
        zones=tuple((commodity, buyer) for commodity, _, buyer in FLOWS),
    )


@pytest.fixture(scope="module")
def outcome(index: Index) -> SimpleNamespace:
    made = np.ones((len(index.sites), 24))
    made[0] = 0.0
    shipped_ = np.zeros((len(FLOWS), 8))
    shipped_[:, 4:] = np.array([50_000.0, 10_000.0, 5_000.0, 9e6, 1e5, 1e5])[:, None]
    price = np.tile(np.array([12_000.0, 90_000.0, 110_000.0, 30_000.0, 30_000.0, 40_000.0])[:, None], (1, 24))
    return SimpleNamespace(made=made, shipped=shipped_, price=price)


def test_what_made_nothing_or_lies_nowhere_is_left_out(world: World, index: Index, outcome: SimpleNamespace) -> None:
    shown = world_map(world, index, outcome, 2024)  # type: ignore[arg-type]
    sites = {spot.site for spot in shown.spots}
    assert index.sites[0] not in sites
    assert "jpn_niihama:cobalt_metal" not in sites
    assert {spot.country for spot in shown.spots} & {"xrw"} == set()
    assert sum(spot.share for spot in shown.spots if spot.commodity == "cell_lfp") <= 1.0


def test_flows_are_valued_at_landed_cost_and_added_up_by_kind(
    world: World, index: Index, outcome: SimpleNamespace
) -> None:
    shown = world_map(world, index, outcome, 2024)  # type: ignore[arg-type]
    found = {(one.group, one.seller, one.buyer): one for one in shown.streams}
    cells = found["cells", "CHN", "USA"]
    assert cells.value == pytest.approx((40_000 * 90_000 + 20_000 * 110_000) / 1e6)
    assert (cells.commodities, cells.amount) == (("cell_lfp", "cell_nmc"), None)
    assert found["refineries", "CHL", "CHN"].amount == pytest.approx(200_000)
    assert ("vehicles", "USA", "USA") not in found  # crosses no border
    assert shown.streams[-1].group == "vehicles"
    assert shown.nowhere == pytest.approx(4e5 * 30_000 / 1e6)
    assert shown.shown + shown.nowhere == pytest.approx(shown.traded)


def test_one_commodity_is_shown_alone(world: World, index: Index, outcome: SimpleNamespace) -> None:
    shown = world_map(world, index, outcome, 2024, ("lithium_carbonate",))  # type: ignore[arg-type]
    assert {spot.commodity for spot in shown.spots} == {"lithium_carbonate"}
    (stream,) = shown.streams
    assert (stream.seller, stream.buyer) == ("CHL", "CHN")
    finding = map_heading(shown, "Who?", "Source").finding.replace("\u00a0", " ")
    assert finding == "The largest flow drawn is lithium carbonate from Chile to China: 200 kt worth 2.4 billion USD."
    with pytest.raises(ValueError, match="does not cover 2040"):
        world_map(world, index, outcome, 2040)  # type: ignore[arg-type]


def test_coasts_are_closed_whole_and_on_the_globe() -> None:
    rings = coasts()
    assert len(rings) > 100
    for ring in rings:
        steps = [abs(a[0] - b[0]) for a, b in pairwise(ring)]
        assert max(steps) < 180.0
        assert all(-90.0 <= y <= 90.0 for _, y in ring)
    closed = [ring for ring in rings if ring[0] == pytest.approx(ring[-1])]
    assert len(closed) >= len(rings) - 1  # all but Antarctica, which goes round


def test_every_kind_has_a_look_of_its_own_and_every_stage_a_kind() -> None:
    assert {stage for stages in GROUPS.values() for stage in stages} == set(STAGES)
    assert set(LOOKS) == set(GROUPS)
    assert (
        len({colour for colour, _, _ in LOOKS.values()}) == len({mark for _, mark, _ in LOOKS.values()}) == len(LOOKS)
    )


def test_sites_at_one_place_are_drawn_apart(world: World, index: Index, outcome: SimpleNamespace) -> None:
    spots = world_map(world, index, outcome, 2024).spots  # type: ignore[arg-type]
    china = [spot for spot in spots if spot.country == "CHN" and spot.aggregate]
    drawn = [at for _, at in _apart(china, 1.0)]
    nearest = min((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 for i, a in enumerate(drawn) for b in drawn[:i])
    assert len(china) > 10
    assert nearest > 0.25


def test_the_projection_is_millers() -> None:
    assert _northing(0.0) == pytest.approx(0.0)
    assert _northing(90.0) == pytest.approx(132.0, abs=0.1)  # 2.3034 radians of the equator
    assert _northing(-45.0) == pytest.approx(-_northing(45.0))


def test_the_map_is_drawn_twice_the_same(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    world: World,
    index: Index,
    outcome: SimpleNamespace,
) -> None:
    plan = SimpleNamespace(world=world, index=index)
    monkeypatch.setattr("friendshore.experiment.central.central", lambda _: (plan, outcome))
    for folder in ("one", "two"):
        assert main(["show", "world", "--map", "--year", "2024", "--out", str(tmp_path / folder), "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
    assert [Path(file).name for file in found["files"]] == ["world_2024.png", "world_2024.svg", "world_2024.csv"]
    for end in ("png", "svg", "csv"):
        one, two = ((tmp_path / folder / "world" / f"world_2024.{end}").read_bytes() for folder in ("one", "two"))
        assert one == two
    with open(tmp_path / "one" / "world" / "world_2024.csv", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert sum(row["kind"] == "flow" for row in rows) == found["flows"] == 3
    assert sum(row["kind"] == "site" for row in rows) == found["sites"]


def test_what_cannot_be_shown_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "world", "--map", "--commodity", "lithium_carbonat"]) == 2
    assert "did you mean lithium_carbonate?" in capsys.readouterr().err
    assert main(["show", "world", "--map", "--year", "1999"]) == 2
