"""The page of a comparison: one file without scripts that opens from disk and asks nothing of the network."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Collection, Mapping, Sequence
from importlib.resources import files
from math import isfinite
from pathlib import Path
from typing import Any

from friendshore.report.cases import Case, question_of, sources_of, time_notes
from friendshore.report.charts import Chart
from friendshore.report.words import in_words, sentence
from friendshore.results import Difference
from friendshore.results.amounts import Scale, digits, percent, scale
from friendshore.results.differences import Mover, most_moved
from friendshore.results.table_years import shown_years

Change = tuple[str, Any, Any]
"""(key path, value in the baseline, value in the scenario)."""

LIMITS = (
    "Origins are told by the last processing country. Where a mineral was mined or refined before is not traced yet.",
    "Production credits act on asks, sourcing and curtailment; they do not yet decide whether a plant is built.",
    "Announced plants open on their announced dates; capacity after 2028 includes assumed incentive capacity.",
    "Measures that read the content of a good (local content, foreign entities of concern) are listed but not run.",
    "Bands show the parameters and accidents that are sampled, not everything that is unknown.",
)
TABLE_YEARS = 6
DASH = "–"
MOVED = 6
"""How many outcomes beside the subjects stand in the table."""


def write_page(
    folder: Path,
    cases: Sequence[Case],
    charts: Sequence[Chart],
    message: str,
    changed: Mapping[str, Sequence[Change]],
    differences: Mapping[str, Sequence[Difference]],
    warnings: Sequence[str],
    subjects: Mapping[str, str],
) -> Path:
    """Writes ``index.html`` beside the folder of charts, which hold their files already.

    message: the one line to remember
    subjects: outcome -> its words, the first rows of the table of differences; below them stands what moved most
    """
    from jinja2 import Environment, StrictUndefined

    years = _years({case.run.name: differences.get(case.run.name, ()) for case in cases[1:]}, subjects)
    here = files("friendshore.report")
    style = here.joinpath("page.css").read_text("utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    page = environment.from_string(here.joinpath("page.html.j2").read_text("utf-8")).render(
        style=style,
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        question=question_of(cases),
        message=message,
        cases=cases,
        baseline=cases[0],
        scenarios=[_scenario(case, changed, differences, subjects, years) for case in cases[1:]],
        charts=[{"chart": chart, "image": _data_uri(folder / "charts" / f"{chart.id}.svg")} for chart in charts],
        warnings=[*time_notes(cases), *warnings],
        limits=LIMITS,
        sources=sources_of(cases),
    )
    path = folder / "index.html"
    path.write_text(page, encoding="utf-8")
    return path


def _scenario(
    case: Case,
    changed: Mapping[str, Sequence[Change]],
    differences: Mapping[str, Sequence[Difference]],
    subjects: Mapping[str, str],
    years: Sequence[int],
) -> dict[str, Any]:
    """What the template shows of one scenario."""
    rows = differences.get(case.run.name, ())
    beside = most_moved([d for d in rows if d.outcome not in subjects], most=MOVED)
    words = {**subjects, **{one.strongest.outcome: _told(case, one) for one in beside}}
    table = [(sentence(name), {d.year: d for d in rows if d.outcome == outcome}) for outcome, name in words.items()]
    return {
        "case": case,
        "changed": [(key, _shown(before), _shown(after)) for key, before, after in changed.get(case.run.name, ())],
        "years": years,
        "table": [_row(words, [found.get(year) for year in years]) for words, found in table if found],
    }


def _told(case: Case, one: Mover) -> str:
    """What moved, and in how many other places."""
    return f"{in_words(case.series[one.strongest.outcome].title)} {one.also}".rstrip()


def _years(differences: Mapping[str, Sequence[Difference]], subjects: Collection[str]) -> list[int]:
    """The years of the tables of all scenarios: those that the terminal shows and, if there is room, one more.

    That is the year in which any scenario changes one of the subjects most, as a share of the baseline.
    """
    rows = [d for found in differences.values() for d in found]
    years = shown_years(sorted({d.year for d in rows}), sorted({d.year for d in rows if d.mean}))
    sure = [d for d in rows if d.outcome in subjects and d.excludes_zero and isfinite(d.relative)]
    if sure and len(years) < TABLE_YEARS:
        years = sorted({*years, max(sure, key=lambda d: (abs(d.relative), -d.year)).year})
    return years


def _row(words: str, rows: Sequence[Difference | None]) -> dict[str, Any]:
    there = [d for d in rows if d is not None]
    unit = there[0].unit if there else ""
    size = scale(unit, max((abs(d.mean) for d in there if isfinite(d.mean)), default=0.0))
    return {
        "words": words,
        "unit": size.label if "/" in unit or not unit else f"{size.label} a year",
        "cells": [_cell(d, size) for d in rows],
    }


def _cell(d: Difference | None, size: Scale) -> dict[str, Any]:
    """A difference with its share and interval; a dash where there is none, such as a price without a purchase."""
    if d is None or not isfinite(d.mean):
        return {"mean": DASH, "relative": "", "range": "", "sure": False}
    if d.is_rounding:
        return {"mean": "0", "relative": "", "range": "", "sure": False}
    ends = [digits(end / size.divisor, signed=True) for end in (d.low, d.high)]
    return {
        "mean": digits(d.mean / size.divisor, signed=True),
        "relative": f" ({percent(d.relative, signed=True)})" if isfinite(d.relative) else "",
        "range": " to ".join(ends) if isfinite(d.low) else "",
        "sure": d.excludes_zero,
    }


def _shown(value: Any) -> str:
    """A value of a scenario as text; what is absent says so."""
    return "not there" if value is None else str(value)


def _data_uri(path: Path) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(path.read_bytes()).decode()
