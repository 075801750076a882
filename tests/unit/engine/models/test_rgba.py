"""A tall RGBA model with a seam, of random weights: alpha in, alpha out, alike on both runtimes."""

from __future__ import annotations

from functools import partial
from itertools import product
from pathlib import Path

import numpy as np
import pytest
import torch

import engine
from engine.config import Config, LabelConfig, ModelConfig
from engine.errors import EngineError
from engine.models.completion import Model
from engine.models.labels import draw_categories
from engine.models.library import find_model
from engine.networks.generator import Generator
from engine.training.checkpoint import write_model
from tests.unit.engine.conftest import TINY

TALL = ModelConfig(
    image_size=(20, 12),
    channels=4,
    patch_size=4,
    width=16,
    depth=2,
    heads=2,
    noise_global=4,
    noise_patch=2,
    seam_channels=6,
    labels=(
        LabelConfig(name="kind", categories=("hat", "cat")),
        LabelConfig(name="colour", categories=("red", "green", "blue")),
    ),
)


def write_rgba_model(folder: Path) -> Path:
    """A model whose weights are so large that its completions are opaque, faint and transparent in places."""
    torch.manual_seed(0)
    generator = Generator(TALL)
    for parameter in generator.parameters():
        parameter.data.normal_(0, 0.3)
    write_model(folder, Config(**(TINY.model_dump() | {"model": TALL})), generator, {"data": "noise"}, None)
    return folder


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Model, Model]:
    """On ONNX Runtime and on torch."""
    folder = write_rgba_model(tmp_path_factory.mktemp("models") / "tall")
    return engine.load(folder), engine.load(folder, on_torch=True)


def picture(seed: int = 0) -> np.ndarray:
    """Random colours under alphas of 0, 255 and all between."""
    rng = np.random.default_rng(seed)
    pixels = rng.integers(0, 256, TALL.shape, dtype=np.uint8)
    pixels[..., 3] = rng.choice([0, 255, 1, 100], TALL.shape[:2])
    return pixels


def subsets() -> tuple[np.ndarray, np.ndarray]:
    """Five patches each: known, and to complete; five are ignored."""
    parts = np.random.default_rng(1).permutation(15) % 3
    return parts == 0, parts == 1


def test_its_shape_and_channels_are_known_without_loading_it(both: tuple[Model, Model]) -> None:
    info = both[0].info
    assert info is not None
    assert find_model(info.path).shape == (20, 12, 4)
    assert (info.grid.rows, info.grid.columns, info.channels) == (5, 3, 4)


@pytest.mark.parametrize("ignored", [False, True])
def test_both_runtimes_complete_alike(both: tuple[Model, Model], ignored: bool) -> None:
    """To one level of what is seen: of alpha, and of colours times alpha."""
    S, T = subsets()
    T = T if ignored else ~S
    ours, theirs = (model.complete(picture(), S, target=T, n=20, seed=3).images for model in both)
    seen = [np.concatenate([x[..., :3] * (x[..., 3:] / 255), x[..., 3:]], axis=-1) for x in (ours, theirs)]
    assert np.abs(seen[0] - seen[1]).max() <= 1
    assert (ours != theirs).mean() < 1e-3


def test_known_and_ignored_pixels_come_back_bit_for_bit_colour_under_alpha_0_included(
    both: tuple[Model, Model],
) -> None:
    S, T = subsets()
    image = picture()
    outside = ~both[0].grid.mask(T)
    hidden = outside & (image[..., 3] == 0)
    assert image[hidden][:, :3].any()
    for model in both:
        images = model.complete(image, S, target=T, n=3).images
        np.testing.assert_array_equal(images[:, outside], np.broadcast_to(image[outside], images[:, outside].shape))


def test_what_is_completed_as_transparent_is_0_in_all_channels(both: tuple[Model, Model]) -> None:
    S, T = subsets()
    inside = both[0].grid.mask(T)
    for model in both:
        drawn = model.complete(picture(), S, target=T, n=20).images[:, inside]
        assert 0 < (drawn[:, :, 3] == 0).mean() < 1
        assert ((drawn[..., 3] > 0) & (drawn[..., 3] < 255)).any()
        assert (drawn[drawn[..., 3] == 0] == 0).all()


def test_colour_that_is_hidden_does_not_change_a_completion(both: tuple[Model, Model]) -> None:
    S, T = subsets()
    one = picture()
    other = one.copy()
    other[one[..., 3] == 0, :3] = 77
    inside = both[0].grid.mask(T)
    for model in both:
        first, second = (model.complete(image, S, target=T, n=4).images[:, inside] for image in (one, other))
        assert first.tobytes() == second.tobytes()


@pytest.mark.parametrize("palette", ["known", 8, np.array([[0, 0, 0], [255, 128, 0]], dtype=np.uint8)])
def test_new_pixels_keep_to_a_palette_and_all_others_stay(both: tuple[Model, Model], palette: engine.Palette) -> None:
    S, T = subsets()
    image, mask = picture(), both[0].grid.mask(S)
    image[mask, :3] = np.array([(200, 30, 30), (30, 200, 30)], dtype=np.uint8)[np.arange(mask.sum()) % 2]
    image[mask, 3] = 255
    partly = mask.copy()
    partly[0, 0] = partly[-1, -1] = True
    plain = both[0].complete(image, S, target=T, n=3)
    snapped = both[0].complete(image, S, target=T, n=3, palette=palette)
    inside = both[0].grid.mask(T)
    np.testing.assert_array_equal(snapped.images[:, ~inside], plain.images[:, ~inside])
    assert (snapped.images[:, inside] != plain.images[:, inside]).any()
    assert set(snapped.images[:, inside, 3].reshape(-1).tolist()) == {0, 255}
    for drawn in snapped.images[:, inside]:
        colours = {tuple(pixel) for pixel in drawn[drawn[:, 3] > 0][:, :3].tolist()}
        assert len(colours) <= 8
        if isinstance(palette, str):
            assert colours <= {(200, 30, 30), (30, 200, 30)}
    by_pixels = both[0].complete(image, partly, n=2, palette=palette).images
    np.testing.assert_array_equal(by_pixels[:, partly], np.broadcast_to(image[partly], (2, partly.sum(), 4)))


def test_from_nothing_there_is_no_known_palette_to_keep_to(both: tuple[Model, Model]) -> None:
    nothing = np.zeros(15, dtype=bool)
    free, locked = (both[0].complete(picture(), nothing, n=2, palette=p).images for p in (None, "known"))
    np.testing.assert_array_equal(free, locked)


def test_a_palette_that_is_none_is_refused_before_anything_is_drawn(both: tuple[Model, Model]) -> None:
    with pytest.raises(engine.EngineError, match="a palette of 300 colours is out of range"):
        both[0].complete(picture(), subsets()[0], palette=300)


def test_both_runtimes_tell_the_same_labels(both: tuple[Model, Model]) -> None:
    image, (known, target) = picture(), subsets()
    for given in ({}, {"colour": "blue"}):
        on_onnx, on_torch = (model.complete(image, known, target=target, n=3, labels=given).labels for model in both)
        assert on_onnx.keys() == on_torch.keys() == {"kind", "colour"} - given.keys()
        for name, categories in on_onnx.items():
            assert sum(categories.values()) == pytest.approx(1)
            assert list(categories.values()) == sorted(categories.values(), reverse=True)
            for category, probability in categories.items():
                assert probability == pytest.approx(on_torch[name][category], abs=1e-4)


def test_a_label_that_is_given_changes_the_completions_and_the_other_labels(both: tuple[Model, Model]) -> None:
    model, image, (known, target) = both[0], picture(), subsets()
    free, blue, red = (
        model.complete(image, known, target=target, n=2, labels=given)
        for given in ({}, {"colour": "blue"}, {"colour": "red"})
    )
    assert (blue.images != red.images).any()
    assert (free.images != red.images).any()
    assert blue.labels["kind"] != red.labels["kind"]


def test_the_labels_that_are_not_given_are_drawn_by_their_probabilities_and_the_pixels_given_them(
    both: tuple[Model, Model],
) -> None:
    model, image, (known, target) = both[0], picture(), subsets()
    ask = partial(model.complete, image, known, target=target)
    free = ask(n=12)
    drawn = set()
    for seed, completion in enumerate(free.images.astype(int)):
        for given in (dict(zip(free.labels, pair, strict=True)) for pair in product(*free.labels.values())):
            if np.abs(ask(seeds=[seed], labels=given).images[0] - completion).max() <= 1:
                drawn.add((seed, *given.values()))
    assert {seed for seed, *_ in drawn} == set(range(12)), "one is of no category at all"
    assert len({tuple(categories) for _, *categories in drawn}) > 1
    assert ask(seeds=[7]).labels["kind"] == pytest.approx(free.labels["kind"])


def test_categories_are_drawn_as_often_as_they_are_likely_and_given_ones_stay() -> None:
    p = np.array([[0.7, 0.2, 0.1, 0.25, 0.75]], dtype=np.float32)
    noise = np.random.default_rng(0).standard_normal((20_000, 2, 5), dtype=np.float32)
    logits, asked = np.log(np.repeat(p, len(noise), axis=0)), np.full((len(noise), 2), -1)
    labels = (LabelConfig(name="a", categories=("x", "y", "z")), LabelConfig(name="b", categories=("x", "y")))
    drawn = draw_categories(logits, asked, noise, labels)
    shares = [np.bincount(column, minlength=3) / len(noise) for column in drawn.T]
    np.testing.assert_allclose(shares[0], p[0, :3], atol=0.015)
    np.testing.assert_allclose(shares[1][:2], p[0, 3:], atol=0.015)
    asked[:, 0] = 2
    assert (draw_categories(logits, asked, noise, labels) == np.stack([asked[:, 0], drawn[:, 1]], axis=1)).all()


def test_a_picture_is_classified_by_what_is_known_of_it_alone(both: tuple[Model, Model]) -> None:
    image, (known, _) = picture(), subsets()
    other = np.where(TALL.grid.mask(known)[..., None], image, picture(1))
    for model in both:
        found = model.classify(image, known)
        assert found == model.classify(other, known)
        assert found != model.classify(image)
        assert found != model.classify(picture(1), known)
        assert found == model.classify(image, known), "whatever was asked in between"


def test_unknown_labels_and_categories_are_told_with_the_nearest(both: tuple[Model, Model]) -> None:
    image, (known, _) = picture(), subsets()
    with pytest.raises(EngineError, match=r"there is no label 'color'\. Did you mean 'colour'\?"):
        both[0].complete(image, known, labels={"color": "red"})
    with pytest.raises(EngineError, match=r"there is no category of colour 'gren'\. Did you mean 'green'\?"):
        both[0].complete(image, known, labels={"colour": "gren"})
    with pytest.raises(EngineError, match="has no labels"):
        engine.load("mnist").classify(np.zeros((28, 28, 1), dtype=np.uint8))
