"""Losses of the first steps of every objective, as a golden file that pins the training's numbers.

A change that is meant to change them remakes the file, and its commit says so:

    python -m tests.unit.engine.training.golden
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch

from engine.config import ModelConfig
from engine.data.dataset import Dataset
from engine.training.trainer import Trainer
from tests.unit.engine.conftest import TINY, stripes

GOLDEN = Path(__file__).with_name("golden.json")
CPU = torch.device("cpu")
STEPS = 6

_BASE: dict[str, Any] = {
    "training": {"images": 48, "decay_from": 0.5, "warmup_images": 0, "learning_rate": 1e-3},
    "objective": {"penalty_sigma": 0.5},  # of a small step's difference, rounding alone would be 1e-3
}
_AUGMENT = {"augment": {"translate": 0.7, "colour": 0.7, "cutout": 0.7}, "data": {"flip": True}}
_OCTAVES = {"diversity": "energy", "octave_weight": 0.1}
_COLOUR = {"channels": 3, "seam_channels": 4}
_SHEET = {
    "image_size": (12, 24),
    "channels": 4,
    "seam_channels": 4,
    "views": [
        {"name": name, "row": 0, "column": i, "rows": 3, "columns": 3} for name, i in (("front", 0), ("back", 3))
    ],
}
_LABELS = {
    "labels": [{"name": "bar", "categories": ["lying", "standing"]}, {"name": "place", "categories": list("abc")}]
}

CASES: dict[str, dict[str, Any]] = {
    "warm-up by the energy score": {"objective": _OCTAVES, "training": {"warmup_images": 48}, "model": _COLOUR},
    "warm-up by likelihood": {"objective": {"diversity": "none"}, "training": {"warmup_images": 48}},
    "from warm-up to adversary": {"training": {"warmup_images": 24}},
    "logistic": {"objective": {"adversarial": "logistic", "diversity": "none", "penalty": 0}},
    "logistic, Eq. 6, rcGAN": {"objective": {"adversarial": "logistic", "diversity": "rcgan", "communication": 0.1}},
    "relativistic, penalties, octaves, seam": {"objective": _OCTAVES, "model": _COLOUR},
    "relativistic, Eq. 6, every image": {
        "objective": _OCTAVES | {"communication": 0.1, "communication_every": 1, "penalty_every": 1}
    },
    "augmented and mirrored": _AUGMENT | {"model": _COLOUR},
    "bfloat16": {"objective": {"communication": 0.1}, "training": {"precision": "bfloat16"}},
    "two views in colour and alpha": {"objective": _OCTAVES, "model": _SHEET},
    "labels in the warm-up": {"model": _LABELS, "training": {"warmup_images": 48}},
    "labels, those given asked for again": {
        "model": _LABELS,
        "objective": {"second_pass": "given", "communication": 0.1},
    },
    "labels, those wanted asked for again": {"model": _LABELS, "objective": {"second_pass": "target"}},
    "tokens and labels": {
        "model": _LABELS | {"tokens": "vq", "codebook": 8, "noise_global": 0, "noise_patch": 0},
    },
    "labels, of a sheet, asked for once": {"model": _LABELS | _SHEET, "objective": {"second_pass": "none"}},
}
"""Settings over a tiny config, by name."""


def data(model: ModelConfig) -> Dataset:
    """Bars, of one brightness or each channel turned and dimmed in its own way; side by side where images are wide.

    Of the labels that a model learns, every third is unknown.
    """
    grey = stripes(120)
    others = grey.flip(-1) // 2, grey.transpose(-1, -2) // 3, 255 - grey
    images = torch.cat([grey, *others][: model.channels], dim=1)
    images = images.repeat(1, 1, 1, model.grid.columns // model.grid.rows)
    labels = None
    if model.labels:
        standing = grey[:, 0, 0].sum(1) == grey[:, 0, -1].sum(1)
        labels = torch.stack([standing.long(), grey[:, 0].flatten(1).argmax(1) % 3], dim=1)[:100]
        labels.view(-1)[::3] = -1
    return Dataset(images=images[:100], validation=images[100:], labels=labels)


def trainer(case: str) -> Trainer:
    """The trainer of a case, before its first step."""
    values = TINY.model_dump()
    for settings in (_BASE, CASES[case]):
        for section, changes in settings.items():
            values[section] = values[section] | changes
    config = type(TINY).model_validate(values)
    return Trainer(config, data(config.model), device=CPU, seed=5)


def losses(case: str) -> dict[str, list[float]]:
    """Each loss over the steps by name; then the norms of the weights and of their average."""
    running = trainer(case)
    found: dict[str, list[float]] = {}
    for _ in range(STEPS):
        for name, value in running.train_step().items():
            found.setdefault(name, []).append(value)
    for name in ("generator", "discriminator", "average"):
        weights = torch.cat([weight.detach().flatten() for weight in running.networks[name].parameters()])
        found[f"norm of {name}"] = [weights.double().norm().item()]
    return found


def main() -> None:
    """Remake the golden file."""
    torch.set_num_threads(1)
    lines = ",\n".join(f"{json.dumps(case)}: {json.dumps(losses(case))}" for case in CASES)
    GOLDEN.write_text(f"{{\n{lines}\n}}\n", "utf-8")
    print(f"{GOLDEN}: remade")


if __name__ == "__main__":
    main()
