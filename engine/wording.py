"""Words that several commands share: counts as people say them, and what pictures may be read from."""

from __future__ import annotations

PICTURES = "a folder of images, an IDX file (gzip or not), or .tar shards (quoted: 'part-*.tar')"
"""What `engine.data.readers.read_pictures` reads."""


def counted(count: int, thing: str) -> str:
    """`1 image`, `1,200 images`: of things whose plural ends in s."""
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"
