"""Running the adversarial simulation so that it can be looked at, stopped and resumed."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from engine.errors import EngineError
from engine.lab import simulation
from engine.lab.adversarial import JOINT, VARIANTS, Adversarial, Generators
from engine.lab.point_metrics import NAMES, Complete, Effort, floor, judge
from engine.lab.rivalry import Rivalry
from engine.lab.simulation import one_thread, run_to_end

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


def compete(
    settings: Adversarial,
    path: Path,
    *,
    fresh: bool = False,
    stop: Callable[[], bool] = lambda: False,
    report: Callable[[AdversarialState], None] = lambda _: None,
) -> AdversarialState:
    """Train every run to its end, going on from `path` if a state is there and `fresh` is not asked for.

    `stop` and `report` are those of `simulation.run_to_end`.

    Raises:
        EngineError: `path` holds something else, or cannot be written; a run diverged.
    """
    with one_thread():
        state = (None if fresh else load(path, settings)) or start(settings)
        run_to_end(state, settings, path, advance, total=settings.steps, stop=stop, report=report)
    return state


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


def load(path: Path, settings: Adversarial) -> AdversarialState | None:
    """Take up a run, or None where there is no such file.

    Raises:
        EngineError: the file is not a state, or that of a run with other settings.
    """
    found = simulation.load(path, settings)
    if found is None:
        return None
    tensors, done = found
    state = start(settings)
    try:
        state.rivalry.restore(tensors, done)
        state.metrics.copy_(tensors["metrics"])
        state.shown.copy_(tensors["shown"])
    except (RuntimeError, KeyError, ValueError) as error:
        raise EngineError(f"{path} is damaged: its contents do not fit its settings. {simulation.REMEDY}") from error
    return state


def _record(state: AdversarialState, settings: Adversarial, record: int) -> None:
    average = state.rivalry.average
    state.metrics[record] = judge(completer(average, settings, seed=1), settings.runs, settings.variance, GLANCE)
    nothing = torch.zeros(settings.runs, SHOWN, 2)
    state.shown[record] = completer(average, settings, seed=2)(nothing, JOINT)
