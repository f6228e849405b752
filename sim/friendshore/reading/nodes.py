"""YAML as nodes: text with places and no meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from friendshore.errors import Place
from friendshore.reading.problems import FORBIDDEN, LINES, Problems
from friendshore.reading.text import hidden, hidden_characters, read_text

DEEPEST = 40
"""Levels of nesting that are read."""

_DIGITS = re.compile(r"[0-9]{1,3}\Z")
_REST_OF_NUMBER = re.compile(r"[0-9]{3}(?![0-9])")


@dataclass(frozen=True, slots=True)
class Node:
    """A piece of a YAML file with its place; nothing in it has been given a meaning yet."""

    kind: Literal["scalar", "mapping", "sequence"]
    place: Place
    text: str = ""
    """The scalar as written, without its quotes."""
    items: tuple[Any, ...] = ()
    """Pairs of nodes (key, value) of a mapping; the nodes of a sequence."""
    plain: bool = True
    """A scalar without quotes: only a plain ``null`` means "nothing"."""
    replaced: tuple[tuple[Node, Node, date], ...] = ()
    """Entries of a timeline that stood until a change became known: key, value, day of the news."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written here; the reader has said so already."""
        return self.kind == "scalar" and self.plain and not self.text

    @property
    def is_null(self) -> bool:
        """Whether this is a plain ``null``."""
        return self.kind == "scalar" and self.plain and self.text == "null"

    def pairs(self) -> tuple[tuple[Node, Node], ...]:
        """The keys and values of a mapping, in order; none for anything else."""
        return self.items if self.kind == "mapping" else ()

    def nodes(self) -> tuple[Node, ...]:
        """The nodes of a sequence; none for anything else."""
        return self.items if self.kind == "sequence" else ()

    def get(self, key: str) -> Node | None:
        """The value under a key of a mapping, if it is there."""
        return next((value for name, value in self.pairs() if name.text == key), None)

    def key(self, key: str) -> Node | None:
        """The key itself as a node, for its place."""
        return next((name for name, _ in self.pairs() if name.text == key), None)

    def keys(self) -> tuple[str, ...]:
        """The keys of a mapping, in order."""
        return tuple(name.text for name, _ in self.pairs())


def read_yaml(path: str | Path, problems: Problems) -> Node | None:
    """The file as a tree of nodes, or None if it has none; whatever is wrong with it as YAML is in ``problems``.

    A key written twice or without a value leaves a tree behind, so that the rest can be checked as well.
    Refuses control characters, tabs, keys written twice, empty values, anchors, aliases, merge keys, tags, a second
    document, files over 2 MB and nesting deeper than 40 levels.
    """
    text = read_text(path, problems)
    return None if text is None else compose(text, str(path), problems)


def compose(text: str, file: str, problems: Problems) -> Node | None:
    """As ``read_yaml``, from text that is already there."""
    problems.know(file, text)
    if hidden_characters(file, text, problems) or _tabs(file, text, problems):
        return None
    return _Composer(text, file, problems).document()


def _tabs(file: str, text: str, problems: Problems) -> bool:
    if "\t" not in text:
        return False
    for number, line in enumerate(LINES.split(text), 1):
        if "\t" in line:
            indents = not line[: line.index("\t")].strip()
            message = "a tab; indent with spaces" if indents else "a tab; write spaces"
            problems.add(Place(file, number, line.index("\t") + 1), "", message)
    return True


class _Refused(Exception):
    """The rest of a document cannot be read."""


class _Composer:
    """Builds nodes from the events of the C parser, and stops at the first thing that is never read."""

    def __init__(self, text: str, file: str, problems: Problems) -> None:
        self.text, self.file, self.problems = text, file, problems
        self.depth = 0

    def document(self) -> Node | None:
        import yaml

        loader = yaml.CLoader(self.text)
        self.next = loader.get_event
        try:
            return self._only_document()
        except _Refused:
            return None
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = Place(self.file, mark.line + 1, mark.column + 1) if mark else Place(self.file, 1, 1)
            self.problems.add(place, "", f"not YAML: {_plainly(error.problem or error.context or 'unreadable')}")
        except (yaml.YAMLError, ValueError) as error:
            self.problems.add(Place(self.file, 1, 1), "", f"not YAML: {str(error).splitlines()[0]}")
        finally:
            loader.dispose()
        return None

    def _only_document(self) -> Node | None:
        import yaml

        self.next()  # the stream's start
        event: Any = self.next()
        if isinstance(event, yaml.StreamEndEvent):
            self.problems.add(Place(self.file, 1, 1), "", "the file is empty")
            return None
        if event.version or event.tags:
            self._refuse(event, "directives (%) are not read")
        root = self._node(self.next(), "")
        self.next()  # the document's end
        event = self.next()
        if not isinstance(event, yaml.StreamEndEvent):
            self._refuse(event, "a second document; one measure per file")
        if root.kind == "scalar" and not root.text:
            self.problems.add(Place(self.file, 1, 1), "", "the file is empty")
            return None
        return root

    def _place(self, event: Any) -> Place:
        return Place(self.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def _refuse(self, event: Any, message: str) -> None:
        self.problems.add(self._place(event), "", message)
        raise _Refused

    def _node(self, event: Any, path: str) -> Node:
        import yaml

        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            self._refuse(event, "anchors and << are not read; write it out")
        if event.tag is not None:
            self._refuse(event, "tags are not read")
        place = self._place(event)
        if isinstance(event, yaml.ScalarEvent):
            found = FORBIDDEN.search(event.value)
            if found:
                self.problems.add(place, path, hidden(found[0]))
            return Node("scalar", place, text=event.value, plain=not event.style)
        self.depth += 1
        if self.depth > DEEPEST:
            self._refuse(event, f"nested deeper than {DEEPEST} levels")
        if isinstance(event, yaml.SequenceStartEvent):
            node = Node("sequence", place, items=tuple(self._sequence(path)))
        else:
            node = Node("mapping", place, items=tuple(self._mapping(path, bool(event.flow_style))))
        self.depth -= 1
        return node

    def _sequence(self, path: str) -> Iterator[Node]:
        import yaml

        while not isinstance(event := self.next(), yaml.SequenceEndEvent):
            node = self._node(event, path)
            if node.is_empty:
                self.problems.add(node.place, path, "an empty item; write it or leave it out")
            yield node

    def _mapping(self, path: str, flow: bool) -> list[tuple[Node, Node]]:
        import yaml

        pairs: list[tuple[Node, Node]] = []
        first: dict[str, Place] = {}
        while not isinstance(event := self.next(), yaml.MappingEndEvent):
            key = self._node(event, path)
            if key.kind != "scalar" or not key.text or "\n" in key.text:
                self._refuse(event, "a key is one line of text")
            if key.plain and key.text == "<<":
                self._refuse(event, "anchors and << are not read; write it out")
            name = f"{path}.{key.text}" if path else key.text
            value = self._node(self.next(), name)
            if key.text in first:
                self.problems.add(key.place, name, f"written twice (first on line {first[key.text].line}); keep one")
                continue
            first[key.text] = key.place
            if value.is_empty and flow and self._split_number(key, path, pairs):
                continue
            if value.is_empty:
                self.problems.add(key.place, name, "has no value; write one, or leave the key out")
            pairs.append((key, value))
        return pairs

    def _split_number(self, key: Node, path: str, pairs: list[tuple[Node, Node]]) -> bool:
        """Whether a comma has split a number; the number before it is taken as refused."""
        if not pairs:
            return False
        name, value = pairs[-1]
        if value.kind != "scalar" or not _DIGITS.match(value.text) or not _REST_OF_NUMBER.match(key.text):
            return False
        message = f"key '{key.text}' has no value (a comma inside braces splits); write {value.text}{key.text}"
        self.problems.add(key.place, path, message)
        pairs[-1] = (name, Node("scalar", value.place))
        return True


def _plainly(problem: str) -> str:
    """A parser's complaint with the likely cause behind it."""
    problem = problem.replace("in this context", "here")
    if "mapping values" in problem:
        return f"{problem} (a colon inside text? put it in quotes)"
    if "cannot start any token" in problem:
        return "this character cannot start a value (put the text in quotes)"
    if "could not find expected ':'" in problem:
        return f"{problem} (a line without its colon?)"
    if "expected key" in problem or "'-' indicator" in problem:
        return f"{problem} (indented too far or not far enough?)"
    if "',' or" in problem:
        return f"{problem} (a bracket or brace left open?)"
    if "end of stream" in problem:
        return f"{problem} (a quote left open?)"
    return problem
