"""Two real processes against one."""

import subprocess
import sys
from pathlib import Path

import pytest
import torch

from engine.errors import EngineError
from engine.training.distributed import World, join

ENVIRONMENT = {"PYTHONPATH": str(Path(__file__).parents[4]), "OMP_NUM_THREADS": "1", "PATH": "/usr/bin:/bin"}
TORCHRUN = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
PATIENCE_SECONDS = 300


SCRIPT = """
import sys, torch
from pathlib import Path
from engine.training.distributed import join
from engine.training.trainer import Trainer
from engine.data.dataset import Dataset
from tests.unit.engine.conftest import TINY, stripes

with join(torch.device("cpu")) as world:
    values = TINY.model_dump()
    values["objective"] |= {"communication": 0.1, "octave_weight": 0.1}
    values["augment"] = {"translate": 1, "colour": 1, "cutout": 1}
    values["training"] |= {"warmup_images": 16, "clip": 1e9}
    images = stripes(120)
    data = Dataset(images=images[:100], validation=images[100:], labels=None)
    trainer = Trainer(type(TINY).model_validate(values), data, device=torch.device("cpu"), seed=0, world=world)
    for _ in range(4):
        losses = trainer.train_step()
    gradients = {n: p.grad for net in (trainer.generator, trainer.discriminator) for n, p in net.named_parameters()}
    torch.save({"losses": losses, "gradients": gradients}, f"{sys.argv[1]}-{world.size}-{world.rank}")
"""


def test_two_processes_follow_the_gradients_of_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "steps.py"
    script.write_text(SCRIPT)
    out = tmp_path / "state"
    monkeypatch.setattr(sys, "argv", [str(script), str(out)])
    exec(SCRIPT, {})
    subprocess.run(
        [*TORCHRUN, script, out], env=ENVIRONMENT, capture_output=True, check=True, timeout=PATIENCE_SECONDS
    )
    one, *two = (torch.load(f"{out}-{name}", weights_only=True) for name in ("1-0", "2-0", "2-1"))
    for other in two:
        assert other["losses"] == pytest.approx(one["losses"], rel=1e-3, abs=1e-5)
        for name, gradient in one["gradients"].items():
            assert torch.allclose(other["gradients"][name], gradient, rtol=2e-2, atol=1e-5), name


LEFT = """
import os, sys, torch
from pathlib import Path
from engine.training.distributed import join

def gloo_threads():
    names = [(task / "comm").read_text() for task in Path("/proc/self/task").iterdir()]
    return [name for name in names if "gloo" in name]

try:
    with join(torch.device("cpu")) as world:
        torch.optim.AdamW([torch.nn.Parameter(torch.ones(3))])
        world.mean(torch.ones(3))
        assert gloo_threads(), "they are not found by this name any more"
        if "fail" in sys.argv:
            raise KeyError
except KeyError:
    pass
assert not gloo_threads(), "one that still holds a tensor at exit aborts the process"
"""


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="threads are not found here by their names")
@pytest.mark.parametrize("end", ["well", "fail"])
def test_no_thread_outlives_the_group(tmp_path: Path, end: str) -> None:
    meeting = {"GLOO_SOCKET_IFNAME": "lo", "PATCHWORK_MEETING": (tmp_path / "meeting").as_uri()}
    together = ENVIRONMENT | meeting | {"WORLD_SIZE": "2"}
    both = [
        subprocess.Popen([sys.executable, "-c", LEFT, end], env=together | {"RANK": rank, "LOCAL_RANK": rank})
        for rank in ("0", "1")
    ]
    assert [process.wait(PATIENCE_SECONDS) for process in both] == [0, 0]


def test_a_batch_that_cannot_be_shared_out_is_refused() -> None:
    with pytest.raises(EngineError, match=r"batch of 30 cannot be shared by 2 processes"):
        World(rank=0, size=2).share(30)


def test_more_processes_than_gpus_are_refused_before_they_meet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORLD_SIZE", "2")
    monkeypatch.setenv("LOCAL_RANK", "1")
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    with pytest.raises(EngineError, match="this machine has 1"), join(torch.device("cuda")):
        pass
