"""torch.compile for training: asked for by flag, as it takes minutes before the first step."""

from __future__ import annotations

import torch
from torch import nn
from torch._functorch import config as functorch_config

from engine.errors import EngineError


def compile_networks(*networks: nn.Module, device: torch.device) -> None:
    """Compile networks in place: their parameters, names and copies stay what they are.

    That happens at the first call with images of each size, the whole batch or the part that the penalties and Eq. 6
    take, and of each kind: those that a generator made pass a gradient on. So it happens six times at most.

    Raises:
        EngineError: a trial fails on this machine.
    """
    try:
        torch.compile(torch.sin)(torch.ones(8, device=device))
    except RuntimeError as error:
        reason = str(error).strip().splitlines()[0].rstrip(".")
        raise EngineError(
            f"torch.compile does not work on this machine: {reason}. Leave out --compile, or install a C++ compiler."
        ) from error
    # a generator's and a discriminator's losses share a graph, and go back through it one after the other
    functorch_config.donated_buffer = False
    for network in networks:
        network.compile(dynamic=False)
