"""How a plain loop becomes a compiled kernel, and how to run it as it is written.

``FRIENDSHORE_UNCOMPILED=1`` leaves every kernel a Python function: the oracle of the compiled ones, and what
coverage can see.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

Args = ParamSpec("Args")
Result = TypeVar("Result")

COMPILED = os.environ.get("FRIENDSHORE_UNCOMPILED", "") in ("", "0")


def _source_digest() -> str:
    """Digest of all that is compiled, and of where it stands.

    Numba's cache does not see a change in a function that another calls, and takes a copy elsewhere for another.
    """
    package = Path(__file__).resolve().parent.parent
    digest = hashlib.sha256(str(package).encode())
    for folder in ("formulas", "engine/kernels"):
        for source in sorted((package / folder).glob("*.py")):
            digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def _cache_folder() -> Path:
    root = os.environ.get("FRIENDSHORE_CACHE") or os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(root) / "friendshore" / _source_digest()


CACHE = _cache_folder()

CALLED = ("trade", "order", "advance", "bind")
"""Kernels that Python calls, the longest to compile first; they call the others."""


def ready() -> bool:
    """Whether nothing has to be compiled before a run: kernels run as they are written, or all are on disk."""
    return not COMPILED or all(any(CACHE.rglob(f"*.{name}-*.nbi")) for name in CALLED)


if COMPILED:
    import numba

    setattr(numba.config, "CACHE_DIR", str(CACHE))  # noqa: B010  (a setting that Numba does not declare)


def kernel(function: Callable[Args, Result]) -> Callable[Args, Result]:
    """The function, compiled on first use and kept on disk: no fast-math, no threads, sums in the order written."""
    if not COMPILED:
        return function
    compiled: Callable[Args, Result] = numba.njit(cache=True, error_model="numpy")(function)
    return compiled
