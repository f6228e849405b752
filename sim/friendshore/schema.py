"""From a tree of nodes to a frozen record: pydantic models with field types that read text, and messages of our own.

A model derives from ``Record`` and is written with the types of ``fields.py`` (``Share``, ``Duration``,
``DatedOf[Share]``, ...). ``build`` turns a node into plain structures whose every text still knows its place,
validates them, and puts everything wrong into a ``Problems``, with file, line and column. No message of pydantic
reaches a reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, ValidationInfo, model_validator

from friendshore.reading import Node, Place, Problems, suggest

M = TypeVar("M", bound=BaseModel)


class Text(str):
    """A scalar as written, with its place and the path of keys that leads to it."""

    place: Place
    key: str
    plain: bool


class Listed(list[Any]):
    """A sequence with its place and key path."""

    place: Place
    key: str


class Mapped(dict[Any, Any]):
    """A mapping with its place and key path; its keys are ``Text``."""

    place: Place
    key: str
    replaced: tuple[tuple[Text, Any, date], ...] = ()
    """Entries of a timeline that stood until a change became known: key, value, day of the news."""


class Wrong(ValueError):
    """One or more things wrong with a value, each with where it is written.

    at: a raw text, list or mapping whose place is meant (None: the value being validated)
    """

    def __init__(self, message: str = "", at: Any = None) -> None:
        super().__init__(message)
        self.found: list[tuple[str, Any]] = [(message, at)] if message else []

    def also(self, message: str, at: Any = None) -> None:
        """Add one more."""
        self.found.append((message, at))

    def raise_if_any(self) -> None:
        """Raise this, if anything was added."""
        if self.found:
            raise self


class Record(BaseModel):
    """The base of every model that a file is read into: frozen, and no key that is not a field."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    @classmethod
    def written_keys(cls) -> list[str]:
        """The keys that a file may write, in the order of the fields."""
        return [field.alias or name for name, field in cls.model_fields.items()]

    @model_validator(mode="before")
    @classmethod
    def _only_known_keys(cls, value: Any, info: ValidationInfo) -> Any:
        """Note unknown keys and nulls; a misspelt key is read as the one it was meant to be, so that it counts once."""
        if not isinstance(value, Mapped):
            return value
        problems: Problems = (info.context or {})["problems"]
        known = cls.written_keys()
        owner = value.key or info.context["what"] if info.context else value.key
        rest = Mapped()
        rest.place, rest.key = value.place, value.key
        for key, inner in value.items():
            name: str = key
            if name not in known:
                near = suggest(name, [one for one in known if one not in value]) or suggest(name, known)
                few = f"; it has {', '.join(known)}" if len(known) <= 8 else ""
                hint = f"; did you mean {near}?" if near else few
                problems.add(key.place, key.key, f"{owner} has no such key{hint}")
                if near is None or near in value or near in rest:
                    continue
                name = near
            if inner is None:
                problems.add(key.place, key.key, "null removes a key in a scenario's change; here, leave the key out")
                inner = Absent
            rest[_renamed(key, name)] = inner
        return rest


class Absent:
    """Stands for a value that was already refused, so that its key is not called missing as well."""


def _renamed(key: Text, name: str) -> Text:
    text = Text(name)
    text.place, text.key, text.plain = key.place, key.key, key.plain
    return text


# -- nodes to plain structures


def raw(node: Node, key: str = "") -> Any:
    """A node as text, list or mapping that remembers place and key path; a plain ``null`` is None.

    What was left empty, and so refused by the reader, is ``Absent``.
    """
    if node.is_null:
        return None
    if node.is_empty:
        return Absent
    if node.kind == "scalar":
        return _text(node, key)
    if node.kind == "sequence":
        listed = Listed(raw(item, key) for item in node.nodes())
        listed.place, listed.key = node.place, key
        return listed
    inner = ((name, value, _join(key, name.text)) for name, value in node.pairs())
    mapped = Mapped((_text(name, path), raw(value, path)) for name, value, path in inner)
    mapped.place, mapped.key = node.place, key
    mapped.replaced = tuple((_text(name, key), raw(value, key), news) for name, value, news in node.replaced)
    return mapped


def _text(node: Node, key: str) -> Text:
    text = Text(node.text)
    text.place, text.key, text.plain = node.place, key, node.plain
    return text


def _join(path: str, key: str) -> str:
    """The key path as a reader would say it: without the dates of a timeline."""
    if path and (key in ("always", "value", "state") or key[:1].isdigit() or (path == "life" and key != "known")):
        return path
    return f"{path}.{key}" if path else key


# -- nodes to records


def build(
    model: type[M],
    node: Node,
    problems: Problems,
    context: Mapping[str, Any] | None = None,
    what: str = "",
    key: str = "",
) -> M | None:
    """The record that a node describes, or None with everything wrong with it in ``problems``.

    context: what field types may look at: ``names`` (``fields.KnownNames``) and whatever a model needs
    what: the word for the thing in messages, such as ``import_tariff``; default: the model's name
    key: the path of keys that leads to the node
    """
    value = raw(node, key)
    what = what or model.__name__.lower()
    if not isinstance(value, Mapped):
        problems.add(node.place, key, f"{what} is written as keys and values")
        return None
    before = problems.noted
    try:
        record = model.model_validate(value, context={**(context or {}), "problems": problems, "what": what})
    except ValidationError as error:
        for one in error.errors(include_url=False):
            _report(one, value, problems, what)
        return None
    return record if problems.noted == before else None


def _report(error: Any, root: Mapped, problems: Problems, what: str) -> None:
    """Note one error of pydantic at the place of what it is about."""
    given, location = error["input"], error["loc"]
    if given is Absent:
        return
    holder = _walk(root, location[:-1])
    if error["type"] == "missing":
        owner = holder.key or what
        problems.add(holder.place, _join(holder.key, str(location[-1])), f"missing; {owner} needs it")
        return
    reason = error.get("ctx", {}).get("error")
    found = reason.found if isinstance(reason, Wrong) else [(_in_our_words(error), None)]
    for message, at in found:
        if at is Absent:
            continue
        target = next((one for one in (at, given, holder) if isinstance(one, Text | Listed | Mapped)), root)
        problems.add(target.place, target.key, message)


def _walk(value: Any, location: Iterable[Any]) -> Any:
    """The innermost mapping on a pydantic location; parts that are no key of ours are passed over."""
    holder = value
    for part in location:
        inner: Any = None
        if isinstance(value, Mapped):
            inner = value.get(part)
        elif isinstance(value, Listed) and isinstance(part, int) and part < len(value):
            inner = value[part]
        if isinstance(inner, Mapped | Listed):
            value = inner
        if isinstance(value, Mapped):
            holder = value
    return holder


def _in_our_words(error: Any) -> str:
    """What is wrong where a plain pydantic type was given something else."""
    kind, given = error["type"], error["input"]
    shown = f"'{given}'" if isinstance(given, str) else "this"
    if kind in ("literal_error", "enum"):
        allowed = re.findall(r"'([^']*)'", error["ctx"]["expected"])
        near = suggest(given, allowed) if isinstance(given, str) else None
        return f"{shown} is not one of {', '.join(allowed)}" + (f"; did you mean {near}?" if near else "")
    if kind == "string_type":
        return "takes one line of text"
    if kind in ("tuple_type", "list_type"):
        return f"{shown} is no list; write it in brackets, such as [{given if isinstance(given, str) else 'a, b'}]"
    if kind in ("model_type", "model_attributes_type", "dict_type", "mapping_type"):
        return f"{shown} is no set of keys and values"
    if kind == "value_error":
        return str(error["ctx"]["error"])
    return f"{shown} is not understood here: {error['msg'][:1].lower()}{error['msg'][1:]}"
