"""What is asked again is not worked out again."""

from __future__ import annotations

import pytest

from friendshore.policy.remembered import remembered


class Adder:
    """Counts how often it adds."""

    def __init__(self, more: int) -> None:
        self.more, self.added = more, 0

    @remembered
    def sum(self, number: int) -> int:
        """The number and more."""
        self.added += 1
        return number + self.more


def test_each_object_answers_for_itself_and_once() -> None:
    one, other = Adder(1), Adder(10)
    assert [one.sum(2), one.sum(2), one.sum(3), other.sum(2)] == [3, 3, 4, 12]
    assert (one.added, other.added) == (2, 1)
    assert Adder.sum.__doc__ == "The number and more."


def test_arguments_go_by_their_place() -> None:
    with pytest.raises(AssertionError, match="by their place"):
        Adder(1).sum(number=2)
