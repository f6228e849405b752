"""Waiting for a server: what theory says of the simplest queues and lines."""

from __future__ import annotations


def erlang_c(load: float, servers: int) -> float:
    """Share of lots that have to wait for one of several equal servers.

    load: arrivals per service time (erlang), under ``servers``; servers: how many

    Valid for Poisson arrivals, exponential service and as much waiting room as it takes.
    Errors: ValueError when the queue would grow for ever.
    Source: Erlang 1917, Solution of some problems in the theory of probabilities of significance in telephony.

    >>> round(erlang_c(2.0, 3), 6), erlang_c(0.5, 1)
    (0.444444, 0.5)
    """
    if not 0.0 <= load < servers:
        raise ValueError(f"a load of {load:g} keeps {servers} servers busy for ever; it must be under {servers}")
    blocked = 1.0  # Erlang B, by its recursion over servers
    for n in range(1, servers + 1):
        blocked = load * blocked / (n + load * blocked)
    return blocked / (1.0 - load / servers * (1.0 - blocked))


def mean_wait(interval: float, service: float, servers: int = 1) -> float:
    """Mean time a lot waits before its service begins (M/M/c), in the unit of its arguments.

    interval: mean time between arrivals; service: mean time of service; servers: how many

    Source: Gross and others, Fundamentals of Queueing Theory, section 3.3.

    >>> round(mean_wait(2.0, 1.0), 9), round(mean_wait(1.0, 2.0, 3), 6)
    (1.0, 0.888889)
    """
    load = service / interval
    return erlang_c(load, servers) * service / (servers - load)


def mean_number(interval: float, service: float, servers: int = 1) -> float:
    """Mean number of lots waiting or in service (M/M/c), by Little's law.

    interval, service: mean times; servers: how many

    Source: Little 1961, A proof for the queuing formula L = λW.

    >>> round(mean_number(2.0, 1.0), 9)
    1.0
    """
    return (mean_wait(interval, service, servers) + service) / interval


def line_of_two(service: float, room: float) -> float:
    """Lots per unit of time that leave a line of two equal stations which is never short of work.

    service: mean exponential service time of each; room: places for lots between them, whole number

    A lot that is done at the first station keeps it until there is a place.
    Source: Hunt 1956, Sequential arrays of waiting lines, Operations Research 4(6).

    >>> round(line_of_two(1.0, 0), 6), line_of_two(0.5, 1)
    (0.666667, 1.5)
    """
    return (room + 2.0) / (room + 3.0) / service


def line_of_three(service: float) -> float:
    """Lots per unit of time that leave a line of three equal stations without places between them.

    service: mean exponential service time of each; the line is never short of work

    Source: Hunt 1956, Sequential arrays of waiting lines, Operations Research 4(6): 22/39 of one station's rate.

    >>> round(line_of_three(1.0), 4)
    0.5641
    """
    return 22.0 / 39.0 / service
