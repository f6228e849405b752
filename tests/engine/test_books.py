"""Nothing appears from nowhere: books close, and a leak anywhere stops the run and is named."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from friendshore.chain import MINERALS
from friendshore.engine import books
from friendshore.engine.run import Simulation
from friendshore.errors import BooksError
from worlds_small.lab import plan_of, run, small_world
from worlds_small.measures import ban, credit, licence, life, tariff

TURMOIL = {
    "ban": ban(life("2024-03-01", "2025-01-15")),
    "duty": tariff("120 %", life("2024-06-01"), "cell_nmc"),
    "queue": licence("30 %", "90 days", life("2025-02-01", announced="2024-11-01"), "lithium_hydroxide"),
    "credit": credit("35 USD/kWh", life("2024-01-01")),
}


@pytest.mark.parametrize("measures", [None, TURMOIL], ids=["calm", "turmoil"])
@pytest.mark.parametrize("replication", [0, 3])
def test_books_of_sites_slots_lanes_and_minerals_close(measures: dict[str, str] | None, replication: int) -> None:
    result = run(small_world(), measures, replication)
    assert result.outcome.books.shape == (4,)
    assert result.outcome.books.max() < 1e-12


class Tampered(Simulation):
    """A replication in which something happens on a day that no kernel knows of."""

    def __init__(self, deed: Callable[[Tampered], None], day: int) -> None:
        super().__init__(plan_of(small_world()), 0)
        self.deed, self.day, self.done = deed, day, False

    def catch_up(self, day: int) -> None:
        super().catch_up(day)
        if day >= self.day and not self.done:
            self.done = True
            self.deed(self)

    def row(self, holder: str) -> int:
        return self.plan.structure.holder_index[holder]

    def slot(self, holder: str, commodity: str) -> int:
        slots = self.plan.structure.slots
        return next(b for b, one in enumerate(slots) if (one.holder, one.commodity) == (holder, commodity))


def steal_finished(run: Tampered) -> None:
    run.state.plants.finished[run.row("can_lithium_refinery")] *= 1.0 - 1e-6


def conjure_finished(run: Tampered) -> None:
    run.state.plants.finished[run.row("idn_nickel_refinery:cobalt_sulphate")] += 0.5


def steal_feed(run: Tampered) -> None:
    run.state.stocks.stock[run.slot("usa_nmc_cells", "aam_natural")] *= 0.999


def lose_at_sea(run: Tampered) -> None:
    run.state.transit.ring[run.slot("chn_lithium_refinery", "spodumene_concentrate")] *= 0.999


def steal_from_a_buyer(run: Tampered) -> None:
    run.state.stocks.stock[run.slot("buyer:USA:storage", "cell_lfp")] *= 0.999


def make_without_input(run: Tampered) -> None:
    row = run.row("usa_assembly")
    run.state.plants.finished[row] += 1.0
    run.ledger.plant_book.made[row, -1] += 1.0
    run.ledger.plant_book.made_in[row, -1] += 1.0


def sell_without_a_lane(run: Tampered) -> None:
    row = run.row("chn_lithium_refinery")
    run.state.plants.finished[row] -= 0.5
    run.ledger.plant_book.sold[row] += 0.5


def dilute_lithium(run: Tampered) -> None:
    rows = run.net.contents.site_mineral == MINERALS.index("lithium")
    run.state.minerals.finished[rows] *= 0.99


def spoil_a_number(run: Tampered) -> None:
    run.state.plants.finished[run.row("aus_lithium_mine")] = np.nan


DEEDS = {
    "can_lithium_refinery": steal_finished,
    "idn_nickel_refinery:cobalt_sulphate": conjure_finished,
    "usa_nmc_cells (aam_natural)": steal_feed,
    "chn_lithium_refinery (spodumene_concentrate)": lose_at_sea,
    "buyer:USA:storage (cell_lfp)": steal_from_a_buyer,
    "usa_assembly (cell_lfp)": make_without_input,
    "lanes": sell_without_a_lane,
    "lithium": dilute_lithium,
    "aus_lithium_mine": spoil_a_number,
}


@pytest.mark.parametrize("place", DEEDS)
def test_a_leak_stops_the_run_and_names_the_place(place: str) -> None:
    simulation = Tampered(DEEDS[place], day=1400)
    with pytest.raises(BooksError) as error:
        simulation.run()
    assert simulation.done
    assert str(error.value).startswith(place), error.value


def test_a_leak_in_a_kernel_stops_the_run_and_names_the_site(monkeypatch: pytest.MonkeyPatch) -> None:
    from friendshore.engine.kernels import session

    def leaking(world, number, start, end):  # type: ignore[no-untyped-def]
        advance(world, number, start, end)
        run.state.plants.finished[site] *= 1.0 - 1e-7

    plan = plan_of(small_world())
    site = plan.structure.holder_index["jpn_synthetic_anode"]
    advance = session.advance
    run = Simulation(plan, 0)
    monkeypatch.setattr(session, "advance", leaking)
    with pytest.raises(BooksError, match="jpn_synthetic_anode"):
        run.run()


def test_books_begin_on_the_worlds_first_date_with_what_is_there() -> None:
    simulation = Tampered(lambda run: None, day=1)
    opening = simulation.calendar.opening
    simulation.day, simulation.deed = opening, lambda run: None
    simulation.run()
    made = simulation.ledger.plant_book.made.sum(axis=1)
    parts = simulation.opening.finished + made - simulation.ledger.plant_book.sold - simulation.state.plants.finished
    assert np.abs(parts).max() < 1e-9 * made.max()
    assert simulation.opening.content.sum() > 0.0


def test_minerals_leave_only_with_final_buyers_or_as_losses_of_recipes() -> None:
    simulation = Tampered(lambda run: None, day=1)
    simulation.run()
    book = simulation.ledger.mineral_book
    inside = books.content(simulation.net, simulation.state) - simulation.opening.content
    assert (book.extracted - book.delivered - book.lost).sum(axis=1) == pytest.approx(
        inside.sum(axis=1), abs=1e-9 * book.extracted.sum()
    )
    number = {mineral: n for n, mineral in enumerate(MINERALS)}
    for mineral in ("lithium", "nickel", "cobalt", "graphite"):
        assert book.extracted[number[mineral], 0] > 0.0, mineral
        assert book.delivered[number[mineral], 0] > 0.5 * book.extracted[number[mineral], 0], mineral
    assert not book.extracted[number["ndpr"]].any()
