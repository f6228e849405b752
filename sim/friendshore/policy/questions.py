"""The questions the engine asks of law, their subjects and the shape of each answer.

A subject is a class of lanes or of sales, never one shipment. Everything on the engine's side of a
question is in real USD2024 per the commodity's own unit (MWh of cells, vehicles, tonnes); what a lever says
is in the money of the law, and the book converts it on the day it is asked about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import inf
from typing import TYPE_CHECKING, Literal, Protocol

from friendshore.policy.definitions import Definitions

if TYPE_CHECKING:
    from friendshore.units import Distribution

EndUse = Literal["vehicle", "storage", "industry", "any"]
LawAs = Literal["practised", "written"]
Question = Literal["import_duty", "licence", "allowance", "support", "purchase_support", "obligation", "members"]

END_USES: tuple[EndUse, ...] = ("vehicle", "storage", "industry")


@dataclass(frozen=True, slots=True)
class At:
    """The moment of a question: the day asked about, as seen from the day ``known``.

    ``definitions`` says what the words of a scope mean, ``law_as`` whether text or practice is wanted.
    """

    day: date
    known: date
    definitions: Definitions = field(default_factory=Definitions)
    law_as: LawAs = "practised"


@dataclass(frozen=True, slots=True)
class Entry:
    """Goods that cross a border: a commodity from one country or region to another, for an end use.

    ``any`` is a buyer whose use is not known; it is treated as the strictest use that law tells apart.
    """

    commodity: str
    origin: str
    destination: str
    end_use: EndUse = "any"


@dataclass(frozen=True, slots=True)
class Sale:
    """Goods that a site makes and sells; ``technology`` is the site's route."""

    site: str
    commodity: str
    country: str
    owner_country: str
    technology: str


@dataclass(frozen=True, slots=True)
class VehicleSale:
    """A new vehicle sold to a user, by market and segment (bev, phev, commercial, ...)."""

    market: str
    segment: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What one measure pays for one unit.

    value       USD2024 per unit on the day asked
    room        units for which it still holds; the book does not count, so it says ``inf`` and names the meter
    meter       what to move by the money settled, or None when the money has no cap
    refundable  booked in suspense, not in the treasury
    """

    measure: str
    value: float
    room: float = inf
    meter: str | None = None
    refundable: bool = False


@dataclass(frozen=True, slots=True)
class Amount:
    """Money as the law writes it, per unit; ``year`` None means nominal, else the prices of that year."""

    value: float
    currency: str
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Charge:
    """One duty on one entry, before several are combined.

    authority   the law it rests on; a measure that yields or waives names authorities
    ad_valorem  share of customs value
    specific    money per unit, or None
    taxed       share of the value that the charge reaches
    belief      chance that importers give a provisional duty of becoming final; 1 when it is final
    refundable  the money is held in suspense
    """

    authority: str
    ad_valorem: float
    specific: Amount | None = None
    taxed: float = 1.0
    belief: float = 1.0
    refundable: bool = False
    yields_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Support:
    """What a producer or buyer is paid per unit: money, or a share of the site's cost."""

    amount: Amount | None = None
    of_cost: float = 0.0
    share: float = 1.0
    """Share of the sales of the class that are paid."""


@dataclass(frozen=True, slots=True)
class Obligation:
    """What one measure asks of those who sell new vehicles in a country.

    share     of all new vehicles sold there that must be met with credits
    penalty   money for each credit that is missing
    counts    segment -> credits that a vehicle of it earns; segments that are not named earn none
    bank_for  days for which credits that were not needed may still be used; 0 for none
    """

    share: float
    penalty: Amount
    counts: Mapping[str, float]
    bank_for: float


@dataclass(frozen=True, slots=True)
class Standard:
    """What law asks of those who sell new vehicles in a market, after several measures are combined.

    measures  those that decide, by name
    part      share of the market where such law holds
    share     of all new vehicles sold there that must be met with credits, mean over that part
    penalty   USD2024 for each credit that is missing
    counts    segment -> credits that a vehicle of it earns
    bank_for  days for which credits that were not needed may still be used
    """

    measures: tuple[str, ...]
    part: float
    share: float
    penalty: float
    counts: Mapping[str, float]
    bank_for: float


@dataclass(frozen=True, slots=True)
class DutyPart:
    """One measure's part of a duty: share of customs value, and USD2024 per unit."""

    measure: str
    ad_valorem: float
    specific: float
    refundable: bool


@dataclass(frozen=True, slots=True)
class Duty:
    """The whole duty on an entry.

    ad_valorem           share of customs value that is paid in cash
    specific             USD2024 per unit, paid besides
    decision_ad_valorem  the share an importer reckons with: deposits count at the chance that they are kept
                         (and what it costs to have the rest tied up)
    """

    ad_valorem: float
    specific: float
    parts: tuple[DutyPart, ...]
    decision_ad_valorem: float


NO_DUTY = Duty(0.0, 0.0, (), 0.0)


@dataclass(frozen=True, slots=True)
class LicenceTerms:
    """What one measure asks of an exporter: approval share, and days to wait, to use and to reapply."""

    approval: float
    wait: Distribution
    valid_for: float
    reapply_after: float
    per: Literal["contract", "consignment"]


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence that goods of an entry need.

    approval       share of applications passed
    wait           days from application to decision
    valid_for      days for which one that was granted holds; under ``per: consignment`` each shipment needs its own
    reapply_after  days after a refusal
    since          the day from which it has been in force without a break: the first applications are of that day
    announced      the day it was known, or None when nobody had notice
    way            the single countries between which it is needed, or those that stand for others like them
    part           share of the entry that goes that way
    """

    measure: str
    approval: float
    wait: Distribution
    valid_for: float
    reapply_after: float
    per: Literal["contract", "consignment"]
    since: date
    announced: date | None
    way: tuple[str, str] = ("", "")
    part: float = 1.0


@dataclass(frozen=True, slots=True)
class Window:
    """The days of a quota, both included, and how much may pass on them, in what its law counts."""

    first: date
    last: date
    limit: float
    carried: bool
    """Whether what is left at the end may still be used in the next window."""

    @property
    def length(self) -> int:
        """Its days."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Quota:
    """A cap in volume: its windows in order; outside them, and while its measure does not act, there is none.

    even  whether the room of a window opens day by day, or all at once
    """

    measure: str
    act: Literal["export", "import", "extract"]
    even: bool
    windows: tuple[Window, ...]

    def window(self, day: date) -> Window | None:
        """The window of a day."""
        return next((one for one in self.windows if one.first <= day <= one.last), None)


@dataclass(frozen=True, slots=True)
class Notice:
    """A restriction with the day it was known and the day it began; the same day means nobody had notice.

    ``until`` is the day it ended, None when the law has no end; ``covers`` tells whether the restriction
    made an entry harder than the day before.
    """

    measure: str
    question: Question
    announced: date
    effective: date
    until: date | None
    covers: Callable[[Entry], bool]


@dataclass(frozen=True, slots=True)
class Refund:
    """Deposits of a measure collected from ``since`` on, and what becomes of them on ``day``."""

    measure: str
    since: date
    day: date
    outcome: Literal["returned", "kept"]


class Money(Protocol):
    """The world's deflators and exchange rates."""

    def real(self, value: float, currency: str, basis_year: int | None, day: date) -> float:
        """The value in USD2024; ``basis_year`` None means nominal money of ``day``."""


class Mfn(Protocol):
    """A most-favoured-nation duty: share of customs value charged by one country or region."""

    @property
    def enacted_by(self) -> str:
        """The importing country, or a region that is a customs union."""

    @property
    def commodity(self) -> str:
        """The commodity it is charged on."""

    @property
    def rate(self) -> float:
        """Share of customs value."""

    @property
    def exempt(self) -> tuple[str, ...]:
        """Countries of origin that a trade agreement frees."""


@dataclass(frozen=True, slots=True)
class WorldFacts:
    """What the book needs to know of the world.

    regions       region id -> member country -> share of the region
    mfn           most-favoured-nation duties, authority ``mfn``
    groups        commodity group -> commodity ids
    site_country  site id -> country
    site_cost     site id -> USD2024 per unit that a credit of so many per cent of cost is reckoned on
    deposit_cost  share of a deposit that it costs an importer to get it back later
    contained     commodity -> mineral -> kg in a unit
    gross         commodity -> t that a unit weighs
    """

    money: Money
    regions: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    mfn: Sequence[Mfn] = ()
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    site_country: Mapping[str, str] = field(default_factory=dict)
    site_cost: Mapping[str, float] = field(default_factory=dict)
    deposit_cost: float = 0.0
    contained: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    gross: Mapping[str, float] = field(default_factory=dict)
