"""The layout of the seed tables: their columns, and the fields, units and ranges of the numbers in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from friendshore.chain import MINERALS

VALUE_COLUMNS = (
    "subject",
    "field",
    "date",
    "value",
    "low",
    "high",
    "distribution",
    "unit",
    "basis",
    "source",
    "locator",
    "confidence",
    "note",
)
PASSPORT = ("source", "locator", "confidence", "note")
DISTRIBUTIONS = ("fixed", "triangular", "lognormal", "uniform")
CONFIDENCES = ("A", "B", "C", "D")
ASSUMED = "assumed"
CARGO_CLASSES = ("bulk", "break_bulk", "container", "dangerous_container", "roro")

SCENARIO = "scenario.yaml"
"""The run of a world of its own, beside its tables."""
SHARED = ("countries", "deflators", "fx", "parameters", "regions", "regions_values", "sources")
"""Tables that a world in a folder inside another world's takes from that one: behaviour, money, names, sources."""

IDENTITY: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "accounts": ("id", "country", "commodity"),
        "balance_notes": ("check", "commodity", "place", "year", "note"),
        "battery_sales": ("id", "market", "segment", "note"),
        "commodities": ("id", "name", "stage", "unit", "mass_basis", "cargo_class", "note"),
        "commodity_groups": ("group", "commodity"),
        "conflicts": ("id", "table", "subject", "quantity", "unit", "used", "why"),
        "contracts": (
            *("id", "buyer", "seller", "buyer_country", "seller_country", "buyer_site", "seller_site", "commodity"),
            *("start", "end", "runs", "rule", "follows", "indexed_to", "priority", "excuses"),
            *("binding", "status", "status_asof"),
            *PASSPORT,
        ),
        "countries": ("id", "name"),
        "demand": ("id", "market", "segment", "commodity", "note"),
        "emission_factors": ("id", "kind", "commodity", "route", "place", "note"),
        "end_of_life": ("id", "note"),
        "episode_notes": ("range", "note"),
        "episode_ranges": ("id", "series", "rule", "scored", "within", "unit", "note"),
        "episode_series": (
            *("id", "episode", "quantity", "commodity", "place", "partner", "unit", "months", "form", "base"),
            *("fitted", "note"),
        ),
        "episodes": ("id", "title", "measure", "starts", "world", "note"),
        "holdings": ("id", "site", "owner", *PASSPORT),
        "inventories": ("id", "stage", "commodity", "country", "holder", "holds", "note"),
        "lanes": (
            *("id", "kind", "origin", "from", "destination", "to", "cargo_class", "legs", "passages", "taiwan_strait"),
            *("alternative", "commodities", "note"),
        ),
        "makers": ("id", "name", "home", *PASSPORT),
        "mfn_duties": ("id", "enacted_by", "commodity", "value", "unit", "basis", "exempt", *PASSPORT),
        "new_vehicles": ("id", "market", "note"),
        "owners": ("id", "name", "country", "parent", "parent_country", *PASSPORT),
        "parameters": (
            *("id", "scope", "value", "low", "high", "distribution", "unit", "dimension"),
            *PASSPORT,
        ),
        "policies": (
            *("id", "jurisdiction", "lever", "instrument", "covered_goods", "rate_or_amount", "unit", "announced"),
            *("effective", "expires", "eligibility", "counterparty", "cite", "address", "confidence", "note"),
        ),
        "ports": ("id", "name", "kind", "country", "note"),
        "projects": ("id", "stage", *PASSPORT),
        "recipes": ("id", "commodity", "route", "item", "role", "group", "note"),
        "regions": ("id", "name"),
        "sites": (
            *("id", "name", "operator", "owner_country", "country", "region", "stage", "commodity", "route", "status"),
            *("permit_stage", "start", "end", "earliest_start"),
            *PASSPORT,
        ),
        "sources": ("key", "title", "publisher", "year", "address", "licence", "read"),
        "totals": ("id", "what", "mineral", "counts", "unit", "basis", "used", "why"),
        "trade": ("id", "buyer", "commodity", "seller", "note"),
        "trade_areas": ("area", "country"),
    }
)
"""Columns of the wide tables. Their numbers stand in ``<table>_values.csv``."""


@dataclass(frozen=True, slots=True)
class Field:
    """One kind of number: its unit, where ``{unit}`` is the unit of the subject's commodity, its dates and range."""

    unit: str
    dated: bool | None = False
    """Whether it is a value of a year or from a day on; else there is one for all time. None: either."""
    lowest: float = 0.0
    highest: float = float("inf")


_SHARE = Field("share", highest=1.0)
_YEARLY_SHARE = Field("share", dated=True, highest=1.0)
_YEARLY_RATE = Field("{unit}/y", dated=True)

FIELDS: Mapping[str, Mapping[str, Field]] = MappingProxyType(
    {
        "accounts": {
            "production_reported": _YEARLY_RATE,
            "production_balanced": _YEARLY_RATE,
            "consumption": _YEARLY_RATE,
        },
        "battery_sales": {
            "energy": Field("MWh/y", dated=True),
            "ternary": _YEARLY_SHARE,
            "vehicles": Field("vehicle/y", dated=True),
        },
        "commodities": {
            "gross_weight": Field("t/{unit}"),
            "price": Field("USD2024/{unit}", dated=True),
            **{f"contained.{mineral}": Field("kg/{unit}") for mineral in MINERALS},
        },
        "conflicts": {"figure.*": Field("{unit}", lowest=float("-inf"))},
        "contracts": {
            "volume": Field("{unit}/y", dated=None),
            "volume_total": Field("{unit}"),
            "take_or_pay": _SHARE,
            "price": Field("{money}/{unit}"),
            "floor": Field("{money}/{unit}"),
            "ceiling": Field("{money}/{unit}"),
            "premium": Field("{money}/{unit}", lowest=float("-inf")),
            "lag": Field("days"),
            "prepayment": Field("million USD2024"),
            "equity": Field("million USD2024"),
            "offtake_right": _SHARE,
            "probability": _SHARE,
        },
        "demand": {
            "quantity": _YEARLY_RATE,
            "kwh_per_vehicle": Field("kWh/vehicle", dated=True),
            **{f"share.{cell}": _YEARLY_SHARE for cell in ("cell_lfp", "cell_nmc_high", "cell_nmc_mid", "cell_lco")},
        },
        "deflators": {"deflator": Field("USD2024/{subject}", dated=True)},
        "emission_factors": {"factor": Field("kg CO2e/{per}")},
        "end_of_life": {
            "life_mean": Field("years"),
            "life_spread": Field("years"),
            "collection": _SHARE,
            "second_life": _SHARE,
            "black_mass": Field("t/MWh"),
            "recovery.*": _SHARE,
            "scrap.*": _SHARE,
        },
        "episode_series": {"recorded": Field("{unit}", dated=True)},
        "fx": {"rate": Field("USD/{subject}", dated=True)},
        "holdings": {"share": _SHARE},
        "inventories": {"days": Field("days"), "quantity": Field("{unit}", dated=True)},
        "lanes": {
            "transit_days": Field("days"),
            "transit_sd": Field("days"),
            "freight": Field("USD2024/{freight}"),
            "sea_distance": Field("nautical miles"),
            "throughput": Field("t/y"),
            "inland_days": Field("days"),
            "inland_freight": Field("USD2024/{freight}"),
        },
        "makers": {
            "output.*": Field("vehicle/y", dated=True),
            "plug_in_output.*": Field("vehicle/y", dated=True),
        },
        "new_vehicles": {"sales": Field("vehicle/y", dated=True)},
        "ports": {
            "latitude": Field("degrees", lowest=-90.0, highest=90.0),
            "longitude": Field("degrees", lowest=-180.0, highest=180.0),
            "dwell_days": Field("days"),
            "dwell_sd": Field("days"),
            "stoppages_per_year": Field("events/y"),
            "stoppage_days": Field("days"),
            "detour_days": Field("days"),
        },
        "projects": {
            "planned_start": Field("year", dated=True, lowest=1900.0, highest=2100.0),
            "capex.*": Field("million {currency}", dated=True),
            "build_years": Field("years"),
            "cost_growth": Field("times"),
        },
        "recipes": {"quantity": Field("{ratio}"), "yield": Field("share", lowest=1e-6, highest=1.0)},
        "regions": {"member.*": Field("billion USD", dated=True)},
        "sites": {
            "latitude": Field("degrees", lowest=-90.0, highest=90.0),
            "longitude": Field("degrees", lowest=-180.0, highest=180.0),
            "capacity": _YEARLY_RATE,
            "announced_capacity": Field("{unit}/y"),
            "ramp_months": Field("months"),
            "cash_cost": Field("USD2024/{unit}"),
            "capex": Field("million USD2024"),
            "utilisation": _YEARLY_SHARE,
        },
        "totals": {"figure.*": Field("{unit}", dated=True)},
        "trade": {"flow": _YEARLY_RATE},
    }
)
"""Fields of the long tables; ``member.*`` stands for one field per country, others with a star likewise."""
