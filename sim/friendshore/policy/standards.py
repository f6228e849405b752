"""Sales standards of the members of a region, as one."""

from __future__ import annotations

from collections.abc import Sequence

from friendshore.policy.questions import Obligation, Standard


def combined(found: Sequence[tuple[float, str, Obligation, float]]) -> Standard:
    """The mean by weight of what single countries ask.

    found: (the country's share of the market, name of the measure, what it asks, its penalty in USD2024)
    """
    part = sum(weight for weight, _, _, _ in found)

    def mean(values: Sequence[float]) -> float:
        if len(set(values)) == 1:  # one rule for all stays what it says to the last bit
            return values[0]
        return sum(weight * value for (weight, _, _, _), value in zip(found, values, strict=True)) / part

    segments = sorted({segment for _, _, one, _ in found for segment in one.counts})
    return Standard(
        measures=tuple(sorted({name for _, name, _, _ in found})),
        part=min(part, 1.0),
        share=mean([one.share for _, _, one, _ in found]),
        penalty=mean([penalty for _, _, _, penalty in found]),
        counts={segment: mean([one.counts.get(segment, 0.0) for _, _, one, _ in found]) for segment in segments},
        bank_for=mean([one.bank_for for _, _, one, _ in found]),
    )
