"""The command line: one module per command, loaded when it is called."""

from friendshore.cli.app import main

__all__ = ["main"]
