"""The report of a comparison: every chart as png, svg and csv, and one page that shows them together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from friendshore.errors import StoreError
from friendshore.locations import shipped
from friendshore.report.bottlenecks import COUNTRIES as PLANT_COUNTRIES
from friendshore.report.bottlenecks import bottleneck_chart
from friendshore.report.cases import Case, cases_of, question_of, sources_of
from friendshore.report.charts import Chart, write_chart, write_charts
from friendshore.report.differences import Panel, difference_chart
from friendshore.report.mechanism import mechanism_chart
from friendshore.report.origins import origin_chart
from friendshore.report.output import output_chart
from friendshore.report.page import Change, write_page
from friendshore.report.prices import MAIN, ZONES, price_chart
from friendshore.report.vehicles import write_vehicles
from friendshore.report.words import COUNTRIES, MINERALS_TOLD, commodity, plant, sentence
from friendshore.results import Difference, Run
from friendshore.results.bottlenecks import held_back
from friendshore.results.catalogue import Catalogue, load_catalogue
from friendshore.results.findings import (
    HEADLINES,
    bottleneck_finding,
    few,
    headline,
    hit_country,
    level,
    moved,
    origin_finding,
    price_finding,
    strongest,
)
from friendshore.results.origins import mineral_origins
from friendshore.results.prices import furthest, price_bands, widest_gap
from friendshore.results.shared import shared

MINERALS = ("lithium", "nickel", "cobalt", "manganese", "graphite", "ndpr")
BUYERS = (("north_america", "North America", ("CAN", "MEX", "USA")), ("japan", "Japan", ("JPN",)))
OUTPUTS = (
    ("vehicle_output", "vehicle_output.north_america", "Electric vehicles made in North America", "EV output"),
    ("cell_output", "cell_output.north_america", "Battery cells made in North America", "Cell output"),
)
SUBJECTS = {
    "cell_output.north_america": "North American cell output",
    "vehicle_output.north_america": "North American EV output",
    "aam_output.north_america": "North American anode output",
    "unmet_vehicle_demand.north_america": "unmet EV demand in North America",
}
PANELS = (
    Panel("cell_output.north_america", "Cell output"),
    Panel("vehicle_output.north_america", "EV output"),
    Panel("aam_output.north_america", "Anode material output"),
    Panel("unmet_vehicle_demand.north_america", "EVs wanted but not delivered"),
)

COUNTRY_OUTPUTS = {
    f"{stage}_output.{country}": (f"{whose} {good} output", f"{sentence(good)} output, {place}")
    for stage, good in (("cell", "cell"), ("vehicle", "EV"))
    for country, whose, place in (
        ("CAN", "Canadian", "Canada"),
        ("JPN", "Japanese", "Japan"),
        ("USA", "US", "United States"),
    )
}
"""Outcome of a country -> the outcome as the subject of a sentence, and above its panel."""

Changes = Mapping[str, Sequence[Change]]
Differences = Mapping[str, Sequence[Difference]]


def compare_report(
    runs: Sequence[Run],
    folder: Path,
    changed: Changes,
    differences: Differences,
    *,
    reasons: Mapping[str, str] | None = None,
    warnings: Sequence[str] = (),
    catalogue: Catalogue | None = None,
    workers: int = 1,
) -> Path:
    """Writes the report of a comparison and returns its page, ``<folder>/index.html``.

    runs: the baseline first; of all, the replications and months are drawn that they have in common
    changed: scenario's name -> (key path, value in the baseline, value in the scenario)
    differences: scenario's name -> paired differences to the baseline
    reasons: scenario's name -> why nothing moves, where nothing does
    warnings: sentences that the page shows before the charts
    catalogue: what goods contain and plants are called; read from the seeds of the baseline if not given
    workers: processes that draw

    Raises ``StoreError`` if the folder cannot be written, ``UsageError`` if the runs have nothing in common.
    """
    runs = shared(runs)
    cases = cases_of(runs)
    catalogue = catalogue or load_catalogue(_seeds_of(runs[0]))
    charts = _charts(cases, differences, reasons or {}, catalogue)
    message = _message(cases, differences, HEADLINES)
    country = _hit_country(cases, differences)
    subjects = {**SUBJECTS, **{outcome: COUNTRY_OUTPUTS[outcome][0] for outcome in country}}
    try:
        (folder / "charts").mkdir(parents=True, exist_ok=True)
        write_charts(charts, folder / "charts", workers)
        write_vehicles(cases, catalogue.makers, folder / "charts")
        return write_page(folder, cases, charts, message, changed, differences, warnings, subjects)
    except OSError as error:
        raise StoreError(f"{folder}: the report cannot be written: {error.strerror or error}") from error


def mechanism_report(run: Run) -> Path | None:
    """Draws where a run alone shows its mechanism, beside its results; None if its scenario does not say.

    Returns the picture, ``<folder of the run>/charts/mechanism.png``. Raises ``StoreError`` if it cannot be written.
    """
    cases = cases_of([run])
    chart = mechanism_chart("mechanism", cases, question_of(cases), sources_of(cases))
    if chart is None:
        return None
    folder = run.folder / "charts"
    try:
        folder.mkdir(exist_ok=True)
        write_chart(chart, folder)
    except OSError as error:
        raise StoreError(f"{folder}: the chart cannot be written: {error.strerror or error}") from error
    return folder / f"{chart.id}.png"


def _seeds_of(run: Run) -> Path:
    """The folder of seeds a run named, or the shipped one if that is gone."""
    named = Path(str(run.scenario.get("seeds", "")))
    return named if named.parts and named.is_dir() else shipped("seeds")


def _charts(
    cases: Sequence[Case], differences: Differences, reasons: Mapping[str, str], catalogue: Catalogue
) -> list[Chart]:
    question, sources = question_of(cases), sources_of(cases)
    charts = _mechanism_charts(cases)
    for id, outcome, about, short in OUTPUTS:
        if not all(outcome in case.series for case in cases):
            continue
        finding = _output_finding(outcome, cases, differences)
        peaks = {name: peak for name, rows in differences.items() if (peak := strongest(rows, outcome)) is not None}
        charts.append(output_chart(id, outcome, about, short, cases, question, finding, sources, peaks))
    if len(cases) > 1:
        finding = _message(cases, differences, tuple(SUBJECTS))
        panels = _panels(cases, differences)
        charts.append(difference_chart(panels, cases, differences, question, finding, sources, reasons))
    charts.extend(_origin_charts(cases, question, sources, catalogue))
    charts.extend(_price_charts(cases))
    charts.extend(_bottleneck_charts(cases, catalogue))
    return charts


def _message(cases: Sequence[Case], differences: Differences, among: Sequence[str]) -> str:
    """What moved most among some outcomes, and the country that is hit far harder, if there is one."""
    told = [headline({case.label: differences[case.run.name] for case in cases[1:]}, SUBJECTS, among)]
    for outcome in _hit_country(cases, differences):
        told.append(moved(differences[cases[1].run.name], outcome, COUNTRY_OUTPUTS[outcome][0]))
    return _told(" ".join(told), cases)


def _told(finding: str, cases: Sequence[Case]) -> str:
    """A finding of a comparison, which says so if few replications are compared."""
    return few(finding, cases[0].replications) if len(cases) > 1 else finding


def _hit_country(cases: Sequence[Case], differences: Differences) -> list[str]:
    """The outcome of a country that one scenario moves far more than North America's; none of several scenarios."""
    if len(cases) != 2:
        return []
    names = {outcome: words for outcome, (words, _) in COUNTRY_OUTPUTS.items()}
    found = hit_country(differences[cases[1].run.name], names)
    return [] if found is None else [found]


def _mechanism_charts(cases: Sequence[Case]) -> list[Chart]:
    """One chart for each scenario that says in which series its mechanism is seen."""
    pairs: list[tuple[Case, ...]] = [(cases[0], case) for case in cases[1:]] or [(cases[0],)]
    charts = [
        mechanism_chart(f"mechanism_{_file(pair[-1])}", pair, question_of(pair), sources_of(pair)) for pair in pairs
    ]
    return [chart for chart in charts if chart is not None]


def _panels(cases: Sequence[Case], differences: Differences) -> list[Panel]:
    """The headline outcomes, the others if a scenario moves them, and what moves far more in one country."""
    hit = [Panel(outcome, COUNTRY_OUTPUTS[outcome][1]) for outcome in _hit_country(cases, differences)]
    return [
        panel
        for panel in (*PANELS[: len(HEADLINES)], *hit, *PANELS[len(HEADLINES) :])
        if all(panel.outcome in case.series for case in cases)
        and (
            panel.outcome in HEADLINES
            or any(strongest(differences[case.run.name], panel.outcome) is not None for case in cases[1:])
        )
    ]


def _output_finding(outcome: str, cases: Sequence[Case], differences: Differences) -> str:
    if len(cases) == 1:
        return level(cases[0].series[outcome], SUBJECTS[outcome])
    if len(cases) == 2:
        return _told(moved(differences[cases[1].run.name], outcome, SUBJECTS[outcome]), cases)
    found = {case.label: differences[case.run.name] for case in cases[1:]}
    return _told(headline(found, SUBJECTS, (outcome,)), cases)


def _origin_charts(cases: Sequence[Case], question: str, sources: str, catalogue: Catalogue) -> list[Chart]:
    charts = []
    for id, where, buyers in BUYERS:
        origins = [
            mineral_origins(case.run.index, case.run.array("shipped"), catalogue.commodities, buyers, MINERALS)
            for case in cases
        ]
        if not any(origins):
            continue
        finding = origin_finding(
            origins[0],
            {c.label: o for c, o in zip(cases[1:], origins[1:], strict=True)},
            {**COUNTRIES, **MINERALS_TOLD},
            cases[0].as_told,
            f" in {where}",
        )
        charts.append(origin_chart(f"origins_{id}", where, cases, origins, question, _told(finding, cases), sources))
    return charts


def _price_charts(cases: Sequence[Case]) -> list[Chart]:
    """One chart for each scenario beside the baseline, or the baseline's alone."""
    bands = [price_bands(case.run.index, case.run.array("price"), MAIN, ZONES) for case in cases]
    names: dict[str, str] = {**{name: commodity(name) for name in MAIN}, **COUNTRIES}
    charts = []
    for number in range(1, len(cases)) or [0]:
        pair = sorted({0, number})
        rise = furthest(bands[number], bands[0]) if number else None
        finding = _told(price_finding(rise, widest_gap(bands[number]), names, cases[0].as_told), cases)
        shown = [cases[i] for i in pair]
        charts.append(
            price_chart(
                f"prices_{_file(cases[number])}",
                shown,
                [bands[i] for i in pair],
                cases[number].run.units,
                question_of(shown),
                finding,
                sources_of(shown),
                rise,
            )
        )
    return charts


def _bottleneck_charts(cases: Sequence[Case], catalogue: Catalogue) -> list[Chart]:
    """One chart for each scenario, then the baseline's."""
    held = [
        held_back(case.run.index, case.run.array("made"), case.run.array("lost_input"), PLANT_COUNTRIES)
        for case in cases
    ]
    plants = {site: plant(name) for site, name in catalogue.site_names.items()}
    charts = []
    for number in [*range(1, len(cases)), 0]:
        case, found = cases[number], held[number]
        goods = {name: commodity(name) for record in found for name in record.binding}
        before = held[0] if number else None
        finding = _told(bottleneck_finding(found, before, plants, goods, cases[0].as_told), cases)
        id, asked, sources = f"bottlenecks_{_file(case)}", question_of([case]), sources_of([case])
        charts.append(bottleneck_chart(id, case, found, plants, asked, finding, sources, before))
    return charts


def _file(case: Case) -> str:
    """A scenario's name as part of a file name: what the run's folder is called, without its hash."""
    return case.run.id.rpartition("-")[0] or case.run.id
