"""Options that several commands share."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

OUT = Path("reports")
"""Where runs and charts are kept unless another folder is asked for."""

Command = TypeVar("Command", bound=Callable[..., object])


def to_type(*words: str) -> str:
    """A command of this program as it may be typed, quoted where a shell asks for it."""
    return shlex.join(["friendshore", *words])


def processors() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def running(command: Command) -> Command:
    """How much to run, on what, and where it is kept."""
    for option in (
        click.option(
            "--out",
            type=click.Path(path_type=Path, file_okay=False),
            default=OUT,
            show_default=True,
            help="Folder for runs and charts.",
        ),
        click.option(
            "-j", "--workers", type=click.IntRange(1, 1024), default=None, help="Processes; as many as processors."
        ),
        click.option(
            "-n",
            "--replications",
            type=click.IntRange(1, 1_000_000),
            default=None,
            help="Replications; as many as the scenario says.",
        ),
    ):
        command = option(command)
    return command


def as_json(command: Command) -> Command:
    """``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)
