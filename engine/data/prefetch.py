"""What the next steps need, made ready while a step is computed; the training images among it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.data.store import IN_MEMORY

AHEAD = 2
"""Steps made ready beyond the one that is asked for."""

Value = TypeVar("Value")


class Ahead(Generic[Value]):
    """A pure function of the step, which a thread computes for the next steps: the values are those of calling it."""

    def __init__(self, function: Callable[[int], Value]) -> None:
        self.function = function
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="ahead")
        self._coming: dict[int, Future[Value]] = {}

    def __call__(self, step: int) -> Value:
        """The value of a step; what the function raises for it is raised here."""
        wanted = range(step, step + AHEAD + 1)
        self._coming = {s: self._coming.get(s) or self._pool.submit(self.function, s) for s in wanted}
        return self._coming[step].result()


class Batches:
    """The training images of each step, on the device: out of one tensor there, or fetched ahead from elsewhere."""

    def __init__(self, images: Tensor, choose: Callable[[int], NDArray[np.int64]], *, device: torch.device) -> None:
        """Take the images to the device if they fit.

        Args:
            images: (N, C, H, W) uint8 on the CPU, perhaps mapped from a file.
            choose: step -> indices (B,) of its images; also called from another thread.
        """
        self.choose, self.device = choose, device
        self.resident = fits(images, device)
        self.images = images.to(device) if self.resident else images
        self._fetched = None if self.resident else Ahead(self._fetch)

    def __call__(self, step: int) -> Tensor:
        """(B, C, H, W) uint8 on the device."""
        if self._fetched is None:
            return self.images[torch.from_numpy(self.choose(step)).to(self.device)]
        return self._fetched(step).to(self.device, non_blocking=True)

    def _fetch(self, step: int) -> Tensor:
        batch = self.images[torch.from_numpy(self.choose(step))]
        return batch.pin_memory() if self.device.type == "cuda" else batch


def fits(images: Tensor, device: torch.device) -> bool:
    """Whether images may lie on the device as one tensor: in half of a GPU's free memory, or in the CPU's.

    More than `IN_MEMORY` of them are in a file, where the CPU fetches them ahead as it does for a GPU.
    """
    if device.type == "cuda":
        free, _ = torch.cuda.mem_get_info(device)
        return images.nbytes < free / 2
    return images.nbytes <= IN_MEMORY
