"""`engine complete`: pictures, folders and shards of them, and what the studio did once more."""

from __future__ import annotations

import hashlib
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli.common import (
    LARGEST_SEED,
    AdapterOption,
    DeviceOption,
    LabelOption,
    OrderOption,
    StepsOption,
    console,
    given_labels,
    progress,
)
from engine.errors import EngineError
from engine.wording import counted

if TYPE_CHECKING:  # with numpy and ONNX Runtime, which `--help` does not need
    from engine.batch.inputs import Inputs
    from engine.batch.known import Known
    from engine.batch.replay import Replay
    from engine.batch.run import Batch, Draws
    from engine.models.completion import Model
    from engine.pictures.palettes import Palette

WATCH_SECONDS = 1.0
"""Between two looks into a folder: a file that did not change meanwhile has arrived."""


def complete(
    out: Annotated[Path, typer.Option(help="Folder for the PNG files and manifest.jsonl, which tells of each.")],
    pictures: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PICTURE|FOLDER|SHARDS", help="Pictures, folders of them, .tar shards ('part-*.tar')."
        ),
    ] = None,
    known: Annotated[
        str | None,
        typer.Option(
            help="Mask of the model's image size: white = known; a folder with a mask for each picture, NAME.png, of "
            "the picture's size; a random share of patches: 0.25, 25%; or alpha: all that is not transparent."
        ),
    ] = None,
    replay: Annotated[
        Path | None,
        typer.Option(help="A project or a PNG exported from the studio: do the same again, or on other pictures."),
    ] = None,
    watch: Annotated[
        Path | None, typer.Option(help="Complete what is in this folder and what arrives there, until Ctrl-C.")
    ] = None,
    model: Annotated[str | None, typer.Option(help="Name of a model, or a model's folder.  [default: mnist]")] = None,
    n: Annotated[
        int | None,
        typer.Option(min=1, max=10_000, help="How many completions.  [default: 8; with --replay 1]"),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(min=0, max=LARGEST_SEED, help="Completion i has seed + i.  [default: 0; with --replay its own]"),
    ] = None,
    adapter: AdapterOption = None,
    labels: LabelOption = None,
    steps: StepsOption = None,
    order: OrderOption = None,
    device: DeviceOption = "cpu",
    fit: Annotated[
        bool, typer.Option("--fit", metavar="", help="Crop and resize a mask of another size as the image is.")
    ] = False,
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
    paste_back: Annotated[
        bool,
        typer.Option(
            "--paste-back", metavar="", help="Write whole pictures of their own size, only the targets new."
        ),
    ] = False,
    strip: Annotated[
        str | None,
        typer.Option(
            metavar="VIEW,VIEW", help="Write these views side by side, in this order: front,left,back,right."
        ),
    ] = None,
    overwrite: Annotated[
        bool,
        typer.Option(
            "--overwrite", metavar="", help="Do again what was done, and replace files; else other names are taken."
        ),
    ] = False,
) -> int:
    """Complete pictures from their known patches, each in n ways.

    What the manifest says was done is not done again. A picture that cannot be completed is named and skipped; the
    exit status is then 1.
    """
    from engine.batch.inputs import Inputs, check_apart, find_inputs
    from engine.batch.manifest import Manifest
    from engine.batch.replay import read_replay
    from engine.batch.run import Batch
    from engine.files import check_folder
    from engine.models.completion import load

    check_folder(out)
    again = None if replay is None else read_replay(replay)
    if again is None and known is None:
        raise EngineError("nothing says what is known. Give --known or --replay.")
    if again is not None and (known or model or labels or palette or invert):
        raise EngineError(
            f"--replay takes model, known patches, labels and palette from {replay}. "
            "Leave out --known, --model, --label, --palette and --invert."
        )
    if (watch is not None and pictures) or not (watch or pictures or again):
        raise EngineError("give either pictures, folders or shards, or --watch FOLDER.")
    if paste_back and (strip or not (pictures or watch)):
        raise EngineError("--paste-back needs pictures to paste into, and excludes --strip. Leave one out.")
    if watch is not None:
        check_apart(watch, out)
    inputs = find_inputs(pictures, out) if pictures else Inputs(files=[again.own] if again else [])
    name = again.model if again else model or "mnist"
    colours = again.palette if again else None if palette is None else _palette(palette)
    loaded = load(name, device=device, adapter=adapter)
    steps = again.steps if again and steps is None else steps
    loaded.sampling = loaded.sampling_of(steps, order)
    draws, fitting = _asked_for(
        loaded, again, known or "", n=n, seed=seed, labels=given_labels(labels), fit=fit, invert=invert
    )
    asked: dict[str, object] = {
        "model": name,
        "adapter": adapter,
        "known": str(replay.absolute()) if replay else known,
    }
    asked |= {"palette": palette, "invert": invert, "paste_back": paste_back, "strip": strip}
    asked |= {name: value for name, value in (("steps", steps), ("order", order)) if value is not None}
    asked["digest"] = _digest(fitting, colours)
    batch = Batch(
        model=loaded,
        out=out,
        fit=fitting,
        draws=draws,
        asked=asked,
        palette=colours,
        paste_back=paste_back,
        strip=_views(loaded, strip),
        overwrite=overwrite,
        manifest=Manifest(out),
    )
    for line in inputs.notes:
        console.print(line)
    _say_what_is_known(batch)
    tally = _Tally(batch)
    if watch is not None:
        tally.watch(watch)
    elif inputs.count == 1:
        tally.take(inputs)
    else:
        with progress("completing", inputs.count) as advance:
            tally.take(inputs, advance)
    return tally.end()


def _asked_for(
    model: Model,
    again: Replay | None,
    known: str,
    *,
    n: int | None,
    seed: int | None,
    labels: dict[str, str],
    fit: bool,
    invert: bool,
) -> tuple[Draws, Known | Replay]:
    """The noise and the labels of each completion, and what tells what is known of a picture.

    Raises:
        EngineError: there is no such label, category or mask, or what is replayed is of another model.
    """
    from engine.batch.known import Known
    from engine.models.labels import category_numbers

    if again is None:
        category_numbers(labels, model.config.labels)  # an unknown one is told before anything is written
        first = seed or 0
        fitting = Known(known, model.config, fit=fit, seed=first, invert=invert)
        return [(first + i, labels) for i in range(n or 8)], fitting
    again.check(model.config)
    if seed is not None:
        return [(seed + i, again.draws[0][1]) for i in range(n or 1)], again
    if (n or 1) > len(again.draws):
        raise EngineError(
            f"--n {n} is more than {again.path} has noises, {len(again.draws)}. Give --seed for others."
        )
    return again.draws[: n or 1], again


def _digest(fitting: Known | Replay, palette: Palette | None) -> str:
    """Of the files that options name: if one changes, what was made by it is made again."""
    from engine.batch.known import Known

    if isinstance(fitting, Known):
        read = b"" if fitting.fixed is None else fitting.fixed.tobytes()
    else:
        read = b"".join(facts.tobytes() for facts in (fitting.image, fitting.assignment, fitting.origin))
    colours = b"" if palette is None or isinstance(palette, int | str) else palette.tobytes()
    return hashlib.blake2b(read + colours, digest_size=8).hexdigest()


def _views(model: Model, names: str | None) -> list[str]:
    """What `--strip` says.

    Raises:
        EngineError: the model has no such views, or they do not fit beside each other.
    """
    import numpy as np

    from engine.models.sheet import strip

    views = names.split(",") if names else []
    if views:
        strip(np.zeros(model.config.shape, dtype=np.uint8), model.config, views)
    return views


def _say_what_is_known(batch: Batch) -> None:
    """Where it is the same of all pictures."""
    from engine.batch.known import Known
    from engine.pictures.masks import what_is_known

    grid = batch.model.grid
    mask = batch.fit.fixed if isinstance(batch.fit, Known) else grid.mask(batch.fit.known)
    if mask is not None:
        console.print(what_is_known(mask, grid))
        if isinstance(batch.palette, str) and not mask.any():
            console.print("no colour is known, so that there is none for --palette known to keep to")


class _Tally:
    """Runs a batch, says what went otherwise than expected, and counts."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.pictures = self.before = 0
        """Pictures that are completed, and completions of theirs that were there before."""
        self.problems: list[str] = []

    def take(self, inputs: Inputs, advance: object = None) -> None:
        """Complete pictures."""
        for done in self.batch.run(inputs):
            if callable(advance):
                advance(1)
            self.before += done.before
            if done.problem:
                self.problems.append(done.problem)
            else:
                self.pictures += 1
            if done.problem and inputs.count != 1:
                console.print(f"skipped: {done.problem}")
            if done.renamed:
                stem, remedy = done.input.stem, "" if self.batch.overwrite else "; --overwrite replaces them"
                console.print(
                    f"{self.batch.out} holds other files named {stem}-SEED.png: wrote {done.renamed}-SEED.png{remedy}"
                )

    def watch(self, folder: Path) -> None:
        """Complete what arrives in a folder until Ctrl-C."""
        from engine.batch.inputs import arrivals

        console.print(f"watching {folder}; Ctrl-C ends it")
        with suppress(KeyboardInterrupt):
            for inputs in arrivals(folder, lambda: time.sleep(WATCH_SECONDS)):
                before = self.pictures
                self.take(inputs)
                console.print(f"{counted(self.pictures - before, 'picture')} completed")

    def end(self) -> int:
        """Say how it went; the exit status.

        Raises:
            EngineError: all pictures had to be skipped.
        """
        if self.problems and not self.pictures:
            raise EngineError(self.problems[0])
        batch, grid = self.batch, self.batch.model.grid
        n, first, last = len(batch.draws), batch.draws[0][0], batch.draws[-1][0]
        said = f"seed {first}" if n == 1 else f"seeds {first} to {last}"
        if not (isinstance(first, int) and isinstance(last, int) and last - first == n - 1):
            said = "their own noise"
        each = f" of each of {counted(self.pictures, 'picture')}" if self.pictures != 1 else ""
        if self.before:
            console.print(
                f"{counted(self.before, 'completion')} done before, by manifest.jsonl; --overwrite does them again"
            )
        if self.problems:
            console.print(f"{counted(len(self.problems), 'picture')} skipped")
        console.print(f"{counted(n, 'completion')}{each} at {grid.width}x{grid.height}, {said}, in {batch.out}")
        return 1 if self.problems else 0


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
