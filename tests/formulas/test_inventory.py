"""What buyers order and sellers make: (R, S) reviews, finished stock, and stock ahead of a known day."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from friendshore.formulas.inventory import order_quantity, order_up_to, production_wish, stock_ahead

amount = st.floats(0.0, 1e6)


def test_the_order_up_to_level_covers_lead_time_review_and_safety() -> None:
    assert order_up_to(10.0, 30.0 + 7.0 + 20.0) == 570.0


def test_with_the_whole_gap_and_no_limit_an_order_brings_the_position_to_its_target() -> None:
    position = 330.0
    order = order_quantity(10.0, 570.0, position, 7.0, 1.0, 1e9)
    assert position + order == 570.0


def test_a_buyer_one_review_below_target_orders_what_it_uses() -> None:
    for share in (0.1, 0.25, 1.0):
        assert order_quantity(10.0, 570.0, 500.0, 7.0, share, 4.0) == 70.0


def test_an_order_is_never_more_than_so_many_reviews_of_use_and_never_negative() -> None:
    assert order_quantity(10.0, 5000.0, 0.0, 7.0, 1.0, 4.0) == 280.0
    assert order_quantity(10.0, 570.0, 1000.0, 7.0, 1.0, 4.0) == 0.0
    assert order_quantity(0.0, 570.0, 0.0, 7.0, 1.0, 4.0) == 0.0


@given(amount, amount, amount, st.floats(0.0, 1.0), st.floats(0.0, 10.0))
def test_orders_lie_between_nothing_and_the_limit_and_fall_with_the_position(
    use: float, target: float, position: float, share: float, most: float
) -> None:
    order = order_quantity(use, target, position, 7.0, share, most)
    assert 0.0 <= order <= most * (use * 7.0)
    assert order_quantity(use, target, position + 1.0, 7.0, share, most) <= order


@given(amount, amount, st.floats(0.0, 60.0), st.floats(1.0, 90.0))
def test_a_seller_with_its_cover_makes_what_is_ordered(orders: float, stock: float, cover: float, days: float) -> None:
    assert production_wish(orders, orders * cover, cover, days) == pytest.approx(orders, rel=1e-12)
    assert production_wish(orders, stock, cover, days) >= 0.0
    assert production_wish(orders, stock + 1.0, cover, days) <= production_wish(orders, stock, cover, days)


def test_a_seller_closes_the_gap_of_its_stock_in_the_days_of_correction() -> None:
    assert production_wish(10.0, 90.0, 15.0, 30.0) == 12.0
    assert production_wish(10.0, 150.0 + 300.0, 15.0, 30.0) == 0.0
    assert production_wish(0.0, 5.0, 15.0, 30.0) == 0.0


@pytest.mark.parametrize(
    ("day", "held"),
    [(0.0, 0.0), (109.9, 0.0), (110.0, 60.0), (159.0, 60.0), (160.0, 60.0), (175.0, 45.0), (220.0, 0.0), (900.0, 0.0)],
)
def test_stock_ahead_is_built_after_the_news_and_used_day_for_day_after_the_day(day: float, held: float) -> None:
    assert stock_ahead(day, 100.0, 160.0, 10.0, 60.0, 30.0) == held


def test_stock_ahead_of_a_far_day_is_bought_no_earlier_than_it_takes() -> None:
    held = [stock_ahead(day, 0.0, 600.0, 10.0, 60.0, 30.0) for day in (20.0, 509.0, 510.0, 599.0, 630.0)]
    assert held == [0.0, 0.0, 60.0, 60.0, 30.0]


@pytest.mark.parametrize("day", [0.0, 100.0, 150.0, 160.0, 200.0])
def test_without_notice_nobody_holds_more(day: float) -> None:
    assert stock_ahead(day, 160.0, 160.0, 10.0, 60.0, 30.0) == 0.0
    assert stock_ahead(day, 200.0, 160.0, 10.0, 60.0, 30.0) == 0.0
