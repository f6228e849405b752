"""The places that the data set must hold, the ways that keep Canadian ore inland, and numbers traced to sources."""

from __future__ import annotations

import json
import random

import pytest

from friendshore.cli import main
from friendshore.cli.world import corridors
from friendshore.seed_passports import passports
from friendshore.seeds import World

MAKERS = "CHN KOR IDN IND FIN NOR DEU POL HUN MAR CAN JPN USA MEX"
MINERS = "AUS CHL ARG COD PHL NCL MDG MOZ TZA BRA MMR ZAF GAB"
INLAND = {
    "James Bay and Matagami": ("cor_jamesbay_matagami", "cor_matagami_becancour"),
    "the Ring of Fire": ("cor_ringoffire",),
    "northern Quebec and Labrador": ("cor_raglan_quebec", "cor_voiseys_longharbour", "cor_strangelake"),
    "northern British Columbia": ("cor_baptiste_prr", "cor_turnagain_stewart"),
}


def test_every_country_of_the_chain_has_a_site_of_its_own(shipped_world: World) -> None:
    assert {*MAKERS.split(), *MINERS.split()} <= {site.country for site in shipped_world.sites.values()}


@pytest.mark.parametrize(("where", "names"), sorted(INLAND.items()))
def test_ways_that_keep_ore_inland_have_their_limit(shipped_world: World, where: str, names: tuple[str, ...]) -> None:
    found = {one.id: one for one in corridors(shipped_world)}
    for name in names:
        assert name in found, where
        lane = shipped_world.lanes[name]
        assert lane.throughput is not None and found[name].throughput == lane.throughput
        assert lane.transit_days > 0


def test_the_summary_shows_corridors_narrowest_first(shipped_world: World, capsys: pytest.CaptureFixture[str]) -> None:
    found = corridors(shipped_world)
    spare = [one.throughput - one.wanted for one in found]
    assert spare == sorted(spare)
    assert next(one for one in found if one.id == "cor_ringoffire").throughput == 0.0
    assert main(["show", "world"]) == 0
    out = capsys.readouterr().out
    assert "cor_ringoffire" in out and "no way out yet" in out


def test_ten_numbers_picked_at_random_are_traced_to_their_sources(
    shipped_world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [one for one in passports(shipped_world.folder, lambda table, _: table.endswith("_values")) if one.field]
    for one in random.Random(2026).sample(rows, 10):
        assert main(["explain", f"{one.subject}.{one.field}", "--json"]) == 0
        numbers = json.loads(capsys.readouterr().out)["numbers"]
        same = [n for n in numbers if (n["table"], n["line"]) == (one.table, one.line)]
        assert len(same) == 1
        told = same[0]
        assert (told["value"], told["unit"], told["confidence"]) == (one.value, one.unit, one.confidence)
        if one.source == "assumed":
            assert told["note"]
        else:
            assert told["title"] and told["locator"] and (told["address"] or told["publisher"])
