"""``friendshore check`` and ``show``: findings on the standard output, a word to people on the standard error."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from friendshore.cli import main
from friendshore.cli.check import in_full
from friendshore.errors import Place, Problem
from reading import cases, scenario_cases

ROOT = Path(__file__).resolve().parents[2]
QUICK = 4.0
"""Time in which a scenario is checked, in times of five million additions: 2.4 was measured, busy machine or not."""
QUICK_TABLES = 8.0
"""The same for all tables, two seconds on a free machine: 5.5 was measured."""


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "policies").mkdir()
    for name, text in scenario_cases.FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    Path("sound.yaml").write_text(scenario_cases.SOUND, encoding="utf-8")
    Path("wrong.yaml").write_text(scenario_cases.SOUND.replace("20 %", "20").replace("add:", "ad:"), encoding="utf-8")


def test_a_sound_file_ends_with_zero_and_a_word(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "sound.yaml"]) == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == "sound.yaml: a sound scenario with 4 measures, 1 more wait\n"


def test_problems_stand_with_their_line_and_a_caret_under_the_column(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "wrong.yaml"]) == 3
    told = capsys.readouterr()
    assert told.out.splitlines() == [
        "wrong.yaml:5:1: ad: a scenario has no such key; did you mean add?",
        "  5 | ad: [usa_talks]",
        "    | ^",
        "wrong.yaml:7:62: change.chn_graphite.decisions.others.approval: "
        "20 has no unit; write it with one, such as 20 % or 20 USD/t",
        "  7 |   chn_graphite: {decisions: {others: {approval: {2027-01-01: 20}}}}",
        "    |                                                              ^",
    ]
    assert told.err == "2 errors, 0 warnings\n"


def test_concise_is_a_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--format", "concise", "wrong.yaml"]) == 3
    assert [line[:17] for line in capsys.readouterr().out.splitlines()] == ["wrong.yaml:5:1: a", "wrong.yaml:7:62: "]


@pytest.mark.parametrize("how", [["--format", "json"], ["--json"]])
def test_json_is_for_programs(how: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", *how, "wrong.yaml"]) == 3
    found = json.loads(capsys.readouterr().out)
    assert found[0] == {
        "file": "wrong.yaml",
        "line": 5,
        "column": 1,
        "key": "ad",
        "message": "a scenario has no such key; did you mean add?",
        "severity": "error",
    }
    assert main(["check", *how, "sound.yaml"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_github_shows_it_beside_the_change(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--format", "github", "wrong.yaml"]) == 3
    assert capsys.readouterr().out.splitlines() == [
        "::error file=wrong.yaml,line=5,col=1,title=ad::a scenario has no such key; did you mean add?",
        "::error file=wrong.yaml,line=7,col=62,title=change.chn_graphite.decisions.others.approval::"
        "20 has no unit; write it with one, such as 20 %25 or 20 USD/t",
    ]


def test_warnings_alone_end_with_zero(capsys: pytest.CaptureFixture[str]) -> None:
    Path("x.yaml").write_text(scenario_cases.SOUND.replace("add: [usa_talks]", "drop: [can_cells]"), encoding="utf-8")
    assert main(["check", "x.yaml"]) == 0
    told = capsys.readouterr()
    assert told.out.startswith("x.yaml:5:8: warning: drop: can_cells leaves the past as well")
    assert told.err.endswith("0 errors, 1 warning\n")


def test_a_lone_measure_is_checked_anywhere(capsys: pytest.CaptureFixture[str]) -> None:
    Path("lone.yaml").write_text(cases.TARIFF, encoding="utf-8")
    assert main(["check", "lone.yaml", "policies/can_review.yaml"]) == 0
    assert capsys.readouterr().err.splitlines() == [
        "lone.yaml: a sound measure",
        "policies/can_review.yaml: a sound measure (waits: permit_limit is not built yet)",
    ]


def test_shipped_scenarios_and_measures_go_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "baseline"]) == 0
    assert main(["check", "usa_301_natural_graphite"]) == 0
    assert main(["check", "usa_301_natural_grafite"]) == 2
    assert capsys.readouterr().err.count("a sound") == 2


def test_the_seeds_are_checked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--seeds"]) == 0
    assert "a sound world" in capsys.readouterr().err


def test_nothing_to_check_is_a_slip(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 2
    assert "name a scenario or a measure" in capsys.readouterr().err


def test_the_caret_of_a_table_stands_under_the_cell() -> None:
    problem = Problem(Place("sites.csv", 7, 3), "value", "no number", excerpt='a,"b, c",x')
    assert in_full([problem]).splitlines()[1:] == ['  7 | a,"b, c",x', "    |          ^"]


def test_a_long_line_is_cut_around_the_caret() -> None:
    problem = Problem(Place("x.yaml", 7, 500), "rate", "no unit", excerpt="x" * 499 + "25" + "y" * 500)
    _, line, caret = in_full([problem]).splitlines()
    assert line[caret.index("^")] == "2"
    assert len(line) < 130


def test_a_scenario_is_shown_with_where_each_value_comes_from(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "sound.yaml"]) == 0
    told = capsys.readouterr().out
    lines = [" ".join(line.split()) for line in told.splitlines()]
    assert lines[:2] == ["Approvals fall", "What if China approves a fifth?"]
    assert "replications 8 sound.yaml:4:21" in lines
    assert "start 2023-01-01 baseline.yaml:3:14" in lines
    assert "measures.chn_graphite.decisions.others.approval.always 95 % policies/chn_graphite.yaml:17:15" in lines
    assert "measures.chn_graphite.decisions.others.approval.2027-01-01.value 20 % sound.yaml:7:62" in lines
    assert lines[-1] == "can_review permit_limit is not built yet"


def test_only_what_is_asked_for_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "sound.yaml", "--only", "measures.*.approval*"]) == 0
    assert len(capsys.readouterr().out.split()) > 5
    assert main(["show", "sound.yaml", "--only", "nothing.*"]) == 2


def test_the_difference_to_another_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "sound.yaml", "--diff", "baseline.yaml"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "measures.chn_graphite.decisions.others.approval",
        "  95 %  →  95 %, from 2027-01-01 20 % (known 2027-01-01)",
        "  sound.yaml:7:62",
        "measures.usa_talks",
        "  (not there)  →  Section 301 duty on natural graphite from China",
        "  policies/usa_talks.yaml:2:7",
    ]
    assert main(["show", "sound.yaml", "--diff", "sound.yaml"]) == 0
    assert "do not differ" in capsys.readouterr().out


def test_what_is_shown_can_be_read_by_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "sound.yaml", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {"key": "rng_seed", "value": "20261121", "written": "baseline.yaml:3:72"} in found["values"]
    assert main(["show", "sound.yaml", "--diff", "baseline.yaml", "--json"]) == 0
    assert [one["key"] for one in json.loads(capsys.readouterr().out)][-1] == "measures.usa_talks"


def test_a_run_is_shown_from_its_folder(capsys: pytest.CaptureFixture[str]) -> None:
    folder = Path("reports/runs/sound-0123456789ab")
    folder.mkdir(parents=True)
    manifest = {
        "title": "Approvals fall",
        "question": "What if?",
        "scenario": {"start": "2023-01-01", "measures": {"usa_graphite": {"rate": "25 %"}}},
        "pending": ["can_review"],
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    for what in (str(folder), folder.name):
        assert main(["show", what]) == 0
        told = capsys.readouterr().out
        assert "measures.usa_graphite.rate  25 %" in told
        assert told.rstrip().endswith("can_review")
    (folder / "manifest.json").write_text("{", encoding="utf-8")
    assert main(["show", str(folder)]) == 4


def fresh(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "sim"), "NO_COLOR": "1"}
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, env=environment, check=False, timeout=60
    )


def test_checking_loads_nothing_that_computes() -> None:
    heavy = ("numpy", "scipy", "numba", "matplotlib", "simpy", "pandas", "jinja2")
    code = (
        "import sys; from friendshore.cli import main; main(['check', 'sound.yaml']); "
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    assert fresh("-c", code).stdout.strip() == "[]"


@pytest.mark.parametrize(("what", "quick"), [("baseline", QUICK), ("--seeds", QUICK_TABLES)])
def test_checking_is_quick(what: str, quick: float) -> None:
    """By the speed of the machine at hand: five million additions take a quarter of a second on a free one."""
    code = (
        f"import time; from friendshore.cli import main; main(['check', {what!r}]); took = time.process_time()\n"
        "def add():\n    total = 0\n    for i in range(5_000_000): total += i\n"
        "began = time.process_time(); add(); print(took / (time.process_time() - began))"
    )
    assert min(float(fresh("-c", code).stdout.split()[-1]) for _ in range(4)) < quick


def test_a_flood_of_problems_ends_with_how_many_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    keys = "".join(f"key{number}: 1\n" for number in range(1234))
    Path("wrong.yaml").write_text(scenario_cases.SOUND + keys, encoding="utf-8")
    assert main(["check", "wrong.yaml"]) == 3
    told = capsys.readouterr()
    assert told.out.count("a scenario has no such key") == 200
    assert told.out.endswith("and 1,034 more; `friendshore check --format concise` prints every one, a line each\n")
    assert told.err == "1234 errors, 0 warnings\n"
    main(["check", "--format", "concise", "wrong.yaml"])
    assert len(capsys.readouterr().out.splitlines()) == 1234


def test_what_is_to_be_said_of_the_shipped_law_is_said_of_its_baseline_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    main(["check", "--format", "concise", "baseline", "canada_withdraws"])
    (told,) = capsys.readouterr().out.splitlines()
    assert "zwe_lithium_ban.yaml" in told
    main(["check", "canada_withdraws"])
    assert capsys.readouterr().out == ""
