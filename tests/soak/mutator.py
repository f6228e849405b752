"""Small changes to a program, one at a time: whatever tests do not notice, they do not test."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.Continue: ast.Break,
    ast.Break: ast.Continue,
}


@dataclass(frozen=True)
class Mutant:
    """A program with one change."""

    line: int
    what: str
    tree: ast.Module


def mutants(source: str) -> Iterator[Mutant]:
    """Every mutant of a source: operators swapped, constants and conditions changed, statements left out.

    Not touched: docstrings, annotations, what only a type checker runs, and the pieces of f-strings.
    """
    tree = ast.parse(source)
    sites = list(_sites(tree))
    for number, (node, field, index) in enumerate(sites):
        old = getattr(node, field) if index is None else getattr(node, field)[index]
        for what, new in _changes(old, field):
            changed = copy.deepcopy(tree)
            same, field_, index_ = list(_sites(changed))[number]
            if index_ is None:
                setattr(same, field_, new)
            else:
                getattr(same, field_)[index_] = new
            ast.fix_missing_locations(changed)
            yield Mutant(getattr(old, "lineno", getattr(node, "lineno", 0)), what, changed)


Site = tuple[ast.AST, str, int | None]
SKIPPED = {"annotation", "returns", "decorator_list", "ctx", "keywords_of_type", "type_params", "format_spec"}


def _sites(node: ast.AST) -> Iterator[Site]:
    """Every place in a tree at which something can be changed, in a fixed order."""
    if isinstance(node, ast.JoinedStr | ast.Import | ast.ImportFrom) or _for_types(node):
        return
    for field, value in ast.iter_fields(node):
        if field in SKIPPED or (isinstance(node, ast.AnnAssign) and field == "target"):
            continue
        for index, one in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(one, ast.AST) and not _is_docstring(one):
                yield node, field, index
                yield from _sites(one)


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def _changes(node: ast.AST, field: str) -> Iterator[tuple[str, ast.AST]]:
    """What a piece may become instead."""
    kind = type(node)
    if kind in SWAPS:
        yield f"{kind.__name__} -> {SWAPS[kind].__name__}", SWAPS[kind]()
    elif isinstance(node, ast.Constant):
        yield from _constants(node)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        yield "left out: not or minus", node.operand
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield "left out: a call", ast.Pass()
    elif isinstance(node, ast.Raise):
        yield "left out: an error raised", ast.Pass()
    elif isinstance(node, ast.Assign) and not _is_none(node.value):
        yield "None assigned", ast.Assign(targets=node.targets, value=ast.Constant(None))
    elif isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
        yield "None returned", ast.Return(value=ast.Constant(None))
    if field == "test" and not isinstance(node, ast.UnaryOp | ast.Compare):
        yield "condition turned round", ast.UnaryOp(ast.Not(), node)  # type: ignore[arg-type]


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _constants(node: ast.Constant) -> Iterator[tuple[str, ast.AST]]:
    value = node.value
    if isinstance(value, bool):
        yield f"{value} -> {not value}", ast.Constant(not value)
    elif isinstance(value, int | float):
        yield f"{value} -> {value + 1}", ast.Constant(value + 1)
    elif isinstance(value, str):
        yield f"{value!r} -> XX", ast.Constant(f"XX{value}")
