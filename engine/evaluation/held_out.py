"""The images that a model is measured on: none that it was trained on."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
from pydantic import ValidationError

from engine.config import DataConfig, stored_data
from engine.data.dataset import fingerprint, fingerprint_of, hold_out
from engine.data.labels import mapped, only
from engine.data.readers import read_pictures
from engine.data.samples import Pictures
from engine.errors import EngineError
from engine.evaluation.intervals import IntArray
from engine.models.library import ModelInfo
from engine.patches import BoolArray
from engine.pictures.images import UInt8Array
from engine.wording import counted

Part = Literal["all", "selection", "reporting"]
SELECTION = 5
"""One held-out image in so many is for selection."""
TOLERATED = 0.01
"""Share of images that may also be training images: large sets hold a few twins by accident."""


@dataclass(frozen=True, kw_only=True)
class HeldOut:
    """Images to measure on, and the training images to hold them against."""

    images: UInt8Array
    """(N, H, W, C)."""
    labels: IntArray | None
    """(N,), where the data has exactly one label; -1 = unknown."""
    categories: tuple[str, ...] = ()
    """Of that label; where they are not said, the numbers are a feature net's own."""
    model_labels: IntArray | None = None
    """(N, Y), the labels that the model knows; -1 = unknown. None where it knows none."""
    training: UInt8Array | None
    """(M, H, W, C) the model's own training images, where they are at hand."""
    description: dict[str, Any]
    """Where the images came from, for the record: JSON values."""
    notes: list[str] = field(default_factory=list)
    """Lines for whoever gave the pictures: those that could not be read, and whether colour is lost."""

    @property
    def note(self) -> str:
        """One line about what was, and was not, made sure of."""
        share, path = self.description["also_trained_on"], self.description["path"]
        if self.description["part"] != "all":
            path = f"{path}, the {self.description['part']} images"
        if self.description["forced"]:
            return f"{path}, forced: trained on"
        if self.description["held_out_checked"] is False:
            return f"{path}, held out by its place in the data, which the card cannot confirm"
        if share is None:
            missing = self.description["training_data_missing"]
            remedy = "" if missing is None else f" ({missing}: give --train)"
            return f"{path}, not compared with the training images{remedy}"
        return f"{path}, {share:.2%} of it trained on"


def load_held_out(
    info: ModelInfo,
    data: Path,
    *,
    training: Path | None = None,
    validation: bool = False,
    force: bool = False,
    compare: bool = True,
    part: Part = "all",
) -> HeldOut:
    """Read images that the model never saw.

    Args:
        data: a folder of images or an IDX file.
        training: the model's training data; by default where its card says, if that is there.
        validation: `data` is the training data; take the images of it that training held out.
        force: accept training images.
        compare: read the training images too; they are needed to measure, and to refuse by content.
        part: "selection" is a fifth of the images, for choosing between models, and "reporting" the others, on which
            the chosen one is measured. An image's bytes say where it belongs.

    Raises:
        EngineError: `data` is the model's training data, by name or by content, or with `validation` is not, and not
            forced; or unusable.
    """
    config = data_config(info)
    pictures = read_pictures(data, info.config, config if validation else _without_masks(config))
    if not (validation or force) and _is_training_data(info, data, pictures, config):
        raise EngineError(
            f"{data} is what '{info.name}' was trained on. Give other images, or --validation for those of it that "
            "training held out, or --force."
        )
    kept = hold_out(pictures, config) if validation else 0
    images, labels = pictures.images, only(pictures.labels)
    learnt, notes = mapped(pictures.labels, pictures.label_configs, info.config.labels, len(images))
    pictures.notes.extend(notes)
    checked = _check_order(info, data, images, kept, force=force) if validation else None
    rows = np.arange(len(images))[-kept:]
    if pictures.present is not None and not (whole := pictures.present[rows].all(axis=1)).all():
        lost = counted(int((~whole).sum()), "incomplete image")
        pictures.notes.append(f"{lost} left out: the truth is not known.")
        rows = rows[whole]
        if not len(rows):
            raise EngineError(f"{data} holds no complete image to measure on. Give complete ones.")
    source, seen = training or Path(str(info.card.get("data", ""))), None
    if compare and validation and training is None:
        source, seen = data, images[:-kept]
    elif compare and (training is not None or _exists(source)):
        there = not config.present or Path(config.present).exists()
        everything = read_pictures(source, info.config, config if there else _without_masks(config))
        seen = everything.images[: -hold_out(everything, config)]
    share = 0.0 if seen is None else shared(images[rows], seen)
    if share > TOLERATED and not force:
        raise EngineError(
            f"{share:.0%} of the images of {data} are among those that '{info.name}' was trained on. "
            "Give other images, or --force."
        )
    if part != "all":
        rows = rows[for_selection(images[rows]) == (part == "selection")]
    return HeldOut(
        images=images[rows],
        labels=None if labels is None else labels[rows],
        categories=() if labels is None else pictures.label_configs[0].categories,
        model_labels=learnt[rows] if info.config.labels else None,
        training=seen,
        description={
            "path": str(data),
            "images": len(rows),
            "part": part,
            "validation_part": validation,
            "held_out_checked": checked,
            "forced": force,
            "also_trained_on": None if seen is None else round(share, 4),
            "training_data": None if seen is None else str(source),
            "training_data_missing": _missing(source) if compare and seen is None else None,
        },
        notes=pictures.notes,
    )


def _check_order(info: ModelInfo, data: Path, images: UInt8Array, kept: int, *, force: bool) -> bool:
    """Whether the last images are those that training held out, by the card: an older one cannot tell.

    Raises:
        EngineError: they are others.
    """
    recorded = info.card.get("fingerprint")
    if recorded is None:
        return False
    whole = torch.from_numpy(images).permute(0, 3, 1, 2)
    if fingerprint(whole[:-kept], whole[-kept:]) == recorded:
        return True
    if force:
        return False
    raise EngineError(
        f"{data} holds other pictures than '{info.name}' was trained on, or in another order: there is no telling "
        "which were held out. Give the same data, or images that it never saw without --validation, or --force."
    )


def for_selection(images: UInt8Array) -> BoolArray:
    """(N,) bool: which of (N, H, W, C) images are for selection."""
    return np.array([blake2b(image.tobytes(), digest_size=2).digest()[0] % SELECTION == 0 for image in images])


def shared(images: UInt8Array, others: UInt8Array) -> float:
    """Share of (N, H, W, C) images that are among (M, H, W, C) others, bit for bit."""
    known = {blake2b(image.tobytes()).digest() for image in others}
    return sum(blake2b(image.tobytes()).digest() in known for image in images) / len(images)


def data_config(info: ModelInfo) -> DataConfig:
    """How the training data was read, from the card; a model without one is of plain data."""
    try:
        return DataConfig.model_validate(stored_data(info.card.get("config", {}).get("data", {})))
    except (AttributeError, ValidationError) as error:
        raise EngineError(f"the card of '{info.name}' is damaged. Export the model again.") from error


def _without_masks(config: DataConfig) -> DataConfig:
    """For other pictures than those that the masks are of."""
    return config.model_copy(update={"present": ""})


def _is_training_data(info: ModelInfo, data: Path, pictures: Pictures, config: DataConfig) -> bool:
    """Whether the pictures are those of the card's fingerprint, wherever they are.

    A card of an older model has none: then it is the same file or folder as it names, or, where that is gone, one of
    the same name.
    """
    if recorded := info.card.get("fingerprint"):
        return bool(recorded == fingerprint_of(pictures, config))
    text = info.card.get("data")
    if not text:
        return False
    named = Path(str(text))
    if named.exists():
        return named.resolve() == data.resolve()
    return named.name == data.name


def _exists(path: Path) -> bool:
    """Whether a data source is there: a file, a folder, or what a glob of shards matches."""
    return bool(path.name) and (path.exists() or any(path.parent.glob(path.name)))


def _missing(source: Path) -> str:
    return f"{source} is not here" if source.name else "the card names none"
