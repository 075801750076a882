"""Inference: n completions of an image by a loaded model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.config import ModelConfig
from engine.errors import EngineError
from engine.models.library import ModelInfo, find_model, load_weights
from engine.models.noise import SEEDS, Blend, parts_of
from engine.networks.generator import Generator, Noise
from engine.patches import BoolArray, Grid, patchify, unpatchify
from engine.pictures.images import UInt8Array
from engine.subsets import SubsetPair
from engine.wording import counted

BATCH = 64
"""Completions computed at once; bounds memory."""


@dataclass(frozen=True, kw_only=True)
class Completions:
    """Completions of one image and subset pair; the i-th is fully given by the i-th seed."""

    images: UInt8Array
    """(n, H, W, C); outside T bit-identical to the input."""
    seeds: tuple[int | Blend, ...]
    """(n,) the seed of each noise, or the blend of two."""

    def __repr__(self) -> str:
        n, *shape = self.images.shape
        seeds = self.seeds
        first, last = seeds[0], seeds[-1]
        if isinstance(first, int) and n > 1 and seeds == tuple(range(first, first + n)):
            shown = f"{first} to {last}"
        else:
            shown = ", ".join([*map(repr, seeds[:3]), *(["..."] if n > 3 else [])])
        return f"Completion({counted(n, 'image')} of {'x'.join(map(str, shape))}, seed{'s' * (n > 1)} {shown})"


class Model:
    """A loaded generator. Not thread-safe: one thread runs a model."""

    def __init__(self, config: ModelConfig, generator: Generator, *, info: ModelInfo | None = None) -> None:
        self.config = config
        self.generator = generator
        self.info = info
        self.device = next(generator.parameters()).device

    @property
    def grid(self) -> Grid:
        """The model's patch grid."""
        return self.config.grid

    def complete(
        self,
        image: UInt8Array,
        known: BoolArray,
        *,
        target: BoolArray | None = None,
        n: int = 8,
        seed: int = 0,
        seeds: Sequence[int | Blend] | None = None,
    ) -> Completions:
        """Draw completions from p(x_T | x_S).

        Args:
            image: (H, W, C) uint8 in the model's size and channels (`engine.fit_image` makes one).
            known: S, as patches (L,) or as pixels (H, W), bool, True = known. A patch of which only some
                pixels are known is no part of S: the model does not see them, yet they come back as they are.
            target: T likewise; by default all that is not known. The rest is ignored.
            n: number of completions.
            seed: completion i has seed + i, so that each can be had again alone, to a grey level: a batch of another
                size rounds otherwise here and there.
            seeds: the seeds themselves, in place of n and seed; each in [0, 2⁶³), or a blend of two such.

        Returns:
            n completions; pixels outside T, and known ones, are those of `image`, bit for bit.

        Raises:
            EngineError: an array of another shape or dtype than the model's, S and T overlap, or n < 1.
        """
        given = known if known.ndim == 2 else None
        known = self._subset(known, "known")
        target = ~known if target is None else self._subset(target, "target")
        if (known & target).any():
            raise EngineError("known and target overlap. A patch is known, or target, or neither.")
        size, channels = self.config.image_size, self.config.channels
        if image.shape != (size, size, channels) or image.dtype != np.uint8:
            raise EngineError(
                f"the image is {image.dtype} {image.shape}; the model wants uint8 {(size, size, channels)}. "
                "Use engine.fit_image."
            )
        chosen: tuple[int | Blend, ...] = tuple(range(seed, seed + n) if seeds is None else seeds)
        if not chosen:
            raise EngineError("no completion is asked for. Take n >= 1.")
        beyond = [s for given in chosen for s in parts_of(given) if not 0 <= s < SEEDS]
        if beyond:
            raise EngineError(f"the seed {beyond[0]} is out of range. Take 0 <= seed < 2^63.")
        pixels = torch.tensor(np.ascontiguousarray(image)).permute(2, 0, 1)[None].to(self.device)
        pieces = [self._batch(pixels, known, target, chosen[i : i + BATCH]) for i in range(0, len(chosen), BATCH)]
        images = np.concatenate(pieces)
        if given is not None:
            images[:, given] = image[given]
        return Completions(images=images, seeds=chosen)

    @torch.inference_mode()
    def _batch(self, pixels: Tensor, known: BoolArray, target: BoolArray, seeds: Sequence[int | Blend]) -> UInt8Array:
        n = len(seeds)
        patches = patchify(to_unit(pixels), self.grid).expand(n, -1, -1)
        pair = SubsetPair(known, target).map(lambda s: torch.tensor(s, device=self.device)[None].expand(n, -1))
        out = self.generator(patches, pair, self.noise(seeds))
        completed = to_bytes(unpatchify(out, self.grid))
        inside = torch.tensor(self.grid.mask(target), device=self.device)
        images: UInt8Array = torch.where(inside, completed, pixels).permute(0, 2, 3, 1).cpu().numpy()
        return images

    def noise(self, seeds: Sequence[int | Blend]) -> Noise:
        """The noises of seeds and blends, the same on every device."""
        drawn = [self._noise_of(seed) for seed in seeds]
        return Noise(torch.cat([z.whole for z in drawn]), torch.cat([z.patch for z in drawn])).to(self.device)

    def _noise_of(self, seed: int | Blend) -> Noise:
        if not isinstance(seed, Blend):
            return Noise.sample(self.config, 1, torch.Generator().manual_seed(seed))
        drawn = [(factor, self._noise_of(part)) for part, factor in seed.parts.items()]
        whole = torch.stack([factor * z.whole for factor, z in drawn]).sum(dim=0)
        patch = torch.stack([factor * z.patch for factor, z in drawn]).sum(dim=0)
        return Noise(whole, patch)

    def _subset(self, subset: BoolArray, name: str) -> BoolArray:
        if subset.dtype != np.bool_:
            raise EngineError(f"{name} is {subset.dtype}; it must be bool, True = {name}.")
        if subset.shape == (self.grid.L,):
            return np.ascontiguousarray(subset)
        if subset.ndim == 2:
            return self.grid.subset(subset)
        raise EngineError(f"{name} is {subset.shape}; it must be (L,) patches or (H, W) pixels.")


def load(name_or_path: str | Path, *, device: str = "cpu") -> Model:
    """Load a bundled or user model by name, or a model folder by path.

    Args:
        device: "cpu", "cuda" or "auto".

    Raises:
        EngineError: unknown model, damaged or truncated weights, weights for another config, no such device.
    """
    info = find_model(name_or_path)
    with torch.device("meta"):  # nothing is allocated before the file is known to fit the config
        generator = Generator(info.config)
    load_weights(generator, info.path)
    generator.requires_grad_(False).eval().to(pick_device(device))
    return Model(info.config, generator, info=info)


def pick_device(name: str) -> torch.device:
    """'auto' is CUDA where there is one, else the CPU."""
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    if name not in ("cpu", "cuda"):
        raise EngineError(f"--device {name} is not known. Use auto, cpu or cuda.")
    if name == "cuda" and not torch.cuda.is_available():
        raise EngineError("no CUDA device was found. Use --device cpu.")
    return torch.device(name)


def to_unit(pixels: Tensor) -> Tensor:
    """uint8 -> float32 in [-1, 1]."""
    return pixels.float() / 127.5 - 1


def to_bytes(values: Tensor) -> Tensor:
    """float in [-1, 1] -> uint8; the inverse of `to_unit`."""
    return ((values + 1) * 127.5).round().clamp(0, 255).byte()


def as_float(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """uint8 array -> float32 in [-1, 1], for measures."""
    return images.astype(np.float32) / 127.5 - 1
