"""The names a measure may use, read from the identity tables of a world; no number is read for them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from friendshore.reading import Problems, Row, read_table, read_text

if TYPE_CHECKING:
    from friendshore.policy.names import Names

_DEFINES = re.compile(r"^kind:[ ]+(bloc|origin_rule)\b", re.MULTILINE)


def definitions_among(files: dict[str, Path]) -> dict[str, str]:
    """Name -> ``bloc`` or ``origin_rule`` of the measure files that define one, found without reading them as YAML."""
    found = {}
    for name, path in files.items():
        try:
            text = path.read_text(encoding="utf-8")[:100_000]
        except (OSError, UnicodeDecodeError):
            continue  # the file is refused when it is read for itself
        match = _DEFINES.search(text)
        if match:
            found[name] = match[1]
    return found


def known_names(seeds: Path, definitions: Mapping[str, str], problems: Problems) -> Names:
    """Every name of the world in a folder of tables, and of the blocs and origin rules at hand."""
    from friendshore.policy.names import Names

    def table(name: str, *columns: str) -> list[Row]:
        return rows_of(seeds / f"{name}.csv", columns, problems)

    commodities = table("commodities", "id", "unit")
    groups: dict[str, tuple[str, ...]] = {}
    for row in table("commodity_groups", "group", "commodity"):
        groups[row["group"]] = (*groups.get(row["group"], ()), row["commodity"])
    return Names(
        commodities=frozenset(row["id"] for row in commodities),
        groups=groups,
        units={row["id"]: row["unit"] for row in commodities},
        technologies=frozenset(row["route"] for row in table("recipes", "route")),
        segments=frozenset(row["segment"] for row in table("demand", "segment")),
        sites={row["id"]: row["country"] for row in table("sites", "id", "country")},
        countries=frozenset(row["id"] for row in table("countries", "id")),
        regions=frozenset(row["id"] for row in table("regions", "id")),
        blocs=frozenset(name for name, kind in definitions.items() if kind == "bloc"),
        regimes=frozenset(name for name, kind in definitions.items() if kind == "origin_rule"),
        rows={row["id"]: row["confidence"] for row in table("policies", "id", "confidence")},
    )


def rows_of(path: Path, needed: tuple[str, ...], problems: Problems) -> list[Row]:
    """The rows of a table, of which only some columns are needed; one that is not there has none.

    The whole table is checked when the world is loaded; here only the names count, and they have to be quick.
    """
    if not path.is_file():
        return []
    text = read_text(path, problems)
    header = [cell.strip() for cell in text.partition("\n")[0].split(",")] if text else []
    missing = [name for name in needed if name not in header]
    return read_table(path, [*header, *missing], problems)
