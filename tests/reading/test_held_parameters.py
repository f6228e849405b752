"""A scenario may hold behavioural values; wrong names, units and sizes are told at their place, all at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from friendshore.engine.values import Values, name
from friendshore.experiment.scenarios import subject_of
from friendshore.reading import Problems
from friendshore.scenario import changed_inputs, load_scenario, read_scenario, resolved
from friendshore.seeds import load_world

HEAD = "title: A rule\nquestion: Who is served first?\nextends: baseline\n"


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def said_of(text: str) -> list[str]:
    Path("x.yaml").write_text(text)
    problems = Problems()
    read_scenario(Path("x.yaml"), problems)
    return [f"{one.place}: {one.severity}: {one.key}: {one.message}" for one in problems if one.place.file == "x.yaml"]


def test_everything_wrong_is_told_at_its_place() -> None:
    values = (
        "home_first.CHM: 100 %",
        "home_first.CHN: 100",
        "home_first.CHN.x: 1 %",
        "approval_days.magnet: 3 years",
        "sourcing_elasticity: 4 %",
        "carrying_cost: 150 %",
        "inflation: 3 %",
        "ask_ceiling: -1",
        "scarcity_exponent: nan",
        "long_standing_first: 110 %",
        "lane_newcomers: [2]",
    )
    found = said_of(HEAD + "parameters:\n" + "".join(f"  {one}\n" for one in values))
    told = [one.split(": ", 2) for one in found]
    assert [place.split(":")[1] for place, _, _ in told] == [str(line) for line in range(5, 16)]
    assert [severity for _, severity, _ in told].count("warning") == 1
    for (_, _, message), words in zip(
        told,
        (
            "no behavioural value of that name; did you mean home_first.CHN?",
            "'100' is not understood here; it is written such as 25 %",
            "no behavioural value of that name",
            "3 years lies outside of what the tables believe (120 to 540 days)",
            "'4 %' is not understood here; it is a bare number (elasticity)",
            "'150 %' is not understood here; it is written such as 8 %/yr",
            "is used while the tables are read, before a scenario is; change it there",
            "-1 is below zero",
            "'nan' is not understood here",
            "110 % is more than can be",
            "takes one value, such as 2",
        ),
        strict=True,
    ):
        assert words in message, message


def test_what_divides_or_counts_is_held_to_what_can_be() -> None:
    wrong = (
        ("session_days: 0 days", "0 days cannot be; it is a whole number from 1 to 31 days"),
        ("session_days: 1.5 days", "a whole number from 1 to 31 days"),
        ("session_days: 32 days", "a whole number from 1 to 31 days"),
        ("rationing_rounds: 0", "0 cannot be; it is a whole number from 1 to 100 rounds"),
        ("rationing_rounds: 2.5", "a whole number from 1 to 100 rounds"),
        ("licence_firms_named: 0", "a whole number from 1 to 10,000 firms"),
        ("spin_up_months: 0", "0 cannot be; it is from 1 to 120 months"),
        ("lane_newcomers: 1001", "a whole number from 0 to 1,000 sellers"),
        ("price_lag_days: 0 days", "0 days cannot be; it is above 0 and at most 36,500 days"),
        ("scarcity_anchor_days: 101 years", "above 0 and at most 36,500 days"),
        ("outages_per_year.mining: 367", "from 0 to 366 events/y"),
        ("outages_per_year: -1", "-1 is below zero"),
    )
    for text, words in wrong:
        (one,) = said_of(HEAD + f"parameters:\n  {text}\n")
        name = text.partition(":")[0]
        assert one.startswith(f"x.yaml:5:{len(name) + 5}: error: parameters.{name}: ") and words in one
    for text in ("session_days: 1 day", "lane_newcomers: 0", "outages_per_year: 0", "spin_up_months: 1"):
        assert said_of(HEAD + f"parameters:\n  {text}\n") == []
    (one,) = said_of(HEAD + "parameters:\n  approval_days.cell: 0 days\n")
    assert "warning" in one and "lies outside of what the tables believe" in one


def test_parameters_are_names_with_values_and_no_event_clock_has_them() -> None:
    assert "takes names of behavioural values" in said_of(HEAD + "parameters: [home_first]\n")[0]
    text = HEAD + "clock: events\nparameters: {home_first.CHN: 100 %}\n"
    assert "a world on the event clock has none" in " ".join(said_of(text))


def test_a_value_of_the_baseline_is_inherited_replaced_or_removed() -> None:
    shipped = Path(__file__).parents[2] / "scenarios" / "baseline.yaml"
    Path("baseline.yaml").write_text(shipped.read_text() + "parameters: {home_first.CHN: 100 %, lane_newcomers: 3}\n")
    for own, values in (
        ("", {"home_first.CHN": 1.0, "lane_newcomers": 3.0}),
        ("parameters: {lane_newcomers: null}\n", {"home_first.CHN": 1.0}),
        ("parameters: {home_first.CHN: 60 %}\n", {"home_first.CHN": 0.6, "lane_newcomers": 3.0}),
    ):
        Path("x.yaml").write_text(HEAD + own)
        assert load_scenario("x.yaml").parameters == values
    (one,) = said_of(HEAD + "parameters: {ask_ceiling: null}\n")
    assert "null removes a value of the baseline, which has none of this name" in one


def test_a_held_value_is_part_of_what_a_run_is_named_by_and_of_what_differs() -> None:
    Path("x.yaml").write_text(HEAD)
    Path("y.yaml").write_text(HEAD + "parameters: {home_first.CHN: 100 %}\n")
    bare, held = load_scenario("x.yaml"), load_scenario("y.yaml")
    assert "parameters" not in resolved(bare) and resolved(held)["parameters"] == {"home_first.CHN": "100 %"}
    assert changed_inputs(bare, held) == [("parameters.home_first.CHN", None, "100 %")]
    assert held.origins["parameters.home_first.CHN"] == "y.yaml:4:30"


def test_it_holds_in_every_replication_and_moves_no_other_draw() -> None:
    Path("x.yaml").write_text(HEAD + "parameters: {approval_days.magnet: 200 days, ask_ceiling: 5}\n")
    scenario = load_scenario("x.yaml")
    world = load_world(scenario.seeds)
    assert world.parameter("ask_ceiling").value != 5.0  # what was looked up before is not what is held
    held = world.with_parameters(scenario.parameters)
    assert held.parameter("ask_ceiling").value == 5.0
    for replication in (0, 17):
        before, after = Values(world, 1, replication), Values(held, 1, replication)
        assert after.get("approval_days", "magnet") == 200.0 and after.get("ask_ceiling") == 5.0
        others = [i for i, one in enumerate(world.sampled) if name(one) != "approval_days.magnet"]
        assert [before.drawn()[i] for i in others] == [after.drawn()[i] for i in others]
        assert after.drawn()[world.sampled.index(_of(world.sampled))] == 200.0
    plan = subject_of(scenario).factory().plan  # type: ignore[attr-defined]
    assert plan.world.parameter("approval_days", "magnet").value == 200.0


def _of(sampled):
    return next(one for one in sampled if name(one) == "approval_days.magnet")
