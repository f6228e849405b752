"""``friendshore explain``: what is known of a name, where each number comes from, and what else uses it."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from friendshore.cli.kind_words import kind_text
from friendshore.cli.options import as_json
from friendshore.errors import UsageError

if TYPE_CHECKING:
    from friendshore.cli.law_words import LawWords
    from friendshore.seed_index import Mention, SeedIndex
    from friendshore.seed_passports import Passport

WIDTH = 110
LISTED = 12
"""Names that are written out of a longer list."""
KINDS = {
    "battery_sales": "batteries sold before the demand tables begin",
    "commodities": "commodity",
    "commodity_groups": "group of commodities",
    "contracts": "offtake",
    "countries": "country",
    "inventories": "inventory",
    "mfn_duties": "ordinary duty",
    "policies": "measure on record",
    "totals": "reported total of the world",
    "trade": "flow of the base year",
    "trade_areas": "trade area",
}
"""Table -> what a row of it is, where its name does not say so."""
USES = {
    ("recipes", "item"): "taken to make",
    ("recipes", "commodity"): "made by",
    ("sites", "commodity"): "sites that make it",
    ("contracts", "commodity"): "offtakes of it",
    ("contracts", "seller_site"): "sells under",
    ("contracts", "buyer_site"): "buys under",
    ("commodity_groups", "commodity"): "in the groups",
    ("parameters", "scope"): "parameters for it",
    ("mfn_duties", "commodity"): "ordinary duties on it",
    ("demand", "commodity"): "final demand for it",
}
HIDDEN = frozenset(
    {
        "id",
        "key",
        "source",
        "locator",
        "confidence",
        "note",
        "value",
        "low",
        "high",
        "unit",
        "scope",
        "distribution",
        "dimension",
    }
)


@click.command("explain")
@click.argument("name", metavar="NAME")
@as_json
def command(name: str, as_json: bool) -> None:
    """Says all that is known of a name: values, units, sources, grades, and what else uses it.

    NAME is a site, commodity, group, parameter, country, source, contract, lane or any other row of the seeds, a
    number such as `can_nal.cash_cost`, a measure, or a kind of measures.
    """
    found = explained(name)
    click.echo(json.dumps(found, indent=1, ensure_ascii=False) if as_json else "\n".join(_told(found)))


def explained(name: str) -> dict[str, Any]:
    """What is known of a name, as plain values.

    Raises ``UsageError``, with the nearest name, if nothing has it.
    """
    from friendshore.cli.law_words import LawWords
    from friendshore.locations import shipped
    from friendshore.seed_index import SeedIndex

    index, law = SeedIndex(shipped("seeds")), LawWords()
    if name in index.names:
        return _thing(index, law, name)
    if (measure := law.measure(name)) is not None:
        return measure
    if (kind := law.kind(name)) is not None:
        return kind
    base, field = _split(index, name)
    if field:
        return _number(index, base, field)
    from friendshore.spelling import suggest

    near = suggest(name, [*sorted(index.names), *law.names])
    hint = f"did you mean {near}?" if near else "it is no row of the seeds, no measure and no kind of measures"
    raise UsageError(f"nothing is called {name!r}; {hint}")


def _split(index: SeedIndex, name: str) -> tuple[str, str]:
    """A name with a field behind it, as the two; the field is checked."""
    parts = name.split(".")
    for cut in range(len(parts) - 1, 0, -1):
        base, field = ".".join(parts[:cut]), ".".join(parts[cut:])
        if base in index.names:
            fields = index.fields(base)
            if field in fields:
                return base, field
            from friendshore.spelling import suggest

            near = suggest(field, fields)
            hint = f"did you mean {base}.{near}?" if near else f"it has {', '.join(fields) or 'no numbers'}"
            raise UsageError(f"{base} has no number {field!r}; {hint}")
    return name, ""


def _thing(index: SeedIndex, law: LawWords, name: str) -> dict[str, Any]:
    rows = index.rows(name)
    uses = [_use(mention) for mention in index.mentions(name)]
    tables = list(dict.fromkeys(table for table, _ in rows))
    if "sources" in tables:
        uses += [
            {"what": f"cited in {table}", "count": len(cited), "names": _about(cited)}
            for table, cited in index.cited(name).items()
        ]
    site = next((cells for table, cells in rows if table == "sites"), None)
    if site is not None:
        uses += _of_site(index, site)
    good = name if site is None else site["commodity"]
    measures = law.touching(name, site, {good, *index.groups_of(good)})
    if measures:
        uses.append({"what": "measures about it", "count": len(measures), "names": measures})
    if "parameters" in tables:
        readers = law.readers(name)
        uses.append({"what": "read by", "count": len(readers), "names": readers})
    return {
        "name": name,
        "is": [KINDS.get(table, table.removesuffix("s")) for table in tables],
        "facts": _facts(rows),
        "numbers": [_passport(index, one) for one in index.numbers(name) if one.value],
        "passports": [_passport(index, one) for one in index.numbers(name) if not one.value],
        "uses": uses,
    }


def _of_site(index: SeedIndex, site: Mapping[str, str]) -> list[dict[str, Any]]:
    """What a site takes, and who takes what it makes."""
    takes, makes = [], []
    for row in index.wide["recipes"]:
        if row["role"] == "input" and (row["commodity"], row["route"]) == (site["commodity"], site["route"]):
            takes.append(row["item"])
        if row["role"] == "input" and row["item"] == site["commodity"]:
            makes.append(f"{row['commodity']} ({row['route']})")
    found = (("takes", takes), (f"its {site['commodity']} is taken to make", makes))
    return [{"what": what, "count": len(names), "names": names} for what, names in found if names]


def _number(index: SeedIndex, base: str, field: str) -> dict[str, Any]:
    rows = index.rows(base)
    return {
        "name": f"{base}.{field}",
        "is": [f"number of {base}"],
        "facts": {key: text for key, text in _facts(rows).items() if key in ("name", "commodity", "country", "route")},
        "numbers": [_passport(index, one) for one in index.numbers(base, field)],
        "passports": [],
        "uses": [
            _use(mention)
            for mention in index.mentions(base)
            if mention.table in ("conflicts", "contracts", "parameters", "recipes")
        ],
    }


def _facts(rows: Sequence[tuple[str, Mapping[str, str]]]) -> dict[str, str]:
    """What the wide rows say in words; of several rows of one name, everything once."""
    found: dict[str, list[str]] = {}
    for _, cells in rows:
        for column, text in cells.items():
            if column not in HIDDEN and text and text not in found.setdefault(column, []):
                found[column].append(text)
    return {column: ", ".join(texts) for column, texts in found.items() if texts}


def _use(mention: Mention) -> dict[str, Any]:
    what = USES.get((mention.table, mention.column), f"{mention.table}, as {mention.column.replace('_', ' ')}")
    return {"what": what, "count": len(mention.rows), "names": list(mention.rows)}


def _about(cited: Sequence[Passport]) -> list[str]:
    return list(dict.fromkeys(f"{one.subject}.{one.field}" if one.field else one.subject for one in cited))


def _passport(index: SeedIndex, one: Passport) -> dict[str, Any]:
    source = index.source(one.source) or {}
    return {
        "table": one.table,
        "line": one.line,
        "field": one.field,
        "date": one.day,
        "value": one.value,
        "low": one.low,
        "high": one.high,
        "distribution": one.distribution,
        "unit": one.unit,
        "basis": one.basis,
        "source": one.source,
        "title": source.get("title", ""),
        "publisher": source.get("publisher", ""),
        "year": source.get("year", ""),
        "address": source.get("address", ""),
        "locator": one.locator,
        "confidence": one.confidence,
        "note": one.note,
    }


# -- as text


def _told(found: Mapping[str, Any]) -> Iterator[str]:
    yield f"{found['name']}: {', '.join(found['is'])}"
    if "words" in found:
        yield from kind_text(found)
    for key, text in found["facts"].items() if "words" not in found else ():
        told = key if "measure" in found["is"] else key.replace("_", " ")  # a file's keys as its reader may copy them
        yield _filled(f"{told}: {text}", 2)
    for one in found["passports"]:
        yield from _sourced(one, 2)
    if found["numbers"]:
        yield ""
    for group in _alike(found["numbers"]):
        yield from _series(group)
    if found["uses"]:
        yield "\nused by"
    for use in found["uses"]:
        names = use["names"][:LISTED]
        more = f" and {use['count'] - LISTED} more" if use["count"] > LISTED else ""
        yield _filled(f"{use['what']}: {', '.join(names) or 'none'}{more}", 2)


def _alike(numbers: Sequence[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    """Numbers that differ by nothing but date and value, together."""
    found: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
    keys = ("table", "field", "unit", "basis", "distribution", "source", "locator", "confidence", "note")
    for one in numbers:
        found.setdefault(tuple(one[key] for key in keys), []).append(one)
    return list(found.values())


def _series(group: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    first = group[0]
    values = "; ".join(f"{one['date']} {_value(one)}".strip() for one in group)
    basis = f" ({first['basis']})" if first["basis"] else ""
    yield _filled(f"{first['field'] or 'value'}: {values} {first['unit']}{basis}", 2)
    yield from _sourced(first, 6, len(group))


def _value(one: Mapping[str, Any]) -> str:
    text = str(one["value"])
    if one["low"] or one["high"]:
        text += f" [{one['low']} to {one['high']}, {one['distribution']}]"
    return text


def _sourced(one: Mapping[str, Any], indent: int, rows: int = 1) -> Iterator[str]:
    where = (
        f" ({one['table']}.csv:{one['line']}{f' and {rows - 1} more rows' if rows > 1 else ''})" if one["line"] else ""
    )
    if one["title"]:
        parts = [one["title"], one["publisher"], one["year"], one["address"]]
        source = ", ".join(dict.fromkeys(part for part in parts if part))
        source = f"{one['source']} = {source}; place in it: {one['locator'] or 'not recorded'}"
    else:
        source = one["source"] or "no source of its own"
        source += f", {one['locator']}" if one["locator"] else ""
    yield _filled(f"grade {one['confidence']}; {source}{where}", indent)
    if one["note"]:
        yield _filled(f"note: {one['note']}", indent)


def _filled(text: str, indent: int) -> str:
    space = " " * indent
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=space,
        subsequent_indent=f"{space}  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
