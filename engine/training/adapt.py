"""What an adaptation adds to a training run: its config, what it may learn from, its held-out score, its adapter.

Nothing but the energy score teaches a base that is a model, which has no discriminator: one that begins at random
learns a few hundred pictures by heart before it can judge a generator. A base that is a run brings its own, which
`--set adapter.discriminator=adapted --set training.warmup_images=0` puts to use.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from engine.config import AdapterConfig, Config, override_config
from engine.errors import EngineError
from engine.files import write_atomically
from engine.models.adapters import (
    AdapterInfo,
    Weights,
    fingerprint,
    merge,
    read_adapter,
    read_tensors,
    size_of,
    write_adapter,
)
from engine.models.completion import Model
from engine.models.runtime import WEIGHTS
from engine.networks.adapters import adapter_tensors, base_weights
from engine.networks.inference import TorchRuntime, to_unit
from engine.patches import patchify
from engine.training import objectives
from engine.training.auto import look
from engine.training.checkpoint import load_state, part
from engine.training.draws import draw
from engine.training.monitor import Monitor
from engine.training.run import RunFolder
from engine.training.trainer import Trainer

SETTINGS = (
    "training.images=40_000",
    "training.batch=16",
    "training.learning_rate=2e-3",
    "training.decay_from=0.3",
    "training.decay_by=time",
    "training.warmup_images=1_000_000_000",
    "training.ema=0.99",
    "training.monitor_images=8_000",
    "training.precision=float32",
)
"""Of an adaptation, over those of its base: the energy score alone, and as many images as a few minutes allow."""
LOOK_IMAGES = 800
"""Training images between two measurements of the held-out score."""
PATIENCE = 8
"""Of them without a better score, after which training stops."""
SCORED, NEAREST, TRAINING = 256, 64, 2000
"""Completions of held-out images that are scored, images drawn at S = ∅, and training images that they are held
against, at most."""
HELD_OUT_SEED = 2**40
"""Of the subset pairs and noises of the score: no step of any training draws the same."""
BY_HEART = 0.5
"""Drawn images that lie nearer the training images than this share of what held-out images do are copies."""


def adapted_config(base: Config, weights: dict[str, Tensor], settings: list[str]) -> Config:
    """The config of an adaptation.

    Args:
        base: that of the base's training.
        weights: the base's, in float16's steps.
        settings: overrides, section.key=value.

    Raises:
        EngineError: a bad override, or one of the base's own.
    """
    own = base.model_copy(
        update={
            "licence": "unknown",
            "credits": (),
            "adapter": AdapterConfig(base=fingerprint(_half(weights))),
            "data": base.data.model_copy(update={"held_out": "drawn"}),
        }
    )
    config = override_config(own, [*SETTINGS, *settings])
    if config.model != own.model or config.adapter.base != own.adapter.base:
        raise EngineError("the model is the base's. Leave out --set model..., or train another with `engine train`.")
    return config


def check_pictures(data: Path, config: Config, base: str) -> None:
    """Refuse pictures that the base's size or channels would spoil.

    Args:
        base: the base's name.

    Raises:
        EngineError: they would lose colour, transparency or their pixels, or be enlarged; or none can be read.
    """
    seen, (height, width, channels) = look(data), config.model.shape
    sizes = np.array(seen.sizes)
    kinds = (
        (channels == 1 and seen.coloured >= 0.05, "are in colour"),
        (channels == 3 and seen.transparent >= 0.1, "have transparent pixels"),
        (seen.hard_edged >= 0.5 and (sizes != (height, width)).any(), "are pixel art of another size"),
        (bool((np.median(sizes, axis=0) < (height, width)).any()), "are smaller"),
    )
    for wrong, what in kinds:
        if wrong:
            raise EngineError(
                f"{base} completes {size_of(config.model)} images, and the pictures of {data} {what}. "
                "Take another base, or train a model of their own with `engine train`; --fit takes them as they are."
            )


class HeldOut:
    """Measures an adaptation on held-out images, keeps its best adapter, and says when more training is no use."""

    def __init__(self, run: RunFolder, trainer: Trainer, monitor: Monitor) -> None:
        self.run, self.trainer, self.monitor = run, trainer, monitor
        self.record = run.read_record()
        self.warned, self.converged, self.looked = False, False, -1
        if run.adapter.is_file():
            best = read_adapter(run.adapter)
            self.best, self.best_images = float(best.card["energy_score"]), int(best.card["images_seen"])
            self.of_base = float(best.card["energy_score_of_base"])
        else:
            self.best, self.best_images, self.of_base = math.inf, 0, 0.0
            self.look()
        self.looks = self._due()

    def _due(self) -> int:
        return self.trainer.images_seen // LOOK_IMAGES

    def __call__(self) -> bool:
        """After a step: whether to stop. Measures where it is time to.

        Raises:
            EngineError: the adapter cannot be written.
        """
        if self._due() == self.looks:
            return False
        self.looks = self._due()
        self.look()
        self.converged = self.trainer.images_seen - self.best_images >= PATIENCE * LOOK_IMAGES
        return self.converged

    def look(self) -> None:
        """Measure the averaged generator, if it was not just now; its adapter is kept if it beats all before."""
        if self.trainer.step == self.looked:
            return
        self.looked, images = self.trainer.step, self.trainer.images_seen
        score, nearer = held_out_score(self.trainer), nearness(self.trainer)
        self.monitor.write({"held_out": {"energy_score": score, "nearness": nearer}})
        self.of_base = self.of_base or score
        if score < self.best:
            self.best, self.best_images = score, images
            self._keep()
        if nearer < BY_HEART and not self.warned and images:
            self.warned = True
            self.monitor.console.print(
                f"{images:,} images: it learns by heart. What it draws lies {nearer:.0%} as far from the training "
                "images as held-out images do. Add pictures, or stop earlier with --images."
            )

    def _keep(self) -> None:
        trainer, config = self.trainer, self.trainer.config
        tensors = adapter_tensors(trainer.generator, trainer.average)
        card = {
            "data": self.record["data"],
            "licence": config.licence,
            "credits": list(config.credits),
            "images_seen": trainer.images_seen,
            "step": trainer.step,
            "command": self.record["command"],
            "energy_score": self.best,
            "energy_score_of_base": self.of_base,
            "held_out": len(trainer.data.validation),
        }
        arrays = {name: value.detach().cpu().numpy() for name, value in tensors.items()}
        own_graph = None
        if config.adapter.new_categories:
            from engine.networks.onnx_graph import onnx_graph  # onnx is needed here alone

            whole = base_weights(trainer.average.state_dict())
            shapes = {name: value.shape for name, value in whole.items()}
            own_graph = onnx_graph(config.model, shapes, weights=WEIGHTS)
        write_adapter(
            self.run.adapter,
            arrays,
            config=config.model,
            base=config.adapter.base,
            base_name=str(self.record["base"]),
            card=card,
            graph=own_graph,
        )


@torch.inference_mode()
def held_out_score(trainer: Trainer) -> float:
    """The energy score of the averaged generator on held-out images: always the same ones, pairs and noises."""
    config, data, device = trainer.config, trainer.data, trainer.device
    few = config.training.model_copy(update={"batch": SCORED})
    drawn = draw(config.model_copy(update={"training": few}), seed=HELD_OUT_SEED, step=0, mine=slice(0, SCORED))
    rows = torch.arange(SCORED) % len(data.validation)
    present, labels = data.validation_present, data.validation_labels
    there = torch.ones(SCORED, config.model.grid.L, dtype=torch.bool) if present is None else present[rows]
    drawn = drawn.to(device).of(there.to(device), None if labels is None else labels[rows].to(device))
    real = patchify(to_unit(data.validation[rows].to(device)), config.model.grid)
    total = 0.0
    for i in range(0, SCORED, 64):
        part_ = slice(i, i + 64)
        pair, y = drawn.pair[part_], None if drawn.labels is None else drawn.labels[part_]
        truth = torch.where(pair.union[:, : config.model.grid.L, None], real[part_], 0.0)
        one, other = (trainer.average(truth, pair, noise[part_], y)[0] for noise in drawn.noises[:2])
        target = pair.target[:, : config.model.grid.L]
        total += objectives.energy_score(one, other, truth, target, grid=config.model.grid).item() * len(truth)
    return total / SCORED


@torch.inference_mode()
def nearness(trainer: Trainer) -> float:
    """How near drawn images lie to the training images, median to median, where held-out images lie at 1."""
    model = Model(trainer.config.model, TorchRuntime(trainer.average))
    blank = np.zeros(model.config.shape, dtype=np.uint8)
    drawn = model.complete(blank, np.zeros(model.grid.L, dtype=bool), n=NEAREST, seed=0).images
    data = trainer.data
    training = to_unit(data.images[:: max(len(data.images) // TRAINING, 1)]).flatten(1)
    held_out, ours = data.validation[:NEAREST], torch.from_numpy(drawn).movedim(-1, 1)
    distances = [torch.cdist(to_unit(each).flatten(1), training).amin(1).median().item() for each in (ours, held_out)]
    return distances[0] / max(distances[1], 1e-9)


def adapted_weights(run: RunFolder) -> tuple[Weights, AdapterInfo]:
    """The base's weights with the run's best adapter in them, in float16; and that adapter.

    Raises:
        EngineError: a file of the run is missing or damaged.
    """
    info = read_adapter(run.adapter)
    base = _half(base_weights(part(load_state(run)[0], "average")))
    return merge(base, read_tensors(info)[0], source=str(run.adapter)), info


def copy_adapter(run: RunFolder, path: Path, *, overwrite: bool) -> AdapterInfo:
    """Copy the best adapter of a run to a file.

    Raises:
        EngineError: the run is no adaptation, the file is there already, or it cannot be written.
    """
    if not run.read_config().adapts:
        raise EngineError(f"{run.path} has no adapter: it learnt all weights. Give the folder of a model to make.")
    if path.exists() and not overwrite:
        raise EngineError(f"{path} exists. Choose another name, or give --overwrite.")
    read_adapter(run.adapter)
    write_atomically(path, run.adapter.read_bytes())
    return read_adapter(path)


def _half(weights: dict[str, Tensor]) -> Weights:
    return {name: value.half().cpu().numpy() for name, value in weights.items()}
