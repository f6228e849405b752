"""One replication as bytes: packed for keeping, and a fingerprint that any changed bit changes."""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from collections.abc import Collection
from dataclasses import fields

import numpy as np
from numpy.typing import NDArray

from friendshore.engine.outcome import Array, Outcome

ARRAYS = tuple(f.name for f in fields(Outcome) if f.name != "replication")
"""The arrays of an outcome, in the order in which they are kept."""

EXACT = frozenset({"sampled", "books", "measured"})
"""Kept in double precision: drawn values, to be drawn again, errors, which are tiny, and exact answers."""

LATER = frozenset({"credits"})
"""Arrays that came later and that most runs lack: one that is empty is no part of a fingerprint."""

_MAGIC = b"FSO1"
_LENGTH = struct.Struct("<I")


def fingerprint(outcome: Outcome) -> str:
    """SHA-256 of an outcome's replication, shapes and every bit of its doubles, hexadecimal."""
    digest = hashlib.sha256(str(outcome.replication).encode())
    for name in ARRAYS:
        array = np.ascontiguousarray(getattr(outcome, name), dtype="<f8")
        if name in LATER and not array.size:
            continue
        digest.update(f"{name}{array.shape}".encode())
        digest.update(array.tobytes())
    return digest.hexdigest()


def pack(outcome: Outcome) -> bytes:
    """An outcome as compressed bytes, single precision except for ``EXACT``.

    Bytes of equal weight are put side by side before compressing: exponents repeat, so this saves a fifth
    of the size and some time. Runs are all that is looked for: longer matches would take twice the time, as
    much as a tenth of a replication, to save a twentieth of the size.
    """
    header, parts = [], []
    for name in ARRAYS:
        array = np.ascontiguousarray(getattr(outcome, name), dtype="<f8" if name in EXACT else "<f4")
        width = array.dtype.itemsize
        planes = array.reshape(-1).view(np.uint8).reshape(-1, width).T.tobytes()
        parts.append(_deflate(planes))
        header.append([name, array.dtype.str, list(array.shape), len(parts[-1])])
    head = json.dumps(header, separators=(",", ":")).encode()
    return b"".join([_MAGIC, _LENGTH.pack(len(head)), head, *parts])


def unpack(blob: bytes, names: Collection[str]) -> dict[str, Array]:
    """The named arrays of a packed outcome, as doubles; the others are not decompressed.

    Raises ``ValueError`` if the bytes are not a packed outcome.
    """
    if blob[:4] != _MAGIC:
        raise ValueError("not a packed outcome")
    found: dict[str, Array] = {}
    try:
        (length,) = _LENGTH.unpack_from(blob, 4)
        position = 8 + length
        for name, kind, shape, size in json.loads(blob[8:position]):
            if name in names:
                found[name] = _inflate(blob[position : position + size], np.dtype(kind), tuple(shape))
            position += size
    except (TypeError, ValueError, struct.error, zlib.error) as error:
        raise ValueError(f"not a packed outcome: {error}") from error
    if len(found) != len(set(names)):
        raise ValueError(f"not among the arrays: {', '.join(sorted(set(names) - set(found)))}")
    return found


def _deflate(planes: bytes) -> bytes:
    press = zlib.compressobj(strategy=zlib.Z_RLE)
    return press.compress(planes) + press.flush()


def _inflate(part: bytes, kind: np.dtype[np.float64], shape: tuple[int, ...]) -> Array:
    planes: NDArray[np.uint8] = np.frombuffer(zlib.decompress(part), dtype=np.uint8)
    rows = np.ascontiguousarray(planes.reshape(kind.itemsize, -1).T)
    return rows.reshape(-1).view(kind).reshape(shape).astype(np.float64)
