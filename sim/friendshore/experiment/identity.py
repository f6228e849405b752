"""What a run is made of: the hash that names it, and the facts that its manifest records."""

from __future__ import annotations

import hashlib
import json
import platform
import re
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import friendshore
from friendshore.seed_layout import SHARED
from friendshore.seed_reading import table_path

PACKAGE = Path(friendshore.__file__).parent
SILENT = frozenset({"cli", "report", "backtest", "results", "data", "__pycache__"})
"""Parts of the package that read results and cannot change one."""

NOT_READ = re.compile(r"episode(s|_[a-z_]+)\.csv|datapackage\.json")
"""Files of the seeds that no run reads: what was recorded and what the tables mean."""

NOT_IDENTITY = frozenset({"replications"})
"""Keys of a resolved scenario that say how much to run, not what."""

LIBRARIES = ("numpy", "scipy", "numba", "llvmlite", "simpy")
_CPU_FLAGS = ("sse4_2", "avx", "avx2", "fma", "avx512f", "avx512dq", "avx512vl", "neon", "asimd", "sve")


def inputs(seeds: Path, others: Iterable[Path] = ()) -> dict[str, str]:
    """Path below its root -> SHA-256 of every seed table that a run reads, and of its other files."""
    own = {f.name: f for f in sorted(seeds.iterdir()) if f.is_file() and not NOT_READ.fullmatch(f.name)}
    shared = {f.name: f for f in (table_path(seeds, table) for table in SHARED) if f.is_file()}
    found = {f"seeds/{name}": _sha256(f) for name, f in {**shared, **own}.items()}
    found.update({f"{f.resolve().parent.name}/{f.name}": _sha256(f) for f in others})
    return dict(sorted(found.items()))


def source() -> dict[str, str]:
    """Path -> SHA-256 of the source files that can change a result."""
    return {
        f.relative_to(PACKAGE).as_posix(): _sha256(f)
        for f in _files(PACKAGE)
        if f.suffix == ".py" and f.relative_to(PACKAGE).parts[0] not in SILENT
    }


def content_hash(resolved: Mapping[str, Any], data: Mapping[str, str], code: Mapping[str, str]) -> str:
    """Twelve hexadecimal digits of the scenario as resolved, the data it reads and the source.

    How many replications run, and on how many processes, is left out.
    """
    scenario = {key: value for key, value in resolved.items() if key not in NOT_IDENTITY}
    text = json.dumps([scenario, dict(data), dict(code)], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def folder_name(name: str, content: str) -> str:
    """Name of a run's folder; a scenario's name cannot lead out of the folder of runs."""
    return f"{re.sub(r'[^A-Za-z0-9_-]+', '_', name).strip('_') or 'scenario'}-{content}"


def digest(fingerprints: Mapping[int, str]) -> str:
    """SHA-256 over all results in replication order."""
    total = hashlib.sha256()
    for replication in sorted(fingerprints):
        total.update(f"{replication}:{fingerprints[replication]}\n".encode())
    return total.hexdigest()


def versions() -> dict[str, str]:
    """Versions of what computes."""
    found = {"friendshore": friendshore.__version__, "python": platform.python_version()}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def machine() -> dict[str, Any]:
    """The processor's kind and those of its features on which the last bit of a result can depend."""
    flags: set[str] = set()
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith(("flags", "Features")):
                flags = set(line.partition(":")[2].split())
                break
    except OSError:
        pass  # not Linux: the features stay unknown
    return {
        "architecture": platform.machine(),
        "system": platform.system(),
        "features": [f for f in _CPU_FLAGS if f in flags],
    }


def _files(folder: Path) -> list[Path]:
    return sorted(f for f in folder.rglob("*") if f.is_file() and "__pycache__" not in f.parts)


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
