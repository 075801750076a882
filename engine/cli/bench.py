"""`engine bench`: the time that completions take, or training."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from engine.cli import options
from engine.cli.common import console
from engine.errors import EngineError

if TYPE_CHECKING:  # with numpy and ONNX Runtime, which `--help` does not need
    from engine.models.completion import Model

HEADINGS = {
    "n": "completions",
    "p50_ms": "p50, ms",
    "p95_ms": "p95, ms",
    "calls": "calls",
    "images_per_second": "images/s",
    "gflop_per_image": "GFLOP/\nimage",
    "gflop_per_second": "GFLOP/s",
    "float32_peak": "float32 peak,\nGFLOP/s",
    "bfloat16_peak": "bfloat16 peak,\nGFLOP/s",
    "share_of_float32": "share of\nfloat32",
    "share_of_bfloat16": "share of\nbfloat16",
    "method": "method",
    "size": "pixels",
    "ms": "ms",
    "psnr_0.5": "PSNR,\n50 % known",
    "psnr_0.75": "PSNR,\n75 % known",
}
"""Of `engine bench`; 80 columns hold those of one table."""
MOST_PICTURES = 16
"""Of those that methods are compared on."""


def bench(
    model: options.Model = "mnist",
    train: Annotated[str | None, typer.Option(help="Time the training of this config instead.")] = None,
    threads: Annotated[int, typer.Option(min=1, max=256, help="CPU threads.")] = 2,
    device: options.Device = "cpu",
    as_json: Annotated[bool, options.flag("--json", "Print JSON.")] = False,
    settings: options.Settings = None,
    compiled: Annotated[bool, options.flag("--compile", "With --train: once torch has compiled it.")] = False,
    peers: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER", help="Time other methods too, and measure them on up to 16 of these pictures."
        ),
    ] = None,
) -> None:
    """Time one completion and nine at once, or the training of a config."""
    if (compiled or settings) and train is None:
        raise EngineError("--compile and --set are for training. Give --train CONFIG too.")
    if peers is not None and train is not None:
        raise EngineError("--peers compares completions. Leave out --train.")

    if peers is not None:
        from engine.evaluation.peers import missing
        from engine.models.completion import load

        loaded = load(model, device=device, threads=threads)
        name = loaded.runtime.device_name
        rows = _beside_peers(loaded, peers, threads=threads)
        if absent := missing():
            console.print(
                f"without {' and '.join(absent)}: python -m pip install 'patchwork-studio[bench]' adds them"
            )
    elif train is not None:
        import torch

        from engine.config import load_config
        from engine.evaluation.bench import training_throughput
        from engine.networks.inference import device_name, pick_device

        torch.set_num_threads(threads)
        place = pick_device(device)
        name = device_name(place)
        rows = [training_throughput(load_config(train, settings), place, compiled=compiled)]
    else:
        from engine.models.completion import load

        loaded = load(model, device=device, threads=threads)
        name = loaded.runtime.device_name
        rows = [_latency(loaded, n) for n in (1, 9)]
    if as_json:
        print(json.dumps({"what": train or model, "device": name, "results": rows}))
        return
    console.print(f"{train or model} on {name}")
    table = Table(box=None, padding=(0, 1, 0, 0))
    for measure in rows[0]:
        table.add_column(HEADINGS[measure], justify="right", vertical="bottom", no_wrap=True)
    for row in rows:
        table.add_row(*(_shown(value) for value in row.values()))
    console.print(table, soft_wrap=False)


def _shown(value: float | str | None) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return f"{value:,.0f}" if value >= 1e5 else f"{value:g}"


def _beside_peers(model: Model, folder: Path, *, threads: int) -> list[dict[str, Any]]:
    """The table of `--peers`."""
    from engine.evaluation.peers import compare
    from engine.pictures.files import read_image
    from engine.pictures.folder import find_pictures
    from engine.pictures.images import fit_image

    files = find_pictures(folder).files[:MOST_PICTURES]
    if not files:
        raise EngineError(f"{folder} holds no picture to compare on. Choose another folder.")
    images = [fit_image(read_image(file), model.config.shape) for file in files]
    return list(compare(model, images, threads=threads))


def _latency(model: Model, n: int, *, calls: int = 100) -> dict[str, float]:
    """Milliseconds that `calls` calls for n completions at share .5 take, after 10 that do not count."""
    import numpy as np

    from engine.subsets import random_subset

    image = np.random.default_rng(0).integers(0, 256, model.config.shape, dtype=np.uint8)
    known = random_subset(model.grid, 0.5, seed=0)
    times = []
    for call in range(calls + 10):
        start = time.perf_counter()
        model.complete(image, known, n=n, seed=call * n)
        times.append(1e3 * (time.perf_counter() - start))
    p50, p95 = np.percentile(times[10:], [50, 95]).round(2).tolist()
    return {"n": n, "p50_ms": p50, "p95_ms": p95, "calls": calls}
