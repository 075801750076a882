"""Colour profiles, made by hand."""

from __future__ import annotations

import struct


def _fixed(value: float) -> bytes:
    return struct.pack(">i", round(value * 65536))


def _xyz(*values: float) -> bytes:
    return b"XYZ \0\0\0\0" + b"".join(map(_fixed, values))


def _profile(space: bytes, gamma: float, **tags: bytes) -> bytes:
    """An ICC profile of version 2 of one gamma.

    Args:
        space: "RGB " or "GRAY".
        tags: what it holds besides its name and its white, by the tags' names.
    """
    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256)) + b"\0\0"
    named = b"desc\0\0\0\0" + struct.pack(">I", 5) + b"test\0" + b"\0" * 78
    holds = {"desc": named.ljust(-(-len(named) // 4) * 4, b"\0"), "wtpt": _xyz(0.9642, 1, 0.8249), **tags}
    curves = ("kTRC",) if space == b"GRAY" else ("rTRC", "gTRC", "bTRC")
    holds |= dict.fromkeys(curves, curve)
    place, data, table = 132 + 12 * len(holds), b"", struct.pack(">I", len(holds))
    for name, value in holds.items():
        table += name.encode() + struct.pack(">II", place + len(data), len(value))
        data += value
    size = place + len(data)
    head = struct.pack(">I", size) + b"lcms\2\x40\0\0mntr" + space + b"XYZ " + struct.pack(">6H", 2020, 1, 1, 0, 0, 0)
    head += b"acsp" + b"\0" * 28 + b"".join(map(_fixed, (0.9642, 1, 0.8249)))
    return head.ljust(128, b"\0") + table + data


_PRIMARIES = {
    "rXYZ": _xyz(0.60974, 0.31111, 0.01947),
    "gXYZ": _xyz(0.20528, 0.62567, 0.06087),
    "bXYZ": _xyz(0.14919, 0.06322, 0.74457),
}
WIDE_GAMUT = _profile(b"RGB ", 2.2, **_PRIMARIES)
"""Primaries of a wide gamut, gamma 2.2."""
LINEAR_GREY = _profile(b"GRAY", 1.0)
"""Tones in proportion to light."""
