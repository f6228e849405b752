"""Runs that are compared are cut to what all of them have; what one alone has is neither drawn nor counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from fake_world import fake_index, fake_subject
from friendshore.engine.outcome import COLUMNS
from friendshore.errors import UsageError
from friendshore.experiment import run
from friendshore.results import Run, open_run, outcomes
from friendshore.results.blobs import ARRAYS
from friendshore.results.shared import Part, shared


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> list[Run]:
    folder = tmp_path_factory.mktemp("runs")
    long = run(fake_subject(folder / "seeds", "long", years=3), 4, folder)
    short = run(fake_subject(folder / "seeds", "short", strength=0.5), 2, folder)
    return [open_run(r.folder) for r in (long, short)]


def made_up(end: date, numbers: tuple[int, ...] = (0, 1)) -> Run:
    index = replace(fake_index(3), end=end, standards=("CAN",))
    index = replace(
        index,
        months=tuple(m for m in index.months if m <= f"{end:%Y-%m}"),
        quarters=tuple(q for q in index.quarters if q <= f"{end.year}-Q{(end.month + 2) // 3}"),
    )
    found = Run(Path("none"), {"name": f"to {end}"}, index, numbers)
    years = end.year - 2022
    found._arrays["credits"] = np.arange(len(numbers) * 3.0 * years).reshape(len(numbers), 1, 3, years)
    return found


def test_all_hold_the_common_replications_months_and_quarters_and_the_same_numbers_as_before(kept: list[Run]) -> None:
    long, short = shared(kept)
    assert long.replications == short.replications == (0, 1)
    assert long.index == short.index == fake_index(2)
    for name, columns in (("made", 24), ("shipped", 8), ("sampled", 1), ("books", 4), ("price", 24), ("paid", 8)):
        np.testing.assert_array_equal(long.array(name), kept[0].array(name)[:2, ..., :columns], err_msg=name)
        assert long.array(name).shape[-1] == columns
    one, other = outcomes(long), outcomes(short)
    assert {s.years for s in one.values()} == {s.years for s in other.values()} == {(2023, 2024)}
    assert {s.values.shape[0] for s in one.values()} == {2}


def test_nothing_is_read_before_it_is_asked_for_and_then_of_the_common_replications_alone(
    kept: list[Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    from friendshore.results import folder

    opened, read = [open_run(one.folder) for one in kept], []
    plain = folder.unpack
    monkeypatch.setattr(folder, "unpack", lambda blob, names: read.append(names) or plain(blob, names))
    long, _ = shared(opened)
    assert read == []
    outcomes(long)
    assert len(read) == 2


def test_what_is_left_out_is_told_in_plain_words(kept: list[Run]) -> None:
    long, short = shared(kept)
    assert (
        long.note
        == short.note
        == (
            "Used: only the 2 replications that all compared runs have (long has 4). "
            "Only 2023-01 to 2024-12 is compared, which all runs cover (long: 2023-01 to 2025-12)."
        )
    )


def test_runs_of_one_span_and_number_are_left_as_they_are(kept: list[Run]) -> None:
    assert shared(kept[:1] * 2) == kept[:1] * 2 and kept[0].note == ""
    again = shared(kept)
    assert shared(again) == again and all(isinstance(one, Part) for one in again)


def test_a_quarter_that_one_covers_in_part_is_left_out_and_a_year_of_credits_so_is_not_a_number() -> None:
    long, short = shared([made_up(date(2025, 12, 31)), made_up(date(2025, 5, 20))])
    assert long.index.months[-1] == short.index.months[-1] == "2025-03"
    assert long.index.quarters[-1] == "2025-Q1" and long.index.end == date(2025, 3, 31)
    assert long.array("credits").shape == (2, 1, 3, 3)
    assert np.isnan(long.array("credits")[..., 2]).all() and np.isfinite(long.array("credits")[..., :2]).all()


def test_it_is_known_of_every_array_whether_its_columns_are_times() -> None:
    assert set(COLUMNS) == set(ARRAYS)  # one that were not would be compared uncut


def test_runs_with_nothing_in_common_are_refused() -> None:
    with pytest.raises(UsageError, match="no replication in common"):
        shared([made_up(date(2025, 12, 31)), made_up(date(2025, 12, 31), (7,))])
    with pytest.raises(UsageError, match="no whole year in common"):
        shared([made_up(date(2025, 12, 31)), made_up(date(2023, 9, 30))])
