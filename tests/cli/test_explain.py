"""Whatever has a name can be explained: its numbers, where they come from, how sure they are, and what uses them."""

from __future__ import annotations

import csv
import json
import random
from typing import Any

import pytest

from friendshore.cli import main
from friendshore.levers import KINDS
from friendshore.locations import shipped
from friendshore.seed_index import SeedIndex

SEEDS = shipped("seeds")


def told(capsys: pytest.CaptureFixture[str], name: str) -> tuple[int, str, str]:
    code = main(["explain", name])
    captured = capsys.readouterr()
    return code, " ".join(captured.out.split()), captured.err


def known(capsys: pytest.CaptureFixture[str], name: str) -> dict[str, Any]:
    assert main(["explain", name, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def uses(found: dict[str, Any]) -> dict[str, list[str]]:
    return {use["what"]: use["names"] for use in found["uses"]}


def test_a_site_has_numbers_offtakes_and_measures(capsys: pytest.CaptureFixture[str]) -> None:
    found = known(capsys, "can_nal")
    assert "site" in found["is"]
    assert found["facts"]["name"] == "North American Lithium"
    assert {"capacity", "cash_cost", "ramp_months"} <= {one["field"] for one in found["numbers"]}
    assert "off_tesla_nal" in uses(found)["sells under"]
    assert "lithium_hydroxide (spodumene_conversion)" in uses(found)["its spodumene_concentrate is taken to make"]


def test_a_cell_plant_knows_the_credit_that_pays_it(capsys: pytest.CaptureFixture[str]) -> None:
    found = uses(known(capsys, "usa_pan_ks"))
    assert "usa_45x_cells" in found["measures about it"]
    assert any(item.startswith("cam_nmc") for item in found["takes"])
    assert "usa_45x_cells" not in uses(known(capsys, "jpn_anode_nat")).get("measures about it", [])


def test_a_commodity_says_who_makes_and_takes_it(capsys: pytest.CaptureFixture[str]) -> None:
    found = uses(known(capsys, "aam_natural"))
    assert "cell_lfp (lfp)" in found["taken to make"]
    assert "can_nmg_becancour" in found["sites that make it"]
    assert {"anode", "graphite"} <= set(found["in the groups"])
    assert "chn_graphite_licence" in found["measures about it"]


def test_one_number_says_value_unit_source_and_grade(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = told(capsys, "can_nal.cash_cost")
    assert code == 0
    assert "USD2024/t" in out
    for words in ("grade C", "middle.news", "2026", "https://", "place in it:", "sites_values.csv:"):
        assert words in out


def test_a_parameter_shows_its_scopes_and_its_readers(capsys: pytest.CaptureFixture[str]) -> None:
    found = known(capsys, "cost_multiplier")
    assert {one["field"] for one in found["numbers"]} >= {"", "cell", "aam"}
    assert any(name.startswith("engine/") for name in uses(found)["read by"])
    (cell,) = known(capsys, "cost_multiplier.cell")["numbers"]
    assert (cell["low"], cell["high"], cell["distribution"]) == ("0.85", "1.15", "triangular")
    (shared,) = known(capsys, "scarcity_exponent.lithium_hydroxide")["numbers"]  # one row for several commodities
    assert "lithium_hydroxide" in shared["field"].split(";")


def test_a_source_says_what_rests_on_it(capsys: pytest.CaptureFixture[str]) -> None:
    found = known(capsys, "middle_news_elevra_q2_2026")
    assert found["facts"]["publisher"]
    assert "can_nal.cash_cost" in uses(found)["cited in sites_values"]


def test_a_measure_says_its_law_and_who_lists_it(capsys: pytest.CaptureFixture[str]) -> None:
    found = known(capsys, "usa_45x_cells")
    assert found["facts"]["kind"] == "production_credit"
    assert found["facts"]["state in this version"] == "run"
    assert found["passports"][0]["address"].startswith("https://")
    assert "baseline" in uses(found)["scenarios that name it"]
    assert "taiwan_war" in uses(known(capsys, "chn_graphite_licence"))["scenarios that name it"]
    main(["explain", "cod_cobalt_quota"])
    assert "  windows.year_2027.limit: " in capsys.readouterr().out  # as its reader may copy it
    assert known(capsys, "usa_30d_minerals")["facts"]["state in this version"].startswith("waits: ")


def test_a_kind_says_its_keys_and_its_measures(capsys: pytest.CaptureFixture[str]) -> None:
    found = known(capsys, "export_licence")
    assert "chn_graphite_licence" in uses(found)["measures of this kind"]
    assert "life" in found["facts"]["keys"]
    assert "Not built yet" in known(capsys, "stockpile")["facts"]["meaning"]


def test_a_kind_is_laid_out_as_help_key_by_key_with_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "import_tariff"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["import_tariff: kind of measures", "  A duty on imports."]
    assert (
        "  authority        the law it rests on, such as s301; duties of several authorities add up (needed)" in lines
    )
    assert "                   rate: 25 %  (can_surtax_chn_battery)" in lines
    told = " ".join(lines)
    assert "instead of rate: a table of rows" in told and "instead of rate or rates: money per t" in told
    assert "pays or spared on the day a duty begins (pays if not said)" in told
    assert "keys within rates" in told and "keys of every measure" in told
    words = known(capsys, "import_tariff")["words"]
    (rate,) = (one for one in words["keys"] if one["key"] == "rate")
    assert (rate["meaning"], rate["needed"]) == ("% of customs value, by date", False)


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_of_a_kind_has_a_meaning_and_no_line_is_too_long_or_from_the_source(
    kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = known(capsys, kind)["words"]
    assert words["about"] and all(one["meaning"] for one in (*words["keys"], *words["common"]))
    assert main(["explain", kind]) == 0
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= 110
    assert "``" not in out and "; or" not in out and "_ " not in out


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("can_nla", "did you mean can_nal?"),
        ("can_nal.cash_cots", "did you mean can_nal.cash_cost?"),
        ("aam_natural.colour", "aam_natural has no number 'colour'; it has gross_weight"),
        ("usa_45x_cell", "did you mean usa_45x_cells?"),
        ("export_license", "did you mean export_licence?"),
        ("zzzzzz", "it is no row of the seeds"),
    ],
)
def test_a_slip_is_answered_with_what_was_meant(typed: str, meant: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = told(capsys, typed)
    assert (code, out) == (2, "")
    assert meant in err


def test_ten_numbers_picked_at_random_lead_to_their_sources(capsys: pytest.CaptureFixture[str]) -> None:
    with open(SEEDS / "sites_values.csv", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["source"] != "assumed"]
    for row in random.Random(10).sample(rows, 10):
        code, out, _ = told(capsys, f"{row['subject']}.{row['field']}")
        assert code == 0
        for part in (row["value"], row["unit"], row["source"], f"grade {row['confidence']}", "http"):
            assert part in out


def test_every_name_of_the_seeds_is_found() -> None:
    index = SeedIndex(SEEDS)
    assert {"can_nal", "graphite", "cost_multiplier", "CAN", "middle_news_elevra_q2_2026"} <= index.names
    assert all(index.rows(name) for name in sorted(index.names)[::97])


def test_a_mention_names_what_mentions() -> None:
    found = {(one.table, one.column): one.rows for one in SeedIndex(SEEDS).mentions("pcam_nmc_high")}
    assert found["recipes", "item"] == ("cam_nmc_high (calcination)",)
    assert ("commodities", "id") not in found


def test_ranges_guesses_and_the_source_of_a_law_are_told_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    _, guess, _ = told(capsys, "cost_multiplier.cell")
    assert "[0.85 to 1.15, triangular]" in guess
    assert "grade D; assumed" in guess
    _, law, _ = told(capsys, "usa_45x_cells")
    assert law.startswith("usa_45x_cells: ") and "https://" in law and "used by" in law
    _, many, _ = told(capsys, "aam_natural")
    assert " more" in many
