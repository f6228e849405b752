"""Kinds of measures: one module each, found by the name of its file.

A new kind is one file here and its cases in ``tests/levers``. The class's fields are the keys of a measure's
YAML, its docstring their documentation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path

from friendshore.policy.lever import Lever
from friendshore.policy.names import Names
from friendshore.policy.together import check_together
from friendshore.reading import Node, Problems, suggest
from friendshore.schema import build

__all__ = ["KINDS", "PLANNED_KINDS", "build_lever", "check_together"]

PLANNED_KINDS = (
    "border_price_floor",
    "contract_for_difference",
    "corridor",
    "duty_remission",
    "exploration_credit",
    "export_rebate",
    "investment_credit",
    "investment_screening",
    "offtake",
    "origin_rule",
    "permit_limit",
    "project_finance",
    "recycling_mandate",
    "research",
    "stockpile",
    "tariff_rate_quota",
    "technology_control",
    "trade_remedy",
)
"""Kinds of the language that are not built: a measure of one is listed by a scenario and does nothing."""


class _Kinds(Mapping[str, type[Lever]]):
    """Kind -> class; a module is imported when its kind is asked for."""

    def __init__(self) -> None:
        files = Path(__file__).parent.glob("[a-z]*.py")
        self._names = tuple(sorted(file.stem for file in files))

    def __getitem__(self, kind: str) -> type[Lever]:
        if kind not in self._names:
            raise KeyError(kind)
        module = import_module(f"{__name__}.{kind}")
        return next(
            thing
            for thing in vars(module).values()
            if isinstance(thing, type) and issubclass(thing, Lever) and thing.__module__ == module.__name__
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


KINDS: Mapping[str, type[Lever]] = _Kinds()
"""Every kind that is built."""


def build_lever(node: Node, problems: Problems, names: Names) -> Lever | None:
    """The lever that a measure's file describes, or None with everything wrong with it in ``problems``.

    The measure's name is its file's. Errors found in the file as a whole leave a lever behind, so that a scenario
    can go on looking for more.
    """
    kind = node.get("kind")
    if kind is None or kind.kind != "scalar":
        problems.add(node.place, "kind", f"missing; a measure says its kind, one of {', '.join(KINDS)}")
        return None
    if kind.text not in KINDS:
        problems.add(kind.place, "kind", _no_kind(kind.text))
        return None
    model = KINDS[kind.text]
    lever = build(model, node, problems, {"names": names}, what=kind.text)
    if lever is None:
        return None
    lever._name = Path(node.place.file).stem
    lever._node = node
    if model.scoped and node.get("covers") is None:
        problems.add(node.place, "covers", f"missing; {kind.text} needs it")
    lever.check(problems, names)
    return lever


def _no_kind(kind: str) -> str:
    if kind in PLANNED_KINDS:
        return f"'{kind}' is not built yet; built are {', '.join(KINDS)}"
    near = suggest(kind, [*KINDS, *PLANNED_KINDS])
    return f"no such kind '{kind}'; " + (f"did you mean {near}?" if near else f"one of {', '.join(KINDS)}")
