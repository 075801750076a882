"""`engine complete | bench`: complete a picture, and time it."""

from __future__ import annotations

import itertools
import json
import os
import time
from collections.abc import Mapping, Set
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from engine.cli.common import (
    LARGEST_SEED,
    DeviceOption,
    LabelOption,
    ModelOption,
    SettingsOption,
    console,
    given_labels,
)
from engine.errors import EngineError
from engine.wording import counted

if TYPE_CHECKING:  # with numpy and ONNX Runtime, which `--help` does not need
    from engine.models.completion import Model
    from engine.pictures.images import UInt8Array
    from engine.pictures.palettes import Palette

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
}
"""Of `engine bench`; 80 columns hold those of one table."""


def complete(
    images: Annotated[list[Path], typer.Argument(metavar="IMAGE", help="Any picture, or several.")],
    known: Annotated[
        str,
        typer.Option(help="Mask of the model's image size: white = known; or a random share of patches: 0.25, 25%."),
    ],
    out: Annotated[Path, typer.Option(help="Folder for the PNG files.")],
    model: ModelOption = "mnist",
    n: Annotated[int, typer.Option(min=1, max=10_000, help="How many completions.")] = 8,
    seed: Annotated[int, typer.Option(min=0, max=LARGEST_SEED, help="Completion i has seed + i.")] = 0,
    labels: LabelOption = None,
    device: DeviceOption = "cpu",
    fit: Annotated[bool, typer.Option("--fit", metavar="", help="Crop and resize the mask as the image is.")] = False,
    palette: Annotated[
        str | None,
        typer.Option(
            help="Colours of what is completed: known = those of the known pixels; a palette's file (.gpl, .hex, "
            ".act or a picture); or a number: the known ones and the best, so many in all."
        ),
    ] = None,
    invert: Annotated[
        bool,
        typer.Option("--invert", metavar="", help="Complete the picture's negative, and turn the completions back."),
    ] = False,
    overwrite: Annotated[
        bool,
        typer.Option("--overwrite", metavar="", help="Replace files that have these names; else others are taken."),
    ] = False,
) -> None:
    """Complete pictures from their known patches, each in n ways."""
    from engine.files import check_folder, make_folder
    from engine.models.completion import load
    from engine.pictures.files import read_image
    from engine.pictures.images import fit_image, negative
    from engine.pictures.masks import known_pixels, what_is_known
    from engine.pictures.palettes import palette_of_indexed, snap_to_palette

    check_folder(out)
    colours = None if palette is None else _palette(palette)
    loaded = load(model, device=device)
    labelled = given_labels(labels)
    loaded.category_numbers(labelled)  # an unknown one is told before anything is written
    mask = known_pixels(known, loaded.grid, fit=fit, seed=seed)
    given = []
    for path in images:  # all of them, before anything is written
        picture = read_image(path)
        given.append((path.stem, fit_image(picture, loaded.config.shape), palette_of_indexed(picture)))
    console.print(what_is_known(mask, loaded.grid))
    if palette == "known" and not mask.any():
        console.print("no colour is known, so that there is none for --palette known to keep to")
    make_folder(out)
    written: set[Path] = set()
    for stem, pixels, indexed in given:
        made = loaded.complete(negative(pixels) if invert else pixels, mask, n=n, seed=seed, labels=labelled).images
        made = negative(made) if invert else made
        made = made if colours is None else snap_to_palette(made, colours, mask)
        files = {number: _png(each, indexed) for number, each in enumerate(made, seed)}
        written |= _write(out, stem, files, written, overwrite=overwrite)
    seeds = f"seed {seed}" if n == 1 else f"seeds {seed} to {seed + n - 1}"
    each = f" of each of {len(images)} pictures" if len(images) > 1 else ""
    console.print(f"{counted(n, 'completion')}{each} at {loaded.grid.width}x{loaded.grid.height}, {seeds}, in {out}")


def _palette(text: str) -> Palette:
    """What `--palette` means: the word, a number of colours, else a file; one named as a number is ./16 or so."""
    from engine.pictures.palettes import MOST_COLOURS, read_palette

    if text == "known":
        return "known"
    if not text.isdecimal():
        return read_palette(text)
    if not 1 <= int(text) <= MOST_COLOURS:
        raise EngineError(f"--palette {text} is out of range. Take 1 to {MOST_COLOURS} colours.")
    return int(text)


def _png(image: UInt8Array, indexed: UInt8Array | None) -> bytes:
    """A completion as a file; with the palette of the picture that it is of, if that has one and it suffices."""
    from engine.pictures.files import encode_png
    from engine.pictures.images import to_pil
    from engine.pictures.palettes import to_indexed

    made = None if indexed is None or image.shape[-1] == 1 else to_indexed(image, indexed)
    return encode_png(to_pil(image) if made is None else made)


def _write(out: Path, stem: str, files: Mapping[int, bytes], written: Set[Path], *, overwrite: bool) -> set[Path]:
    """Write the completions of one picture, by seed; no file is replaced unasked, nor one that this command wrote.

    Returns:
        the files: STEM-SEED.png, or STEM (2)-SEED.png where others have such names.
    """
    from engine.files import write_atomically

    def paths(name: str) -> dict[Path, bytes]:
        return {out / f"{name}-{seed}.png": data for seed, data in files.items()}

    def is_free(path: Path, data: bytes) -> bool:
        return path not in written and (overwrite or not os.path.lexists(path) or _holds(path, data))

    names = itertools.chain([stem], (f"{stem} ({number})" for number in itertools.count(2)))
    name = next(name for name in names if all(is_free(path, data) for path, data in paths(name).items()))
    if name != stem:
        remedy = "" if overwrite else "; --overwrite replaces them"
        console.print(f"{out} holds other files named {stem}-SEED.png: wrote {name}-SEED.png{remedy}")
    for path, data in paths(name).items():
        if not _holds(path, data):
            write_atomically(path, data)
    return set(paths(name))


def _holds(path: Path, data: bytes) -> bool:
    """Whether a file is there already, byte by byte: from the same command, run before."""
    return path.is_file() and path.read_bytes() == data


def bench(
    model: ModelOption = "mnist",
    train: Annotated[str | None, typer.Option(help="Time the training of this config instead.")] = None,
    threads: Annotated[int, typer.Option(min=1, max=256, help="CPU threads.")] = 2,
    device: DeviceOption = "cpu",
    as_json: Annotated[bool, typer.Option("--json", metavar="", help="Print JSON.")] = False,
    settings: SettingsOption = None,
    compiled: Annotated[
        bool, typer.Option("--compile", metavar="", help="With --train: once torch has compiled it.")
    ] = False,
) -> None:
    """Time one completion and nine at once, or the training of a config."""
    if (compiled or settings) and train is None:
        raise EngineError("--compile and --set are for training. Give --train CONFIG too.")

    if train is not None:
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
        table.add_row(*(f"{value:g}" for value in row.values()))
    console.print(table, soft_wrap=False)


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
