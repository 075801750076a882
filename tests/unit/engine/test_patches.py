import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine import EngineError, Grid
from engine.patches import patchify, pixel_mask, unpatchify


@given(
    side=st.integers(1, 6), patch_size=st.integers(1, 5), channels=st.sampled_from([1, 3]), seed=st.integers(0, 99)
)
def test_unpatchify_inverts_patchify(side: int, patch_size: int, channels: int, seed: int) -> None:
    size = side * patch_size
    images = torch.randn(2, channels, size, size, generator=torch.Generator().manual_seed(seed))
    patches = patchify(images, patch_size)
    assert patches.shape == (2, side**2, patch_size**2 * channels)
    assert torch.equal(unpatchify(patches, patch_size), images)


def test_patches_run_row_by_row() -> None:
    images = torch.arange(16.0).reshape(1, 1, 4, 4)
    assert patchify(images, 2)[0].tolist() == [[0, 1, 4, 5], [2, 3, 6, 7], [8, 9, 12, 13], [10, 11, 14, 15]]


@given(side=st.integers(1, 6), patch_size=st.integers(1, 5), seed=st.integers(0, 99))
def test_a_subset_survives_the_way_to_pixels_and_back(side: int, patch_size: int, seed: int) -> None:
    grid = Grid(image_size=side * patch_size, patch_size=patch_size)
    subset = np.random.default_rng(seed).random(grid.L) < 0.5
    mask = grid.mask(subset)
    assert mask.shape == (grid.image_size, grid.image_size)
    assert (grid.subset(mask) == subset).all()


def test_a_patch_is_known_only_if_all_its_pixels_are() -> None:
    grid = Grid(image_size=4, patch_size=2)
    mask = np.ones((4, 4), dtype=bool)
    mask[0, 3] = False
    assert grid.subset(mask).tolist() == [True, False, True, True]


def test_the_tensor_and_the_array_form_of_a_mask_agree() -> None:
    grid = Grid(image_size=6, patch_size=2)
    subset = np.arange(grid.L) % 2 == 0
    pixels = pixel_mask(torch.from_numpy(subset)[None], 2)
    assert (pixels[0, 0].numpy() == grid.mask(subset)).all()


def test_a_mask_of_another_size_is_refused_with_both_sizes_named() -> None:
    with pytest.raises(EngineError, match=r"the mask is 30x29; the image is 28x28"):
        Grid(image_size=28, patch_size=4).subset(np.ones((29, 30), dtype=bool))


def test_a_patch_size_must_divide_the_image() -> None:
    with pytest.raises(EngineError, match="does not divide"):
        Grid(image_size=28, patch_size=5)
