"""Whatever ends a command, it ends in a line and an exit code."""

from __future__ import annotations

import os
import runpy
import sys

import click
import pytest

from friendshore.cli import app, main


def raising(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def command(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(app.cli, "main", command)


def test_help_lists_every_command_with_what_it_does(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    said = capsys.readouterr().out
    assert all(name in said for name in app.COMMANDS)
    assert "Begin with `friendshore demo`" in said


def test_a_misspelt_command_is_understood_and_a_strange_one_gets_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rum"]) == 2
    assert "Did you mean 'run'?" in capsys.readouterr().err
    assert main(["zzzzzz"]) == 2
    assert "There are: " in capsys.readouterr().err


def test_an_option_that_is_not_there_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--nonsense"]) == 2
    assert "--nonsense" in capsys.readouterr().err


def test_a_command_that_is_not_there_is_none() -> None:
    group = app.cli
    assert isinstance(group, app.LazyGroup)
    assert group.get_command(click.Context(group), "rum") is None
    assert group.list_commands(click.Context(group)) == list(app.COMMANDS)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), click.Abort()], ids=["Ctrl-C", "no answer"])
def test_stopping_ends_with_130(
    error: BaseException, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    raising(monkeypatch, error)
    assert main(["ls"]) == 130
    assert capsys.readouterr().err == "friendshore: stopped\n"


def test_a_fault_of_ours_is_said_to_be_one_and_shown_on_request(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    raising(monkeypatch, ZeroDivisionError("division by zero"))
    assert main(["ls"]) == 70
    said = capsys.readouterr().err
    assert said.startswith("friendshore: ZeroDivisionError: division by zero\n")
    assert "fault of the program" in said and "Traceback" not in said
    with pytest.raises(ZeroDivisionError):
        main(["--debug", "ls"])
    monkeypatch.setenv("FRIENDSHORE_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        main(["ls"])


def test_errors_of_the_input_and_of_ours_are_raised_when_a_traceback_is_asked_for() -> None:
    from friendshore.errors import InputError, UsageError

    with pytest.raises(UsageError):
        main(["--debug", "check", "nowhere/none.yaml"])
    with pytest.raises((InputError, UsageError)):
        main(["--debug", "run", "no_such_scenario_at_all"])


def test_a_reader_who_has_seen_enough_ends_nothing_badly(monkeypatch: pytest.MonkeyPatch) -> None:
    raising(monkeypatch, BrokenPipeError())
    reading, writing = os.pipe()
    with open(reading, "rb"), open(writing, "w") as pipe:
        monkeypatch.setattr(sys, "stdout", pipe)
        assert main(["ls"]) == 0


def test_the_package_runs_as_a_module(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["friendshore", "--version"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("friendshore", run_name="__main__")
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("friendshore, version ")
