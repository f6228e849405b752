"""The base year's flows, fitted so that they agree with the accounts to the last digit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

Flows = dict[tuple[str, str], float]


def fitted(flows: Flows, sold: Mapping[str, float], bought: Mapping[str, float]) -> Flows:
    """Flows of one commodity by (seller, buyer), scaled to what each sells and buys.

    The pack leaves out flows too small to matter and rounds the rest, so its flows miss its accounts by up to a few
    per cent. Sellers and buyers that lost all their flows get one, to the largest partner; then rows and columns
    are scaled in turn (RAS). World purchases are taken as given and production is scaled to them, which moves it
    by less than 0.05 %.
    """
    flows = dict(flows)
    _reconnect(flows, sold, bought)
    total = sum(bought.values()) / sum(sold.values())
    for _ in range(5000):
        worst = _scale(flows, {seller: amount * total for seller, amount in sold.items()}, 0)
        worst = max(worst, _scale(flows, bought, 1))
        if worst < 1e-9:
            break
    return flows


def residual(flows: Flows, sold: Mapping[str, float]) -> float:
    """The largest share by which a seller's flows miss what it sells."""
    sums: dict[str, float] = defaultdict(float)
    for (seller, _), flow in flows.items():
        sums[seller] += flow
    return max(abs(sums[seller] / amount - 1) for seller, amount in sold.items() if amount > 0)


def _reconnect(flows: Flows, sold: Mapping[str, float], bought: Mapping[str, float]) -> None:
    largest_buyer = max(bought, key=lambda one: bought[one])
    largest_seller = max(sold, key=lambda one: sold[one])
    for seller, amount in sold.items():
        if amount > 0 and not any(pair[0] == seller for pair in flows):
            flows[seller, largest_buyer] = amount
    for buyer, amount in bought.items():
        if amount > 0 and not any(pair[1] == buyer for pair in flows):
            flows[largest_seller, buyer] = amount


def _scale(flows: Flows, margins: Mapping[str, float], side: int) -> float:
    """Scale to one side's margins and return by how much the worst one missed."""
    sums: dict[str, float] = defaultdict(float)
    for pair, flow in flows.items():
        sums[pair[side]] += flow
    for pair in flows:
        if sums[pair[side]] > 0:
            flows[pair] *= margins.get(pair[side], 0.0) / sums[pair[side]]
    return max((abs(sums[one] / margin - 1) for one, margin in margins.items() if margin > 0), default=0.0)
