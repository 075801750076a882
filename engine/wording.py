"""Counts as people say them."""

from __future__ import annotations


def counted(count: int, thing: str) -> str:
    """`1 image`, `1,200 images`: of things whose plural ends in s."""
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"
