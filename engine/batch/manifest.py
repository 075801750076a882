"""`manifest.jsonl` in a folder of completions: a line for each, with all that it was made of."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from engine.errors import EngineError
from engine.files import explained

NAME = "manifest.jsonl"
_MADE = ("patches", "output")
"""What a line says of the result; the rest of it is what was asked for."""


class Manifest:
    """What a folder's completions came from. A line is added when its file is written; the later of two counts."""

    def __init__(self, folder: Path) -> None:
        """Read what is there. A last line that was cut off is passed over.

        Raises:
            EngineError: the file cannot be read, or is another kind of file.
        """
        self.folder, self.path = folder, folder / NAME
        self._outputs: dict[str, str] = {}
        """By what was asked for."""
        self._made: dict[str, tuple[str, str]] = {}
        """Outputs: what was asked for, and the input."""
        for line in self._read():
            self._take(line)

    def output(self, asked: dict[str, Any]) -> Path | None:
        """The completion that was asked for, if it was made and is there."""
        name = self._outputs.get(_key(asked))
        path = None if name is None else self.folder / name
        try:
            return path if path is not None and path.stat().st_size else None  # empty after a power cut
        except OSError:
            return None

    def is_free(self, path: Path, name: str) -> bool:
        """Whether no input but the one of this name has that file."""
        return self._made.get(self._name(path), ("", name))[1] == name

    def claim(self, path: Path, name: str) -> None:
        """Keep a file for an input, until a line says what it is."""
        self._made[self._name(path)] = self._made.get(self._name(path), ("", ""))[0], name

    def add(self, lines: Iterable[dict[str, Any]]) -> None:
        """Add lines.

        Raises:
            EngineError: the file cannot be written.
        """
        text = ""
        for line in lines:
            text += json.dumps(line) + "\n"
            self._take(line)
        with explained(self.path, "cannot be written", "Choose another --out."), self.path.open("ab+") as file:
            if file.tell() and not _ends_a_line(file.fileno(), file.tell()):
                text = "\n" + text
            file.write(text.encode())

    def _name(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()

    def _take(self, line: dict[str, Any]) -> None:
        key, output = _key(line), line["output"]
        before = self._made.get(output, ("", ""))[0]
        if before != key and self._outputs.get(before) == output:  # it was replaced
            del self._outputs[before]
        self._outputs[key] = output
        self._made[output] = key, line["input"]

    def _read(self) -> Iterator[dict[str, Any]]:
        with explained(self.path, "cannot be read", "Choose another --out."):
            lines = self.path.read_bytes().splitlines() if self.path.is_file() else []
        for text in lines:
            try:
                line = json.loads(text)
            except (ValueError, RecursionError):  # cut off
                continue
            if not isinstance(line, dict) or not all(isinstance(line.get(key), str) for key in ("input", "output")):
                raise EngineError(
                    f"{self.path} is not what engine complete writes. Rename it, or choose another --out."
                )
            yield line


def _key(line: dict[str, Any]) -> str:
    return json.dumps({name: value for name, value in line.items() if name not in _MADE}, sort_keys=True)


def _ends_a_line(handle: int, size: int) -> bool:
    return os.pread(handle, 1, size - 1) == b"\n" if hasattr(os, "pread") else False


def rows_of(known: Sequence[bool], target: Sequence[bool], columns: int) -> list[str]:
    """S and T, (L,), as rows of patches: # is known, . is target, - is ignored; as in the studio's exports."""
    marks = "".join("#" if s else "." if t else "-" for s, t in zip(known, target, strict=True))
    return [marks[i : i + columns] for i in range(0, len(marks), columns)]
