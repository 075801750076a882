import itertools
import math
from pathlib import Path

import pytest
import torch

from engine.config import TrainingConfig
from engine.data.dataset import Dataset
from engine.errors import EngineError
from engine.patches import unpatchify
from engine.subsets import SubsetPair
from engine.training.checkpoint import create_run, load_state, pack, save_state
from engine.training.run import RunFolder
from engine.training.trainer import Trainer, learning_rate, train
from tests.unit.engine.conftest import TINY

CPU = torch.device("cpu")


def test_two_halves_with_a_save_between_give_bit_for_bit_the_whole(tmp_path: Path, dataset: Dataset) -> None:
    """2 x 20 steps = 40 steps, across the end of the warm-up, with every random draw of training on."""
    settings = {"augment": {"translate": 1, "colour": 1, "cutout": 1}, "data": {"flip": True}}
    training = {"training": TINY.training.model_dump() | {"warmup_images": 80}}
    objective = {"objective": {"communication": 0.1, "octave_weight": 0.1}}
    config = type(TINY).model_validate(TINY.model_dump() | settings | objective | training)
    whole = Trainer(config, dataset, device=CPU, seed=1)
    for _ in range(40):
        whole.train_step()

    run = RunFolder(tmp_path / "run")
    create_run(run, config, {})
    first = Trainer(config, dataset, device=CPU, seed=1)
    for _ in range(20):
        first.train_step()
    save_state(run, first.state(), first.step)
    second = Trainer(config, dataset, device=CPU, seed=1)
    second.restore(run)
    for _ in range(20):
        second.train_step()

    ours, theirs = second.state(), whole.state()
    assert second.step == whole.step == 40
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
    noises = trainer.batch()[1].noises[:2]
    patches, nothing = torch.zeros(8, 9, 16), torch.zeros(8, 9, dtype=torch.bool)
    first, second = (trainer.generator(patches, SubsetPair(nothing, ~nothing), noise)[0] for noise in noises)
    assert (first - second).abs().mean() > 0.1


def test_the_learning_rate_is_level_and_then_falls_to_a_twentieth() -> None:
    training = TrainingConfig(images=1000, decay_from=0.6, learning_rate=2.0)
    rates = [learning_rate(training, seen / 1000) for seen in (0, 600, 700, 800, 1000, 1200)]
    assert rates == pytest.approx([2.0, 2.0, 2 * (1 - 0.95 / 4), 2 * (1 - 0.95 / 2), 0.1, 0.1])
    assert learning_rate(TrainingConfig(images=1000, decay_from=1, learning_rate=2.0), 0.999) == 2.0


def test_both_optimizers_are_as_the_config_says(trainer: Trainer) -> None:
    for name, optimizer in trainer.optimizers.items():
        (group,) = optimizer.param_groups
        assert (group["betas"], group["weight_decay"], group["lr"]) == ((0.0, 0.99), 0.0, 4e-4)
        assert group["params"] == list(trainer.networks[name].parameters())


def test_both_networks_are_updated_at_the_rate_of_the_step(dataset: Dataset) -> None:
    values = TINY.model_dump()
    values["training"] |= {"images": 16, "decay_from": 0.0, "warmup_images": 0}
    trainer = Trainer(type(TINY).model_validate(values), dataset, device=CPU, seed=0)
    for seen in (0, 8):
        trainer.train_step()
        rates = [group["lr"] for optimizer in trainer.optimizers.values() for group in optimizer.param_groups]
        assert rates == [learning_rate(trainer.config.training, seen / trainer.config.training.images)] * 2


@pytest.mark.parametrize(("step", "decay"), [(0, 0.1), (8, 0.5), (10**6, 0.999)])
def test_the_average_follows_the_generator_fast_at_first_and_slowly_later(
    trainer: Trainer, step: int, decay: float
) -> None:
    trainer.step = step
    before = [parameter.clone() for parameter in trainer.average.parameters()]
    for parameter in trainer.generator.parameters():
        parameter.data += 1.0
    trainer._update_average()
    for new, old, target in zip(trainer.average.parameters(), before, trainer.generator.parameters(), strict=True):
        torch.testing.assert_close(new, decay * old + (1 - decay) * target.detach())


@pytest.mark.parametrize("flip", [False, True])
def test_about_every_second_image_is_mirrored_if_that_is_wanted(dataset: Dataset, flip: bool) -> None:
    values = TINY.model_dump()
    values["data"]["flip"] = flip
    values["training"]["batch"] = 64
    trainer = Trainer(type(TINY).model_validate(values), dataset, device=CPU, seed=0)
    trainer.step = 3
    real, draw = trainer.batch()
    images = (unpatchify(real, TINY.model.grid) + 1) * 127.5
    originals = trainer.batches(3).float()
    assert 16 < draw.mirrored.sum() < 48
    for image, original, mirrored in zip(images, originals, draw.mirrored, strict=True):
        torch.testing.assert_close(image, original.flip(-1) if flip and mirrored else original)


def test_a_long_gradient_is_shortened_before_the_step(dataset: Dataset) -> None:
    values = TINY.model_dump()
    values["training"] |= {"warmup_images": 0, "clip": 1e-3}
    trainer = Trainer(type(TINY).model_validate(values), dataset, device=CPU, seed=0)
    trainer.train_step()
    for name in ("generator", "discriminator"):
        gradients = [p.grad for p in trainer.networks[name].parameters() if p.grad is not None]
        assert torch.stack([g.norm() for g in gradients]).norm().item() == pytest.approx(1e-3, rel=1e-2)


def test_a_loss_that_is_not_finite_stops_before_any_update(trainer: Trainer) -> None:
    trainer.generator.head.weight.data.fill_(math.nan)
    before = [p.clone() for p in trainer.generator.blocks.parameters()]
    with pytest.raises(EngineError, match=r"the loss 'diversity' is nan at step 0"):
        trainer.train_step()
    assert all(torch.equal(a, b) for a, b in zip(before, trainer.generator.blocks.parameters(), strict=True))


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_a_loss_without_bound_is_as_bad_as_none(trainer: Trainer, value: float) -> None:
    with pytest.raises(EngineError, match=r"training diverged: the loss 'r1' is -?(inf|nan) at step 0\."):
        trainer._check({"diversity": torch.tensor(1.0), "r1": torch.tensor(value)})


def test_a_gradient_that_is_not_finite_stops_before_its_update(trainer: Trainer) -> None:
    before = [parameter.clone() for parameter in trainer.generator.parameters()]
    trainer.generator.head.weight.register_hook(lambda gradient: gradient * math.inf)
    with pytest.raises(EngineError, match=r"training diverged: the gradient of the generator is (inf|nan) at step 0"):
        trainer.train_step()
    assert all(torch.equal(a, b) for a, b in zip(before, trainer.generator.parameters(), strict=True))


def test_another_seed_is_another_training_from_weights_to_images(dataset: Dataset) -> None:
    one, same, other = (Trainer(TINY, dataset, device=CPU, seed=seed) for seed in (1, 1, 2))
    for mine, its, equal in ((one, same, True), (one, other, False)):
        (images, draw), (others, drawn) = mine.batch(), its.batch()
        assert torch.equal(images, others) is equal
        assert torch.equal(draw.noises[0].whole, drawn.noises[0].whole) is equal
        assert torch.equal(mine.generator.head.weight, its.generator.head.weight) is equal


def test_the_images_of_an_epoch_are_all_there_once(dataset: Dataset) -> None:
    trainer = Trainer(TINY, dataset, device=CPU, seed=0)
    chosen = [int(index) for step in range(25) for index in trainer._indices(step)]
    assert sorted(chosen) == sorted(2 * list(range(100)))


def test_a_run_of_more_than_a_million_steps_is_saved_as_any_other(tmp_path: Path, trainer: Trainer) -> None:
    trainer.train_step()
    for state in trainer.optimizers["generator"].state.values():
        state["step"].fill_(2**24)
    run = RunFolder(tmp_path / "run")
    create_run(run, trainer.config, {})
    train(trainer, run, seconds=None, stop=lambda: True, report=lambda *_: None)
    assert load_state(run)[1] == 2


def test_an_update_that_ruins_the_weights_is_never_saved(tmp_path: Path, trainer: Trainer) -> None:
    run = RunFolder(tmp_path / "run")
    create_run(run, trainer.config, {})
    save_state(run, trainer.state(), 0)

    def ruin(*_: object) -> None:
        trainer.generator.head.weight.data.fill_(1e30)

    with pytest.raises(EngineError, match=r"training diverged: 'generator.head.weight' is beyond all bounds"):
        train(trainer, run, seconds=None, stop=lambda: True, report=ruin)
    assert load_state(run)[1] == 0


@pytest.mark.parametrize(("full", "kept"), [(False, 3), (True, 0)])
def test_a_training_whose_report_fails_is_saved_if_it_can_be(
    tmp_path: Path, trainer: Trainer, full: bool, kept: int
) -> None:
    run = RunFolder(tmp_path / "run")
    create_run(run, trainer.config, {}, state=trainer.state())
    if full:
        (run.checkpoints / "00000003.safetensors").mkdir()

    def report(*_: object) -> None:
        if trainer.step == 3:
            raise EngineError("log.jsonl cannot be written")

    with pytest.raises(EngineError, match=r"log\.jsonl cannot be written"):
        train(trainer, run, seconds=None, stop=lambda: False, report=report)
    assert load_state(run)[1] == kept


def test_training_ends_within_its_time_with_a_state_saved(
    tmp_path: Path, trainer: Trainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = TINY.model_dump()
    values["training"] |= {"images": 10**9, "save_seconds": 0.5}
    trainer.config = type(TINY).model_validate(values)
    run, clock, save = RunFolder(tmp_path / "run"), [0.0], trainer.save
    create_run(run, trainer.config, {})
    monkeypatch.setattr("engine.training.trainer.time.monotonic", lambda: clock[0])

    def step(*_: object) -> None:
        clock[0] += 0.1

    def slow_save(run: RunFolder) -> None:
        clock[0] += 0.4
        save(run)

    monkeypatch.setattr(trainer, "save", slow_save)
    assert train(trainer, run, seconds=3.0, stop=lambda: False, report=step) == "time"
    assert 1.5 < clock[0] < 3.0
    assert load_state(run)[1] == trainer.step > 0


@pytest.mark.parametrize("decay_by", ["images", "time"])
def test_the_rate_falls_by_the_share_of_time_that_is_over_where_that_is_wanted(
    tmp_path: Path, trainer: Trainer, monkeypatch: pytest.MonkeyPatch, decay_by: str
) -> None:
    values = TINY.model_dump()
    values["training"] |= {"images": 10**6, "decay_from": 0.5, "decay_by": decay_by}
    trainer.config = type(TINY).model_validate(values)
    run = RunFolder(tmp_path / "run")
    create_run(run, trainer.config, {})
    clock = itertools.count()  # a second a step
    monkeypatch.setattr("engine.training.trainer.time.monotonic", lambda: float(next(clock)))
    rates: list[float] = []

    def report(trainer: Trainer, _losses: dict[str, float]) -> None:
        rates.append(trainer.optimizers["generator"].param_groups[0]["lr"])

    assert train(trainer, run, seconds=21.0, stop=lambda: False, report=report) == "time"
    assert len(rates) == 20
    shares = [step / 21 if decay_by == "time" else step * 8e-6 for step in range(20)]
    assert rates == pytest.approx([learning_rate(trainer.config.training, share) for share in shares])
    assert (rates[-1] < 0.25 * rates[0]) is (decay_by == "time")


def test_the_rate_falls_by_the_images_where_more_of_them_than_of_the_time_is_over(dataset: Dataset) -> None:
    values = TINY.model_dump()
    values["training"] |= {"images": 80, "decay_from": 0.5, "decay_by": "time"}
    trainer = Trainer(type(TINY).model_validate(values), dataset, device=CPU, seed=0)
    trainer.step, trainer.share_of_time = 8, 0.1
    trainer.train_step()
    rate = trainer.optimizers["generator"].param_groups[0]["lr"]
    assert rate == pytest.approx(learning_rate(trainer.config.training, 0.8))


def test_training_saves_when_time_is_up_and_keeps_two_states(tmp_path: Path, trainer: Trainer) -> None:
    values = TINY.model_dump()
    values["training"]["save_seconds"] = 0.0
    trainer.config = type(TINY).model_validate(values)
    run = RunFolder(tmp_path / "run")
    create_run(run, trainer.config, {})
    ended = train(trainer, run, seconds=None, stop=lambda: trainer.step >= 7, report=lambda *_: None)
    assert ended == "asked"
    assert sorted(p.name for p in run.checkpoints.iterdir()) == [
        "00000006.safetensors",
        "00000007.safetensors",
        "latest",
    ]
    assert load_state(run)[1] == 7


def test_training_says_that_it_has_seen_all_even_if_it_is_asked_to_stop_then(
    tmp_path: Path, trainer: Trainer
) -> None:
    values = TINY.model_dump()
    values["training"]["images"] = 16
    trainer.config = type(TINY).model_validate(values)
    run = RunFolder(tmp_path / "run")
    create_run(run, trainer.config, {})
    assert train(trainer, run, seconds=None, stop=lambda: trainer.step >= 2, report=lambda *_: None) == "images"
    assert train(trainer, run, seconds=0.0, stop=lambda: True, report=lambda *_: None) == "images"


def test_who_is_asked_to_stop_as_the_time_is_over_was_asked(tmp_path: Path, trainer: Trainer) -> None:
    run = RunFolder(tmp_path / "run")
    create_run(run, trainer.config, {})
    assert train(trainer, run, seconds=0.0, stop=lambda: True, report=lambda *_: None) == "asked"


def test_a_damaged_newest_state_falls_back_to_the_one_before(tmp_path: Path, trainer: Trainer) -> None:
    run = RunFolder(tmp_path / "run")
    create_run(run, trainer.config, {})
    for step in (1, 2):
        trainer.train_step()
        save_state(run, trainer.state(), step)
    newest = run.checkpoints / "00000002.safetensors"
    newest.write_bytes(newest.read_bytes()[:1000])
    assert load_state(run)[1] == 1


def test_a_state_of_another_config_is_refused(tmp_path: Path, trainer: Trainer, dataset: Dataset) -> None:
    run = RunFolder(tmp_path / "run")
    create_run(run, trainer.config, {})
    save_state(run, trainer.state(), 0)
    values = TINY.model_dump()
    values["model"]["width"] = 32
    other = Trainer(type(TINY).model_validate(values), dataset, device=CPU, seed=0)
    with pytest.raises(EngineError, match="another config"):
        other.restore(run)


def test_a_packed_run_is_small_and_can_be_resumed(tmp_path: Path, trainer: Trainer, dataset: Dataset) -> None:
    run, packed = RunFolder(tmp_path / "run"), RunFolder(tmp_path / "packed")
    create_run(run, trainer.config, {"data": "stripes", "seed": 0, "command": "", "device": ""})
    for _ in range(30):
        trainer.train_step()
    save_state(run, trainer.state(), trainer.step)
    pack(run, packed)
    large, small = (next(r.checkpoints.glob("*.safetensors")).stat().st_size for r in (run, packed))
    assert small < large / 6
    resumed = Trainer(packed.read_config(), dataset, device=CPU, seed=0)
    resumed.restore(packed)
    assert resumed.step == 30
    weights = zip(resumed.generator.parameters(), trainer.average.parameters(), strict=True)
    assert all(torch.allclose(ours, theirs, rtol=0.01, atol=1e-6) for ours, theirs in weights)
    assert all(math.isfinite(value) for value in resumed.train_step().values())


def test_bfloat16_is_of_the_products_alone(dataset: Dataset) -> None:
    """Pixels, logits, weights and averages keep float32's steps, which are finer than bfloat16 can tell."""
    values = TINY.model_dump()
    values["training"] |= {"warmup_images": 0, "precision": "bfloat16"}
    trainer = Trainer(type(TINY).model_validate(values), dataset, device=CPU, seed=0)
    seen: dict[str, torch.Tensor] = {}

    def keep(name: str, module: torch.nn.Module) -> None:
        module.register_forward_hook(lambda _module, _inputs, output: seen.__setitem__(name, first(output)))

    def first(output: torch.Tensor | tuple[torch.Tensor, ...]) -> torch.Tensor:
        return (output if isinstance(output, torch.Tensor) else output[0]).detach()

    keep("hidden", trainer.generator.blocks[0].mlp[0])  # type: ignore[index, arg-type]
    keep("pixels", trainer.generator)
    losses = trainer.train_step()
    real, draw = trainer.batch()
    seen["logits"] = trainer.matcher.score(real, draw.pair, None).detach()

    assert all(math.isfinite(value) for value in losses.values())
    assert seen["hidden"].dtype == torch.bfloat16
    for name in ("pixels", "logits"):
        assert seen[name].dtype == torch.float32
        assert not torch.equal(seen[name], seen[name].bfloat16().float())
    assert {value.dtype for value in trainer.state().values() if value.is_floating_point()} == {torch.float32}
