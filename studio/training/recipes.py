"""What a person chooses before training, as the engine's config and settings. Free of Qt."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal

SIZES = (28, 32, 64)
"""Pixels along one side that there is a tried config for."""
Channels = Literal[1, 3, 4]
"""Grey, RGB or RGBA."""


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """Which pictures a model is to make."""

    size: int | None = None
    """Pixels along one side; None: whichever height and width suit the pictures."""
    channels: Channels | None = None
    """None: those that suit the pictures; of a size that was chosen, 3."""
    mirrored: bool = False
    """Whether it sees each picture mirrored, too."""
    licence: str = ""
    """Of the pictures, for the model's card; empty if it was not said."""

    @property
    def config(self) -> str:
        """The config to begin with: a shipped one, or the engine's choice."""
        if self.size is None:
            return "auto"
        if self.size == 64:
            return "faces64-small"
        return "mnist" if self.channels == 1 else "colour32"

    @property
    def settings(self) -> list[str]:
        """What differs from that config; settings that suit its data alone are reset."""
        licence = " ".join("".join(c if c.isprintable() else " " for c in self.licence).split())
        channels = self.channels or (3 if self.size else None)
        return [
            *([f"model.image_size={self.size}"] if self.size else []),
            *([f"model.channels={channels}"] if channels else []),
            "data.crop=1.0",
            f"data.flip={'true' if self.mirrored else 'false'}",
            "description=",
            *([f"licence={json.dumps(licence, ensure_ascii=False)}"] if licence else []),  # quoted as TOML does
        ]
