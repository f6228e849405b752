"""What a measure is about: lists of names, each of which narrows it; what is not named is not narrowed."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from friendshore.fields import Commodities, Line, Places, Sites, names_of
from friendshore.policy.definitions import ALL, Definitions
from friendshore.policy.questions import Entry, Sale, VehicleSale
from friendshore.schema import Record

_CIVIL = ("vehicle", "storage", "industry", "any")

Technologies = Annotated[tuple[str, ...], names_of("technology")]
Segments = Annotated[tuple[str, ...], names_of("segment")]
EndUses = Annotated[tuple[str, ...], names_of("end_use")]
Channels = Annotated[tuple[str, ...], names_of("sold_by")]


class Selection(Record):
    """Keys by which goods, places and users are picked; a list, ``all``, or a bloc's name. Absent means all."""

    commodities: Commodities | None = None
    technologies: Technologies | None = None
    segments: Segments | None = None
    origins: Places | None = None
    destinations: Places | None = None
    countries: Places | None = None
    sites: Sites | None = None
    owners: Places | None = None
    end_uses: EndUses | None = None
    sold_by: Channels | None = None

    def takes_commodity(self, commodity: str, definitions: Definitions) -> bool:
        """Whether a commodity is among those picked."""
        return _commodity(self.commodities, commodity, definitions)

    def takes_entry(self, entry: Entry, definitions: Definitions, day: date | None) -> bool:
        """Whether goods that cross a border are picked on that day; no day means on any."""
        return (
            _commodity(self.commodities, entry.commodity, definitions)
            and _place(self.origins, entry.origin, definitions, day)
            and _place(self.destinations, entry.destination, definitions, day)
            and _use(self.end_uses, entry.end_use, ever=day is None)
        )

    def takes_sale(self, sale: Sale, definitions: Definitions, day: date | None) -> bool:
        """Whether what a site makes is picked on that day; no day means on any."""
        return (
            _commodity(self.commodities, sale.commodity, definitions)
            and _word(self.technologies, sale.technology)
            and _word(self.sites, sale.site)
            and _place(self.countries, sale.country, definitions, day)
            and _place(self.owners, sale.owner_country, definitions, day)
        )

    def takes_purchase(self, sale: VehicleSale, definitions: Definitions, day: date | None) -> bool:
        """Whether a vehicle sold to a user is picked on that day; no day means on any."""
        return _word(self.segments, sale.segment) and _place(self.countries, sale.market, definitions, day)

    def words(self) -> frozenset[str]:
        """Every country, part of one and bloc that the selection names."""
        lists = (self.origins, self.destinations, self.countries, self.owners)
        return frozenset(word for one in lists if one is not None for word in one if word != ALL)


class Scope(Selection):
    """``covers``: what a measure is about.

    ``except`` takes the same keys; what fits all keys it names is left out. ``hs`` quotes customs codes and is
    never used to match.
    """

    except_: Selection | None = Field(default=None, alias="except")
    hs: Line | None = None

    def takes_entry(self, entry: Entry, definitions: Definitions, day: date | None) -> bool:
        """As for a selection, less the exception."""
        return super().takes_entry(entry, definitions, day) and not (
            day is not None and self.except_ is not None and self.except_.takes_entry(entry, definitions, day)
        )

    def takes_sale(self, sale: Sale, definitions: Definitions, day: date | None) -> bool:
        """As for a selection, less the exception."""
        return super().takes_sale(sale, definitions, day) and not (
            day is not None and self.except_ is not None and self.except_.takes_sale(sale, definitions, day)
        )

    def takes_purchase(self, sale: VehicleSale, definitions: Definitions, day: date | None) -> bool:
        """As for a selection, less the exception."""
        return super().takes_purchase(sale, definitions, day) and not (
            day is not None and self.except_ is not None and self.except_.takes_purchase(sale, definitions, day)
        )

    def words(self) -> frozenset[str]:
        """Every country, part of one and bloc that the scope names, exceptions included."""
        return super().words() | (self.except_.words() if self.except_ is not None else frozenset())


def _commodity(words: tuple[str, ...] | None, commodity: str, definitions: Definitions) -> bool:
    return words is None or any(definitions.is_commodity(word, commodity) for word in words)


def _place(words: tuple[str, ...] | None, country: str, definitions: Definitions, day: date | None) -> bool:
    return words is None or any(definitions.is_country(word, country, day) for word in words)


def _word(words: tuple[str, ...] | None, value: str) -> bool:
    return words is None or value in words or ALL in words


def _use(words: tuple[str, ...] | None, use: str, *, ever: bool) -> bool:
    """Whether an end use is among the words; every user of this world is a civil one.

    A use that is not known could ever be any; on a given day it is asked about use by use.
    """
    if words is None or (ever and use == "any"):
        return True
    return any(word in (use, "any", ALL) or (word == "civil" and use in _CIVIL) for word in words)
