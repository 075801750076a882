"""The training loop: data -> subset pair -> generator -> objective -> state -> checkpoint.

Every random draw of step t is a pure function of (seed, t), so a resumed run is bit for bit the unbroken one.
"""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, fields
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from engine.config import Config
from engine.data.dataset import Dataset, batch_indices
from engine.data.prefetch import Ahead, Batches
from engine.errors import DivergedError, EngineError
from engine.networks.discriminator import Discriminator
from engine.networks.generator import Generator, Noise
from engine.networks.inference import to_unit
from engine.patches import patchify, pixel_mask, unpatchify
from engine.training import objectives
from engine.training.checkpoint import RunFolder, flatten_optimizer, part, restore_optimizer
from engine.training.compilation import compile_networks
from engine.training.distributed import ALONE, World
from engine.training.draws import Draw, draw
from engine.training.precision import settle_precision

RUINED = 1e6
"""No weight or moment of a healthy run comes near."""

Ended = Literal["images", "time", "asked"]
"""Why a training ended: all its images are seen, its time was over, or it was asked to stop."""


@dataclass(frozen=True, kw_only=True)
class Batch(Draw):
    """All that a step starts from."""

    patches: Tensor
    """(B, L, D) in [-1, 1]: real images."""


class Trainer:
    """The state of a run and its step."""

    def __init__(
        self, config: Config, data: Dataset, *, device: torch.device, seed: int, world: World = ALONE
    ) -> None:
        torch.manual_seed(seed)
        self.config, self.data, self.device, self.seed, self.world = config, data, device, seed, world
        self.mine = world.share(config.training.batch)
        self.mixed = settle_precision(config, device).training.precision == "bfloat16"
        self.batches = Batches(data.images, self._indices, device=device)
        # beside a GPU the CPU has the time to draw for the next steps; elsewhere it is the one that computes this one
        self.draws = Ahead(self._random) if device.type == "cuda" else self._random
        self.octave_weights = self._octave_weights()
        self.generator = Generator(config.model).to(device)
        self.discriminator = Discriminator(config.model, config.discriminator).to(device)
        self.average = copy.deepcopy(self.generator).requires_grad_(False)
        self.optimizer_generator = self._optimizer(self.generator)
        self.optimizer_discriminator = self._optimizer(self.discriminator)
        self.step = 0

    def compile(self) -> None:
        """Have torch compile both networks; what is drawn and what is saved stay the same, sums round otherwise.

        Raises:
            EngineError: it cannot be done on this machine, for want of a C++ compiler, say.
        """
        compile_networks(self.generator, self.discriminator, device=self.device)

    @property
    def images_seen(self) -> int:
        """Training images so far."""
        return self.step * self.config.training.batch

    @property
    def warming_up(self) -> bool:
        """Whether the next step is of the non-adversarial phase."""
        return self.images_seen < self.config.training.warmup_images

    def train_step(self) -> dict[str, float]:
        """One update of each network, both from the same scores.

        Returns:
            the losses by name.

        Raises:
            DivergedError: a loss is not finite; no update was made with it.
        """
        batch = self._draw()
        self._set_learning_rate()
        teaching, judging = self._losses(batch)
        losses = self._check(teaching | judging)
        weight = 1.0 if self.warming_up else self.config.objective.diversity_weight
        total = sum(weight * value if name == "diversity" else value for name, value in teaching.items())
        self._update(self.optimizer_generator, self.generator, total, retain_graph=bool(judging))
        if judging:
            self._update(self.optimizer_discriminator, self.discriminator, sum(judging.values()))
        self._update_average()
        self.step += 1
        return losses

    def state(self) -> dict[str, Tensor]:
        """The whole training state as named tensors."""
        named: dict[str, Tensor] = {}
        for name, network in self._networks().items():
            named |= {f"{name}.{key}": value for key, value in network.state_dict().items()}
        named |= flatten_optimizer(self.optimizer_generator, "optimizer_generator")
        return named | flatten_optimizer(self.optimizer_discriminator, "optimizer_discriminator")

    def restore(self, run: RunFolder) -> None:
        """Take up the newest training state of a run.

        Raises:
            EngineError: there is none, or it belongs to another config.
        """
        state, step = run.load()
        try:
            for name, network in self._networks().items():
                network.load_state_dict(part(state, name) or part(state, "average"))
            restore_optimizer(self.optimizer_generator, state, "optimizer_generator")
            restore_optimizer(self.optimizer_discriminator, state, "optimizer_discriminator")
        except (RuntimeError, KeyError, ValueError) as error:
            reason = " ".join(str(error).split())[:120]
            raise EngineError(f"{run.path} was trained with another config ({reason}). Start a new run.") from error
        self.step = step

    def _draw(self) -> Batch:
        drawn = self.draws(self.step).to(self.device)
        images = to_unit(self.batches(self.step))
        if self.config.data.flip:
            images = torch.where(drawn.mirrored[:, None, None, None], images.flip(-1), images)
        patches = patchify(images, self.config.model.grid)
        return Batch(patches=patches, **{field.name: getattr(drawn, field.name) for field in fields(drawn)})

    def _losses(self, batch: Batch) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
        """The generator's losses, and the discriminator's."""
        first = self._complete(batch, 0)
        teaching = self._non_adversarial(batch, first)
        if self.warming_up:
            return teaching, {}
        adversarial, judging = self._adversarial(batch, first)
        return teaching | adversarial, judging

    def _complete(self, batch: Batch, noise: int) -> Tensor:
        return self._generate(batch.patches, batch.known, batch.target, batch.noises[noise])

    def _generate(self, patches: Tensor, known: Tensor, target: Tensor, noise: Noise) -> Tensor:
        with self._precision():
            out: Tensor = self.generator(patches, known, target, noise)
        return out.float()

    def _precision(self, *, precise: bool = False) -> torch.autocast:
        """bfloat16 inside the networks where precision is mixed; float32 where a small difference counts."""
        return torch.autocast(self.device.type, torch.bfloat16, enabled=self.mixed and not precise)

    def _non_adversarial(self, batch: Batch, first: Tensor) -> dict[str, Tensor]:
        objective = self.config.objective
        if objective.diversity == "none":
            if not self.warming_up:
                return {}
            return {"likelihood": objectives.maximum_likelihood(first, batch.patches, batch.target)}
        if not self.warming_up and objective.diversity_weight == 0:
            return {}
        pair = (first, self._complete(batch, 1), batch.patches, batch.target)
        if objective.diversity == "rcgan":
            return {"diversity": objectives.rcgan(*pair)}
        grid = self.config.model.grid
        return {"diversity": objectives.energy_score(*pair, grid=grid, weights=self.octave_weights)}

    def _adversarial(self, batch: Batch, first: Tensor) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
        """Losses of the generator and of the discriminator, from one scoring of real and completed images."""
        objective = self.config.objective
        fake, real = self._score(batch, first), self._score(batch, batch.patches)
        if objective.adversarial == "logistic":
            teaching = {"generator": objectives.logistic_generator(fake)}
            judging = {"discriminator": objectives.logistic_discriminator(real, fake)}
        else:
            teaching = {"generator": objectives.relativistic_generator(real, fake)}
            judging = {"discriminator": objectives.relativistic_discriminator(real, fake, objective.centring)}
        if objective.penalty:
            judging |= self._penalties(batch, first.detach(), real, fake)
        if objective.communication:
            terms = self._communication(batch, first)
            teaching["communication"] = objective.communication * objectives.communication_generator(*terms)
            judging["communication_d"] = -objective.communication * objectives.communication(*terms)
        return teaching, judging

    def _penalties(self, batch: Batch, completed: Tensor, real: Tensor, fake: Tensor) -> dict[str, Tensor]:
        objective = self.config.objective
        few = slice(None, None, objective.penalty_every)
        losses = {}
        sides = (("r1", batch.patches, real), ("r2", completed, fake))
        for (name, patches, logits), direction in zip(sides, batch.directions, strict=True):
            moved = self._score(batch, patches[few] + objective.penalty_sigma * direction, few=few, precise=True)
            still = self._score(batch, patches[few], few=few, precise=True) if self.mixed else logits[few]
            penalty = objectives.approximate_penalty(still, moved, objective.penalty_sigma)
            losses[name] = objective.penalty * penalty
        return losses

    def _communication(self, batch: Batch, first: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """f(x¹; S¹, T¹), f(x¹; S², T²), f(x²; S², T²), f(x²; S¹, T¹) of a part of the batch, (b,) each."""
        few = slice(None, None, self.config.objective.communication_every)
        known, target, noise = batch.other_known[few], batch.other_target[few], batch.noises[2][few]
        second = self._generate(batch.patches[few], known, target, noise)
        return (
            self._score(batch, first[few], few=few),
            self._score(batch, first[few], few=few, other=True),
            self._score(batch, second, few=few, other=True),
            self._score(batch, second, few=few),
        )

    def _score(
        self,
        batch: Batch,
        patches: Tensor,
        *,
        few: slice = slice(None),
        other: bool = False,
        precise: bool = False,
    ) -> Tensor:
        """f(x; S, T), or f(x; S², T²): patches (b, L, D) of the images `few` of the batch -> (b,)."""
        grid = self.config.model.grid
        S, T = (batch.other_known, batch.other_target) if other else (batch.known, batch.target)
        known, target = (pixel_mask(subset[few].float(), grid) for subset in (S, T))
        images = unpatchify(patches, grid)
        if batch.augmentation is not None:
            images, known, target = batch.augmentation(images, known, target, few=few)
        with self._precision(precise=precise):
            logits: Tensor = self.discriminator(images, known, target)
        return logits.float()

    def _update(
        self,
        optimizer: torch.optim.Optimizer,
        network: nn.Module,
        loss: Tensor | float,
        *,
        retain_graph: bool = False,
    ) -> None:
        """Follow the gradient of `loss` in one network; the other is left alone, though the graph holds both."""
        assert isinstance(loss, Tensor)
        parameters = list(network.parameters())
        optimizer.zero_grad(set_to_none=True)
        loss.backward(inputs=parameters, retain_graph=retain_graph)
        self.world.average_gradients(parameters)
        norm = nn.utils.clip_grad_norm_(parameters, self.config.training.clip)
        if not torch.isfinite(norm):
            raise self._diverged(f"the gradient of the {type(network).__name__.lower()}", norm.item())
        optimizer.step()

    def _check(self, losses: dict[str, Tensor]) -> dict[str, float]:
        """The losses' means over all processes, if they are finite."""
        values = self.world.mean(torch.stack([value.detach() for value in losses.values()])).tolist()
        for name, value in zip(losses, values, strict=True):
            if not math.isfinite(value):
                raise self._diverged(f"the loss '{name}'", value)
        return dict(zip(losses, values, strict=True))

    def _diverged(self, what: str, value: float) -> DivergedError:
        return DivergedError(
            f"training diverged: {what} is {value} at step {self.step}. "
            "The last good state is kept; resume it with --set training.learning_rate=... lowered."
        )

    @torch.no_grad()
    def _update_average(self) -> None:
        decay = min(self.config.training.ema, (1 + self.step) / (10 + self.step))
        torch._foreach_lerp_(list(self.average.parameters()), list(self.generator.parameters()), 1 - decay)

    def _set_learning_rate(self) -> None:
        training = self.config.training
        done = self.images_seen / training.images
        fall = (done - training.decay_from) / max(1 - training.decay_from, 1e-9)
        rate = training.learning_rate * (1 - 0.95 * min(max(fall, 0.0), 1.0))
        for optimizer in (self.optimizer_generator, self.optimizer_discriminator):
            for group in optimizer.param_groups:
                group["lr"] = rate

    def _octave_weights(self) -> Tensor | None:
        """What each octave's norm counts for in the energy score, (K,): the less, the more it varies in the data."""
        weight, model, images = self.config.objective.octave_weight, self.config.model, self.data.images
        if not weight:
            return None
        few = images[:: max(len(images) // 1000, 1)].split(32)
        mean = torch.stack([to_unit(part).mean((0, 2, 3)) for part in few]).mean(0)[:, None, None]
        powers = [objectives.octave_power(patchify(to_unit(x) - mean, model.grid), model.patch_size) for x in few]
        varies = torch.cat(powers).mean((0, 1)).sqrt()
        return (weight / varies.clamp(min=1 / 255)).to(self.device)

    def _optimizer(self, network: nn.Module) -> torch.optim.AdamW:
        rate = self.config.training.learning_rate
        return torch.optim.AdamW(network.parameters(), lr=rate, betas=(0.0, 0.99), weight_decay=0.0, fused=True)

    def _networks(self) -> dict[str, nn.Module]:
        return {
            "generator": self.generator,
            "discriminator": self.discriminator,
            "average": self.average,
        }

    def _random(self, step: int) -> Draw:
        return draw(self.config, seed=self.seed, step=step, mine=self.mine)

    def _indices(self, step: int) -> NDArray[np.int64]:
        """Of this process's training images in a step, (b,)."""
        batch = self.config.training.batch
        return batch_indices(seed=self.seed, first=step * batch, count=batch, size=len(self.data.images))[self.mine]


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
                    _save(trainer, run)
            raise
        now = time.monotonic()
        asked = stop()
        out_of_time = seconds is not None and now - start + 1.5 * longest_save + 1 >= seconds
        if trainer.world.agree(asked or out_of_time, trainer.device):
            asked = trainer.world.agree(asked, trainer.device)
            break
        if trainer.world.first and now - saved >= trainer.config.training.save_seconds:
            _save(trainer, run)
            saved = time.monotonic()
            longest_save = max(longest_save, saved - now)
    if trainer.world.first:
        _save(trainer, run)
    if trainer.images_seen >= trainer.config.training.images:
        return "images"
    return "asked" if asked else "time"


def _save(trainer: Trainer, run: RunFolder) -> None:
    """Save the state, unless the last update ruined the weights: the next step's losses would only tell later."""
    state = trainer.state()
    values = {name: value for name, value in state.items() if not name.endswith(".step")}  # of the optimizers: counts
    ruined = [name for name, value in values.items() if not torch.isfinite(value).all() or value.abs().max() > RUINED]
    if ruined:
        raise DivergedError(
            f"training diverged: '{ruined[0]}' is beyond all bounds at step {trainer.step}. "
            "The last good state is kept; resume it with --set training.learning_rate=... lowered."
        )
    run.save(state, trainer.step)
