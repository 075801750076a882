"""Where bfloat16 trains faster than float32."""

from __future__ import annotations

from collections.abc import Mapping

import torch

from engine.config import Config

INSTRUCTIONS = ("avx512_bf16", "amx_bf16")
"""A CPU's own for products in bfloat16; without them it only imitates them. Arm's are untried."""


def settle_precision(config: Config, device: torch.device) -> Config:
    """The config with what `auto` is on this device: a run that has begun goes on so wherever it is resumed."""
    if config.training.precision != "auto":
        return config
    settled = "bfloat16" if gains_by_bfloat16(device) else "float32"
    return config.model_copy(update={"training": config.training.model_copy(update={"precision": settled})})


def gains_by_bfloat16(device: torch.device) -> bool:
    """Whether this device has products in bfloat16 that are faster than those in float32."""
    if device.type == "cuda":
        return True
    # the oldest torch that will do does not tell
    told: Mapping[str, object] = getattr(torch.cpu, "get_capabilities", dict)()
    return any(told.get(name) for name in INSTRUCTIONS)
