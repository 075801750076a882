"""Arguments and options that several commands have, as the types of their parameters."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from engine.models.noise import SEEDS
from engine.wording import PICTURES

LARGEST_SEED = SEEDS // 2
"""That a command takes: completion i, or run i, has seed + i, which has to be a seed too."""


def flag(name: str, text: str) -> Any:
    """An option without a value: `--name`, and its help."""
    return typer.Option(name, metavar="", help=text)


TrainingData = Annotated[Path, typer.Argument(help=f"The training data: {PICTURES}.")]
Model = Annotated[str, typer.Option("--model", help="Name of a model, or a model's folder.")]
Adapter = Annotated[str | None, typer.Option(help="An adapter of the model: its name, or its .safetensors file.")]
Minutes = Annotated[float | None, typer.Option(min=0.1, help="Stop after this long, including the last save.")]
Images = Annotated[
    int | None, typer.Option(min=1, help="Training images in total; the learning rate's schedule ends there.")
]
Device = Annotated[str, typer.Option(help="auto, cpu or cuda.")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", help="Override: section.key=value; `engine configs NAME` lists them."),
]
Labels = Annotated[
    list[str] | None, typer.Option("--label", metavar="NAME=CATEGORY", help="A label that is given; can be repeated.")
]
Steps = Annotated[
    int | None,
    typer.Option(min=1, help="Of a model of tokens: in how many steps they are drawn; at most one by one."),
]
Order = Annotated[
    Literal["random", "raster", "confidence"] | None,
    typer.Option(help="Likewise: drawn by chance, row by row, or the surest first."),
]
Json = Annotated[Path | None, typer.Option("--json", help="Write all numbers to this file.")]
Seed = Annotated[int, typer.Option(min=0, max=LARGEST_SEED, help="Seed of all random draws.")]
Features = Annotated[str | None, typer.Option(help="Feature net: a name or a folder.")]
