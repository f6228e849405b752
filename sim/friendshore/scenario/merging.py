"""What a scenario's ``change`` does to a measure, on nodes, before anything has a meaning.

A timeline keeps its entries before the first date of the change and takes the rest from the change. What stood there is
not forgotten: until the news of the change, people acted on it. Rows of a table are changed key by key. Any other value
is replaced, and ``null`` removes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from friendshore.dated import ALWAYS, parse_day, show_day
from friendshore.errors import Place
from friendshore.reading import Node, Problems, suggest
from friendshore.units import Quantity, parse_quantity

FACTS_DAY = date(2026, 11, 21)
"""The day up to which the seeds and measures tell what happened."""

TABLES = frozenset({"amounts", "decisions", "rates", "tranches", "tests"})
"""Keys whose value is a table of named rows, of which the first that fits decides."""

NAMED = TABLES | {"members", "windows"}
"""Keys whose value holds things by name, which a change names one by one; those beside tables hold their own dates."""

FACTOR = 100.0
"""How many times a value may be what it replaces before a reader is asked whether it is meant."""

Pair = tuple[Node, Node]


def of_the_past(day: date) -> str:
    """What is said of a day on which nothing may be changed without saying so."""
    return f"{show_day(day)} lies before the day of the facts ({FACTS_DAY}); say rewrites_history: true"


class Change:
    """One measure's part of ``change``: applies it, and notes what may not be changed so."""

    def __init__(self, measure: str, wanted: Node, may_rewrite: bool, problems: Problems) -> None:
        self.measure, self.wanted, self.may_rewrite, self.problems = measure, wanted, may_rewrite, problems
        self.news = self._news()
        self.removed: dict[str, Place] = {}
        """Key -> where the change removes it."""

    def apply(self, base: Node) -> Node:
        """The measure as changed."""
        path = f"change.{self.measure}"
        if self.wanted.kind != "mapping":
            self.problems.add(self.wanted.place, path, "takes keys of the measure and their new values")
            return base
        return self._keys(base, self.wanted, path)

    def _news(self) -> date | None:
        """The day the change became known, where the scenario says so; the dates changed may not lie before it."""
        text = self.wanted.get("known")
        if text is None:
            return None
        path = f"change.{self.measure}.known"
        try:
            known = parse_day(text.text, always=False)
        except ValueError as error:
            self.problems.add(text.place, path, str(error))
            return None
        dates = list(_first_days(self.wanted))
        if not dates:
            self.problems.add(text.place, path, "dates the news of a timeline, but nothing changed here has dates")
        elif min(dates) < known:
            message = f"{known} is after the day it takes effect ({show_day(min(dates))}); a thing is known by then"
            self.problems.add(text.place, path, message)
            return None
        return known

    def _keys(self, base: Node, wanted: Node, path: str) -> Node:
        pairs: dict[str, Pair] = {key.text: (key, value) for key, value in base.pairs()}
        for key, value in wanted.pairs():
            name, here = key.text, f"{path}.{key.text}"
            if name == "known" and wanted is self.wanted:
                continue
            if name == "kind":
                self.problems.add(key.place, here, "a measure's kind cannot be changed; write a measure of its own")
                continue
            old = pairs.get(name)
            if value.is_null:
                self.removed[name] = key.place
                if pairs.pop(name, None) is None:
                    near = suggest(name, pairs)
                    hint = f"; did you mean {near}?" if near else ""
                    self.problems.add(key.place, here, f"{self.measure} has no such key to remove{hint}")
                continue
            pairs[name] = (key if old is None else old[0], self._value(name, old[1] if old else None, value, here))
        return replace(base, items=tuple(pairs.values()))

    def _value(self, name: str, old: Node | None, new: Node, path: str) -> Node:
        self._doubt(old, new, path)
        if _days(new):
            return self._timeline("state" if name == "life" else "value", old, new, path)
        if name in NAMED and old is not None and old.kind == new.kind == "mapping":
            return self._rows(old, new, path) if name in TABLES else self._dated_rows(old, new, path)
        if old is not None and old.kind == new.kind == "scalar" and _quantity(old) is not None:
            self._undated(new.place, path)
        return new

    def _doubt(self, old: Node | None, new: Node, path: str) -> None:
        """Warn of a value a hundred times what stood there, or a hundredth: the unit is likely another's."""
        stood = _quantities(old)
        for place, one in _quantities(new) if stood else ():
            before = [abs(was.value) for _, was in stood if was.value and was.unit == one.unit]
            if one.value and before and not min(before) / FACTOR < abs(one.value) < max(before) * FACTOR:
                message = f"{one} is far from what stood there, between {min(before):g} and {max(before):g} {one.unit}"
                self.problems.add(place, path, f"{message}; is the unit meant?", "warning")

    def _undated(self, place: Place, path: str) -> None:
        if not self.may_rewrite:
            message = "holds for the past too; date it, such as {2027-01-01: …}, or say rewrites_history: true"
            self.problems.add(place, path, message, "warning")

    def _rows(self, old: Node, new: Node, path: str) -> Node:
        """A table with rows changed key by key; rows that are new come first, because the first that fits decides."""
        rows: dict[str, Pair] = {key.text: (key, value) for key, value in old.pairs()}
        added: list[Pair] = []
        for key, value in new.pairs():
            here = f"{path}.{key.text}"
            if value.is_null and key.text in rows:
                del rows[key.text]
            elif key.text in rows:
                row_key, row = rows[key.text]
                whole = value.kind != "mapping" or row.kind != "mapping"
                rows[key.text] = (row_key, value if whole else self._keys(row, value, here))
            elif near := suggest(key.text, rows):
                self.problems.add(key.place, here, f"no such row; rows: {', '.join(rows)}; did you mean {near}?")
            else:
                added.append((key, value))
        return replace(old, items=(*added, *rows.values()))

    def _dated_rows(self, old: Node, new: Node, path: str) -> Node:
        """Windows or members, of which each says itself from when, and until when, it holds."""
        rows: dict[str, Pair] = {key.text: (key, value) for key, value in old.pairs()}
        for key, value in new.pairs():
            was = rows[key.text][1] if key.text in rows else None
            self._refuse_past_row(was, value, f"{path}.{key.text}")
            if value.is_null and was is None:
                near = suggest(key.text, rows)
                hint = f"; did you mean {near}?" if near else ""
                self.problems.add(key.place, f"{path}.{key.text}", f"there is none of this name to remove{hint}")
            elif value.is_null:
                del rows[key.text]
            elif was is not None and was.kind == value.kind == "mapping":
                inner = {one.text: (one, part) for one, part in was.pairs()}
                inner.update({one.text: (one, part) for one, part in value.pairs()})
                rows[key.text] = (rows[key.text][0], replace(was, items=tuple(inner.values())))
            else:
                rows[key.text] = (key, value)
        return replace(old, items=tuple(rows.values()))

    def _refuse_past_row(self, old: Node | None, new: Node, path: str) -> None:
        """What a row says, from when and until when, may not change where that lies before the day of the facts."""
        began, ended = _span(old)
        begins, ends = _span(new)
        says = new.kind == "mapping" and any(key.text not in ("from", "to", "known") for key, _ in new.pairs())
        if new.kind == "mapping" and old is not None:
            begins, ends = begins or began, ends or ended
        moved = {began, begins} if began != begins or says else {ended, ends} if ended != ends else set()
        days = sorted(day for day in moved if day is not None and day < FACTS_DAY)
        if days and not self.may_rewrite:
            self.problems.add(new.place, path, of_the_past(days[0]))

    def _timeline(self, word: str, old: Node | None, new: Node, path: str) -> Node:
        first = _days(new)[0]
        self._refuse_past(old, new, path)
        news = self.news or first
        entries = tuple((key, _with_known(value, word, news)) for key, value in new.pairs())
        if old is None or first == ALWAYS:
            return replace(new, items=entries)
        before = old.pairs() if _days(old) else ((_scalar("always", old.place), old),)
        kept = tuple(pair for pair in before if parse_day(pair[0].text) < first)
        gone = tuple((*pair, news) for pair in before if parse_day(pair[0].text) >= first)
        return replace(new, items=kept + entries, replaced=old.replaced + gone)

    def _refuse_past(self, old: Node | None, new: Node, path: str) -> None:
        for key, value in new.pairs():
            day = parse_day(key.text)
            same = old is not None and (was := old.get(key.text)) is not None and _same(was, value)
            if day < FACTS_DAY and not same and not self.may_rewrite:
                self.problems.add(key.place, path, of_the_past(day))


def _days(node: Node) -> list[date]:
    """The dates of a timeline in order; none if this is no timeline, or not one that can be read."""
    try:
        days = [parse_day(key.text) for key, _ in node.pairs()]
    except ValueError:
        return []
    return days if days == sorted(set(days)) else []


def _span(row: Node | None) -> tuple[date | None, date | None]:
    """When a window or membership begins and ends; None where it is not said, or cannot be read."""
    if row is None or row.is_null:
        return None, None
    if row.kind == "scalar":
        return _day(row), None
    return _day(row.get("from")), _day(row.get("to"))


def _day(node: Node | None) -> date | None:
    try:
        return parse_day(node.text) if node is not None and node.kind == "scalar" else None
    except ValueError:
        return None


def _first_days(node: Node) -> Iterator[date]:
    """The first date of every timeline in a change."""
    if days := _days(node):
        yield days[0]
        return
    for _, value in node.pairs():
        yield from _first_days(value)


def _quantities(node: Node | None) -> list[tuple[Place, Quantity]]:
    """Every quantity of a value or timeline, and where it stands."""
    if node is None:
        return []
    entries = [value for _, value in node.pairs()] if _days(node) else [node]
    values = [one if one.kind == "scalar" else one.get("value") for one in entries]
    read = [(one.place, _quantity(one)) for one in values if one is not None and one.kind == "scalar"]
    return [(place, one) for place, one in read if one is not None]


def _quantity(node: Node) -> Quantity | None:
    """The quantity that a scalar is, if it is one."""
    try:
        return parse_quantity(node.text)
    except ValueError:
        return None


def _same(a: Node, b: Node) -> bool:
    """Whether two pieces say the same, whatever their places."""
    if (a.kind, a.text, a.keys(), len(a.items)) != (b.kind, b.text, b.keys(), len(b.items)):
        return False
    inner = [[*(value for _, value in one.pairs()), *one.nodes()] for one in (a, b)]
    return all(_same(x, y) for x, y in zip(*inner, strict=True))


def _with_known(value: Node, word: str, news: date) -> Node:
    """An entry with the day it was known, unless it says one itself."""
    if news == ALWAYS:
        return value
    known = (_scalar("known", value.place), _scalar(news.isoformat(), value.place))
    if value.kind == "mapping" and value.get("known") is not None:
        return value
    if value.kind == "mapping" and value.get(word) is not None:
        return replace(value, items=(*value.items, known))
    return Node("mapping", value.place, items=((_scalar(word, value.place), value), known))


def _scalar(text: str, place: Place) -> Node:
    return Node("scalar", place, text=text)
