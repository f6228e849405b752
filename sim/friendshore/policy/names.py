"""What the references of a measure are checked against, and what a reader is told when one is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from friendshore.policy.definitions import ALL
from friendshore.reading import suggest

END_USE_WORDS = ("vehicle", "storage", "industry", "civil", "military", "any")
SOLD_BY = ("retail", "lease", "fleet")


@dataclass(frozen=True, slots=True)
class Names:
    """Every name that a measure may use, from the seeds and from the measure files at hand.

    sites    site id -> country
    rows     id of a row of the facts table -> its confidence
    regions  ids of groups of countries that the world treats as one place; a measure names countries or blocs
    groups   commodity group -> commodity ids
    units    commodity -> the unit it is counted in (t, MWh, vehicle, ...)
    regimes  names of the origin rules at hand
    """

    commodities: frozenset[str] = frozenset()
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    technologies: frozenset[str] = frozenset()
    segments: frozenset[str] = frozenset()
    sites: Mapping[str, str] = field(default_factory=dict)
    countries: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    blocs: frozenset[str] = frozenset()
    regimes: frozenset[str] = frozenset()
    rows: Mapping[str, str] = field(default_factory=dict)

    def check(self, sort: str, name: str) -> str | None:
        """The message for a name that does not exist, None for one that does.

        sort: commodity, technology, segment, site, place (a country, a part of one, or a bloc), country, bloc,
        regime (an origin rule), row, end_use, sold_by, or word (free text, always right)
        """
        if sort == "word":
            return None
        known = self._known(sort)
        if name in known or (name == ALL and sort != "row"):
            return None
        if sort in ("place", "country"):
            return self._no_place(sort, name, known)
        if sort == "row":
            return self._unknown(f"no row {name} in policies.csv", name, known)
        word = {"regime": "origin rule"}.get(sort, sort.replace("_", " "))
        other = self._other_sort(sort, name)
        if other is not None:
            near = suggest(name, known)
            rest = f", or mean {near}" if near else ""
            return f"'{name}' is a {other}; write it under covers.{_PLURALS[other]}{rest}"
        return self._unknown(f"no {word} '{name}'", name, known)

    def _known(self, sort: str) -> frozenset[str]:
        return {
            "commodity": self.commodities | frozenset(self.groups),
            "technology": self.technologies,
            "segment": self.segments,
            "site": frozenset(self.sites),
            "place": self.countries | self.blocs,
            "country": self.countries,
            "bloc": self.blocs,
            "regime": self.regimes,
            "row": frozenset(self.rows),
            "end_use": frozenset(END_USE_WORDS),
            "sold_by": frozenset(SOLD_BY),
        }[sort]

    def _no_place(self, sort: str, name: str, known: Iterable[str]) -> str | None:
        if name[3:4] == "-" and name[:3] in self.countries and name[4:].isalnum():
            return None
        if name in self.regions:
            return f"'{name}' is a region of the model, not of law; name countries or a bloc"
        near = suggest(name, known)
        if len(name) == 2 and name.isupper():
            rest = f"; did you mean {near}?" if near else ""
            return f"'{name}' is no country code; ISO alpha-3 has three letters{rest}"
        word = "country or bloc" if sort == "place" else "country"
        return self._unknown(f"no {word} '{name}'", name, known)

    def _other_sort(self, sort: str, name: str) -> str | None:
        return next((other for other in _PLURALS if other != sort and name in self._known(other)), None)

    def commodities_of(self, word: str) -> tuple[str, ...]:
        """The commodities that a name stands for: itself, or the members of a group."""
        return self.groups.get(word, (word,))

    @staticmethod
    def _unknown(what: str, name: str, known: Iterable[str]) -> str:
        near = suggest(name, sorted(known))
        return f"{what}; did you mean {near}?" if near else what


_PLURALS = {
    "commodity": "commodities",
    "technology": "technologies",
    "segment": "segments",
    "site": "sites",
    "end_use": "end_uses",
}
