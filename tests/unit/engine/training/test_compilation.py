import os
from functools import partial
from pathlib import Path

import pytest
import torch
from torch._dynamo.utils import counters

from engine.data.dataset import Dataset
from engine.training.checkpoint import create_run, save_state
from engine.training.run import RunFolder
from engine.training.trainer import Trainer
from tests.unit.engine.conftest import TINY

CPU = torch.device("cpu")
BACKEND = os.environ.get("PATCHWORK_COMPILER", "aot_eager")
"""`inductor` compiles all networks as a run does; its C++ takes a minute and a half."""


@pytest.fixture(autouse=True)
def fresh_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.compiler.reset()
    monkeypatch.setattr(torch, "compile", partial(torch.compile, backend=BACKEND))


def trainers(dataset: Dataset, *, warmup_images: int) -> tuple[Trainer, Trainer]:
    """One that trains eagerly and one that is compiled."""
    values = TINY.model_dump()
    values["training"]["warmup_images"] = warmup_images
    config = type(TINY).model_validate(values)
    eager, compiled = (Trainer(config, dataset, device=CPU, seed=0) for _ in range(2))
    compiled.compile()
    counters.clear()
    return eager, compiled


def test_the_compiled_warm_up_follows_the_eager_one(dataset: Dataset) -> None:
    eager, compiled = trainers(dataset, warmup_images=160)
    for _ in range(3):
        assert compiled.train_step() == pytest.approx(eager.train_step(), rel=1e-3, abs=1e-4)
    assert counters["stats"]["unique_graphs"] == 1


def test_a_compiled_run_follows_the_eager_one_and_either_resumes_the_other(tmp_path: Path, dataset: Dataset) -> None:
    """Compiled in one step and never again: a block of the generator; of the discriminator, of all and of a part."""
    eager, compiled = trainers(dataset, warmup_images=0)
    for _ in range(3):
        assert compiled.train_step() == pytest.approx(eager.train_step(), rel=1e-3, abs=1e-4)
        assert counters["stats"]["unique_graphs"] == 3
    assert not counters["graph_break"]
    state = compiled.state()
    assert state.keys() == eager.state().keys()

    run = RunFolder(tmp_path / "run")
    create_run(run, eager.config, {})
    save_state(run, state, compiled.step)
    resumed = Trainer(eager.config, dataset, device=CPU, seed=0)
    resumed.restore(run)
    compiled.restore(run)
    for _ in range(3):
        assert compiled.train_step() == pytest.approx(resumed.train_step(), rel=1e-3, abs=1e-4)
    assert counters["stats"]["unique_graphs"] == 3
