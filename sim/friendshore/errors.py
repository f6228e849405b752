"""What can go wrong, as a tree; each branch knows the exit code of the command line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something is written: a file, and the line and column counted from one."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a file, and what would be right."""

    place: Place
    key: str
    """The path of keys, as a reader would say it: ``covers.origins``; empty when the file itself is meant."""
    message: str
    severity: Severity = "error"
    excerpt: str = ""
    """The line as it stands in the file, for the caret."""

    def __str__(self) -> str:
        key = f"{self.key}: " if self.key else ""
        warning = "warning: " if self.severity == "warning" else ""
        return f"{self.place}: {warning}{key}{self.message}"


class FriendshoreError(Exception):
    """Anything this program says about itself; on its own, a fault of ours."""

    exit_code = 70


class UsageError(FriendshoreError):
    """The command was asked for something that it does not offer."""

    exit_code = 2


class InputError(FriendshoreError):
    """One or more input files are wrong; carries every problem found, in the order of the files."""

    exit_code = 3

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class StoreError(FriendshoreError):
    """A result could not be kept or read: disk full, no permission, a damaged file."""

    exit_code = 4


class CheckFailed(FriendshoreError):
    """A stated condition on the results does not hold."""

    exit_code = 1


class PartlyFailed(FriendshoreError):
    """Some replications failed; the others are kept."""

    exit_code = 5


class BooksError(FriendshoreError):
    """A site's books do not close: matter came from nowhere or went nowhere."""

    exit_code = 70

    def __init__(self, site: str, message: str) -> None:
        self.site = site
        super().__init__(f"{site}: {message}")


class Interrupted(FriendshoreError):
    """Stopped by the user; what was done is kept and the same command continues."""

    exit_code = 130
