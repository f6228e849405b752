"""The table of differences of the page: the same years for every scenario, and a dash for what is not there."""

from __future__ import annotations

from math import nan
from typing import Any

from friendshore.report import compare_report, page
from friendshore.report.cases import cases_of
from friendshore.report.differences import Panel, difference_chart
from friendshore.report.style import readable
from friendshore.report.words import in_words
from friendshore.results import Difference, outcomes, paired

CELLS = "cell_output.north_america"


def one(year: int, mean: float, half: float = 0.1, base: float = 100.0, outcome: str = CELLS) -> Difference:
    low, high = mean - half, mean + half
    return Difference(outcome, year, base, mean, low, high, "GWh", mean / base, low > 0 or high < 0, 8)


def test_all_scenarios_have_the_same_years_with_that_of_the_strongest_change_of_any():
    years = range(2023, 2036)
    mild = [one(year, -1.0 * (year == 2027), 0.1 * (year == 2027)) for year in years]
    harsh = [one(year, -9.0 if year == 2032 else -1.0) for year in years]
    assert page._years({"mild": mild, "harsh": harsh}, {CELLS}) == [2026, 2027, 2028, 2030, 2032, 2035]
    assert page._years({"mild": mild}, {CELLS}) == [2026, 2027, 2028, 2030, 2035]
    assert page._years({}, {CELLS}) == []


def test_a_year_without_a_value_is_a_dash_and_stays_in_its_column():
    row = page._row("Price", [None, one(2027, nan), one(2028, -1.0, nan), one(2029, 1e-7, 1e-6), one(2030, -1282.0)])
    cells = [(cell["mean"], cell["range"]) for cell in row["cells"]]
    assert cells[:4] == [("–", ""), ("–", ""), ("−1.00", ""), ("0", "")]
    assert cells[4] == ("−1,282", "−1,282 to −1,282")


def test_no_page_says_none_or_electric_electric(make_run, catalogue, tmp_path):
    runs = [make_run(replications=3), make_run("drop", "Half", "What if?", 0.5, 3), make_run("more", cut=0.9)]
    told = {run.name: paired(outcomes(runs[0]), outcomes(run)) for run in runs[1:]}
    price = "price.aam_natural.USA"
    told["drop"] = [d if d.outcome != price or d.year != 2030 else one(2030, nan, outcome=price) for d in told["drop"]]
    text = compare_report(runs, tmp_path, {}, told, catalogue=catalogue).read_text("utf-8")
    heads = [part.partition("</thead>")[0] for part in text.split('<th scope="col">Outcome</th>')[1:]]
    assert len(heads) == 2 and heads[0] == heads[1]
    assert "none to none" not in text and ">none" not in text
    assert in_words("Electric vehicle output of Canada") == "Electric vehicle output of Canada"
    assert in_words("Output of vehicle in Canada") == "Output of electric vehicles in Canada"


def test_the_largest_change_is_written_in_the_colour_of_its_scenario(make_run):
    cases = cases_of([make_run(), make_run("mild", cut=0.1), make_run("harsh", cut=0.5)])
    told = {case.run.name: paired(cases[0].series, case.series) for case in cases[1:]}
    figure: Any = difference_chart([Panel(CELLS, "Cells")], cases, told, "?", "!", "s", {}).draw()
    (peak,) = [text for text in figure.axes[0].texts if " in 20" in text.get_text()]
    assert peak.get_color() == readable(cases[2].colour)
