"""This engine beside other ways to fill holes, on the same pictures, holes and threads (`engine bench --peers`).

OpenCV's and scikit-image's methods are those of their packages. Of networks only the published shapes are here, with
random weights: their time can be taken, not what they paint.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from itertools import pairwise
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.models.completion import Model
from engine.patches import BoolArray
from engine.pictures.images import UInt8Array, on_white
from engine.subsets import random_subset

SHARES = (0.5, 0.75)
"""Of patches that are known; the time is that at the first."""
CALLS, SECONDS = 20, 10.0
"""Calls of each method that count: at most so many, and none is begun after so long."""
REPAINT_STEPS = 250 * 10
"""RePaint, Sec. 4.2 and 5: 250 steps, each taken ten times."""

Fill = Callable[[UInt8Array, BoolArray], UInt8Array]
"""An image (H, W, C), of which the pixels (H, W) are known -> the image with all pixels."""


@dataclass(frozen=True, kw_only=True)
class Peer:
    """A way to fill holes."""

    name: str
    call: Callable[[], object]
    """What takes the time."""
    size: tuple[int, int]
    """Width and height of what it completes."""
    fill: Fill | None = None
    """What quality is measured of; None: its weights are random."""
    steps: int = 1
    """Calls for one completion, of which one is timed."""


def compare(model: Model, images: Sequence[UInt8Array], *, threads: int) -> Iterator[dict[str, Any]]:
    """A row for each method: its size, milliseconds for a completion, and, with real weights, PSNR on T in dB.

    Args:
        images: (H, W, C) uint8 that training did not see. What is transparent is laid on white.
        threads: of OpenCV and torch; the model has its own.
    """
    torch.set_num_threads(threads)
    for peer in (*_of_engine(model, images[0]), *_of_packages(model, images[0], threads), *_networks(model)):
        row: dict[str, Any] = {"method": peer.name, "size": "{}x{}".format(*peer.size)}
        row["ms"] = round(peer.steps * _milliseconds(peer.call), 2)
        for share in SHARES:
            row[f"psnr_{share:g}"] = None if peer.fill is None else _psnr(peer.fill, model, images, share)
        yield row


def missing() -> list[str]:
    """Packages whose methods are left out because they are not installed."""
    return [
        name
        for name, module in (("opencv-python-headless", "cv2"), ("scikit-image", "skimage"))
        if not find_spec(module)
    ]


def _milliseconds(call: Callable[[], object]) -> float:
    """The median of some calls, after one that does not count."""
    times: list[float] = []
    begin = time.perf_counter()
    for _ in range(CALLS + 1):
        start = time.perf_counter()
        call()
        times.append(1e3 * (time.perf_counter() - start))
        if time.perf_counter() - begin > SECONDS:
            break
    return statistics.median(times[1:] or times)


def _psnr(fill: Fill, model: Model, images: Sequence[UInt8Array], share: float) -> float:
    """Mean over the images of the PSNR on T."""
    found = []
    for seed, image in enumerate(images):
        known = model.grid.mask(random_subset(model.grid, share, seed=seed))
        difference = (on_white(fill(image, known)) - on_white(image))[~known]
        found.append(10 * np.log10(255**2 / max(float((difference**2).mean()), 1e-3)))
    return round(float(np.mean(found)), 2)


def _of_engine(model: Model, image: UInt8Array) -> Iterator[Peer]:
    known, size = model.grid.mask(random_subset(model.grid, SHARES[0], seed=0)), (model.grid.width, model.grid.height)
    for n, name in ((1, "Patchwork, 1 completion"), (9, "Patchwork, 9 at once (PSNR: their mean)")):

        def fill(image: UInt8Array, known: BoolArray, n: int = n) -> UInt8Array:
            result: UInt8Array = model.complete(image, known, n=n).images.mean(axis=0).round().astype(np.uint8)
            return result

        yield Peer(name=name, call=partial(model.complete, image, known, n=n), size=size, fill=fill)


def _of_packages(model: Model, image: UInt8Array, threads: int) -> Iterator[Peer]:
    """Those that are installed. Their holes are in colour on white, and alpha is no matter."""
    fills: dict[str, Fill] = {}
    if find_spec("cv2"):
        cv2 = import_module("cv2")
        cv2.setNumThreads(threads)
        for name, flag in (("Telea", cv2.INPAINT_TELEA), ("Navier-Stokes", cv2.INPAINT_NS)):

            def fill(image: UInt8Array, known: BoolArray, flag: int = flag) -> UInt8Array:
                hole = np.where(known, 0, 255).astype(np.uint8)
                filled: UInt8Array = cv2.inpaint(on_white(image).astype(np.uint8), hole, 3, flag)
                return filled.reshape(*known.shape, -1)

            fills[f"OpenCV, {name}"] = fill
    if find_spec("skimage"):
        restoration = import_module("skimage.restoration")

        def biharmonic(image: UInt8Array, known: BoolArray) -> UInt8Array:
            filled = restoration.inpaint_biharmonic(on_white(image) / 255, ~known, channel_axis=-1)
            result: UInt8Array = (255 * filled.clip(0, 1)).round().astype(np.uint8)
            return result

        fills["scikit-image, biharmonic"] = biharmonic
    known, size = model.grid.mask(random_subset(model.grid, SHARES[0], seed=0)), (model.grid.width, model.grid.height)
    for name, each in fills.items():
        yield Peer(name=name, call=partial(each, image, known), size=size, fill=each)


def _networks(model: Model) -> Iterator[Peer]:
    """One at a time: the largest has half a gigabyte of weights."""
    built: tuple[tuple[str, Callable[[], nn.Module], tuple[int, ...], int], ...] = (
        ("LaMa (Big), random weights", _lama, (1, 4, 256, 256), 1),
        ("MI-GAN 256, random weights", _MIGAN, (1, 4, 256, 256), 1),
        ("MAE ViT-B, random weights", lambda: _MAE(share=SHARES[0]), (1, 196, 768), 1),
        (f"RePaint, DDPM U-Net x {REPAINT_STEPS:,} steps, one timed", _UNet, (1, 3, 256, 256), REPAINT_STEPS),
    )
    for name, build, shape, steps in built:
        network, given = build().eval(), torch.randn(shape)
        side = 224 if len(shape) == 3 else shape[-1]

        @torch.inference_mode()
        def call(network: nn.Module = network, given: Tensor = given) -> object:
            return network(given)

        yield Peer(name=name, call=call, size=(side, side), steps=steps)


class _Fourier(nn.Module):
    """A fast Fourier convolution, three quarters of its channels global. Suvorov et al., LaMa, 2022, Fig. 2."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.local, self.whole = width // 4, width - width // 4
        half = self.whole // 2
        self.local_to_local = nn.Conv2d(self.local, self.local, 3, padding=1, bias=False)
        self.local_to_whole = nn.Conv2d(self.local, self.whole, 3, padding=1, bias=False)
        self.whole_to_local = nn.Conv2d(self.whole, self.local, 3, padding=1, bias=False)
        self.narrow = nn.Sequential(nn.Conv2d(self.whole, half, 1, bias=False), nn.BatchNorm2d(half), nn.ReLU())
        self.spectrum = nn.Sequential(
            nn.Conv2d(2 * half, 2 * half, 1, bias=False), nn.BatchNorm2d(2 * half), nn.ReLU()
        )
        self.widen = nn.Conv2d(half, self.whole, 1, bias=False)
        self.after = nn.Sequential(nn.BatchNorm2d(width), nn.ReLU())

    def forward(self, x: Tensor) -> Tensor:
        local, whole = x.split([self.local, self.whole], dim=1)
        narrow = self.narrow(whole)
        waves = torch.fft.rfft2(narrow, norm="ortho")
        real, imaginary = self.spectrum(torch.cat([waves.real, waves.imag], dim=1)).chunk(2, dim=1)
        back = torch.fft.irfft2(torch.complex(real, imaginary), s=narrow.shape[-2:], norm="ortho")
        local, whole = (
            self.local_to_local(local) + self.whole_to_local(whole),
            self.local_to_whole(local) + self.widen(narrow + back),
        )
        result: Tensor = self.after(torch.cat([local, whole], dim=1))
        return result


class _Residual(nn.Module):
    def __init__(self, *layers: nn.Module) -> None:
        super().__init__()
        self.layers = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        result: Tensor = x + self.layers(x)
        return result


def _lama() -> nn.Module:
    """Big LaMa: 51 M parameters, three halvings, 18 residual blocks of two Fourier convolutions."""

    def scaled(layer: nn.Module, width: int) -> list[nn.Module]:
        return [layer, nn.BatchNorm2d(width), nn.ReLU()]

    layers = [nn.ReflectionPad2d(3), *scaled(nn.Conv2d(4, 64, 7), 64)]
    for width in (64, 128, 256):
        layers += scaled(nn.Conv2d(width, 2 * width, 3, stride=2, padding=1), 2 * width)
    layers += [_Residual(_Fourier(512), _Fourier(512)) for _ in range(18)]
    for width in (256, 128, 64):
        layers += scaled(nn.ConvTranspose2d(2 * width, width, 3, stride=2, padding=1, output_padding=1), width)
    return nn.Sequential(*layers, nn.ReflectionPad2d(3), nn.Conv2d(64, 3, 7), nn.Sigmoid())


class _MIGAN(nn.Module):
    """An encoder and a decoder of depthwise separable convolutions, from 256 pixels to 4 and back.

    Sargsyan et al., MI-GAN, 2023, Sec. 3.
    """

    def __init__(self) -> None:
        super().__init__()
        widths = [min(32_768 // side, 512) for side in (256, 128, 64, 32, 16, 8, 4)]
        pairs = list(pairwise(widths))
        self.begin = nn.Conv2d(4, widths[0], 1)
        self.same = nn.ModuleList(_separable(width, width) for width in widths)
        self.down = nn.ModuleList(
            [*(_separable(wide, deep, down=True) for wide, deep in pairs), _separable(512, 512)]
        )
        self.first = _separable(512, 512)
        self.up = nn.ModuleList(_separable(deep, wide, up=True) for wide, deep in reversed(pairs))
        self.after = nn.ModuleList(_separable(width, width) for width in reversed(widths))
        self.colours = nn.ModuleList(nn.Conv2d(width, 3, 1) for width in reversed(widths))

    def forward(self, x: Tensor) -> Tensor:
        x, kept = F.leaky_relu(self.begin(x), 0.2), []
        for same, down in zip(self.same, self.down, strict=True):
            kept.append(same(x))
            x = down(kept[-1])
        x = self.after[0](self.first(x) + kept.pop())
        picture: Tensor = self.colours[0](x)
        for up, after, colours in zip(self.up, self.after[1:], self.colours[1:], strict=True):
            x = after(up(x) + kept.pop())
            picture = F.interpolate(picture, scale_factor=2, mode="bilinear") + colours(x)
        return picture


def _separable(before: int, after: int, *, down: bool = False, up: bool = False) -> nn.Module:
    layers = [nn.Conv2d(before, before, 3, padding=1, groups=before), nn.LeakyReLU(0.2)]
    if down:
        layers.append(nn.Conv2d(before, before, 4, stride=2, padding=1, groups=before, bias=False))
    layers.append(nn.Conv2d(before, after, 1, bias=False))
    if up:
        layers.append(nn.ConvTranspose2d(after, after, 4, stride=2, padding=1, groups=after, bias=False))
    return nn.Sequential(*layers, nn.LeakyReLU(0.2))


class _MAE(nn.Module):
    """ViT-B on the known of 196 patches of 16x16, then 8 blocks of width 512 on all. He et al., 2022, Sec. 3."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.known = round(196 * share)
        self.embed = nn.Linear(768, 768)
        self.encoder = nn.Sequential(*(_block(768, 12) for _ in range(12)), nn.LayerNorm(768), nn.Linear(768, 512))
        self.mask = nn.Parameter(torch.zeros(1, 1, 512))
        self.decoder = nn.Sequential(*(_block(512, 16) for _ in range(8)), nn.LayerNorm(512), nn.Linear(512, 768))

    def forward(self, patches: Tensor) -> Tensor:
        seen = self.encoder(self.embed(patches[:, : self.known]))
        result: Tensor = self.decoder(torch.cat([seen, self.mask.expand(len(seen), 196 - self.known, 512)], dim=1))
        return result


def _block(width: int, heads: int) -> nn.Module:
    return nn.TransformerEncoderLayer(
        width, heads, 4 * width, dropout=0, activation="gelu", batch_first=True, norm_first=True
    )


class _UNet(nn.Module):
    """For pictures of 256 pixels, without the embedding of the step: Ho et al., DDPM, 2020, App. B."""

    WIDTHS = (128, 128, 256, 256, 512, 512)

    def __init__(self) -> None:
        super().__init__()
        self.begin = nn.Conv2d(3, 128, 3, padding=1)
        self.down, self.up, kept, width = nn.ModuleList(), nn.ModuleList(), [128], 128
        for level, wide in enumerate(self.WIDTHS):
            for _ in range(2):
                self.down.append(nn.Sequential(_Block(width, wide), *([_Attention(wide)] if level == 4 else [])))
                width = wide
                kept.append(width)
            if level < 5:
                self.down.append(nn.Conv2d(width, width, 3, stride=2, padding=1))
                kept.append(width)
        self.middle = nn.Sequential(_Block(width, width), _Attention(width), _Block(width, width))
        for level, wide in reversed(list(enumerate(self.WIDTHS))):
            for last in (False, False, True):
                layers: list[nn.Module] = [_Block(width + kept.pop(), wide)]
                layers += [_Attention(wide)] if level == 4 else []
                if last and level:
                    layers += [nn.Upsample(scale_factor=2), nn.Conv2d(wide, wide, 3, padding=1)]
                self.up.append(nn.Sequential(*layers))
                width = wide
        self.end = nn.Sequential(nn.GroupNorm(32, width), nn.SiLU(), nn.Conv2d(width, 3, 3, padding=1))

    def forward(self, x: Tensor) -> Tensor:
        x = self.begin(x)
        kept = [x]
        for layer in self.down:
            x = layer(x)
            kept.append(x)
        x = self.middle(x)
        for layer in self.up:
            x = layer(torch.cat([x, kept.pop()], dim=1))
        result: Tensor = self.end(x)
        return result


class _Block(nn.Module):
    def __init__(self, before: int, after: int) -> None:
        super().__init__()
        first, second = nn.Conv2d(before, after, 3, padding=1), nn.Conv2d(after, after, 3, padding=1)
        self.layers = nn.Sequential(
            nn.GroupNorm(32, before), nn.SiLU(), first, nn.GroupNorm(32, after), nn.SiLU(), second
        )
        self.skip = nn.Identity() if before == after else nn.Conv2d(before, after, 1)

    def forward(self, x: Tensor) -> Tensor:
        result: Tensor = self.skip(x) + self.layers(x)
        return result


class _Attention(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm, self.attend = nn.GroupNorm(32, width), nn.MultiheadAttention(width, 1, batch_first=True)

    def forward(self, x: Tensor) -> Tensor:
        tokens = self.norm(x).flatten(2).transpose(1, 2)
        attended = self.attend(tokens, tokens, tokens, need_weights=False)[0]
        result: Tensor = x + attended.transpose(1, 2).reshape(x.shape)
        return result
