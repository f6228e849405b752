"""A quantity that cannot be read is refused with what would be right."""

from __future__ import annotations

import pytest

from friendshore.units import parse_quantity

REFUSED = {
    "1.2.3 t": "'1.2.3 t' is not a quantity; write a number, a space and a unit",
    "5 t t": "'5 t t' is not a quantity; write a number, a space and a unit",
    "5t": "'5t' needs a space between number and unit; write 5 t",
    "5 million": "'5 million' has no unit; write it with one, such as 5 million CAD",
    "9e307 billion CAD": "'9e307 billion CAD' is too large a number",
    "5 day/vehicle": "no unit 'day/vehicle'; units are such as %, days, t, kWh, vehicles, CAD, USD/t, t/yr",
    "5 CA$/t": "'5 CA$/t': which money? write USD, CAD, JPY or CNY, such as 5 CAD/t",
    "5 USD2024/kWhh": "no unit 'USD2024/kWhh'; did you mean USD2024/kWh?",
    "5 moth": "no unit 'moth'; did you mean month?",
    "5 XYZ": "no unit 'XYZ'; units are such as",
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_quantity_is_refused_with_what_would_be_one(text: str) -> None:
    with pytest.raises(ValueError) as refused:
        parse_quantity(text)
    assert REFUSED[text] in str(refused.value)


def test_a_long_text_is_shown_in_part() -> None:
    with pytest.raises(ValueError) as refused:
        parse_quantity("x" * 500)
    assert len(str(refused.value)) < 150


def test_a_quantity_made_from_others_shows_its_number_and_unit() -> None:
    half_way = parse_quantity("10 %").blend(parse_quantity("20 %"), 0.5)
    assert half_way.value == pytest.approx(0.15)
    assert str(half_way) == "0.15 share"
    assert str(parse_quantity("10 %")) == "10 %"
