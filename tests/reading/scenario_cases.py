"""Wrong scenarios, and what a reader is told, each with its exact line and column."""
# ruff: noqa: E501  (a message is one line)

from __future__ import annotations

from pathlib import Path

from reading.cases import CREDIT, LICENCE, TARIFF, Case

BASELINE = """\
title: Law as read
question: What happens if nothing is added?
run: {start: 2023-01-01, end: 2035-12-31, replications: 100, rng_seed: 20261121}
law_as: practised
measures:
  - usa_graphite
  - chn_graphite
  - can_cells
  - can_review
"""

REVIEW = """\
kind: permit_limit
title: A federal review of two years
enacted_by: CAN
life: {2025-08-29: in_force}
"""

TALKS = TARIFF.replace("2024-05-14: announced\n  2026-01-01: in_force", "2026-12-01: proposed").replace(
    "flake_graphite", "cobalt_sulphate"
)

FILES = {
    "baseline.yaml": BASELINE,
    "wall.yaml": "title: The wall\nquestion: Why?\nextends: baseline\n",
    "policies/usa_graphite.yaml": TARIFF,
    "policies/chn_graphite.yaml": LICENCE,
    "policies/can_cells.yaml": CREDIT,
    "policies/can_review.yaml": REVIEW,
    "policies/usa_review.yaml": REVIEW,
    "policies/usa_talks.yaml": TALKS,
}
"""The folder beside which a scenario is written."""

SOUND = """\
title: Approvals fall
question: What if China approves a fifth?
extends: baseline
run: {replications: 8}
add: [usa_talks]
change:
  chn_graphite: {decisions: {others: {approval: {2027-01-01: 20 %}}}}
"""

CASES = (
    Case(
        "a misspelt key",
        SOUND,
        "extends: baseline",
        "extend: baseline",
        ("x.yaml:3:1: extend: a scenario has no such key; did you mean extends?",),
    ),
    Case(
        "no question",
        SOUND,
        "question: What if China approves a fifth?\n",
        "",
        ("x.yaml:1:1: question: missing; a scenario needs it",),
    ),
    Case(
        "a baseline that is not there",
        SOUND,
        "extends: baseline",
        "extends: baselin",
        ("x.yaml:3:10: extends: no scenario 'baselin'; did you mean baseline?",),
    ),
    Case(
        "a baseline that is a path",
        SOUND,
        "extends: baseline",
        "extends: ../baseline.yaml",
        ("x.yaml:3:10: extends: '../baseline.yaml' is no name of a scenario; write extends: baseline",),
    ),
    Case(
        "deeper inheritance",
        SOUND,
        "extends: baseline",
        "extends: wall",
        ("x.yaml:3:10: extends: 'wall' itself extends baseline; one level only: extend baseline",),
    ),
    Case(
        "a scenario that extends itself",
        SOUND,
        "extends: baseline",
        "extends: x",
        ("x.yaml:3:10: extends: a scenario cannot extend itself; extend baseline",),
    ),
    Case(
        "neither baseline nor a world of its own",
        SOUND,
        "extends: baseline\n",
        "",
        ("x.yaml:1:1: extends: missing; write extends: baseline (or seeds: with a world of its own)",),
    ),
    Case(
        "the full list beside extends",
        SOUND,
        "add: [usa_talks]",
        "measures: [can_cells]",
        ("x.yaml:5:1: measures: the full list stands in the baseline only; write drop: and add: here",),
    ),
    Case(
        "a dropped measure that is not there",
        SOUND,
        "add: [usa_talks]",
        "add: [usa_talks]\ndrop: [can_cell]",
        ("x.yaml:6:8: drop: baseline has no can_cell; did you mean can_cells?",),
    ),
    Case(
        "an added measure that is there",
        SOUND,
        "add: [usa_talks]",
        "add: [usa_graphite]",
        ("x.yaml:5:7: add: usa_graphite is in baseline already",),
    ),
    Case(
        "an added measure without a file",
        SOUND,
        "add: [usa_talks]",
        "add: [usa_talk]",
        ("x.yaml:5:7: add: no measure 'usa_talk'; did you mean usa_talks?",),
    ),
    Case(
        "an added measure that is a path",
        SOUND,
        "add: [usa_talks]",
        "add: [../secret]",
        ("x.yaml:5:7: add: no measure '../secret'; it is looked up beside, in ./scenarios and in the package",),
    ),
    Case(
        "a measure added twice",
        SOUND,
        "add: [usa_talks]",
        "add: [usa_talks, usa_talks]",
        ("x.yaml:5:18: add: usa_talks stands twice",),
    ),
    Case(
        "a measure dropped and added",
        SOUND,
        "add: [usa_talks]",
        "add: [can_cells]\ndrop: [can_cells]",
        (
            "x.yaml:5:7: add: can_cells is dropped by this scenario",
            "x.yaml:6:8: warning: drop: can_cells leaves the past as well; to end it, change its life, or say rewrites_history: true",
        ),
    ),
    Case(
        "a list that is none",
        SOUND,
        "add: [usa_talks]",
        "add: usa_talks",
        ("x.yaml:5:6: add: 'usa_talks' is no list; write it in brackets, such as [usa_talks]",),
    ),
    Case(
        "an added measure that has to wait",
        SOUND,
        "add: [usa_talks]",
        "add: [usa_review]",
        ("x.yaml:5:7: add: usa_review: permit_limit is not built yet",),
    ),
    Case(
        "a dropped measure that acted already",
        SOUND,
        "add: [usa_talks]",
        "drop: [can_cells]",
        (
            "x.yaml:5:8: warning: drop: can_cells leaves the past as well; to end it, change its life, or say rewrites_history: true",
        ),
    ),
    Case(
        "a change of a measure that is not in the scenario",
        SOUND,
        "add: [usa_talks]\nchange:\n",
        "change:\n  usa_talks: {rate: 30 %}\n",
        ("x.yaml:6:3: change: usa_talks is not in this scenario; add it",),
    ),
    Case(
        "a change of a dropped measure",
        SOUND,
        "change:\n",
        "drop: [can_cells]\nrewrites_history: true\nchange:\n  can_cells: {tax_free: false}\n",
        ("x.yaml:9:3: change: can_cells is dropped by this scenario",),
    ),
    Case(
        "a change of a misspelt measure",
        SOUND,
        "  chn_graphite:",
        "  chn_grafite:",
        ("x.yaml:7:3: change: no measure 'chn_grafite' in this scenario; did you mean chn_graphite?",),
    ),
    Case(
        "a change of a measure that waits",
        SOUND,
        "  chn_graphite: {",
        "  can_review: {limit: 12 months}\n  chn_graphite: {",
        ("x.yaml:7:3: change.can_review: permit_limit is not built yet",),
    ),
    Case(
        "a change that is a list",
        SOUND,
        "  chn_graphite: {decisions: {others: {approval: {2027-01-01: 20 %}}}}",
        "  [chn_graphite]",
        ("x.yaml:7:3: change: takes measures, each with its keys and their new values",),
    ),
    Case(
        "a change of a measure in one word",
        SOUND,
        "{decisions: {others: {approval: {2027-01-01: 20 %}}}}",
        "stricter",
        ("x.yaml:7:17: change.chn_graphite: takes keys of the measure and their new values",),
    ),
    Case(
        "a past changed unsaid",
        SOUND,
        "2027-01-01: 20 %",
        "2025-09-05: 20 %",
        (
            "x.yaml:7:50: change.chn_graphite.decisions.others.approval: 2025-09-05 lies before the day of the facts (2026-11-21); say rewrites_history: true",
        ),
    ),
    Case(
        "a timeline changed from always",
        SOUND,
        "{2027-01-01: 20 %}",
        "{always: 20 %}",
        (
            "x.yaml:7:50: change.chn_graphite.decisions.others.approval: always lies before the day of the facts (2026-11-21); say rewrites_history: true",
        ),
    ),
    Case(
        "a value changed for the past too",
        SOUND,
        "{decisions: {others: {approval: {2027-01-01: 20 %}}}}",
        "{valid_for: 3 months}",
        (
            "x.yaml:7:29: warning: change.chn_graphite.valid_for: holds for the past too; date it, such as {2027-01-01: …}, or say rewrites_history: true",
        ),
    ),
    Case(
        "a changed key that the kind has not",
        SOUND,
        "decisions:",
        "decison:",
        ("x.yaml:7:18: change.chn_graphite.decison: export_licence has no such key; did you mean decisions?",),
    ),
    Case(
        "a changed row that is not there",
        SOUND,
        "others:",
        "other:",
        ("x.yaml:7:30: change.chn_graphite.decisions.other: no such row; rows: japan, others; did you mean others?",),
    ),
    Case(
        "a changed kind",
        SOUND,
        "{decisions: {others: {approval: {2027-01-01: 20 %}}}}",
        "{kind: trade_ban}",
        ("x.yaml:7:18: change.chn_graphite.kind: a measure's kind cannot be changed; write a measure of its own",),
    ),
    Case(
        "a removed key that is not there",
        SOUND,
        "{decisions: {others: {approval: {2027-01-01: 20 %}}}}",
        "{expected_idle: null}",
        ("x.yaml:7:18: change.chn_graphite.expected_idle: chn_graphite has no such key to remove",),
    ),
    Case(
        "a removed key that is needed",
        SOUND,
        "{decisions: {others: {approval: {2027-01-01: 20 %}}}}",
        "{decisions: null}",
        ("x.yaml:7:18: change.chn_graphite.decisions: missing; export_licence needs it",),
    ),
    Case(
        "a changed value without unit",
        SOUND,
        "20 %",
        "20",
        (
            "x.yaml:7:62: change.chn_graphite.decisions.others.approval: 20 has no unit; write it with one, such as 20 % or 20 USD/t",
        ),
    ),
    Case(
        "a changed date that is none",
        SOUND,
        "2027-01-01: 20 %",
        "2027-02-29: 20 %",
        ("x.yaml:7:50: change.chn_graphite.decisions.others.approval: 2027-02-29 is not in the calendar",),
    ),
    Case(
        "changed dates out of order",
        SOUND,
        "2027-01-01: 20 %",
        "2028-01-01: 20 %, 2027-01-01: 30 %",
        (
            "x.yaml:7:68: change.chn_graphite.decisions.others.approval: 2027-01-01 is not after 2028-01-01; put dates in order",
        ),
    ),
    Case(
        "news after the day",
        SOUND,
        "{decisions:",
        "{known: 2027-03-01, decisions:",
        (
            "x.yaml:7:25: change.chn_graphite.known: 2027-03-01 is after the day it takes effect (2027-01-01); a thing is known by then",
        ),
    ),
    Case(
        "news of nothing with a date",
        SOUND,
        "{decisions: {others: {approval: {2027-01-01: 20 %}}}}",
        "{known: 2027-03-01, per: consignment}",
        ("x.yaml:7:25: change.chn_graphite.known: dates the news of a timeline, but nothing changed here has dates",),
    ),
    Case(
        "news on a day that is none",
        SOUND,
        "{decisions:",
        "{known: spring, decisions:",
        ("x.yaml:7:25: change.chn_graphite.known: 'spring' is not a date; write year-month-day, such as 2026-03-01",),
    ),
    Case(
        "a changed life that no law takes",
        SOUND,
        "decisions: {others: {approval: {2027-01-01: 20 %}}}",
        "life: {2027-01-01: never_ordered}",
        (
            "x.yaml:7:37: change.chn_graphite.life: never_ordered cannot follow in_force; after in_force comes suspended, expired, repealed, struck_down",
        ),
    ),
    Case(
        "a run before the data",
        SOUND,
        "run: {replications: 8}",
        "run: {start: 2019-01-01}",
        ("x.yaml:4:14: run.start: start 2019-01-01 is before the first baseline year (2023)",),
    ),
    Case(
        "a run that ends before it begins",
        SOUND,
        "run: {replications: 8}",
        "run: {start: 2027-01-01, end: 2026-12-31}",
        ("x.yaml:4:31: run.end: end 2026-12-31 is not after start 2027-01-01",),
    ),
    Case(
        "a run of part of a year",
        SOUND,
        "run: {replications: 8}",
        "run: {start: 2026-03-01}",
        ("x.yaml:4:14: run.start: a run is whole years; write 2026-01-01",),
    ),
    Case(
        "a run of two hundred years",
        SOUND,
        "run: {replications: 8}",
        "run: {end: 2222-12-31}",
        ("x.yaml:4:12: run.end: 200 years; a run has at most 100",),
    ),
    Case(
        "a run of nothing",
        SOUND,
        "run: {replications: 8}",
        "run: {replications: 0}",
        ("x.yaml:4:21: run.replications: 0; a run has at least 1",),
    ),
    Case(
        "replications in words",
        SOUND,
        "run: {replications: 8}",
        "run: {replications: 1e3}",
        ("x.yaml:4:21: run.replications: '1e3' is no whole number of zero or more; write digits only, such as 100",),
    ),
    Case(
        "a misspelt key of the run",
        SOUND,
        "run: {replications: 8}",
        "run: {replicatons: 8}",
        ("x.yaml:4:7: run.replicatons: run has no such key; did you mean replications?",),
    ),
    Case(
        "a law read in a third way",
        SOUND,
        "run:",
        "law_as: practise\nrun:",
        ("x.yaml:4:9: law_as: 'practise' is not one of practised, written; did you mean practised?",),
    ),
    Case(
        "a folder that is no world",
        SOUND,
        "run:",
        "seeds: policies\nrun:",
        ("x.yaml:4:8: seeds: 'policies' holds no world: it has no commodities.csv",),
    ),
    Case(
        "replications past all sense",
        SOUND,
        "replications: 8",
        "replications: 99999999999",
        ("x.yaml:4:21: run.replications: 99,999,999,999; a run has at most 1,000,000",),
    ),
    Case(
        "a baseline misspelt, and more besides",
        SOUND,
        "extends: baseline\nrun: {replications: 8}\nadd: [usa_talks]",
        "extends: baselin\nrun: {replications: -8}\nadd: [usa_talk]\nshocks: {one: {kind: port_closd}}\nparameters: {nope: 3}",
        (
            "x.yaml:3:10: extends: no scenario 'baselin'; did you mean baseline?",
            "x.yaml:4:21: run.replications: '-8' is no whole number of zero or more; write digits only, such as 100",
            "x.yaml:5:7: add: no measure 'usa_talk'; did you mean usa_talks?",
            "x.yaml:6:22: shocks.one.kind: no such kind 'port_closd'; did you mean port_closed?",
            "x.yaml:7:20: parameters.nope: no behavioural value of that name",
        ),
    ),
    Case(
        "a world that is not there",
        SOUND,
        "run:",
        "seeds: nowhere\nrun:",
        ("x.yaml:4:8: seeds: 'nowhere' is no folder beside this file",),
    ),
    Case(
        "a clock of no kind",
        SOUND,
        "run:",
        "clock: sand\nrun:",
        ("x.yaml:4:8: clock: 'sand' is not one of sessions, events",),
    ),
    Case(
        "a sweep",
        SOUND,
        "add:",
        "sweep: {approval: {to: [0 %, 20 %]}}\nadd:",
        ("x.yaml:5:1: sweep: not built yet: this version cannot act on it; leave it out",),
    ),
    Case(
        "a lottery",
        SOUND,
        "add:",
        "lotteries: {november: {decided: 2026-11-10}}\nadd:",
        ("x.yaml:5:1: lotteries: not built yet: this version cannot act on it; leave it out",),
    ),
    Case(
        "yes for true",
        SOUND,
        "add:",
        "rewrites_history: yes\nadd:",
        ("x.yaml:5:19: rewrites_history: 'yes' is neither true nor false; write one of the two",),
    ),
    Case(
        "a measure's file that is wrong in three places",
        SOUND,
        "change:\n",
        "change:\n  usa_graphite: {raet: 5 %, rate: {2027-01-01: 5}, covers: {origins: [NO]}}\n",
        (
            "x.yaml:7:18: change.usa_graphite.raet: import_tariff has no such key; did you mean rate?",
            "x.yaml:7:48: change.usa_graphite.rate: 5 has no unit; write it with one, such as 5 % or 5 USD/t",
            "x.yaml:7:71: change.usa_graphite.covers.origins: 'NO' is no country code; ISO alpha-3 has three letters; Norway is NOR",
        ),
    ),
)


def world_of_lots() -> Path:
    """A folder that says it is a world on the event clock, and nothing else."""
    folder = Path("world")
    folder.mkdir()
    (folder / "clock.csv").write_text("key,value\n", encoding="utf-8")
    return folder
