import contextlib
import math
import time
from pathlib import Path

import pytest
import torch

from engine.config import ObjectiveConfig
from engine.data.dataset import Dataset
from engine.errors import EngineError
from engine.training.checkpoint import RunFolder, pack
from engine.training.trainer import Trainer, train
from tests.unit.engine.conftest import TINY

CPU = torch.device("cpu")


def test_two_halves_with_a_save_between_give_bit_for_bit_the_whole(tmp_path: Path, dataset: Dataset) -> None:
    """2 x 50 steps = 100 steps, across the end of the warm-up, with every random draw of training on."""
    settings = {"augment": {"translate": 1, "colour": 1, "cutout": 1}, "data": {"flip": True}}
    objective = {"objective": {"communication": 0.1, "octave_weight": 0.1}}
    config = type(TINY).model_validate(TINY.model_dump() | settings | objective)
    whole = Trainer(config, dataset, device=CPU, seed=1)
    for _ in range(100):
        whole.train_step()

    run = RunFolder(tmp_path / "run")
    run.create(config, {})
    first = Trainer(config, dataset, device=CPU, seed=1)
    for _ in range(50):
        first.train_step()
    run.save(first.state(), first.step)
    second = Trainer(config, dataset, device=CPU, seed=1)
    second.restore(run)
    for _ in range(50):
        second.train_step()

    ours, theirs = second.state(), whole.state()
    assert second.step == whole.step == 100
    assert ours.keys() == theirs.keys()
    assert all(torch.equal(ours[key], theirs[key]) for key in ours)


def test_the_warm_up_trains_the_generator_alone(trainer: Trainer) -> None:
    before = [p.clone() for p in trainer.discriminator.parameters()]
    losses = trainer.train_step()
    assert losses.keys() == {"diversity"}
    assert all(torch.equal(a, b) for a, b in zip(before, trainer.discriminator.parameters(), strict=True))


@pytest.mark.parametrize("adversarial", ["logistic", "relativistic"])
@pytest.mark.parametrize("diversity", ["energy", "rcgan", "none"])
def test_every_objective_trains_both_networks(dataset: Dataset, adversarial: str, diversity: str) -> None:
    values = TINY.model_dump()
    values["objective"] |= {"adversarial": adversarial, "diversity": diversity, "communication": 0.1}
    values["training"]["warmup_images"] = 0
    trainer = Trainer(type(TINY).model_validate(values), dataset, device=CPU, seed=0)
    before = {key: value.clone() for key, value in trainer.state().items()}
    losses = trainer.train_step()
    assert {"generator", "discriminator", "communication", "communication_d", "r1", "r2"} <= losses.keys()
    assert all(math.isfinite(value) for value in losses.values())
    after = trainer.state()
    for name in ("generator.", "discriminator.", "average."):
        assert any(not torch.equal(before[key], after[key]) for key in before if key.startswith(name))


def test_the_warm_up_learns_and_keeps_the_noise_alive(trainer: Trainer) -> None:
    losses = []
    while trainer.warming_up:
        losses.append(trainer.train_step()["diversity"])
    assert sum(losses[-5:]) < 0.99 * sum(losses[:5])
    noises = trainer._draw().noises[:2]
    patches, nothing = torch.zeros(8, 9, 16), torch.zeros(8, 9, dtype=torch.bool)
    first, second = (trainer.generator(patches, nothing, ~nothing, noise) for noise in noises)
    assert (first - second).abs().mean() > 0.1


def test_a_loss_that_is_not_finite_stops_before_any_update(trainer: Trainer) -> None:
    trainer.generator.head.weight.data.fill_(math.nan)
    before = [p.clone() for p in trainer.generator.blocks.parameters()]
    with pytest.raises(EngineError, match=r"the loss 'diversity' is nan at step 0"):
        trainer.train_step()
    assert all(torch.equal(a, b) for a, b in zip(before, trainer.generator.blocks.parameters(), strict=True))


def test_a_run_of_more_than_a_million_steps_is_saved_as_any_other(tmp_path: Path, trainer: Trainer) -> None:
    trainer.train_step()
    for state in trainer.optimizer_generator.state.values():
        state["step"].fill_(2**24)
    run = RunFolder(tmp_path / "run")
    run.create(trainer.config, {})
    train(trainer, run, seconds=None, stop=lambda: True, report=lambda *_: None)
    assert run.load()[1] == 2


def test_an_update_that_ruins_the_weights_is_never_saved(tmp_path: Path, trainer: Trainer) -> None:
    run = RunFolder(tmp_path / "run")
    run.create(trainer.config, {})
    run.save(trainer.state(), 0)

    def ruin(*_: object) -> None:
        trainer.generator.head.weight.data.fill_(1e30)

    with pytest.raises(EngineError, match=r"training diverged: 'generator.head.weight' is beyond all bounds"):
        train(trainer, run, seconds=None, stop=lambda: True, report=ruin)
    assert run.load()[1] == 0


@pytest.mark.parametrize(("full", "kept"), [(False, 3), (True, 0)])
def test_a_training_whose_report_fails_is_saved_if_it_can_be(
    tmp_path: Path, trainer: Trainer, full: bool, kept: int
) -> None:
    run = RunFolder(tmp_path / "run")
    run.create(trainer.config, {}, state=trainer.state())
    if full:
        (run.checkpoints / "00000003.safetensors").mkdir()

    def report(*_: object) -> None:
        if trainer.step == 3:
            raise EngineError("log.jsonl cannot be written")

    with pytest.raises(EngineError, match=r"log\.jsonl cannot be written"):
        train(trainer, run, seconds=None, stop=lambda: False, report=report)
    assert run.load()[1] == kept


def test_training_ends_within_its_time_with_a_state_saved(tmp_path: Path, trainer: Trainer) -> None:
    values = TINY.model_dump()
    values["training"]["images"] = 10**9
    trainer.config = type(TINY).model_validate(values)
    run = RunFolder(tmp_path / "run")
    run.create(trainer.config, {})
    begin = time.monotonic()
    ended = train(trainer, run, seconds=3.0, stop=lambda: False, report=lambda *_: None)
    assert ended == "time"
    assert time.monotonic() - begin < 3.0
    assert run.load()[1] == trainer.step > 0


def test_training_saves_when_time_is_up_and_keeps_two_states(tmp_path: Path, trainer: Trainer) -> None:
    values = TINY.model_dump()
    values["training"]["save_seconds"] = 0.0
    trainer.config = type(TINY).model_validate(values)
    run = RunFolder(tmp_path / "run")
    run.create(trainer.config, {})
    ended = train(trainer, run, seconds=None, stop=lambda: trainer.step >= 7, report=lambda *_: None)
    assert ended == "asked"
    assert sorted(p.name for p in run.checkpoints.iterdir()) == [
        "00000006.safetensors",
        "00000007.safetensors",
        "latest",
    ]
    assert run.load()[1] == 7


def test_training_says_that_it_has_seen_all_even_if_it_is_asked_to_stop_then(
    tmp_path: Path, trainer: Trainer
) -> None:
    values = TINY.model_dump()
    values["training"]["images"] = 16
    trainer.config = type(TINY).model_validate(values)
    run = RunFolder(tmp_path / "run")
    run.create(trainer.config, {})
    assert train(trainer, run, seconds=None, stop=lambda: trainer.step >= 2, report=lambda *_: None) == "images"
    assert train(trainer, run, seconds=0.0, stop=lambda: True, report=lambda *_: None) == "images"


def test_who_is_asked_to_stop_as_the_time_is_over_was_asked(tmp_path: Path, trainer: Trainer) -> None:
    run = RunFolder(tmp_path / "run")
    run.create(trainer.config, {})
    assert train(trainer, run, seconds=0.0, stop=lambda: True, report=lambda *_: None) == "asked"


def test_a_damaged_newest_state_falls_back_to_the_one_before(tmp_path: Path, trainer: Trainer) -> None:
    run = RunFolder(tmp_path / "run")
    run.create(trainer.config, {})
    for step in (1, 2):
        trainer.train_step()
        run.save(trainer.state(), step)
    newest = run.checkpoints / "00000002.safetensors"
    newest.write_bytes(newest.read_bytes()[:1000])
    assert run.load()[1] == 1


def test_a_state_of_another_config_is_refused(tmp_path: Path, trainer: Trainer, dataset: Dataset) -> None:
    run = RunFolder(tmp_path / "run")
    run.create(trainer.config, {})
    run.save(trainer.state(), 0)
    values = TINY.model_dump()
    values["model"]["width"] = 32
    other = Trainer(type(TINY).model_validate(values), dataset, device=CPU, seed=0)
    with pytest.raises(EngineError, match="another config"):
        other.restore(run)


def test_a_packed_run_is_small_and_can_be_resumed(tmp_path: Path, trainer: Trainer, dataset: Dataset) -> None:
    run, packed = RunFolder(tmp_path / "run"), RunFolder(tmp_path / "packed")
    run.create(trainer.config, {"data": "stripes", "seed": 0, "command": "", "device": ""})
    for _ in range(30):
        trainer.train_step()
    run.save(trainer.state(), trainer.step)
    pack(run, packed)
    large, small = (next(r.checkpoints.glob("*.safetensors")).stat().st_size for r in (run, packed))
    assert small < large / 6
    resumed = Trainer(packed.read_config(), dataset, device=CPU, seed=0)
    resumed.restore(packed)
    assert resumed.step == 30
    weights = zip(resumed.generator.parameters(), trainer.average.parameters(), strict=True)
    assert all(torch.allclose(ours, theirs, rtol=0.01, atol=1e-6) for ours, theirs in weights)
    assert all(math.isfinite(value) for value in resumed.train_step().values())


class ShareOfKnown(torch.nn.Module):
    """A discriminator whose score tells which subset pair it was asked about."""

    def forward(self, images: torch.Tensor, known: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        return known.mean((1, 2, 3)) + 0 * images.sum((1, 2, 3))


def test_eq_6_scores_each_completion_by_its_own_and_by_the_other_pair(trainer: Trainer) -> None:
    batch = trainer._draw()
    first = trainer._complete(batch, 0)
    trainer.discriminator = ShareOfKnown()  # type: ignore[assignment]
    own1, other1, own2, other2 = trainer._communication(batch, first)
    every = trainer.config.objective.communication_every
    one, two = (subset[::every].float().mean(1) for subset in (batch.known, batch.other_known))
    assert not torch.equal(one, two)
    for score, share in ((own1, one), (other1, two), (own2, two), (other2, one)):
        assert torch.allclose(score, share)


@pytest.mark.parametrize("warmup_images", [0, 160])
@pytest.mark.parametrize("diversity", ["energy", "rcgan", "none"])
def test_a_step_stays_on_its_device(
    monkeypatch: pytest.MonkeyPatch, dataset: Dataset, diversity: str, warmup_images: int
) -> None:
    """A GPU refuses what is mixed with tensors of the CPU; so does the device without memory, on every machine."""
    monkeypatch.setattr(torch, "autocast", lambda *_, **__: contextlib.nullcontext())  # is not for that device
    monkeypatch.setattr(torch.compiler, "is_compiling", lambda: True)  # no branches on values: there are none
    values = TINY.model_dump()
    values["model"]["seam_channels"] = 4
    values["objective"] |= {"diversity": diversity, "communication": 0.1, "octave_weight": 0.1}
    values["augment"] = {"translate": 1, "colour": 1, "cutout": 1}
    values["data"]["flip"] = True
    values["training"]["warmup_images"] = warmup_images
    trainer = Trainer(type(TINY).model_validate(values), dataset, device=torch.device("meta"), seed=0)
    teaching, judging = trainer._losses(trainer._draw())
    assert bool(judging) == (warmup_images == 0)
    losses = [*teaching.values(), *judging.values()]
    assert {loss.device.type for loss in losses} == {"meta"}
    torch.stack(losses).sum().backward()


def test_bfloat16_is_of_the_products_alone(dataset: Dataset) -> None:
    """Pixels, logits, weights and averages keep float32's steps, which are finer than bfloat16 can tell."""
    values = TINY.model_dump()
    values["training"] |= {"warmup_images": 0, "precision": "bfloat16"}
    trainer = Trainer(type(TINY).model_validate(values), dataset, device=CPU, seed=0)
    seen: dict[str, torch.Tensor] = {}

    def keep(name: str, module: torch.nn.Module) -> None:
        module.register_forward_hook(lambda _module, _inputs, output: seen.__setitem__(name, output.detach()))

    keep("hidden", trainer.generator.blocks[0].mlp[0])  # type: ignore[index, arg-type]
    keep("pixels", trainer.generator)
    losses = trainer.train_step()
    batch = trainer._draw()
    seen["logits"] = trainer._score(batch, batch.patches).detach()

    assert all(math.isfinite(value) for value in losses.values())
    assert seen["hidden"].dtype == torch.bfloat16
    for name in ("pixels", "logits"):
        assert seen[name].dtype == torch.float32
        assert not torch.equal(seen[name], seen[name].bfloat16().float())
    assert {value.dtype for value in trainer.state().values() if value.is_floating_point()} == {torch.float32}


@pytest.mark.parametrize("brightness", [0, 15])
def test_an_octave_counts_for_the_more_the_less_it_varies_in_the_data(brightness: int) -> None:
    ramp = torch.arange(brightness, brightness + 240, 20).byte().expand(40, 1, 12, 12)  # 20 a pixel, 80 a patch
    config = TINY.model_copy(update={"objective": ObjectiveConfig(octave_weight=0.1)})
    trainer = Trainer(config, Dataset(images=ramp, validation=ramp[:1], labels=None), device=CPU, seed=0)
    assert trainer.octave_weights is not None
    off = torch.tensor([10.0, 20.0, math.sqrt((80**2 + 0 + 80**2) / 3)])  # pixel, 2x2 and patch, off the next mean
    torch.testing.assert_close(trainer.octave_weights, 0.1 / (off / 127.5))


@pytest.mark.parametrize("patch_size", [1, 12])
def test_octaves_do_not_mind_patches_of_a_pixel_or_of_the_whole_image(dataset: Dataset, patch_size: int) -> None:
    model = TINY.model.model_copy(update={"patch_size": patch_size})
    config = TINY.model_copy(update={"model": model, "objective": ObjectiveConfig(octave_weight=0.1)})
    assert Trainer(config, dataset, device=CPU, seed=0).train_step()["diversity"] > 0
