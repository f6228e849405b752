"""An answer by date is worked out once for each stretch in which it cannot change."""

from __future__ import annotations

from datetime import date

import pytest

from friendshore.policy.timeline import Timeline

DAYS = [date(2024, 1, 1), date(2025, 1, 1), date(2025, 7, 1), date(2026, 1, 1)]


@pytest.mark.parametrize(
    ("changes", "steps"),
    [
        ([], [(0, 4)]),
        ([date(2030, 1, 1)], [(0, 4)]),
        ([date(2020, 1, 1)], [(0, 4)]),
        ([date(2024, 1, 1), date(2026, 1, 1)], [(0, 3), (3, 4)]),
        ([date(2025, 1, 1), date(2025, 3, 1), date(2025, 7, 1)], [(0, 1), (1, 2), (2, 4)]),
    ],
)
def test_the_steps_of_a_timeline_cover_all_days_and_answer_as_each_day_does(changes, steps):
    asked = []

    def year(day):
        asked.append(day)
        return sum(change <= day for change in changes)

    found = list(Timeline(changes, year).steps(DAYS))
    assert [(part.start, part.stop) for part, _ in found] == steps
    assert len(asked) == len(steps)  # once a step, however many days it holds
    for part, answer in found:
        assert [Timeline(changes, year).at(day) for day in DAYS[part]] == [answer] * len(DAYS[part])
