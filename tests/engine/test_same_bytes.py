"""What must not change a result does not change a byte of it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from friendshore.engine.run import simulate
from friendshore.results.blobs import fingerprint
from worlds_small.lab import ARRAYS, FIRST, Result, differences, plan_of, run, small_world, with_site, write_world
from worlds_small.measures import ban, credit, licence, life, purchase, tariff

REAL = {
    "duty": tariff("25 %", life("2025-02-03")),
    "queue": licence("60 %", "60 days", life("2025-06-01", announced="2025-04-01")),
    "credit": credit("35 USD/kWh", life("2024-03-01", "2027-03-01")),
}


@pytest.fixture(scope="module")
def base() -> Result:
    return run(small_world())


@pytest.fixture(scope="module")
def lawful() -> Result:
    return run(small_world(), REAL)


def test_a_replication_run_again_has_the_same_bytes(lawful: Result) -> None:
    again = Result(lawful.plan, simulate(lawful.plan, 0))
    anew = run(small_world(), REAL)
    assert differences(lawful, again) == []
    assert differences(lawful, anew) == []


def test_a_replication_does_not_depend_on_those_run_before_it() -> None:
    one, other = plan_of(small_world(), REAL), plan_of(small_world(), REAL)
    in_order = [simulate(one, n) for n in range(4)]
    backwards = [simulate(other, n) for n in (3, 2, 0)]
    assert fingerprint(in_order[3]) == fingerprint(backwards[0])
    assert fingerprint(in_order[2]) == fingerprint(backwards[1])
    assert fingerprint(in_order[0]) == fingerprint(backwards[2])
    assert len({fingerprint(one) for one in in_order}) == 4


def test_another_process_with_another_hash_seed_time_zone_and_folder_gives_the_same_bytes(
    lawful: Result, tmp_path: Path
) -> None:
    script = (
        "from worlds_small.lab import run, small_world\n"
        "from engine.test_same_bytes import REAL\n"
        "from friendshore.results.blobs import fingerprint\n"
        "print(fingerprint(run(small_world(), REAL).outcome))\n"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "4711", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)
    elsewhere = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=tmp_path, env=environment, check=True
    )
    assert elsewhere.stdout.strip() == fingerprint(lawful.outcome)


def test_another_seed_gives_other_luck(base: Result) -> None:
    assert set(differences(base, run(small_world(), rng_seed=8))) >= {"made", "lost_outage", "sampled"}


OTHER = "aam_synthetic"
"""Goods for which no real measure asks a licence: of two on the same goods, the laxer may still matter."""
NOTHING = {
    "a duty of 0 %": tariff("0 %", life("2025-01-01")),
    "a duty of 0 % that begins between two sessions": tariff("0 %", life("2025-01-09")),
    "a duty of 0 % that was announced": tariff("0 %", life("2025-03-01", announced="2024-10-01")),
    "a licence that everybody gets at once": licence("100 %", "0 days", life("2025-01-01"), OTHER),
    "an announced licence that everybody gets at once": licence(
        "100 %", "0 days", life("2025-01-01", announced="2024-10-01"), OTHER
    ),
    "a licence of ten days that everybody gets at once": licence(
        "100 %", "0 days", life("2025-01-01"), OTHER, valid="10 days"
    ),
    "a production credit of nothing": credit("0 USD/kWh", life("2025-01-01")),
    "a purchase credit of nothing": purchase("0 USD/vehicle", life("2025-01-01")),
    "a ban that was only proposed": ban("{2024-01-01: proposed}"),
    "a ban of what nobody there makes": ban(life("2025-01-01"), "cell_nmc", "JPN"),
    "a ban after the horizon": ban(life("2029-01-01")),
    "a ban after the horizon, announced within it": ban(life("2035-01-01", announced="2025-01-01")),
    "a duty after the horizon": tariff("100 %", life("2029-01-01")),
    "a duty repealed before the world begins": tariff("100 %", life("2019-01-01", "2022-12-31")),
    "a credit after the horizon": credit("35 USD/kWh", life("2029-06-01")),
    "a licence after the horizon": licence("0 %", "200 days", life("2029-01-01")),
}


@pytest.mark.parametrize("what", NOTHING)
def test_a_measure_without_strength_changes_no_byte(base: Result, what: str) -> None:
    assert differences(base, run(small_world(), {"nothing": NOTHING[what]})) == []


@pytest.mark.parametrize("what", NOTHING)
def test_a_measure_without_strength_changes_no_byte_beside_real_ones(lawful: Result, what: str) -> None:
    assert differences(lawful, run(small_world(), {**REAL, "a_nothing": NOTHING[what]})) == []


def test_law_of_a_session_day_holds_in_that_session_whatever_changed_in_the_week_before() -> None:
    calendar = plan_of(small_world()).structure.calendar
    day = next(one for one in (date(2025, 3, 1) + timedelta(n) for n in range(7)) if calendar.day(one) % 7 == 0)
    duty = {"duty": tariff("50 %", life(day.isoformat()))}
    nothing = {"nothing": tariff("0 %", life((day - timedelta(days=3)).isoformat()), "cell_nmc")}
    assert differences(run(small_world(), duty), run(small_world(), {**duty, **nothing})) == []


UNUSED = {
    "no capacity at all": {"capacity": ()},
    "a capacity of zero": {"capacity": ((date(2020, 1, 1), 0.0),)},
    "capacity after the horizon": {"capacity": ((date(2029, 1, 1), 500.0),), "start": date(2029, 1, 1)},
    "capacity before the world begins": {
        "capacity": ((date(2015, 1, 1), 500.0),),
        "start": date(2015, 1, 1),
        "end": date(2022, 1, 1),
    },
}


@pytest.mark.parametrize("why", UNUSED)
@pytest.mark.parametrize("name", ["a_plant", "z_plant"])
@pytest.mark.parametrize("like", ["usa_nmc_cells", "idn_nickel_refinery"])
def test_a_site_that_is_never_used_changes_no_byte(base: Result, why: str, name: str, like: str) -> None:
    idle = with_site(small_world(), like, name, country="JPN", **UNUSED[why])
    assert differences(base, run(idle)) == []


def test_the_order_of_sites_flows_and_demand_in_the_tables_changes_no_byte(base: Result) -> None:
    world = small_world()
    turned = replace(base.plan.world, sites=dict(reversed(world.sites.items())))
    assert differences(base, run(turned)) == []


def _scenario(folder: Path, measures: list[str]) -> str:
    for name, text in REAL.items():
        source = "\nsource: {row: TEST-01, cite: a test}\nconfidence: B\n"
        (folder / f"{name}.yaml").write_text(text.strip() + source, encoding="utf-8")
    path = folder / "question.yaml"
    path.write_text(
        "title: A test\nquestion: Does order matter?\nseeds: world\n"
        "run: {start: 2023-01-01, end: 2026-12-31, replications: 2, rng_seed: 7}\n"
        f"measures: [{', '.join(measures)}]\n",
        encoding="utf-8",
    )
    return str(path)


def test_the_order_in_which_a_scenario_lists_its_measures_changes_no_byte(tmp_path: Path) -> None:
    from friendshore.experiment.scenarios import subject_of
    from friendshore.scenario import load_scenario

    write_world(tmp_path / "world")
    prints = set()
    for order in (["duty", "queue", "credit"], ["credit", "queue", "duty"], ["queue", "duty", "credit"]):
        simulation = subject_of(load_scenario(_scenario(tmp_path, order))).factory()
        prints.add((simulation.index, fingerprint(simulation(1))))
    assert len(prints) == 1


def _months(result: Result, until: date) -> dict[str, bytes]:
    """Everything kept by month before a date, as bytes."""
    months = (until.year - FIRST.year) * 12 + until.month - FIRST.month
    found = {}
    for name in ARRAYS:
        array = getattr(result.outcome, name)
        if array.ndim == 2 and array.shape[1] == len(result.index.months):
            found[name] = array[:, :months].tobytes()
    assert len(found) > 8
    return found


SURPRISES = {
    "a ban": ban(life("2026-03-02")),
    "a duty": tariff("100 %", life("2026-03-02")),
    "a licence": licence("20 %", "90 days", life("2026-03-02")),
    "a credit": credit("35 USD/kWh", life("2026-03-02")),
    "a purchase credit": purchase("7500 USD/vehicle", life("2026-03-02")),
}


@pytest.mark.parametrize("what", SURPRISES)
def test_a_surprise_changes_nothing_before_its_day_and_something_after(base: Result, what: str) -> None:
    after = run(small_world(), {"surprise": SURPRISES[what]})
    assert _months(after, date(2026, 3, 1)) == _months(base, date(2026, 3, 1))
    assert _months(after, date(2028, 12, 1)) != _months(base, date(2028, 12, 1))


ANNOUNCED = {
    "a ban": ban(life("2026-09-01", announced="2026-03-02")),
    "a duty": tariff("100 %", life("2026-09-01", announced="2026-03-02")),
    "a licence": licence("20 %", "90 days", life("2026-09-01", announced="2026-03-02")),
}


@pytest.mark.parametrize("what", ANNOUNCED)
def test_an_announced_measure_changes_nothing_before_its_announcement_and_something_before_its_day(
    base: Result, what: str
) -> None:
    after = run(small_world(), {"announced": ANNOUNCED[what]})
    assert _months(after, date(2026, 3, 1)) == _months(base, date(2026, 3, 1))
    assert _months(after, date(2026, 9, 1)) != _months(base, date(2026, 9, 1))


def test_a_longer_horizon_leaves_the_past_as_it_was_but_for_the_months_that_plan_ahead(base: Result) -> None:
    longer = run(small_world(), end=date(2030, 12, 31))
    assert _months(longer, date(2028, 10, 1)) == _months(base, date(2028, 10, 1))
