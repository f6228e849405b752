"""The names a measure may use, read from the identity tables of a world; no number is read for them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from friendshore.reading import Problems

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
    from friendshore.seed_reading import Reader

    reader = Reader(seeds, problems)
    sites = reader.identity("sites")
    recipes = reader.identity("recipes")
    commodities = reader.identity("commodities")
    groups: dict[str, tuple[str, ...]] = {}
    for row in reader.rows("commodity_groups"):
        groups[row["group"]] = (*groups.get(row["group"], ()), row["commodity"])
    return Names(
        commodities=frozenset(commodities),
        groups=groups,
        units={name: row["unit"] for name, row in commodities.items()},
        technologies=frozenset(row["route"] for row in recipes.values()),
        segments=frozenset(row["segment"] for row in reader.identity("demand").values()),
        sites={name: row["country"] for name, row in sites.items()},
        countries=frozenset(reader.identity("countries")),
        regions=frozenset(reader.identity("regions")),
        blocs=frozenset(name for name, kind in definitions.items() if kind == "bloc"),
        regimes=frozenset(name for name, kind in definitions.items() if kind == "origin_rule"),
        rows={name: row["confidence"] for name, row in reader.identity("policies").items()},
    )
