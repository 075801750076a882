"""Where bfloat16 trains faster than float32."""

from __future__ import annotations

from collections.abc import Mapping

import torch

INSTRUCTIONS = ("avx512_bf16", "amx_bf16")
"""A CPU's own for products in bfloat16; without them it only imitates them. Arm's are untried."""


def gains_by_bfloat16(device: torch.device) -> bool:
    """Whether this device has products in bfloat16 that are faster than those in float32."""
    if device.type == "cuda":
        return True
    # the oldest torch that will do does not tell
    told: Mapping[str, object] = getattr(torch.cpu, "get_capabilities", dict)()
    return any(told.get(name) for name in INSTRUCTIONS)
