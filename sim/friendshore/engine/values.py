"""The behavioural values of one replication: what is known, drawn from what is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from friendshore.chain import Parameter
from friendshore.streams import sampled_levels
from friendshore.units import Distribution, Fixed, Lognormal, Triangular, Uniform

if TYPE_CHECKING:
    from friendshore.seeds import World


def spread(parameter: Parameter) -> Distribution:
    """What is believed of a parameter: triangular or uniform between low and high, lognormal by median and p90 (high).

    Errors: ValueError for a distribution without the bounds it needs.
    """
    low, value, high = parameter.low, parameter.value, parameter.high
    if parameter.distribution == "fixed":
        return Fixed(value)
    if high is None or (low is None and parameter.distribution != "lognormal"):
        raise ValueError(f"{name(parameter)}: {parameter.distribution} needs low and high")
    if parameter.distribution == "lognormal":
        return Lognormal(value, high)
    assert low is not None
    return Uniform(low, high) if parameter.distribution == "uniform" else Triangular(low, value, high)


class Values:
    """Parameters by name and scope; the world says which scope fits best."""

    def __init__(self, world: World, root_seed: int, replication: int | None) -> None:
        """``replication`` None leaves every parameter at its central value."""
        self._world = world
        self.sampled = world.sampled
        self._drawn: dict[tuple[str, str | None], float] = {}
        self._found: dict[tuple[str, ...], float] = {}
        if replication is not None:
            levels = sampled_levels(self.sampled, root_seed, replication)
            for parameter, level in zip(self.sampled, levels, strict=True):
                self._drawn[parameter.id, parameter.scope] = spread(parameter).quantile(float(level))

    def get(self, id: str, *scopes: str) -> float:
        """The value that fits the scopes best.

        Errors: FriendshoreError when no row fits: a missing value refuses, it is never zero.
        """
        key = (id, *scopes)
        if key not in self._found:
            parameter = self._world.parameter(id, *scopes)
            self._found[key] = self._drawn.get((parameter.id, parameter.scope), parameter.value)
        return self._found[key]

    def drawn(self) -> list[float]:
        """The drawn values, in the order of ``sampled``."""
        return [self._drawn.get((p.id, p.scope), p.value) for p in self.sampled]


def name(parameter: Parameter) -> str:
    """``id`` or ``id.scope``."""
    return f"{parameter.id}.{parameter.scope}" if parameter.scope else parameter.id
