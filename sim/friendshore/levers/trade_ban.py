"""Goods that may not cross a border at all."""

from __future__ import annotations

from typing import ClassVar, Literal

from friendshore.policy.borders import enters, leaves
from friendshore.policy.definitions import Definitions
from friendshore.policy.lever import Lever
from friendshore.policy.names import Names
from friendshore.policy.questions import At, Entry, Question
from friendshore.reading import Problems


class TradeBan(Lever):
    """A ban on exports or imports.

    act         ``export`` or ``import``
    in_transit  whether goods under way on the first day are ``caught`` or ``spared``
    contracts   whether contracts signed before are ``caught`` or ``spared``

    ``covers.owners`` bans by who owns the maker, which needs provenance.
    """

    answers: ClassVar[frozenset[Question]] = frozenset({"allowance"})

    act: Literal["export", "import"]
    in_transit: Literal["caught", "spared"] = "spared"
    contracts: Literal["caught", "spared"] = "caught"

    @property
    def needs_provenance(self) -> tuple[str, ...]:
        """``covers.owners``, if the ban looks at who made the goods."""
        return ("covers.owners",) if self.covers.owners is not None else ()

    def concerns(self, entry: Entry, definitions: Definitions) -> bool:
        """Whether the entry could ever be banned."""
        crosses = leaves if self.act == "export" else enters
        return crosses(self, entry, definitions, None)

    def bans(self, at: At, entry: Entry) -> bool:
        """Whether nothing of the entry may be traded."""
        crosses = leaves if self.act == "export" else enters
        return self.bites(at) and crosses(self, entry, at.definitions, at.day)

    def check(self, problems: Problems, names: Names) -> None:
        """As for every measure; besides, what this version does not tell apart."""
        super().check(problems, names)
        for key, idle in (("in_transit", "caught"), ("contracts", "spared")):
            if getattr(self, key) == idle:
                message = "noted, but this version lets goods under way arrive and holds back every later order"
                problems.add(self.place_of(key), key, message, "warning")
