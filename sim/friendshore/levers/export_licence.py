"""Goods that leave a country only with a licence: a queue with a chance at its end, not a tax."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from friendshore.dated import Dated
from friendshore.fields import DatedOf, DistributionOf, Duration, Share, name_of
from friendshore.policy.borders import leaves
from friendshore.policy.content import Reaches
from friendshore.policy.definitions import Definitions
from friendshore.policy.lever import Lever
from friendshore.policy.names import Names
from friendshore.policy.questions import At, Entry, LicenceTerms, Question
from friendshore.policy.scope import Selection
from friendshore.policy.tables import check_rows, first_row, picks_all
from friendshore.reading import Problems
from friendshore.units import Distribution, Fixed

if TYPE_CHECKING:
    Wait = Distribution
else:
    Wait = DistributionOf[Duration]


class Decision(Selection):
    """A row of ``decisions``: whom it fits, and what becomes of their applications.

    end_use     the user it is about: military, civil, vehicle, storage, industry or any
    approval    share of applications that pass, by date, as observed
    as_written  the share that the text of the law would pass, where practice differs
    wait        days from application to decision, one value or a distribution
    """

    end_use: Annotated[str, name_of("end_use")] | None = None
    approval: DatedOf[Share]
    as_written: DatedOf[Share] | None = None
    wait: Wait = Fixed(0.0)

    def fits(self, at: At, entry: Entry) -> bool:
        """Whether the row is about the entry; nobody in this world is a military user."""
        by_use = self.end_use in (None, "any", "civil", entry.end_use)
        return by_use and self.takes_entry(entry, at.definitions, at.day)


class ExportLicence(Lever):
    """A licence to export.

    per            ``contract`` or ``consignment``
    valid_for      time in which a licence must be used
    reapply_after  time after a refusal before the next application
    decisions      a table of rows (destinations, end_use, ...), the first that fits decides
    reaches        goods made elsewhere that it follows; needs provenance
    """

    answers: ClassVar[frozenset[Question]] = frozenset({"licence"})
    content_fields: ClassVar[tuple[str, ...]] = ("reaches",)

    per: Literal["contract", "consignment"]
    valid_for: Duration
    reapply_after: Duration
    decisions: Annotated[dict[str, Decision], Field(min_length=1)]
    reaches: Reaches | None = None

    def dated_values(self) -> tuple[tuple[str, Dated[Any]], ...]:
        """The approval shares by date, with their keys."""
        return tuple(
            (f"decisions.{name}.{key}", dated)
            for name, row in self.decisions.items()
            for key, dated in (("approval", row.approval), ("as_written", row.as_written))
            if dated is not None
        )

    def places_named(self) -> frozenset[str]:
        """Places of the scope and of every row."""
        return super().places_named().union(*(row.words() for row in self.decisions.values()))

    @property
    def tells_uses_apart(self) -> bool:
        """Whether the scope or a row names end uses that some of our users have."""
        by_row = any(
            row.end_uses is not None or row.end_use in ("vehicle", "storage", "industry")
            for row in self.decisions.values()
        )
        return super().tells_uses_apart or by_row

    def concerns(self, entry: Entry, definitions: Definitions) -> bool:
        """Whether the entry could ever need the licence."""
        return leaves(self, entry, definitions, None)

    def licence(self, at: At, entry: Entry) -> LicenceTerms | None:
        """What an exporter of the entry must ask for, or None."""
        if not self.bites(at) or not leaves(self, entry, at.definitions, at.day):
            return None
        row = first_row(self.decisions, lambda one: one.fits(at, entry))
        if row is None:
            return None
        approval = row.approval
        if at.law_as == "written" and row.as_written is not None:
            approval = row.as_written
        share = approval.at(at.day, at.known)
        if share is None:
            return None
        return LicenceTerms(share, row.wait, self.valid_for, self.reapply_after, self.per)

    def check(self, problems: Problems, names: Names) -> None:
        """As for every measure; besides, rows that are reached and one for everybody else."""
        super().check(problems, names)
        check_rows(self, "decisions", _by_use(self.decisions), problems)
        last = list(self.decisions.values())[-1]
        if not picks_all(last) and last.destinations != self.covers.destinations:
            message = "nothing is said for those whom no row fits; add a last row with destinations: all"
            problems.add(self.place_of("decisions"), "decisions", message, "warning")


def _by_use(rows: dict[str, Decision]) -> dict[str, Selection]:
    """Rows with ``end_use`` as one of their lists, so that rows for different users are not taken for the same."""
    return {
        name: row.model_copy(update={"end_uses": (row.end_use,)}) if row.end_use not in (None, "any") else row
        for name, row in rows.items()
    }
