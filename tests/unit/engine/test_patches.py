import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine import EngineError, Grid
from engine.patches import patchify, pixel_mask, unpatchify

GRIDS = st.builds(Grid, rows=st.integers(1, 6), columns=st.integers(1, 6), patch_size=st.integers(1, 5))


@given(
    grid=GRIDS,
    channels=st.sampled_from([1, 3, 4]),
    seed=st.integers(0, 99),
)
def test_unpatchify_inverts_patchify(grid: Grid, channels: int, seed: int) -> None:
    images = torch.randn(2, channels, grid.height, grid.width, generator=torch.Generator().manual_seed(seed))
    patches = patchify(images, grid)
    assert patches.shape == (2, grid.L, grid.patch_size**2 * channels)
    assert torch.equal(unpatchify(patches, grid), images)


def test_patches_run_row_by_row() -> None:
    images = torch.arange(12.0).reshape(1, 1, 2, 6)
    assert patchify(images, Grid.of(2, 6, 2))[0].tolist() == [[0, 1, 6, 7], [2, 3, 8, 9], [4, 5, 10, 11]]


@given(grid=GRIDS, seed=st.integers(0, 99))
def test_a_subset_survives_the_way_to_pixels_and_back(grid: Grid, seed: int) -> None:
    subset = np.random.default_rng(seed).random(grid.L) < 0.5
    mask = grid.mask(subset)
    assert mask.shape == (grid.height, grid.width)
    assert (grid.subset(mask) == subset).all()


def test_a_patch_is_known_only_if_all_its_pixels_are() -> None:
    grid = Grid.of(4, 4, 2)
    mask = np.ones((4, 4), dtype=bool)
    mask[0, 3] = False
    assert grid.subset(mask).tolist() == [True, False, True, True]


def test_the_tensor_and_the_array_form_of_a_mask_agree() -> None:
    grid = Grid.of(6, 4, 2)
    subset = np.arange(grid.L) % 2 == 0
    pixels = pixel_mask(torch.from_numpy(subset)[None], grid)
    assert (pixels[0, 0].numpy() == grid.mask(subset)).all()


def test_a_mask_of_another_size_is_refused_with_both_sizes_named() -> None:
    with pytest.raises(EngineError, match=r"the mask is 30x29; the image is 28x28"):
        Grid.of(28, 28, 4).subset(np.ones((29, 30), dtype=bool))


def test_a_patch_size_must_divide_the_image() -> None:
    with pytest.raises(EngineError, match="does not divide"):
        Grid.of(28, 28, 5)


def test_a_grid_has_a_patch_at_least() -> None:
    with pytest.raises(EngineError, match="has no pixel"):
        Grid(rows=0, columns=4, patch_size=4)
