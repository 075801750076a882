"""What a person chooses before training, as the engine's config and settings. Free of Qt."""

from __future__ import annotations

import json
from dataclasses import dataclass

from studio.training.datasets import Contents

SIZES = (28, 32, 64)
"""Pixels along one side that there is a tried config for."""


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """Which pictures a model is to make."""

    size: int
    """Pixels along one side."""
    coloured: bool
    mirrored: bool = False
    """Whether it sees each picture mirrored, too."""
    licence: str = ""
    """Of the pictures, for the model's card; empty if it was not said."""

    @property
    def config(self) -> str:
        """The shipped config to begin with."""
        if self.size == 64:
            return "faces64-small"
        return "colour32" if self.coloured else "mnist"

    @property
    def settings(self) -> list[str]:
        """What differs from that config; settings that suit its data alone are reset."""
        licence = " ".join("".join(c if c.isprintable() else " " for c in self.licence).split())
        return [
            f"model.image_size={self.size}",
            f"model.channels={3 if self.coloured else 1}",
            "data.crop=1.0",
            f"data.flip={'true' if self.mirrored else 'false'}",
            "description=",
            *([f"licence={json.dumps(licence, ensure_ascii=False)}"] if licence else []),  # quoted as TOML does
        ]


def fitting(contents: Contents) -> Recipe:
    """What suits a folder: colour if there is any; the least size that its pictures' sides divide.

    Where there is none, the pictures are resized anyway: to 64 if they are larger than that, else to 32.
    """
    side = contents.typical
    exact = next((size for size in SIZES if side and size % side == 0), None)
    return Recipe(size=exact or (64 if side > 64 else 32), coloured=contents.coloured)
