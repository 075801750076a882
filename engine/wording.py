"""Words that several commands share: counts as people say them, what pictures may be read from, the processor."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from pathlib import Path

PICTURES = "a folder of images, an IDX file (gzip or not), or .tar shards (quoted: 'part-*.tar')"
"""What `engine.data.readers.read_pictures` reads."""

COLOURS = {1: "grey", 3: "RGB", 4: "RGBA"}
"""What images of so many channels are."""


def counted(count: int, thing: str) -> str:
    """`1 image`, `1,200 images`: of things whose plural ends in s."""
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"


def listed(words: Sequence[str], *, most: int = 3) -> str:
    """`front, left, back`; of many the first, and how many more: `feet, hair, head and 10 more`."""
    if len(words) <= most + 1:  # "and 1 more" is no shorter
        return ", ".join(words)
    return f"{', '.join(words[:most])} and {len(words) - most} more"


def processor_name(threads: int) -> str:
    """The processor's own name and the threads in use."""
    name = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        models = [line for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        name = models[0].split(":", 1)[1].strip() if models else name
    return f"{name}, {threads} thread{'s' if threads > 1 else ''}"
