"""The log of a training run, followed as it grows: of a file that is looked at again only the new end is read."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

GAIN = "PSNR gain at "
"""How the names of the curves begin that tell what completions gain; the share that is known follows."""
Curve = list[tuple[int, float]]


class RunLog:
    """What the log of one run said so far. Not thread-safe: it belongs to the thread that looks at the runs."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._forget()

    def _forget(self) -> None:
        self._file = 0
        self._read = 0
        self.images = 0
        """Images seen."""
        self.seconds = 0.0
        self.ended = ""
        """Why it ended, in the engine's word: images, time or asked; empty while it goes on, or if it was killed."""
        self.curves: dict[str, Curve] = {}
        """(images, value) by name. Replaced when there is more, never changed: another thread may draw it."""

    def update(self) -> None:
        """Read the lines that were added. A line that is cut off is read when it is whole."""
        if not self._path.is_file():
            self._forget()
            return
        with self._path.open("rb") as file:
            status = os.fstat(file.fileno())
            if status.st_ino != self._file or status.st_size < self._read:  # another run of the same name
                self._forget()
                self._file = status.st_ino
            file.seek(self._read)
            whole = file.read().rpartition(b"\n")[0]
        if whole:
            self._read += len(whole) + 1
            self._take(whole.decode("utf-8", errors="replace").splitlines())

    def _take(self, lines: list[str]) -> None:
        added: dict[str, Curve] = {}
        for line in lines:
            record = _record(line)
            if record is None:
                continue
            self.images = max(self.images, record["images"])
            self.seconds = max(self.seconds, float(record.get("seconds", 0)))
            self.ended = str(record.get("ended", ""))
            for group in ("losses", "psnr_gain"):
                values = record.get(group)
                for name, value in values.items() if isinstance(values, dict) else ():
                    if isinstance(value, int | float):
                        label = name if group == "losses" else f"{GAIN}{name}"
                        added.setdefault(label, []).append((record["images"], float(value)))
        if added:
            names = dict.fromkeys([*self.curves, *added])
            self.curves = {name: [*self.curves.get(name, []), *added.get(name, [])] for name in names}


def _record(line: str) -> dict[str, Any] | None:
    """A line of the log; None: one that a killed run left in pieces, or of another kind."""
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return record if isinstance(record, dict) and isinstance(record.get("images"), int) else None
