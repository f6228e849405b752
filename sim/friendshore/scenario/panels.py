"""The kinds of panels in which a scenario shows its mechanism: what each says, and what would be empty."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ValidationInfo

from friendshore.fields import Line, name_of, names_of
from friendshore.scenario.panel_names import ShownNames
from friendshore.schema import Record, Wrong

ALL = ("all",)
ABROAD = ("abroad",)
LONGEST = 70
"""Letters of a caption for which there is room."""
TOLD_APART = ("bev", "phev", "storage")
"""Segments whose deliveries are kept of every market."""
OTHER_KINDS = {
    "prices": "price",
    "trade": "flow",
    "exports": "flow",
    "imports": "flow",
    "inventory": "stock",
    "stocks": "stock",
    "production": "output",
    "made": "output",
    "capacity": "use",
    "shortage": "unfilled",
    "queue": "unfilled",
    "licence": "unfilled",
    "demand": "sales",
    "delivered": "sales",
    "subsidy": "money",
    "public_money": "money",
}
"""Words that a reader may try, and the kind that is meant."""

Say = Callable[[str, str], None]
"""Takes key and message of what is wrong."""


def _list_of(sort: str) -> BeforeValidator:
    """A list of names in which ``all`` is no name: what is left out is all."""
    read = names_of(sort).func

    def named(value: Any, info: ValidationInfo) -> Any:
        found = read(value, info)  # type: ignore[call-arg]
        if ALL[0] in found and value != ALL:
            raise Wrong("'all' is no name here; leave the key out")
        return found

    return BeforeValidator(named)


def _ends(value: Any, info: ValidationInfo) -> Any:
    """Places, or the word ``abroad``."""
    return ABROAD if value in ("abroad", ABROAD) else _list_of("place").func(value, info)  # type: ignore[call-arg]


def short(value: Any) -> Any:
    """The validator of words for which a chart has little room."""
    if isinstance(value, str) and len(value) > LONGEST:
        raise Wrong(f"{len(value)} letters; there is room for {LONGEST}")
    return value


Commodity = Annotated[str, name_of("commodity")]
Commodities = Annotated[tuple[str, ...], _list_of("commodity")]
Place = Annotated[str, name_of("place")]
Places = Annotated[tuple[str, ...], _list_of("place")]
Ends = Annotated[tuple[str, ...], BeforeValidator(_ends)]
Sites = Annotated[tuple[str, ...], _list_of("site")]
Markets = Annotated[tuple[str, ...], _list_of("market")]
Segments = Annotated[tuple[str, ...], _list_of("segment")]


class Panel(Record):
    """What all panels say."""

    kind: str
    caption: Annotated[Line, BeforeValidator(short)]
    draw: Literal["levels", "change"] = "levels"
    """Both runs beside one another, or what the scenario changes."""

    def check(self, names: ShownNames, say: Say) -> None:
        """Note what is empty or does not add up."""

    def plain(self, names: ShownNames) -> dict[str, Any]:
        """What is drawn, in plain values; groups of commodities are spelt out."""
        found: dict[str, Any] = {}
        for key, value in self.model_dump(by_alias=True).items():
            found[key] = list(value) if isinstance(value, tuple) else value
        for key in ("commodities", "inputs"):
            if found.get(key, list(ALL)) != list(ALL):
                found[key] = list(names.goods(found[key]))
        return found


def _one_unit(words: Collection[str], names: ShownNames, say: Say) -> None:
    """Goods of one panel are added up, so they are counted in one unit."""
    goods = names.goods(words)
    by_unit = {names.others.units.get(one, "t").split(" ")[0]: one for one in reversed(goods)}
    if len(by_unit) > 1:
        told = ", ".join(f"{one} in {unit}" for unit, one in sorted(by_unit.items(), key=lambda pair: pair[1]))
        say("commodities", f"a panel adds up what is counted in one unit, not {told}")


def _somewhere(
    known: Mapping[str, Collection[str]], words: Collection[str], places: Collection[str], key: str, say: Say, told: str
) -> None:
    """Every place named has to do with one of the goods."""
    for place in places if tuple(places) not in (ALL, ABROAD) else ():
        if not any(place in known.get(good, ()) for good in words):
            say(key, f"nobody in {place} {told} {' or '.join(words)}")


class Price(Panel):
    """Mean landed cost of what is bought of a commodity in one place, by month."""

    kind: Literal["price"]
    commodity: Commodity
    place: Place

    def check(self, names: ShownNames, say: Say) -> None:
        """One commodity that somebody buys there."""
        if self.commodity in names.others.groups:
            goods = ", ".join(names.goods([self.commodity]))
            say("commodity", f"'{self.commodity}' is a group; a price is of one of {goods}")
        else:
            _somewhere(names.buying, [self.commodity], [self.place], "place", say, "buys")


class Stock(Panel):
    """What buyers in some places hold at the end of the month."""

    kind: Literal["stock"]
    commodities: Commodities
    places: Places = ALL

    def check(self, names: ShownNames, say: Say) -> None:
        """Goods that add up and that somebody buys there."""
        _one_unit(self.commodities, names, say)
        _somewhere(names.buying, names.goods(self.commodities), self.places, "places", say, "buys")


class Flow(Panel):
    """What sellers of some countries ship to buyers of others, by quarter."""

    kind: Literal["flow"]
    commodities: Commodities
    origins: Ends = ALL
    destinations: Ends = ALL

    def check(self, names: ShownNames, say: Say) -> None:
        """Goods that add up, made and bought where it says so."""
        goods = names.goods(self.commodities)
        _one_unit(self.commodities, names, say)
        _somewhere(names.making, goods, self.origins, "origins", say, "makes")
        _somewhere(names.buying, goods, self.destinations, "destinations", say, "buys")
        if self.origins == self.destinations == ABROAD:
            say("destinations", "abroad of what? name the places on one side")


class _OfPlants(Panel):
    """What plants do: those named, or those of some commodities and places."""

    commodities: Commodities = ALL
    places: Places = ALL
    sites: Sites = ALL

    def check(self, names: ShownNames, say: Say) -> None:
        """Either plants or what they make; one unit; somebody who makes it."""
        if self.sites != ALL:
            if (self.commodities, self.places) != (ALL, ALL):
                say("sites", "name sites, or commodities and places, not both")
        elif self.commodities == ALL:
            say("commodities", "missing; say whose: commodities, with places if not the world, or sites")
        else:
            _one_unit(self.commodities, names, say)
            _somewhere(names.making, names.goods(self.commodities), self.places, "places", say, "makes")


class Output(_OfPlants):
    """What plants make, by month."""

    kind: Literal["output"]


class Use(_OfPlants):
    """What plants make over what they could make, by month."""

    kind: Literal["use"]


class Lost(_OfPlants):
    """What plants wished to make and could not for want of an input, by month."""

    kind: Literal["lost"]
    inputs: Commodities = ALL


class Unfilled(Panel):
    """What buyers ordered and did not get, by quarter; an order that waits two weeks counts twice."""

    kind: Literal["unfilled"]
    commodities: Commodities
    places: Places = ALL
    reasons: Annotated[tuple[str, ...], _list_of("reason")] = ALL

    def check(self, names: ShownNames, say: Say) -> None:
        """Goods that add up and that somebody buys there."""
        _one_unit(self.commodities, names, say)
        _somewhere(names.buying, names.goods(self.commodities), self.places, "places", say, "buys")


class Sales(Panel):
    """What final buyers get, by month, of all segments or of some."""

    kind: Literal["sales"]
    commodities: Commodities = ("vehicle",)
    markets: Markets = ALL
    segments: Segments = ALL

    def check(self, names: ShownNames, say: Say) -> None:
        """Goods that add up and that these segments of these markets want."""
        _one_unit(self.commodities, names, say)
        goods = set(names.goods(self.commodities))
        if not any(
            goods & set(names.goods([what]))
            and (self.markets == ALL or market in self.markets)
            and (self.segments == ALL or segment in self.segments)
            for market, segment, what in names.demand
        ):
            given = [key for key in ("segments", "markets") if getattr(self, key) != ALL]
            message = "nothing matches: no final demand has these commodities, markets and segments"
            say(given[0] if given else "commodities", message)
        elif unknown := sorted(set(self.segments) - {*TOLD_APART, *ALL}):
            told = ", ".join(TOLD_APART)
            say("segments", f"deliveries to {', '.join(unknown)} are not told apart in every market; one of {told}")


class Unmet(Sales):
    """What final buyers want at the price of the day and do not get, by month."""

    kind: Literal["unmet"]  # type: ignore[assignment]

    def check(self, names: ShownNames, say: Say) -> None:
        """Besides, that no segments are asked for: what is missing is not told apart."""
        super().check(names, say)
        if self.segments != ALL:
            say("segments", "what is missing is not told apart by segment; leave the key out")


class OfContract(Panel):
    """What became of a contract, by quarter."""

    kind: Literal["contract"]
    contract: Annotated[str, name_of("contract")]
    what: Literal["delivered", "missed", "unused", "price"] = "delivered"


class Money(Panel):
    """Public money paid under a measure, by quarter; receipts are negative."""

    kind: Literal["money"]
    measure: Annotated[str, name_of("measure")]


class Credits(Panel):
    """Credits of a market's sales standard, by year."""

    kind: Literal["credits"]
    market: Annotated[str, name_of("market")]
    what: Literal["due", "earned", "kept"] = "kept"


KINDS: Mapping[str, type[Panel]] = {
    "contract": OfContract,
    "credits": Credits,
    "flow": Flow,
    "lost": Lost,
    "money": Money,
    "output": Output,
    "price": Price,
    "sales": Sales,
    "stock": Stock,
    "unfilled": Unfilled,
    "unmet": Unmet,
    "use": Use,
}
