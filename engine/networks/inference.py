"""A generator run by torch: on a GPU, while it is trained, and for many images with a subset pair each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch import Tensor

from engine.config import ModelConfig
from engine.errors import EngineError
from engine.files import readable
from engine.models.noise import FloatArray
from engine.models.request import IntArray, RuntimeRequest
from engine.models.tokens import complete_tokens
from engine.networks.generator import Generator, Noise
from engine.patches import BoolArray, patchify, pixel_mask, unpatchify
from engine.pictures.images import UInt8Array
from engine.subsets import SubsetPair
from engine.wording import processor_name


class TorchRuntime:
    """Completes with a generator on the device where it is."""

    def __init__(self, generator: Generator) -> None:
        self.generator = generator
        self.device = next(generator.parameters()).device

    @property
    def device_name(self) -> str:
        """As `engine.models.runtime.Runtime.device_name`."""
        return device_name(self.device)

    @torch.inference_mode()
    def complete(self, request: RuntimeRequest) -> tuple[UInt8Array, FloatArray]:
        """As `engine.models.runtime.Runtime.complete`, or n completions of as many images.

        Args:
            request: its image (H, W, C), or (n, H, W, C); S and T (L,), or (n, L).
        """
        generator, grid, n = self.generator, self.generator.config.grid, len(request.whole)
        if generator.config.tokens != "none":
            assert generator.codebook is not None
            entries = generator.codebook.entries.float().cpu().numpy()
            return complete_tokens(request, generator.config, entries, self._predict)
        pixels, S, T, y = map(self._tensor, (request.image, request.known, request.target, request.labels))
        pixels = pixels.movedim(-1, -3).expand(n, -1, -1, -1)
        S, T = (each.expand(n, -1) for each in (S, T))
        noise = Noise(self._tensor(request.whole), self._tensor(request.patch))
        drawn, logits = generator(patchify(to_unit(pixels), grid), *_given(S, T, y, noise))
        images = torch.where(pixel_mask(T, grid), to_bytes(unpatchify(drawn, grid)), pixels)
        return images.movedim(-3, -1).contiguous().cpu().numpy(), _in_a_row(logits, n)

    @torch.inference_mode()
    def _predict(self, tokens: IntArray, union: BoolArray, labels: IntArray) -> tuple[FloatArray, FloatArray]:
        """As `engine.models.tokens.Predict`."""
        n, codebook = len(tokens), self.generator.codebook
        assert codebook is not None
        x, omega, y = map(self._tensor, (tokens, union, labels))
        S = x >= 0
        noise = Noise(codebook.entries.new_zeros(n, 0), codebook.entries.new_zeros(n, tokens.shape[1], 0))
        token_logits, logits = self.generator(codebook.entries[x.clamp(min=0)], *_given(S, omega & ~S, y, noise))
        return token_logits.float().cpu().numpy(), _in_a_row(logits, n)

    def _tensor(self, array: NDArray[Any]) -> Tensor:
        return torch.tensor(np.ascontiguousarray(array), device=self.device)


def _given(S: Tensor, T: Tensor, y: Tensor, noise: Noise) -> tuple[SubsetPair[Tensor], Noise, Tensor | None]:
    """What a generator is told besides patches; a label that is not given, -1, is asked for."""
    pair = SubsetPair(torch.cat([S, y >= 0], dim=1), torch.cat([T, y < 0], dim=1))
    return pair, noise, y if y.shape[1] else None


def _in_a_row(logits: Sequence[Tensor], n: int) -> FloatArray:
    """The logits of n images' labels, (n, K)."""
    return torch.cat(list(logits), dim=1).cpu().numpy() if logits else np.zeros((n, 0), dtype=np.float32)


def load_runtime(
    path: Path,
    config: ModelConfig,
    device: torch.device,
    *,
    threads: int | None = None,
    adapted: Mapping[str, NDArray[np.float16]] | None = None,
) -> TorchRuntime:
    """A model's generator from its weights, in float32.

    Args:
        adapted: weights to take in place of those in the file: with an adapter in them.

    Raises:
        EngineError: the weights are missing, damaged, truncated, not finite, or for another config.
    """
    if threads:
        torch.set_num_threads(threads)
    with torch.device("meta"):  # nothing is allocated before the file is known to fit the config
        generator = Generator(config)
    if adapted is None:
        with readable(path):
            weights = load_file(path)
    else:
        weights = {name: torch.from_numpy(value) for name, value in adapted.items()}
    wanted = {key: value.shape for key, value in generator.state_dict().items()}
    if {key: value.shape for key, value in weights.items()} != wanted:
        raise EngineError(f"{path} holds weights for another config than that beside it. Export both again.")
    if not all(torch.isfinite(value).all() for value in weights.values()):
        raise EngineError(f"{path} holds values that are not finite. Export the model again.")
    generator.load_state_dict({key: value.float() for key, value in weights.items()}, assign=True)
    return TorchRuntime(generator.requires_grad_(False).eval().to(device))


def pick_device(name: str) -> torch.device:
    """'auto' is CUDA where there is one, else the CPU.

    Raises:
        EngineError: no such device.
    """
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    if name not in ("cpu", "cuda"):
        raise EngineError(f"--device {name} is not known. Use auto, cpu or cuda.")
    if name == "cuda" and not torch.cuda.is_available():
        raise EngineError("no CUDA device was found. Use --device cpu.")
    return torch.device(name)


def device_name(device: torch.device) -> str:
    """The processor's own name and the threads in use, or the GPU's name."""
    return torch.cuda.get_device_name(device) if device.type == "cuda" else processor_name(torch.get_num_threads())


def to_unit(pixels: Tensor) -> Tensor:
    """(..., C, H, W) uint8 -> float32 in [-1, 1], the colours of RGBA premultiplied by its alpha."""
    if pixels.shape[-3] == 4:
        colours, alpha = pixels.float().div(255).split([3, 1], dim=-3)
        return torch.cat([colours * alpha, alpha], dim=-3) * 2 - 1
    return pixels.float() / 127.5 - 1


def to_bytes(values: Tensor) -> Tensor:
    """(..., C, H, W) float in [-1, 1] -> uint8; the inverse of `to_unit`, but colours under alpha 0 are 0."""
    levels = (values + 1) * 127.5
    if values.shape[-3] == 4:
        colours, alpha = levels.split([3, 1], dim=-3)
        rounded = alpha.round()
        levels = torch.cat([torch.where(rounded > 0, colours * 255 / alpha.clamp(min=0.5), 0.0), rounded], dim=-3)
    return levels.round().clamp(0, 255).byte()
