"""Text with its file, line and column: YAML as nodes, tables as rows, all problems at once.

YAML is read by its events, without a resolver: every scalar stays text with its place, and the schema decides
what it means. ``NO`` stays ``NO``, a key written twice is seen, and a hostile file is refused before it can grow.
"""

from friendshore.errors import Place, Problem
from friendshore.reading.nodes import DEEPEST, Node, compose, read_yaml
from friendshore.reading.problems import Problems
from friendshore.reading.tables import Row, read_table
from friendshore.reading.text import LARGEST, read_text
from friendshore.spelling import suggest

__all__ = [
    "DEEPEST",
    "LARGEST",
    "Node",
    "Place",
    "Problem",
    "Problems",
    "Row",
    "compose",
    "read_table",
    "read_text",
    "read_yaml",
    "suggest",
]
