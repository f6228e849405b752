"""The types of what a measure's keys may say: each reads text, checks it, and answers in our words.

    rate: DatedOf[Rate]
    wait: DistributionOf[Duration]
    covers: Covers            # another Record
    amount: Annotated[Quantity, quantity("money/vehicles")]

A value that already has the right Python type passes, so that a record can be made in code as well.
"""

from friendshore.fields.names import (
    Commodities,
    Country,
    CountryList,
    Jurisdiction,
    KnownNames,
    Place,
    Places,
    SharesOfWhole,
    Sites,
    name_of,
    names_of,
)
from friendshore.fields.timelines import (
    DatedOf,
    DistributionOf,
    LifeField,
)
from friendshore.fields.values import (
    Amount,
    AmountRate,
    Count,
    Day,
    Duration,
    Flag,
    Line,
    MassRate,
    Money,
    MoneyPerMass,
    MoneyPerUnit,
    MoneyPerVehicle,
    Rate,
    Share,
    SignedRate,
    SmallShare,
    Span,
    YearlyRate,
    quantity,
)

__all__ = [
    "Amount",
    "AmountRate",
    "Commodities",
    "Count",
    "Country",
    "CountryList",
    "DatedOf",
    "Day",
    "DistributionOf",
    "Duration",
    "Flag",
    "Jurisdiction",
    "KnownNames",
    "LifeField",
    "Line",
    "MassRate",
    "Money",
    "MoneyPerMass",
    "MoneyPerUnit",
    "MoneyPerVehicle",
    "Place",
    "Places",
    "Rate",
    "Share",
    "SharesOfWhole",
    "SignedRate",
    "Sites",
    "SmallShare",
    "Span",
    "YearlyRate",
    "name_of",
    "names_of",
    "quantity",
]
