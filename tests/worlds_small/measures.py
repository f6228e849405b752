"""Measures of the small world as text, by what they do; dates are written as in a measure's file."""

from __future__ import annotations

ALWAYS = "{2020-01-01: in_force}"


def life(start: str, end: str | None = None, announced: str | None = None) -> str:
    """A timeline: announced, in force, repealed."""
    steps = [f"{announced}: announced"] if announced else []
    steps.append(f"{start}: in_force")
    steps += [f"{end}: expired"] if end else []
    return "{" + ", ".join(steps) + "}"


def tariff(rate: str, when: str, goods: str = "aam_natural", origin: str = "CHN", more: str = "") -> str:
    """A US duty on goods of one origin."""
    return f"""
kind: import_tariff
title: A duty
enacted_by: USA
authority: s301
life: {when}
covers: {{commodities: [{goods}], origins: [{origin}]}}
rate: {rate}
{more}"""


def ban(when: str, goods: str = "aam_natural", origin: str = "CHN", to: str | None = None) -> str:
    """A ban on exports, to all or to one country."""
    where = f", destinations: [{to}]" if to else ""
    return f"""
kind: trade_ban
title: A ban
enacted_by: {origin}
act: export
life: {when}
covers: {{commodities: [{goods}], origins: [{origin}]{where}}}
"""


def licence(
    approval: str, wait: str, when: str, goods: str = "aam_natural", origin: str = "CHN", valid: str = "6 months"
) -> str:
    """A licence to export, for all destinations."""
    return f"""
kind: export_licence
title: A licence
enacted_by: {origin}
life: {when}
covers: {{commodities: [{goods}], origins: [{origin}]}}
per: contract
valid_for: {valid}
reapply_after: 30 days
decisions:
  all_of_them: {{destinations: all, approval: {approval}, wait: {wait}}}
"""


def quota(
    windows: str, when: str, goods: str = "aam_natural", home: str = "CHN", act: str = "export", more: str = ""
) -> str:
    """A cap in volume in the commodity's own units; windows: rows of ``{from: ..., to: ..., limit: ...}`` by name."""
    place = "countries" if act == "extract" else "origins"
    return f"""
kind: volume_quota
title: A cap
enacted_by: {home}
act: {act}
life: {when}
covers: {{commodities: [{goods}], {place}: [{home}]}}
basis: own units
windows: {{{windows}}}
{more}"""


def credit(rate: str, when: str = ALWAYS, goods: str = "cell_nmc", country: str = "USA", more: str = "") -> str:
    """Money for each unit made in a country."""
    return f"""
kind: production_credit
title: A production credit
enacted_by: {country}
life: {when}
covers: {{commodities: [{goods}], countries: [{country}]}}
rate: {rate}
earned_when: sold
{more}"""


def purchase(amount: str, when: str = ALWAYS, country: str = "USA", more: str = "") -> str:
    """Money towards a vehicle."""
    return f"""
kind: purchase_credit
title: A purchase credit
enacted_by: {country}
life: {when}
covers: {{commodities: [vehicle], countries: [{country}]}}
amount: {amount}
{more}"""
