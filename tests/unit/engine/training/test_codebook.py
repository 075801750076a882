"""A codebook is learnt from the data, and a model of its tokens by cross-entropy alone."""

from __future__ import annotations

import pytest
import torch

from engine import EngineError
from engine.config import load_config
from engine.data.dataset import Dataset
from engine.networks.inference import to_unit
from engine.patches import patchify
from engine.training.codebook import learn_codebook
from engine.training.trainer import Trainer
from tests.unit.engine.conftest import TINY, stripes

MODEL = TINY.model.model_copy(update={"noise_global": 0, "noise_patch": 0, "tokens": "vq", "codebook": 12})


def squares(count: int) -> torch.Tensor:
    """(count, 1, 12, 12) uint8: patches of one of five greys each, with a little noise."""
    rng = torch.Generator().manual_seed(0)
    greys = torch.randint(0, 5, (count, 1, 3, 3), generator=rng) * 60
    noise = torch.randint(-3, 4, (count, 1, 12, 12), generator=rng)
    patches = greys.repeat_interleave(4, 2).repeat_interleave(4, 3)
    return (patches + noise).clamp(0, 255).to(torch.uint8)


def test_each_kind_of_patch_has_an_entry_in_its_middle() -> None:
    entries = learn_codebook(MODEL.model_copy(update={"codebook": 5}), squares(200), seed=0)
    wanted = to_unit(torch.tensor([0, 60, 120, 180, 240])[:, None, None, None])[:, 0, 0]
    torch.testing.assert_close(entries, wanted.expand(5, 16), atol=0.02, rtol=0)


def test_entries_lie_in_order_of_brightness_near_the_patches_of_the_data() -> None:
    images = stripes(120)
    entries = learn_codebook(MODEL, images, seed=0)
    assert entries.shape == (12, 16)
    assert (entries.mean(1).diff() >= 0).all()
    patches = patchify(to_unit(images), MODEL.grid).flatten(0, 1)
    near = torch.cdist(patches, entries).square().min(1).values.mean()
    assert near < 0.2 * patches.var(0).sum()
    assert torch.equal(entries, learn_codebook(MODEL, images, seed=0))


def test_missing_patches_are_no_words() -> None:
    images, present = squares(100), torch.ones(100, 9, dtype=torch.bool)
    images[:, :, :4] = 255
    present[:, :3] = False
    entries = learn_codebook(MODEL, images, present, seed=0)
    assert entries.max() < 0.95


def test_fewer_kinds_than_entries_are_no_error() -> None:
    entries = learn_codebook(MODEL, torch.zeros(3, 1, 12, 12, dtype=torch.uint8), seed=0)
    assert (entries == -1).all()


def test_tokens_are_learnt_and_the_average_speaks_the_same_words() -> None:
    fast = TINY.training.model_copy(update={"learning_rate": 4e-3})
    config = TINY.model_copy(update={"model": MODEL, "training": fast})
    trainer = Trainer(
        config,
        Dataset(images=stripes(100), validation=stripes(4)),
        device=torch.device("cpu"),
        seed=0,
    )
    assert trainer.warming_up
    assert trainer.generator.codebook is not None
    assert trainer.average.codebook is not None
    before = trainer.generator.codebook.entries.clone()
    found = [trainer.train_step() for _ in range(60)]
    assert {name for losses in found for name in losses} == {"likelihood"}
    first, last = (sum(losses["likelihood"] for losses in part) for part in (found[:10], found[-10:]))
    assert last < 0.7 * first
    assert torch.equal(trainer.average.codebook.entries, before)
    assert torch.equal(trainer.generator.codebook.entries, before)


@pytest.mark.parametrize("setting", ["noise_global=8", "noise_patch=8", "seam_channels=8"])
def test_tokens_are_made_of_no_noise(setting: str) -> None:
    with pytest.raises(EngineError, match="set noise_global, noise_patch and seam_channels to 0"):
        load_config("mnist-tokens", [f"model.{setting}"])
