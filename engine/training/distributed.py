"""torch.distributed between processes that train together; all of it does nothing when a process is alone.

Every process draws the whole global batch and takes its slice, so that 1 and N processes follow the same gradients
up to the order of floating-point sums.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
import torch.distributed as dist

# The first optimizer imports this. Were that after a group is made, its default arguments would keep the group.
import torch.distributed.nn.functional
from torch import Tensor, nn

from engine.errors import EngineError
from engine.training.processes import meeting_place

CPU = torch.device("cpu")


@dataclass(frozen=True, kw_only=True)
class World:
    """This process among all that train together."""

    rank: int = 0
    size: int = 1
    device: torch.device = CPU
    """Where what the processes tell each other is put: that of this one."""

    @property
    def first(self) -> bool:
        """Whether this is the one process that writes and speaks."""
        return self.rank == 0

    def share(self, count: int) -> slice:
        """This process's part of `count` things in a row.

        Raises:
            EngineError: they cannot be shared out evenly, or not in fours, which the objectives need.
        """
        if count % (4 * self.size) and self.size > 1:
            raise EngineError(
                f"a global batch of {count} cannot be shared by {self.size} processes in fours. "
                f"Set training.batch to a multiple of {4 * self.size}."
            )
        part = count // self.size
        return slice(self.rank * part, (self.rank + 1) * part)

    def mean(self, values: Tensor) -> Tensor:
        """Mean over the processes of a small tensor, in place."""
        if self.size > 1:
            dist.all_reduce(values)
            values /= self.size
        return values

    def average_gradients(self, parameters: Iterable[nn.Parameter]) -> None:
        """Replace gradients by their means over the processes: one flattened all-reduce."""
        if self.size == 1:
            return
        gradients = [p.grad for p in parameters if p.grad is not None]
        flat = self.mean(torch.cat([g.reshape(-1) for g in gradients]))
        for gradient, piece in zip(gradients, flat.split([g.numel() for g in gradients]), strict=True):
            gradient.copy_(piece.view_as(gradient))

    def agree(self, decision: bool) -> bool:
        """The first process's decision, on all of them."""
        if self.size == 1:
            return decision
        flag = torch.tensor([decision], dtype=torch.int32, device=self.device)
        dist.broadcast(flag, src=0)
        return bool(flag.item())


ALONE = World()
"""A process that trains by itself."""


@contextmanager
def join(device: torch.device) -> Iterator[World]:
    """The group that torchrun or `processes` describes in the environment: NCCL on GPUs, gloo on CPUs.

    It is left at the end, whichever way that comes: a thread of gloo's still at work at exit can abort the process.

    Raises:
        EngineError: there are fewer GPUs than processes here.
    """
    size = int(os.environ.get("WORLD_SIZE", "1"))
    if size == 1:
        yield World(device=device)
        return
    local_rank = int(os.environ["LOCAL_RANK"])
    if device.type == "cuda":
        if local_rank >= torch.cuda.device_count():
            raise EngineError(
                f"each process needs a GPU of its own; this machine has {torch.cuda.device_count()}. "
                "Start as many processes as there are GPUs, or pass --device cpu."
            )
        torch.cuda.set_device(local_rank)
    backend, place = "nccl" if device.type == "cuda" else "gloo", meeting_place()
    dist.init_process_group(backend, init_method=place, rank=int(os.environ["RANK"]), world_size=size)
    try:
        yield World(rank=dist.get_rank(), size=size, device=device)
    finally:
        dist.destroy_process_group()
