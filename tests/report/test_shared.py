"""A comparison of runs of other lengths and numbers of replications draws and counts what they share."""

from __future__ import annotations

import csv
from pathlib import Path

from friendshore.report import compare_report
from friendshore.results import outcomes, paired
from report.test_mechanism import SHOWS


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "charts" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_chart_is_drawn_over_the_replications_and_years_that_all_runs_have(make_run, catalogue, tmp_path: Path):
    baseline, few = make_run(replications=6), make_run("graphite_drop", "Half", "What if?", 0.5, 3, 2030)
    few.manifest["shows"] = SHOWS
    told = {few.name: paired(outcomes(baseline), outcomes(few))}
    page = compare_report([baseline, few], tmp_path, {few.name: []}, told, catalogue=catalogue).read_text("utf-8")
    assert "Used: only the 3 replications that all compared runs have (baseline has 6)." in page
    assert page.count("From 3 replications only.") >= 6
    names = sorted(path.stem for path in (tmp_path / "charts").glob("*.csv"))
    assert {name.partition("_")[0] for name in names} >= {"bottlenecks", "mechanism", "origins", "prices", "vehicles"}
    for name in names:
        for row in rows(tmp_path, name):
            when = row.get("year") or row.get("quarter") or row.get("period") or ""
            assert "2023" <= when[:4] <= "2030", (name, row)
    levels = rows(tmp_path, "cell_output")
    found = next(row for row in levels if row["scenario"] == "baseline" and row["year"] == "2030")
    made = outcomes(baseline)["cell_output.north_america"].values[:3, 7]
    assert abs(float(found["p50"]) - sorted(made)[1]) < 1e-6 * sorted(made)[1]
