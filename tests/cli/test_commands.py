"""The commands say what they did, where it is and what is next; errors are a line and an exit code."""

from __future__ import annotations

import json
import shlex
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fake_world import fake_subject
from friendshore.cli import arms, compare, main
from friendshore.errors import InputError, Place, Problem, StoreError
from friendshore.experiment import Subject

WORLDS: dict[str, dict[str, Any]] = {
    "baseline": {},
    "cut": {"strength": 0.5},
    "same": {},
    "broken": {"failing": frozenset({0, 1, 2, 3, 4, 5, 6, 7})},
    "partly": {"failing": frozenset({1})},
    "stopped": {"interrupting": 2},
}


@pytest.fixture(autouse=True)
def worlds(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Scenarios of the fake world by name, in a folder of one's own."""

    def subject(name: str, rng_seed: int | None = None) -> tuple[Subject, int]:
        if name not in WORLDS:
            raise InputError([Problem(Place(name, 1, 1), "", "no scenario of that name")])
        return fake_subject(tmp_path / "seeds", name, **WORLDS[name]), 8

    def inputs(self: object, other: Any) -> list[tuple[str, str, str]]:
        return [("strength", "1", "0.5")] if other.name == "cut" else []

    monkeypatch.setattr(arms, "subject", subject)
    monkeypatch.setattr(compare.Compared, "inputs", inputs)
    monkeypatch.chdir(tmp_path)


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_run_keeps_results_and_ends_with_the_folder_and_the_next_command(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = told(capsys, "run", "baseline", "-n", "4", "-j", "1")
    assert code == 0
    last = out.splitlines()[-1]
    assert last.startswith("reports/runs/baseline-")
    assert "next: friendshore" in last
    assert "cell_output.north_america" in out
    assert "4 replications" in err


def test_a_run_that_shows_its_mechanism_names_its_chart_and_the_scenario_beside_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = {
        "kind": "price",
        "caption": "Price of anode",
        "draw": "levels",
        "commodity": "aam_natural",
        "place": "USA",
    }
    days = {"from": "2023-06-01", "until": None, "shaded": None, "first": "2023-01-01", "last": "2024-12-31"}
    plain = arms.subject

    def subject(name: str, rng_seed: int | None = None) -> tuple[Subject, int]:
        found, replications = plain(name, rng_seed)
        return replace(found, extra={"shows": {**days, "beside": "cut", "panels": [panel]}}), replications

    run = ("run", "same", "-n", "3", "-j", "1")
    told(capsys, *run)
    monkeypatch.setattr(arms, "subject", subject)
    code, out, _ = told(capsys, *run)  # what is kept learns what its scenario says today
    assert code == 0
    *_, chart, last = out.splitlines()
    assert chart.startswith("where its mechanism shows: ") and Path(chart.split(": ")[1]).is_file()
    assert last.endswith("next: friendshore compare cut same -n 3")
    found = json.loads(told(capsys, *run, "--json")[1])
    assert found["made"] == 0 and Path(found["chart"]).is_file()


@pytest.mark.parametrize(
    ("typed", "beside", "expected"),
    [
        ("cut", None, "compare baseline cut"),
        ("half credit.yaml", None, "compare baseline 'half credit.yaml'"),
        ("mine/half credit.yaml", None, "compare mine/baseline.yaml 'mine/half credit.yaml'"),
        ("mine/half credit.yaml", "third", "compare mine/third.yaml 'mine/half credit.yaml'"),
        ("mine/half credit.yaml", "sold_out", "compare sold_out 'mine/half credit.yaml'"),
        ("mine/half credit.yaml", "mine/third.yaml", "compare mine/third.yaml 'mine/half credit.yaml'"),
        ("mine/baseline.yaml", None, "compare baseline mine/baseline.yaml"),
    ],
)
def test_what_to_type_next_works_as_typed_from_the_same_folder(
    typed: str, beside: str | None, expected: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = arms.subject

    def subject(name: str, rng_seed: int | None = None) -> tuple[Subject, int]:
        found, replications = plain("cut")
        shows = {"shows": {"beside": beside}} if beside else {}
        return replace(found, name=Path(name).stem.replace(" ", "_"), extra=shows), replications

    monkeypatch.setattr(arms, "subject", subject)
    monkeypatch.setattr("friendshore.cli.run._chart", lambda *_: None)
    Path("mine").mkdir()
    for name in ("half credit", "mine/half credit", "mine/third", "mine/baseline"):
        Path(f"{name}.yaml").touch()
    _, out, _ = told(capsys, "run", typed, "-j", "1")
    assert out.splitlines()[-1].partition("  next: friendshore ")[2] == expected
    _, out, _ = told(capsys, "run", typed, "-j", "1", "-n", "2", "--out", "my runs")
    assert out.splitlines()[-1].partition("  next: friendshore ")[2] == f"{expected} -n 2 --out 'my runs'"
    _, out, _ = told(capsys, "run", typed, "--dry-run")
    assert out.splitlines()[-1].partition("  next: ")[2] == shlex.join(["friendshore", "run", typed])


def test_a_world_of_its_own_is_not_to_be_compared_with_the_shipped_baseline(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = arms.subject

    def subject(name: str, rng_seed: int | None = None) -> tuple[Subject, int]:
        found, replications = plain(name)
        return replace(found, resolved={**found.resolved, "seeds": "/elsewhere"}), replications

    monkeypatch.setattr(arms, "subject", subject)
    folder, _, after = told(capsys, "run", "cut", "-n", "2", "-j", "1")[1].splitlines()[-1].partition("  next: ")
    assert after == f"friendshore show {folder}"


def test_json_goes_alone_to_the_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    _, first, _ = told(capsys, "run", "baseline", "-n", "4", "-j", "1", "--json")
    _, again, err = told(capsys, "run", "baseline", "-n", "4", "-j", "2", "--json")
    assert json.loads(first)["digest"] == json.loads(again)["digest"]
    assert (json.loads(first)["made"], json.loads(again)["made"]) == (4, 0)
    assert err == ""


def test_a_dry_run_writes_nothing(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, out, _ = told(capsys, "run", "baseline", "--dry-run")
    assert code == 0
    assert "8 replications, 0 kept; nothing was run" in out
    assert not (tmp_path / "reports").exists()


def test_compare_prints_inputs_then_differences_and_runs_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = told(capsys, "compare", "baseline", "cut", "-j", "1", "--no-charts")
    assert code == 0
    assert out.index("changed inputs") < out.index("strength") < out.index("half the 95 % interval")
    assert "mean change over 8 paired replications ±" in out
    line = next(line for line in out.splitlines() if "cell_output.north_america" in line)
    assert line.endswith("*")
    assert "next: friendshore show" in out.splitlines()[-1]


def test_compare_takes_folders_and_names_of_runs(capsys: pytest.CaptureFixture[str]) -> None:
    _, one, _ = told(capsys, "run", "baseline", "-n", "3", "-j", "1", "--json")
    _, two, _ = told(capsys, "run", "cut", "-n", "3", "-j", "1", "--json")
    folders = [json.loads(text)["folder"] for text in (one, two)]
    code, out, err = told(capsys, "compare", folders[0], Path(folders[1]).name, "--no-charts", "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert found["compared"][0]["changed_inputs"] == [{"what": "strength", "before": "1", "after": "0.5"}]
    assert {one["replications"] for one in found["compared"][0]["differences"]} >= {3}


def test_the_baseline_can_be_named_and_metrics_chosen(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = told(
        capsys,
        "compare",
        "cut",
        "baseline",
        "--baseline",
        "baseline",
        "--metric",
        "cell_output.J*",
        "-j1",
        "--no-charts",
    )
    assert code == 0
    assert "The baseline world  →  The cut world" in out
    assert "cell_output.JPN" in out
    assert "cell_output.USA" not in out


def test_nothing_moved_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = told(capsys, "compare", "baseline", "same", "-j", "1", "--no-charts")
    assert "Nothing moved" in out
    assert "  none" in out


def test_a_stated_condition_that_fails_ends_with_one(capsys: pytest.CaptureFixture[str]) -> None:
    base = ("compare", "baseline", "cut", "-n", "4", "-j", "1", "--no-charts")
    code, _, err = told(capsys, *base, "--fail-if", "cell_output.USA<-5%")
    assert code == 1
    assert "cell_output.USA in 2023 -50" in err
    assert told(capsys, *base, "--fail-if", "cell_output.USA@2024>5%")[0] == 0
    code, _, err = told(capsys, *base, "--fail-if", "nonsense>5%")
    assert (code, "no outcome 'nonsense'" in err) == (2, True)
    assert told(capsys, *base, "--fail-if", "what?")[0] == 2
    code, _, err = told(capsys, *base, "--fail-if", "cell_output.USA@2050<-5%")
    assert (code, "there is no year 2050 to compare; there are 2023, 2024" in err) == (2, True)


def test_one_replication_is_said_to_give_no_interval(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = told(capsys, "compare", "baseline", "cut", "-n", "1", "-j", "1", "--no-charts")
    assert "One replication gives no interval" in out
    assert "Nothing moved" not in out


def test_charts_are_drawn_and_their_page_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen = {}

    def compare_report(runs: Any, folder: Path, changed: Any, differences: Any, warnings: Any, workers: int) -> Path:
        seen.update(workers=workers, runs=[one.name for one in runs], changed=changed, differences=set(differences))
        return folder / "index.html"

    monkeypatch.setattr("friendshore.report.compare_report", compare_report)
    _, out, _ = told(capsys, "compare", "baseline", "cut", "same", "-j", "1", "-n", "3")
    assert seen["runs"] == ["baseline", "cut", "same"]
    assert seen["differences"] == {"cut", "same"}
    assert seen["workers"] == 1
    assert out.splitlines()[-1].startswith("reports/baseline-vs-cut-vs-same/index.html  next:")


def test_ls_lists_runs_and_their_state(capsys: pytest.CaptureFixture[str]) -> None:
    assert "friendshore demo" in told(capsys, "ls")[1]
    told(capsys, "run", "baseline", "-n", "2", "-j", "1")
    _, out, _ = told(capsys, "ls")
    assert "complete" in out
    (one,) = json.loads(told(capsys, "ls", "--json")[1])["runs"]
    assert (one["name"], one["replications"]) == ("baseline", 2)


def test_ls_lists_the_other_runs_beside_a_broken_one(capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, "run", "baseline", "-n", "2", "-j", "1")
    for name, text in (("torn", '{"scenario": '), ("bare", '{"scenario": {}}')):
        Path("reports/runs", name).mkdir()
        Path("reports/runs", name, "manifest.json").write_text(text)
    code, out, err = told(capsys, "ls")
    assert (code, "complete" in out) == (0, True)
    bare, torn = err.splitlines()
    assert "warning: reports/runs/torn/manifest.json cannot be read" in torn
    assert "bare/manifest.json is not the manifest of a run: it has no state" in bare


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("rnu", "baseline"), 2, "Did you mean 'run'"),
        (("run",), 2, "Missing argument"),
        (("run", "baseline", "-n", "0"), 2, "not in the range"),
        (("run", "nowhere"), 3, "no scenario of that name"),
        (("compare", "baseline"), 2, "nothing to compare"),
        (("compare", "baseline", "cut", "--baseline", "x"), 2, "not among"),
        (("run", "broken", "-j", "1"), 70, "usa_cells: 1 t of graphite from nowhere"),
        (("run", "partly", "-j", "1"), 5, "replication 1 failed"),
        (("run", "stopped", "-j", "1"), 130, "2 of 8 replications are kept"),
    ],
)
def test_every_kind_of_error_has_its_exit_code_and_no_traceback(
    arguments: tuple[str, ...], code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    got, out, err = told(capsys, *arguments)
    assert got == code
    assert words in err
    assert "Traceback" not in err
    assert out == ""


def test_a_store_that_cannot_be_written_is_one_line_and_four(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    code, _, err = told(capsys, "run", "baseline", "--out", "file/below", "-j", "1")
    assert (code, len(err.splitlines())) == (4, 1)


def test_a_fault_of_ours_is_seventy_and_a_traceback_needs_debug(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(*_: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(arms, "finish", fault)
    code, _, err = told(capsys, "run", "baseline")
    assert code == 70
    assert "fault of the program" in err
    with pytest.raises(ZeroDivisionError):
        main(["--debug", "run", "baseline"])


def test_debug_shows_where_a_stated_error_came_from(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise StoreError("disk full")

    monkeypatch.setattr(arms, "finish", full)
    with pytest.raises(StoreError):
        main(["--debug", "run", "baseline"])


def test_the_demo_runs_three_scenarios_and_compares_them(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from friendshore.cli import demo

    monkeypatch.setattr(demo, "SCENARIOS", ("baseline", "cut", "same"))
    monkeypatch.setattr("friendshore.report.compare_report", lambda runs, folder, *_, **__: folder / "index.html")
    code, out, _ = told(capsys, "demo", "-n", "2", "-j", "1")
    assert code == 0
    assert out.count("changed inputs") == 2
    assert out.splitlines()[-1].startswith("reports/baseline-vs-cut-vs-same/index.html  next: friendshore compare")


def test_the_scenarios_of_the_demo_are_shipped() -> None:
    from friendshore.cli import demo
    from friendshore.locations import find_scenario

    for name in demo.SCENARIOS:
        assert find_scenario(name).is_file()


def test_what_a_reader_should_know_before_believing_a_difference_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, "run", "baseline", "cut", "-n", "2", "-j", "1")
    (manifest,) = Path("reports/runs").glob("cut-*/manifest.json")
    found = json.loads(manifest.read_text())
    manifest.write_text(json.dumps({**found, "rng_seed": 5, "source": {}, "pending": ["usa_30d"]}))
    _, out, _ = told(capsys, "compare", "baseline", str(manifest.parent), "-n", "2", "-j", "1", "--no-charts")
    assert "root seed is another" in out
    assert "another version of the program" in out
    assert "not run yet: usa_30d" in out


@pytest.mark.parametrize(("beside", "warned"), [("same", True), ("baseline", False), (None, False)])
def test_what_is_compared_with_another_than_its_mechanism_is_isolated_against_is_said(
    beside: str | None, warned: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    told(capsys, "run", "baseline", "cut", "-n", "2", "-j", "1")
    (manifest,) = Path("reports/runs").glob("cut-*/manifest.json")
    found = json.loads(manifest.read_text())
    manifest.write_text(json.dumps({**found, "shows": {"beside": beside}}))
    _, out, _ = told(capsys, "compare", "baseline", str(manifest.parent), "-n", "2", "-j", "1", "--no-charts")
    assert ("The cut world: it is compared with baseline, as asked" in out) is warned
    assert ("Its mechanism alone is what it adds to same." in out) is warned


def test_two_others_of_one_name_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, "run", "baseline", "cut", "-n", "2", "-j", "1")
    code, _, err = told(capsys, "compare", "baseline", "cut", "cut", "-n", "2", "-j", "1")
    assert (code, "one name" in err) == (2, True)


def test_a_pattern_that_matches_no_outcome_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = told(capsys, "run", "baseline", "-n", "1", "-j", "1", "--metric", "cell_output.north_amerca")
    assert (code, "did you mean cell_output.north_america?" in err) == (2, True)


def test_a_dry_run_speaks_json_too(capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, "run", "baseline", "-n", "2", "-j", "1")
    _, out, _ = told(capsys, "run", "baseline", "--dry-run", "--json")
    assert (json.loads(out)["replications"], json.loads(out)["kept"]) == (8, 2)
