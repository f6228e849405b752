"""What the book does with several measures: order, news, eras, and law that changes nothing."""

from __future__ import annotations

from itertools import pairwise, permutations
from pathlib import Path

from friendshore.policy import Lever
from friendshore.policy.together import check_together
from friendshore.reading import Problems
from levers.law import Mfn, book, day, entry, eu, measure

TARIFF = """
kind: import_tariff
title: Duty
enacted_by: USA
authority: AUTHORITY
life: {2024-05-14: announced, 2026-01-01: in_force}
covers: {commodities: [flake_graphite], origins: [CHN]}
rate: RATE
"""
LICENCE = """
kind: export_licence
title: Licence
enacted_by: CHN
life: {2023-10-20: announced, 2023-12-01: in_force}
covers: {commodities: [flake_graphite, cell], origins: [CHN]}
per: contract
valid_for: 6 months
reapply_after: 30 days
decisions:
  everyone:
    destinations: all
    approval:
      2023-12-01: 100 %
      2027-01-01: {value: 20 %, known: 2027-01-01}
      2028-01-01: {value: 90 %, known: 2028-01-01}
"""


def tariff(authority: str, rate: str = "25 %", name: str = "") -> Lever:
    return measure(TARIFF.replace("AUTHORITY", authority).replace("RATE", rate), name or authority)


GRAPHITE = entry("flake_graphite", "CHN>USA")


def test_a_book_without_measures_says_nothing() -> None:
    law = book()
    when = day("2026-06-01")
    assert law.import_duty(when, GRAPHITE).parts == ()
    assert law.licence(when, GRAPHITE) is None
    assert law.allowance(when, GRAPHITE) == (float("inf"), None)
    assert law.notices() == ()


def test_the_order_of_measures_changes_nothing() -> None:
    levers = [tariff("s301"), tariff("s122", "10 %"), tariff("ieepa", "7 %"), measure(LICENCE, "licence"), eu()]
    when = day("2027-06-01")
    answers = set()
    for order in permutations(levers):
        law = book(*order, mfn=(Mfn("USA", "flake_graphite", 0.03),))
        answers.add((law.import_duty(when, GRAPHITE), law.licence(when, GRAPHITE)))
    assert len(answers) == 1


def test_a_duty_of_zero_is_no_duty_to_the_bit() -> None:
    when = day("2027-06-01")
    without, with_zero = book(tariff("s301")), book(tariff("s301"), tariff("s122", "0 %"))
    assert without.import_duty(when, GRAPHITE) == with_zero.import_duty(when, GRAPHITE)


def test_answers_are_constant_between_the_days_of_change() -> None:
    from datetime import timedelta

    law = book(tariff("s301"), measure(LICENCE, "licence"))
    days = law.change_days(day("2023-01-01"), day("2028-12-31"))
    assert days[0] == day("2023-01-01")
    assert list(days) == sorted(set(days))
    for one, following in pairwise(days):
        last = following - timedelta(days=1)
        assert law.import_duty(one, GRAPHITE) == law.import_duty(last, GRAPHITE)
        assert law.licence(one, GRAPHITE) == law.licence(last, GRAPHITE)


def test_the_first_of_january_and_the_day_of_the_news_are_days_of_change() -> None:
    law = book(tariff("s301"))
    days = law.change_days(day("2023-01-01"), day("2026-12-31"))
    assert {day("2024-01-01"), day("2025-01-01"), day("2024-05-14"), day("2026-01-01")} < set(days)


def test_news_comes_before_the_law_or_with_it() -> None:
    law = book(measure(LICENCE, "licence"), tariff("s301"))
    news = [(one.measure, one.announced, one.effective) for one in law.notices() if one.covers(GRAPHITE)]
    assert news == [
        ("licence", day("2023-10-20"), day("2023-12-01")),
        ("s301", day("2024-05-14"), day("2026-01-01")),
        ("licence", day("2027-01-01"), day("2027-01-01")),  # overnight; the easing of 2028 is no restriction
    ]


def test_news_is_about_the_goods_that_become_harder_to_get() -> None:
    law = book(measure(LICENCE, "licence"))
    first = law.notices()[0]
    assert first.covers(entry("cell_lfp", "CHN>xeu"))
    assert not first.covers(entry("cell_lfp", "KOR>USA"))
    assert not first.covers(entry("aam_natural", "CHN>USA"))


def test_two_duties_of_one_authority_on_one_good_are_refused() -> None:
    problems = Problems()
    check_together([tariff("s301", name="one"), tariff("s301", name="two")], problems)
    (found,) = problems.errors
    assert found.message == (
        "s301 already taxes flake_graphite from CHN (one) from 2026-01-01; use another authority, or end one"
    )


def test_duties_of_one_authority_on_other_goods_or_at_other_times_are_fine() -> None:
    other = measure(TARIFF.replace("AUTHORITY", "s301").replace("RATE", "5 %").replace("flake", "spherical"), "other")
    earlier = measure(
        TARIFF.replace("AUTHORITY", "s301")
        .replace("RATE", "5 %")
        .replace("{2024-05-14: announced, 2026-01-01: in_force}", "{2020-01-01: in_force, 2026-01-01: expired}"),
        "earlier",
    )
    problems = Problems()
    check_together([tariff("s301"), other, earlier], problems)
    assert list(problems) == []


def test_yielding_to_nobody_is_warned_about() -> None:
    text = TARIFF.replace("AUTHORITY", "s122").replace("RATE", "5 %") + "yields_to: [s302]\n"
    problems = Problems()
    check_together([tariff("s301"), measure(text, "surcharge")], problems)
    (found,) = problems.warnings
    assert found.message == "no authority 's302' in this scenario; did you mean s301?"


def test_the_policy_layer_opens_no_file() -> None:
    import friendshore.policy

    folder = Path(friendshore.policy.__file__).parent
    for path in folder.glob("*.py"):
        text = path.read_text()
        assert "open(" not in text and "read_text" not in text, path.name
