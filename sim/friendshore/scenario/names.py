"""The names a measure may use, read from the identity tables of a world; no number is read for them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from friendshore.reading import Problems

if TYPE_CHECKING:
    from friendshore.policy.names import Names

_KIND_BLOC = re.compile(r"^kind:[ ]+bloc\b", re.MULTILINE)


def blocs_among(files: dict[str, Path]) -> dict[str, Path]:
    """The measure files that define a bloc, found without reading them as YAML."""
    found = {}
    for name, path in files.items():
        try:
            text = path.read_text(encoding="utf-8")[:100_000]
        except (OSError, UnicodeDecodeError):
            continue  # the file is refused when it is read for itself
        if _KIND_BLOC.search(text):
            found[name] = path
    return found


def known_names(seeds: Path, blocs: Iterable[str], problems: Problems) -> Names:
    """Every name of the world in a folder of tables, and of the blocs at hand."""
    from friendshore.policy.names import Names
    from friendshore.seed_reading import Reader

    reader = Reader(seeds, problems)
    sites = reader.identity("sites")
    recipes = reader.identity("recipes")
    return Names(
        commodities=frozenset(reader.identity("commodities")),
        groups=frozenset(row["group"] for row in reader.rows("commodity_groups")),
        technologies=frozenset(row["route"] for row in recipes.values()),
        segments=frozenset(row["segment"] for row in reader.identity("demand").values()),
        sites={name: row["country"] for name, row in sites.items()},
        countries=frozenset(reader.identity("countries")),
        regions=frozenset(reader.identity("regions")),
        blocs=frozenset(blocs),
        rows={name: row["confidence"] for name, row in reader.identity("policies").items()},
    )
