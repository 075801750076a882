"""The adversarial simulation as a run that is looked at on its way, and its report."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from engine.lab.adversarial import JOINT, VARIANTS, Adversarial, Generators
from engine.lab.point_metrics import NAMES, Complete, Effort, floor, judge
from engine.lab.rivalry import Rivalry

SHOWN = 400
"""Points of each run that are kept at each record, from the same noise throughout."""
GLANCE = Effort(each=1500, joint=20_000)
"""How closely a run is looked at on its way."""


@dataclass(kw_only=True)
class AdversarialState:
    """Where a run stands."""

    rivalry: Rivalry
    metrics: Tensor
    """(records + 1, R, len(NAMES)), those of `judge`; rows not reached yet are 0."""
    shown: Tensor
    """(records + 1, R, SHOWN, 2), points of the joint."""

    @property
    def done(self) -> int:
        """Steps done."""
        return self.rivalry.step

    def tensors(self) -> dict[str, Tensor]:
        """All of it but the step, for its file."""
        return {"metrics": self.metrics, "shown": self.shown} | self.rivalry.state()

    def restore(self, tensors: dict[str, Tensor], done: int) -> None:
        """The inverse of `tensors`."""
        self.rivalry.restore(tensors, done)
        self.metrics, self.shown = tensors["metrics"], tensors["shown"]


def advance(state: AdversarialState, settings: Adversarial) -> None:
    """Train every run for one step, and look at it if that is due."""
    state.rivalry.advance()
    if state.done in settings.record_steps():
        _record(state, settings, settings.record_steps().index(state.done))


def start(settings: Adversarial) -> AdversarialState:
    """Networks as drawn, looked at once."""
    state = AdversarialState(
        rivalry=Rivalry(settings),
        metrics=torch.zeros(settings.records + 1, settings.runs, len(NAMES)),
        shown=torch.zeros(settings.records + 1, settings.runs, SHOWN, 2),
    )
    _record(state, settings, 0)
    return state


def recorded_steps(state: AdversarialState, settings: Adversarial) -> tuple[list[int], Tensor]:
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
        out: Tensor = generators(x, pairs, z.expand(len(x), -1, -1))
        return out

    return complete


def adversarial_report(state: AdversarialState, settings: Adversarial) -> dict[str, Any]:
    """The metrics at the end by variant and seed, q's own beside them, and their course."""
    steps, course = recorded_steps(state, settings)
    complete = completer(state.rivalry.average, settings, seed=4)
    last = judge(complete, settings.runs, settings.variance, Effort())
    by_variant = last.reshape(len(VARIANTS), len(settings.seeds), len(NAMES))
    course = course.reshape(len(steps), len(VARIANTS), len(settings.seeds), len(NAMES))
    return {
        "settings": dataclasses.asdict(settings),
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


def _record(state: AdversarialState, settings: Adversarial, record: int) -> None:
    average = state.rivalry.average
    state.metrics[record] = judge(completer(average, settings, seed=1), settings.runs, settings.variance, GLANCE)
    nothing = torch.zeros(settings.runs, SHOWN, 2)
    state.shown[record] = completer(average, settings, seed=2)(nothing, JOINT)
