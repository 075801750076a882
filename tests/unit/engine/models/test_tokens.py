"""Models of tokens: completions are entries of a codebook, drawn in any order and number of steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

import engine
from engine import EngineError, Model
from engine.config import Config, LabelConfig, ModelConfig
from engine.models.request import RuntimeRequest, Sampling
from engine.models.runtime import OnnxRuntime
from engine.models.tokens import complete_tokens, nearest
from engine.networks.generator import Generator
from engine.networks.inference import TorchRuntime, to_unit
from engine.patches import Grid, patchify
from engine.training.checkpoint import write_model

LABELS = (LabelConfig(name="sex", categories=("f", "m")), LabelConfig(name="hue", categories=("r", "g", "b")))
SMALL = ModelConfig(
    image_size=(8, 12),
    channels=4,
    width=16,
    depth=1,
    heads=2,
    noise_global=0,
    noise_patch=0,
    tokens="vq",
    codebook=20,
    labels=LABELS,
)
L = SMALL.grid.L
S = np.array([True, False, False, False, True, False])
T = np.array([False, True, True, True, False, False])
WAYS: list[dict[str, Any]] = [
    {},
    {"steps": 1},
    {"steps": 2, "order": "random"},
    {"steps": 2, "order": "raster"},
    {"steps": 99, "order": "raster"},
    {"steps": 3, "order": "confidence"},
]


@pytest.fixture(scope="module", params=[4, 3], ids=["RGBA with labels", "RGB"])
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Model, Model]:
    """An untrained model on each runtime."""
    labels = LABELS if request.param == 4 else ()
    config = Config(model=SMALL.model_copy(update={"channels": request.param, "labels": labels}))
    torch.manual_seed(0)
    generator = Generator(config.model).eval().requires_grad_(False)
    for parameter in generator.parameters():
        parameter.add_(0.3 * torch.randn(parameter.shape))
    assert generator.codebook is not None
    generator.codebook.entries.copy_(2 * torch.rand(generator.codebook.entries.shape) - 1)
    folder = tmp_path_factory.mktemp("tokens") / "model"
    write_model(folder, config, generator, {}, None)
    return engine.load(folder), engine.load(folder, on_torch=True)


def picture(model: Model, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, model.config.shape, dtype=np.uint8)


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_both_runtimes_draw_the_same_tokens(both: tuple[Model, Model], way: dict[str, Any]) -> None:
    assert isinstance(both[0].runtime, OnnxRuntime)
    assert isinstance(both[1].runtime, TorchRuntime)
    ours, theirs = (model.complete(picture(model), S, target=T, n=9, **way) for model in both)
    np.testing.assert_array_equal(ours.images, theirs.images)
    for name, shares in ours.labels.items():
        assert shares == pytest.approx(theirs.labels[name], abs=1e-5)


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_targets_become_entries_and_all_else_stays(both: tuple[Model, Model], way: dict[str, Any]) -> None:
    model, image = both[0], picture(both[0])
    images = model.complete(image, S, target=T, n=9, **way).images
    outside = ~model.grid.mask(T)
    np.testing.assert_array_equal(images[:, outside], np.broadcast_to(image[outside], images[:, outside].shape))
    assert len({each.tobytes() for each in images}) > 5
    assert isinstance(both[1].runtime, TorchRuntime)
    assert both[1].runtime.generator.codebook is not None
    entries = both[1].runtime.generator.codebook.entries
    if model.config.channels == 3:  # an alpha of almost 0 leaves no colour to compare
        new = patchify(to_unit(torch.from_numpy(images).movedim(-1, 1)), model.grid)[:, T].flatten(0, 1)
        assert torch.cdist(new, entries).min(dim=1).values.max() < 0.03


def test_a_seed_gives_the_same_completion_in_any_company(both: tuple[Model, Model]) -> None:
    model = both[0]
    many = model.complete(picture(model), S, n=70, seed=3).images
    np.testing.assert_array_equal(many[67], model.complete(picture(model), S, seeds=[70]).images[0])


def test_it_is_blind_outside_what_is_known(both: tuple[Model, Model]) -> None:
    model = both[0]
    inside, drawn = model.grid.mask(S), model.grid.mask(T)
    one, other = picture(model), picture(model, seed=1)
    blind = np.where(inside[..., None], one, other)
    first, second, seeing = (model.complete(each, S, target=T, n=9).images[:, drawn] for each in (one, blind, other))
    np.testing.assert_array_equal(first, second)
    assert (first != seeing).any()


@pytest.mark.parametrize("both", [4], indirect=True)
def test_labels_are_classified_and_may_be_given(both: tuple[Model, Model]) -> None:
    model = both[0]
    found = model.classify(picture(model), labels={"sex": "m"}, n=2)
    assert found.keys() == {"hue"}
    assert sum(found["hue"].values()) == pytest.approx(1, abs=1e-5)
    given = [model.complete(picture(model), S, n=9, labels={"sex": each}).images for each in ("f", "m")]
    assert (given[0] != given[1]).any()


def test_a_model_of_pixels_has_no_steps() -> None:
    model = engine.load("mnist")
    with pytest.raises(EngineError, match=r"model 'mnist' draws all patches at once. Leave out steps and order"):
        model.complete(np.zeros((28, 28, 1), dtype=np.uint8), np.zeros(49, dtype=bool), steps=2, order="random")


def test_less_than_a_step_is_refused(both: tuple[Model, Model]) -> None:
    with pytest.raises(EngineError, match=r"0 steps draw nothing. Take 1 or more"):
        both[0].complete(picture(both[0]), S, steps=0)


LINE = ModelConfig(
    image_size=4, patch_size=1, width=8, heads=2, depth=1, noise_global=0, noise_patch=0, tokens="vq", codebook=2
)
"""Pixels, black or white."""
ENTRIES = np.array([[-1.0], [1.0]], dtype=np.float32)


def drawn(predict: Callable[..., Any], sampling: Sampling, *, n: int = 2000) -> np.ndarray:
    """n images drawn from nothing, as tokens (n, 16)."""
    nothing, rng = np.zeros(16, dtype=bool), np.random.default_rng(0)
    request = RuntimeRequest(
        image=np.zeros((4, 4, 1), dtype=np.uint8),
        known=nothing,
        target=~nothing,
        whole=np.zeros((n, 0), dtype=np.float32),
        patch=rng.standard_normal((n, 16, 2), dtype=np.float32),
        labels=np.zeros((n, 0), dtype=np.int64),
        sampling=sampling,
    )
    images, _ = complete_tokens(request, LINE, ENTRIES, predict)
    return images.reshape(n, 16) // 255


class Stripes:
    """All pixels of a row are alike, black or white at equal odds; each row for itself, the lower the surer."""

    def __init__(self) -> None:
        self.asked: list[tuple[np.ndarray, np.ndarray]] = []

    def __call__(self, tokens: np.ndarray, union: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        self.asked.append((tokens, union))
        rows = tokens.reshape(-1, 4, 4)
        known = rows.max(axis=2, keepdims=True)  # -1 where nothing of the row is given
        white = np.where(known < 0, 0.1 * np.arange(4)[:, None], np.where(known > 0, 30.0, -30.0))
        logits = np.stack([np.zeros((len(tokens), 4, 4)), np.broadcast_to(white, rows.shape)], axis=-1)
        return logits.reshape(-1, 16, 2).astype(np.float32), np.zeros((len(tokens), 0), dtype=np.float32)


@pytest.mark.parametrize("order", ["random", "raster", "confidence"])
def test_one_by_one_tokens_are_drawn_from_the_joint_distribution(order: Any) -> None:
    rows = drawn(Stripes(), Sampling(steps=16, order=order)).reshape(-1, 4, 4)
    assert (rows == rows[..., :1]).all(), "each given those before"
    white = rows[..., 0].mean(axis=0)
    np.testing.assert_allclose(white, 1 / (1 + np.exp(-0.1 * np.arange(4))), atol=0.04)


def test_in_one_step_each_token_is_drawn_for_itself() -> None:
    rows = drawn(Stripes(), Sampling(steps=1)).reshape(-1, 4, 4)
    assert rows[:, 0].mean() == pytest.approx(0.5, abs=0.02)
    assert (rows[:, 0, 0] == rows[:, 0, 1]).mean() == pytest.approx(0.5, abs=0.04)


@pytest.mark.parametrize(("steps", "count"), [(1, 16), (3, 6), (16, 1), (99, 1)])
def test_every_step_draws_as_many_tokens(steps: int, count: int) -> None:
    stripes = Stripes()
    drawn(stripes, Sampling(steps=steps, order="random"), n=3)
    assert len(stripes.asked) == min(steps, 16)
    assert ((stripes.asked[-1][0] >= 0).sum(axis=1) >= 16 - count).all()


def test_row_by_row_what_comes_later_is_ignored() -> None:
    """So that S and T are those that GPT learns."""
    stripes = Stripes()
    drawn(stripes, Sampling(steps=16, order="raster"), n=3)
    for place, (tokens, union) in enumerate(stripes.asked):
        assert ((tokens >= 0) == (np.arange(16) < place)).all()
        assert (union == (np.arange(16) <= place)).all()


def test_the_surest_come_first() -> None:
    stripes = Stripes()
    drawn(stripes, Sampling(steps=16, order="confidence"), n=3)
    given = np.stack([tokens >= 0 for tokens, _ in stripes.asked]).reshape(16, 3, 4, 4)
    turns = (~given).sum(axis=0)  # how long each waits
    assert (turns[:, 3].max(axis=1) < turns[:, 0].min(axis=1)).all()


def test_the_nearest_entry_counts_colour_only_where_it_can_be_seen() -> None:
    entries = np.array([[-1, -1, -1, -1], [1, -1, -1, 1]], dtype=np.float32)  # nothing, red
    image = np.array([[[255, 255, 255, 0], [200, 0, 0, 255]]], dtype=np.uint8)
    assert nearest(image, entries, Grid(rows=1, columns=2, patch_size=1)).tolist() == [0, 1]
