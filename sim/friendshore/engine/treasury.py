"""Public money: what measures pay out and take in."""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from friendshore.engine.kernels.arrays import Ledger
from friendshore.engine.law import EraLaw, LawView, Paid

Floats = NDArray[np.float64]


class Treasury:
    """The public purse of one replication.

    Measures with a cap are paid every session, because money that is used up changes what the market sees. All else
    is reckoned up at the end of a quarter and before the law changes: the rates were the same meanwhile.

    paid: USD2024 by measure and quarter; receipts are negative
    """

    def __init__(self, law: LawView, ledger: Ledger, first_buyer: int, quarters: int) -> None:
        self._meters = law.book.open_meters()
        self._row = {name: i for i, name in enumerate(law.measures)}
        self._ledger = ledger
        self._first_buyer = first_buyer
        self._counted = self._units()
        self._settled = self._counted
        self.paid: Floats = np.zeros((len(law.measures), quarters))

    def offers(self, table: dict[str, Paid], size: int) -> Floats:
        """USD per unit of all measures whose money is not used up."""
        total: Floats = np.zeros(size)
        for values, meter in table.values():
            if meter is None or not self._meters.used_up(meter):
                total += values
        return total

    def settle(self, law: EraLaw, quarter: int, day: date) -> bool:
        """Pay what measures with a cap owe for a session; whether the money of one has been used up by it."""
        exhausted = False
        if not law.capped:
            return exhausted
        units = self._units()
        for table, measure, meter, values in law.capped:
            if self._meters.used_up(meter):
                continue
            due = float(values @ (units[table] - self._settled[table]))
            if due > 0.0:
                self.paid[self._row[measure], quarter] += self._meters.settle(measure, meter, 1.0, due, day)
                exhausted |= self._meters.used_up(meter)
        self._settled = units
        return exhausted

    def collect(self, law: EraLaw, quarter: int) -> None:
        """Pay what the other measures owe, and take duties, since this was last done; the law has not changed since."""
        units = self._units()
        for table, now, before in zip((law.production, law.purchase), units, self._counted, strict=True):
            for measure, (values, meter) in table.items():
                if meter is None:
                    self.paid[self._row[measure], quarter] += float(values @ (now - before))
        self._counted = self._settled = units
        rows, book = [self._row[name] for name in law.duties], self._ledger.trade_book
        self.paid[rows, quarter] -= law.cash_share @ book.entered_value + law.cash_unit @ book.entered
        book.entered_value[:] = 0.0
        book.entered[:] = 0.0

    def _units(self) -> tuple[Floats, Floats]:
        """Units that every site has sold and every final buyer was sent since the books were opened."""
        return self._ledger.plant_book.sold.copy(), self._ledger.slot_book.sent[self._first_buyer :].copy()
