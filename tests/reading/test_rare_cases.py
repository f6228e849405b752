"""What rarely is wrong with a file, and is told as exactly as the rest."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from friendshore.errors import InputError, Place
from friendshore.reading import LARGEST, Problems, compose, read_table, read_yaml
from friendshore.scenario import load_scenario, read_scenario
from reading import scenario_cases
from reading.cases import LICENCE, TARIFF


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "policies").mkdir()
    for name, text in scenario_cases.FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)


def said_of(text: str, **files: str) -> list[str]:
    """What is said of a scenario beside changed files."""
    for name, content in files.items():
        Path(f"{name.replace('__', '/')}.yaml").write_text(content, encoding="utf-8")
    Path("x.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        load_scenario("x.yaml")
    return [str(one) for one in refused.value.problems]


def read_of(text: str, **files: str) -> list[str]:
    """All that is noted while a scenario is read, warnings too."""
    for name, content in files.items():
        Path(f"{name.replace('__', '/')}.yaml").write_text(content, encoding="utf-8")
    Path("x.yaml").write_text(text, encoding="utf-8")
    problems = Problems()
    read_scenario(Path("x.yaml"), problems)
    return [str(one) for one in problems]


SOUND = scenario_cases.SOUND


def test_a_baseline_that_is_a_list_is_refused() -> None:
    assert any(one.startswith("x.yaml:3:10: extends: ") for one in said_of(SOUND.replace(": baseline", ": [baseline]")))


def test_a_baseline_that_cannot_be_read_is_told_of_its_own_file() -> None:
    assert said_of(SOUND, baseline="title: {\n") == ["baseline.yaml:2:1: not YAML: did not find expected node content"]


def test_a_scenario_that_is_a_list_is_refused_without_asking_for_what_lists_cannot_have() -> None:
    assert said_of("- title\n- question\n") == ["x.yaml:1:1: a scenario is written as keys and values"]


def test_nothing_can_be_dropped_added_or_changed_where_nothing_is_extended() -> None:
    scenario_cases.world_of_lots()
    run = "run: {start: 2023-01-01, end: 2023-12-31, replications: 4, rng_seed: 1}\n"
    text = f"title: A queue\nquestion: How long?\nseeds: world\nclock: events\n{run}"
    assert said_of(f"{text}drop: [can_cells]\nadd: [usa_talks]\nchange: {{can_cells: {{cap: null}}}}\n") == [
        f"x.yaml:{line}:1: {key}: there is nothing to differ from; write extends: baseline"
        for line, key in ((6, "drop"), (7, "add"), (8, "change"))
    ]


def test_a_world_of_its_own_without_any_run_is_told_of_all_four_at_its_top() -> None:
    scenario_cases.world_of_lots()
    said = said_of("title: A queue\nquestion: How long?\nseeds: world\nclock: events\n")
    assert [one.partition(": missing")[0] for one in said] == [
        f"x.yaml:1:1: run.{key}" for key in ("end", "replications", "rng_seed", "start")
    ]


def test_a_measure_that_cannot_be_read_is_told_of_its_own_file() -> None:
    assert said_of(SOUND, policies__usa_talks="kind: [\n")[0].startswith("policies/usa_talks.yaml:2:1: not YAML: ")


def test_a_measure_that_nobody_knows_of_is_looked_for_in_three_places() -> None:
    said = said_of(SOUND.replace("[usa_talks]", "[nothing_like_it]"))
    assert said == [
        "x.yaml:5:7: add: no measure 'nothing_like_it'; it is looked up beside, in ./scenarios and in the package"
    ]
    listed = scenario_cases.BASELINE.replace("- can_review", "- nothing_like_it")
    assert said_of(listed) == [
        "x.yaml:9:5: measures: no measure 'nothing_like_it'; it is looked up beside, in ./scenarios and in the package"
    ]


def test_a_warning_about_a_measures_own_file_is_not_repeated_where_a_scenario_changes_it() -> None:
    unsaid = LICENCE.replace("destinations: all", "destinations: [KOR]")
    head = "title: T\nquestion: Q?\nextends: baseline\n"
    (warning,) = read_of(head, policies__chn_graphite=unsaid)
    assert warning.startswith("policies/chn_graphite.yaml:") and "no row fits" in warning
    assert (
        read_of(f"{head}change: {{chn_graphite: {{decisions: {{others: {{approval: {{2027-01-01: 20 %}}}}}}}}}}\n")
        == []
    )


def test_shocks_have_no_place_in_a_world_of_single_lots() -> None:
    scenario_cases.world_of_lots()
    text = "title: A queue\nquestion: How long?\nseeds: world\nclock: events\n"
    run = "run: {start: 2023-01-01, end: 2023-12-31, replications: 4, rng_seed: 1}\n"
    assert said_of(f"{text}{run}shocks: {{}}\n")[0] == (
        "x.yaml:6:1: shocks: a world on the event clock has none; write them into its table of outages"
    )
    assert said_of(f"{text}{run}contracts: {{}}\n")[0] == "x.yaml:6:1: contracts: a world on the event clock has none"


def test_what_never_acted_is_dropped_without_a_warning() -> None:
    listed = scenario_cases.BASELINE + "  - usa_talks\n"
    text = "title: T\nquestion: Q?\nextends: baseline\ndrop: [usa_talks]\n"
    assert read_of(text, baseline=listed) == []
    assert "leaves the past as well" in read_of(text.replace("usa_talks", "usa_graphite"))[0]


def test_an_empty_document_in_quotes_is_an_empty_file() -> None:
    problems = Problems()
    assert compose("''\n", "x.yaml", problems) is None
    assert [str(one) for one in problems] == ["x.yaml:1:1: the file is empty"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a:\n  b: 1\n c: 2\n", "3:2: not YAML: did not find expected key (indented too far or not far enough?)"),
        ("- a\nb: 1\n", "2:1: not YAML: did not find expected '-' indicator (indented too far or not far enough?)"),
        ("a: b: c\n", "1:5: not YAML: mapping values are not allowed here (a colon inside text? put it in quotes)"),
        ("<<: {a: 1}\n", "1:1: anchors and << are not read; write it out"),
        ("[a, b]: 1\n", "1:1: a key is one line of text"),
        ("a: 'b\n", "2:1: not YAML: found unexpected end of stream (a quote left open?)"),
        ("a: @b\n", "1:4: not YAML: this character cannot start a value (put the text in quotes)"),
    ],
)
def test_a_parsers_complaint_comes_with_the_likely_cause(text: str, said: str) -> None:
    problems = Problems()
    assert compose(text, "x.yaml", problems) is None
    assert [str(one) for one in problems] == [f"x.yaml:{said}"]
    assert said_of(text) == [f"x.yaml:{said}"]


@pytest.mark.parametrize(
    ("text", "key"), [("{a}\n", "1:2: a"), ("{a: b, c}\n", "1:8: c"), ("{a: 1, bcd: 2, e}\n", "1:16: e")]
)
def test_a_key_without_a_value_is_told_where_no_comma_can_have_split_a_number(text: str, key: str) -> None:
    problems = Problems()
    compose(text, "x.yaml", problems)
    assert [str(one) for one in problems] == [f"x.yaml:{key}: has no value; write one, or leave the key out"]


def test_whatever_else_the_parser_stumbles_over_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def __init__(self, text: str) -> None: ...

        def get_event(self) -> None:
            raise yaml.YAMLError("out of its depth\nand more")

        def dispose(self) -> None: ...

    monkeypatch.setattr(yaml, "CLoader", Broken)
    problems = Problems()
    assert compose("a: 1", "x.yaml", problems) is None
    assert [str(one) for one in problems] == ["x.yaml:1:1: not YAML: out of its depth"]


def test_a_table_that_is_not_there_has_no_rows() -> None:
    problems = Problems()
    assert read_table("none.csv", ["id"], problems) == []
    assert [str(one) for one in problems] == ["none.csv:1:1: no such file"]


def test_a_column_that_is_like_none_is_told_of_all() -> None:
    Path("t.csv").write_text("id,colour,\na,1,\n", encoding="utf-8")
    problems = Problems()
    assert read_table("t.csv", ["id", "value"], problems) == []
    assert [str(one) for one in problems] == [
        "t.csv:1:1: value: column missing",
        "t.csv:1:2: colour: no such column; the columns are id, value",
        "t.csv:1:3: (no name): no such column; the columns are id, value",
    ]


def test_empty_lines_of_a_table_count_as_lines_and_are_no_rows() -> None:
    Path("t.csv").write_text("id,value\na,1\n\nb,2\n", encoding="utf-8")
    problems = Problems()
    rows = read_table("t.csv", ["id", "value"], problems)
    assert [(row["id"], row.place.line) for row in rows] == [("a", 2), ("b", 4)]


def test_of_a_binary_file_twenty_characters_are_told() -> None:
    Path("x.yaml").write_bytes(b"\x00\x01" * 500)
    problems = Problems()
    assert read_yaml("x.yaml", problems) is None
    assert len(problems) == 20


def test_two_scenarios_of_one_broken_baseline_are_both_unsound_and_it_is_told_of_once() -> None:
    Path("baseline.yaml").write_text(scenario_cases.BASELINE.replace("replications: 100", "replications: few"), "utf-8")
    problems = Problems()
    for name in ("x", "y"):
        Path(f"{name}.yaml").write_text(SOUND, encoding="utf-8")
        assert read_scenario(Path(f"{name}.yaml"), problems) is None
    assert [one.place.file for one in problems.errors] == ["baseline.yaml"]
    with pytest.raises(InputError) as refused:
        load_scenario("y.yaml", problems)
    assert [one.place.file for one in refused.value.problems] == ["baseline.yaml"]


def test_a_measure_written_twice_in_a_list_is_one_too_many() -> None:
    twice = scenario_cases.BASELINE + "  - can_cells\n"
    assert said_of(twice) == ["x.yaml:10:5: measures: can_cells stands twice"]


def test_a_bloc_that_cannot_be_read_is_told_of_its_own_file() -> None:
    bloc = "kind: bloc\ntitle: An alliance\nmembers: [\n"
    tariff = TARIFF.replace("origins: [CHN]", "origins: [alliance]")
    said = said_of(SOUND, policies__alliance=bloc, policies__usa_graphite=tariff)
    assert [one for one in said if one.startswith("policies/alliance.yaml:4:1: not YAML")], said


def test_every_row_of_the_wrong_width_is_told_and_sound_ones_are_read() -> None:
    Path("t.csv").write_text("id,value\na\nb,2\nc,3,4\nd,5\n", encoding="utf-8")
    problems = Problems()
    assert [row["id"] for row in read_table("t.csv", ["id", "value"], problems)] == ["b", "d"]
    assert [one.place.line for one in problems] == [2, 4]


def test_warnings_are_no_errors_and_stop_nothing() -> None:
    problems = Problems()
    place = Place("x.yaml", 1, 1)
    problems.add(place, "a", "odd", "warning")
    assert ([one.message for one in problems.warnings], problems.errors, problems.noted) == (["odd"], (), 0)
    problems.raise_if_any()
    for _ in range(2):
        problems.add(place, "b", "wrong")
    assert ([one.message for one in problems.errors], len(problems), problems.noted) == (["wrong"], 2, 2)
    with pytest.raises(InputError):
        problems.raise_if_any()


def test_an_excerpt_is_the_line_itself_and_empty_where_there_is_none() -> None:
    problems = Problems()
    problems.know("x.yaml", "first\n\tsecond\n")
    for line in (0, 1, 2, 9):
        problems.add(Place("x.yaml", line, 1), "", f"line {line}")
    assert [one.excerpt for one in problems] == ["", "first", " second", ""]


def test_a_file_of_exactly_two_megabytes_is_read_and_one_byte_more_is_not() -> None:
    for size, read in ((LARGEST, True), (LARGEST + 1, False)):
        Path("x.yaml").write_bytes(b"a: " + b"b" * (size - 3))
        problems = Problems()
        assert (read_yaml("x.yaml", problems) is not None) is read
        assert [one.key for one in problems] == ([] if read else [""])


def test_after_a_warning_that_is_not_repeated_the_rest_is_still_told() -> None:
    unsaid = LICENCE.replace("destinations: all", "destinations: [KOR]")
    change = "change: {chn_graphite: {decisions: {others: {approval: 20 %}}}}\n"
    found = read_of(f"title: T\nquestion: Q?\nextends: baseline\n{change}", policies__chn_graphite=unsaid)
    assert [one.partition(": warning: ")[0] for one in found] == ["x.yaml:4:56"]
