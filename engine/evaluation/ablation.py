"""What each part of the recipe is worth: the same small run with one thing changed, over several seeds.

The questions of `recipe` are the reviewers' of the paper: Eq. 5 in which form, with and without Eq. 6, S ∪ T the
whole image or any part of it; and two of our own: the warm-up, and the energy score that keeps the noise alive.
`incomplete` asks what missing patches cost, `labels` whether a universal model classifies as well as classifiers, and
`domains` in which coordinates the networks should see patches.
"""

from __future__ import annotations

import json
import math
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from engine.config import Config, load_config
from engine.data.readers import read_pictures
from engine.errors import DivergedError, EngineError
from engine.evaluation.arms import Arm, Study
from engine.evaluation.cells import ReportSettings
from engine.evaluation.classifiers import measure_classifier, measure_kernel
from engine.evaluation.features import find_features
from engine.evaluation.held_out import load_held_out
from engine.evaluation.report import evaluate, usable
from engine.evaluation.shapes import EMPTY, name_of
from engine.evaluation.tables import new_table
from engine.files import write_atomically
from engine.models.completion import load
from engine.models.library import ModelInfo
from engine.networks.inference import pick_device
from engine.training.export import export_model
from engine.training.launch import learning, run_training
from engine.training.run import RunFolder

RESULT = "ablation.json"
"""In a run's folder: what was measured of it."""
WARMUP = 8
"""The warm-up is the budget divided by this."""
SHORTEST = 5.0
"""Seconds of a budget of time that are not worth a start."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What all runs of an ablation share."""

    study: Study
    data: Path
    held_out: Path
    """Images that no run is trained on."""
    out: Path
    """A folder with a run for each arm and seed."""
    config: str
    images: int
    """The budget of each run."""
    minutes: float | None = None
    """A second one, if there is one: of wall-clock time."""
    measured: int
    """Held-out images that are completed."""
    features: str | None
    """Feature net to measure with, as `find_features` takes it."""
    device: str
    command: str
    """The command line, for the runs' records."""

    @property
    def yardstick(self) -> str:
        """What runs are measured by."""
        features = "" if self.study.of_labels else f", features {self.features or 'of the data'}"
        return f"{self.measured} of {self.held_out.resolve()}{features}"

    def run(self, arm: Arm, seed: int) -> RunFolder:
        """Where the run of this arm and seed is."""
        return RunFolder(self.out / f"{arm.name}-{seed}")

    def settings(self, arm: Arm) -> list[str]:
        """All overrides of the runs of this arm."""
        base = (
            f"training.images={self.images}",
            f"training.warmup_images={self.images // WARMUP}",
            "training.precision=float32",  # on every machine
            *([] if self.minutes is None else ["training.decay_by=time"]),
        )
        own = (*self.study.settings, *arm.settings)
        values = {"{images}": str(self.images), "{out}": str(self.out.resolve())}
        return [*base, *(re.sub("{images}|{out}", lambda name: values[name[0]], text) for text in own)]

    def pictures(self, arm: Arm) -> Path:
        """What the runs of this arm are trained on."""
        return self.out / "data" / f"{arm.pictures}-images-idx3-ubyte" if arm.pictures else self.data

    def left(self, run: RunFolder) -> float | None:
        """Seconds that a run still has; None = as many as its images take."""
        return None if self.minutes is None else 60 * self.minutes - (run.read_log().seconds if run.begun else 0)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One run, measured."""

    arm: str
    seed: int
    seconds: float
    """Of training."""
    measures: dict[str, float]
    """By share and measure, `0.5 ffd`; none of a run that diverged."""
    yardstick: str
    """`Plan.yardstick` of these measures."""
    diverged: str = ""
    """What was said where the training diverged."""


def run_arm(plan: Plan, arm: Arm, seed: int, *, stop: Callable[[], bool], console: Console) -> Outcome | None:
    """Train and measure one run, go on with it, or read what was measured of it before.

    Returns:
        None if `stop` ended it early; the next call continues.

    Raises:
        EngineError: bad data or config; or a run of another plan is in its place.
    """
    run = plan.run(arm, seed)
    if arm.kernel:
        return _of_kernel(plan, arm, seed)
    begun = run.begun
    if begun and not _is_of(run.read_config(), load_config(plan.config, plan.settings(arm))):
        raise EngineError(f"{run.path} is a run of another config or budget. Choose another --out.")
    kept = run.path / RESULT
    before = _read(kept) if kept.is_file() else None
    if before is not None and (before.diverged or before.yardstick == plan.yardstick):
        return before
    diverged, measures = "", {}
    try:
        left = plan.left(run)
        if before is None and (left is None or left > SHORTEST):
            trainer = run_training(
                run,
                data=plan.pictures(arm),
                config=plan.config,
                settings=[] if begun else plan.settings(arm),
                resume=begun,
                seed=seed,
                seconds=left,
                device=plan.device,
                command=plan.command,
                console=console,
                stop=stop,
            )
            if trainer.images_seen < plan.images and (left is None or stop()):
                return None
        measures = _measure(plan, export_model(run, run.path / "model"))
    except DivergedError as error:
        diverged = str(error)
    outcome = Outcome(
        arm=arm.name,
        seed=seed,
        seconds=run.read_log().seconds,
        measures=measures,
        yardstick=plan.yardstick,
        diverged=diverged,
    )
    write_atomically(kept, json.dumps(asdict(outcome), indent=1).encode())
    return outcome


def _of_kernel(plan: Plan, arm: Arm, seed: int) -> Outcome:
    """It learns nothing, and so has no run."""
    start, config = time.monotonic(), load_config(plan.config, plan.settings(arm))
    measures = measure_kernel(config, plan.data, plan.held_out, images=plan.measured, shares=plan.study.shares)
    seconds = time.monotonic() - start
    return Outcome(arm=arm.name, seed=seed, seconds=seconds, measures=measures, yardstick=plan.yardstick)


def _is_of(stored: Config, asked: Config) -> bool:
    """Whether a run's config is the one asked for, whose labels come from the data where it names none itself."""
    return stored == (asked if asked.model.labels else learning(asked, stored.model.labels))


def check_held_out(plan: Plan) -> None:
    """Find out that there is nothing to measure on before anything is trained.

    Raises:
        EngineError: the held-out images cannot be read, or are too few.
    """
    config = load_config(plan.config)
    usable(ReportSettings(images=plan.measured), len(read_pictures(plan.held_out, config.model, config.data).images))


def _measure(plan: Plan, info: ModelInfo) -> dict[str, float]:
    model = load(str(info.path), device=plan.device, on_torch=True)
    device, shares = pick_device(plan.device), plan.study.shares
    if plan.study.of_labels:
        return measure_classifier(model, plan.held_out, images=plan.measured, shares=shares, device=device)
    features = find_features(plan.features, info, device=device)
    held_out = load_held_out(info, plan.held_out, compare=False)
    names = [column.measure for column in plan.study.columns]
    settings = ReportSettings(shares=shares, classified=0, shapes=("random",), images=plan.measured, replicates=2)
    report = evaluate(model, [features], held_out, settings, device=device)
    return {f"{cell.share:g} {name}": cell.measures[name].value for cell in report.cells for name in names}


def _read(path: Path) -> Outcome:
    try:
        return Outcome(**json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise EngineError(f"{path} is damaged: {error}. Delete it, and the run is measured again.") from error


def spread(outcomes: Iterable[Outcome], measure: str) -> tuple[float, float]:
    """Mean and standard deviation over the seeds; NaN where there are none, or no two."""
    values = [o.measures[measure] for o in outcomes if measure in o.measures]
    mean = float(np.mean(values)) if values else math.nan
    return mean, float(np.std(values, ddof=1)) if len(values) > 1 else math.nan


def tables(study: Study, outcomes: Sequence[Outcome]) -> Iterator[Table]:
    """A table for each share of known patches: mean ± standard deviation over the seeds, an arm a row."""
    for share in study.shares:
        columns = [*(column.title for column in study.columns), "minutes"]
        shown = new_table(name_of(EMPTY if share == 0 else "random", share), columns, first="")
        for arm in study.arms:
            runs = [o for o in outcomes if o.arm == arm.name]
            if runs:
                lost = sum(bool(run.diverged) for run in runs)
                title = f"{arm.title} ({lost} of {len(runs)} diverged)" if lost else arm.title
                shown.add_row(title, *_row(study, runs, share))
        yield shown


def _row(study: Study, runs: list[Outcome], share: float) -> list[str]:
    cells = []
    for column in study.columns:
        mean, deviation = (column.scale * value for value in spread(runs, f"{share:g} {column.measure}"))
        sure = "" if math.isnan(deviation) else f" ±{deviation:.{column.digits}f}"
        cells.append("" if math.isnan(mean) else f"{mean:.{column.digits}f}{sure}")
    return [*cells, f"{np.mean([run.seconds for run in runs]) / 60:.1f}"]
