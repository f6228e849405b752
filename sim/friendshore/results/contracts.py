"""What became of the contracts of a run: yearly outcomes, and one line for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from friendshore.engine.outcome import CONTRACT_COLUMNS, Array
from friendshore.results.folder import Run

UNITS = ("volume", "called", "delivered", "excused", "defaulted")
MONEY = ("value", "unused", "prepaid", "worked_off", "equity")


@dataclass(frozen=True, slots=True)
class Kept:
    """A contract over some years of a run, means over the replications that carried it out.

    units, money  sums of the columns of ``CONTRACT_COLUMNS``: in ``unit``, and in USD2024
    carried_out   share of replications that did
    price         USD2024 per ``unit`` at the seller's gate; not a number where nothing was delivered
    """

    name: str
    commodity: str
    seller: str
    buyer: str
    unit: str
    carried_out: float
    units: dict[str, float]
    money: dict[str, float]
    price: float


def contracts_kept(run: Run, year: int | None = None) -> list[Kept]:
    """Every contract that could act in a run, in the order of its ranks; year: of the whole run if None."""
    if not run.index.contracts:
        return []
    quarters = np.array(run.quarter_years)
    table = run.array("contracts")[..., quarters == year if year is not None else slice(None)].sum(axis=-1)
    whole = run.array("contracts").sum(axis=-1)
    found = []
    for row, (name, commodity, seller, buyer) in enumerate(run.index.contracts):
        carried = (whole[:, row, :2] > 0.0).any(axis=1)  # something was due, or called beyond it
        mean = table[carried, row].mean(axis=0) if carried.any() else np.zeros(len(CONTRACT_COLUMNS))
        sums = dict(zip(CONTRACT_COLUMNS, map(float, mean), strict=True))
        found.append(
            Kept(
                name,
                commodity,
                seller,
                buyer,
                run.units.get(commodity, "t"),
                float(carried.mean()),
                {key: sums[key] for key in UNITS},
                {key: sums[key] for key in MONEY},
                sums["value"] / sums["delivered"] if sums["delivered"] > 0.0 else float("nan"),
            )
        )
    return found


def contract_series(run: Run, years: tuple[int, ...]) -> Iterator[tuple[str, str, str, str, Array]]:
    """(id, title, commodity, kind, replications x years) of the yearly outcomes of contracts.

    kind: ``units`` delivered or missed, or ``price`` per unit, not a number where nothing was delivered
    """
    columns = np.array(run.quarter_years)
    table = run.array("contracts")
    yearly = np.stack([table[..., columns == year].sum(axis=-1) for year in years], axis=-1)

    def of(row: int, column: str) -> Array:
        found: Array = yearly[:, row, CONTRACT_COLUMNS.index(column)]
        return found

    for row, (name, commodity, *_) in enumerate(run.index.contracts):
        sent, value = of(row, "delivered"), of(row, "value")
        price = np.divide(value, sent, out=np.full(sent.shape, np.nan), where=sent > 0.0)
        missed = of(row, "excused") + of(row, "defaulted")
        yield f"contract_delivered.{name}", f"Delivered under {name}", commodity, "units", sent
        yield f"contract_missed.{name}", f"Called under {name} and not delivered", commodity, "units", missed
        yield f"contract_price.{name}", f"Price under {name}, at the seller's gate", commodity, "price", price
