"""A quantity has one unit inside, whatever it was written in."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from friendshore.units import Fixed, Lognormal, MoneyBasis, Triangular, Uniform, parse_quantity


@pytest.mark.parametrize(
    ("text", "value", "unit", "dimension"),
    [
        ("25 %", 0.25, "share", "share"),
        ("-24.2 %", -0.242, "share", "share"),
        ("+60 %", 0.6, "share", "share"),
        ("3 %/yr", 0.03, "share/yr", "share/time"),
        ("45 days", 45, "day", "time"),
        ("1 day", 1, "day", "time"),
        ("2 weeks", 14, "day", "time"),
        ("6 months", 182.625, "day", "time"),
        ("7 years", 2556.75, "day", "time"),
        ("15 days/yr", 15, "day/yr", "time/time"),
        ("5 days/month", 60, "day/yr", "time/time"),
        ("18125 t", 18125, "t", "mass"),
        ("5 kg", 0.005, "t", "mass"),
        ("4 Mt", 4e6, "t", "mass"),
        ("2 million t", 2e6, "t", "mass"),
        ("30000 t/yr", 30000, "t/yr", "mass/time"),
        ("10 t/day", 3652.5, "t/yr", "mass/time"),
        ("90 GWh", 90_000, "MWh", "energy"),
        ("90 GWh/yr", 90_000, "MWh/yr", "energy/time"),
        ("24500 vehicles", 24500, "vehicle", "vehicles"),
        ("13.2 billion CAD", 13.2e9, "CAD", "money"),
        ("181 billion INR", 181e9, "INR", "money"),
        ("35 USD/kWh", 35_000, "USD/MWh", "money/energy"),
        ("20 USD/MWh", 20, "USD/MWh", "money/energy"),
        ("1300 USD2026/t", 1300, "USD2026/t", "money/mass"),
        ("2 USD/kg", 2000, "USD/t", "money/mass"),
        ("7500 USD/vehicle", 7500, "USD/vehicle", "money/vehicles"),
        ("10 million CAD/yr", 1e7, "CAD/yr", "money/time"),
        ("1.5e3 t", 1500, "t", "mass"),
        (".5 %", 0.005, "share", "share"),
    ],
)
def test_what_is_written_becomes_the_one_unit(text: str, value: float, unit: str, dimension: str) -> None:
    found = parse_quantity(text)
    assert math.isclose(found.value, value, rel_tol=1e-15)
    assert (found.unit, found.dimension, found.written) == (unit, dimension, text)


def test_money_is_nominal_unless_its_year_is_written() -> None:
    assert parse_quantity("35 USD/kWh").money == MoneyBasis("USD")
    assert parse_quantity("1300 USD2026/t").money == MoneyBasis("USD", 2026)
    assert parse_quantity("25 %").money is None


def test_a_duration_remembers_months_for_the_calendar() -> None:
    span = parse_quantity("24 months")
    assert (span.amount, span.written_unit) == (24, "months")


def test_a_line_between_two_units_is_refused() -> None:
    with pytest.raises(ValueError, match="different units"):
        parse_quantity("35 USD/kWh").blend(parse_quantity("35 CAD/kWh"), 0.5)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    try:
        found = parse_quantity(text)
    except ValueError as error:
        assert str(error)
        assert "could not convert" not in str(error)
    else:
        assert math.isfinite(found.value)


@given(st.floats(0.001, 1e9), st.sampled_from(["%", "t", "days", "USD/kWh", "CAD", "vehicles"]))
def test_numbers_survive(number: float, unit: str) -> None:
    assert parse_quantity(f"{number!r} {unit}").amount == number


@pytest.mark.parametrize(
    "shape", [Fixed(3), Triangular(1, 2, 6), Triangular(0, 0, 1), Uniform(2, 5), Lognormal(45, 90)]
)
def test_the_mean_is_the_mean_of_the_quantiles(shape: Fixed | Triangular | Uniform | Lognormal) -> None:
    n = 20_000
    drawn = [shape.quantile((k + 0.5) / n) for k in range(n)]
    assert drawn == sorted(drawn)
    assert math.isclose(sum(drawn) / n, shape.mean(), rel_tol=2e-3)


def test_nine_of_ten_draws_stay_under_p90() -> None:
    shape = Lognormal(45, 90)
    assert math.isclose(shape.quantile(0.5), 45)
    assert math.isclose(shape.quantile(0.9), 90)


@pytest.mark.parametrize(
    ("shape", "numbers"),
    [(Triangular, (3, 2, 1)), (Triangular, (1, 1, 1)), (Uniform, (2, 2)), (Lognormal, (0, 1)), (Lognormal, (2, 1))],
)
def test_a_shape_that_cannot_be_is_refused(shape: type, numbers: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="takes"):
        shape(*numbers)
