"""`engine models | configs`: what there is to complete with, and to train from."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from rich.table import Table

from engine.cli.common import console
from engine.errors import EngineError
from engine.wording import COLOURS

LONGEST_VALUE = 16
"""Characters of a config's value in one line."""


def models() -> None:
    """List bundled and user models, and under each its adapters."""
    from engine.models.adapters import list_adapters
    from engine.models.library import damaged, labels_of, list_models, trained_on, user_folder, views_of

    table = Table("name", "where", "image", "patches", "labels", "views", "trained on", "licence", box=None)
    for info in list_models():
        size = f"{info.grid.width}x{info.grid.height} {COLOURS[info.channels]}"
        patches = f"{info.grid.L} of {info.patch_size}x{info.patch_size}"
        where = "bundled" if info.bundled else str(info.path)
        try:
            data, licence = info.trained_on or "?", str(info.card.get("licence", "?"))
        except EngineError:
            data, licence = "damaged", "?"
        table.add_row(info.name, where, size, patches, labels_of(info.config), views_of(info.config), data, licence)
        for adapter in list_adapters(info):
            labels, card = labels_of(adapter.config), adapter.card
            about = trained_on(card), str(card.get("licence", "?"))
            table.add_row(f"  + {adapter.name}", str(adapter.path), "", "", labels, "", *about)
    table.width = console.measure(table, options=console.options.update(max_width=10_000)).maximum
    console.print(table, crop=False)  # a path cut short is no path
    console.print(f"Your own models go to {user_folder()}")
    for line in damaged():
        print(f"engine: {line}", file=sys.stderr)


def configs(
    name: Annotated[
        str | None, typer.Argument(help="A config, or a .toml or .json file, whose settings to list.")
    ] = None,
) -> None:
    """List the shipped training configs, or the settings of one."""
    from engine.config import described, load_config, shipped_configs

    if name is None:
        table = Table("name", "what it is", box=None)
        for shipped in shipped_configs():
            table.add_row(shipped, load_config(shipped).description)
        console.print(table)
        return
    config = load_config(name)
    table = Table(title=f"{config.name}: {config.description}", title_justify="left", box=None, padding=(0, 1, 0, 0))
    table.add_column("--set", no_wrap=True)
    table.add_column("value", max_width=LONGEST_VALUE, overflow="fold")
    table.add_column("what it is")
    for setting in described(config):
        if setting[0] != "description":  # the title
            table.add_row(*setting)
    console.print(table, soft_wrap=False)
