"""The adversarial simulation as a run that is looked at on its way, and its report."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import torch
from torch import Tensor

from engine.lab.adversarial import JOINT, VARIANTS, Adversarial, Generators
from engine.lab.point_metrics import NAMES, Complete, Effort, floor, judge
from engine.lab.rivalry import SHOWN, Rivalry

GLANCE = Effort(each=1500, joint=20_000)
"""How closely a run is looked at on its way."""


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
        out: Tensor = generators(x, pairs, z.expand(len(x), -1, -1))
        return out

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
