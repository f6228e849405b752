"""What becomes of goods in transit when a port or passage shuts: held, rerouted or lost, and the books close."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from friendshore.engine.run import Simulation, simulate
from friendshore.engine.start import RING
from shocks.sea import NATURAL, SYNTHETIC, Probe, plan, run, sea
from worlds_small.lab import differences

BUYER = "usa_nmc_cells"
BEGINS, DAYS = "2026-03-02", 60
COAST = "{kind: port_closed, ports: [los_angeles, houston], from: 2026-03-02, for: 60 days, goods_in_transit: %s}"


@pytest.fixture(scope="module")
def calm() -> Probe:
    return Probe()


def seen(treatment: str) -> Probe:
    return Probe("strike: " + COAST % treatment)


def test_before_a_shock_nothing_is_different(calm: Probe) -> None:
    shut, day = seen("lost"), calm.day(BEGINS)
    assert np.array_equal(calm.came(BUYER, SYNTHETIC)[:day], shut.came(BUYER, SYNTHETIC)[:day])


def test_held_goods_arrive_on_the_day_of_reopening(calm: Probe) -> None:
    """All synthetic anode comes by sea, so that all that is under way is held."""
    shut, day = seen("held"), calm.day(BEGINS)
    came = shut.came(BUYER, SYNTHETIC)
    assert came[day : day + DAYS].sum() == 0.0
    assert came[day + DAYS] == pytest.approx(shut.under_way[shut.row(day), shut.slot(BUYER, SYNTHETIC)], rel=1e-12)
    assert not shut.simulation.shocks.lost.goods.any()


def test_lost_goods_never_arrive_and_are_booked(calm: Probe) -> None:
    shut, day = seen("lost"), calm.day(BEGINS)
    slot = shut.slot(BUYER, SYNTHETIC)
    assert shut.came(BUYER, SYNTHETIC)[day : day + DAYS + 1].sum() == 0.0
    lost = shut.simulation.shocks.lost
    assert lost.goods[slot] == pytest.approx(calm.under_way[calm.row(day), slot], rel=1e-12)
    assert lost.minerals.sum() > 0.0
    assert shut.outcome.books.max() < 1e-9


def test_buyers_order_anew_what_was_lost_and_wait_for_what_is_held() -> None:
    held, lost = seen("held"), seen("lost")
    day = held.day(BEGINS) + DAYS
    slot = held.slot(BUYER, SYNTHETIC)
    sent = [probe.under_way[probe.row(day + 8), slot] for probe in (held, lost)]
    assert sent[1] > sent[0]


def test_rerouted_goods_come_later_by_the_way_round(calm: Probe) -> None:
    """Through a port that lies five days further off; so do those that sail while it is shut."""
    text = "strike: " + (COAST % "rerouted").replace("}", ", detour: 5 days}")
    shut, day = Probe(text), calm.day(BEGINS)
    usual, came = (probe.came(BUYER, SYNTHETIC) for probe in (calm, shut))
    assert came[day : day + 5].sum() == 0.0
    assert came[day + 5 : day + 30] == pytest.approx(usual[day : day + 25])
    assert shut.plan.shocks.eras[1].days.max() == 5.0
    assert shut.plan.shocks.eras[2].days.max() == 0.0


def test_goods_that_are_past_a_place_do_not_wait_for_it() -> None:
    """A port of origin that shuts holds no goods at sea."""
    calm = Probe()
    shut = Probe("strike: {kind: port_closed, ports: [tokyo], from: 2026-03-02, for: 20 days, goods_in_transit: lost}")
    day = calm.day(BEGINS)
    assert np.array_equal(calm.came(BUYER, SYNTHETIC)[: day + 14], shut.came(BUYER, SYNTHETIC)[: day + 14])
    assert not shut.simulation.shocks.lost.goods.any()


def test_goods_without_a_way_round_wait() -> None:
    shut = seen("rerouted")
    day = shut.day(BEGINS)
    assert shut.came(BUYER, SYNTHETIC)[day : day + DAYS].sum() == 0.0
    assert shut.came(BUYER, SYNTHETIC)[day + DAYS] > 0.0


def test_goods_may_be_held_longer_than_the_ring_of_arrivals_is_wide() -> None:
    text = "siege: {kind: port_closed, ports: [los_angeles, houston], from: 2025-03-03, for: 600 days}"
    shut = Probe(text)
    day = shut.day("2025-03-03")
    came = shut.came(BUYER, SYNTHETIC)
    assert came[day : day + 600].sum() == 0.0
    assert came[day + 600] > 0.0
    assert shut.outcome.books.max() < 1e-9


def test_goods_still_held_at_the_end_are_in_the_books() -> None:
    shut = run("siege: {kind: port_closed, ports: [los_angeles, houston], from: 2028-12-01, for: 2 years}")
    assert shut.outcome.books.max() < 1e-9


def test_a_second_shock_finds_goods_where_the_first_left_them() -> None:
    """Held at the strait until day 30, they reach the port during its strike, and wait again."""
    two = Probe(
        "war: {kind: passage_closed, passages: [malacca], from: 2026-03-02, for: 30 days, detour: none}\n"
        "strike: {kind: port_closed, ports: [los_angeles], from: 2026-03-12, for: 60 days, detour: none}"
    )
    day = two.day("2026-03-12")
    assert two.came(BUYER, "nickel_sulphate")[day : day + 60].sum() == 0.0
    assert two.outcome.books.max() < 1e-9


def test_the_list_of_cargoes_is_what_the_ring_holds() -> None:
    """The ship kernel and the list work out the day of arrival apart; they must agree to the day."""
    made = plan(
        "far: {kind: port_closed, ports: [los_angeles, houston, shanghai, tokyo, jakarta], from: 2026-03-02, "
        "for: 1 day, detour: none}",
        sea(lucky=True),
    )
    one = Simulation(made, 3)
    ring: dict[tuple[int, int], float] = {}
    links, watched = made.structure.links, made.shocks.eras[0].choices

    def look(era: object) -> None:
        today = int(one.env.now)
        for cargo in one.shocks.afloat:
            if cargo.arrival >= today:
                key = (links[cargo.lane].slot, cargo.column % RING)
                ring[key] = ring.get(key, 0.0) + cargo.quantity

    real = one.shocks._net
    one.shocks._net = lambda era: (look(era) if not ring else None, real(era))[1]  # type: ignore[method-assign,func-returns-value]
    held = {}

    def watch():  # type: ignore[no-untyped-def]
        day = made.shocks.eras[1].day
        yield one.env.timeout(day)
        one.catch_up(day)
        only = {links[i].slot for i in watched}
        others = {link.slot for i, link in enumerate(links) if i not in watched}
        for slot in only - others:
            for column in np.flatnonzero(one.state.transit.ring[slot]):
                held[slot, int(column)] = float(one.state.transit.ring[slot, column])

    one.env.process(watch())
    one.run()
    assert len(held) > 20
    for key, quantity in held.items():
        assert ring[key] == pytest.approx(quantity, rel=1e-9)


def test_the_same_shock_gives_the_same_bytes() -> None:
    made = plan("strike: " + COAST % "held", sea(lucky=True))
    one, other = simulate(made, 2), simulate(made, 2)
    assert one.made.tobytes() == other.made.tobytes() and one.price.tobytes() == other.price.tobytes()


PLACES = st.lists(
    st.sampled_from(["los_angeles", "houston", "shanghai", "tokyo", "jakarta"]), min_size=1, max_size=3, unique=True
)


@settings(max_examples=12, deadline=None)
@given(
    ports=PLACES,
    passage=st.sampled_from(["malacca", "lombok", "panama_canal"]),
    begins=st.tuples(st.integers(2023, 2028), st.integers(1, 12), st.integers(1, 28)),
    lengths=st.tuples(st.integers(0, 500), st.integers(0, 200)),
    treatments=st.tuples(*[st.sampled_from(["held", "rerouted", "lost"])] * 2),
    lucky=st.booleans(),
)
def test_the_books_close_whatever_happens(  # type: ignore[no-untyped-def]
    ports, passage, begins, lengths, treatments, lucky
) -> None:
    day = "-".join(f"{part:02d}" for part in begins)
    text = (
        f"a: {{kind: port_closed, ports: [{', '.join(ports)}], from: {day}, for: {lengths[0]} days, "
        f"goods_in_transit: {treatments[0]}}}\n"
        f"b: {{kind: passage_closed, passages: [{passage}], from: {day}, for: {lengths[1]} days, "
        f"goods_in_transit: {treatments[1]}}}"
    )
    outcome = run(text, sea(lucky)).outcome
    assert outcome.books.max() < 1e-9
    assert all(np.all(np.nan_to_num(getattr(outcome, name)) >= 0.0) for name in ("made", "delivered", "stock"))


def test_a_longer_closure_never_delivers_more() -> None:
    made = [
        run(f"x: {{kind: port_closed, ports: [los_angeles, houston], from: 2026-03-02, for: {days} days}}")
        for days in (0, 30, 90, 270)
    ]
    first = made[0].index.months.index("2026-03")
    sent = [one.delivered("USA")[first:].sum() for one in made]
    assert sent == sorted(sent, reverse=True)
    assert not differences(made[0], run())


def test_natural_anode_by_land_goes_on() -> None:
    calm, shut = Probe(), seen("held")
    day = calm.day(BEGINS)
    assert (
        shut.came(BUYER, NATURAL)[day + 20 : day + 60].sum()
        > 0.3 * calm.came(BUYER, NATURAL)[day + 20 : day + 60].sum()
    )
