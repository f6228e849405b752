"""Files as text, refused before they can do harm."""

from __future__ import annotations

from pathlib import Path

from friendshore.errors import Place
from friendshore.reading.problems import FORBIDDEN, LINES, Problems

LARGEST = 2_000_000
"""Bytes of the largest file read."""


def read_text(path: str | Path, problems: Problems) -> str | None:
    """The text of a file, or None with the problem noted: unreadable, too large, not UTF-8, hidden characters."""
    file = str(path)
    start = Place(file, 1, 1)
    try:
        with open(path, "rb") as handle:
            raw = handle.read(LARGEST + 1)
    except FileNotFoundError:
        problems.add(start, "", "no such file")
        return None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        problems.add(start, "", f"cannot be read: {reason}")
        return None
    if len(raw) > LARGEST:
        problems.add(start, "", f"larger than {LARGEST // 1_000_000} MB; a measure or scenario is a page or two")
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8-sig", "replace")
        message = f"byte 0x{raw[error.start]:02X} is not UTF-8; save the file as UTF-8"
        problems.add(place_of(file, before, len(before)), "", message)
        return None
    problems.know(file, text)
    return text


def place_of(file: str, text: str, index: int) -> Place:
    """The place of a character in a text."""
    lines = LINES.split(text[:index])
    return Place(file, len(lines), len(lines[-1]) + 1)


def hidden_characters(file: str, text: str, problems: Problems) -> bool:
    """Whether a text holds characters that nobody sees; each is noted."""
    found = False
    for match in FORBIDDEN.finditer(text):
        found = True
        problems.add(place_of(file, text, match.start()), "", hidden(match[0]))
        if len(problems) >= 20:  # a binary file: twenty say as much as two million
            break
    return found


def hidden(character: str) -> str:
    """The message for a character that nobody sees."""
    sort = "control" if ord(character) < 0xA0 else "hidden"
    return f"{sort} character U+{ord(character):04X}; remove it"
