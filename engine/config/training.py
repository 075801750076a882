"""The sections of the loop, and of what is learnt over a frozen base."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from engine.config.section import Section


class TrainingConfig(Section):
    """The loop."""

    images: int = Field(default=600_000, ge=1)
    """Training images in total; the learning rate's schedule ends there."""
    batch: int = Field(default=64, ge=4, le=65_536, multiple_of=2)
    """Global batch size, over all processes."""
    warmup_images: int = Field(default=51_200, ge=0)
    """Images of the non-adversarial phase before the adversarial one."""
    learning_rate: float = Field(default=4e-4, gt=0)
    """AdamW, betas (0, .99), no weight decay."""
    decay_from: float = Field(default=0.7, ge=0, le=1)
    """Share of `images` after which the learning rate falls linearly to a twentieth."""
    decay_by: Literal["images", "time"] = "images"
    """time: the share of `--minutes` counts if it is larger. What a start is given then tells how it learns."""
    clip: float = Field(default=5.0, gt=0)
    """Largest gradient norm."""
    precision: Literal["auto", "float32", "bfloat16"] = "auto"
    """Precision of the networks' matrix products. auto = bfloat16 where the device has instructions for it (GPUs, and
    CPUs with AVX-512 BF16 or AMX, which then train a fifth faster), else float32."""
    ema: float = Field(default=0.999, ge=0, lt=1)
    """Decay of the averaged weights a step."""
    save_seconds: float = Field(default=60.0, ge=0)
    """Wall-clock seconds between saves of the training state."""
    monitor_images: int = Field(default=32_000, ge=1)
    """Training images between two checks of the model: sample sheet, PSNR gain, classes at S = ∅. Two more come
    early, at a sixteenth and a quarter of it."""


class AdapterConfig(Section):
    """What is learnt over a frozen base, by `engine adapt`."""

    rank: int = Field(default=4, ge=0, le=64)
    """Rank of what is added to each weight besides its scale and shift; 0 = nothing."""
    discriminator: Literal["new", "adapted"] = "new"
    """A discriminator of its own, or that of the base, frozen and adapted; used after the warm-up."""
    new_categories: bool = False
    """Whether the base's labels get categories that only the data has; found when the data is read."""
    base: str = ""
    """Hash of the base's weights, by `engine adapt`; empty = all weights are learnt, and there is no adapter."""
