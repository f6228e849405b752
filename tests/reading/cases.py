"""Wrong files, and what a reader is told: every message with its exact line and column.

A case takes a sound file, puts ``new`` in the place of ``old``, and states all that is said of the result.
"""
# ruff: noqa: E501  (a message is one line)

from __future__ import annotations

from dataclasses import dataclass

TARIFF = """\
# The delay to 2026 was written in so that US buyers could find other graphite.
kind: import_tariff
title: Section 301 duty on natural graphite from China
enacted_by: USA
authority: s301
life:
  2024-05-14: announced
  2026-01-01: in_force
covers:
  commodities: [flake_graphite]
  origins: [CHN]
rate: 25 %
source:
  row: US-301-04
  cite: National Law Forum, September 2024
confidence: B
"""

LICENCE = """\
kind: export_licence
title: China's licence for graphite
enacted_by: CHN
life:
  2023-10-20: announced
  2023-12-01: in_force
covers:
  commodities: [flake_graphite]
  origins: [CHN]
per: contract
valid_for: 6 months
reapply_after: 30 days
decisions:
  japan: {destinations: [JPN], approval: 60 %, wait: 60 days}
  others:
    destinations: all
    approval: 95 %
    wait: {triangular: [20 days, 45 days, 90 days]}
source: {cite: Ministry of Commerce, url: https://example.org/announcement}
confidence: B
"""

CREDIT = """\
kind: production_credit
title: Production support for a battery plant
enacted_by: CAN
paid_by: {CAN: 66.7 %, CAN-ON: 33.3 %}
life:
  2023-04-21: in_force
  2033-01-01: expired
covers:
  commodities: [cell]
  countries: [CAN]
rate: {2023-04-21: 35 USD/kWh, 2030-01-01: 26.25 USD/kWh}
earned_when: sold
cap: 13.2 billion CAD
tax_free: true
source: {cite: House of Commons debates, url: https://example.org/debates}
confidence: C
"""


@dataclass(frozen=True)
class Case:
    """A sentence about what is wrong, the change that makes it so, and what is said."""

    sentence: str
    base: str
    old: str
    new: str
    said: tuple[str, ...]

    @property
    def text(self) -> str:
        """The wrong file."""
        assert self.base.count(self.old) == 1, f"{self.sentence}: {self.old!r} stands {self.base.count(self.old)} times"
        return self.base.replace(self.old, self.new)


CASES = (
    Case(
        "a misspelt key",
        TARIFF,
        "rate: 25",
        "raet: 25",
        ("x.yaml:12:1: raet: import_tariff has no such key; did you mean rate?",),
    ),
    Case(
        "a key no kind has",
        TARIFF,
        "rate: 25 %",
        "rate: 25 %\nweather: fine",
        ("x.yaml:13:1: weather: import_tariff has no such key",),
    ),
    Case(
        "a misspelt kind",
        TARIFF,
        "import_tariff",
        "import_tarif",
        ("x.yaml:2:7: kind: no such kind 'import_tarif'; did you mean import_tariff?",),
    ),
    Case(
        "a missing key",
        TARIFF,
        "source:\n  row: US-301-04\n  cite: National Law Forum, September 2024\n",
        "",
        ("x.yaml:2:1: source: missing; import_tariff needs it",),
    ),
    Case(
        "a key inside a group is missing",
        TARIFF,
        "  cite: National Law Forum, September 2024\n",
        "",
        ("x.yaml:14:3: source.cite: missing; source needs it",),
    ),
    Case(
        "a key written twice",
        TARIFF,
        "rate: 25 %",
        "rate: 25 %\nrate: 30 %",
        ("x.yaml:13:1: rate: written twice (first on line 12); keep one",),
    ),
    Case(
        "a key written twice inside a group",
        TARIFF,
        "  origins: [CHN]",
        "  origins: [CHN]\n  origins: [JPN]",
        ("x.yaml:12:3: covers.origins: written twice (first on line 11); keep one",),
    ),
    Case(
        "two alternatives",
        TARIFF,
        "rate: 25 %",
        "rate: 25 %\nspecific: 100 USD/t",
        ("x.yaml:13:1: specific: import_tariff takes one of rate, rates, specific; rate stands on line 12",),
    ),
    Case(
        "no unit",
        TARIFF,
        "25 %",
        "25",
        ("x.yaml:12:7: rate: 25 has no unit; write it with one, such as 25 % or 25 USD/t",),
    ),
    Case(
        "a share where money per mass is due",
        TARIFF,
        "rate: 25 %",
        "specific: 25 %",
        ("x.yaml:12:11: specific: 25 % is no money per unit; write it such as 25 USD/t or 35 USD/kWh",),
    ),
    Case(
        "which dollar",
        CREDIT,
        "35 USD/kWh",
        "35 $/kWh",
        ("x.yaml:11:20: rate: '35 $/kWh': which money? write USD, CAD, JPY or CNY, such as 35 USD/kWh",),
    ),
    Case(
        "whose dollar",
        CREDIT,
        "13.2 billion CAD",
        "C$13.2 billion",
        ("x.yaml:13:6: cap: 'C$13.2 billion': which money? write USD, CAD, JPY or CNY, such as 13.2 billion CAD",),
    ),
    Case(
        "a thousands comma",
        CREDIT,
        "13.2 billion CAD",
        "13,200,000,000 CAD",
        ("x.yaml:13:6: cap: '13,200,000,000 CAD' has a comma; write 13200000000 CAD",),
    ),
    Case(
        "a decimal comma",
        TARIFF,
        "25 %",
        "7,5 %",
        ("x.yaml:12:7: rate: '7,5 %' has a comma; write 7.5 %",),
    ),
    Case(
        "a comma that splits inside braces",
        CREDIT,
        "66.7 %, CAN-ON: 33.3 %",
        "18, 125 t: 1 %",
        ("x.yaml:4:16: paid_by.CAN: 18 has no unit; write it with one, such as 18 % or 18 USD/t",),
    ),
    Case(
        "a number with nothing behind its comma inside braces",
        CREDIT,
        "{CAN: 66.7 %, CAN-ON: 33.3 %}",
        "{CAN: 18, 125 %}",
        ("x.yaml:4:20: paid_by: key '125 %' has no value (a comma inside braces splits); write 18125 %",),
    ),
    Case(
        "a word for a number",
        TARIFF,
        "25 %",
        "twenty",
        ("x.yaml:12:7: rate: 'twenty' is not a quantity; write a number, a space and a unit",),
    ),
    Case(
        "a minus sign that no keyboard has",
        TARIFF,
        "25 %",
        "−5 %",
        ("x.yaml:12:7: rate: '−5 %' has the sign U+2212; write - from the keyboard",),
    ),
    Case(
        "an en dash for a minus",
        TARIFF,
        "25 %",
        "–5 %",
        ("x.yaml:12:7: rate: '–5 %' has the sign U+2013; write - from the keyboard",),
    ),
    Case(
        "a hard space",
        TARIFF,
        "25 %",
        "25\u00a0%",
        ("x.yaml:12:7: rate: '25\u00a0%' has the space U+00A0; write one from the keyboard",),
    ),
    Case(
        "full-width digits",
        TARIFF,
        "25 %",
        "２５ %",
        ("x.yaml:12:7: rate: '２５ %' has the character U+FF12; write it from the keyboard",),
    ),
    Case(
        "no space before the unit",
        TARIFF,
        "25 %",
        "25%",
        ("x.yaml:12:7: rate: '25%' needs a space between number and unit; write 25 %",),
    ),
    Case(
        "a unit of another case",
        CREDIT,
        "35 USD/kWh",
        "35 USD/kwh",
        ("x.yaml:11:20: rate: '35 USD/kwh': no unit 'USD/kwh'; did you mean USD/kWh?",),
    ),
    Case(
        "a currency nobody knows",
        CREDIT,
        "13.2 billion CAD",
        "13.2 billion CDN",
        ("x.yaml:13:6: cap: '13.2 billion CDN': no unit 'CDN'; did you mean CAD?",),
    ),
    Case(
        "spaces between thousands",
        CREDIT,
        "13.2 billion CAD",
        "13 200 000 000 CAD",
        ("x.yaml:13:6: cap: '13 200 000 000 CAD' has a space inside its number; write 13200000000 CAD",),
    ),
    Case(
        "underscores between thousands",
        CREDIT,
        "13.2 billion CAD",
        "13_200_000_000 CAD",
        ("x.yaml:13:6: cap: '13_200_000_000 CAD' has an underscore; write 13200000000 CAD",),
    ),
    Case(
        "a number too large for any machine",
        CREDIT,
        "13.2 billion CAD",
        "1e999 CAD",
        ("x.yaml:13:6: cap: '1e999 CAD' is too large a number",),
    ),
    Case(
        "a quantity that is a list",
        TARIFF,
        "25 %",
        "[25 %]",
        ("x.yaml:12:7: rate: takes one value, such as 25 %",),
    ),
    Case(
        "a null where nothing can lapse",
        TARIFF,
        "25 %",
        "null",
        ("x.yaml:12:1: rate: null removes a key in a scenario's change; here, leave the key out",),
    ),
    Case(
        "an empty value",
        TARIFF,
        "25 %",
        "",
        ("x.yaml:12:1: rate: has no value; write one, or leave the key out",),
    ),
    Case(
        "a share above the whole",
        LICENCE,
        "approval: 60 %",
        "approval: 250 %",
        ("x.yaml:14:42: decisions.japan.approval: 250 %; a share lies between 0 % and 100 %; did you mean 25 %?",),
    ),
    Case(
        "a fraction written as per cent",
        LICENCE,
        "approval: 60 %",
        "approval: 0.25 %",
        ("x.yaml:14:42: warning: decisions.japan.approval: 0.25 % is a quarter of one per cent; did you mean 25 %?",),
    ),
    Case(
        "payers that do not make the whole",
        CREDIT,
        "33.3 %",
        "23.3 %",
        ("x.yaml:4:10: paid_by: shares add to 90 %; they must make 100 % (0.1 % allowed for rounding)",),
    ),
    Case(
        "a wait below nothing",
        LICENCE,
        "wait: 60 days",
        "wait: -45 days",
        ("x.yaml:14:54: decisions.japan.wait: -45 days; a wait is 0 days or more",),
    ),
    Case(
        "days or months",
        LICENCE,
        "wait: 60 days",
        "wait: 45",
        ("x.yaml:14:54: decisions.japan.wait: 45; days or months? write 45 days",),
    ),
    Case(
        "a negative rate",
        TARIFF,
        "25 %",
        "-25 %",
        ("x.yaml:12:7: rate: -25 % is below zero",),
    ),
    Case(
        "a triangle that goes round",
        LICENCE,
        "[20 days, 45 days, 90 days]",
        "[90 days, 45 days, 20 days]",
        ("x.yaml:18:24: decisions.others.wait.triangular: triangular takes lowest, likeliest, highest, in this order",),
    ),
    Case(
        "a triangle with two corners",
        LICENCE,
        "[20 days, 45 days, 90 days]",
        "[20 days, 90 days]",
        ("x.yaml:18:24: decisions.others.wait.triangular: triangular takes [lowest, likeliest, highest]",),
    ),
    Case(
        "a misspelt distribution",
        LICENCE,
        "triangular",
        "triangel",
        ("x.yaml:18:11: decisions.others.wait: 'triangel' is no distribution; one of triangular, uniform, lognormal",),
    ),
    Case(
        "a lognormal without its p90",
        LICENCE,
        "{triangular: [20 days, 45 days, 90 days]}",
        "{lognormal: {median: 45 days}}",
        ("x.yaml:18:23: decisions.others.wait.lognormal: lognormal takes {median: …, p90: …}",),
    ),
    Case(
        "a corner without unit",
        LICENCE,
        "45 days, 90",
        "45, 90",
        ("x.yaml:18:34: decisions.others.wait.triangular: 45; days or months? write 45 days",),
    ),
    Case(
        "a date without its zeros",
        TARIFF,
        "2026-01-01: in",
        "2026-1-1: in",
        ("x.yaml:8:3: life: '2026-1-1' is not a date; write year-month-day, such as 2026-03-01, or always",),
    ),
    Case(
        "a day that no calendar has",
        TARIFF,
        "2026-01-01: in",
        "2026-02-30: in",
        ("x.yaml:8:3: life: 2026-02-30 is not in the calendar",),
    ),
    Case(
        "a year for a day",
        TARIFF,
        "2026-01-01: in",
        "2026: in",
        (
            "x.yaml:8:3: life: '2026' is not a date; to the day, such as 2026-01-01; say under assumed if the day is a guess",
        ),
    ),
    Case(
        "a word for a day",
        TARIFF,
        "2026-01-01: in",
        "january: in",
        ("x.yaml:8:3: life: 'january' is not a date; write year-month-day, such as 2026-03-01, or always",),
    ),
    Case(
        "dates out of order",
        TARIFF,
        "2026-01-01: in",
        "2023-01-01: in",
        ("x.yaml:8:3: life: 2023-01-01 is not after 2024-05-14; put dates in order",),
    ),
    Case(
        "one day twice",
        TARIFF,
        "2026-01-01: in",
        "2024-05-14: in",
        ("x.yaml:8:3: life.2024-05-14: written twice (first on line 7); keep one",),
    ),
    Case(
        "a misspelt state",
        TARIFF,
        "in_force",
        "inforce",
        (
            "x.yaml:8:15: life: 'inforce' is no state; one of proposed, announced, provisional, in_force, suspended, expired, repealed, struck_down, never_ordered; did you mean in_force?",
        ),
    ),
    Case(
        "a state that is a list",
        TARIFF,
        "in_force",
        "[in_force]",
        (
            "x.yaml:8:15: life: a state is one of proposed, announced, provisional, in_force, suspended, expired, repealed, struck_down, never_ordered",
        ),
    ),
    Case(
        "a step no law takes",
        TARIFF,
        "in_force",
        "repealed\n  2026-02-01: suspended",
        ("x.yaml:9:15: life: suspended cannot follow repealed; after repealed comes announced, in_force",),
    ),
    Case(
        "a life that begins with its end",
        TARIFF,
        "2024-05-14: announced",
        "2024-05-14: expired",
        (
            "x.yaml:7:15: life: a life cannot begin with expired; it begins with one of proposed, announced, provisional, in_force",
        ),
    ),
    Case(
        "known after the day",
        TARIFF,
        "2026-01-01: in_force",
        "2026-01-01: {state: in_force, known: 2026-03-01}",
        (
            "x.yaml:8:40: life.known: 2026-03-01 is after the day it takes effect (2026-01-01); a thing is known by then",
        ),
    ),
    Case(
        "known on a day that is none",
        TARIFF,
        "2026-01-01: in_force",
        "2026-01-01: {state: in_force, known: soon}",
        ("x.yaml:8:40: life.known: 'soon' is not a date; write year-month-day, such as 2026-03-01",),
    ),
    Case(
        "an entry with a key of its own",
        TARIFF,
        "2026-01-01: in_force",
        "2026-01-01: {state: in_force, know: 2025-01-01}",
        ("x.yaml:8:33: life: an entry has no such key; it has state and known; did you mean known?",),
    ),
    Case(
        "an entry without its state",
        TARIFF,
        "2026-01-01: in_force",
        "2026-01-01: {known: 2025-01-01}",
        ("x.yaml:8:15: life: missing; beside known stands state",),
    ),
    Case(
        "a life in one word",
        TARIFF,
        "life:\n  2024-05-14: announced\n  2026-01-01: in_force",
        "life: in_force",
        ("x.yaml:6:7: life: life is a timeline of states, such as {2026-01-01: in_force}",),
    ),
    Case(
        "in force before there is a value",
        TARIFF,
        "25 %",
        "{2026-06-01: 25 %}",
        ("x.yaml:6:1: life: in force from 2026-01-01, but rate begins 2026-06-01; give a value or move the date",),
    ),
    Case(
        "a value after the end",
        CREDIT,
        "2030-01-01: 26.25",
        "2034-01-01: 26.25",
        ("x.yaml:11:1: warning: rate: 2034-01-01 lies after the measure expired (2033-01-01)",),
    ),
    Case(
        "a value by date without unit",
        CREDIT,
        "26.25 USD/kWh",
        "26.25",
        ("x.yaml:11:44: rate: 26.25 has no unit; write it with one, such as 26.25 % or 26.25 USD/t",),
    ),
    Case(
        "Norway",
        TARIFF,
        "[CHN]",
        "[NO]",
        ("x.yaml:11:13: covers.origins: 'NO' is no country code; ISO alpha-3 has three letters; Norway is NOR",),
    ),
    Case(
        "a two-letter country",
        TARIFF,
        "enacted_by: USA",
        "enacted_by: US",
        ("x.yaml:4:13: enacted_by: 'US' is no country code; ISO alpha-3 has three letters; the United States is USA",),
    ),
    Case(
        "two letters of nobody",
        TARIFF,
        "[CHN]",
        "[XY]",
        ("x.yaml:11:13: covers.origins: 'XY' is no country code; ISO alpha-3 has three letters",),
    ),
    Case(
        "a country twice",
        TARIFF,
        "[CHN]",
        "[CHN, CHN]",
        ("x.yaml:11:18: covers.origins: 'CHN' stands twice",),
    ),
    Case(
        "an empty list",
        TARIFF,
        "[CHN]",
        "[]",
        ("x.yaml:11:12: covers.origins: the list is empty; leave the key out, or write all",),
    ),
    Case(
        "a list inside a list",
        TARIFF,
        "[CHN]",
        "[[CHN]]",
        ("x.yaml:11:13: covers.origins: takes one value, such as a name",),
    ),
    Case(
        "an item left empty",
        TARIFF,
        "  origins: [CHN]",
        "  origins:\n    - CHN\n    -",
        ("x.yaml:13:6: covers.origins: an empty item; write it or leave it out",),
    ),
    Case(
        "keys where a name is due",
        TARIFF,
        "enacted_by: USA",
        "enacted_by: {USA: 1}",
        ("x.yaml:4:13: enacted_by: takes one value, such as a name",),
    ),
    Case(
        "yes for true",
        CREDIT,
        "tax_free: true",
        "tax_free: yes",
        ("x.yaml:14:11: tax_free: 'yes' is neither true nor false; write one of the two",),
    ),
    Case(
        "a word outside a choice",
        LICENCE,
        "per: contract",
        "per: contrakt",
        ("x.yaml:10:6: per: 'contrakt' is not one of contract, consignment; did you mean contract?",),
    ),
    Case(
        "a choice of nothing like it",
        LICENCE,
        "per: contract",
        "per: week",
        ("x.yaml:10:6: per: 'week' is not one of contract, consignment",),
    ),
    Case(
        "a confidence beyond D",
        TARIFF,
        "confidence: B",
        "confidence: E",
        ("x.yaml:16:13: confidence: 'E' is not one of A, B, C, D",),
    ),
    Case(
        "a table that is a list",
        LICENCE,
        "  japan: {destinations: [JPN], approval: 60 %, wait: 60 days}\n",
        "  japan: 60 %\n",
        ("x.yaml:14:10: decisions.japan: '60 %' is no set of keys and values",),
    ),
    Case(
        "a misspelt key in a row",
        LICENCE,
        "approval: 60 %",
        "aproval: 60 %",
        ("x.yaml:14:32: decisions.japan.aproval: decisions.japan has no such key; did you mean approval?",),
    ),
    Case(
        "a row that lacks a key",
        LICENCE,
        "approval: 60 %, ",
        "",
        ("x.yaml:14:10: decisions.japan.approval: missing; decisions.japan needs it",),
    ),
    Case(
        "a title of two lines",
        TARIFF,
        "title: Section 301 duty on natural graphite from China",
        "title: |\n  Section\n  301",
        ("x.yaml:3:8: title: takes one line of text",),
    ),
    Case(
        "a colon inside text",
        TARIFF,
        "title: Section 301",
        "title: Section: 301",
        ("x.yaml:3:15: not YAML: mapping values are not allowed here (a colon inside text? put it in quotes)",),
    ),
    Case(
        "a bracket left open",
        TARIFF,
        "[CHN]",
        "[CHN",
        ("x.yaml:12:5: not YAML: did not find expected ',' or ']' (a bracket or brace left open?)",),
    ),
    Case(
        "a quote left open",
        TARIFF,
        "title: Section",
        "title: 'Section",
        ("x.yaml:17:1: not YAML: found unexpected end of stream (a quote left open?)",),
    ),
    Case(
        "indented too far",
        TARIFF,
        "rate: 25 %",
        "  rate: 25 %",
        ("x.yaml:12:3: covers.rate: covers has no such key",),
    ),
    Case(
        "a line without colon",
        TARIFF,
        "rate: 25 %",
        "rate 25 %",
        ("x.yaml:13:1: not YAML: could not find expected ':' (a line without its colon?)",),
    ),
    Case(
        "text that begins with an at sign",
        TARIFF,
        "title: Section",
        "title: @Section",
        ("x.yaml:3:8: not YAML: this character cannot start a value (put the text in quotes)",),
    ),
    Case(
        "a tab before a key",
        TARIFF,
        "  origins",
        "\torigins",
        ("x.yaml:11:1: a tab; indent with spaces",),
    ),
    Case(
        "a tab behind a key",
        TARIFF,
        "rate: 25",
        "rate:\t25",
        ("x.yaml:12:6: a tab; write spaces",),
    ),
    Case(
        "a second document",
        TARIFF,
        "confidence: B\n",
        "confidence: B\n---\nkind: bloc\n",
        ("x.yaml:17:1: a second document; one measure per file",),
    ),
    Case(
        "a Python object",
        TARIFF,
        "rate: 25 %",
        "rate: !!python/object/apply:os.system [ls]",
        ("x.yaml:12:7: tags are not read",),
    ),
    Case(
        "a tag",
        TARIFF,
        "25 %",
        "!!str 25 %",
        ("x.yaml:12:7: tags are not read",),
    ),
    Case(
        "an anchor",
        TARIFF,
        "25 %",
        "&r 25 %",
        ("x.yaml:12:7: anchors and << are not read; write it out",),
    ),
    Case(
        "an alias",
        TARIFF,
        "25 %",
        "*r",
        ("x.yaml:12:7: anchors and << are not read; write it out",),
    ),
    Case(
        "a merge key",
        TARIFF,
        "rate: 25 %",
        "<<: {rate: 25 %}",
        ("x.yaml:12:1: anchors and << are not read; write it out",),
    ),
    Case(
        "a directive",
        TARIFF,
        "# The delay to 2026 was written in so that US buyers could find other graphite.",
        "%YAML 1.1\n---",
        ("x.yaml:1:1: directives (%) are not read",),
    ),
    Case(
        "a key that is a list",
        TARIFF,
        "rate: 25 %",
        "[rate]: 25 %",
        ("x.yaml:12:1: a key is one line of text",),
    ),
    Case(
        "a control character",
        TARIFF,
        "duty on",
        "duty\x07on",
        ("x.yaml:3:24: control character U+0007; remove it",),
    ),
    Case(
        "an escape sequence in quotes",
        TARIFF,
        "title: Section 301",
        'title: "\\e[2J" #',
        ("x.yaml:3:8: title: control character U+001B; remove it",),
    ),
    Case(
        "text that runs backwards",
        TARIFF,
        "duty on",
        "duty \u202eon",
        ("x.yaml:3:25: hidden character U+202E; remove it",),
    ),
    Case(
        "a hidden space",
        TARIFF,
        "duty on",
        "duty\u200b on",
        ("x.yaml:3:24: hidden character U+200B; remove it",),
    ),
    Case(
        "nothing at all",
        TARIFF,
        TARIFF,
        "",
        ("x.yaml:1:1: the file is empty",),
    ),
    Case(
        "only a comment",
        TARIFF,
        TARIFF,
        "# later\n",
        ("x.yaml:1:1: the file is empty",),
    ),
)
