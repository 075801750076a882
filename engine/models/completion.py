"""Inference: n completions of an image by a loaded model."""

from __future__ import annotations

import os
import reprlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load_file

from engine.config import ModelConfig
from engine.errors import EngineError, needing_training
from engine.files import readable
from engine.models.adapters import AdapterInfo, find_adapter, merged
from engine.models.labels import category_numbers, draw_categories, probabilities
from engine.models.library import ModelInfo, find_model
from engine.models.noise import SEEDS, Blend, FloatArray, draw_noise, parts_of
from engine.models.request import IntArray, Order, RuntimeRequest, Sampling
from engine.models.runtime import GRAPH, WEIGHTS, OnnxRuntime, Runtime
from engine.patches import BoolArray, Grid
from engine.pictures.images import UInt8Array
from engine.pictures.palettes import Palette, check_palette, snap_to_palette
from engine.wording import counted

BATCH = 64
"""Completions computed at once; bounds memory."""
DEVICES = ("auto", "cpu", "cuda")


@dataclass(frozen=True, kw_only=True)
class Completions:
    """Completions of one image and subset pair; the i-th is fully given by the i-th seed."""

    images: UInt8Array
    """(n, H, W, C); outside T bit-identical to the input."""
    seeds: tuple[int | Blend, ...]
    """(n,) the seed of each noise, or the blend of two."""
    labels: dict[str, dict[str, float]] = field(default_factory=dict)
    """p(y | x_S, y_S) of each label that was not given: the probability of each category, the likeliest first."""

    def __repr__(self) -> str:
        n, *shape = self.images.shape
        return f"Completions({counted(n, 'image')} of {'x'.join(map(str, shape))}, seeds {reprlib.repr(self.seeds)})"


class Model:
    """A loaded generator. Not thread-safe: one thread runs a model."""

    def __init__(
        self,
        config: ModelConfig,
        runtime: Runtime,
        *,
        info: ModelInfo | None = None,
        adapter: AdapterInfo | None = None,
    ) -> None:
        self.config = config
        self.runtime = runtime
        self.info = info
        self.adapter = adapter
        self.sampling = Sampling()
        """How tokens are drawn where a call does not say."""

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
        palette: Palette | None = None,
        labels: Mapping[str, str] | None = None,
        steps: int | None = None,
        order: Order | None = None,
    ) -> Completions:
        """Draw completions from p(x_T, y_T | x_S, y_S): labels that are not given first, then pixels that suit them.

        Args:
            image: (H, W, C) uint8 in the model's size and channels (`engine.fit_image` makes one).
            known: S, as patches (L,) or as pixels (H, W), bool, True = known. A patch of which only some
                pixels are known is no part of S: the model does not see them, yet they come back as they are.
            target: T likewise; by default all that is not known. The rest is ignored.
            n: number of completions.
            seed: completion i has seed + i, so that each can be had again alone, to a grey level: a batch of another
                size rounds otherwise here and there.
            seeds: the seeds themselves, in place of n and seed; each in [0, 2⁶³), or a blend of two such.
            palette: what the colours of new pixels are taken from: (K, 3 or 4) uint8, "known" for those of the known
                pixels, or a number for as many of the best; see `engine.snap_to_palette`.
            labels: y_S, the category of each label that is given, by its name.
            steps, order: of a model of tokens, in how many steps they are drawn and in which order, as `Sampling`.

        Returns:
            n completions; pixels outside T, and known ones, are those of `image`, bit for bit.

        Raises:
            EngineError: an array of another shape or dtype than the model's, S and T overlap, n < 1, no palette, no
                such label or category, or steps of a model that has none.
        """
        sampling = self.sampling_of(steps, order)
        y = category_numbers(labels or {}, self.config.labels)
        if palette is not None:
            check_palette(palette)
        given = known if known.ndim == 2 else None
        known = self._subset(known, "known")
        target = ~known if target is None else self._subset(target, "target")
        if (known & target).any():
            raise EngineError("known and target overlap. A patch is known, or target, or neither.")
        if image.shape != self.config.shape or image.dtype != np.uint8:
            raise EngineError(
                f"the image is {image.dtype} {image.shape}; the model wants uint8 {self.config.shape}. "
                "Use engine.fit_image."
            )
        chosen: tuple[int | Blend, ...] = tuple(range(seed, seed + n) if seeds is None else seeds)
        if not chosen:
            raise EngineError("no completion is asked for. Take n >= 1.")
        beyond = [s for given in chosen for s in parts_of(given) if not 0 <= s < SEEDS]
        if beyond:
            raise EngineError(f"the seed {beyond[0]} is out of range. Take 0 <= seed < 2^63.")
        logits = np.zeros((len(chosen), 0), dtype=np.float32)
        if target.any() or self.config.labels:
            parts = (chosen[i : i + BATCH] for i in range(0, len(chosen), BATCH))
            image = np.ascontiguousarray(image)
            pieces = [
                complete_once(self.runtime, self.config, part, image, known, target, y, sampling=sampling)
                for part in parts
            ]
            drawn, logits = (np.concatenate(each) for each in zip(*pieces, strict=True))
            # a graph comes from a file: that known pixels stay what they are is seen to here
            images = np.where(self.grid.mask(target)[..., None], drawn, image)
        else:
            images = np.repeat(image[None], len(chosen), axis=0)
        if given is not None:
            images[:, given] = image[given]
        if palette is not None:
            seen = self.grid.mask(known) if given is None else given
            images = snap_to_palette(images, palette, ~self.grid.mask(target) | seen, known=seen)
        return Completions(images=images, seeds=chosen, labels=self._probabilities(logits, y))

    def classify(
        self,
        image: UInt8Array,
        known: BoolArray | None = None,
        *,
        labels: Mapping[str, str] | None = None,
        n: int = 8,
    ) -> dict[str, dict[str, float]]:
        """p(y | x_S, y_S), as the mean over n noises; what is not known is ignored.

        Args:
            image, known, labels: as for `complete`; by default all of the image is known.

        Returns:
            for each label that is not given, its categories and their probabilities, the likeliest first.

        Raises:
            EngineError: as `complete`; or the model has no labels.
        """
        if not self.config.labels:
            name = f"model '{self.info.name}'" if self.info else "the model"
            raise EngineError(f"{name} has no labels. Train one with --set data.labels='[\"*\"]'.")
        if known is None:
            known = np.ones(self.grid.L, dtype=bool)
        return self.complete(image, known, target=np.zeros(self.grid.L, dtype=bool), labels=labels, n=n).labels

    def sampling_of(self, steps: int | None, order: Order | None) -> Sampling:
        """How tokens are drawn: `sampling`, but for what is given.

        Raises:
            EngineError: the model has no tokens, or steps < 1.
        """
        given: dict[str, Any] = {"steps": steps, "order": order}
        given = {name: value for name, value in given.items() if value is not None}
        if given and self.config.tokens == "none":
            name = f"model '{self.info.name}'" if self.info else "the model"
            raise EngineError(f"{name} draws all patches at once. Leave out {' and '.join(given)}.")
        return replace(self.sampling, **given)

    def _probabilities(self, logits: FloatArray, y: IntArray) -> dict[str, dict[str, float]]:
        found = {}
        for label, category, each in zip(
            self.config.labels, y, probabilities(logits, self.config.labels), strict=True
        ):
            if category < 0:
                p = each.mean(axis=0)
                found[label.name] = {label.categories[i]: float(p[i]) for i in np.argsort(-p, kind="stable")}
        return found

    def _subset(self, subset: BoolArray, name: str) -> BoolArray:
        if subset.dtype != np.bool_:
            raise EngineError(f"{name} is {subset.dtype}; it must be bool, True = {name}.")
        if subset.shape == (self.grid.L,):
            return np.ascontiguousarray(subset)
        if subset.ndim == 2:
            return self.grid.subset(subset)
        raise EngineError(f"{name} is {subset.shape}; it must be (L,) patches or (H, W) pixels.")


def complete_once(
    runtime: Runtime,
    config: ModelConfig,
    seeds: Sequence[int | Blend],
    image: UInt8Array,
    known: BoolArray,
    target: BoolArray,
    y: IntArray,
    *,
    sampling: Sampling,
) -> tuple[UInt8Array, FloatArray]:
    """A completion for each seed: p(x_T, y_T | x_S, y_S) = p(y_T | x_S, y_S) p(x_T | x_S, y).

    Given its labels, an image is far more of a piece than with all of them open. They are drawn independently of one
    another.

    Args:
        image, known, target: as `RuntimeRequest`, or, of a runtime that takes them, n images and subset pairs.
        y: category of each label, (Y,) or (n, Y); -1 = in T.
        sampling: of tokens.

    Returns:
        (n, H, W, C); and the logits of the categories of all labels in a row, (n, K).
    """
    whole, patch, of_labels = draw_noise(config, seeds)
    y = np.broadcast_to(y, (len(seeds), len(config.labels)))
    request = RuntimeRequest(
        image=image, known=known, target=target, whole=whole, patch=patch, labels=y, sampling=sampling
    )
    if not (target.any() and (y < 0).any()):
        return runtime.complete(request)
    # the noise hardly tells in p(y | x_S, y_S): one will do, the same for all seeds
    each = draw_noise(config, (0,) * (len(image) if image.ndim == 4 else 1))
    asked = replace(
        request, target=np.zeros_like(target), whole=each.whole, patch=each.patch, labels=y[: len(each.whole)]
    )
    logits = np.broadcast_to(runtime.complete(asked)[1], (len(seeds), of_labels.shape[-1]))
    images, _ = runtime.complete(replace(request, labels=draw_categories(logits, y, of_labels, config.labels)))
    return images, logits


def load(
    name_or_path: str | Path,
    *,
    device: str = "cpu",
    threads: int | None = None,
    on_torch: bool = False,
    adapter: str | Path | None = None,
) -> Model:
    """Load a bundled or user model by name, or a model folder by path.

    Args:
        device: "cpu", "cuda" or "auto".
        threads: of a CPU; by default those of OMP_NUM_THREADS, else one for each core.
        on_torch: run the weights on torch, even on a CPU. Models without a graph, made by version 0.1.0, always do.
        adapter: one of the model's, by its name or its file; the model completes as if trained with what it learnt.

    Raises:
        EngineError: unknown model or adapter, an adapter of another model, damaged or truncated files, a graph or
            weights for another config, no such device, or torch is needed and not installed.
    """
    if device not in DEVICES:
        raise EngineError(f"--device {device} is not known. Use {' or '.join(DEVICES)}.")
    info = find_model(name_or_path)
    config, adapted, own_graph = info.config, None, None
    found = None if adapter is None else find_adapter(info, adapter)
    if found is not None:
        with readable(info.path / WEIGHTS):
            base = load_file(info.path / WEIGHTS)
        config, (adapted, own_graph) = found.config, merged(found, base)
    graph = info.path / GRAPH
    on_torch = on_torch or not graph.is_file()
    if device == "auto" and not on_torch and find_spec("torch") is None:
        device = "cpu"
    if on_torch or device != "cpu":
        # OpenMP's threads would else spin while they wait, and on a busy machine keep each other from the CPU
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
        with needing_training(f"--device {device}" if graph.is_file() else f"{info.path} holds no {GRAPH} and"):
            inference = import_module("engine.networks.inference")  # by its name: nothing here depends on torch
        place = inference.pick_device(device)
        if on_torch or place.type != "cpu":
            weights = info.path / WEIGHTS
            on_device = inference.load_runtime(weights, config, place, threads=threads, adapted=adapted)
            return Model(config, on_device, info=info, adapter=found)
    runtime = OnnxRuntime(graph, config, threads=threads, weights=adapted, own_graph=own_graph)
    return Model(config, runtime, info=info, adapter=found)
