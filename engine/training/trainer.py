"""The training loop: data -> subset pair -> generator -> objective -> state -> checkpoint.

Every random draw of step t is a pure function of (seed, t), so a resumed run is bit for bit the unbroken one.
"""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch._functorch import config as functorch_config
from torch.optim.swa_utils import get_ema_multi_avg_fn

from engine.config import Config, TrainingConfig
from engine.data.dataset import Dataset, batch_indices
from engine.data.prefetch import Ahead, Batches
from engine.errors import DivergedError, EngineError
from engine.networks.adapters import adapt, load_base
from engine.networks.discriminator import Discriminator
from engine.networks.generator import Generator
from engine.networks.inference import to_unit
from engine.networks.projected import ProjectedDiscriminator
from engine.patches import patchify
from engine.training.checkpoint import flatten_state, load_state, restore_state, save_state
from engine.training.codebook import learn_codebook
from engine.training.distributed import ALONE, World
from engine.training.draws import Draw, draw
from engine.training.matching import Matcher, Term
from engine.training.precision import settle_precision
from engine.training.run import RunFolder

RUINED = 1e6
"""No weight or moment of a healthy run comes near."""

Ended = Literal["images", "time", "asked", "score"]
"""Why a training ended: all its images are seen, its time was over, it was asked to stop, or, of an adaptation, its
held-out score no longer got better."""


class Trainer:
    """The state of a run and its step."""

    def __init__(
        self, config: Config, data: Dataset, *, device: torch.device, seed: int, world: World = ALONE
    ) -> None:
        torch.manual_seed(seed)
        self.config, self.data, self.device, self.seed, self.world = config, data, device, seed, world
        self.mine = world.share(config.training.batch)
        self.mixed = settle_precision(config, device).training.precision == "bfloat16"
        if device.type == "cuda":  # TF32: its steps are finer than a byte's, and than the penalties' differences
            torch.set_float32_matmul_precision("high")
        self.batches = Batches(data.images, self._indices, device=device)
        self.labels, self.present = data.labels if config.model.labels else None, data.present
        # beside a GPU the CPU has the time to draw for the next steps; elsewhere it is the one that computes this one
        self.draws = Ahead(self._random) if device.type == "cuda" else self._random
        self.generator = Generator(config.model).to(device)
        if self.generator.codebook is not None:
            self.generator.codebook.entries.copy_(learn_codebook(config.model, data.images, data.present, seed=seed))
        self.discriminator = Discriminator(config.model, config.discriminator).to(device)
        if config.adapts:
            adapt(self.generator, rank=config.adapter.rank, new_categories=config.adapter.new_categories)
            if config.adapter.discriminator == "adapted":
                adapt(self.discriminator, rank=config.adapter.rank, new_categories=config.adapter.new_categories)
        self.average = copy.deepcopy(self.generator).requires_grad_(False)
        self.networks = {"generator": self.generator, "discriminator": self.discriminator, "average": self.average}
        """By the names under which they are saved."""
        if config.objective.projected:
            grid, scale = config.model.grid, config.objective.feature_scale
            projected = ProjectedDiscriminator(height=scale * grid.height, width=scale * grid.width)
            self.networks["projected"] = projected.to(device)
        rate = config.training.learning_rate
        self.optimizers = {
            name: torch.optim.AdamW(learnt(network), lr=rate, betas=(0.0, 0.99), weight_decay=0.0, fused=True)
            for name, network in self.networks.items()
            if name != "average"
        }
        self.matcher = Matcher(
            config,
            self.generator,
            self.discriminator,
            images=data.images,
            present=data.present,
            mixed=self.mixed,
            projected=self.networks.get("projected"),
        )
        self.step = 0
        self.share_of_time = 0.0
        """How much of the time that this start has is over, where the learning rate falls by it."""

    @property
    def share_of_images(self) -> float:
        """How much of the config's images is seen."""
        return self.images_seen / self.config.training.images

    @property
    def images_seen(self) -> int:
        """Training images so far."""
        return self.step * self.config.training.batch

    @property
    def warming_up(self) -> bool:
        """Whether the next step is of the non-adversarial phase; tokens, that no gradient passes, have no other."""
        return self.config.model.tokens != "none" or self.images_seen < self.config.training.warmup_images

    def compile(self) -> None:
        """Have torch compile both networks; what is drawn and what is saved stay the same, sums round otherwise.

        It takes minutes, at the first call with images of each size, the whole batch or the part that the penalties
        and Eq. 6 take, and of each kind: those that a generator made pass a gradient on. So it happens six times at
        most.

        Raises:
            EngineError: a trial fails on this machine, for want of a C++ compiler, say.
        """
        try:
            torch.compile(torch.sin)(torch.ones(8, device=self.device))
        except RuntimeError as error:
            reason = str(error).strip().splitlines()[0].rstrip(".")
            remedy = "Leave out --compile, or install a C++ compiler."
            raise EngineError(f"torch.compile does not work on this machine: {reason}. {remedy}") from error
        # a generator's and a discriminator's losses share a graph, and go back through it one after the other
        functorch_config.donated_buffer = False
        for network in (self.generator, self.discriminator):
            for block in network.blocks:  # alike, so that one of them is compiled for all
                block.compile(dynamic=False)

    def train_step(self) -> dict[str, float]:
        """One update of each network, both from the same scores.

        Returns:
            the losses by name.

        Raises:
            DivergedError: a loss is not finite; no update was made with it.
        """
        losses = self.matcher.losses(*self.batch(), warming_up=self.warming_up)
        logged = self._check(losses.logged())
        self._update("generator", losses.generator.values(), retain_graph=bool(losses.discriminator))
        if losses.discriminator:
            self._update("discriminator", losses.discriminator.values())
        if losses.projected:
            self._update("projected", losses.projected.values())
        self._update_average()
        self.step += 1
        return logged

    def batch(self) -> tuple[Tensor, Draw]:
        """The real images of the next step, (B, L, D) in [-1, 1], and all else that is random in it."""
        drawn = self.draws(self.step).to(self.device)
        images = to_unit(self.batches(self.step))
        if self.labels is not None or self.present is not None:
            drawn = drawn.of(*self._known_of(torch.from_numpy(self._indices(self.step)), drawn.mirrored))
        if self.config.data.flip:
            images = torch.where(drawn.mirrored[:, None, None, None], images.flip(-1), images)
        return patchify(images, self.config.model.grid), drawn

    def _known_of(self, indices: Tensor, mirrored: Tensor) -> tuple[Tensor, Tensor | None]:
        """Which patches of some images (B,), mirrored or not, are there, (B, L) bool, and their labels, (B, Y)."""
        grid = self.config.model.grid
        labels = None if self.labels is None else self.labels[indices].to(self.device)
        if self.present is None:
            return torch.ones(len(indices), grid.L, dtype=torch.bool, device=self.device), labels
        present = self.present[indices].to(self.device)
        if self.config.data.flip:
            flipped = present.view(-1, *grid.shape).flip(-1).flatten(1)
            present = torch.where(mirrored[:, None], flipped, present)
        return present, labels

    def state(self) -> dict[str, Tensor]:
        """The whole training state as named tensors."""
        return flatten_state(self.networks, self.optimizers)

    def begin_with(
        self, weights: dict[str, Tensor], *, source: str, discriminator: dict[str, Tensor] | None = None
    ) -> None:
        """Begin with the weights of a trained generator; labels that are new begin at random.

        Args:
            discriminator: the weights of a trained one; None = that begins at random too.

        Raises:
            EngineError: they belong to another config.
        """
        try:
            labels = {} if any(name.startswith("label_") for name in weights) else self.generator.state_dict()
            new = {name: value for name, value in labels.items() if name.startswith("label_")}
            for network in (self.generator, self.average):
                load_base(network, weights | new)
            if discriminator is not None:
                load_base(self.discriminator, discriminator)
        except RuntimeError as error:
            raise EngineError(f"{source} has weights for another config. Leave out --init.") from error

    def restore(self, run: RunFolder) -> None:
        """Take up the newest training state of a run.

        Raises:
            EngineError: there is none, or it belongs to another config.
        """
        state, step = load_state(run)
        try:
            restore_state(self.networks, self.optimizers, state)
        except (RuntimeError, KeyError, ValueError) as error:
            reason = " ".join(str(error).split())[:120]
            raise EngineError(f"{run.path} was trained with another config ({reason}). Start a new run.") from error
        self.step = step

    def _update(self, name: str, terms: Iterable[Term], *, retain_graph: bool = False) -> None:
        """Follow the gradient of some terms in one network; the other is left alone, though the graph holds both."""
        optimizer, parameters = self.optimizers[name], learnt(self.networks[name])
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(self.config.training, max(self.share_of_images, self.share_of_time))
        optimizer.zero_grad(set_to_none=True)
        total = torch.stack([term.weighted for term in terms]).sum()
        total.backward(inputs=parameters, retain_graph=retain_graph)
        self.world.average_gradients(parameters)
        norm = nn.utils.clip_grad_norm_(parameters, self.config.training.clip)
        if not torch.isfinite(norm):
            raise self._diverged(f"the gradient of the {name} is {norm.item()}")
        optimizer.step()

    def _update_average(self) -> None:
        decay = min(self.config.training.ema, (1 + self.step) / (10 + self.step))
        mix = get_ema_multi_avg_fn(decay)
        mix(list(self.average.parameters()), list(self.generator.parameters()), self.step)

    def _check(self, losses: dict[str, Tensor]) -> dict[str, float]:
        """The losses' means over all processes, if they are finite."""
        values = self.world.mean(torch.stack([value.detach() for value in losses.values()])).tolist()
        for name, value in zip(losses, values, strict=True):
            if not math.isfinite(value):
                raise self._diverged(f"the loss '{name}' is {value}")
        return dict(zip(losses, values, strict=True))

    def _diverged(self, what: str) -> DivergedError:
        return DivergedError(
            f"training diverged: {what} at step {self.step}. "
            "The last good state is kept; resume it with --set training.learning_rate=... lowered."
        )

    def _random(self, step: int) -> Draw:
        return draw(self.config, seed=self.seed, step=step, mine=self.mine)

    def _indices(self, step: int) -> NDArray[np.int64]:
        """Of this process's training images in a step, (b,)."""
        batch = self.config.training.batch
        return batch_indices(seed=self.seed, first=step * batch, count=batch, size=len(self.data.images))[self.mine]

    def save(self, run: RunFolder) -> None:
        """Save the state, unless the last update ruined the weights: the next step's losses would only tell later.

        Raises:
            DivergedError: it did.
            EngineError: the state cannot be written.
        """
        state = self.state()
        for name, value in state.items():
            count = name.endswith(".step")  # of the optimizers
            if not count and not (value.abs() <= RUINED).all():
                raise self._diverged(f"'{name}' is beyond all bounds")
        save_state(run, state, self.step)


def learnt(network: nn.Module) -> list[nn.Parameter]:
    """The parameters that training changes: all of them, or those of an adapter."""
    return [parameter for parameter in network.parameters() if parameter.requires_grad]


def learning_rate(training: TrainingConfig, done: float) -> float:
    """Level, then falling to a twentieth where all, a share of 1, is done."""
    fall = (done - training.decay_from) / max(1 - training.decay_from, 1e-9)
    return training.learning_rate * (1 - 0.95 * min(max(fall, 0.0), 1.0))


def train(
    trainer: Trainer,
    run: RunFolder,
    *,
    seconds: float | None,
    stop: Callable[[], bool],
    report: Callable[[Trainer, dict[str, float]], None],
) -> Ended:
    """Step until the config's images, the time, or `stop` says so; save now and then, and at the end. Returns which.

    Args:
        seconds: wall-clock budget, the last save included, or None.
        stop: asked after every step.
        report: told of every step: logging, progress, samples.
    """
    start = saved = time.monotonic()
    longest_save = 0.0
    asked = False
    while trainer.images_seen < trainer.config.training.images:
        losses = trainer.train_step()
        try:
            report(trainer, losses)
        except Exception:
            if trainer.world.first:
                with suppress(EngineError):  # on a full disk this fails as well, and the last good state is kept
                    trainer.save(run)
            raise
        now = time.monotonic()
        asked = stop()
        out_of_time = seconds is not None and now - start + 1.5 * longest_save + 1 >= seconds
        if trainer.world.agree(asked or out_of_time):
            asked = trainer.world.agree(asked)
            break
        if seconds is not None and trainer.config.training.decay_by == "time":
            share = torch.tensor([(now - start) / seconds], device=trainer.device)
            trainer.share_of_time = trainer.world.mean(share).item()
        if trainer.world.first and now - saved >= trainer.config.training.save_seconds:
            trainer.save(run)
            saved = time.monotonic()
            longest_save = max(longest_save, saved - now)
    if trainer.world.first:
        trainer.save(run)
    if trainer.images_seen >= trainer.config.training.images:
        return "images"
    return "asked" if asked else "time"
