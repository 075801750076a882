"""What long commands share: files that cannot be written are refused before the work, and a bar of progress."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from engine.errors import EngineError
from engine.models.noise import SEEDS

LARGEST_SEED = SEEDS // 2
"""That a command takes: completion i, or run i, has seed + i, which is to be a seed, too."""


def check_outputs(json_file: Path | None = None, figure: Path | None = None, animate: Path | None = None) -> None:
    """Find out that a file cannot be written before minutes are spent on what goes into it.

    Raises:
        EngineError: a picture or animation of no known kind, or a folder that there is not.
    """
    if figure or animate:
        from engine.lab.figures.style import FORMATS, check_format

        for path, formats in ((figure, FORMATS), (animate, {".gif"})):
            if path:
                check_format(path, formats)
    for path in (json_file, figure, animate):
        if path and not path.resolve().parent.is_dir():
            raise EngineError(f"{path} cannot be written: there is no folder {path.parent}. Make it first.")


def progress_bar(console: Console) -> Progress:
    """A bar with its count and the time that is left."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console)
