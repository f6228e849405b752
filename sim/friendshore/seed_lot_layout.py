"""The layout of event-clock worlds: tables of stores, customers, reviews, stations and plants, one lot at a time.

``{unit}`` is the unit of the store that a row is about, ``{time}`` the unit of the world's clock. A table that a
world does not need is absent.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from friendshore.seed_layout import IDENTITY, Field

LOT_IDENTITY: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "arrivals": ("id", "station", "comes", "note"),
        "clock": ("id", "unit", "note"),
        "customers": ("id", "name", "store", "comes", "wants", "note"),
        "expected": ("measure", "value", "unit", "within", "source", "locator", "note"),
        "inputs": ("id", "plant", "store", "note"),
        "outages": ("id", "review", "up", "down", "draws", "note"),
        "plants": ("id", "name", "store", "note"),
        "retirements": ("id", "store", "to", "note"),
        "reviews": ("id", "store", "supplier", "rule", "when", "at_level", "lead", "note"),
        "sources": IDENTITY["sources"],
        "stations": ("id", "name", "service", "next", "note"),
        "stores": ("id", "name", "unit", "unfilled", "note"),
        "underway": ("id", "review", "what", "note"),
    }
)
"""Columns of the wide tables."""

WORDS: Mapping[tuple[str, str], tuple[str, ...]] = MappingProxyType(
    {
        ("arrivals", "comes"): ("fixed", "exponential", "endless"),
        ("customers", "comes"): ("fixed", "exponential", "steady"),
        ("customers", "wants"): ("fixed", "normal", "listed"),
        ("outages", "up"): ("fixed", "exponential", "geometric"),
        ("outages", "down"): ("fixed", "exponential", "geometric"),
        ("outages", "draws"): ("independent", "stratified"),
        ("reviews", "rule"): ("order_up_to", "min_max", "lot"),
        ("reviews", "when"): ("periodic", "continuous"),
        ("reviews", "at_level"): ("orders", "waits"),
        ("reviews", "lead"): ("fixed", "exponential", "uniform"),
        ("stations", "service"): ("fixed", "exponential"),
        ("stores", "unfilled"): ("waits", "lost"),
        ("underway", "what"): ("order", "goods"),
    }
)
"""The words that a cell may hold, by (table, column)."""

_TIME = Field("{time}")
_SPAN = Field("{time}", lowest=1e-9)
_QUANTITY = Field("{unit}")
_RATE = Field("{unit}/{time}")
_SHARE = Field("share", highest=1.0)

LOT_FIELDS: Mapping[str, Mapping[str, Field]] = MappingProxyType(
    {
        "arrivals": {"first": _TIME, "interval": _SPAN},
        "clock": {"horizon": _SPAN, "warm_up": _TIME},
        "customers": {
            "first": _TIME,
            "interval": _SPAN,
            "rate": Field("{unit}/{time}", lowest=1e-9),
            "size": _QUANTITY,
            "size_sd": _QUANTITY,
            "share.*": _SHARE,
            "delivery_cost": Field("USD/order"),
        },
        "inputs": {"need": Field("{unit}/{made}", lowest=1e-9), "recovery": _SHARE},
        "outages": {"up": _SPAN, "down": _SPAN},
        "plants": {
            "first": _TIME,
            "every": _SPAN,
            "capacity": _RATE,
            "orders": _RATE,
            "cover": _TIME,
            "correction": _SPAN,
        },
        "retirements": {"first": _TIME, "every": _SPAN, "share": _SHARE},
        "reviews": {
            "first": _TIME,
            "every": _SPAN,
            "level": _QUANTITY,
            "up_to": _QUANTITY,
            "lot": Field("{unit}", lowest=1e-9),
            "use": _RATE,
            "cover": _TIME,
            "share": _SHARE,
            "order_cost": Field("USD/order"),
            "unit_cost": Field("USD/{unit}"),
            "order_delay": _TIME,
            "lead_time": _TIME,
            "set_until": _TIME,
            "set_lot": _QUANTITY,
        },
        "stations": {"servers": Field("servers", lowest=1.0), "service_time": _SPAN, "room": Field("lots")},
        "stores": {
            "stock": _QUANTITY,
            "holding_cost": Field("USD/{unit}/{time}"),
            "shortage_cost": Field("USD/{unit}/{time}"),
            "lost_cost": Field("USD/{unit}"),
            "price": Field("USD/{unit}"),
            "contained": Field("kg/{unit}"),
        },
        "underway": {"quantity": _QUANTITY, "arrives": _TIME},
    }
)
"""Fields of the long tables; ``share.3`` is the share of customers who want three units."""
