"""The chart of a mechanism: question, units, bands, shaded days, what moved; first in the report, or of a run."""

from __future__ import annotations

import csv
import re
from datetime import date
from math import nan
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from friendshore.report import compare_report, mechanism_report
from friendshore.report.cases import cases_of
from friendshore.report.mechanism import SHADE, mechanism_chart
from friendshore.report.mechanism_words import Drawn, what_moved
from friendshore.results import outcomes, paired
from friendshore.results.amounts import Scale
from friendshore.results.shown import Shown
from friendshore.results.shown_change import Moved
from report.test_layout import unreadable

PANELS = [
    {"kind": "flow", "caption": "Chinese anode to the United States", "draw": "levels", "commodities": ["aam_natural"],
     "origins": ["CHN"], "destinations": ["USA"]},
    {"kind": "price", "caption": "Price of anode", "draw": "levels", "commodity": "aam_natural", "place": "USA"},
    {"kind": "output", "caption": "Cells made in Nevada", "draw": "change", "commodities": ["all"], "places": ["all"],
     "sites": ["usa_pan_nv"]},
    {"kind": "contract", "caption": "An offtake that neither holds", "draw": "levels", "contract": "none",
     "what": "price"},
]  # fmt: skip
SHOWS: dict[str, Any] = {
    "from": "2027-01-01", "until": "2030-07-01", "shaded": "anode is cut", "first": "2026-01-01",
    "last": "2032-07-01", "panels": PANELS,
}  # fmt: skip


@pytest.fixture(scope="module")
def runs(make_run):
    baseline, cut = make_run(), make_run("graphite_drop", "Half", "What if half of the anode stays away?", 0.5)
    cut.manifest["shows"] = SHOWS
    return [baseline, cut]


def texts(figure: Any) -> list[str]:
    found = [text.get_text() for text in figure.texts]
    for axes in figure.axes:
        found += [axes.get_title(loc="left"), *(text.get_text() for text in axes.texts)]
    return [text.replace("\u00a0", " ").replace("\n", " ") for text in found if text]


def chart(runs, **changed: Any):
    runs[-1].manifest["shows"] = {**SHOWS, **changed}
    cases = cases_of(runs)
    found = mechanism_chart("x", cases, "What if half of the anode stays away?", "Source: a test")
    runs[-1].manifest["shows"] = SHOWS
    assert found is not None
    return found


def test_the_chart_says_question_finding_units_days_and_what_moved(runs):
    figure = chart(runs).draw()
    said = " | ".join(texts(figure))
    for words in (
        "What if half of the anode stays away?",
        "Chinese anode to the United States: −",
        "kt a quarter",
        "thousand USD of 2024 per t",
        "difference, MWh a month",
        "1 Jan 2027 to 1 Jul 2030: anode is cut",
        "median of 16 replications; dark band: half of them, light band: 90 %",
        "none in these runs",
        "Source: a test",
    ):
        assert words in said, words
    shaded = [patch for axes in figure.axes for patch in axes.patches]
    assert len(shaded) == len(PANELS)
    assert {round(patch.get_x(), 2) for patch in shaded} == {2027.0}


def test_both_runs_stand_in_a_panel_of_levels_and_their_difference_in_one_of_change(runs):
    figure = chart(runs).draw()
    levels, _, change, none = figure.axes
    assert len(levels.collections) == 4 and len(change.collections) == 1 and not none.collections
    low, high = change.get_ylim()
    assert low < 0 < high or high <= 0


def test_no_text_covers_another(runs):
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    figure = chart(runs, panels=[*PANELS, PANELS[0], PANELS[1]]).draw()
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    boxes = []
    for axes in figure.axes:
        for text in [*axes.texts, axes._left_title, *axes.get_xticklabels()]:
            if text.get_text() and text.get_visible():
                boxes.append((text.get_text(), text.get_window_extent(renderer)))
    for number, (words, box) in enumerate(boxes):
        assert box.x0 >= 0 and box.x1 <= figure.bbox.width, words
        for others, other in boxes[number + 1 :]:
            assert not box.shrunk(0.98, 0.9).overlaps(other.shrunk(0.98, 0.9)), (words, others)


def test_a_long_word_for_the_shaded_days_has_a_line_of_its_own(runs):
    assert (
        unreadable(
            chart(
                runs, shaded="the duty is known to all and in force for none, and the ships are late", panels=PANELS[:1]
            )
        )
        == []
    )


@pytest.mark.parametrize(
    ("first", "last", "labels"),
    [
        ("2026-10-01", "2029-04-01", ("Jan 2027", "Jan 2029", 5)),
        ("2023-01-01", "2035-12-31", ("2023", "2035", 5)),
        ("2023-01-01", "2032-12-31", ("2023", "2032", 4)),
        ("2023-01-01", "2034-12-31", ("2023", "2034", 5)),
        ("2027-02-10", "2027-04-20", ("Mar 2027", "Apr 2027", 2)),
        ("2027-02-10", "2027-02-20", ("Feb 2027", "Feb 2027", 1)),
    ],
)
def test_the_days_below_its_panels_keep_apart_at_any_length(runs, first: str, last: str, labels: tuple[str, str, int]):
    found = chart(runs, first=first, last=last, **{"from": first, "until": last})
    assert unreadable(found) == []
    for axes in found.draw().axes:
        told = [label.get_text() for label in axes.get_xticklabels()]
        assert (told[0], told[-1]) == labels[:2] and len(told) >= labels[2], told


def test_the_numbers_behind_it_are_in_its_table(runs):
    found = chart(runs)
    rows = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
    assert {row["scenario"] for row in rows} == {"baseline", "graphite_drop", "graphite_drop less baseline"}
    assert {row["panel"] for row in rows} == {panel["caption"] for panel in PANELS[:3]}
    one = [row for row in rows if row["scenario"] == "graphite_drop" and row["panel"] == "Price of anode"]
    assert [one[0]["period"], one[-1]["period"]] == ["2026-01-01", "2032-07-01"] or one[-1]["period"] == "2032-06-01"
    assert all(row["p5"] <= row["p50"] <= row["p95"] for row in one)


@pytest.mark.parametrize(
    ("first", "told", "beside"), [("baseline", "the baseline", "cut"), ("cut", "‘cut’", None), ("cut", "‘cut’", "law")]
)
def test_it_names_what_it_is_drawn_against_and_never_what_its_scenario_would_have_beside_it(
    make_run, first: str, told: str, beside: str | None
):
    drawn = [make_run(first), make_run("graphite_drop", "Half", "What if half of the anode stays away?", 0.5)]
    found = chart(drawn, beside=beside)
    said = " | ".join([*texts(found.draw()), found.about, found.short, found.alt])
    for words in (
        f"2027, against {told}." if "(" not in found.heading.finding else f"), against {told}.",
        f"where ‘graphite drop’ and {told} differ most",
        f"Panels of differences: ‘graphite drop’ less {told}, mean of 16 paired",
        f"Where the mechanism is seen, against {told}: ",
        f"The mechanism, graphite drop against {first}",
    ):
        assert words in said, words
    for other in {"baseline", "law", "cut"} - {first}:
        assert not re.search(rf"\b{other}\b", said.replace("anode is cut", "")), other


def test_it_comes_first_in_the_report_and_only_for_scenarios_that_ask(runs, catalogue, tmp_path: Path):
    differences = {runs[1].name: paired(outcomes(runs[0]), outcomes(runs[1]))}
    page = compare_report(runs, tmp_path, {runs[1].name: []}, differences, catalogue=catalogue)
    figures = re.findall(r'<figure id="([^"]+)"', page.read_text("utf-8"))
    assert figures[0] == "mechanism_graphite_drop" and sum(one.startswith("mechanism") for one in figures) == 1
    for end in ("png", "svg", "csv"):
        assert (tmp_path / "charts" / f"mechanism_graphite_drop.{end}").stat().st_size > 1000
    table = list(csv.DictReader((tmp_path / "charts" / "mechanism_graphite_drop.csv").open(encoding="utf-8")))
    assert {"scenario", "panel", "period", "p50", "unit", "per", "mean", "half_interval_95"} <= set(table[0])


def test_a_run_alone_leaves_a_chart_beside_its_results(make_run, tmp_path: Path):
    run = make_run()
    run.folder = tmp_path
    assert mechanism_report(run) is None and not (tmp_path / "charts").exists()
    run.manifest["shows"] = SHOWS
    assert mechanism_report(run) == tmp_path / "charts" / "mechanism.png"
    assert sorted(one.name for one in (tmp_path / "charts").iterdir()) == [
        f"mechanism.{end}" for end in ("csv", "png", "svg")
    ]


def test_a_run_alone_is_told_by_what_it_was_before_and_in_the_shaded_days(make_run):
    run = make_run("graphite_drop", "Half", "What if?", 0.5)
    run.manifest["shows"] = SHOWS
    found = mechanism_chart("x", cases_of([run]), "What if?", "Source: a test")
    assert found is not None
    told = found.heading.finding.replace("\u00a0", " ")
    assert re.match(
        r"Chinese anode to the United States: [\d.]+ in Q4 2026, [\d.]+ in Q\d 202\d \(kt a quarter\)\. "
        r"Price of anode: [\d.]+ in Dec 2026, [\d.]+ in \w+ 20\d\d \(thousand USD of 2024 per t\)\.$",
        told,
    ), told
    assert not any(row[-1] for row in found.rows)  # nothing to differ from


def test_a_change_is_told_as_an_amount_where_its_share_is_not_sure():
    periods = ((date(2027, 1, 1), date(2027, 4, 1)),)
    series = Shown("Orders", "t", "quarter", periods, (0, 1), np.ones((2, 1)))

    def told(share: tuple[float, float, float]) -> str:
        moved = Moved(0, 5000.0, 1000.0, 9000.0, share)
        panel = Drawn("Orders", (series, series), (None, None), Scale(1e3, "kt"), None, moved, False)
        return what_moved(panel).replace("\u00a0", " ")

    assert told((0.5, 0.2, 0.8)) == "+50 % in Q1 2027 (+20 % to +80 %)"
    for unsure in ((0.71, -0.02, 1.45), (7.0, 5.0, 9.0), (nan, nan, nan)):
        assert told(unsure) == "+5.00 kt in Q1 2027 (+1.00 to +9.00)"


def test_the_shade_is_told_from_every_line_by_lightness():
    """For those who see no colours: the shade is nearly white, the lines are not."""
    from friendshore.report.style import BASELINE, SCENARIOS

    def light(colour: str) -> float:
        red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
        return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255

    assert light(SHADE) > 0.85 and all(light(colour) < 0.75 for colour in (BASELINE, *SCENARIOS))
