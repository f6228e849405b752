"""Describe the seed tables: ``datapackage.json`` of each world for programs, ``docs/data-dictionary.md`` for readers.

Run ``python tools/data_package.py`` after a change of the layout or of the words; ``--check`` says whether the
files are up to date and changes nothing. The description follows the layout that the program itself checks
(``friendshore.seed_layout``), so that the two cannot differ.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import seed_words

from friendshore.chain import FOLLOWS, INDEXED_TO, MINERALS, PRICE_RULES, STAGES, STATUSES
from friendshore.registry import EMISSION_KINDS, PROJECT_STAGES
from friendshore.seed_episodes import FORMS, QUANTITIES, RULES
from friendshore.seed_layout import (
    CARGO_CLASSES,
    CONFIDENCES,
    DISTRIBUTIONS,
    FIELDS,
    IDENTITY,
    SCENARIO,
    SHARED,
    VALUE_COLUMNS,
    Field,
)
from friendshore.seed_market import CHECKS

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "seeds" / "datapackage.json"
DICTIONARY = ROOT / "docs" / "data-dictionary.md"
LONE = ("deflators", "fx")
"""Tables of numbers without a wide table."""
CODE = "^([A-Z]{3}|x[a-z]{2})$"
DATE = "^[0-9]{4}(-[0-9]{2}-[0-9]{2})?$"

KEYS: Mapping[str, tuple[str, ...]] = {
    "commodity_groups": ("group", "commodity"),
    "sources": ("key",),
    "trade_areas": ("area", "country"),
    "balance_notes": (),
    "episode_notes": ("range",),
    "parameters": (),
}
"""Primary keys other than ``id``; none where a part of the key may be empty."""
WORDS: Mapping[tuple[str, str], Iterable[str]] = {
    ("commodities", "stage"): STAGES,
    ("emission_factors", "kind"): EMISSION_KINDS,
    ("episode_ranges", "rule"): RULES,
    ("episode_series", "quantity"): QUANTITIES,
    ("episode_series", "form"): FORMS,
    ("inventories", "holds"): ("feed", "finished", "stockpile"),
    ("lanes", "kind"): ("international", "corridor"),
    ("lanes", "taiwan_strait"): ("yes", "no"),
    ("mfn_duties", "basis"): ("fob", "cif"),
    ("contracts", "runs"): ("yes", "no"),
    ("contracts", "rule"): PRICE_RULES,
    ("contracts", "follows"): FOLLOWS,
    ("contracts", "indexed_to"): INDEXED_TO,
    ("ports", "kind"): ("port", "chokepoint", "yard"),
    ("projects", "stage"): PROJECT_STAGES,
    ("recipes", "role"): ("input", "outside", "co_product", "extraction", "placeholder"),
    ("sites", "stage"): STAGES,
    ("sites", "status"): STATUSES,
    ("balance_notes", "check"): CHECKS,
}
DAYS = {("sites", "start"), ("sites", "end"), ("sites", "earliest_start"), ("contracts", "start"), ("contracts", "end")}
DAYS |= {("sources", "read"), ("episodes", "starts")}
NUMBERS = {("mfn_duties", "value"), ("parameters", "value"), ("parameters", "low"), ("parameters", "high")}
NUMBERS |= {("episode_ranges", "within")}
REQUIRED = {"id", "key", "name", "commodity", "country", "source", "confidence", "value", "unit", "site", "owner"}
OPTIONAL = {("policies", "unit"), ("emission_factors", "commodity"), ("ports", "country")}
PLACES = {"country", "owner_country", "market", "buyer", "seller", "origin", "destination", "home", "enacted_by"}
LINKS: Mapping[tuple[str, str], tuple[str, str]] = {
    **{
        (table, "commodity"): ("commodities", "id")
        for table in ("accounts", "commodity_groups", "contracts", "emission_factors", "mfn_duties", "recipes", "sites")
    },
    ("trade", "commodity"): ("commodities", "id"),
    ("balance_notes", "commodity"): ("commodities", "id"),
    ("contracts", "buyer_site"): ("sites", "id"),
    ("contracts", "seller_site"): ("sites", "id"),
    ("episode_notes", "range"): ("episode_ranges", "id"),
    ("episode_ranges", "series"): ("episode_series", "id"),
    ("episode_series", "episode"): ("episodes", "id"),
    ("holdings", "site"): ("sites", "id"),
    ("holdings", "owner"): ("owners", "id"),
    ("projects", "id"): ("sites", "id"),
}
"""Columns that name a row of another table; lists in one cell, and words like ``all``, are checked by the program."""


def meaning(table: str, column: str) -> str:
    """What a column of a wide table means."""
    own = seed_words.COLUMNS.get(table, {})
    return own.get(column) or seed_words.COLUMNS["*"][column]


def _column(table: str, column: str) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    kind = "string"
    if (table, column) in DAYS:
        kind = "date"
    elif (table, column) in NUMBERS:
        kind = "number"
    elif column == "dimension":
        kind, constraints["minimum"] = "integer", 0
    if column in REQUIRED and (table, column) not in OPTIONAL:
        constraints["required"] = True
    words = WORDS.get((table, column))
    if column == "cargo_class":
        words = CARGO_CLASSES
    elif column == "confidence":
        words = CONFIDENCES
    elif column == "distribution":
        words = DISTRIBUTIONS
    if words:
        constraints["enum"] = list(words)
    elif column in PLACES and table not in ("contracts", "inventories"):
        constraints["pattern"] = CODE
    if KEYS.get(table, ("id",)) == (column,):
        constraints["unique"] = True
    described = {"name": column, "type": kind, "description": meaning(table, column)}
    return {**described, "constraints": constraints} if constraints else described


def _wide(table: str) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_column(table, column) for column in IDENTITY[table]]}
    key = KEYS.get(table, ("id",))
    if key:
        schema["primaryKey"] = list(key)
    links = [(column, LINKS[table, column]) for column in IDENTITY[table] if (table, column) in LINKS]
    if "source" in IDENTITY[table]:
        links.append(("source", ("sources", "key")))
    if links:
        schema["foreignKeys"] = [_link(*link) for link in links]
    return _resource(table, schema, seed_words.TABLES[table])


def _long(table: str) -> dict[str, Any]:
    file = table if table in LONE else f"{table}_values"
    names = "|".join(re.escape(name).replace(r"\*", r"[A-Za-z0-9_]+") for name in FIELDS[table])
    rules: dict[str, dict[str, Any]] = {
        "subject": {"required": True},
        "field": {"required": True, "pattern": f"^({names})$"},
        "date": {"pattern": DATE},
        "value": {"required": True},
        "distribution": {"enum": list(DISTRIBUTIONS)},
        "unit": {"required": True},
        "source": {"required": True},
        "confidence": {"required": True, "enum": list(CONFIDENCES)},
    }
    fields = []
    for column in VALUE_COLUMNS:
        kind = "number" if column in ("value", "low", "high") else "string"
        text = seed_words.VALUES.get(column) or seed_words.COLUMNS["*"][column]
        described = {"name": column, "type": kind, "description": text}
        fields.append({**described, "constraints": rules[column]} if column in rules else described)
    links = [] if table in LONE else [_link("subject", (table, "id"))]
    schema = {"fields": fields, "foreignKeys": [*links, _link("source", ("sources", "key"))]}
    what = seed_words.TABLES[table] if table in LONE else f"The numbers of {table}.csv, each with its passport."
    return _resource(file, schema, what)


def _link(column: str, other: tuple[str, str]) -> dict[str, Any]:
    return {"fields": [column], "reference": {"resource": other[0], "fields": [other[1]]}}


def _resource(name: str, schema: Mapping[str, Any], description: str) -> dict[str, Any]:
    return {
        "name": name,
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "description": description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def package() -> dict[str, Any]:
    """The description of the seeds as a Frictionless data package."""
    tables = [_wide(table) for table in IDENTITY] + [_long(table) for table in FIELDS]
    return {
        "name": "friendshore-seeds",
        "title": "The battery chain of Canada, Japan and North America",
        "description": "Sites, flows, recipes, costs, demand and rules of the world that friendshore simulates. "
        "Every number carries a unit, a source or the word assumed, and a grade.",
        "profile": "tabular-data-package",
        "resources": sorted(tables, key=lambda one: str(one["name"])),
    }


def world_package(folder: Path) -> dict[str, Any]:
    """The description of a world in a folder of the seeds: the tables it has; those it shares lie above."""
    whole = package()
    here = [one for one in whole["resources"] if (folder / str(one["path"])).is_file()]
    names = {one["name"] for one in here}
    for one in here:
        links = one["schema"].get("foreignKeys", [])
        one["schema"]["foreignKeys"] = [link for link in links if link["reference"]["resource"] in names]
    shared = ", ".join(f"{table}.csv" for table in SHARED if not (folder / f"{table}.csv").is_file())
    return {
        **whole,
        "name": f"friendshore-seeds-{folder.name.replace('_', '-')}",
        "title": f"A world of its own: {folder.name}",
        "description": f"Tables of a world on which recorded episodes run. It takes {shared} from the folder above.",
        "resources": here,
    }


def dictionary() -> str:
    """The data dictionary, in Markdown."""
    return "\n".join(_dictionary_lines()) + "\n"


def _dictionary_lines() -> Iterator[str]:
    yield "# Data dictionary"
    yield ""
    yield "Made by `tools/data_package.py` from the layout of the seed tables; do not edit it by hand."
    yield ""
    yield (
        "Wide tables say what there is. Their numbers stand in a long table of the same name with `_values`, one number"
        " a row, each with its passport: unit, basis, source, locator, confidence, note. Where the unit below holds"
        " braces, it depends on the subject: `{unit}` is the unit of its commodity."
    )
    yield ""
    yield (
        "A row's grade is of that row alone. The row of a site in `sites.csv` is graded for what it says in words (that"
        " the plant exists, whose it is, in what state); its capacity, cost and place are graded where they stand, in"
        " `sites_values.csv`. Grade D always states its reasoning in the note."
    )
    yield ""
    yield (
        "A folder inside `seeds/` that holds a `scenario.yaml` is a world of its own, in the same tables; the year of"
        f" its accounts is its base year. It takes {', '.join(f'`{table}`' for table in SHARED)} from the folder above"
        " where it has none. Episodes name the world on which they run."
    )
    yield ""
    yield "## Columns of every table of numbers"
    yield ""
    yield from _table(
        ("column", "meaning"),
        [(f"`{c}`", seed_words.VALUES.get(c) or seed_words.COLUMNS["*"][c]) for c in VALUE_COLUMNS],
    )
    for table in sorted({*IDENTITY, *FIELDS}):
        yield ""
        yield f"## {table}"
        yield ""
        yield seed_words.TABLES[table]
        if table in IDENTITY:
            yield ""
            yield from _table(("column", "meaning"), [(f"`{c}`", meaning(table, c)) for c in IDENTITY[table]])
        if table in FIELDS:
            yield ""
            yield f"Numbers, in `{table if table in LONE else f'{table}_values'}.csv`:"
            yield ""
            yield from _table(("field", "unit", "by date", "range", "meaning"), list(_field_rows(table)))


def _field_rows(table: str) -> Iterator[tuple[str, ...]]:
    said: set[str] = set()
    for name, field in FIELDS[table].items():
        star = f"{name.partition('.')[0]}.*"
        words = seed_words.FIELDS[table]
        key = name if name in words else star
        if key == star and key not in FIELDS[table]:  # several fields that differ in the word after the point alone
            if key in said:
                continue
            said.add(key)
            name = f"{name.partition('.')[0]}.<{'mineral' if _minerals(table, name) else 'name'}>"
        yield f"`{name}`", f"`{field.unit}`", "yes" if field.dated else "", _range(field), words[key]


def _minerals(table: str, name: str) -> bool:
    return any(f"{name.partition('.')[0]}.{mineral}" in FIELDS[table] for mineral in MINERALS)


def _range(field: Field) -> str:
    low = "" if field.lowest == float("-inf") else f"{field.lowest:g}"
    high = "" if field.highest == float("inf") else f"{field.highest:g}"
    return f"{low} to {high}" if low and high else f"from {low}" if low else ""


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"| {' | '.join('---' for _ in head)} |"
    for row in rows:
        cells = (cell.replace("|", "\\|") for cell in row)
        yield f"| {' | '.join(cells)} |"


def main(arguments: list[str]) -> int:
    """Write all files, or with ``--check`` say whether they are as they would be written."""
    made = {
        PACKAGE: json.dumps(package(), indent=1, ensure_ascii=False) + "\n",
        DICTIONARY: dictionary(),
    }
    for scenario in sorted(PACKAGE.parent.glob(f"*/{SCENARIO}")):
        text = json.dumps(world_package(scenario.parent), indent=1, ensure_ascii=False) + "\n"
        made[scenario.with_name(PACKAGE.name)] = text
    if arguments == ["--check"]:
        stale = [path for path, text in made.items() if not path.is_file() or path.read_text(encoding="utf-8") != text]
        for path in stale:
            print(f"{path.relative_to(ROOT)} is out of date; run: python tools/data_package.py", file=sys.stderr)
        return 1 if stale else 0
    if arguments:
        print("usage: python tools/data_package.py [--check]", file=sys.stderr)
        return 2
    for path, text in made.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
