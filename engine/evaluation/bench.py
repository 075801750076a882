"""Throughput of training on this machine."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

import torch
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils.flop_counter import FlopCounterMode

from engine.config import Config
from engine.data.dataset import Dataset
from engine.training.trainer import Trainer


@dataclass(frozen=True, kw_only=True)
class Throughput:
    """Training speed beside the arithmetic limits of the device, measured in the same run."""

    images_per_second: float
    """Adversarial phase, in the median step."""
    gflop_per_image: float
    """Of one float32 step, by `count_flops`: matrix products, convolutions, attention, forward and backward."""
    gflop_per_second: float
    """What training makes of the device."""
    float32_peak: float
    """GFLOP/s: best of as many matrix products as steps, between them."""
    bfloat16_peak: float | None
    """Likewise, where training uses it."""

    @property
    def share_of_float32(self) -> float:
        """gflop_per_second / float32_peak."""
        return self.gflop_per_second / self.float32_peak

    @property
    def share_of_bfloat16(self) -> float | None:
        """gflop_per_second / bfloat16_peak."""
        return None if self.bfloat16_peak is None else self.gflop_per_second / self.bfloat16_peak

    def as_dict(self) -> dict[str, float]:
        """For JSON."""
        shares = {"share_of_float32": self.share_of_float32, "share_of_bfloat16": self.share_of_bfloat16}
        return {name: round(value, 3) for name, value in (asdict(self) | shares).items() if value is not None}


def training_throughput(
    config: Config, device: torch.device, *, steps: int = 10, compiled: bool = False, product: int = 2048
) -> Throughput:
    """Time `steps` adversarial steps on random images, after two that do not count.

    Args:
        compiled: by torch; what is counted stays what the networks are worth, before the compiler adds or drops any.
        product: rows and columns of the matrices whose products give the peaks.

    Raises:
        EngineError: torch.compile does not work on this machine.
    """
    size = config.model.image_size
    noise = torch.Generator().manual_seed(0)
    images = torch.randint(
        0, 256, (config.training.batch, config.model.channels, size, size), generator=noise, dtype=torch.uint8
    )
    data = Dataset(images=images, validation=images[:1], labels=None)

    def trainer_in(precision: str) -> Trainer:
        values = config.model_dump()
        values["training"] |= {"warmup_images": 0, "precision": precision}
        return Trainer(Config.model_validate(values), data, device=device, seed=0)

    flops = count_flops(trainer_in("float32").train_step)
    trainer = trainer_in(config.training.precision)
    trainer.train_step()
    if compiled:
        trainer.compile()
    trainer.train_step()
    dtypes = (torch.float32, torch.bfloat16) if trainer.mixed else (torch.float32,)
    peaks, times = dict.fromkeys(dtypes, 0.0), []
    for _ in range(steps):
        for dtype, peak in peaks.items():
            peaks[dtype] = max(peak, _matrix_product_rate(device, dtype, product))
        start = time.perf_counter()
        trainer.train_step()
        _wait(device)
        times.append(time.perf_counter() - start)
    seconds = statistics.median(times)
    return Throughput(
        images_per_second=config.training.batch / seconds,
        gflop_per_image=flops / config.training.batch / 1e9,
        gflop_per_second=flops / seconds / 1e9,
        float32_peak=peaks[torch.float32],
        bfloat16_peak=peaks.get(torch.bfloat16),
    )


def count_flops(run: Callable[[], object]) -> int:
    """Floating-point operations of the products in `run`: two for each multiplication and its sum."""
    # attention as plain products: of a CPU's fused kernel torch counts none
    with FlopCounterMode(display=False) as counter, sdpa_kernel(SDPBackend.MATH):
        run()
    return int(counter.get_total_flops())


def _matrix_product_rate(device: torch.device, dtype: torch.dtype, size: int) -> float:
    """GFLOP/s of one product."""
    left, right = (torch.randn(size, size, device=device, dtype=dtype) for _ in range(2))
    _wait(device)
    start = time.perf_counter()
    left @ right
    _wait(device)
    return 2 * size**3 / (time.perf_counter() - start) / 1e9


def _wait(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)
