"""The adversarial simulation: `engine.training.trainer`'s step on points, for R runs at once, its looks and report.

A seed's random draws depend on the seed and the step alone: the variants share them, and a resumed run is the
run itself.
"""

from __future__ import annotations

import copy
import math
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from engine.errors import EngineError
from engine.lab import points
from engine.lab.adversarial import JOINT, KNOWN, SAME_UNION, VARIANTS, Adversarial, Discriminators, Generators
from engine.lab.point_metrics import NAMES, Complete, Effort, floor, judge
from engine.lab.simulation import Resumable
from engine.lab.tables import MEANINGS
from engine.training import objectives
from engine.training.checkpoint import flatten_state, restore_state

SHOWN = 400
"""Points of each run that are kept at each record, from the same noise throughout."""
GLANCE = Effort(each=1500, joint=20_000)
"""How closely a run is looked at on its way."""


@dataclass(frozen=True, kw_only=True)
class PointDraw:
    """All that is random in one step, of R runs; the second half of it is for Eq. 6, of its runs alone."""

    x: Tensor
    """Real points (R, B, 2)."""
    pair: Tensor
    """Their subset pairs (R, B)."""
    z: Tensor
    """(R, B, noise)."""
    directions: tuple[Tensor, Tensor]
    """ε of the penalties on real and on fake, (R, B, 2)."""
    x6: Tensor
    """Real points (seeds, C, 2)."""
    pair1: Tensor
    """(S¹, T¹), (seeds, C)."""
    pair2: Tensor
    """(S², T²) ≠ (S¹, T¹) of the same union, (seeds, C)."""
    z6: tuple[Tensor, Tensor]
    """(seeds, C, noise) for either pair."""


class Rivalry(Resumable):
    """The networks of all runs, their step, and what was seen of them: a simulation's state."""

    def __init__(self, settings: Adversarial) -> None:
        self.settings = settings
        self.generators, self.discriminators = Generators(settings), Discriminators(settings)
        self.average = copy.deepcopy(self.generators).requires_grad_(False)
        self.networks = {
            "generators": self.generators,
            "discriminators": self.discriminators,
            "average": self.average,
        }
        rate = settings.learning_rate
        self.optimizers = {
            name: torch.optim.AdamW(self.networks[name].parameters(), lr=rate, betas=(0.0, 0.99), weight_decay=0.0)
            for name in ("generators", "discriminators")
        }
        self.communicating = slice(len(settings.seeds), None)
        self.done = 0
        """Steps done."""
        self.metrics = torch.zeros(settings.records + 1, settings.runs, len(MEANINGS))
        """(records + 1, R, metrics), those of `point_metrics.judge`; rows not reached yet are 0."""
        self.shown = torch.zeros(settings.records + 1, settings.runs, SHOWN, 2)
        """(records + 1, R, SHOWN, 2), points of the joint."""

    def advance(self) -> None:
        """One update of every generator, then of every discriminator.

        Raises:
            EngineError: a loss is not finite.
        """
        draw = _draw(self.settings, self.done)
        self._set_learning_rate()
        fake = self.generators(draw.x, draw.pair, draw.z)
        x1 = self.generators(draw.x6, draw.pair1, draw.z6[0], self.communicating)
        x2 = self.generators(draw.x6, draw.pair2, draw.z6[1], self.communicating)
        self.discriminators.requires_grad_(False)
        self._update(self.optimizers["generators"], self._generator_loss(draw, fake, x1, x2))
        self.discriminators.requires_grad_(True)
        self._update_average()
        loss = self._discriminator_loss(draw, fake.detach(), x1.detach(), x2.detach())
        self._update(self.optimizers["discriminators"], loss)
        self.done += 1

    def tensors(self) -> dict[str, Tensor]:
        seen = {"metrics": self.metrics, "shown": self.shown}
        return seen | flatten_state(self.networks, self.optimizers)

    def restore(self, tensors: dict[str, Tensor], done: int) -> None:
        restore_state(self.networks, self.optimizers, tensors)
        self.done, self.metrics, self.shown = done, tensors["metrics"], tensors["shown"]

    def _generator_loss(self, draw: PointDraw, fake: Tensor, x1: Tensor, x2: Tensor) -> Tensor:
        f_fake = self.discriminators(fake, draw.pair)
        if self.settings.adversarial == "logistic":
            loss = torch.vmap(objectives.logistic_generator)(f_fake).sum()
        else:
            f_real = self.discriminators(draw.x, draw.pair)
            loss = torch.vmap(objectives.relativistic_generator)(f_real, f_fake).sum()
        taught = torch.vmap(objectives.communication_generator)(*self._communication(draw, x1, x2)).sum()
        return loss + self.settings.communication * taught

    def _discriminator_loss(self, draw: PointDraw, fake: Tensor, x1: Tensor, x2: Tensor) -> Tensor:
        f_real, f_fake = self.discriminators(draw.x, draw.pair), self.discriminators(fake, draw.pair)
        if self.settings.adversarial == "logistic":
            loss = torch.vmap(objectives.logistic_discriminator)(f_real, f_fake).sum()
        else:
            relativistic = torch.vmap(objectives.relativistic_discriminator, in_dims=(0, 0, None))
            loss = relativistic(f_real, f_fake, self.settings.centring).sum()
        taught = torch.vmap(objectives.communication)(*self._communication(draw, x1, x2)).sum()
        sigma, penalties = self.settings.penalty_sigma, []
        for x, still, direction in zip((draw.x, fake), (f_real, f_fake), draw.directions, strict=True):
            moved = self.discriminators(x + sigma * direction, draw.pair)
            penalties.append(objectives.approximate_penalty(still, moved, sigma))
        penalty = self.settings.runs * self.settings.penalty * torch.stack(penalties).sum()
        return loss - self.settings.communication * taught + penalty

    def _communication(self, draw: PointDraw, x1: Tensor, x2: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """f of Eq. 6: own1, other1, own2, other2, each (seeds, C)."""

        def judge(x: Tensor, pair: Tensor) -> Tensor:
            result: Tensor = self.discriminators(x, pair, self.communicating)
            return result

        return judge(x1, draw.pair1), judge(x1, draw.pair2), judge(x2, draw.pair2), judge(x2, draw.pair1)

    def _update(self, optimizer: torch.optim.Optimizer, loss: Tensor) -> None:
        """One step; the losses of the runs are summed, so that each run has the gradient of its own."""
        if not math.isfinite(loss.item()):
            raise EngineError(f"the simulation diverged at step {self.done}. Lower its learning rate.")
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()

    @torch.no_grad()
    def _update_average(self) -> None:
        decay = min(self.settings.ema, (1 + self.done) / (10 + self.done))
        for average, current in zip(self.average.parameters(), self.generators.parameters(), strict=True):
            average.lerp_(current, 1 - decay)

    def _set_learning_rate(self) -> None:
        fall = min(max(2 * self.done / self.settings.steps - 1, 0.0), 1.0)
        for optimizer in self.optimizers.values():
            for group in optimizer.param_groups:
                group["lr"] = self.settings.learning_rate * (1 - 0.95 * fall)


def _draw(settings: Adversarial, step: int) -> PointDraw:
    B, C, n = settings.batch, settings.batch // 2, len(VARIANTS)
    normals, choices = [], []
    for seed in settings.seeds:
        rng = np.random.Generator(np.random.Philox(key=np.array([seed, step], dtype=np.uint64)))
        normals.append(rng.standard_normal((3 * B + C) * 2 + (B + 2 * C) * settings.noise, np.float32))
        draws = [(2, B), (len(KNOWN), B), (2, C), (SAME_UNION, C), (SAME_UNION - 1, C)]
        choices.append(np.concatenate([rng.integers(high, size=size) for high, size in draws]))
    sizes = [2 * B] * 3 + [2 * C] + [B * settings.noise] + [C * settings.noise] * 2
    x, real, fake, x6, z, z1, z2 = torch.from_numpy(np.stack(normals)).split(sizes, 1)
    component, pair, component6, pair1, offset = torch.from_numpy(np.stack(choices)).split([B, B, C, C, C], 1)
    shape = (len(settings.seeds), -1, 2)
    noise = (len(settings.seeds), -1, settings.noise)
    return PointDraw(
        x=points.sample(x.reshape(shape), component, settings.variance).repeat(n, 1, 1),
        pair=pair.repeat(n, 1),
        z=z.reshape(noise).repeat(n, 1, 1),
        directions=(real.reshape(shape).repeat(n, 1, 1), fake.reshape(shape).repeat(n, 1, 1)),
        x6=points.sample(x6.reshape(shape), component6, settings.variance),
        pair1=pair1,
        pair2=(pair1 + 1 + offset) % SAME_UNION,
        z6=(z1.reshape(noise), z2.reshape(noise)),
    )


def advance(state: Rivalry, settings: Adversarial) -> None:
    """Train every run for one step, and look at it if that is due."""
    state.advance()
    if state.done in settings.record_steps():
        _record(state, settings, settings.record_steps().index(state.done))


def start(settings: Adversarial) -> Rivalry:
    """Networks as drawn, looked at once."""
    state = Rivalry(settings)
    _record(state, settings, 0)
    return state


def recorded_steps(state: Rivalry, settings: Adversarial) -> tuple[list[int], Tensor]:
    """Steps looked at so far, n from 0 on, and the metrics then, (n, R, len(NAMES))."""
    steps = [step for step in settings.record_steps() if step <= state.done]
    return steps, state.metrics[: len(steps)]


def completer(generators: Generators, settings: Adversarial, seed: int) -> Complete:
    """The R models as what `point_metrics` asks for, with noise from one seed."""
    generator = torch.Generator().manual_seed(seed)

    @torch.no_grad()
    def complete(x: Tensor, pair: int) -> Tensor:
        z = torch.randn(1, x.shape[1], settings.noise, generator=generator)
        pairs = torch.full(x.shape[:2], pair)
        result: Tensor = generators(x, pairs, z.expand(len(x), -1, -1))
        return result

    return complete


def adversarial_report(state: Rivalry, settings: Adversarial) -> dict[str, Any]:
    """The metrics at the end by variant and seed, q's own beside them, and their course."""
    steps, course = recorded_steps(state, settings)
    complete = completer(state.average, settings, seed=4)
    last = judge(complete, settings.runs, settings.variance, Effort())
    by_variant = last.reshape(len(VARIANTS), len(settings.seeds), len(NAMES))
    course = course.reshape(len(steps), len(VARIANTS), len(settings.seeds), len(NAMES))
    return {
        "settings": asdict(settings),
        "steps_done": state.done,
        "metrics": {
            name: {"samples of q": float(own)}
            | {variant: by_variant[row, :, column].tolist() for row, variant in enumerate(VARIANTS)}
            for column, (name, own) in enumerate(zip(NAMES, floor(settings.variance, Effort()), strict=True))
        },
        "steps": steps,
        "course": {
            name: {variant: course[:, row, :, column].T.tolist() for row, variant in enumerate(VARIANTS)}
            for column, name in enumerate(NAMES)
        },
    }


def _record(state: Rivalry, settings: Adversarial, record: int) -> None:
    average = state.average
    state.metrics[record] = judge(completer(average, settings, seed=1), settings.runs, settings.variance, GLANCE)
    nothing = torch.zeros(settings.runs, SHOWN, 2)
    state.shown[record] = completer(average, settings, seed=2)(nothing, JOINT)
