"""The page of a comparison: one file without scripts that opens from disk and asks nothing of the network."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
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
        scenarios=[_scenario(case, changed, differences, subjects) for case in cases[1:]],
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
) -> dict[str, Any]:
    """What the template shows of one scenario."""
    rows = differences.get(case.run.name, ())
    beside = most_moved([d for d in rows if d.outcome not in subjects], most=MOVED)
    words = {**subjects, **{one.strongest.outcome: _told(case, one) for one in beside}}
    table = [(sentence(name), [d for d in rows if d.outcome == outcome]) for outcome, name in words.items()]
    years = _years([d for _, found in table for d in found])
    return {
        "case": case,
        "changed": [(key, _shown(before), _shown(after)) for key, before, after in changed.get(case.run.name, ())],
        "years": years,
        "table": [_row(words, [d for d in found if d.year in years]) for words, found in table if found],
    }


def _told(case: Case, one: Mover) -> str:
    """What moved, and in how many other places."""
    return f"{in_words(case.series[one.strongest.outcome].title)} {one.also}".rstrip()


def _years(rows: Sequence[Difference]) -> list[int]:
    """At most ``TABLE_YEARS`` of the years in which something differs, with the first and the last of them."""
    years = sorted({d.year for d in rows if d.mean}) or sorted({d.year for d in rows})
    if len(years) <= TABLE_YEARS:
        return years
    places = [round(i * (len(years) - 1) / (TABLE_YEARS - 1)) for i in range(TABLE_YEARS)]
    return [years[place] for place in places]


def _interval(d: Difference, size: Scale) -> str:
    return f"{digits(d.low / size.divisor, signed=True)} to {digits(d.high / size.divisor, signed=True)}"


def _row(words: str, rows: Sequence[Difference]) -> dict[str, Any]:
    reach = max(abs(d.mean) for d in rows)
    size = scale(rows[0].unit, reach)
    return {
        "words": words,
        "unit": size.label if "/" in rows[0].unit else f"{size.label} a year",
        "cells": [
            {
                "mean": digits(d.mean / size.divisor, signed=True),
                "relative": f" ({percent(d.relative, signed=True)})" if d.mean and isfinite(d.relative) else "",
                "range": _interval(d, size) if d.mean else "",
                "sure": d.excludes_zero,
            }
            for d in rows
        ],
    }


def _shown(value: Any) -> str:
    """A value of a scenario as text; what is absent says so."""
    return "not there" if value is None else str(value)


def _data_uri(path: Path) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(path.read_bytes()).decode()
