"""The event clock: single lots, each at its own time, through the same stores, orders and recipes."""

from friendshore.engine.events.run import Measure, measures, run

__all__ = ["Measure", "measures", "run"]
