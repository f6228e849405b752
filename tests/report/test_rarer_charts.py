"""Charts of runs that hold little: a short one, one that buys no minerals, one in which all stands."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from friendshore.report import compare_report
from friendshore.report.bottlenecks import bottleneck_chart
from friendshore.report.cases import cases_of, question_of
from friendshore.report.compare import _charts, _seeds_of
from friendshore.report.style import end_labels
from friendshore.report.world_map import map_heading
from friendshore.results import Run, outcomes, paired
from friendshore.results.world_map import WorldMap
from report.test_findings import held
from report.test_layout import drawn, unreadable


def short(run: Run, flows: tuple[str, ...] = ("CAN", "USA", "MEX", "JPN"), lost: float = 0.0) -> Run:
    """The first two years of a run, with what these buyers bought, and this share of all output lost for an input."""
    index, months, quarters = run.index, 24, 8
    kept = [row for row, (_, _, buyer) in enumerate(index.flows) if buyer in flows]
    found = Run(run.folder, run.manifest, run.index, run.replications)
    found.index = replace(
        index,
        end=index.end.replace(year=2024),
        months=index.months[:months],
        quarters=index.quarters[:quarters],
        flows=tuple(index.flows[row] for row in kept),
    )
    for name, array in run._arrays.items():
        length = quarters if name in ("shipped", "paid") else months
        found._arrays[name] = array[..., :length]
    found._arrays["shipped"] = found._arrays["shipped"][:, kept]
    wished = found._arrays["wished"]
    rows = [index.sites.index(site) for site, _ in index.slots]
    found._arrays["lost_input"] = lost * wished[:, rows]
    return found


def charts(runs: list[Run], catalogue):  # type: ignore[no-untyped-def]
    before = outcomes(runs[0])
    differences = {run.name: paired(before, outcomes(run)) for run in runs[1:]}
    return {one.id: one for one in _charts(cases_of(runs), differences, {}, catalogue)}


def test_a_run_of_two_years_in_which_nothing_stands_still_has_charts_that_can_be_read(make_run, catalogue) -> None:
    runs = [short(make_run()), short(make_run("ban", "A ban", "What if?", 0.5), flows=("CAN", "USA", "MEX"))]
    found = charts(runs, catalogue)
    assert [problem for one in found.values() for problem in unreadable(one)] == []
    assert found["bottlenecks_baseline"].rows == []
    assert {row[0] for row in found["origins_japan"].rows} == {"baseline"}  # Japan buys nothing under the ban


def test_a_world_that_buys_nothing_from_abroad_has_no_chart_of_origins(make_run, catalogue) -> None:
    found = charts([short(make_run(), flows=())], catalogue)
    assert not [one for one in found if one.startswith("origins")]


def test_a_world_without_cells_has_no_chart_of_cells(make_run, catalogue) -> None:
    run = short(make_run())
    run.index = replace(run.index, site_stage=tuple("cam" if one == "cell" else one for one in run.index.site_stage))
    found = charts([run], catalogue)
    assert "cell_output" not in found and "vehicle_output" in found


def test_where_more_plants_stand_than_a_chart_holds_it_says_how_many(make_run, catalogue, monkeypatch) -> None:
    monkeypatch.setattr("friendshore.report.bottlenecks.MOST_ROWS", 4)
    found = charts([short(make_run(), lost=0.5)], catalogue)
    (chart,) = (one for name, one in found.items() if name.startswith("bottlenecks"))
    assert any(note.startswith("The 4 plants that lost most of ") for note in chart.heading.notes)
    assert len({row[1] for row in chart.rows}) > 4
    assert unreadable(chart) == []


def test_names_of_catalogues_and_seeds_come_from_what_a_run_named_or_from_what_is_shipped(
    make_run, tmp_path: Path
) -> None:
    run = make_run()
    assert (_seeds_of(run) / "sites.csv").is_file()
    run.manifest["scenario"]["seeds"] = str(tmp_path)
    assert _seeds_of(run) == tmp_path
    run.manifest["scenario"]["seeds"] = str(tmp_path / "gone")
    assert (_seeds_of(run) / "sites.csv").is_file()


def test_a_report_of_the_shipped_world_reads_its_names_itself(make_run, tmp_path: Path) -> None:
    page = compare_report([short(make_run())], tmp_path / "report", {}, {})
    assert page.is_file() and "What happens if nothing is added?" in page.read_text("utf-8")


def test_of_several_scenarios_the_question_names_all(make_run) -> None:
    runs = [make_run("law"), make_run("one", "One", "Why one?"), make_run("two", "Two", "Why two?")]
    cases = cases_of(runs)
    assert [case.label for case in cases] == ["law", "one", "two"]
    assert question_of(cases) == "What changes with ‘One’ or ‘Two’?"


def test_no_chart_speaks_of_a_baseline_where_another_run_is_the_first(make_run, catalogue) -> None:
    runs = [make_run("half", "Half", "What if half?", 0.5), make_run("all", "All", "What if all?", 0.9)]
    found = charts(runs, catalogue)
    said = {id: " ".join((one.about, one.short, one.alt, *one.heading.notes)) for id, one in found.items()}
    assert {id for id, words in said.items() if "baseline" in words} == set()
    assert "difference to ‘half’" in said["difference"]
    assert "than in ‘half’" in said["prices_all"]
    assert "in ‘half’" in said["origins_japan"] and "in ‘half’)" in said["bottlenecks_all"]


def test_a_country_that_is_hit_far_harder_than_the_continent_has_a_panel_and_a_sentence(make_run, catalogue) -> None:
    runs = [make_run(), make_run("withdrawn", "Withdrawn", "What becomes of Canadian cells?")]
    index = runs[1].index
    canadian = [row for row, site in enumerate(index.sites) if site in ("can_nextstar", "can_powerco")]
    made = runs[1].array("made").copy()
    made[:, canadian, 60:] *= 0.5
    runs[1]._arrays["made"] = made
    found = charts(runs, catalogue)["difference"]
    assert " Canadian cell output falls by up to 50" in found.heading.finding
    assert found.about.startswith("North America, or the country named: difference to the baseline")
    assert "cell_output.CAN" in {row[1] for row in found.rows}
    assert "Cell output, Canada" in [axes.get_title(loc="left") for axes in drawn(found).axes]
    assert unreadable(found) == []


def test_the_price_that_the_line_names_has_a_ring_and_others_have_none(make_run, catalogue) -> None:
    runs = [make_run(), make_run("half", "Half", "What if half?", 0.5)]
    found = charts(runs, catalogue)
    named = [
        axes for axes in drawn(found["prices_half"]).axes if any(" in Q" in text.get_text() for text in axes.texts)
    ]
    (axes,) = named
    assert axes.get_title(loc="left").lower() in found["prices_half"].heading.finding
    assert sum(line.get_marker() == "o" for line in axes.lines) == 1
    assert "Ring: where a median moves most." in found["prices_half"].heading.notes[0]
    still = charts([make_run(), make_run("same", "Same", "What if nothing?")], catalogue)["prices_same"]
    assert "Ring" not in still.heading.notes[0]


def test_two_runs_of_one_scenario_are_told_apart_by_their_ids(make_run) -> None:
    runs = [make_run(), make_run()]
    runs[1].folder = Path("reports/runs/baseline-fedcba987654")
    assert [case.label for case in cases_of(runs)] == ["baseline 01234567", "baseline fedcba98"]


def test_no_labels_are_no_work() -> None:
    end_labels(None, [])  # type: ignore[arg-type]


def test_a_map_on_which_nothing_crosses_a_border_says_so() -> None:
    shown = WorldMap(spots=(), streams=(), traded=0.0, shown=0.0, nowhere=0.0, year=2030)
    assert map_heading(shown, "What flows?", "x").finding == "Nothing crosses a border."


def test_the_plant_that_the_line_names_has_a_row(make_run, catalogue, monkeypatch) -> None:
    monkeypatch.setattr("friendshore.report.bottlenecks.MOST_ROWS", 2)
    drawn: list[list[str]] = []
    monkeypatch.setattr(
        "friendshore.report.bottlenecks._draw", lambda heading, about, shown, *_: drawn.append([r.site for r in shown])
    )
    monkeypatch.setattr("friendshore.report.bottlenecks._rows", lambda *_: [])
    before = (held("a", 0.9), held("b", 0.8), held("c", 0.1))
    after = (held("a", 0.9), held("b", 0.8), held("c", 0.5))
    case = cases_of([make_run()])[0]
    bottleneck_chart("x", case, after, {}, "?", "!", "s", before).draw()
    bottleneck_chart("x", case, after, {}, "?", "!", "s").draw()
    assert drawn == [["a", "c"], ["a", "b"]]
