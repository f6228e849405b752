"""A scenario is a difference: what it changes, what it leaves, and what it says of where values come from."""

from __future__ import annotations

import json
import pickle
from datetime import date
from pathlib import Path

import pytest

from friendshore.errors import InputError, UsageError
from friendshore.policy.questions import At
from friendshore.scenario import Scenario, changed_inputs, load_scenario, resolved
from reading import scenario_cases

HEAD = "title: A question\nquestion: What then?\nextends: baseline\n"


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "policies").mkdir()
    for name, text in scenario_cases.FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)


def scenario(text: str, head: str = HEAD) -> Scenario:
    Path("x.yaml").write_text(head + text, encoding="utf-8")
    return load_scenario("x.yaml")


def lever(found: Scenario, name: str):  # type: ignore[no-untyped-def]
    return next(one for one in found.levers if one.name == name)


def test_the_baseline_is_inherited_key_by_key() -> None:
    found = scenario("run: {replications: 8}\n")
    assert (found.start, found.end, found.replications, found.rng_seed) == (
        date(2023, 1, 1),
        date(2035, 12, 31),
        8,
        20261121,
    )
    assert [one.name for one in found.levers] == ["can_cells", "chn_graphite", "usa_graphite"]
    assert [(one.measure, one.why) for one in found.pending] == [("can_review", "permit_limit is not built yet")]
    assert (found.law_as, found.clock, found.extends) == ("practised", "sessions", "baseline")


def test_measures_are_dropped_and_added() -> None:
    found = scenario("drop: [can_cells]\nadd: [usa_talks]\n")
    assert [one.name for one in found.levers] == ["chn_graphite", "usa_graphite", "usa_talks"]


def test_a_changed_timeline_keeps_what_lies_before_and_takes_the_rest() -> None:
    found = scenario("change: {can_cells: {rate: {2028-01-01: 10 USD/kWh}}}\n")
    rate = lever(found, "can_cells").rate
    values = [rate.at(date(year, 6, 1)).value for year in (2024, 2027, 2028, 2031)]
    assert values == [35_000, 35_000, 10_000, 10_000]


def test_until_the_news_the_old_timeline_is_believed() -> None:
    found = scenario("change: {can_cells: {known: 2027-03-01, rate: {2028-01-01: 10 USD/kWh}}}\n")
    rate = lever(found, "can_cells").rate
    asked = date(2031, 1, 1)
    assert rate.at(asked, date(2027, 2, 28)).value == 26_250
    assert rate.at(asked, date(2027, 3, 1)).value == 10_000


def test_news_comes_with_the_first_changed_day_unless_it_is_dated() -> None:
    found = scenario("change: {usa_graphite: {life: {2028-01-01: suspended, 2029-01-01: in_force}}}\n")
    life = lever(found, "usa_graphite").life
    assert life.bites(date(2028, 6, 1), date(2027, 12, 31))
    assert not life.bites(date(2028, 6, 1), date(2028, 1, 1))
    assert life.bites(date(2029, 1, 1), date(2028, 1, 1))


def test_two_scenarios_that_part_on_a_day_share_what_was_known_before_it() -> None:
    baseline, changed = (
        load_scenario("baseline.yaml"),
        scenario("change: {usa_graphite: {life: {2028-01-01: repealed}}}\n"),
    )
    before, after = lever(baseline, "usa_graphite"), lever(changed, "usa_graphite")
    for known in (date(2024, 5, 13), date(2024, 5, 14), date(2026, 1, 1), date(2027, 12, 31)):
        for asked in (date(2024, 6, 1), date(2026, 6, 1), date(2028, 1, 1), date(2030, 1, 1)):
            at = At(asked, known)
            assert before.bites(at) == after.bites(at)


def test_one_value_given_dates_stays_as_it_was_before_them() -> None:
    found = scenario("change: {usa_graphite: {rate: {2027-01-01: 170 %}}}\n")
    rate = lever(found, "usa_graphite").rate
    assert (rate.at(date(2026, 6, 1)), rate.at(date(2027, 1, 1))) == (0.25, 1.7)


def test_a_row_of_a_table_is_changed_key_by_key() -> None:
    found = scenario("change: {chn_graphite: {decisions: {others: {approval: {2027-01-01: 20 %}}}}}\n")
    rows = lever(found, "chn_graphite").decisions
    assert list(rows) == ["japan", "others"]
    assert rows["others"].approval.at(date(2027, 1, 1)) == 0.2
    assert rows["others"].approval.at(date(2026, 1, 1)) == 0.95
    assert rows["others"].wait.mean() == pytest.approx(155 / 3)


def test_a_new_row_is_read_before_the_old_ones() -> None:
    row = "{destinations: [KOR], approval: 10 %, wait: 90 days}"
    found = scenario(f"change: {{chn_graphite: {{decisions: {{korea: {row}}}}}}}\n")
    assert list(lever(found, "chn_graphite").decisions) == ["korea", "japan", "others"]


def test_null_removes() -> None:
    found = scenario("change: {can_cells: {cap: null}}\n")
    assert lever(found, "can_cells").cap is None


def test_the_past_is_rewritten_only_by_those_who_say_so() -> None:
    change = "change: {usa_graphite: {rate: {2025-01-01: 50 %}}}\n"
    with pytest.raises(InputError, match="say rewrites_history: true"):
        scenario(change)
    found = scenario(change + "rewrites_history: true\n")
    assert lever(found, "usa_graphite").rate.at(date(2026, 1, 1)) == 0.5


def test_a_past_entry_repeated_as_it_was_rewrites_nothing() -> None:
    found = scenario("change: {usa_graphite: {life: {2026-01-01: in_force, 2028-01-01: repealed}}}\n")
    assert found.levers


def test_a_world_of_its_own_needs_no_baseline() -> None:
    own = scenario_cases.world_of_lots()
    text = "seeds: world\nclock: events\nrun: {start: 2023-01-01, end: 2023-12-31, replications: 4, rng_seed: 1}\n"
    found = scenario(text, head="title: A queue\nquestion: How long is the wait?\n")
    assert found.clock == "events"
    assert found.seeds.resolve() == own.resolve()
    assert (found.levers, found.pending, found.extends) == ((), (), None)
    assert resolved(found)["seeds"] == "world"


def test_a_world_of_its_own_says_its_whole_run() -> None:
    scenario_cases.world_of_lots()
    with pytest.raises(InputError) as caught:
        scenario("seeds: world\nrun: {start: 2023-01-01}\n", head="title: A queue\nquestion: How long?\n")
    assert [one.key for one in caught.value.problems] == ["run.end", "run.replications", "run.rng_seed"]


def test_what_is_resolved_is_plain_and_free_of_places() -> None:
    found = scenario("change: {usa_graphite: {rate: {2027-01-01: 170 %}}}\n")
    text = json.dumps(resolved(found), sort_keys=True)
    assert "170 %" in text
    assert str(Path.cwd()) not in text
    assert json.loads(text) == resolved(found)


def test_comments_and_the_order_of_keys_change_nothing_that_is_resolved() -> None:
    one = scenario("run: {replications: 8}\nadd: [usa_talks]\n")
    two = scenario("add: [usa_talks]   # the same\nrun: {replications: 8}\n")
    assert json.dumps(resolved(one), sort_keys=True) == json.dumps(resolved(two), sort_keys=True)


def test_the_order_of_a_tables_rows_is_part_of_what_is_resolved() -> None:
    japan = "  japan: {destinations: [JPN], approval: 60 %, wait: 60 days}\n"
    korea = "  korea: {destinations: [KOR], approval: 40 %, wait: 60 days}\n"
    texts = []
    for rows in (japan + korea, korea + japan):
        licence = scenario_cases.LICENCE.replace(japan, rows)
        Path("policies/chn_graphite.yaml").write_text(licence, encoding="utf-8")
        texts.append(json.dumps(resolved(load_scenario("baseline.yaml")), sort_keys=True))
    assert texts[0] != texts[1]


def test_every_value_says_where_it_was_written() -> None:
    found = scenario("run: {replications: 8}\nchange: {usa_graphite: {rate: {2027-01-01: 170 %}}}\n")
    assert found.origins["replications"] == "x.yaml:4:21"
    assert found.origins["start"] == "baseline.yaml:3:14"
    assert found.origins["clock"] == "default"
    assert found.origins["measures.usa_graphite.rate.always"] == "policies/usa_graphite.yaml:12:7"
    assert found.origins["measures.usa_graphite.rate.2027-01-01.value"] == "x.yaml:5:44"
    assert {path.name for path in found.files} >= {"x.yaml", "baseline.yaml", "usa_graphite.yaml"}


def test_changed_inputs_are_told_by_timeline_and_measure() -> None:
    baseline = load_scenario("baseline.yaml")
    found = scenario("run: {replications: 8}\nadd: [usa_talks]\nchange: {usa_graphite: {rate: {2027-01-01: 170 %}}}\n")
    expected = [
        ("measures.usa_graphite.rate", "25 %", "25 %, from 2027-01-01 170 % (known 2027-01-01)"),
        ("measures.usa_talks", None, "Section 301 duty on natural graphite from China"),
    ]
    assert changed_inputs(baseline, found) == expected
    assert changed_inputs(resolved(baseline), resolved(found)) == expected
    assert changed_inputs(baseline, baseline) == []


def test_a_scenario_travels_to_another_process() -> None:
    found = scenario("change: {usa_graphite: {rate: {2027-01-01: 170 %}}}\n")
    assert resolved(pickle.loads(pickle.dumps(found))) == resolved(found)


def test_a_name_is_looked_up_and_a_misspelt_one_is_understood() -> None:
    assert (
        load_scenario("baseline").path == Path("scenarios/baseline.yaml")
        or load_scenario("baseline").name == "baseline"
    )
    with pytest.raises(UsageError, match="did you mean baseline"):
        load_scenario("baselin")
    with pytest.raises(UsageError, match="no such file"):
        load_scenario("nowhere/x.yaml")


def test_every_shipped_scenario_is_sound() -> None:
    from friendshore.locations import scenario_names, shipped

    names = [name for name in scenario_names() if (shipped("scenarios") / f"{name}.yaml").is_file()]
    assert "baseline" in names
    for name in names:
        assert load_scenario(shipped("scenarios") / f"{name}.yaml").question
