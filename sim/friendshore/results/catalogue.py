"""What a report needs to know of the world beside a run's arrays: what goods contain, what plants are called."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from friendshore.chain import Commodity
from friendshore.results.folder import Run


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Commodities by id, and the names of sites by id."""

    commodities: Mapping[str, Commodity]
    site_names: Mapping[str, str]


def load_catalogue(folder: Path) -> Catalogue:
    """The catalogue of a folder of seeds.

    Raises ``InputError`` if its tables cannot be read.
    """
    from friendshore.seeds import Seeds

    seeds = Seeds(folder)
    return Catalogue(dict(seeds.commodities), {site.id: site.name for site in seeds.sites.values()})


def seeds_digest(run: Run) -> str:
    """SHA-256 over the names and digests of the seed tables that a run read; "" if its manifest lists none."""
    inputs: Mapping[str, str] = run.manifest.get("inputs", {})
    lines = [f"{path} {digest}\n" for path, digest in sorted(inputs.items()) if path.startswith("seeds/")]
    return hashlib.sha256("".join(lines).encode()).hexdigest() if lines else ""
