"""Known methods are special cases of big learning: a config whose draws and losses are exactly theirs."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

import engine
from engine.config import Config, load_config
from engine.data.dataset import Dataset
from engine.errors import EngineError
from engine.models.completion import Model
from engine.networks.inference import TorchRuntime
from engine.patches import unpatchify
from engine.training.checkpoint import create_run, write_model
from engine.training.draws import Draw
from engine.training.objectives import oriented_gradients
from engine.training.run import RunFolder
from engine.training.trainer import Trainer, train

CPU = torch.device("cpu")
SMALL = ["model.width=16", "model.depth=1", "model.heads=2", "discriminator.stem=[8,16]", "discriminator.depth=1"]
SMALL += ["discriminator.heads=2", "training.batch=16", "training.precision=float32"]
LABEL = 'model.labels=[{name="digit",categories=["0","1","2","3","4","5","6","7","8","9"]}]'


def trainer_of(config: Config) -> Trainer:
    rng = torch.Generator().manual_seed(0)
    images = torch.randint(0, 256, (40, 1, 28, 28), generator=rng, dtype=torch.uint8)
    labels = torch.randint(0, 10, (40, 1), generator=rng) if config.model.labels else None
    return Trainer(config, Dataset(images=images, validation=images[:4], labels=labels), device=CPU, seed=0)


def drawn(trainer: Trainer, steps: int = 20) -> Draw:
    """The draw of the last of some steps, with the subset pairs of them all to look at."""
    draws = []
    for trainer.step in range(steps):
        draws.append(trainer.batch()[1])
    pair = dataclasses.replace(
        draws[0].pair,
        known=torch.cat([one.pair.known for one in draws]),
        target=torch.cat([one.pair.target for one in draws]),
    )
    return dataclasses.replace(draws[-1], pair=pair)


def gradient(trainer: Trainer, value: Tensor) -> dict[str, Tensor]:
    """With respect to the generator's weights, 0 where the loss does not depend on one."""
    named = dict(trainer.generator.named_parameters())
    found = torch.autograd.grad(value, list(named.values()), retain_graph=True, allow_unused=True)
    return {
        name: torch.zeros_like(own) if g is None else g for (name, own), g in zip(named.items(), found, strict=True)
    }


def test_mae_a_quarter_is_known_the_rest_is_wanted_and_the_error_is_squared() -> None:
    trainer = trainer_of(load_config("mae-mnist", SMALL))
    pair = drawn(trainer).pair
    assert (pair.known.sum(1) == round(49 / 4)).all(), "|S| = 25%"
    assert torch.equal(pair.target, ~pair.known), "T = L \\ S"
    assert pair.known.float().mean(0).min() > 0.15, "each patch as often as any"
    real, draw = trainer.batch()
    losses = trainer.matcher.losses(real, draw, warming_up=trainer.warming_up)
    assert losses.discriminator == {}
    ((name, term),) = losses.generator.items()
    out, _ = trainer.generator(real, draw.pair, draw.noises[0])
    T = draw.pair.target
    assert (name, term.weight) == ("likelihood", 1.0)
    torch.testing.assert_close(term.value, F.mse_loss(out[T], real[T]))


def test_mae_never_leaves_its_likelihood() -> None:
    config = load_config("mae-mnist")
    assert config.training.warmup_images == config.training.images


def test_mae_is_told_no_noise(tmp_path: Path, recwarn: pytest.WarningsRecorder) -> None:
    """So it completes what is known in one way, in torch and in ONNX Runtime; and it is saved as any other."""
    trainer = trainer_of(load_config("mae-mnist", [*SMALL, "training.images=32"]))
    assert [w for w in recwarn if "zero-element" in str(w.message)] == []
    run = RunFolder(tmp_path / "run")
    create_run(run, trainer.config, {})
    assert train(trainer, run, seconds=None, stop=lambda: False, report=lambda *_: None) == "images"
    model = Model(trainer.config.model, TorchRuntime(trainer.generator))
    known = np.arange(49) < 12
    image = np.random.default_rng(0).integers(0, 256, (28, 28, 1), dtype=np.uint8)
    first, second = model.complete(image, known, n=2, seed=0).images
    assert (first == second).all()
    write_model(tmp_path / "model", trainer.config, trainer.generator, {}, None)
    (exported,) = engine.load(tmp_path / "model").complete(image, known, n=1).images
    assert np.abs(exported.astype(int) - first).max() <= 2


def test_maskfeat_predicts_histograms_of_the_gradients_of_what_is_masked() -> None:
    trainer = trainer_of(load_config("maskfeat-mnist", SMALL))
    assert trainer.config.training.warmup_images == trainer.config.training.images, "and nothing else"
    real, draw = trainer.batch()
    losses = trainer.matcher.losses(real, draw, warming_up=trainer.warming_up)
    assert losses.discriminator == {}
    ((name, term),) = losses.generator.items()
    T = draw.pair.target
    assert (T.sum(1) == round(0.4 * 49)).all(), "40% are masked"
    out = trainer.generator(real, draw.pair, draw.noises[0])[0].detach()
    written, wanted = (histograms(x[T].view(-1, 4, 4).numpy()) for x in (out, real))
    assert (name, term.weight) == ("likelihood", 1.0)
    assert term.value.item() == pytest.approx(np.square(written - wanted).mean(), rel=1e-5)


def histograms(patches: np.ndarray) -> np.ndarray:
    """Of oriented gradients, by their definition: (n, 4, 4) -> (n, 8)."""
    found: np.ndarray = np.zeros((len(patches), 8))
    for row, column, k in np.ndindex(3, 3, 8):
        corner = patches[:, row : row + 2, column : column + 2]
        right, down = (corner.mean(axis) @ (-1, 1) for axis in (1, 2))
        found[:, k] += np.maximum(right * np.cos(k * np.pi / 4) + down * np.sin(k * np.pi / 4), 0) / 9
    found /= np.sqrt(np.square(found).sum(1, keepdims=True) + 0.01)
    return found


def test_gradients_know_no_brightness_and_little_contrast() -> None:
    ramp = torch.linspace(-0.5, 0.5, 4).expand(4, 4).reshape(1, 1, 16)
    h = oriented_gradients(ramp, 4)[0, 0]
    assert h.argmax() == 0, "it rises to the right"
    torch.testing.assert_close(oriented_gradients(ramp + 0.4, 4)[0, 0], h)
    assert (oriented_gradients(ramp * 2, 4)[0, 0] - h).abs().max() < 0.05
    assert oriented_gradients(ramp.view(4, 4).T.reshape(1, 1, 16), 4)[0, 0].argmax() == 2, "downwards"


@pytest.mark.parametrize(
    ("settings", "why"),
    [(["objective.diversity=energy"], "not of diversity=energy"), (["model.patch_size=1"], "model.patch_size to 2")],
)
def test_target_features_are_of_a_squared_error_and_of_patches(settings: list[str], why: str) -> None:
    with pytest.raises(EngineError, match=why):
        load_config("maskfeat-mnist", settings)


def test_an_unconditional_gan_knows_nothing_and_wants_everything() -> None:
    trainer = trainer_of(load_config("gan-mnist", SMALL))
    pair = drawn(trainer).pair
    assert not pair.known.any()
    assert pair.target.all()
    real, draw = trainer.batch()
    losses = trainer.matcher.losses(real, draw, warming_up=False)
    assert losses.generator.keys() == {"generator"}
    assert losses.discriminator.keys() == {"discriminator", "r1", "r2"}, "penalties on real and fake"
    fake = trainer.matcher.complete(real, draw.pair, draw.noises[0])
    assert torch.equal(fake, trainer.matcher.complete(-real, draw.pair, draw.noises[0])), "of noise alone"
    f_real, f_fake = (trainer.matcher.score(x, draw.pair, None) for x in (real, fake))
    true, false = torch.ones(16), torch.zeros(16)
    bce = F.binary_cross_entropy_with_logits
    torch.testing.assert_close(losses.generator["generator"].weighted, bce(f_fake, true))
    torch.testing.assert_close(losses.discriminator["discriminator"].weighted, bce(f_real, true) + bce(f_fake, false))


def test_a_class_conditional_gan_knows_the_labels_and_wants_all_patches() -> None:
    trainer = trainer_of(load_config("conditional-gan-mnist", [*SMALL, LABEL]))
    pair = drawn(trainer).pair
    assert not pair.known[:, :49].any()
    assert pair.target[:, :49].all()
    assert pair.known[:, 49].all()
    assert not pair.target[:, 49].any()
    real, draw = trainer.batch()
    losses = trainer.matcher.losses(real, draw, warming_up=False)
    assert losses.generator["labels"].value.item() == 0, "no label is asked for"
    assert losses.generator.keys() == {"labels", "generator"}
    assert draw.labels is not None
    fake, other = (
        trainer.matcher.complete(real, draw.pair, draw.noises[0], y) for y in (draw.labels, (draw.labels + 1) % 10)
    )
    assert not torch.equal(fake, other), "G(z, y)"
    grid = trainer.config.model.grid
    images, pixels = unpatchify(fake, grid), draw.pair.by_pixel(grid)
    f_fake = trainer.discriminator(images, pixels, draw.labels)
    assert not torch.equal(f_fake, trainer.discriminator(images, pixels, (draw.labels + 1) % 10)), "D(x, y)"
    torch.testing.assert_close(
        losses.generator["generator"].value, F.binary_cross_entropy_with_logits(f_fake, torch.ones(16))
    )


@pytest.mark.parametrize("diversity", ["none", "energy"])
def test_a_plain_classifier_knows_the_image_and_wants_the_label(diversity: str) -> None:
    """Its gradient is that of the cross-entropy: nothing else is left, as there is no patch to complete."""
    trainer = trainer_of(load_config("classifier-mnist", [*SMALL, LABEL, f"objective.diversity={diversity}"]))
    assert trainer.config.training.warmup_images == trainer.config.training.images, "no adversary"
    pair = drawn(trainer).pair
    assert pair.known[:, :49].all()
    assert pair.target[:, 49].all()
    assert not pair.known[:, 49].any()
    real, draw = trainer.batch()
    losses = trainer.matcher.losses(real, draw, warming_up=True)
    assert losses.discriminator == {}
    assert draw.labels is not None
    _, (logits,) = trainer.generator(real, draw.pair, draw.noises[0], draw.labels)
    cross_entropy = F.cross_entropy(logits, draw.labels[:, 0])
    torch.testing.assert_close(losses.generator["labels"].weighted, cross_entropy)
    total = torch.stack([term.weighted for term in losses.generator.values()]).sum()
    ours, theirs = gradient(trainer, total), gradient(trainer, cross_entropy)
    assert ours["label_heads.0.weight"].any()
    for name, own in ours.items():
        torch.testing.assert_close(own, theirs[name], msg=name)


def test_inpainting_always_has_the_same_patches_to_fill_and_is_given_all_others() -> None:
    trainer = trainer_of(load_config("inpainting-mnist", SMALL))
    pair = drawn(trainer).pair
    middle = torch.zeros(7, 7, dtype=torch.bool)
    middle[2:5, 2:5] = True
    assert (pair.target == middle.flatten()).all()
    assert (pair.known == ~middle.flatten()).all()


@pytest.mark.parametrize(
    ("hole", "why"),
    [
        ("[5,2,3,3]", "is not within 7 x 7 patches"),
        ("[2,2,0,3]", "is not within 7 x 7 patches"),
        ("[2,2,3]", "is not [row, column, rows, columns]"),
    ],
)
def test_a_hole_lies_within_the_image(hole: str, why: str) -> None:
    with pytest.raises(EngineError) as caught:
        load_config("inpainting-mnist", [f"subsets.hole={hole}"])
    assert why in str(caught.value)


TOKENS = ["model.codebook=30"]
BERT = ["subsets.empty=0", "subsets.share_min=.85", "subsets.share_max=.85", "subsets.blocks=0", "subsets.partial=0"]


def of_tokens(trainer: Trainer) -> tuple[Tensor, Draw, Tensor, Tensor]:
    """The images and the draw of a step, their tokens (B, L), and the logits of those, (B, L, K)."""
    real, draw = trainer.batch()
    assert trainer.generator.codebook is not None
    return real, draw, trainer.generator.codebook(real), trainer.generator(real, draw.pair, draw.noises[0])[0]


def test_bert_masks_some_tokens_and_guesses_them() -> None:
    trainer = trainer_of(load_config("mnist-tokens", SMALL + TOKENS + BERT))
    pair = drawn(trainer).pair
    assert (pair.target.sum(1) == round(0.15 * 49)).all(), "15% are masked"
    assert torch.equal(pair.known, ~pair.target)
    assert pair.target.float().mean(0).min() > 0.05, "each as often as any"
    real, draw, tokens, logits = of_tokens(trainer)
    T = draw.pair.target
    masked = torch.where(T[..., None], -real, real)
    assert torch.equal(logits, trainer.generator(masked, draw.pair, draw.noises[0])[0]), "[M] hides them"
    losses = trainer.matcher.losses(real, draw, warming_up=trainer.warming_up)
    assert losses.discriminator == {}
    ((name, term),) = losses.generator.items()
    assert (name, term.weight) == ("likelihood", 1.0)
    torch.testing.assert_close(term.value, F.cross_entropy(logits[T], tokens[T]))


def test_gpt_guesses_the_next_token_from_those_before_it() -> None:
    trainer = trainer_of(load_config("mnist-tokens", [*SMALL, *TOKENS, "subsets.raster=1"]))
    pair = drawn(trainer).pair
    places = pair.target.long().argmax(1)
    assert (pair.target.sum(1) == 1).all()
    assert torch.equal(pair.known, torch.arange(49) < places[:, None])
    assert places.unique().numel() > 40, "each is the next one in its turn"
    real, draw, tokens, logits = of_tokens(trainer)
    places, few = draw.pair.target.long().argmax(1), torch.arange(16)
    later = torch.where(draw.pair.known[..., None], real, -real)
    causal = trainer.generator(later, draw.pair, draw.noises[0])[0]
    assert torch.equal(logits[few, places], causal[few, places]), "blind to what comes later"
    losses = trainer.matcher.losses(real, draw, warming_up=trainer.warming_up)
    ((_, term),) = losses.generator.items()
    torch.testing.assert_close(term.value, F.cross_entropy(logits[few, places], tokens[few, places]))
