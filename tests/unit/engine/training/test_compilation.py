import os
import shutil
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
wants_compiler = pytest.mark.skipif(
    not (os.environ.get("CXX") or shutil.which("g++") or shutil.which("clang++")),
    reason="torch.compile wants a C++ compiler, and there is none",
)


@pytest.fixture(autouse=True)
def fresh_compiler() -> None:
    torch.compiler.reset()


@wants_compiler
def test_a_compiled_run_follows_the_eager_one_and_either_resumes_the_other(tmp_path: Path, dataset: Dataset) -> None:
    """Compiled in one step and never again: a generator; a discriminator of real, of fake and of the penalties."""
    values = TINY.model_dump()
    values["training"]["warmup_images"] = 0
    config = type(TINY).model_validate(values)
    eager, compiled = (Trainer(config, dataset, device=CPU, seed=0) for _ in range(2))
    compiled.compile()
    counters.clear()
    for _ in range(3):
        assert compiled.train_step() == pytest.approx(eager.train_step(), rel=1e-3, abs=1e-4)
        assert counters["stats"]["unique_graphs"] == 4
    assert not counters["graph_break"]
    state = compiled.state()
    assert state.keys() == eager.state().keys()

    run = RunFolder(tmp_path / "run")
    create_run(run, config, {})
    save_state(run, state, compiled.step)
    resumed = Trainer(config, dataset, device=CPU, seed=0)
    resumed.restore(run)
    compiled.restore(run)
    for _ in range(3):
        assert compiled.train_step() == pytest.approx(resumed.train_step(), rel=1e-3, abs=1e-4)
    assert counters["stats"]["unique_graphs"] == 4
