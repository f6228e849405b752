"""Names of things, and shares that go with them: checked against what exists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Protocol

from pydantic import BeforeValidator, ValidationInfo

from friendshore.fields.values import scalar, share_between
from friendshore.schema import Listed, Mapped, Text, Wrong
from friendshore.spelling import TWO_LETTERS


class KnownNames(Protocol):
    """What references are checked against; ``policy.Names`` is one."""

    def check(self, sort: str, name: str) -> str | None:
        """The message for a name of this sort that does not exist, None for one that does."""


def _named_thing(sort: str) -> Callable[[Any, ValidationInfo], Any]:
    def read(value: Any, info: ValidationInfo) -> Any:
        text = scalar(value, "a name")
        if sort in ("country", "place"):
            _refuse_two_letters(text)
        names: KnownNames | None = (info.context or {}).get("names")
        message = names.check(sort, text) if names else None
        if message:
            raise Wrong(message)
        return str(text)

    return read


def _refuse_two_letters(text: Text) -> None:
    if len(text) == 2 and text.isalpha() and text.isupper():
        known = TWO_LETTERS.get(text)
        hint = f"; {known[0]} is {known[1]}" if known else ""
        raise Wrong(f"'{text}' is no country code; ISO alpha-3 has three letters{hint}")


def name_of(sort: str) -> BeforeValidator:
    """The validator of one name of a sort: country, place (or a bloc), commodity, site, technology..."""
    return BeforeValidator(_named_thing(sort))


def names_of(sort: str) -> BeforeValidator:
    """The validator of a list of names; one name alone, such as ``all`` or a bloc, is a list of one."""
    read_one = _named_thing(sort)

    def read(value: Any, info: ValidationInfo) -> Any:
        if isinstance(value, tuple):
            return value
        if not isinstance(value, Listed):
            text = scalar(value, "[a, b]")
            return ("all",) if text == "all" else (read_one(text, info),)
        if not value:
            raise Wrong("the list is empty; leave the key out, or write all")
        wrong, found = Wrong(), []
        for item in value:
            try:
                name = read_one(item, info)
            except Wrong as one:
                wrong.also(str(one), item)
                continue
            if name in found:
                wrong.also(f"'{name}' stands twice", item)
            found.append(name)
        wrong.raise_if_any()
        return tuple(found)

    return BeforeValidator(read)


Places = Annotated[tuple[str, ...], names_of("place")]
"""Countries (ISO alpha-3), regions or blocs; ``all`` is ``("all",)``."""
CountryList = Annotated[tuple[str, ...], names_of("country")]
"""Countries, ISO alpha-3."""
Commodities = Annotated[tuple[str, ...], names_of("commodity")]
"""Commodities or groups of them."""
Sites = Annotated[tuple[str, ...], names_of("site")]
"""Sites of the seeds."""
Country = Annotated[str, name_of("country")]
"""One country, ISO alpha-3."""
Place = Annotated[str, name_of("place")]
"""One country, region or bloc."""
Jurisdiction = Annotated[str, name_of("place")]
"""Who decides: ISO alpha-3, ISO 3166-2 such as ``CAN-ON``, or a bloc."""


def _shares_of_whole(value: Any, info: ValidationInfo) -> Any:
    if isinstance(value, Mapped):
        read = share_between(1.0, 0.0, False)
        wrong, shares = Wrong(), {}
        for name, part in value.items():
            try:
                shares[str(name)] = read(part, info)
            except Wrong as one:
                wrong.also(str(one), part)
        wrong.raise_if_any()
        whole = sum(shares.values())
        if abs(whole - 1) > 0.001 + 1e-12:
            raise Wrong(f"shares add to {whole * 100:.4g} %; they must make 100 % (0.1 % allowed for rounding)")
        return {name: part / whole for name, part in shares.items()}
    return value


SharesOfWhole = Annotated[dict[str, float], BeforeValidator(_shares_of_whole)]
"""Name -> share, together 100 %; rounding is spread."""
