from pathlib import Path

import numpy as np
import pytest
import safetensors.torch
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import engine
from engine import Blend, EngineError
from engine.models.completion import Model
from engine.models.library import CONFIG
from engine.models.noise import draw_noise
from engine.models.runtime import GRAPH, WEIGHTS
from engine.networks.generator import Generator
from engine.training.checkpoint import write_model
from tests.unit.engine.conftest import TINY


def written(path: Path) -> Path:
    torch.manual_seed(0)
    write_model(path, TINY, Generator(TINY.model), {"data": "stripes"}, None)
    return path


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return engine.load(written(tmp_path_factory.mktemp("models") / "tiny"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written(tmp_path / "tiny")


def picture(seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (12, 12, 1), dtype=np.uint8)


@given(seed=st.integers(0, 1000))
@settings(max_examples=20)
def test_pixels_outside_T_come_back_bit_identical(model: Model, seed: int) -> None:
    state = np.random.default_rng(seed).integers(0, 3, model.grid.L)
    image = picture(seed)
    completion = model.complete(image, state == 0, target=state == 1, n=3, seed=seed)
    outside = ~model.grid.mask(state == 1)
    assert (completion.images[:, outside] == image[outside]).all()


def test_without_a_target_the_image_comes_back(model: Model) -> None:
    nothing = np.zeros(model.grid.L, dtype=bool)
    images = model.complete(picture(), nothing, target=nothing, n=3).images
    assert images.shape == (3, 12, 12, 1)
    assert (images == picture()).all()


def test_known_pixels_come_back_bit_identical_off_the_patch_grid_too(model: Model) -> None:
    mask = np.random.default_rng(0).random((12, 12)) < 0.5
    images = model.complete(picture(), mask, n=3).images
    assert (images[:, mask] == picture()[mask]).all()
    assert (images[:, ~mask] != picture()[~mask]).any()


def test_the_same_seed_gives_the_same_bytes_and_another_other_ones(model: Model) -> None:
    known = np.zeros(model.grid.L, dtype=bool)
    first, again = (model.complete(picture(), known, n=4, seed=7).images for _ in range(2))
    assert first.tobytes() == again.tobytes()
    assert first[0].tobytes() != first[1].tobytes()


def test_completion_i_is_that_of_seed_plus_i(model: Model) -> None:
    known = np.zeros(model.grid.L, dtype=bool)
    batch = model.complete(picture(), known, n=4, seed=7)
    assert batch.seeds == (7, 8, 9, 10)
    alone = model.complete(picture(), known, seeds=[9])
    assert np.abs(batch.images[2].astype(int) - alone.images[0]).max() <= 1


def test_completions_are_printed_as_what_they_are_of(model: Model) -> None:
    known = np.zeros(model.grid.L, dtype=bool)
    few = model.complete(picture(), known, n=1, seed=3)
    assert repr(few) == "Completions(1 image of 12x12x1, seeds (3,))"
    mixed = model.complete(picture(), known, seeds=[9, Blend(3, 8, 0.5), 2])
    assert repr(mixed) == "Completions(3 images of 12x12x1, seeds (9, Blend(first=3...8, weight=0.5), 2))"
    many = model.complete(picture(), known, seeds=range(0, 20, 2))
    assert repr(many) == "Completions(10 images of 12x12x1, seeds (0, 2, 4, 6, 8, 10, ...))"


def test_a_blend_runs_from_one_seed_to_the_other_and_stays_standard_normal(model: Model) -> None:
    known = np.zeros(model.grid.L, dtype=bool)
    ends = model.complete(picture(), known, seeds=[3, Blend(3, 8, 0.0), Blend(3, 8, 0.5), Blend(3, 8, 1.0), 8]).images
    assert ends[0].tobytes() == ends[1].tobytes()
    assert ends[3].tobytes() == ends[4].tobytes()
    assert ends[2].tobytes() not in (ends[0].tobytes(), ends[4].tobytes())
    whole, patch, _ = draw_noise(model.config, [Blend(seed, seed + 1, 0.3) for seed in range(0, 1000, 2)])
    assert abs(whole.std() - 1) < 0.05
    assert abs(patch.std() - 1) < 0.05
    with pytest.raises(EngineError, match="weight"):
        Blend(0, 1, 1.5)


def test_blends_of_blends_stay_standard_normal_even_where_they_share_seeds(model: Model) -> None:
    pairs = [Blend(Blend(seed, seed + 1, 0.5), Blend(seed + 1, seed + 2, 0.4), 0.5) for seed in range(0, 1800, 3)]
    assert abs(draw_noise(model.config, pairs)[0].std() - 1) < 0.05
    known = np.zeros(model.grid.L, dtype=bool)
    half = Blend(3, 8, 0.5)
    seeds: list[int | Blend] = [
        half,
        Blend(half, 9, 0.0),
        Blend(half, 9, 1.0),
        9,
        Blend(half, half, 0.5),
        Blend(half, 8, 0.4),
    ]
    images = [image.tobytes() for image in model.complete(picture(), known, seeds=seeds).images]
    assert images[0] == images[1] == images[4]
    assert images[2] == images[3]
    assert images[5] not in images[:5]


def test_a_blend_that_is_too_large_is_refused() -> None:
    blend = Blend(0, 1, 0.5)
    for _ in range(7):
        blend = Blend(blend, blend, 0.5)
    with pytest.raises(EngineError, match="512 seeds is too large"):
        Blend(blend, blend, 0.5)


def test_large_requests_are_cut_into_batches_without_a_trace(model: Model) -> None:
    known = np.zeros(model.grid.L, dtype=bool)
    many = model.complete(picture(), known, n=70, seed=0)
    assert many.images.shape == (70, 12, 12, 1)
    assert np.abs(many.images[69].astype(int) - model.complete(picture(), known, seeds=[69]).images[0]).max() <= 1


def test_arrays_that_are_views_the_other_way_round_mean_what_they_show(model: Model) -> None:
    image, known = picture()[:, ::-1], np.random.default_rng(0).random(model.grid.L)[::-1] < 0.5
    ours = model.complete(image, known[::-1], n=2).images
    theirs = model.complete(image.copy(), known[::-1].copy(), n=2).images
    np.testing.assert_array_equal(ours, theirs)


def test_pixel_and_patch_subsets_mean_the_same(model: Model) -> None:
    known = np.arange(model.grid.L) % 2 == 0
    by_patch = model.complete(picture(), known, n=2)
    by_pixel = model.complete(picture(), model.grid.mask(known), n=2)
    assert by_patch.images.tobytes() == by_pixel.images.tobytes()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"image": np.zeros((11, 12, 1), np.uint8)}, "the model wants uint8"),
        ({"image": np.zeros((12, 12, 1), np.float32)}, "the model wants uint8"),
        ({"known": np.zeros(9, np.uint8)}, "must be bool"),
        ({"known": np.zeros((9, 9), bool)}, "the mask is 9x9; the image is 12x12"),
        ({"known": np.zeros(8, bool)}, r"\(L,\) patches"),
        ({"known": np.ones(9, bool), "target": np.ones(9, bool)}, "overlap"),
        ({"n": 0}, r"no completion is asked for\. Take n >= 1"),
        ({"seeds": (1, 2**63)}, f"the seed {2**63} is out of range"),
        ({"seed": -1}, "the seed -1 is out of range"),
    ],
)
def test_wrong_arguments_are_named(model: Model, arguments: dict[str, object], message: str) -> None:
    values: dict[str, object] = {"image": picture(), "known": np.zeros(9, dtype=bool)} | arguments
    with pytest.raises(EngineError, match=message):
        model.complete(**values)  # type: ignore[arg-type]


def test_a_model_survives_the_disk(folder: Path) -> None:
    loaded = engine.load(folder)
    assert loaded.info is not None
    assert loaded.info.name == "tiny"
    assert loaded.info.card["data"] == "stripes"
    assert loaded.complete(picture(), np.zeros(9, dtype=bool), n=1).images.shape == (1, 12, 12, 1)


def test_an_unknown_model_is_named_with_those_there_are() -> None:
    with pytest.raises(EngineError, match=r"there is no model 'nothing'\. Known models:"):
        engine.load("nothing")


@pytest.mark.parametrize("kept", [0, 7, 500, -1])
@pytest.mark.parametrize("name", [GRAPH, WEIGHTS])
def test_a_truncated_file_is_refused(folder: Path, name: str, kept: int) -> None:
    path = folder / name
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(EngineError, match=rf"{name} is damaged or truncated"):
        engine.load(folder, on_torch=name == WEIGHTS)


@pytest.mark.parametrize("on_torch", [False, True])
def test_files_for_another_config_are_refused(folder: Path, on_torch: bool) -> None:
    path = folder / CONFIG
    path.write_text(path.read_text().replace('"depth": 1', '"depth": 2'))
    with pytest.raises(EngineError, match="another config than that beside it"):
        engine.load(folder, on_torch=on_torch)


def test_weights_that_are_not_finite_are_refused(folder: Path) -> None:
    path = folder / WEIGHTS
    weights = safetensors.torch.load_file(path)
    weights["head.bias"][0] = torch.nan
    path.write_bytes(safetensors.torch.save(weights))
    with pytest.raises(EngineError, match="not finite"):
        engine.load(folder, on_torch=True)


def test_a_damaged_config_is_refused(folder: Path) -> None:
    (folder / CONFIG).write_text("{")
    with pytest.raises(EngineError, match="not a model's config"):
        engine.load(folder)
