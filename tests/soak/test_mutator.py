"""Mutants differ from their program in one place, and leave alone what no test could notice."""

from __future__ import annotations

import ast

from soak.mutator import mutants

PROGRAM = '''
"""What it is."""
from __future__ import annotations
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from x import y

def f(a: "int" = 3) -> "str":
    """What it does."""
    if a < 2 and not a:
        g(a)
        return f"{a} pieces"
    for b in c:
        continue
    d = a + 1
    raise ValueError("so")
'''


def test_every_change_is_one_change_that_still_compiles() -> None:
    usual = ast.dump(ast.parse(PROGRAM))
    found = list(mutants(PROGRAM))
    assert len({ast.dump(one.tree) for one in found}) == len(found)
    for one in found:
        compile(one.tree, "x.py", "exec")
        assert ast.dump(one.tree) != usual
    assert {(one.line, one.what) for one in found} == {
        (8, "3 -> 4"),
        (10, "And -> Or"),
        (10, "Lt -> LtE"),
        (10, "2 -> 3"),
        (10, "left out: not or minus"),
        (10, "condition turned round"),
        (11, "left out: a call"),
        (12, "None returned"),
        (14, "Continue -> Break"),
        (15, "None assigned"),
        (15, "Add -> Sub"),
        (15, "1 -> 2"),
        (16, "left out: an error raised"),
        (16, "'so' -> XX"),
    }
