"""What holds on a day, as seen from a day: law is bitemporal."""

from __future__ import annotations

from datetime import date

import pytest

from friendshore.dated import (
    ALWAYS,
    STATES,
    Dated,
    Entry,
    Life,
    begins_late,
    never_in_force,
    parse_day,
    wrong_steps,
)


def day(text: str) -> date:
    return parse_day(text)


def life(**states: str) -> Life:
    """A life written as ``d2024_05_14="announced"``."""
    return Life(tuple(Entry(day(name[1:].replace("_", "-")), state) for name, state in states.items()))


LICENCE = life(d2023_10_20="announced", d2023_12_01="in_force")


def test_a_measure_bites_from_its_first_day_on() -> None:
    assert not LICENCE.bites(day("2023-11-30"))
    assert LICENCE.bites(day("2023-12-01"))
    assert LICENCE.state(day("2023-10-19")) is None


def test_announcement_lets_people_see_what_comes() -> None:
    assert LICENCE.bites(day("2024-01-01"), known=day("2023-10-20"))
    assert not LICENCE.bites(day("2024-01-01"), known=day("2023-10-19"))
    assert LICENCE.first_known(day("2024-01-01")) == day("2023-10-20")


def test_without_announcement_there_is_no_notice() -> None:
    sudden = life(d2025_04_04="in_force")
    assert sudden.announced == sudden.first_bite == day("2025-04-04")
    assert not sudden.bites(day("2025-04-04"), known=day("2025-04-03"))


def test_an_end_that_was_written_is_known_and_a_repeal_is_a_surprise() -> None:
    expiring = life(d2022_08_16="announced", d2023_01_01="in_force", d2033_01_01="expired")
    assert not expiring.bites(day("2034-01-01"), known=day("2022-08-16"))
    repealed = life(d2022_08_16="announced", d2023_01_01="in_force", d2025_10_01="repealed")
    assert repealed.bites(day("2026-01-01"), known=day("2025-09-30"))
    assert not repealed.bites(day("2026-01-01"), known=day("2025-10-01"))


def test_what_follows_a_surprise_cannot_be_known_before_it() -> None:
    controls = life(d2025_10_09="announced", d2025_11_07="suspended", d2026_11_10="in_force")
    assert not controls.bites(day("2026-12-01"), known=day("2025-10-09"))
    assert controls.bites(day("2026-12-01"), known=day("2025-11-07"))


def test_a_surprise_that_was_known_says_so() -> None:
    entries = (Entry(day("2023-04-18"), "in_force"), Entry(day("2025-10-01"), "repealed", day("2025-07-04")))
    credit = Life(entries)
    assert not credit.bites(day("2025-10-01"), known=day("2025-07-04"))
    assert credit.bites(day("2025-10-01"), known=day("2025-07-03"))


def test_until_the_news_people_act_on_what_stood_before() -> None:
    delayed = Life(
        (
            Entry(day("2025-10-09"), "announced"),
            Entry(day("2025-11-07"), "suspended"),
            Entry(day("2026-11-10"), "in_force", replaced=day("2026-11-10")),
            Entry(day("2026-11-10"), "suspended", known=day("2026-11-10")),
            Entry(day("2027-11-10"), "in_force", known=day("2026-11-10")),
        )
    )
    baseline = life(d2025_10_09="announced", d2025_11_07="suspended", d2026_11_10="in_force")
    for known in ("2025-10-09", "2025-11-07", "2026-06-01", "2026-11-09"):
        for asked in ("2025-12-01", "2026-11-10", "2027-01-01", "2028-01-01"):
            assert delayed.state(day(asked), day(known)) == baseline.state(day(asked), day(known))
    assert delayed.state(day("2026-11-10")) == "suspended"
    assert delayed.bites(day("2027-11-10"), known=day("2026-11-10"))


def test_provisional_law_bites() -> None:
    deposits = life(d2024_12_18="announced", d2025_05_20="provisional", d2026_03_12="never_ordered")
    assert deposits.bites(day("2025-06-01"))
    assert not deposits.bites(day("2026-03-12"))
    assert deposits.last_state == "never_ordered"


@pytest.mark.parametrize(
    ("states", "fine"),
    [
        (("proposed", "announced", "in_force", "expired"), True),
        (("proposed", "in_force"), True),
        (("announced", "suspended", "repealed"), True),
        (("announced", "provisional", "in_force"), True),
        (("announced", "provisional", "never_ordered"), True),
        (("in_force", "suspended", "in_force"), True),
        (("announced", "suspended", "suspended", "in_force"), True),
        (("in_force", "struck_down", "announced", "in_force"), True),
        (("in_force", "repealed", "in_force"), True),
        (("proposed", "suspended"), False),
        (("in_force", "announced"), False),
        (("in_force", "in_force"), False),
        (("repealed",), False),
        (("in_force", "never_ordered"), False),
        (("in_force", "repealed", "suspended"), False),
        (("announced", "announced"), False),
    ],
)
def test_the_steps_that_law_takes(states: tuple[str, ...], fine: bool) -> None:
    entries = [Entry(date(2020 + number, 1, 1), state) for number, state in enumerate(states)]
    assert (wrong_steps(entries) == []) is fine


def test_every_state_has_something_that_may_follow() -> None:
    for state in STATES:
        entries = [Entry(date(2020, 1, 1), state), Entry(date(2021, 1, 1), "nonsense")]
        assert any("cannot follow" in message for _, message in wrong_steps(entries))


RATE: Dated[float] = Dated((Entry(ALWAYS, 0.075), Entry(day("2024-09-27"), 0.25), Entry(day("2030-01-01"), None)))


def test_a_value_holds_until_the_next_and_may_lapse() -> None:
    assert RATE.at(day("2024-09-26")) == 0.075
    assert RATE.at(day("2024-09-27")) == 0.25
    assert RATE.at(day("2031-01-01")) is None
    assert Dated((Entry(day("2024-01-01"), 1.0),)).at(day("2023-12-31")) is None
    assert RATE.days() == (day("2024-09-27"), day("2030-01-01"))


def test_an_investor_of_2024_does_not_see_the_bill_of_2025() -> None:
    rate: Dated[float] = Dated(
        (
            Entry(ALWAYS, 0.1),
            Entry(day("2031-01-01"), 0.075, day("2025-07-04")),
            Entry(day("2034-01-01"), 0.0, day("2025-07-04")),
        )
    )
    assert rate.at(day("2035-01-01"), known=day("2024-06-01")) == 0.1
    assert rate.at(day("2035-01-01"), known=day("2025-07-04")) == 0.0
    assert rate.days()[0] == day("2025-07-04")


def test_a_straight_line_runs_between_two_days() -> None:
    share: Dated[float] = Dated((Entry(day("2026-01-01"), 0.2), Entry(day("2030-01-01"), 0.6)), "straight_line")
    assert share.at(day("2028-01-01")) == pytest.approx(0.4, abs=1e-3)
    assert share.at(day("2031-01-01")) == 0.6


def test_a_measure_that_bites_before_it_has_a_value_is_found() -> None:
    assert begins_late(LICENCE, Dated((Entry(day("2024-01-01"), 1.0),)), "rate") == (
        "in force from 2023-12-01, but rate begins 2024-01-01; give a value or move the date"
    )
    assert begins_late(LICENCE, RATE, "rate") is None


def test_a_value_that_never_holds_is_found() -> None:
    ended = life(d2023_01_01="in_force", d2033_01_01="expired")
    values = Dated((Entry(ALWAYS, 1.0), Entry(day("2034-01-01"), 2.0)))
    assert never_in_force(ended, values) == [
        (day("2034-01-01"), "2034-01-01 lies after the measure expired (2033-01-01)")
    ]
    assert never_in_force(LICENCE, values) == []
