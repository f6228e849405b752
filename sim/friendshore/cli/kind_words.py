"""What a kind of measures takes: its keys with their meaning and an example each, as its class says of itself."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, get_args

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

    from friendshore.reading import Node
    from friendshore.schema import Record

WIDTH = 110
LONGEST = 76
"""Letters of an example that fit beside the measure it is from."""
_ROW = re.compile(r"(\w+) {2,}(\S.*)")
OR = "; or"


def kind_words(cls: type[Record], measures: Mapping[str, Node]) -> dict[str, Any]:
    """A kind in plain values: ``about`` in sentences, its own ``keys``, those within them, and the ``common`` ones.

    measures: those of the kind, from which the examples are

    Each key has its meaning, whether it is needed, what holds where it is not there, and an example from a measure.
    """
    from friendshore.policy.lever import Lever

    about, meanings = parted(cls)
    shared = parted(Lever)[1]
    own = {name: field for name, field in cls.model_fields.items() if name not in shared}
    rows = []
    for name, field in own.items():
        for record in _records(field.annotation):
            told, said = parted(record)
            found = [(measure, inner) for measure, node in measures.items() for inner in _inside(node.get(name))]
            keys = [_key(key, one, said, found) for key, one in record.model_fields.items() if key in said]
            rest = [one.alias or key for key, one in record.model_fields.items() if key not in said]
            rows.append({"of": name, "about": told, "keys": keys, "also": rest})
    nodes = list(measures.items())
    return {
        "about": about,
        "keys": [_key(name, field, meanings, nodes) for name, field in own.items()],
        "rows": rows,
        "common": [_key(name, cls.model_fields[name], shared, nodes) for name in shared],
    }


def parted(cls: type[Record]) -> tuple[list[str], dict[str, str]]:
    """The docstring of a class as sentences, one text for each paragraph, and as meanings of its keys.

    A key that stands instead of others, where the line before ends with "or", says so.
    """
    about: list[str] = []
    meanings: dict[str, str] = {}
    for paragraph in inspect.cleandoc(cls.__doc__ or "").replace("``", "").split("\n\n"):
        lines = paragraph.splitlines()
        if not _ROW.fullmatch(lines[0]):
            about.append(" ".join(line.strip() for line in lines))
            continue
        key = ""
        for line in lines:
            if row := _ROW.fullmatch(line):
                key, meanings[row[1]] = row[1], row[2]
            else:
                meanings[key] += f" {line.strip()}"
    instead: list[str] = []
    for key, meaning in meanings.items():
        prefix = f"instead of {' or '.join(instead)}: " if instead else ""
        meanings[key] = prefix + meaning.removesuffix(OR)
        instead = [*instead, key] if meaning.endswith(OR) else []
    return about, meanings


def _key(name: str, field: FieldInfo, meanings: Mapping[str, str], nodes: list[tuple[str, Node]]) -> dict[str, Any]:
    written = field.alias or name
    examples = [(_flow(value), measure) for measure, node in nodes if (value := node.get(written)) is not None]
    fit = [one for one in examples if len(f"{written}: {one[0]}") <= LONGEST]
    example, measure = (fit or sorted(examples, key=lambda one: len(one[0])) or [("", "")])[0]
    default = field.default if isinstance(field.default, str) else ""
    return {
        "key": written,
        "meaning": meanings.get(name, ""),
        "needed": field.is_required(),
        "otherwise": default,
        "example": f"{written}: {example}" if example else "",
        "from": measure,
    }


def _records(annotation: Any) -> Iterator[type[Record]]:
    """The classes of rows and parts in the type of a key."""
    from friendshore.schema import Record

    if isinstance(annotation, type) and issubclass(annotation, Record):
        yield annotation
    for inner in get_args(annotation):
        yield from _records(inner)


def _inside(node: Node | None) -> Iterator[Node]:
    """A part itself, and the rows of a table."""
    if node is not None:
        yield node
        for _, row in node.pairs():
            yield row


def _flow(node: Node) -> str:
    """A piece of a file on one line."""
    if node.kind == "scalar":
        return node.text
    if node.kind == "sequence":
        return f"[{', '.join(_flow(one) for one in node.nodes())}]"
    return f"{{{', '.join(f'{key.text}: {_flow(value)}' for key, value in node.pairs())}}}"


# -- as text


def kind_text(found: Mapping[str, Any]) -> Iterator[str]:
    """The same in lines: what it is, its keys one below another, those of its rows, and those of every measure."""
    words = found["words"]
    for paragraph in words["about"]:
        yield _filled(paragraph, 2)
    yield "\nkeys of its own"
    yield from _keys(words["keys"])
    for row in words["rows"]:
        yield f"\nkeys within {row['of']}"
        for paragraph in row["about"]:
            yield _filled(paragraph, 2)
        yield from _keys(row["keys"])
        if row["also"]:
            yield _filled(f"{'also ' if row['keys'] else ''}{', '.join(row['also'])}", 2)
    yield "\nkeys of every measure"
    yield from _keys(words["common"])


def _keys(keys: list[Mapping[str, Any]]) -> Iterator[str]:
    column = max((len(one["key"]) for one in keys), default=0) + 4
    for one in keys:
        needed = "(needed)" if one["needed"] else f"({one['otherwise']} if not said)" if one["otherwise"] else ""
        text = f"{one['meaning']} {needed}".strip()
        wrapped = textwrap.wrap(text, WIDTH - column, break_long_words=False, break_on_hyphens=False) or [""]
        yield f"  {one['key']}".ljust(column) + wrapped[0]
        yield from (" " * column + line for line in wrapped[1:])
        if one["example"]:
            yield " " * column + _example(one["example"], one["from"], WIDTH - column)


def _example(text: str, measure: str, room: int) -> str:
    source = f"  ({measure})"
    short = text if len(text) + len(source) <= room else text[: room - len(source) - 2].rstrip(" ,{[") + " …"
    return f"{short}{source}"


def _filled(text: str, indent: int) -> str:
    return textwrap.fill(text, WIDTH, initial_indent=" " * indent, subsequent_indent=" " * indent)
