"""Did you mean: the known word nearest to a misspelt one."""

from __future__ import annotations

import re
from collections.abc import Iterable

SYNONYMS = {
    "tariff": "import_tariff",
    "duty": "import_tariff",
    "ban": "trade_ban",
    "export_ban": "trade_ban",
    "licence": "export_licence",
    "license": "export_licence",
    "export_license": "export_licence",
    "subsidy": "production_credit",
    "tax_credit": "production_credit",
    "rebate": "purchase_credit",
    "active": "in_force",
    "effective": "in_force",
    "in_effect": "in_force",
    "ended": "expired",
    "cancelled": "repealed",
    "withdrawn": "repealed",
    "products": "commodities",
    "goods": "commodities",
    "scope": "covers",
    "on": "covers",
    "from": "origins",
    "to": "destinations",
    "timeline": "life",
    "seed": "rng_seed",
    "n": "replications",
    "runs": "replications",
    "name": "title",
    "certainty": "confidence",
    "sources": "source",
    "ev": "vehicle",
    "ev_bev": "bev",
    "car": "vehicle",
    "cars": "vehicle",
    "battery": "cell",
    "batteries": "cell",
    "anode_material": "aam_natural",
    "graphite_anode": "aam_natural",
    "graphite_flake": "flake_graphite",
    "natural_graphite": "flake_graphite",
    "natural_anode": "aam_natural",
    "synthetic_anode": "aam_synthetic",
    "ndfeb_magnet": "magnet_ndfeb",
    "UK": "GBR",
    "GB": "GBR",
    "US": "USA",
    "NO": "NOR",
    "CN": "CHN",
    "JP": "JPN",
    "CA": "CAN",
    "KR": "KOR",
    "DE": "DEU",
    "IN": "IND",
    "AU": "AUS",
    "MX": "MEX",
    "CL": "CHL",
    "ID": "IDN",
    "EU": "eu",
    "CDN": "CAD",
    "RMB": "CNY",
    "yen": "JPY",
    "euro": "EUR",
    "euros": "EUR",
    "dollars": "USD",
    "tonne": "t",
    "tonnes": "t",
    "tons": "t",
    "percent": "%",
    "d": "days",
}

TWO_LETTERS = {
    "AR": ("Argentina", "ARG"),
    "AU": ("Australia", "AUS"),
    "BR": ("Brazil", "BRA"),
    "CA": ("Canada", "CAN"),
    "CD": ("the Democratic Republic of the Congo", "COD"),
    "CL": ("Chile", "CHL"),
    "CN": ("China", "CHN"),
    "DE": ("Germany", "DEU"),
    "FI": ("Finland", "FIN"),
    "FR": ("France", "FRA"),
    "GA": ("Gabon", "GAB"),
    "GB": ("the United Kingdom", "GBR"),
    "HU": ("Hungary", "HUN"),
    "ID": ("Indonesia", "IDN"),
    "IN": ("India", "IND"),
    "JP": ("Japan", "JPN"),
    "KR": ("Korea", "KOR"),
    "MA": ("Morocco", "MAR"),
    "MG": ("Madagascar", "MDG"),
    "MX": ("Mexico", "MEX"),
    "MZ": ("Mozambique", "MOZ"),
    "NO": ("Norway", "NOR"),
    "PH": ("the Philippines", "PHL"),
    "PL": ("Poland", "POL"),
    "SE": ("Sweden", "SWE"),
    "TW": ("Taiwan", "TWN"),
    "TZ": ("Tanzania", "TZA"),
    "UK": ("the United Kingdom", "GBR"),
    "US": ("the United States", "USA"),
    "ZA": ("South Africa", "ZAF"),
    "ZW": ("Zimbabwe", "ZWE"),
}
"""The two-letter codes that are written by mistake most often: name and ISO alpha-3."""


def suggest(word: str, allowed: Iterable[str]) -> str | None:
    """The allowed word that ``word`` was most likely meant to be, or None if none is near.

    Tried in order: the same but for case, hyphens and spaces; a known synonym; the fewest slips of the finger (a letter
    wrong, missing, doubled or swapped with its neighbour); a word of which this is the beginning or a part.

    >>> suggest("raet", ["rate", "rates", "specific"])
    'rate'
    >>> suggest("can_ev_quota", ["can_ev_quota_chn", "can_surtax_chn_ev"])
    'can_ev_quota_chn'
    """
    known = list(dict.fromkeys(allowed))
    if len(word) > 80:
        return None
    folded = _fold(word)
    for candidate in known:
        if _fold(candidate) == folded:
            return candidate
    synonym = SYNONYMS.get(word) or SYNONYMS.get(folded)
    if synonym in known:
        return synonym
    return _nearest(folded, known) or _part(folded, known)


def _fold(word: str) -> str:
    return re.sub(r"[-\s]+", "_", word.strip().lower())


def _nearest(word: str, known: list[str]) -> str | None:
    limit = 1 if len(word) <= 4 else 2 if len(word) <= 9 else 3
    best: tuple[int, int, int, int] | None = None
    found = None
    for position, candidate in enumerate(known):
        folded = _fold(candidate)
        if abs(len(folded) - len(word)) > limit:
            continue
        slips = _slips(word, folded, limit)
        if slips > limit or slips >= max(len(word), len(folded)):
            continue
        swapped = sorted(word) == sorted(folded)
        alike = _common_ends(word, folded)
        rank = (slips, 0 if swapped else 1, -alike, position)
        if best is None or rank < best:
            best, found = rank, candidate
    return found


def _common_ends(a: str, b: str) -> int:
    """Letters that two words share at the beginning (counted twice, for the first letters are rarely wrong) and end."""
    head = 0
    for left, right in zip(a, b, strict=False):
        if left != right:
            break
        head += 1
    tail = 0
    for left, right in zip(reversed(a[head:]), reversed(b[head:]), strict=False):
        if left != right:
            break
        tail += 1
    return 2 * head + tail


def _slips(a: str, b: str, limit: int) -> int:
    """Letters wrong, missing, extra or swapped with their neighbour (optimal string alignment distance)."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        older, before = before, row
        row = [i]
        for j, right in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right))
            if older and i > 1 and j > 1 and left == b[j - 2] and a[i - 2] == right:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return row[-1]


def _part(word: str, known: list[str]) -> str | None:
    """The shortest word that begins with this one, or has it among its parts."""
    if len(word) < 3:
        return None
    starts = [one for one in known if _fold(one).startswith(word)]
    holds = [one for one in known if word in _fold(one).split("_") or f"_{word}" in _fold(one)]
    return min(starts or holds, key=len, default=None)
