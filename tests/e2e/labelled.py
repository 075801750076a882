"""A small untrained model of character sheets that has labels, one of them of many colours."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from tests.e2e.command import python

HAIR = "bald", "braid", "curly", "plait"
COLOURS = (
    *("black", "blue", "brown", "crimson", "cyan", "denim", "emerald", "gold", "gray"),
    *("green", "heather", "indigo", "ivory", "lavender", "lime", "maroon", "mustard", "navy"),
    *("olive", "orange", "orchid", "pink", "plum", "purple", "red", "royal", "salmon"),
    *("silver", "sky", "tan", "teal", "tomato", "violet", "white", "yellow"),
)
LABELS = {"hair": HAIR, "hair_colour": COLOURS, "sex": ("feminine", "masculine")}
_MAKE = """
import json, sys
from pathlib import Path
import torch
from engine.config import Config, LabelConfig, ModelConfig, ViewConfig
from engine.networks.generator import Generator
from engine.training.checkpoint import write_model
torch.manual_seed(0)
labels = tuple(LabelConfig(name=name, categories=tuple(c)) for name, c in json.loads(sys.argv[2]).items())
views = (ViewConfig(name="front", row=0, column=0, rows=7, columns=4),)
sizes = {"image_size": (112, 64), "channels": 4, "patch_size": 8, "width": 32, "depth": 2, "heads": 2}
config = Config(model=ModelConfig(labels=labels, views=views, **sizes))
generator = Generator(config.model)
with torch.no_grad():
    for name, weights in generator.named_parameters():  # untrained, it would believe the same of whatever it sees
        if "label_heads" in name:
            weights.mul_(float(sys.argv[3]))
write_model(Path(sys.argv[1]), config, generator, {"description": "Characters with labels"}, None)
"""


@cache
def labelled_model() -> Path:
    """The model's folder, made by another process: this one is to stay without torch."""
    folder = Path(mkdtemp()) / "labelled"
    python(_MAKE, folder, json.dumps(LABELS), 4)
    return folder
