"""Rows of the seed tables about behaviour and ordinary duties."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal, cast

from friendshore.chain import MINERALS, STAGES, MfnDuty, Parameter
from friendshore.reading import Row
from friendshore.seed_layout import CARGO_CLASSES, DISTRIBUTIONS
from friendshore.seed_reading import Reader, names

_Basis = Literal["fob", "cif"]
_Shape = Literal["fixed", "triangular", "lognormal", "uniform"]


def duties(reader: Reader, unit: Collection[str], places: Collection[str]) -> tuple[MfnDuty, ...]:
    """Ordinary duties."""
    found = []
    for row in reader.identity("mfn_duties").values():
        reader.known(row, "enacted_by", row["enacted_by"], places, "countries")
        reader.known(row, "commodity", row["commodity"], unit, "commodities")
        rate = reader.number(row, "value", 0.0, 10.0)
        if row["unit"] != "share":
            reader.note(row, "unit", f"'{row['unit']}' should be share; convert the number, too")
        reader.one_of(row, "basis", ("fob", "cif"))
        for country in names(row["exempt"]):
            reader.known(row, "exempt", country, places, "countries")
        reader.passport(row)
        found.append(
            MfnDuty(
                enacted_by=row["enacted_by"],
                commodity=row["commodity"],
                rate=rate or 0.0,
                basis=cast(_Basis, row["basis"]),
                exempt=names(row["exempt"]),
                source=row["source"],
                confidence=row["confidence"],
            )
        )
    return tuple(found)


def parameters(reader: Reader, words: Collection[str]) -> tuple[Parameter, ...]:
    """Behavioural values; a row for several scopes gives one parameter for each, with the same dimension.

    words: all that a scope may name: stages, minerals, commodities, groups, countries, regions
    """
    found: list[Parameter] = []
    first: dict[tuple[str, str], Row] = {}
    dimensions: dict[int, Row] = {}
    known = {*words, *STAGES, *MINERALS, *CARGO_CLASSES}
    for row in reader.rows("parameters"):
        value = reader.number(row, "value")
        low, high = reader.spread(row, value)
        reader.one_of(row, "distribution", DISTRIBUTIONS)
        reader.passport(row)
        if not row["unit"]:
            reader.note(row, "unit", "no unit; every number has one")
        for scope in names(row["scope"]) or ("",):
            for word in scope.split("+") if scope else ():
                reader.known(row, "scope", word, known, "commodities")
            other = first.setdefault((row["id"], scope), row)
            if other is not row:
                what = f"{row['id']} {scope}".rstrip()
                reader.note(row, "id", f"second row for {what} (first on line {other.place.line})")
            shape = cast(_Shape, row["distribution"])
            passport = row["source"], row["confidence"], row["note"]
            dimension = _dimension(reader, row, dimensions)
            found.append(
                Parameter(row["id"], scope or None, value or 0.0, low, high, shape, row["unit"], dimension, *passport)
            )
    return tuple(found)


def _dimension(reader: Reader, row: Row, dimensions: dict[int, Row]) -> int | None:
    text = row["dimension"]
    if not text:
        if row["distribution"] not in ("", "fixed"):
            reader.note(row, "dimension", "empty; a sampled value has its own place, a number no other row has")
        return None
    number = reader.number(row, "dimension", 0.0, 20_000.0)
    if number is None:
        return None
    if number != int(number):
        reader.note(row, "dimension", f"{text} is no whole number")
        return None
    other = dimensions.setdefault(int(number), row)
    if other is not row:
        reader.note(row, "dimension", f"{text} is taken by line {other.place.line}; take the next free one")
    return int(number)
