"""Changes that scenarios rarely make: of what a timeline said before, of rows, of a measure that others follow."""

from __future__ import annotations

from pathlib import Path

import pytest

from friendshore.errors import InputError
from friendshore.reading import Problems
from friendshore.scenario import load_scenario, read_scenario
from friendshore.scenario.names import definitions_among
from reading import scenario_cases
from reading.cases import CREDIT, LICENCE

HEAD = "title: T\nquestion: Q?\nextends: baseline\n"
KNOWN = LICENCE.replace("approval: 95 %", "approval: {2023-12-01: {value: 95 %, known: 2023-11-01}}")
QUOTA = """\
kind: volume_quota
title: A cap on graphite
enacted_by: CHN
act: export
life: {2027-01-01: in_force}
covers: {commodities: [flake_graphite], origins: [CHN]}
basis: own units
windows:
  early: {from: 2027-01-01, to: 2027-12-31, limit: 500 t}
  later: {from: 2028-01-01, to: 2028-12-31, limit: 500 t}
allocation: past_exports
source: {cite: Nobody, url: https://example.org/cap}
confidence: D
"""
CLUB = """\
kind: bloc
title: A club
enacted_by: USA
life: {always: in_force}
members: {USA: always, MEX: always}
source: {cite: Nobody, url: https://example.org/club}
confidence: D
"""
PAST = "lies before the day of the facts"


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "policies").mkdir()
    for name, text in scenario_cases.FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "policies" / "chn_graphite.yaml").write_text(KNOWN, encoding="utf-8")
    monkeypatch.chdir(tmp_path)


def said_of(change: str, head: str = HEAD) -> list[str]:
    """All that is noted while a scenario with a change is read, warnings too."""
    Path("x.yaml").write_text(f"{head}change: {change}\n", encoding="utf-8")
    problems = Problems()
    read_scenario(Path("x.yaml"), problems)
    return [str(one) for one in problems]


def approval(entries: str) -> str:
    return f"{{chn_graphite: {{decisions: {{others: {{approval: {{{entries}}}}}}}}}}}"


def test_what_was_said_before_may_be_said_again_and_nothing_else_of_the_past() -> None:
    later = "2027-01-01: 20 %"
    assert said_of(approval(later)) == []
    assert said_of(approval(f"2023-12-01: {{value: 95 %, known: 2023-11-01}}, {later}")) == []
    for other in ("{value: 50 %, known: 2023-11-01}", "{value: 95 %, known: 2023-11-30}", "{value: 95 %}", "95 %"):
        (told,) = said_of(approval(f"2023-12-01: {other}, {later}"))
        assert PAST in told and told.startswith("x.yaml:4:"), other


def test_an_entry_may_say_itself_when_it_was_known() -> None:
    assert said_of(approval("2027-01-01: {value: 20 %, known: 2026-12-15}")) == []
    changed = load_scenario("x.yaml").levers
    (lever,) = (one for one in changed if one.name == "chn_graphite")
    ((_, dated),) = ((key, one) for key, one in lever.dated_values() if key == "decisions.others.approval")
    assert [(str(one.day), str(one.known)) for one in dated.entries if one.replaced is None] == [
        ("2023-12-01", "2023-11-01"),
        ("2027-01-01", "2026-12-15"),
    ]


def test_a_row_may_be_taken_out_and_another_put_before_the_rest() -> None:
    rows = "{japan: null, korea: {destinations: [KOR], approval: 40 %}}"
    assert said_of(f"{{chn_graphite: {{decisions: {rows}}}}}") == []
    (lever,) = (one for one in load_scenario("x.yaml").levers if one.name == "chn_graphite")
    assert [key.split(".")[1] for key, _ in lever.dated_values() if key.startswith("decisions.")] == ["korea", "others"]


def test_a_value_for_always_is_put_in_place_of_the_whole_timeline() -> None:
    assert said_of(approval("always: 95 %"), HEAD + "rewrites_history: true\n") == []
    (told,) = said_of(approval("always: 20 %"))
    assert PAST in told


def test_a_measure_that_follows_a_waiting_one_waits_with_it() -> None:
    mirror = "mirrors: {measure: can_cells, field: rate, since: 2023-04-21}\n"
    Path("policies/can_more.yaml").write_text(CREDIT.replace("source:", f"{mirror}source:", 1), encoding="utf-8")
    Path("policies/can_cells.yaml").write_text(scenario_cases.REVIEW, encoding="utf-8")
    base = scenario_cases.BASELINE + "  - can_more\n"
    Path("baseline.yaml").write_text(base, encoding="utf-8")
    waiting = {one.measure: one.why for one in load_scenario("baseline.yaml").pending}
    assert waiting["can_more"] == "mirrors can_cells, which waits"
    assert waiting["can_cells"] == "permit_limit is not built yet"


def test_a_broken_measure_is_told_once_and_not_by_those_that_follow_it() -> None:
    mirror = "mirrors: {measure: can_cells, field: rate, since: 2023-04-21}\n"
    Path("policies/can_more.yaml").write_text(CREDIT.replace("source:", f"{mirror}source:", 1), encoding="utf-8")
    assert said_of("{can_cells: {amount: 3}}", HEAD + "add: [can_more]\n") == [
        "x.yaml:5:22: change.can_cells.amount: production_credit has no such key"
    ]
    told = said_of("{usa_graphite: {}}", HEAD + "drop: [can_cells]\nadd: [can_more]\n")
    assert any("no measure 'can_cells' in this scenario" in one for one in told)  # one that is not there is told


def test_a_window_of_a_quota_and_a_member_of_a_bloc_are_changed_by_their_names() -> None:
    Path("policies/chn_cap.yaml").write_text(QUOTA, encoding="utf-8")
    Path("policies/club.yaml").write_text(CLUB, encoding="utf-8")
    windows = "windows: {later: {limit: 900 t}, last: {from: 2029-01-01, to: 2029-12-31, limit: 300 t}}"
    members = "members: {MEX: null, JPN: 2027-01-01}"
    head = HEAD + "add: [chn_cap, club]\nrewrites_history: true\n"
    assert said_of(f"{{chn_cap: {{{windows}}}, club: {{{members}}}}}", head) == []
    found = {one.name: one for one in load_scenario("x.yaml").levers}
    limits = {name: one.limit.value for name, one in found["chn_cap"].windows.items()}
    assert limits == {"early": 500.0, "later": 900.0, "last": 300.0}
    assert set(found["club"].members) == {"USA", "JPN"}
    (told,) = said_of("{chn_cap: {windows: {nex: null}}}", HEAD + "add: [chn_cap]\n")
    assert told == "x.yaml:5:30: change.chn_cap.windows.nex: there is none of this name to remove"


@pytest.mark.parametrize(
    ("change", "past"),
    [
        ("{windows: {later: {limit: 900 t}}}", None),
        ("{windows: {last: {from: 2029-01-01, to: 2029-12-31, limit: 300 t}}}", None),
        ("{windows: {gone: {limit: 900 t}}}", "2026-01-01"),
        ("{windows: {gone: null}}", "2026-01-01"),
        ("{windows: {more: {from: 2025-01-01, to: 2025-12-31, limit: 1 t}}}", "2025-01-01"),
        ("{members: {JPN: 2027-01-01}}", None),
        ("{members: {MEX: {from: always, to: 2027-01-01}}}", None),
        ("{members: {MEX: 2027-01-01}}", "always"),
        ("{members: {MEX: null}}", "always"),
        ("{members: {MEX: {from: always, to: 2024-01-01}}}", "2024-01-01"),
        ("{members: {JPN: soon}}", "no date"),
    ],
)
def test_windows_and_members_change_from_now_on_unless_history_is_rewritten(change: str, past: str | None) -> None:
    gone = "  gone: {from: 2026-01-01, to: 2026-12-31, limit: 500 t}\n  early:"
    Path("policies/chn_cap.yaml").write_text(
        QUOTA.replace("  early:", gone).replace("2027-01-01: in", "2026-01-01: in")
    )
    Path("policies/club.yaml").write_text(CLUB, encoding="utf-8")
    name = "chn_cap" if "windows" in change else "club"
    told = said_of(f"{{{name}: {change}}}", HEAD + "add: [chn_cap, club]\n")
    if past is None:
        assert told == []
    elif past == "no date":
        assert "soon" in told[0]
    else:
        assert told == [one for one in told if f"{past} lies before the day of the facts" in one] != []
        assert said_of(f"{{{name}: {change}}}", HEAD + "add: [chn_cap, club]\nrewrites_history: true\n") == []


def test_a_value_a_hundred_times_off_is_asked_about() -> None:
    (told,) = said_of("{can_cells: {rate: {2028-01-01: 10 USD/MWh}}}")
    assert told == (
        "x.yaml:4:41: warning: change.can_cells.rate: 10 USD/MWh is far from what stood there, "
        "between 26250 and 35000 USD/MWh; is the unit meant?"
    )
    assert said_of("{can_cells: {rate: {2028-01-01: 10 USD/kWh, 2029-01-01: 0 USD/kWh}}}") == []


def test_a_file_that_cannot_be_read_defines_nothing() -> None:
    Path("policies/odd.yaml").write_bytes(b"kind: bloc\n\xff\n")
    Path("policies/folder.yaml").mkdir()
    Path("policies/club.yaml").write_text("kind: bloc\n", encoding="utf-8")
    files = {name: Path(f"policies/{name}.yaml") for name in ("odd", "folder", "club", "usa_graphite")}
    assert definitions_among(files) == {"club": "bloc"}


def test_a_scenario_of_broken_measures_is_refused_with_all_of_them() -> None:
    Path("policies/usa_graphite.yaml").write_text("kind: [\n", encoding="utf-8")
    Path("policies/can_cells.yaml").write_text("title: x\n", encoding="utf-8")
    Path("x.yaml").write_text(HEAD, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        load_scenario("x.yaml")
    assert {one.place.file for one in refused.value.problems} == {
        "policies/usa_graphite.yaml",
        "policies/can_cells.yaml",
    }
