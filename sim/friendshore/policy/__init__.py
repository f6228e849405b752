"""Law as the engine sees it: questions, answers, levers, and the book that combines what measures say."""

from friendshore.policy.book import PolicyBook
from friendshore.policy.definitions import Definitions
from friendshore.policy.facts import facts_of
from friendshore.policy.lever import Lever
from friendshore.policy.meters import Cap, Meters, Posted
from friendshore.policy.names import Names
from friendshore.policy.questions import (
    Amount,
    Answer,
    At,
    Charge,
    Duty,
    DutyPart,
    Entry,
    Licence,
    LicenceTerms,
    Notice,
    Quota,
    Refund,
    Sale,
    Standard,
    Support,
    VehicleSale,
    Window,
    WorldFacts,
)

__all__ = [
    "Amount",
    "Answer",
    "At",
    "Cap",
    "Charge",
    "Definitions",
    "Duty",
    "DutyPart",
    "Entry",
    "Lever",
    "Licence",
    "LicenceTerms",
    "Meters",
    "Names",
    "Notice",
    "PolicyBook",
    "Posted",
    "Quota",
    "Refund",
    "Sale",
    "Standard",
    "Support",
    "VehicleSale",
    "Window",
    "WorldFacts",
    "facts_of",
]
