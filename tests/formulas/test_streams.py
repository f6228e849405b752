"""Luck by name: what one draws depends on nobody else, and parameters spread evenly over what is believed of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from friendshore.chain import Parameter
from friendshore.streams import sampled_levels, stream


def parameter(name: str, dimension: int, scope: str | None = None) -> Parameter:
    return Parameter(name, scope, 1.0, 0.0, 2.0, "triangular", "share", dimension, "assumed", "D", "a test")


MANY = tuple(parameter(f"p{n}", n) for n in range(40))


def levels(parameters: tuple[Parameter, ...], count: int, seed: int = 5) -> np.ndarray:
    return np.array([sampled_levels(parameters, seed, n) for n in range(count)])


def test_a_stream_belongs_to_its_seed_replication_and_name() -> None:
    drawn = {stream(*key).random() for key in ((1, 0, "a"), (2, 0, "a"), (1, 1, "a"), (1, 0, "b"), (1, 0, "A"))}
    assert len(drawn) == 5
    assert stream(1, 0, "outage/can_nal").random(9).tolist() == stream(1, 0, "outage/can_nal").random(9).tolist()


def test_the_streams_of_a_name_in_two_replications_are_not_correlated() -> None:
    one, other = stream(1, 0, "x").standard_normal(20_000), stream(1, 1, "x").standard_normal(20_000)
    assert abs(np.corrcoef(one, other)[0, 1]) < 4.0 / np.sqrt(20_000)


def test_levels_lie_in_the_unit_interval_and_cover_it_evenly() -> None:
    drawn = levels(MANY, 64)
    assert drawn.min() >= 0.0
    assert drawn.max() < 1.0
    for column in drawn.T:
        share = np.histogram(column, bins=16, range=(0.0, 1.0))[0] / 64.0
        assert share.max() <= 2.0 / 16.0
        assert abs(column.mean() - 0.5) < 0.03


def test_a_new_parameter_wherever_it_stands_reshuffles_no_other() -> None:
    alone = levels(MANY[5:9], 40)
    assert (levels(MANY, 40)[:, 5:9] == alone).all()
    assert (levels((parameter("new", 99), *MANY[5:9]), 40)[:, 1:] == alone).all()


def test_the_seventeenth_replication_is_the_same_however_many_there_are() -> None:
    assert (levels(MANY, 17)[16] == levels(MANY, 128)[16]).all()
    assert (sampled_levels(MANY, 5, 16) == levels(MANY, 17)[16]).all()


def test_rows_of_one_doubt_share_its_draw() -> None:
    rows = (parameter("exponent", 6, "nickel"), parameter("exponent", 6, "lithium"), parameter("exponent", 7, "cell"))
    drawn = levels(rows, 32)
    assert (drawn[:, 0] == drawn[:, 1]).all()
    assert (drawn[:, 0] != drawn[:, 2]).all()


def test_two_parameters_are_hardly_correlated_over_the_replications_of_a_run() -> None:
    drawn = levels(MANY, 64)
    between = np.corrcoef(drawn.T)[np.triu_indices(len(MANY), 1)]
    assert np.abs(between).max() < 0.5  # 780 pairs of 64 draws: four standard errors
    assert between.std() < 1.3 / np.sqrt(64)


def test_another_seed_draws_other_levels() -> None:
    assert (levels(MANY, 16, 5) != levels(MANY, 16, 6)).all()


def test_the_value_and_the_spread_of_a_parameter_do_not_change_its_level() -> None:
    other = replace(MANY[3], value=7.0, low=1.0, high=9.0, distribution="uniform", confidence="A")
    assert levels((MANY[3],), 20).tolist() == levels((other,), 20).tolist()


def test_no_parameters_no_levels() -> None:
    assert sampled_levels((), 5, 0).shape == (0,)


@pytest.mark.parametrize("replication", [0, 15, 16, 1000, 100_000])
def test_any_replication_can_be_drawn_for_itself(replication: int) -> None:
    assert sampled_levels(MANY, 5, replication).shape == (40,)
