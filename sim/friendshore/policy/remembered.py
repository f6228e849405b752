"""Answers that are worked out once."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec, TypeVar

Self = TypeVar("Self")
Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


def remembered(method: Callable[Concatenate[Self, Asked], Answer]) -> Callable[Concatenate[Self, Asked], Answer]:
    """A method whose answer depends on its arguments alone: each object works it out once and then remembers it."""
    shelf = f"_{method.__name__}_remembered"

    def answer(self: Self, /, *asked: Asked.args, **named: Asked.kwargs) -> Answer:
        assert not named, "arguments go by their place, so that they make a key"
        kept: dict[tuple[object, ...], Answer] = self.__dict__.setdefault(shelf, {})
        if asked not in kept:
            kept[asked] = method(self, *asked, **named)
        return kept[asked]

    update_wrapper(answer, method)
    return answer
