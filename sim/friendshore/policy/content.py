"""Tests of what goods are made of. They are read and checked; nothing can answer them until provenance is tracked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from friendshore.fields import DatedOf, Day, Places, Share, SmallShare, names_of
from friendshore.reading import Problems
from friendshore.schema import Record

if TYPE_CHECKING:
    from friendshore.policy.lever import Lever

Counted = Literal["extracted_in", "processed_in", "recycled_in", "made_in", "assembled_in", "owned_by", "not_owned_by"]
Regimes = Annotated[tuple[str, ...], names_of("regime")]


class ContentTest(Record):
    """The share of ``of``, measured ``by``, that ``counts`` must be at least or at most a dated share.

    of      minerals or commodities
    by      value, mass or direct_cost
    counts  what a part must have been to count (extracted, processed, ... in a bloc); several are alternatives
    spares  mineral -> the day until which it is not tested
    """

    of: Annotated[tuple[str, ...], names_of("word")]
    by: Literal["value", "mass", "direct_cost"] = "value"
    counts: dict[Counted, Places]
    at_least: DatedOf[Share] | None = None
    at_most: DatedOf[Share] | None = None
    spares: dict[str, Day] = Field(default_factory=dict)


class TaxesOnly(Record):
    """A duty on a part of the value: what was not made in ``value_not_from``, of goods that ``originating`` passes."""

    originating: Regimes
    value_not_from: Places


class Reaches(Record):
    """A rule that follows goods made elsewhere, if at least so much of them comes from a country."""

    content_from: Places
    at_least: SmallShare


def check_tests(lever: Lever, tests: Mapping[str, ContentTest], problems: Problems) -> None:
    """Note the tests that name no share, or two."""
    for name, test in tests.items():
        if (test.at_least is None) == (test.at_most is None):
            problems.add(lever.place_of(f"tests.{name}"), f"tests.{name}", "a test takes one of at_least, at_most")
