"""The behavioural values of the model, with what is known of their spread."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

COLUMNS = (
    "id", "scope", "value", "low", "high", "distribution", "unit", "dimension", "source", "locator", "confidence",
    "note",
)  # fmt: skip

PROTOTYPE = "value and range with which a prototype of the dynamics was stable and met recorded episodes"
JUDGED = "judgement"

Spread = tuple[float, float] | None
Line = tuple[str, str, float, Spread, str, str]
"""Id, scope, value, (low, high) of a triangular distribution, unit, note."""

LINES: Sequence[Line] = (
    ("session_days", "", 7, None, "days", f"days between two trading sessions; {PROTOTYPE} up to 14"),
    ("spin_up_months", "", 24, None, "months", "months run before the first year that counts, so that stocks settle"),
    ("sourcing_elasticity", "", 4, (3, 6), "elasticity", f"substitution between sellers of a commodity; {PROTOTYPE}"),
    ("sourcing_elasticity", "cell", 3, (2, 5), "elasticity", f"as above, for cells, which are qualified per model; {PROTOTYPE}"),
    ("ask_adjustment_days", "", 14, (10, 28), "days", f"time in which an ask closes 63 % of its gap; {PROTOTYPE}"),
    ("scarcity_memory_days", "", 7, None, "days", f"memory of need that could not be bought; {PROTOTYPE}"),
    ("orders_memory_days", "", 60, (50, 90), "days", f"memory of use on which a buyer plans; {PROTOTYPE}"),
    ("wish_memory_days", "", 14, None, "days", f"memory of wished output on which use is planned; {PROTOTYPE}"),
    ("utilisation_memory_days", "", 30, None, "days", f"memory of the use of capacity in an ask; {PROTOTYPE}"),
    ("stock_correction_days", "", 30, None, "days", f"time in which a producer corrects its finished stock; {PROTOTYPE}"),
    ("gap_share_per_fortnight", "", 0.5, None, "share", f"share of a stock gap that a buyer orders in 14 days; {PROTOTYPE}"),
    ("finished_stock_days", "", 15, (7, 25), "days", "finished stock a producer aims at; smelters hold 4 to 25 days"),
    ("utilisation_slope", "mining", 1.0, None, "log per share", f"rise of an ask with the use of capacity; {PROTOTYPE}"),
    ("utilisation_slope", "refining;recycling", 0.5, None, "log per share", "as above"),
    ("utilisation_slope", "", 0.2, None, "log per share", "as above: precursor, cathode, anode, magnets, cells, vehicles"),
    ("utilisation_anchor", "", 0.6, None, "share", f"use of capacity at which the ask equals cost; {PROTOTYPE}"),
    ("scarcity_anchor_days", "", 60, None, "days", f"days of unmet need that double the base of the scarcity term; {PROTOTYPE}"),
    ("scarcity_exponent", "", 0.6, (0.3, 0.8), "elasticity", f"how far unmet need lifts an ask; cobalt 2025 met with 0.6; {PROTOTYPE}"),
    ("scarcity_exponent", "lithium_carbonate;lithium_hydroxide;spodumene_concentrate", 1.8, (1.2, 2.2), "elasticity",
     "as above; lithium is dearer to go without; the peak of 2022 is not met even so"),
    ("scarcity_exponent", "ndpr_oxide;ree_concentrate", 0.6, (0.3, 0.8), "elasticity", "as above"),
    ("ask_floor", "", 0.95, None, "share of cost", f"an ask never falls below this; {PROTOTYPE}"),
    ("ask_ceiling", "", 20, None, "multiple of base", f"an ask never rises above this; {PROTOTYPE}"),
    ("vehicle_price_elasticity", "", 1.0, (0.7, 1.6), "elasticity", "fall of electric-car sales with their price; range of the pack's elasticities, all assumptions"),
    ("demand_price_elasticity", "", 0.15, (0.05, 0.35), "elasticity", "fall of other final uses with price; the pack advises about 0.15 where chemistry is explicit"),
    ("price_lag_days", "", 180, (150, 300), "days", f"time in which final demand follows prices; {PROTOTYPE}"),
    ("storage_price_elasticity", "", 0.5, (0.2, 1.0), "elasticity", "fall of storage installed with the price of cells; judgement"),
    *(("demand_level", market, 0.5, (0, 1), "share of the way from low to high",
       "where demand of this market lies between its low (0), base (0.5) and high (1) path")
      for market in ("USA", "CAN", "MEX", "JPN", "KOR", "CHN", "xeu", "IND", "xrw")),
    ("storage_level", "", 0.5, (0, 1), "share of the way from low to high",
     "where storage of the whole world lies between its low (0), base (0.5) and high (1) path"),
    ("intensity_multiplier", "cell_nmc", 1, (0.92, 1.10), "multiple", "material per kWh of ternary cells against the recipe; range of the pack"),
    ("intensity_multiplier", "cell_lfp", 1, (0.92, 1.10), "multiple", "material per kWh of LFP cells against the recipe; range of the pack"),
    ("intensity_multiplier", "", 1, None, "multiple", "other commodities: the recipe as it stands"),
    ("spodumene_conversion_multiplier", "", 1, (0.94, 1.08), "multiple", "concentrate per tonne of lithium chemical against the recipe; range of the pack"),
    ("cost_multiplier", "", 1, None, "multiple", "cash cost against the site's own figure"),
    ("cost_multiplier", "aam", 1, (0.8, 1.2), "multiple", "cash cost of anode plants outside China; the pack has 2.0 to 3.0 times the Chinese cost around 2.5"),
    ("cost_multiplier", "aam+CHN", 1, None, "multiple", "Chinese anode plants: the figure as it stands"),
    ("cost_multiplier", "refining+lithium", 1, (0.75, 1.25), "multiple", "conversion cost of lithium; range of the pack"),
    ("cost_multiplier", "mining+lithium+CAN", 1, (0.83, 1.35), "multiple", "Canadian spodumene: 540 to 880 around 650 USD/t; one mine came in at 2.1 times its study"),
    ("cost_multiplier", "cell", 1, (0.85, 1.15), "multiple", "conversion cost of cells; judgement"),
    ("licence_wait_multiplier", "", 1, (0.8, 1.25), "multiple", "waits of all licences against the measure's own distribution; median 60 to 90 days seen"),
    ("licence_uncontrolled_share", "", 0.15, None, "share", f"share of a controlled trade that needs no licence in practice; {PROTOTYPE}"),
    ("licence_grace_days", "", 12, None, "days", f"time in which goods already cleared drain where no notice was given; {PROTOTYPE}"),
    ("licence_catch_up", "", 1.25, None, "multiple of normal", f"most that an approved lane ships while it catches up; {PROTOTYPE}"),
    ("order_cap_multiple", "", 4, None, "multiple of use", f"most that a frightened buyer orders; {PROTOTYPE}"),
    ("anticipation_days", "", 60, (45, 90), "days", f"extra stock built ahead of a known restriction; {PROTOTYPE}"),
    ("anticipation_days", "graphite", 75, (45, 90), "days", f"as above, for graphite: 45 working days and a margin; {PROTOTYPE}"),
    ("reaction_days", "", 10, None, "days", f"from news to the first extra order; {PROTOTYPE}"),
    ("cover_multiplier", "", 1, (0.6, 1.6), "multiple", "stocks of all holders against the table; the pack has a coefficient of variation of 0.4"),
    ("outages_per_year", "", 2, None, "events/y", "unplanned stops of a site; judgement"),
    ("outages_per_year", "mining", 1.5, None, "events/y", "as above"),
    ("outage_days", "", 7, (3, 12), "days", "mean length of an unplanned stop; judgement"),
    ("outage_days", "mining", 12, (5, 22), "days", "as above; with 1.5 a year a loss of 5 % (2 to 9), as mine suppliers allow for"),
    ("transit_multiplier", "", 1, (0.9, 1.2), "multiple", "transit times of all lanes against the table; judgement"),
    ("ramp_multiplier", "", 1, (0.7, 1.7), "multiple", "ramp-up times of new sites against the table; 18 to 54 months around 30 outside China"),
    ("entrant_preference", "", 0.3, (0.1, 0.6), "share", "preference of a buyer for a country it never bought from, against its mean preference per unit of capacity; judgement"),
    ("loss_tolerance", "", 0.08, None, "share of cost", f"loss per unit at which half of a plant's output is given up; {PROTOTYPE}"),
    ("loss_softness", "", 0.03, None, "share of cost", f"width of that decision; {PROTOTYPE}"),
    ("blend_tolerance", "", 0.1, None, "share", "share by which inputs that replace one another may leave their mix at once; judgement"),
    ("substitution_elasticity", "anode", 2, (1, 4), "elasticity", "how far the mix of natural and synthetic anode follows their prices; judgement"),
    ("substitution_days", "anode", 365, (180, 730), "days", "time in which that mix moves: a cell maker must qualify the other anode; judgement"),
    ("lane_share_floor", "", 0.015, None, "share", f"flows under this share of a buyer's use get no lane of their own; {PROTOTYPE}"),
    ("mine_price_response", "", 0.95, None, "share", f"least share of capacity that a by-product mine runs at; {PROTOTYPE}"),
    ("domestic_transit_days", "", 6, None, "days", "from a plant to another of the same country; judgement"),
    ("domestic_freight", "", 25, None, "USD2024/t", "freight inside a country; judgement"),
    ("carrying_cost", "", 0.08, None, "share/y", "cost of money in goods at sea and in stock; judgement"),
    ("inflation", "", 0.025, None, "share/y", "growth of US consumer prices after the last recorded year; judgement"),
)  # fmt: skip


def number(value: float) -> str:
    """A number as a table writes it."""
    return f"{value:g}"


def rows(defaults: Sequence[tuple[str, str, float, str, str]]) -> Iterator[dict[str, str]]:
    """The parameter table; ``defaults`` are further fixed rows: id, scope, value, unit, note."""
    lines = [*LINES, *((one, scope, value, None, unit, note) for one, scope, value, unit, note in defaults)]
    dimension = 0
    for one, scope, value, spread, unit, note in lines:
        row = {
            "id": one, "scope": scope, "value": number(value), "distribution": "fixed", "unit": unit,
            "source": "assumed", "confidence": "D", "note": note,
        }  # fmt: skip
        if spread:
            low, high = map(number, spread)
            row |= {"low": low, "high": high, "distribution": "triangular", "dimension": str(dimension)}
            dimension += 1
        yield row
