"""Incomplete data made of complete data, to tell what completeness is worth: IDX files of pictures and of masks."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from engine.config import Config
from engine.data.idx import write_idx
from engine.data.readers import read_pictures
from engine.errors import EngineError
from engine.files import make_folder
from engine.subsets import half_plane, random_subset

PICTURES = 6000
"""At most: so few that a tenth of them is too few."""
SEED = 0


def write_incomplete(data: Path, folder: Path, config: Config) -> None:
    """Write the pictures of a study: all, a tenth of them, and masks of all.

    `random-masks-idx3-ubyte` hides half of each picture's patches, `half-masks-idx3-ubyte` those on one side of a
    line at a random angle.

    Raises:
        EngineError: the data cannot be read, or is in colour.
    """
    images = read_pictures(data, config.model, config.data).images[:PICTURES]
    if images.shape[3] != 1:
        raise EngineError("incomplete data are made of grey images alone. Give a config with model.channels=1.")
    grid, rng = config.model.grid, np.random.default_rng(SEED)
    random = np.stack([grid.mask(random_subset(grid, 0.5, SEED + i)) for i in range(len(images))])
    half = np.stack([grid.mask(half_plane(grid, 0.5, rng)) for _ in images])
    make_folder(folder)
    write_idx(folder / "all-images-idx3-ubyte", images[..., 0])
    write_idx(folder / "tenth-images-idx3-ubyte", images[: max(2, len(images) // 10), ..., 0])
    for name, masks in (("random", random), ("half", half)):
        write_idx(folder / f"{name}-masks-idx3-ubyte", np.where(masks, 255, 0).astype(np.uint8))
