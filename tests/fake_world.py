"""A small world of made-up outcomes, for tests of what runs, keeps, compares and draws them."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from friendshore.engine.outcome import Index, Outcome
from friendshore.errors import BooksError
from friendshore.experiment import Subject

SITES = (
    ("usa_cells", "USA", "cell_nmc_mid", "cell"),
    ("can_cells", "CAN", "cell_lfp", "cell"),
    ("jpn_cells", "JPN", "cell_nmc_high", "cell"),
    ("mex_vehicles", "MEX", "vehicle", "vehicle"),
    ("can_vehicles", "CAN", "vehicle", "vehicle"),
    ("chn_anode", "CHN", "aam_natural", "aam"),
)
UNITS = {
    "cell_nmc_mid": "MWh",
    "cell_lfp": "MWh",
    "cell_nmc_high": "MWh",
    "vehicle": "vehicle",
    "aam_natural": "t",
}


def fake_index(years: int = 2) -> Index:
    """Names of a world that starts in 2023."""
    span = range(2023, 2023 + years)
    return Index(
        start=date(2023, 1, 1),
        end=date(2022 + years, 12, 31),
        months=tuple(f"{y}-{m:02d}" for y in span for m in range(1, 13)),
        quarters=tuple(f"{y}-Q{q}" for y in span for q in range(1, 5)),
        sites=tuple(s[0] for s in SITES),
        site_country=tuple(s[1] for s in SITES),
        site_commodity=tuple(s[2] for s in SITES),
        site_stage=tuple(s[3] for s in SITES),
        slots=(("usa_cells", "aam_natural"), ("can_cells", "aam_natural")),
        buyers=(("USA", "vehicle", "bev"), ("CAN", "vehicle", "bev"), ("USA", "cell_lfp", "storage")),
        zones=(("aam_natural", "USA"), ("cell_lfp", "CAN"), ("aam_natural", "JPN")),
        flows=(("aam_natural", "CHN", "USA"),),
        measures=("usa_45x_cells", "chn_graphite"),
        parameters=("sourcing_elasticity",),
    )


@dataclass(frozen=True)
class FakeWorld:
    """Runs replications of made-up numbers that depend on the replication alone; it can be told to misbehave.

    strength        factor on what cell makers make: the "policy"
    failing         replications whose books do not close
    deadly          replication -> file; the process dies while the file is absent, or always if it is ""
    interrupting    replication at which the user presses Ctrl-C
    pause           seconds that each replication takes
    """

    strength: float = 1.0
    years: int = 2
    failing: frozenset[int] = frozenset()
    deadly: Mapping[int, str] = field(default_factory=dict)
    interrupting: int | None = None
    pause: float = 0.0

    @property
    def index(self) -> Index:
        return fake_index(self.years)

    def __call__(self, replication: int) -> Outcome:
        time.sleep(self.pause)
        if replication in self.deadly:
            self._die_once(self.deadly[replication])
        if replication in self.failing:
            raise BooksError("usa_cells", "1 t of graphite from nowhere")
        if replication == self.interrupting:
            raise KeyboardInterrupt
        index = self.index
        draw = np.random.default_rng([7, replication])
        months, quarters = len(index.months), len(index.quarters)
        made = draw.lognormal(5.0, 0.3, (len(index.sites), months))
        made[[stage == "cell" for stage in index.site_stage]] *= self.strength
        wanted = draw.lognormal(8.0, 0.1, (len(index.buyers), months))
        price = draw.lognormal(9.0, 0.1, (len(index.zones), months))
        price[2] = np.nan
        return Outcome(
            replication=replication,
            made=made,
            wished=made * 1.1,
            capacity=made * 1.5,
            lost_input=draw.random((len(index.slots), months)),
            lost_outage=draw.random((len(index.sites), months)),
            lost_price=draw.random((len(index.sites), months)),
            delivered=wanted * draw.uniform(0.8, 1.0, wanted.shape),
            wanted=wanted,
            intended=wanted,
            price=price,
            stock=draw.random((len(index.zones), months)),
            shipped=draw.random((len(index.flows), quarters)),
            paid=draw.normal(1e6, 1e5, (len(index.measures), quarters)),
            sampled=draw.random(len(index.parameters)),
            books=np.full(4, 1e-13),
        )

    @staticmethod
    def _die_once(mark: str) -> None:
        if mark and Path(mark).exists():
            return
        if mark:
            Path(mark).touch()
        os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True)
class FakeFactory:
    """Builds a fake world; picklable, as processes started from nothing need it."""

    options: tuple[tuple[str, Any], ...] = ()

    def __call__(self) -> FakeWorld:
        return FakeWorld(**dict(self.options))


def fake_subject(seeds: Path, name: str = "fake", **options: Any) -> Subject:
    """A scenario of the fake world; ``options`` are those of ``FakeWorld``."""
    seeds.mkdir(exist_ok=True)
    (seeds / "sites.csv").write_text("id\nusa_cells\n")
    identity = {key: value for key, value in options.items() if key == "strength"}
    return Subject(
        name=name,
        title=f"The {name} world",
        question="What if?",
        resolved={"name": name, "replications": 8, **identity},
        seeds=seeds,
        files=(),
        units=UNITS,
        factory=FakeFactory(tuple(options.items())),
    )
