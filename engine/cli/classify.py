"""`engine classify`: what a model believes of the labels of pictures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from engine.cli import options
from engine.cli.common import check_outputs, command_line, console, given_labels, write_json
from engine.errors import EngineError

SHOWN = ("most likely", "second", "third")
"""Categories of each label in a table; the JSON has them all."""


def classify(
    images: Annotated[list[Path], typer.Argument(metavar="IMAGE", help="Any picture, or several.")],
    model: options.Model = "mnist",
    adapter: options.Adapter = None,
    known: Annotated[
        str | None,
        typer.Option(
            help="The patches it sees: a mask of the model's image size, white = known; or a share: "
            "0.25, 25%. By default all."
        ),
    ] = None,
    labels: options.Labels = None,
    json_file: options.Json = None,
    fit: Annotated[bool, options.flag("--fit", "Crop and resize the mask as the image is.")] = False,
    seed: Annotated[int, typer.Option(min=0, max=options.LARGEST_SEED, help="Which patches make up a share.")] = 0,
    device: options.Device = "cpu",
) -> None:
    """Tell the probability of each category of each label that is not given, from the known patches alone."""
    from engine.models.completion import load
    from engine.pictures.files import read_image
    from engine.pictures.images import fit_image
    from engine.pictures.masks import known_pixels, what_is_known

    check_outputs(json_file)
    given = given_labels(labels)
    loaded = load(model, device=device, adapter=adapter)
    mask = None if known is None else known_pixels(known, loaded.grid, fit=fit, seed=seed, whole=True)
    if given and loaded.config.labels and all(label.name in given for label in loaded.config.labels):
        raise EngineError("every label is given, so that there is none to tell. Leave a --label out.")
    found = []
    for path in images:
        image = fit_image(read_image(path), loaded.config.shape)
        found.append((path, loaded.classify(image, mask, labels=given)))
    record = [{"image": str(path), "labels": said} for path, said in found]
    write_json(json_file, {"command": command_line(), "model": model, "given": given, "images": record}, indent=1)
    if mask is not None:
        console.print(what_is_known(mask, loaded.grid))
    for path, said in found:
        console.print(str(path))
        table = Table("", *SHOWN, box=None, padding=(0, 2, 0, 0))
        for name, probabilities in said.items():
            best = list(probabilities.items())[: len(SHOWN)]
            table.add_row(name, *(f"{category} {p:.1%}" for category, p in best))
        console.print(table, soft_wrap=False)
