"""The ``friendshore`` command: its sub-commands by name, and what an error looks like from outside."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click

import friendshore
from friendshore.errors import FriendshoreError, InputError

COMMANDS = {
    "demo": "Run the baseline and two questions, compare them, draw the charts.",
    "run": "Simulate scenarios; what is kept already is not run again.",
    "compare": "Show what a scenario changes: inputs first, then outcomes.",
    "check": "Say what is wrong with a scenario, a measure or the seeds.",
    "explain": "Say what is known of a site, number, measure or source, and what uses it.",
    "show": "Show a scenario as resolved, or what is known of the world.",
    "ls": "List the runs that are kept.",
    "verify": "Make part of a kept run anew, and compare it to the last bit.",
    "backtest": "Hold the model against recorded episodes, with ranges set beforehand.",
}
"""Name -> what ``--help`` says; each is ``command`` in the module of that name."""

INTERRUPTED = 130
BUG = 70


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called: ``--help`` stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order in which a new user needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Imports the command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"friendshore.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Finds the command, or says which one was probably meant."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from friendshore.spelling import suggest

            meant = suggest(args[0], list(COMMANDS))
            hint = f" Did you mean {meant!r}?" if meant else f" There are: {', '.join(COMMANDS)}."
            ctx.fail(f"No such command {args[0]!r}.{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Lists the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(friendshore.__version__, prog_name="friendshore")
@click.option("--debug", is_flag=True, help="Show a traceback when something goes wrong.")
def cli(debug: bool) -> None:
    """Critical minerals to batteries to electric vehicles, and what policy does to them.

    Begin with `friendshore demo`. Results go to the standard output, everything else to the standard error.
    """


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line and returns its exit code; no traceback leaves it without ``--debug``."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in given or bool(os.environ.get("FRIENDSHORE_DEBUG"))
    try:
        code = cli.main(given, prog_name="friendshore", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        _say("stopped")
        return INTERRUPTED
    except BrokenPipeError:  # the reader of a pipe has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except InputError as error:
        if debug:
            raise
        from friendshore.cli.check import in_full  # the same words as `friendshore check`

        print(in_full(error.problems), file=sys.stderr)
        return error.exit_code
    except FriendshoreError as error:
        if debug:
            raise
        _say(str(error))
        return error.exit_code
    except Exception as error:
        if debug:
            raise
        _say(f"{type(error).__name__}: {error}\nThis is a fault of the program; with --debug it shows where.")
        return BUG


def _say(text: str) -> None:
    print(f"friendshore: {text}", file=sys.stderr)
