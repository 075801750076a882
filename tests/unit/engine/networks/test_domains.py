"""Transformed domains: orthonormal, invertible, of no consequence for what is known, and alike on both runtimes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

import engine
from engine.config import Config, ModelConfig, load_config
from engine.data.dataset import Dataset
from engine.errors import EngineError
from engine.models.completion import Model
from engine.networks.domains import Domain, random_orthogonal
from engine.networks.generator import Generator, Noise
from engine.networks.inference import TorchRuntime
from engine.subsets import SubsetPair
from engine.training.checkpoint import write_model
from engine.training.draws import draw
from engine.training.trainer import Trainer
from tests.unit.engine.conftest import TINY

CPU = torch.device("cpu")
ALL = slice(0, TINY.training.batch)
DOMAINS = [("haar", 1), ("haar", 4), ("opponent", 3), ("opponent", 4)]


def of_domain(domain: str, channels: int = 1, **more: Any) -> ModelConfig:
    return ModelConfig.model_validate(
        TINY.model.model_dump() | {"domain": domain, "channels": channels, "seam_channels": 4} | more
    )


@settings(max_examples=20)
@given(st.sampled_from(DOMAINS), st.sampled_from([2, 4, 6, 8]), st.integers(0, 2**32))
def test_a_domain_is_orthonormal_and_invertible(domain: tuple[str, int], patch_size: int, seed: int) -> None:
    g = Domain(of_domain(*domain, image_size=24, patch_size=patch_size))
    D = patch_size**2 * domain[1]
    torch.testing.assert_close(g.matrix @ g.matrix.T, torch.eye(D), rtol=0, atol=1e-6)
    patches = torch.randn(2, 3, D, generator=torch.Generator().manual_seed(seed))
    torch.testing.assert_close(g.inverse(g(patches)), patches, rtol=0, atol=1e-5)
    torch.testing.assert_close(g(patches).norm(dim=-1), patches.norm(dim=-1))


@settings(max_examples=20)
@given(st.integers(1, 50), st.integers(0, 2**32))
def test_a_random_domain_is_orthonormal(size: int, seed: int) -> None:
    matrix = random_orthogonal(size, torch.Generator().manual_seed(seed))
    torch.testing.assert_close(matrix @ matrix.T, torch.eye(size), rtol=0, atol=1e-5)


def test_a_flat_patch_is_one_number_in_the_haar_domain() -> None:
    coefficients = Domain(of_domain("haar"))(torch.ones(1, 1, 16))[0, 0]
    torch.testing.assert_close(coefficients, torch.tensor([4.0] + 15 * [0.0]))


def test_grey_has_no_opponent_colours_and_alpha_stays() -> None:
    pixels = torch.tensor([0.5, 0.5, 0.5, -1.0]).repeat(16).view(1, 1, 64)
    found = Domain(of_domain("opponent", 4))(pixels).view(16, 4)
    torch.testing.assert_close(found, torch.tensor([0.5 * 3**0.5, 0.0, 0.0, -1.0]).expand(16, 4))


def test_a_domain_changes_the_coordinates_of_learning_and_not_what_can_be_learnt() -> None:
    """The same function in pixels has the same weights, times the matrix."""
    torch.manual_seed(0)
    there, pixels = Generator(of_domain("haar", 3)), Generator(of_domain("pixels", 3))
    weights = there.state_dict()
    matrix = weights.pop("domain.haar")
    weights |= {"embed.weight": weights["embed.weight"] @ matrix, "head.weight": matrix.T @ weights["head.weight"]}
    weights["head.bias"] = weights["head.bias"] @ matrix
    pixels.load_state_dict(weights)
    S = torch.rand(5, 9) < 0.5
    pair, noise = SubsetPair(S, ~S), Noise.sample(pixels.config, 5, torch.Generator().manual_seed(1))
    patches = torch.rand(5, 9, 48) * 2 - 1
    torch.testing.assert_close(there(patches, pair, noise)[0], pixels(patches, pair, noise)[0], rtol=0, atol=1e-5)


@pytest.mark.parametrize(("domain", "channels"), DOMAINS)
def test_known_pixels_come_back_and_both_runtimes_complete_alike(domain: str, channels: int, tmp_path: Path) -> None:
    torch.manual_seed(0)
    model = of_domain(domain, channels)
    generator = Generator(model).half().float().eval()  # as it will be in its file
    generator.head.weight.data *= 3
    write_model(tmp_path / "model", Config(model=model), generator, {}, None)
    image = np.random.default_rng(0).integers(0, 256, model.shape, dtype=np.uint8)
    known = np.arange(9) % 2 == 0
    runtimes = (
        engine.load(tmp_path / "model"),
        engine.load(tmp_path / "model", on_torch=True),
        Model(model, TorchRuntime(generator)),
    )
    ours, theirs, trained = (each.complete(image, known, n=4).images for each in runtimes)
    inside = model.grid.mask(known)
    for images in (ours, theirs, trained):
        assert (images[:, inside] == image[inside]).all()
        assert images[:, ~inside].std() > 20
        visible = np.minimum(images[..., -1], ours[..., -1]) > 127 if channels == 4 else ...
        assert np.abs(images.astype(int) - ours)[visible].max() <= 1


@pytest.mark.parametrize("domain", ["pixels", "opponent"])
def test_weights_of_another_domain_are_refused(domain: str) -> None:
    data = Dataset(images=torch.zeros(9, 3, 12, 12, dtype=torch.uint8), validation=torch.zeros(1), labels=None)
    config = TINY.model_copy(update={"model": of_domain(domain, 3)})
    trainer = Trainer(config, data, device=CPU, seed=0)
    with pytest.raises(EngineError, match="weights for another config"):
        trainer.begin_with(Generator(of_domain("haar", 3)).state_dict(), source="there")


@pytest.mark.parametrize(
    ("overrides", "why"),
    [
        (["model.domain=opponent"], "domain opponent is one of colours: set channels"),
        (["model.domain=haar", "model.patch_size=7"], "patch_size 7 to an even one"),
        (["model.domain=haar", "model.tokens=vq"], "tokens"),
        (["model.domain=fourier"], "model.domain"),
    ],
)
def test_a_domain_that_a_model_cannot_have_is_one_line(overrides: list[str], why: str) -> None:
    with pytest.raises(EngineError, match=why) as caught:
        load_config("mnist", overrides)
    assert "\n" not in str(caught.value)


def rotated(share: float) -> Config:
    discriminator = TINY.discriminator.model_copy(update={"rotated": share})
    training = TINY.training.model_copy(update={"warmup_images": 0})
    return TINY.model_copy(update={"discriminator": discriminator, "training": training})


def test_a_random_domain_is_drawn_for_each_step_and_its_share_of_them() -> None:
    draws = [draw(rotated(0.5), seed=3, step=step, mine=ALL).rotation for step in range(60)]
    found = [rotation for rotation in draws if rotation is not None]
    assert 15 < len(found) < 45
    assert not torch.equal(found[0], found[1])
    again = draw(rotated(1), seed=3, step=7, mine=ALL).rotation
    assert again is not None
    assert torch.equal(again, draw(rotated(1), seed=3, step=7, mine=slice(0, 4)).rotation), "for all processes"  # type: ignore[arg-type]
    assert draw(TINY, seed=3, step=7, mine=ALL).rotation is None


def test_the_discriminator_sees_real_and_completed_images_in_the_same_random_domain(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = Trainer(rotated(1), dataset, device=CPU, seed=0)
    matcher, score = trainer.matcher, trainer.matcher.score
    shown: list[Tensor] = []

    def watched(patches: Tensor, *rest: Any, **more: Any) -> Tensor:
        shown.append(patches)
        return score(patches, *rest, **more)

    monkeypatch.setattr(matcher, "score", watched)
    real, drawn = trainer.batch()
    losses = matcher.losses(real, drawn, warming_up=False)
    assert drawn.rotation is not None
    fake = matcher.complete(real, drawn.pair, drawn.noises[0])
    real = torch.where(drawn.pair.union[..., None], real, 0.0)
    for seen, patches in zip(shown, (fake, real), strict=False):
        torch.testing.assert_close(seen @ drawn.rotation.T, patches)
        assert not torch.allclose(seen, patches, atol=0.1)
    assert len(shown) == 4, "and so do its penalties"
    assert all(torch.isfinite(term.value) for term in (losses.generator | losses.discriminator).values())
