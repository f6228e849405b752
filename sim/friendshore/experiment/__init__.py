"""What to run, where to run it, and where it is kept."""

from friendshore.experiment.runner import Finished, Planned, Watcher, plan, run, runs
from friendshore.experiment.subject import Factory, Simulation, Subject

__all__ = ["Factory", "Finished", "Planned", "Simulation", "Subject", "Watcher", "plan", "run", "runs"]
