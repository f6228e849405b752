"""``make soak``: what is too long for every change, part by part; its table goes to docs/validation.md."""

from __future__ import annotations

import importlib
import sys
import tempfile
import time
from pathlib import Path

from soak import table

PARTS = {
    "worlds": "soak.worlds",
    "files": "soak.files",
    "kills": "soak.kills",
    "coverage": "soak.covered",
    "mutation": "soak.mutation",
}


def main(names: list[str]) -> int:
    """Run the parts named, or all; 0 if every figure is what it must be."""
    unknown = [one for one in names if one not in PARTS]
    if unknown:
        print(f"no part {', '.join(unknown)}; there are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    sound = True
    # mutation first: it must not have loaded what it changes
    for name in sorted(names or PARTS, key=lambda one: one != "mutation"):
        print(f"{name} …", file=sys.stderr, flush=True)
        began, of = time.monotonic(), table.commit()
        with tempfile.TemporaryDirectory() as folder:
            figures = importlib.import_module(PARTS[name]).figures(Path(folder).resolve())
        rows = table.rows_of(name, figures, of, time.monotonic() - began)
        for one in rows:
            print(
                f"{name}: {one.what}: {one.found}, must be {one.must_be}: {'passed' if one.passed == 'yes' else 'NO'}"
            )
        table.write(table.keep(name, rows, PARTS))
        sound = sound and all(one.passed for one in figures)
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
