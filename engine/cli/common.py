"""What the commands share: the console, and what is checked before long work."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from engine.errors import EngineError
from engine.files import write_atomically

Item = TypeVar("Item")

console = Console(markup=False, highlight=False, soft_wrap=True)
"""Where commands print; a path is never wrapped. Tables that may wrap need `soft_wrap=False`."""


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


def print_notes(lines: Iterable[str]) -> None:
    """What whoever gave the pictures should know of them."""
    for line in lines:
        console.print(line, style="yellow")


def write_json(path: Path | None, record: dict[str, Any], *, indent: int | None = None) -> None:
    """Write a record, if a file was asked for."""
    if path:
        write_atomically(path, json.dumps(record, indent=indent).encode())


@contextmanager
def progress(what: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """A bar, of a known or an unknown total; the function that comes out of it moves it on."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(what, total=total)
        yield lambda count: bar.advance(task, count)


def track(what: str, items: Iterable[Item], total: int) -> Iterator[Item]:
    """Items under a bar that moves on with each."""
    with progress(what, total) as tick:
        for item in items:
            yield item
            tick(1)
