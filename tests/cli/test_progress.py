"""Progress goes to the standard error: a bar for people, lines for files."""

from __future__ import annotations

import io
import sys

import pytest

from friendshore.cli.progress import Shown


class Terminal(io.StringIO):
    """A standard error that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def a_run(shown: Shown) -> None:
    shown.note("compiling the kernels")
    shown.begin("baseline", 3, 1)
    shown.advance()
    shown.note("a worker died [and] was replaced")
    shown.advance()
    shown.end()


def test_a_file_gets_plain_lines(capsys: pytest.CaptureFixture[str]) -> None:
    a_run(Shown())
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.splitlines() == [
        "compiling the kernels",
        "baseline: 3 replications, 1 of them kept from before",
        "a worker died [and] was replaced",
        "baseline: 3 of 3 in 0 s",
    ]


def test_a_terminal_gets_a_bar_without_colour_if_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm-256color")
    a_run(Shown())
    shown = screen.getvalue()
    assert "3/3" in shown
    assert "a worker died [and] was replaced" in shown
    assert "\x1b[3" not in shown, "colours"
    assert shown.splitlines()[-1].endswith("baseline: 3 of 3 in 0 s")


def test_a_run_that_fails_before_it_begins_ends_silently(capsys: pytest.CaptureFixture[str]) -> None:
    Shown().end()
    assert capsys.readouterr().err == ""
