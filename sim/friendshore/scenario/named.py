"""Keys of a scenario that hold things by name, laid over those of its baseline."""

from __future__ import annotations

from friendshore.reading import Node, Problems


def laid_over(key: str, takes: str, one: str, base: Node | None, own: Node, problems: Problems) -> dict[str, Node]:
    """What the scenario holds under a key: its own replaces the baseline's of that name, ``null`` removes it.

    takes: what the key takes, with an example; one: the word for what has a name. Says what is wrong in ``problems``.
    """
    nodes = _written(key, takes, base, problems) if base is not None else {}
    for name, node in _written(key, takes, own, problems).items():
        if node.is_null and nodes.pop(name, None) is None:
            message = f"null removes {one} of the baseline, which has none of this name"
            problems.add(node.place, f"{key}.{name}", message)
        elif not node.is_null:
            nodes[name] = node
    return nodes


def _written(key: str, takes: str, node: Node, problems: Problems) -> dict[str, Node]:
    found = node.get(key)
    if found is None:
        return {}
    if found.kind != "mapping":
        problems.add(found.place, key, takes)
        return {}
    return {name.text: value for name, value in found.pairs()}
