"""Rows of the seed tables about contracts, and what must be true of any contract, whoever wrote it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from friendshore.chain import CELL_OF, EXCUSES, FOLLOWS, INDEXED_TO, PRICE_RULES, Contract, PriceRule
from friendshore.reading import Row
from friendshore.seed_reading import Reader, Value, names, single

Fault = tuple[str, str]
"""(field, what is wrong with it)."""

STRIKES: Mapping[str, tuple[str, ...]] = {
    "index": (),
    "fixed": ("price",),
    "floor": ("floor",),
    "ceiling": ("ceiling",),
    "collar": ("floor", "ceiling"),
    "index_plus": ("premium",),
}
"""Rule -> the numbers it is made of."""
NUMBERS = ("price", "floor", "ceiling", "premium")
NOTHING = "none"
"""What ``excuses`` says when nothing excuses a seller."""
YES_NO = ("yes", "no")
MILLION = 1e6


@dataclass(frozen=True, slots=True)
class Parties:
    """Who can be bound by a contract, and to what.

    country, owner  site -> where it stands, where its owner sits
    makes, uses     site -> commodities
    consumes        country or region -> commodities that somebody there uses
    """

    country: Mapping[str, str] = field(default_factory=dict)
    owner: Mapping[str, str] = field(default_factory=dict)
    makes: Mapping[str, Collection[str]] = field(default_factory=dict)
    uses: Mapping[str, Collection[str]] = field(default_factory=dict)
    consumes: Mapping[str, Collection[str]] = field(default_factory=dict)


def parties_of(sites: Mapping[str, Row], recipes: Iterable[Row], demand: Iterable[Row]) -> Parties:
    """The parties of a world, from the rows of its wide tables.

    Vehicles take cells whatever their recipe says: demand tells which.
    """
    takes: dict[tuple[str, str], set[str]] = {}
    gives: dict[tuple[str, str], set[str]] = {}
    for row in recipes:
        key = (row["commodity"], row["route"])
        if row["role"] == "input":
            takes.setdefault(key, set()).add(row["item"])
        elif row["role"] == "co_product":
            gives.setdefault(key, set()).add(row["item"])
    cells = set(CELL_OF.values())
    uses: dict[str, set[str]] = {}
    makes: dict[str, set[str]] = {}
    consumes: dict[str, set[str]] = {}
    for site, row in sites.items():
        key = (row["commodity"], row["route"])
        makes[site] = {row["commodity"], *gives.get(key, ())}
        uses[site] = takes.get(key, set()) | (cells if row["commodity"] == "vehicle" else set())
        consumes.setdefault(row["country"], set()).update(uses[site])
    for row in demand:
        goods = cells if row["commodity"] == "cell" else {row["commodity"]}
        consumes.setdefault(row["market"], set()).update(goods)
    return Parties(
        country={site: row["country"] for site, row in sites.items()},
        owner={site: row["owner_country"] for site, row in sites.items()},
        makes=makes,
        uses=uses,
        consumes=consumes,
    )


def faults(contract: Contract, parties: Parties) -> Iterator[Fault]:
    """Everything that cannot be true of a contract; names that are not known are passed over."""
    yield from _of_the_term(contract)
    yield from _of_the_price(contract.price)
    if contract.runs:
        yield from _of_the_parties(contract, parties)


def _of_the_term(one: Contract) -> Iterator[Fault]:
    if one.start and one.end and one.end <= one.start:
        yield "end", f"ends on {one.end}, before it starts on {one.start}"
    if any(rate < 0.0 for _, rate in one.volume):
        yield "volume", "is below zero"
    days = [day for day, _ in one.volume if day != date.min]
    if one.start and days and days[0] > one.start and len(days) == len(one.volume):
        yield "volume", f"begins on {days[0]}, after the contract ({one.start}); say what is due until then"
    if one.end and days and days[-1] >= one.end:
        yield "volume", f"{days[-1]} lies after the end ({one.end})"
    if one.runs and one.start is None:
        yield "start", "empty; a contract that is carried out says when it begins"
    if one.runs and not one.volume and not one.offtake_right:
        yield "volume", "missing; a contract that is carried out says how much, or gives an offtake_right"


def _of_the_price(price: PriceRule) -> Iterator[Fault]:
    if price.rule not in STRIKES:
        return
    for number in NUMBERS:
        given, needed = getattr(price, number) is not None, number in STRIKES[price.rule]
        if needed and not given:
            yield number, f"missing; the rule {price.rule} needs it"
        elif given and not needed:
            near = {"floor": "collar", "ceiling": "collar", "price": "fixed", "premium": "index_plus"}[number]
            yield number, f"the rule {price.rule} has none; did you mean rule {near}?"
    if price.floor is not None and price.ceiling is not None and price.floor > price.ceiling:
        yield "floor", f"{price.floor:g} is above the ceiling {price.ceiling:g}"
    if price.indexed_to == "market" and price.rule != "fixed":
        yield "indexed_to", "market goes with the rule fixed: a bound that moves with the market binds nothing"


def _of_the_parties(one: Contract, parties: Parties) -> Iterator[Fault]:
    good = one.commodity
    if one.seller_site is None:
        yield "seller_site", "empty; a contract that is carried out names the plant that delivers"
    elif one.seller_site in parties.makes:
        if good not in parties.makes[one.seller_site]:
            made = ", ".join(sorted(parties.makes[one.seller_site]))
            yield "seller_site", f"{one.seller_site} makes {made}, not {good}"
        homes = parties.country[one.seller_site], parties.owner[one.seller_site]
        if one.seller_country and one.seller_country not in homes:
            where = f"{one.seller_site} stands in {homes[0]} and its owner sits in {homes[1]}"
            yield "seller_country", f"{one.seller_country}, but {where}"
    if one.buyer_site is not None:
        if one.buyer_site == one.seller_site:
            yield "buyer_site", "is the seller's own plant"
        elif one.buyer_site in parties.uses and good not in parties.uses[one.buyer_site]:
            used = ", ".join(sorted(parties.uses[one.buyer_site])) or "nothing"
            yield "buyer_site", f"{one.buyer_site} does not use {good}; it uses {used}"
    elif not one.buyer_country:
        yield "buyer_site", "missing; name the plant that takes it, or a buyer_country"
    elif good not in parties.consumes.get(one.buyer_country, ()):
        yield "buyer_country", f"nobody in {one.buyer_country} uses {good}; name a buyer_site"


def contracts(
    reader: Reader, unit: Mapping[str, str], places: Collection[str], sites: Mapping[str, Row]
) -> dict[str, Contract]:
    """Offtakes on record, by id."""
    rows = reader.identity("contracts")
    values = reader.values("contracts", rows, _expected(rows, unit))
    recipes, demand = (reader.identity(one).values() if rows else () for one in ("recipes", "demand"))
    parties = parties_of(sites, recipes, demand)
    found = {}
    for name, row in rows.items():
        mine = values.get(name, {})
        _check_words(reader, row, unit, places, sites)
        found[name] = one = _contract(reader, name, row, mine)
        for at, message in chain(faults(one, parties), _zero(one)):
            if at in mine:
                reader.note(mine[at][0].row, "value", message)
            elif at in row.cells:
                reader.note(row, at, message)
            elif reader.readable("contracts_values"):
                reader.problems.add(row.place, at, message)
    return found


def _zero(one: Contract) -> Iterator[Fault]:
    """On record, a contract over nothing is a slip; in a scenario it is one of no strength."""
    if any(rate == 0.0 for _, rate in one.volume):
        yield "volume", "is zero; leave the row out where the volume is not known"


def _expected(rows: Mapping[str, Row], unit: Mapping[str, str]) -> Callable[[str, str, Row], str | None]:
    """The unit of a number: strikes are real money, or nominal where nothing keeps their worth."""

    def expected(form: str, one: str, _: Row) -> str | None:
        row = rows.get(one)
        if "{unit}" not in form:
            return form
        if row is None or row["commodity"] not in unit:
            return None
        money = "USD" if row["indexed_to"] == "nothing" else "USD2024"
        return form.format(unit=unit[row["commodity"]], money=money)

    return expected


def _check_words(
    reader: Reader, row: Row, unit: Collection[str], places: Collection[str], sites: Collection[str]
) -> None:
    for column in ("buyer_country", "seller_country"):
        reader.known(row, column, row[column], places, "countries")
    reader.known(row, "commodity", row["commodity"], unit, "commodities")
    for column in ("buyer_site", "seller_site"):
        if row[column]:
            reader.known(row, column, row[column], sites, "sites")
    reader.one_of(row, "runs", YES_NO)
    reader.one_of(row, "rule", PRICE_RULES)
    reader.one_of(row, "follows", FOLLOWS)
    reader.one_of(row, "indexed_to", INDEXED_TO)
    for word in names(row["excuses"]) or ("",):
        if word not in (*EXCUSES, NOTHING):
            reader.note(row, "excuses", f"'{word}' is not known; write {', '.join(EXCUSES)} or {NOTHING}")
    if not row["priority"].isdecimal() or not 1 <= int(row["priority"]) <= 99:
        reader.note(row, "priority", f"'{row['priority']}' is no rank; write 1 for those served first, 2, 3, …")
    reader.passport(row)


def _contract(reader: Reader, name: str, row: Row, mine: Mapping[str, tuple[Value, ...]]) -> Contract:
    return Contract(
        id=name,
        commodity=row["commodity"],
        buyer_site=row["buyer_site"] or None,
        seller_site=row["seller_site"] or None,
        buyer_country=row["buyer_country"],
        seller_country=row["seller_country"],
        buyer=row["buyer"],
        seller=row["seller"],
        start=reader.day(row, "start"),
        end=reader.day(row, "end"),
        volume=tuple((one.day, one.value) for one in mine.get("volume", ())),
        take_or_pay=single(mine, "take_or_pay") or 0.0,
        price=PriceRule(
            rule=row["rule"],
            follows=row["follows"],
            indexed_to=row["indexed_to"],
            lag=single(mine, "lag") or 0.0,
            **{number: single(mine, number) for number in NUMBERS},
        ),
        priority=int(row["priority"]) if row["priority"].isdecimal() else 1,
        excuses=tuple(word for word in names(row["excuses"]) if word != NOTHING),
        prepayment=MILLION * (single(mine, "prepayment") or 0.0),
        equity=MILLION * (single(mine, "equity") or 0.0),
        offtake_right=single(mine, "offtake_right") or 0.0,
        probability=reader.needed(row, mine, "probability", "contracts"),
        runs=row["runs"] == "yes",
        binding=row["binding"],
        status=row["status"],
    )
