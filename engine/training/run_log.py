"""The log of a training run, followed as it grows: of a file that is looked at again only the new end is read."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, TypeGuard

Curve = list[tuple[int, float]]
"""(images, value)."""
_BEYOND = 1e300
"""What no figure of a training comes near."""


class RunLog:
    """What the log of one run says so far. Not thread-safe."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._forget()
        self.update()

    def _forget(self) -> None:
        self._file = self._read = 0
        self.records: list[dict[str, Any]] = []
        """One a line, in their order."""
        self.losses: dict[str, Curve] = {}
        """By name. Replaced when there is more, never changed: another thread may draw it."""
        self.gains: dict[str, Curve] = {}
        """PSNR gains of 8 completions by the share that is known, likewise."""

    @property
    def images(self) -> int:
        """Images seen."""
        return max((record["images"] for record in self.records), default=0)

    @property
    def seconds(self) -> float:
        """Of training, over all resumes."""
        found = (record.get("seconds") for record in self.records)
        return max((float(value) for value in found if _is_number(value)), default=0.0)

    @property
    def ended(self) -> str:
        """Why it ended: images, time, asked or score; empty while it goes on, or if it was killed."""
        return str(self.records[-1].get("ended", "")) if self.records else ""

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
            lines = whole.decode("utf-8", errors="replace").splitlines()
            self.records += [record for line in lines if (record := _record(line)) is not None]
            self.losses, self.gains = self._curves("losses"), self._curves("psnr_gain")

    def _curves(self, group: str) -> dict[str, Curve]:
        curves: dict[str, Curve] = {}
        for record in self.records:
            values = record.get(group)
            for name, value in values.items() if isinstance(values, dict) else ():
                if _is_number(value):
                    curves.setdefault(name, []).append((record["images"], float(value)))
        return curves


def _record(line: str) -> dict[str, Any] | None:
    """A line of the log; None: one that a killed run left in pieces, or of another kind."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return (
        record
        if isinstance(record, dict) and type(record.get("images")) is int and _is_number(record["images"])
        else None
    )


def _is_number(value: object) -> TypeGuard[int | float]:
    """Whether JSON gave a finite one that a float holds."""
    return isinstance(value, int | float) and abs(value) < _BEYOND
