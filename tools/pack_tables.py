"""Reading the pack and writing seed tables: names, rows and passports."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

Cells = Mapping[str, str]

VALUE_COLUMNS = (
    "subject", "field", "date", "value", "low", "high", "distribution",
    "unit", "basis", "source", "locator", "confidence", "note",
)  # fmt: skip
ASSUMED = "assumed"
NOT_RECORDED = "not recorded"

COMMODITIES = {
    "graphite_flake": "flake_graphite",
    "natural_anode": "aam_natural",
    "synthetic_anode": "aam_synthetic",
    "ev": "vehicle",
    "ndfeb_magnet": "magnet_ndfeb",
}
PLACES = {"EUR": "xeu", "ROW": "xrw", "ALL": "all"}
STAGES = {
    "ore": "mining",
    "concentrate": "mining",
    "mining": "mining",
    "intermediate": "refining",
    "refined metal": "refining",
    "refined chemical": "refining",
    "refining": "refining",
    "exogenous": "refining",
    "anode": "aam",
    "component": "magnet",
    "secondary": "recycling",
    "system": "storage",
}
"""Stage words of the pack in the model's words; the others differ in case alone."""
MINED_INTERMEDIATES = ("cobalt_hydroxide",)
"""The pack calls them intermediates, but their sites dig the ore themselves."""

_FILE = re.compile(r"/([^/?#]+\.(?:pdf|csv|xlsx?|json))(?:[?#]|$)", re.IGNORECASE)


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a table of the pack, text without surrounding space."""
    with open(path, encoding="utf-8", newline="") as file:
        return [{key: (value or "").strip() for key, value in row.items()} for row in csv.DictReader(file)]


def write_rows(path: Path, columns: Sequence[str], rows: Iterable[Cells]) -> int:
    """Write a seed table and return how many rows it has."""
    rows = list(rows)
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(rows)
    return len(rows)


def commodity(word: str) -> str:
    """The model's id of a commodity of the pack."""
    return COMMODITIES.get(word, word)


def place(code: str) -> str:
    """The model's code of a country or bloc of the pack."""
    return PLACES.get(code, code)


def stage(word: str, good: str = "") -> str:
    """The model's word for a stage of the pack."""
    return "mining" if good in MINED_INTERMEDIATES else STAGES.get(word, word.lower())


def site_id(word: str) -> str:
    """The model's id of a site of the pack: lower case, with the model's names of regions and commodities."""
    name = word.lower()
    for old, new in (("eur_", "xeu_"), ("row_", "xrw_")):
        if name.startswith(old):
            name = new + name[len(old) :]
    for old, new in COMMODITIES.items():
        if name.endswith(f"_{old}") and ("_agg_" in name or "_incentive_" in name):
            name = name[: -len(old)] + new
    return name


def slug(text: str) -> str:
    """A place's name as an id."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")


def unit(text: str) -> str:
    """A unit in the spelling of the seeds: one vehicle, rates per ``y``."""
    return text.replace("vehicles", "vehicle")


class Passports:
    """Fills the columns that say where a number comes from."""

    def __init__(self, addresses: Mapping[str, str]) -> None:
        self.addresses = addresses

    def locator(self, source: str) -> str:
        """The file a source's address names, where it names one."""
        if source == ASSUMED:
            return ""
        found = _FILE.search(self.addresses.get(source, ""))
        return found.group(1).replace("%20", " ") if found else NOT_RECORDED

    def of(self, source: str, confidence: str, note: str, reason: str) -> dict[str, str]:
        """Source, locator, confidence and note; ``reason`` stands in where a guess has no note of its own."""
        if source == ASSUMED:
            return {"source": ASSUMED, "locator": "", "confidence": "D", "note": note or reason}
        return {"source": source, "locator": self.locator(source), "confidence": confidence, "note": note}

    def guess(self, reason: str) -> dict[str, str]:
        """The passport of an assumption."""
        return self.of(ASSUMED, "D", "", reason)


def value_row(
    subject: str,
    field: str,
    value: str,
    unit: str,
    passport: Cells,
    *,
    date: str = "",
    spread: tuple[str, str] | None = None,
    basis: str = "",
) -> dict[str, str]:
    """A row of a table of numbers."""
    row = {"subject": subject, "field": field, "date": date, "value": value, "unit": unit, "basis": basis, **passport}
    if spread:
        row |= {"low": spread[0], "high": spread[1], "distribution": "triangular"}
    return row
