"""The world's numbers: ``seeds/*.csv`` as records of the chain, checked as they are read.

Wide tables say what there is, long ones hold the numbers with their passports. Every problem of every table is
reported at once, with file, row and column.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from friendshore import seed_contracts, seed_episodes, seed_market, seed_records, seed_registry, seed_rules
from friendshore.chain import (
    Account,
    BalanceNote,
    Commodity,
    Contract,
    Cover,
    Demand,
    Lane,
    MfnDuty,
    Parameter,
    Port,
    Recipe,
    Region,
    Site,
    Source,
    Stockpile,
    Trade,
)
from friendshore.errors import Place
from friendshore.money import Money
from friendshore.reading import Problems, Row
from friendshore.registry import Registry
from friendshore.seed_layout import IDENTITY, SCENARIO
from friendshore.seed_reading import Reader, by_year, table_path
from friendshore.seed_world import World

__all__ = ["Seeds", "World", "load_world"]


class Seeds:
    """The tables of a folder, each read when it is first asked for.

    Given a collector, problems are noted there and reading goes on with what is sound; without one, the first
    access to a table that is wrong raises InputError with all problems found so far.
    """

    def __init__(self, folder: str | Path, problems: Problems | None = None) -> None:
        self.folder = Path(folder)
        self.problems = Problems() if problems is None else problems
        self._raises = problems is None
        self._reader = Reader(self.folder, self.problems)
        if not self.folder.is_dir():
            self.problems.add(Place(str(folder), 1, 1), "", "no such folder of seed tables")
            self._checked()

    def _checked(self) -> None:
        if self._raises:
            self.problems.raise_if_any()

    # What names there are: wide tables only, all together in a few hundredths of a second.

    @cached_property
    def _commodity_rows(self) -> dict[str, Row]:
        return self._reader.identity("commodities")

    @cached_property
    def _site_rows(self) -> dict[str, Row]:
        return self._reader.identity("sites")

    @cached_property
    def units(self) -> dict[str, str]:
        """Commodity -> unit."""
        found = seed_records.units(self._commodity_rows)
        self._checked()
        return found

    @cached_property
    def country_names(self) -> dict[str, str]:
        """ISO 3166-1 alpha-3 code -> name."""
        found = {name: row["name"] for name, row in self._reader.identity("countries").items()}
        self._checked()
        return found

    @cached_property
    def countries(self) -> frozenset[str]:
        """ISO 3166-1 alpha-3 codes."""
        return frozenset(self.country_names)

    @cached_property
    def region_names(self) -> dict[str, str]:
        """Region -> name."""
        found = {name: row["name"] for name, row in self._reader.identity("regions").items()}
        self._checked()
        return found

    @cached_property
    def places(self) -> frozenset[str]:
        """Countries and regions."""
        return self.countries | frozenset(self.region_names)

    @cached_property
    def groups(self) -> dict[str, tuple[str, ...]]:
        """Group -> the commodities it stands for."""
        found: dict[str, tuple[str, ...]] = {}
        for row in self._reader.rows("commodity_groups"):
            self._reader.known(row, "commodity", row["commodity"], self._commodity_rows, "commodities")
            if row["group"] in self._commodity_rows:
                self._reader.note(row, "group", f"{row['group']} is a commodity; name the group otherwise")
            if row["commodity"] in found.get(row["group"], ()):
                self._reader.note(row, "commodity", f"second row for {row['commodity']} in {row['group']}")
            found[row["group"]] = (*found.get(row["group"], ()), row["commodity"])
        self._checked()
        return found

    @cached_property
    def neighbours(self) -> dict[str, tuple[str, ...]]:
        """Country or region -> the others of its trade areas."""
        areas: dict[str, list[str]] = {}
        for row in self._reader.rows("trade_areas"):
            self._reader.known(row, "country", row["country"], self.places, "countries")
            if row["country"] in areas.setdefault(row["area"], []):
                self._reader.note(row, "country", f"second row for {row['country']} in {row['area']}")
            areas[row["area"]].append(row["country"])
        found: dict[str, set[str]] = {}
        for members in areas.values():
            for one in members:
                found.setdefault(one, set()).update(set(members) - {one})
        self._checked()
        return {one: tuple(sorted(others)) for one, others in found.items()}

    @cached_property
    def policy_rows(self) -> dict[str, str]:
        """Row of policies.csv -> its confidence, A to D."""
        found = {name: row["confidence"] for name, row in self._reader.identity("policies").items()}
        self._checked()
        return found

    @cached_property
    def sources(self) -> dict[str, Source]:
        """Key -> where numbers were read."""
        rows = self._reader.identity("sources", "key")
        found = {}
        for key, row in rows.items():
            text = {column: row[column] for column in IDENTITY["sources"] if column != "read"}
            found[key] = Source(**text, read=self._reader.day(row, "read"))
        self._checked()
        return found

    # The records, with their numbers.

    @cached_property
    def commodities(self) -> dict[str, Commodity]:
        """What flows, by id."""
        found = seed_records.commodities(self._reader, self._commodity_rows)
        self._checked()
        return found

    @cached_property
    def recipes(self) -> dict[tuple[str, str], Recipe]:
        """How each route makes its commodity, by (commodity, route)."""
        found = seed_records.recipes(self._reader, self._commodity_rows)
        self._checked()
        return found

    @cached_property
    def sites(self) -> dict[str, Site]:
        """Plants and mines, by id."""
        found = seed_records.sites(self._reader, self._commodity_rows, self.places, self.recipes)
        self._checked()
        return found

    @cached_property
    def demand(self) -> tuple[Demand, ...]:
        """Final demand by market and segment."""
        found = seed_market.demand(self._reader, self.units, self.places)
        self._checked()
        return found

    @cached_property
    def new_vehicles(self) -> dict[str, dict[int, float]]:
        """Market -> year -> new vehicles of every drive sold there."""
        found = seed_market.new_vehicles(self._reader, self.places)
        self._checked()
        return found

    @cached_property
    def ports(self) -> dict[str, Port]:
        """Ports, passages and yards, by id."""
        found = seed_records.ports(self._reader, self.places)
        self._checked()
        return found

    @cached_property
    def lanes(self) -> dict[str, Lane]:
        """Ways between countries, and Canadian corridors, by id."""
        found = seed_market.lanes(self._reader, self.units, self.places, self.ports, self._site_rows)
        self._checked()
        return found

    @cached_property
    def trade(self) -> tuple[Trade, ...]:
        """Flows of the base year."""
        found = seed_market.trade(self._reader, self.units, self.places)
        self._checked()
        return found

    @cached_property
    def accounts(self) -> dict[tuple[str, str], Account]:
        """Accounts of the base year, by (country, commodity); they agree with the flows."""
        found = seed_market.accounts(self._reader, self.units, self.places, self.trade)
        self._checked()
        return found

    @cached_property
    def balance_notes(self) -> tuple[BalanceNote, ...]:
        """Why accounts do not add up."""
        found = seed_market.balance_notes(self._reader, self.units, self.places)
        self._checked()
        return found

    @cached_property
    def contracts(self) -> dict[str, Contract]:
        """Offtakes on record, by id."""
        found = seed_contracts.contracts(self._reader, self.units, self.places, self._site_rows)
        self._checked()
        return found

    @cached_property
    def inventories(self) -> tuple[tuple[Cover, ...], tuple[Stockpile, ...]]:
        """Commercial cover, and stockpiles of states."""
        found = seed_market.inventories(self._reader, self.units, self.places)
        self._checked()
        return found

    @property
    def covers(self) -> tuple[Cover, ...]:
        """Days of need that holders keep."""
        return self.inventories[0]

    @property
    def stockpiles(self) -> tuple[Stockpile, ...]:
        """What states keep for bad times."""
        return self.inventories[1]

    @cached_property
    def regions(self) -> dict[str, Region]:
        """Groups of countries that the world treats as one place, by id."""
        found = seed_records.regions(self._reader, self.countries)
        self._checked()
        return found

    @cached_property
    def mfn(self) -> tuple[MfnDuty, ...]:
        """Ordinary duties."""
        found = seed_rules.duties(self._reader, self.units, self.places)
        self._checked()
        return found

    @cached_property
    def registry(self) -> Registry:
        """Projects, owners, makers, emissions, lifetimes, and figures that disagree."""
        reader, sites, owners = self._reader, self._site_rows, seed_registry.owners(self._reader, self.places)
        found = Registry(
            projects=seed_registry.projects(reader, sites),
            owners=owners,
            holdings=seed_registry.holdings(reader, sites, owners),
            makers=seed_registry.makers(reader, self.places),
            emission_factors=seed_registry.emission_factors(reader, self.units, self.places, self.recipes),
            end_of_life=seed_registry.end_of_life(reader),
            conflicts=seed_registry.conflicts(reader),
            battery_sales=seed_registry.battery_sales(reader, self.places),
            totals=seed_registry.totals(reader, self.units, self.recipes),
        )
        self._checked()
        return found

    @cached_property
    def worlds(self) -> tuple[str, ...]:
        """Worlds of their own in folders of this one."""
        return tuple(sorted(path.parent.name for path in self.folder.glob(f"*/{SCENARIO}")))

    @cached_property
    def episodes(self) -> dict[str, seed_episodes.Episode]:
        """Recorded episodes, by id; no run reads them."""
        worlds = {name: Seeds(self.folder / name, self.problems) for name in self.worlds}
        named = {"": self, **worlds}
        names = {name: seed_episodes.Names(one.units, one.groups, one.places) for name, one in named.items()}
        found = seed_episodes.episodes(self._reader, names)
        self._checked()
        return found

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """Behavioural values."""
        words = {*self.units, *self.groups, *self.places, *seed_market.SEGMENTS}
        where = table_path(self.folder, "parameters").parent
        if where != self.folder:  # behaviour of another world: its scopes name what is there
            above = Seeds(where, Problems())
            words |= {*above.units, *above.groups, *above.places}
        found = seed_rules.parameters(self._reader, words)
        self._checked()
        return found

    @cached_property
    def fx(self) -> dict[str, dict[int, float]]:
        """Currency -> year -> US dollars per unit."""
        return self._series("fx", "rate")

    @cached_property
    def deflators(self) -> dict[int, float]:
        """Year -> US dollars of 2024 per nominal one."""
        return self._series("deflators", "deflator").get("USD", {})

    def _series(self, table: str, name: str) -> dict[str, dict[int, float]]:
        currencies = ("USD", "CAD", "JPY", "CNY", "KRW", "EUR", "INR")
        values = self._reader.values(table, currencies, lambda form, subject, _: form.format(subject=subject))
        found = {subject: by_year(mine, name) for subject, mine in values.items()}
        self._checked()
        return found

    @cached_property
    def money(self) -> Money:
        """Money of any currency and year in real dollars."""
        inflation = next((one.value for one in self.parameters if one.id == "inflation"), 0.0)
        return Money(self.fx, self.deflators, inflation)


def load_world(folder: str | Path, problems: Problems | None = None) -> World:
    """The world of a folder of seed tables; absent tables are empty.

    problems: collects what is wrong together with other files; without it every problem is raised here

    Raises InputError with every problem of every table.
    """
    found = Problems() if problems is None else problems
    seeds = Seeds(folder, found)
    world = World(
        folder=seeds.folder,
        commodities=seeds.commodities,
        recipes=seeds.recipes,
        sites=seeds.sites,
        demand=seeds.demand,
        lanes=seeds.lanes,
        ports=seeds.ports,
        trade=seeds.trade,
        accounts=seeds.accounts,
        covers=seeds.covers,
        stockpiles=seeds.stockpiles,
        contracts=seeds.contracts,
        regions=seeds.regions,
        countries=seeds.country_names,
        groups=seeds.groups,
        neighbours=seeds.neighbours,
        mfn=seeds.mfn,
        money=seeds.money,
        parameters=seeds.parameters,
        policy_rows=seeds.policy_rows,
        sources=seeds.sources,
        balance_notes=seeds.balance_notes,
        registry=seeds.registry,
        new_vehicles=seeds.new_vehicles,
    )
    from friendshore.seed_returns import missing, with_feed  # loads numpy, which names and rows alone do without

    for lacking in missing(world):
        found.add(Place(str(seeds.folder / "end_of_life_values.csv"), 1, 1), "field", lacking)
    if problems is None:
        found.raise_if_any()
    return world if found.errors else with_feed(world)
