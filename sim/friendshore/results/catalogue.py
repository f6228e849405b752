"""What a report needs to know of the world beside a run's arrays: what goods contain, what plants are called."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from friendshore.chain import Commodity
from friendshore.registry import Registry
from friendshore.results.folder import Run


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Commodities by id, names of sites by id, and the maker behind each plant of vehicles, where there is one."""

    commodities: Mapping[str, Commodity]
    site_names: Mapping[str, str]
    makers: Mapping[str, str] = field(default_factory=dict)


def load_catalogue(folder: Path) -> Catalogue:
    """The catalogue of a folder of seeds.

    Raises ``InputError`` if its tables cannot be read.
    """
    from friendshore.seeds import Seeds

    seeds = Seeds(folder)
    sites = seeds.sites.values()
    plants = [site.id for site in sites if site.commodity == "vehicle"]
    makers = {site: maker for site in plants if (maker := maker_of(seeds.registry, site)) is not None}
    return Catalogue(dict(seeds.commodities), {site.id: site.name for site in sites}, makers)


def maker_of(registry: Registry, site: str) -> str | None:
    """The maker that holds most of a plant, or the one that controls its holder; None where no holder is known."""
    for owner in registry.owners_of(site)[:1]:
        if owner.id in registry.makers:
            return registry.makers[owner.id].name
        return owner.parent if owner.parent in {maker.name for maker in registry.makers.values()} else owner.name
    return None


def seeds_digest(run: Run) -> str:
    """SHA-256 over the names and digests of the seed tables that a run read; "" if its manifest lists none."""
    inputs: Mapping[str, str] = run.manifest.get("inputs", {})
    lines = [f"{path} {digest}\n" for path, digest in sorted(inputs.items()) if path.startswith("seeds/")]
    return hashlib.sha256("".join(lines).encode()).hexdigest() if lines else ""
