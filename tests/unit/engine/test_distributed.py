"""Two real processes against one."""

import subprocess
import sys
from pathlib import Path

import pytest
import torch

from engine.distributed import World
from engine.errors import EngineError

SCRIPT = """
import sys, torch
from pathlib import Path
from engine.distributed import join
from engine.trainer import Trainer
from engine.data import Dataset
from tests.unit.engine.conftest import TINY, stripes

world = join(torch.device("cpu"))
values = TINY.model_dump()
values["objective"]["communication"] = 0.1
values["augment"] = {"translate": 1, "colour": 1, "cutout": 1}
values["training"] |= {"warmup_images": 16, "clip": 1e9}
images = stripes(120)
data = Dataset(images=images[:100], validation=images[100:], labels=None)
trainer = Trainer(type(TINY).model_validate(values), data, device=torch.device("cpu"), seed=0, world=world)
for _ in range(4):
    losses = trainer.train_step()
gradients = {n: p.grad for net in (trainer.generator, trainer.discriminator) for n, p in net.named_parameters()}
torch.save({"losses": losses, "gradients": gradients}, f"{sys.argv[1]}-{world.size}-{world.rank}")
world.leave()
"""


def test_two_processes_follow_the_gradients_of_one(tmp_path: Path) -> None:
    script = tmp_path / "steps.py"
    script.write_text(SCRIPT)
    out = tmp_path / "state"
    environment = {"PYTHONPATH": str(Path(__file__).parents[3]), "OMP_NUM_THREADS": "1", "PATH": "/usr/bin:/bin"}
    alone = [sys.executable, str(script), str(out)]
    together = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", *alone[1:]]
    for command in (alone, together):
        subprocess.run(command, check=True, env=environment, capture_output=True)
    one, *two = (torch.load(f"{out}-{name}", weights_only=True) for name in ("1-0", "2-0", "2-1"))
    for other in two:
        assert other["losses"] == pytest.approx(one["losses"], rel=1e-3, abs=1e-5)
        for name, gradient in one["gradients"].items():
            assert torch.allclose(other["gradients"][name], gradient, rtol=2e-2, atol=1e-5), name


def test_a_batch_that_cannot_be_shared_out_is_refused() -> None:
    with pytest.raises(EngineError, match=r"batch of 30 cannot be shared by 2 processes"):
        World(rank=0, size=2).share(30)
