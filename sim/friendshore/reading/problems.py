"""All problems at once, each with its place and line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from friendshore.errors import InputError, Place, Problem, Severity

FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
"""Control characters, invisible ones, and those that turn the direction of text."""
LINES = re.compile("\r\n|\r|\n")


def _printable(text: str) -> str:
    """Text that cannot steer a terminal, whatever stood in the file."""
    return FORBIDDEN.sub("\ufffd", text).replace("\t", " ")


class Problems:
    """Collects what is wrong, so that a reader sees every problem at once and not the first alone."""

    def __init__(self) -> None:
        self._found: dict[tuple[Place, str, str], Problem] = {}
        self._lines: dict[str, list[str]] = {}
        self.noted = 0
        """How many errors were noted, one that was known already too: whether what is read now is sound."""

    def add(self, place: Place, key: str, message: str, severity: Severity = "error") -> None:
        """Note one problem; the same one noted twice counts once."""
        key, message = _printable(key), _printable(message)
        problem = Problem(place, key, message, severity, _printable(self._line(place)))
        self.noted += severity == "error"
        self._found.setdefault((place, key, message), problem)

    def know(self, file: str, text: str) -> None:
        """Remember the text of a file, from which the excerpts are taken."""
        self._lines[file] = LINES.split(text)

    def _line(self, place: Place) -> str:
        lines = self._lines.get(place.file, [])
        return lines[place.line - 1] if 0 < place.line <= len(lines) else ""

    def __iter__(self) -> Iterator[Problem]:
        """Every problem, warnings too, by file, line and column."""
        return iter(sorted(self._found.values(), key=lambda one: (one.place, one.key)))

    def __len__(self) -> int:
        return len(self._found)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that stop a run, by file and line."""
        return tuple(one for one in self if one.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems that do not stop a run, by file and line."""
        return tuple(one for one in self if one.severity == "warning")

    def raise_if_any(self) -> None:
        """Raise InputError with all errors, if there are any."""
        if self.errors:
            raise InputError(self.errors)
