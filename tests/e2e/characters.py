"""A small untrained model of character sheets, RGBA with four views, and a sheet to open with it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
from PIL import Image, ImageDraw

from engine import UInt8Array
from tests.e2e.command import python

SHAPE = 112, 64, 4
VIEWS = "front", "left", "back", "right"
_MAKE = """
import sys
from pathlib import Path
import torch
from engine.config import Config, ModelConfig, ViewConfig
from engine.networks.generator import Generator
from engine.training.checkpoint import write_model
torch.manual_seed(0)
views = tuple(
    ViewConfig(name=name, row=7 * (i // 2), column=4 * (i % 2), rows=7, columns=4)
    for i, name in enumerate(sys.argv[2:])
)
sizes = {"image_size": (112, 64), "channels": 4, "patch_size": 8, "width": 32, "depth": 2, "heads": 2}
config = Config(model=ModelConfig(views=views, **sizes))
write_model(Path(sys.argv[1]), config, Generator(config.model), {"description": "Characters in four views"}, None)
"""


@cache
def characters_model() -> Path:
    """The model's folder, made by another process: this one is to stay without torch."""
    folder = Path(mkdtemp()) / "characters"
    python(_MAKE, folder, *VIEWS)
    return folder


def sheet() -> UInt8Array:
    """(112, 64, 4): a figure four times on transparent ground, in few colours; colours under alpha 0 too."""
    image = Image.new("RGBA", (64, 112), (9, 8, 7, 0))
    draw = ImageDraw.Draw(image)
    for x, y, skin in ((0, 0, "#d9a066"), (32, 0, "#d9a066"), (0, 56, "#663931"), (32, 56, "#d9a066")):
        draw.rectangle((x + 11, y + 8, x + 20, y + 19), skin, "#45283c")
        draw.rectangle((x + 9, y + 20, x + 22, y + 36), "#37946e", "#45283c")
        draw.rectangle((x + 11, y + 37, x + 14, y + 50), "#3f3f74", "#45283c")
        draw.rectangle((x + 17, y + 37, x + 20, y + 50), "#3f3f74", "#45283c")
    return np.array(image)
