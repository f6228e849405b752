"""Vehicles by maker and segment: by hand on two countries with two makers each and two markets."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from friendshore.cli import vehicles as cli
from friendshore.cli.show import command as show
from friendshore.engine.outcome import Index
from friendshore.errors import UsageError
from friendshore.locations import shipped
from friendshore.report.cases import cases_of
from friendshore.report.vehicles import COLUMNS, write_vehicles
from friendshore.results import Run
from friendshore.results.catalogue import load_catalogue
from friendshore.results.makers import OTHERS, Vehicles, delivered_by_segment, made_by_maker, rows_of, sold_by_maker

MAKERS = {"can_a": "Aurora", "can_a2": "Aurora", "can_b": "Boreal", "usa_a": "Aurora"}
YEARS = (2024, 2025)


def index() -> Index:
    return Index(
        start=date(2024, 1, 1),
        end=date(2025, 12, 31),
        months=tuple(f"{year}-{month:02d}" for year in YEARS for month in range(1, 13)),
        quarters=tuple(f"{year}-Q{quarter}" for year in YEARS for quarter in range(1, 5)),
        sites=("can_a", "can_a2", "can_b", "usa_a", "usa_rest", "can_cells"),
        site_country=("CAN", "CAN", "CAN", "USA", "USA", "CAN"),
        site_commodity=("vehicle",) * 5 + ("cell_nmc",),
        site_stage=("vehicle",) * 5 + ("cell",),
        slots=(),
        buyers=(("USA", "vehicle", "any"), ("CAN", "vehicle", "any")),
        zones=(),
        flows=(
            ("cell_nmc", "CAN", "USA"),
            ("vehicle", "CAN", "CAN"),
            ("vehicle", "CAN", "USA"),
            ("vehicle", "MEX", "USA"),
            ("vehicle", "USA", "USA"),
        ),
        measures=(),
        parameters=(),
        segments=(
            ("CAN", "vehicle", "any", "bev"),
            ("CAN", "vehicle", "any", "phev"),
            ("CAN", "cell_lfp", "vehicle", "commercial"),
        ),
    )


def made_up() -> Run:
    """Two replications; in the second all is double. Canada makes nothing in the last quarter, and ships from stock."""
    made = np.zeros((6, 24))
    made[0, :12], made[1, :12], made[2, :12] = 10.0, 20.0, 10.0  # Aurora has three quarters of Canada in 2024
    made[0, 12:21], made[2, 12:21] = 10.0, 10.0  # and one half in 2025
    made[3], made[4], made[5] = 50.0, 150.0, 1e6
    shipped_ = np.zeros((5, 8))
    shipped_[0] = 1e6
    shipped_[1] = 40.0
    shipped_[2] = 80.0
    shipped_[3] = 8.0
    shipped_[4] = 400.0
    parts = np.stack([np.full(24, 70.0), np.full(24, 30.0), np.full(24, 5.0)])
    manifest = {"name": "made_up", "title": "Made up", "question": "Is it?", "scenario": {}, "units": {}}
    run = Run(Path("reports/runs/made_up-0"), manifest, index(), (0, 1))
    both = np.array([1.0, 2.0])[:, None, None]
    run._arrays.update({"made": made * both, "shipped": shipped_ * both, "by_segment": parts * both})
    return run


def by_name(found: list[Vehicles]) -> dict[tuple[str, str], list[float]]:
    """(group, place) -> each year's vehicles in the first replication."""
    return {(one.group, one.place): one.values[0].tolist() for one in found}


def test_what_a_maker_makes_is_what_its_plants_make() -> None:
    assert by_name(made_by_maker(made_up(), MAKERS)) == {
        ("Aurora", "CAN"): [360.0, 90.0],
        ("Boreal", "CAN"): [120.0, 90.0],
        ("Aurora", "USA"): [600.0, 600.0],
        (OTHERS, "USA"): [1800.0, 1800.0],
    }


def test_every_market_of_a_country_gets_the_blend_of_its_plants_and_stock_keeps_the_last() -> None:
    found = by_name(sold_by_maker(made_up(), MAKERS))
    assert found["Aurora", "CAN"] == pytest.approx([0.75 * 160.0, 0.5 * 160.0])
    assert found["Boreal", "CAN"] == pytest.approx([0.25 * 160.0, 0.5 * 160.0])
    assert found["Boreal", "USA"] == pytest.approx([0.25 * 320.0, 0.5 * 320.0])
    assert found["Aurora", "USA"] == pytest.approx([0.75 * 320.0 + 400.0, 0.5 * 320.0 + 400.0])
    # what Mexico ships comes from no plant that is known
    assert found[OTHERS, "USA"] == pytest.approx([0.75 * 1600.0 + 32.0] * 2)


def test_makers_add_up_to_what_is_shipped_to_a_market() -> None:
    run = made_up()
    found = sold_by_maker(run, MAKERS)
    total = sum((one.values for one in found if one.place == "USA"), np.zeros((2, 2)))
    np.testing.assert_allclose(total, run.array("shipped")[:, 2:].sum(axis=1).reshape(2, 2, 4).sum(axis=-1))


def test_vehicles_shipped_before_any_were_made_are_of_nobody_in_particular() -> None:
    run = made_up()
    run._arrays["made"][:, :3, :6] = 0.0
    found = by_name(sold_by_maker(run, MAKERS))
    assert found[OTHERS, "CAN"] == pytest.approx([80.0, 0.0])
    assert found["Aurora", "CAN"] == pytest.approx([0.75 * 80.0, 80.0])


def test_segments_are_those_of_vehicles() -> None:
    assert by_name(delivered_by_segment(made_up())) == {("bev", "CAN"): [840.0] * 2, ("phev", "CAN"): [360.0] * 2}
    old = made_up()
    assert delivered_by_segment(Run(old.folder, old.manifest, replace(index(), segments=()), (0, 1))) == []


def test_a_band_is_the_mean_and_the_middle_nine_tenths() -> None:
    values = np.arange(101.0)[:, None] * np.array([1.0, 2.0])
    one = Vehicles("made", "Aurora", "CAN", YEARS, values)
    assert one.band(2024) == pytest.approx((50.0, 5.0, 95.0))
    assert one.band(2025) == pytest.approx((100.0, 10.0, 190.0))


def test_a_group_without_a_vehicle_is_left_out() -> None:
    nothing = Vehicles("made", "Nobody", "CAN", YEARS, np.zeros((2, 2)))
    assert list(rows_of([nothing])) == []


def test_the_table_beside_the_charts_has_every_scenario_group_and_year(tmp_path: Path) -> None:
    run = made_up()
    (case,) = cases_of([_with_all(run)])
    write_vehicles([case], MAKERS, tmp_path)
    with (tmp_path / "vehicles.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    (one,) = [r for r in rows if (r["what"], r["group"], r["place"], r["year"]) == ("made", "Boreal", "CAN", "2024")]
    assert (one["scenario"], float(one["mean"]), float(one["p5"]), float(one["p95"])) == (
        "made_up",
        180.0,
        126.0,
        234.0,
    )
    assert {r["what"] for r in rows} == {"made", "sold", "delivered"}


def _with_all(run: Run) -> Run:
    buyers, months = len(run.index.buyers), len(run.index.months)
    blank = np.zeros((2, buyers, months))
    run._arrays.update(delivered=blank, wanted=blank, price=np.zeros((2, 0, months)), paid=np.zeros((2, 0, 8)))
    run._arrays.update(contracts=np.zeros((2, 0, 0, 8)))
    return run


def test_the_command_prints_a_year_of_all_three_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = replace(load_catalogue(shipped("seeds")), makers=MAKERS)
    monkeypatch.setattr(cli, "load_catalogue", lambda _: catalogue)
    text = cli.table(made_up(), 2024, as_json=False)
    assert "electric vehicles in 2024" in text and "made, by maker and country" in text
    lines = [line.split() for line in text.splitlines()]
    assert next(line for line in lines if line[:1] == ["Boreal"])[:3] == ["Boreal", "CAN", "0.180"]
    assert "delivered, by segment and market" in text
    found = json.loads(cli.table(made_up(), None, as_json=True))
    assert {one["year"] for one in found} == {2025}
    with pytest.raises(UsageError, match="has whole years from 2024 to 2025, not 2031"):
        cli.table(made_up(), 2031, as_json=False)


def test_the_command_wants_a_run_and_one_table(tmp_path: Path) -> None:
    for words, message in (
        (["baseline", "--vehicles"], "--vehicles goes with a run; 'baseline' is the folder of none"),
        (["baseline", "--vehicles", "--contracts"], "--contracts or --vehicles, not both"),
    ):
        found = CliRunner().invoke(show, [*words, "--out", str(tmp_path)])
        assert isinstance(found.exception, UsageError) and str(found.exception) == message


def test_a_plant_belongs_to_the_maker_that_holds_it_or_controls_its_holder() -> None:
    makers = load_catalogue(shipped("seeds")).makers
    assert makers["can_windsor_ev"] == "Stellantis"
    assert makers["usa_scout"] == "Volkswagen"
    assert makers["usa_tesla_fremont"] == makers["usa_tesla_austin_ev"] == "Tesla"
    assert "chn_agg_vehicle" not in makers and "usa_other_ev" not in makers
