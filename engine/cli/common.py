"""What the commands share: their options, the console, and what is checked before long work."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from engine.errors import EngineError
from engine.files import write_atomically
from engine.models.noise import SEEDS
from engine.wording import PICTURES

LARGEST_SEED = SEEDS // 2
"""That a command takes: completion i, or run i, has seed + i, which has to be a seed too."""

console = Console(markup=False, highlight=False, soft_wrap=True)
"""Where commands print; a path is never wrapped. Tables that may wrap need `soft_wrap=False`."""

TrainingData = Annotated[Path, typer.Argument(help=f"The training data: {PICTURES}.")]
ModelOption = Annotated[str, typer.Option("--model", help="Name of a model, or a model's folder.")]
AdapterOption = Annotated[
    str | None, typer.Option(help="An adapter of the model: its name, or its .safetensors file.")
]
MinutesOption = Annotated[float | None, typer.Option(min=0.1, help="Stop after this long, including the last save.")]
ImagesOption = Annotated[
    int | None, typer.Option(min=1, help="Training images in total; the learning rate's schedule ends there.")
]
DeviceOption = Annotated[str, typer.Option(help="auto, cpu or cuda.")]
SettingsOption = Annotated[
    list[str] | None,
    typer.Option("--set", help="Override: section.key=value; `engine configs NAME` lists them."),
]
LabelOption = Annotated[
    list[str] | None, typer.Option("--label", metavar="NAME=CATEGORY", help="A label that is given; can be repeated.")
]
StepsOption = Annotated[
    int | None,
    typer.Option(min=1, help="Of a model of tokens: in how many steps they are drawn; at most one by one."),
]
OrderOption = Annotated[
    Literal["random", "raster", "confidence"] | None,
    typer.Option(help="Likewise: drawn by chance, row by row, or the surest first."),
]
JsonOption = Annotated[Path | None, typer.Option("--json", help="Write all numbers to this file.")]


def command_line() -> str:
    """The command as it was typed, for records."""
    return shlex.join(["engine", *sys.argv[1:]])


def given_labels(words: list[str] | None) -> dict[str, str]:
    """What `--label NAME=CATEGORY` says; a category may hold an =.

    Raises:
        EngineError: a word is no such pair, or two give the same label.
    """
    labels: dict[str, str] = {}
    for word in words or []:
        name, equals, category = word.partition("=")
        if not (name and equals and category):
            raise EngineError(f"--label {word} gives no category. Write --label NAME=CATEGORY.")
        if labels.setdefault(name, category) != category:
            raise EngineError(f"--label gives {name} both {labels[name]} and {category}. Leave one out.")
    return labels


def check_outputs(json_file: Path | None = None, figure: Path | None = None, animate: Path | None = None) -> None:
    """Find out that a file cannot be written before minutes are spent on what goes into it.

    Raises:
        EngineError: a picture or animation of an unknown format, or a folder that does not exist.
    """
    if figure or animate:
        from engine.lab.figures.style import FORMATS, check_format

        for path, formats in ((figure, FORMATS), (animate, {".gif"})):
            if path:
                check_format(path, formats)
    for path in (json_file, figure, animate):
        if path and not path.resolve().parent.is_dir():
            raise EngineError(f"{path} cannot be written: there is no folder {path.parent}. Make it first.")


def write_json(path: Path | None, record: dict[str, Any], *, indent: int | None = None) -> None:
    """Write a record, if a file was asked for."""
    if path:
        write_atomically(path, json.dumps(record, indent=indent).encode())


def progress_bar() -> Progress:
    """A bar with its count and the time that is left."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console)


@contextmanager
def progress(what: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """A bar, of a known or an unknown total; the function that comes out of it moves it on."""
    with progress_bar() as bar:
        task = bar.add_task(what, total=total)
        yield lambda count: bar.advance(task, count)
