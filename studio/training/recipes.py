"""What a person chooses before training, as the engine's config and settings. Free of Qt."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum, auto
from typing import Literal

SIZES = (28, 32, 64)
"""Pixels along one side that there is a tried config for."""
Channels = Literal[1, 3, 4]
"""Grey, RGB or RGBA."""


class StartFrom(Enum):
    """What a training begins with."""

    ADAPTER = auto()
    """A model that stays as it is: a small adapter of it learns."""
    WEIGHTS = auto()
    """A copy of a model, all of whose weights learn."""
    SCRATCH = auto()


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """Which pictures a model is to make, and what it begins with."""

    start: StartFrom = StartFrom.SCRATCH
    base: str = ""
    """The reference of the model that it starts from; its size and channels are kept."""

    size: int | None = None
    """Pixels along one side; None: whichever height and width suit the pictures."""
    channels: Channels | None = None
    """None: those that suit the pictures; of a size that was chosen, 3."""
    mirrored: bool = False
    """Whether it sees each picture mirrored, too."""
    licence: str = ""
    """Of the pictures, for the model's card; empty if it was not said."""

    def command(self, data: str) -> list[str]:
        """The engine's command for these pictures, but for the run's folder and its budget."""
        settings = [f"--set={setting}" for setting in self.settings]
        if self.start is StartFrom.ADAPTER:
            return ["adapt", self.base, data, *settings]
        begin = ["--init", self.base] if self.start is StartFrom.WEIGHTS else ["--config", self.config]
        return ["train", data, *begin, *settings]

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
        size, channels = self.size, self.channels or (3 if self.size else None)
        if self.start is not StartFrom.SCRATCH:
            size, channels = None, None
        return [
            *([f"model.image_size={size}"] if size else []),
            *([f"model.channels={channels}"] if channels else []),
            "data.crop=1.0",
            f"data.flip={'true' if self.mirrored else 'false'}",
            "description=",
            *([f"licence={json.dumps(licence, ensure_ascii=False)}"] if licence else []),  # quoted as TOML does
        ]
