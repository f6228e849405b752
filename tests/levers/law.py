"""A small world of law for tests: measures from text, a book over them, and money that is worth what it says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from friendshore.levers import build_lever
from friendshore.policy import Entry, Lever, Names, PolicyBook, WorldFacts
from friendshore.policy.questions import LawAs
from friendshore.reading import Problems, compose

EU = ("DEU", "FRA", "ITA")
GROUPS = {"cell": ("cell_nmc", "cell_lfp"), "anode": ("aam_natural", "aam_synthetic")}
UNITS = {
    **dict.fromkeys(("flake_graphite", "spherical_graphite", "aam_natural", "aam_synthetic", "cam_lfp", "ore"), "t"),
    **dict.fromkeys(("cell_nmc", "cell_lfp"), "MWh"),
    "vehicle": "vehicle",
}
SITES = {"st_thomas": "CAN", "windsor": "CAN", "nevada": "USA", "ulm": "xeu"}
NAMES = Names(
    commodities=frozenset(UNITS),
    groups=GROUPS,
    units=UNITS,
    technologies=frozenset({"lfp", "high_ni"}),
    segments=frozenset({"bev", "phev", "commercial"}),
    sites=SITES,
    countries=frozenset({"CAN", "USA", "MEX", "JPN", "KOR", "CHN", "IND", "AUS", "ZWE", "GAB", "BRA", *EU}),
    regions=frozenset({"xeu", "xrw"}),
    blocs=frozenset({"eu", "usmca_members", "feoc", "partners"}),
    regimes=frozenset({"usmca"}),
    rows={"ROW-A": "A", "ROW-B": "B", "ROW-D": "D"},
)
REGIONS = {"xeu": {"DEU": 0.5, "FRA": 0.3, "ITA": 0.2}, "xrw": {"AUS": 0.4, "BRA": 0.4, "ZWE": 0.2}}


@dataclass(frozen=True)
class Mfn:
    """An ordinary duty."""

    enacted_by: str
    commodity: str
    rate: float
    exempt: tuple[str, ...] = ()


class Par:
    """Money at par: a CAD is worth 0.75, prices fall behind by half in 2030, and 2024 is 2024."""

    def real(self, value: float, currency: str, basis_year: int | None, day: date) -> float:
        year = day.year if basis_year is None else basis_year
        return value * (0.75 if currency == "CAD" else 1.0) * (0.5 if year >= 2030 else 1.0)


SOURCE = "\nsource: {row: ROW-B, cite: a test}\nconfidence: B\n"


def read(text: str, name: str = "measure", names: Names = NAMES) -> tuple[Lever | None, Problems]:
    """The lever of a measure's text (source and confidence are added if left out), and what is wrong with it."""
    problems = Problems()
    if "source:" not in text:
        text = text.rstrip() + SOURCE
    node = compose(text.lstrip("\n"), f"{name}.yaml", problems)
    lever = build_lever(node, problems, names) if node is not None else None
    return lever, problems


def measure(text: str, name: str = "measure") -> Lever:
    """The lever of a measure's text; nothing may be wrong with it."""
    lever, problems = read(text, name)
    if lever is None or problems.errors:
        pytest.fail("\n".join(map(str, problems)) or "no lever")
    return lever


def complaints(text: str, name: str = "measure") -> list[str]:
    """What is wrong with a measure's text, as ``line: key: message``."""
    _, problems = read(text, name)
    return [f"{one.place.line}: {one.key}: {one.message}" for one in problems]


def facts(mfn: tuple[Mfn, ...] = (), deposit_cost: float = 0.0) -> WorldFacts:
    """The facts of the small world."""
    return WorldFacts(
        money=Par(),
        regions=REGIONS,
        mfn=mfn,
        groups=GROUPS,
        site_country=SITES,
        site_cost={"nevada": 2000.0, "ulm": 1000.0},
        deposit_cost=deposit_cost,
    )


def book(
    *levers: Lever, mfn: tuple[Mfn, ...] = (), law_as: LawAs = "practised", deposit_cost: float = 0.0
) -> PolicyBook:
    """The book of a few measures over the small world."""
    return PolicyBook(levers, facts(mfn, deposit_cost), law_as)


def day(text: str) -> date:
    """A date from year-month-day."""
    return date.fromisoformat(text)


def entry(commodity: str, way: str, end_use: str = "any") -> Entry:
    """An entry written ``CHN>USA``."""
    origin, _, destination = way.partition(">")
    return Entry(commodity, origin, destination, end_use)  # type: ignore[arg-type]


EU_BLOC = """
kind: bloc
title: Europe
enacted_by: eu
life: {always: in_force}
members: {DEU: always, FRA: always, ITA: always}
"""
USMCA_BLOC = """
kind: bloc
title: North America
enacted_by: usmca_members
life: {2020-07-01: in_force, 2036-07-01: expired}
members: {CAN: always, MEX: always, USA: always}
"""


def eu() -> Lever:
    """The bloc ``eu``."""
    return measure(EU_BLOC, "eu")


def usmca_members() -> Lever:
    """The bloc ``usmca_members``."""
    return measure(USMCA_BLOC, "usmca_members")
