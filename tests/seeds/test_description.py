"""The description of the tables agrees with their layout and with the tables themselves."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from friendshore.locations import shipped
from friendshore.seed_layout import FIELDS, IDENTITY
from friendshore.seeds import Seeds

TOOLS = Path(__file__).parents[2] / "tools"
FOLDER = shipped("seeds")


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    sys.path.insert(0, str(TOOLS))
    try:
        import data_package
    finally:
        sys.path.remove(str(TOOLS))
    return data_package


def test_package_and_dictionary_are_as_the_tool_would_write_them(
    tool: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tool.main(["--check"]) == 0, capsys.readouterr().err


def test_words_are_said_of_columns_and_fields_that_exist(tool: ModuleType) -> None:
    words = tool.seed_words
    assert set(words.TABLES) == {*IDENTITY, *FIELDS}
    for table, columns in words.COLUMNS.items():
        assert table == "*" or set(columns) <= set(IDENTITY[table]), table
    for table, fields in words.FIELDS.items():
        stems = {name.partition(".")[0] for name in FIELDS[table]}
        assert {name.partition(".")[0] for name in fields} == stems, table


def test_the_package_lists_every_table_of_the_layout_and_no_other(tool: ModuleType) -> None:
    listed = [one["path"] for one in json.loads((FOLDER / "datapackage.json").read_text())["resources"]]
    numbers = {table if table in tool.LONE else f"{table}_values" for table in FIELDS}
    assert sorted(listed) == sorted(f"{table}.csv" for table in {*IDENTITY, *numbers})
    assert all((FOLDER / path).is_file() for path in listed)


PACKAGES = sorted(FOLDER.rglob("datapackage.json"))


def test_every_world_has_a_package_of_the_tables_it_holds() -> None:
    assert [path.parent for path in PACKAGES] == [FOLDER, *(FOLDER / name for name in Seeds(FOLDER).worlds)]
    for path in PACKAGES:
        listed = {one["path"] for one in json.loads(path.read_text(encoding="utf-8"))["resources"]}
        assert {table.name for table in path.parent.glob("*.csv")} == listed


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.parent.name)
def test_frictionless_finds_the_package_valid(package: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.Package(str(package)).validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])[:10]
