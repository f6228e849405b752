"""A made-up world in the shape of the engine's outcomes: small, repeatable, with a visible effect."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from friendshore.chain import Commodity
from friendshore.engine.outcome import Index
from friendshore.results import Run
from friendshore.results.catalogue import Catalogue

SITES = (  # id, name, country, commodity, stage, units a month, inputs
    ("can_nextstar", "NextStar Energy Windsor", "CAN", "cell_nmc", "cell", 2.6e6, ("cam_nmc_high", "aam_natural")),
    ("can_powerco", "PowerCo St. Thomas", "CAN", "cell_nmc", "cell", 1.4e6, ("cam_nmc_high", "aam_synthetic")),
    ("can_windsor", "Windsor Assembly", "CAN", "vehicle", "vehicle", 9e3, ("cell_nmc", "magnet_ndfeb")),
    ("can_ultiumcam", "Ultium CAM Becancour", "CAN", "cam_nmc_high", "cam", 2500, ("lithium_hydroxide",)),
    ("can_baiecomeau", "Baie-Comeau anode", "CAN", "aam_natural", "aam", 900, ("flake_graphite",)),
    ("jpn_pan_suminoe", "Panasonic Suminoe and Kaizuka", "JPN", "cell_nmc", "cell", 1.1e6, ("aam_natural",)),
    ("jpn_ppes", "PPES Himeji", "JPN", "cell_nmc", "cell", 9e5, ("cam_nmc_high", "aam_synthetic")),
    ("jpn_ev", "Japanese EV assembly", "JPN", "vehicle", "vehicle", 3e4, ("cell_nmc", "magnet_ndfeb")),
    ("jpn_smm_cam", "SMM Niihama and Isoura NCA cathode", "JPN", "cam_nmc_high", "cam", 5000, ("nickel_sulphate",)),
    ("jpn_magnets", "NdFeB magnets (Shin-Etsu, TDK)", "JPN", "magnet_ndfeb", "magnet", 400, ("ndpr_oxide",)),
    ("usa_pan_nv", "Panasonic Energy Nevada", "USA", "cell_nmc", "cell", 3.3e6, ("cam_nmc_high", "aam_natural")),
    ("usa_ultium_oh", "Ultium Cells Warren", "USA", "cell_nmc", "cell", 2.9e6, ("cam_nmc_high", "aam_synthetic")),
    ("usa_ford_mi", "BlueOval Battery Park Michigan", "USA", "cell_lfp", "cell", 1.7e6, ("cam_lfp", "aam_natural")),
    ("usa_tesla", "Tesla Fremont", "USA", "vehicle", "vehicle", 4e4, ("cell_nmc", "magnet_ndfeb")),
    ("usa_gm", "GM Factory Zero, Spring Hill, Fairfax", "USA", "vehicle", "vehicle", 3e4, ("cell_lfp", "cell_nmc")),
    ("usa_vidalia", "Syrah Vidalia", "USA", "aam_natural", "aam", 900, ("flake_graphite",)),
    ("usa_mp", "Independence magnets", "USA", "magnet_ndfeb", "magnet", 80, ("ndpr_oxide",)),
    ("mex_ramos", "GM Ramos Arizpe", "MEX", "vehicle", "vehicle", 1.5e4, ("cell_nmc",)),
    ("chn_anode", "Chinese natural anode", "CHN", "aam_natural", "aam", 40000, ("spherical_graphite",)),
)
CONTENT = {  # commodity: stage, unit, kg of each mineral in a unit
    "cam_nmc_high": ("cam", "t", {"lithium": 74.0, "nickel": 496.0, "cobalt": 65.0, "manganese": 29.0}),
    "cam_lfp": ("cam", "t", {"lithium": 46.0}),
    "aam_natural": ("aam", "t", {"graphite": 990.0}),
    "aam_synthetic": ("aam", "t", {"graphite": 990.0}),
    "magnet_ndfeb": ("magnet", "t", {"ndpr": 290.0}),
    "cell_nmc": (
        "cell",
        "MWh",
        {"lithium": 109.0, "nickel": 630.0, "cobalt": 131.0, "manganese": 114.0, "graphite": 1034.0},
    ),
    "cell_lfp": ("cell", "MWh", {"lithium": 98.0, "graphite": 1156.0}),
    "lithium_hydroxide": ("refining", "t", {"lithium": 165.0}),
    "nickel_sulphate": ("refining", "t", {"nickel": 223.0}),
    "cobalt_sulphate": ("refining", "t", {"cobalt": 210.0}),
    "ndpr_oxide": ("refining", "t", {"ndpr": 855.0}),
    "flake_graphite": ("mining", "t", {"graphite": 950.0}),
    "spherical_graphite": ("refining", "t", {"graphite": 999.0}),
    "vehicle": ("vehicle", "vehicle", {}),
}
SELLERS = {
    "cam_nmc_high": {"KOR": 0.55, "JPN": 0.2, "CHN": 0.1, "CAN": 0.1, "USA": 0.05},
    "cam_lfp": {"CHN": 0.97, "USA": 0.03},
    "aam_natural": {"CHN": 0.9, "USA": 0.05, "CAN": 0.03, "KOR": 0.02},
    "aam_synthetic": {"CHN": 0.8, "JPN": 0.15, "KOR": 0.05},
    "magnet_ndfeb": {"CHN": 0.7, "JPN": 0.2, "USA": 0.06, "xeu": 0.04},
    "cell_nmc": {"KOR": 0.4, "JPN": 0.3, "CHN": 0.2, "USA": 0.1},
    "cell_lfp": {"CHN": 0.99, "KOR": 0.01},
}
LEVEL = {
    "lithium_hydroxide": 11_500, "nickel_sulphate": 3_400, "cobalt_sulphate": 5_200, "aam_natural": 4_800,
    "aam_synthetic": 3_400, "cam_nmc_high": 20_000, "cell_lfp": 54_000, "cell_nmc": 86_000, "magnet_ndfeb": 48_000,
}  # fmt: skip
ZONES = ("CHN", "JPN", "KOR", "USA", "xeu")
BUYING = ("CAN", "USA", "MEX", "JPN")
MakeRun = Callable[..., Run]


def _index(last: int) -> Index:
    months = tuple(f"{year}-{month:02d}" for year in range(2023, last + 1) for month in range(1, 13))
    return Index(
        start=date(2023, 1, 1),
        end=date(last, 12, 31),
        months=months,
        quarters=tuple(f"{year}-Q{q}" for year in range(2023, last + 1) for q in range(1, 5)),
        sites=tuple(site[0] for site in SITES),
        site_country=tuple(site[2] for site in SITES),
        site_commodity=tuple(site[3] for site in SITES),
        site_stage=tuple(site[4] for site in SITES),
        slots=tuple((site[0], name) for site in SITES for name in site[6]),
        buyers=(("USA", "vehicle", "vehicle"), ("CAN", "vehicle", "vehicle"), ("JPN", "vehicle", "vehicle")),
        zones=tuple((name, zone) for name in LEVEL for zone in ZONES),
        flows=tuple((name, seller, zone) for name, shares in SELLERS.items() for seller in shares for zone in BUYING),
        measures=("usa_45x_cells", "usa_301_natural_graphite"),
        parameters=(),
    )


def made_up_run(
    name: str = "baseline",
    title: str = "Law as read in November 2026",
    question: str = "What happens if nothing is added?",
    cut: float = 0.0,
    replications: int = 16,
    last: int = 2035,
) -> Run:
    """A run to the end of year ``last`` in which Chinese anode exports are cut by ``cut`` from 2027 to 2030."""
    index = _index(last)
    rng = np.random.default_rng(20261121)
    months, quarters = len(index.months), len(index.quarters)
    when = np.arange(months) / 12 + 2023
    hit = cut * ((when >= 2027) & (when < 2030.5)) * np.exp(-np.maximum(when - 2028, 0) / 1.5)
    worlds = rng.lognormal(0, 0.12, (replications, 1, 1))
    noise = rng.lognormal(0, 0.05, (replications, len(SITES), months))
    ramp = 1 / (1 + np.exp(-(when - 2027.5) / 1.6))
    wish = np.array([site[5] for site in SITES])[:, None] / 1e3 * (0.25 + 0.75 * ramp)
    wish = worlds * noise * np.where(np.array(index.site_stage)[:, None] == "cell", wish, wish * 1e3)
    starved = np.array(["aam" in " ".join(site[6]) for site in SITES])[:, None] * hit
    second_hand = np.array(["cell" in " ".join(site[6]) for site in SITES])[:, None] * hit * 0.35
    lost = np.zeros((replications, len(index.slots), months))
    for row, (site, good) in enumerate(index.slots):
        at = index.sites.index(site)
        rare = (rng.random((replications, months)) < 0.03) * 0.3
        share = np.clip(
            (starved[at] * good.startswith("aam")) + (second_hand[at] * good.startswith("cell")) + rare, 0, 0.9
        )
        lost[:, row] = wish[:, at] * share * 0.5
    total = np.stack(
        [lost[:, [i for i, s in enumerate(index.slots) if s[0] == site]].sum(axis=1) for site in index.sites], 1
    )
    made = np.maximum(wish - total, 0)
    by_quarter = hit.reshape(quarters, 3).mean(axis=1)
    shipped = np.zeros((replications, len(index.flows), quarters))
    for row, (good, seller, zone) in enumerate(index.flows):
        weight = SELLERS[good][seller] * (1 - by_quarter * (seller == "CHN") * good.startswith("aam"))
        drift = np.exp((np.arange(quarters) / 40) * (seller in ("USA", "CAN")))
        size = {"CAN": 0.2, "USA": 1.0, "MEX": 0.1, "JPN": 0.5}[zone] * (8000 if good.startswith("c") else 12000)
        shipped[:, row] = size * weight * drift * rng.lognormal(0, 0.15, (replications, quarters))
    price = np.zeros((replications, len(index.zones), months))
    for row, (good, zone) in enumerate(index.zones):
        dear = 1 + hit * 1.4 * (zone != "CHN") * good.startswith("aam") + 0.08 * ZONES.index(zone)
        walk = np.exp(np.cumsum(rng.normal(0, 0.02, (replications, months)), axis=1))
        price[:, row] = LEVEL[good] * dear * walk
    wanted = worlds * rng.lognormal(0, 0.03, (replications, 3, months)) * 1e5
    arrays = {
        "made": made,
        "wished": wish,
        "lost_input": lost,
        "lost_outage": made * 0.02,
        "lost_price": made * 0.01,
        "price": price,
        "shipped": shipped,
        "wanted": wanted,
        "delivered": wanted * (1 - hit * 0.2),
        "paid": rng.random((replications, 2, quarters)) * 1e8,
    }
    manifest = {
        "name": name,
        "title": title,
        "question": question,
        "scenario": {"name": name},
        "units": {good: record[1] for good, record in CONTENT.items()},
        "digest": "d1" * 32,
    }
    run = Run(Path(f"reports/runs/{name}-0123456789ab"), manifest, index, tuple(range(replications)))
    run._arrays.update(arrays)
    return run


def made_up_catalogue() -> Catalogue:
    goods = {
        good: Commodity(good, good, stage, unit, "gross", 1.0, content, {})
        for good, (stage, unit, content) in CONTENT.items()
    }
    return Catalogue(goods, {site[0]: site[1] for site in SITES})


@pytest.fixture(scope="session")
def make_run() -> MakeRun:
    return made_up_run


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return made_up_catalogue()
