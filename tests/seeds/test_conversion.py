"""What the conversion of the pack does to names and flows."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

TOOLS = Path(__file__).parents[2] / "tools"


def tool(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, TOOLS / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def test_flows_are_fitted_to_what_is_sold_and_bought() -> None:
    fitted = tool("pack_trade").fitted
    flows = {("A", "X"): 50.0, ("A", "Y"): 40.0, ("B", "Y"): 30.0}
    found = fitted(flows, {"A": 100.0, "B": 20.0}, {"X": 60.0, "Y": 60.0})
    assert found["A", "X"] == pytest.approx(60)
    assert found["A", "Y"] == pytest.approx(40)
    assert found["B", "Y"] == pytest.approx(20)


def test_a_seller_whose_flows_were_left_out_gets_one_to_the_largest_buyer() -> None:
    fitted = tool("pack_trade").fitted
    found = fitted({("A", "X"): 90.0, ("A", "Y"): 10.0}, {"A": 98.0, "B": 2.0}, {"X": 90.0, "Y": 10.0})
    assert found["B", "X"] == pytest.approx(2)
    assert sum(found.values()) == pytest.approx(100)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("CAN_NAL", "can_nal"),
        ("EUR_AGG_SYNTHETIC_ANODE", "xeu_agg_aam_synthetic"),
        ("ROW_INCENTIVE_GRAPHITE_FLAKE", "xrw_incentive_flake_graphite"),
        ("CHN_AGG_EV", "chn_agg_vehicle"),
        ("CAN_WINDSOR_EV", "can_windsor_ev"),
    ],
)
def test_ids_of_sites(given: str, expected: str) -> None:
    assert tool("pack_tables").site_id(given) == expected


def test_a_guess_is_graded_d_and_says_why_and_a_source_names_its_file() -> None:
    passports = tool("pack_tables").Passports({"survey": "https://example.org/a/Table%20S2.xlsx?raw=1", "page": "x"})
    assert passports.of("assumed", "B", "", "judged") == {
        "source": "assumed", "locator": "", "confidence": "D", "note": "judged",
    }  # fmt: skip
    assert passports.of("survey", "A", "", "judged")["locator"] == "Table S2.xlsx"
    assert passports.of("page", "B", "", "judged")["locator"] == "not recorded"
