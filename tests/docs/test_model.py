"""What docs/model.md says exists, exists; and what exists, it says."""

from __future__ import annotations

import importlib.util
import re
from importlib import import_module
from pathlib import Path

import pytest

from friendshore import shocks
from friendshore.scenario import panels, shows
from friendshore.seeds import Seeds

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "model.md").read_text("utf-8")
PROSE = DOCUMENT.split("<!-- parameters: begin -->")[0]
QUOTED = sorted(set(re.findall(r"`([^`\n]+)`", PROSE)))
DOTTED = [text for text in QUOTED if re.fullmatch(r"[a-z_]+(\.[A-Za-z_]+)+", text) and not text.endswith(".md")]
WORDS = set(re.findall(r"\w+", PROSE))
BARE = [text for text in QUOTED if re.fullmatch(r"[a-z]+(_[a-z]+)+", text)]
PARAMETERS = Seeds(ROOT / "seeds").parameters
STEPS = tuple(
    f"engine.kernels.{one}"
    for one in ("production", "pricing", "contracting", "trading", "netback", "caps", "licensing", "session")
)


def found(name: str) -> object:
    """The module, class or function that a dotted name under ``friendshore`` means."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            thing: object = import_module(".".join(["friendshore", *parts[:length]]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            thing = getattr(thing, part)
        return thing
    raise ModuleNotFoundError(name)


def functions_of(name: str) -> set[str]:
    """The public functions that a module of ``friendshore`` defines."""
    module = import_module(f"friendshore.{name}")
    return {
        key
        for key, thing in vars(module).items()
        if callable(thing) and not key.startswith("_") and getattr(thing, "__module__", "") == module.__name__
    }


@pytest.mark.parametrize("name", DOTTED)
def test_every_module_and_function_it_names_exists(name: str) -> None:
    assert found(name) is not None


def test_every_other_name_is_a_parameter_a_kind_of_shock_or_a_step_of_the_engine() -> None:
    steps = set().union(*map(functions_of, STEPS), functions_of("formulas.inventory"))
    assert set(BARE) <= steps | set(shocks.KINDS) | {one.id for one in PARAMETERS}


@pytest.mark.parametrize("module", [*STEPS, "formulas.market", "formulas.contracts", "formulas.balance"])
def test_every_step_and_equation_of_the_engine_is_described(module: str) -> None:
    assert functions_of(module) <= WORDS


def test_every_parameter_is_explained_before_it_is_listed() -> None:
    assert {one.id for one in PARAMETERS} <= WORDS


def test_every_parameter_is_read_by_some_code() -> None:
    code = "\n".join(file.read_text("utf-8") for file in (ROOT / "sim" / "friendshore").rglob("*.py"))
    unread = {
        one.id
        for one in PARAMETERS
        if f'"{one.id}"' not in code and not re.search(rf'f"{one.id.rpartition("_")[0]}_{{', code)
    }
    assert not unread


def test_its_table_of_parameters_is_that_of_the_seeds() -> None:
    spec = importlib.util.spec_from_file_location("model_parameters", ROOT / "tools" / "model_parameters.py")
    assert spec is not None and spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert tool.with_table(DOCUMENT, PARAMETERS) == DOCUMENT, "run python tools/model_parameters.py"


def test_every_scenario_of_a_mechanism_is_named_where_the_mechanism_is_described() -> None:
    files = {f"../scenarios/mechanisms/{path.name}" for path in (ROOT / "scenarios" / "mechanisms").glob("*.yaml")}
    sections = DOCUMENT.split("### 7.16")
    for text in (sections[0], sections[1].split("\n## ")[0]):
        assert set(re.findall(r"\]\((\.\./scenarios/[^)]+)\)", text)) == files


def test_the_keys_of_what_a_scenario_shows_are_those_of_the_program() -> None:
    table = DOCUMENT.split("| kind of panel |")[1].split("\n\n")[0]
    rows = {row.split("|")[1].strip(): row.split("|")[2] for row in table.splitlines()[2:]}
    assert set(rows) == set(panels.KINDS)
    for kind, takes in rows.items():
        own = set(panels.KINDS[kind].written_keys()) - {"kind", "caption", "draw"}
        named = set(re.findall(r"[a-z]+", takes)) - {"and", "or", "each", "may", "be", "abroad", "as", "output"}
        if "as output" in takes:
            named |= {"commodities", "places", "sites"}
        assert named == own - ({"segments"} if kind == "unmet" else set()), kind
    for key in shows.ShowsKeys.written_keys():
        assert f"      {key}:" in DOCUMENT.split("    shows:\n")[1].split("\n\n")[0], key
