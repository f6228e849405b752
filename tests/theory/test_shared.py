"""What the worlds on the event clock share with the baseline, by looking at which functions run.

A world of single lots has no market, so its clock, queues and stores are its own; how much to order, how much to make,
what a recipe takes and what a plant can do are the functions that a session calls.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

SHARED = {
    "friendshore.engine.kernels.production": {"need_limit", "withdraw", "runs_at"},
    "friendshore.formulas.inventory": {"order_up_to", "order_quantity", "production_wish"},
    "friendshore.streams": {"stream"},
}
OWN = {"friendshore.engine.events", "friendshore.engine.kernels.lots", "friendshore.formulas.inventory"}
"""Where functions may live that the worlds run and the baseline does not."""
SCRIPT = """
import json, sys
from dataclasses import replace
from datetime import date
from friendshore.engine import events
from friendshore.formulas.compiled import COMPILED
from theory.worlds import NAMES, read
from worlds_small.lab import run, small_world
assert not COMPILED
seen = set()
def look(frame, event, _):
    name = frame.f_globals.get("__name__", "")
    if event == "call" and name.startswith(("friendshore.engine", "friendshore.formulas", "friendshore.streams")):
        seen.add((name, frame.f_code.co_qualname))
def called(act):
    seen.clear()
    sys.setprofile(look)
    act()
    sys.setprofile(None)
    return sorted(seen)
worlds = [read(name) for name in NAMES]
small_world()
def lots():
    for world, scenario in worlds:
        events.run(replace(world, horizon=min(world.horizon, world.warm_up + 60.0)), scenario, 0)
print(json.dumps([called(lots), called(lambda: run(small_world(), start=date(2024, 1, 1), end=date(2024, 12, 31)))]))
"""


def test_lots_and_sessions_run_the_same_order_and_recipe_functions_and_where_they_differ_is_known() -> None:
    environment = {**os.environ, "FRIENDSHORE_UNCOMPILED": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    worlds, baseline = ({(module, name) for module, name in found} for found in json.loads(done.stdout))
    for module, names in SHARED.items():
        for name in names:
            assert (module, name) in worlds & baseline, name
    alone = {module for module, _ in worlds - baseline}
    assert all(any(module == one or module.startswith(f"{one}.") for one in OWN) for module in alone), alone
