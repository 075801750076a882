"""Frozen dataclasses to JSON and pictures and back: what project files and recovery are made of. Free of Qt.

A field is written under its name. On reading, a field that is missing takes its default, one that is not known
is passed over, and one of another type than declared is an error: older and newer files can be read, damaged
ones are refused. Pictures are kept apart from the JSON, as PNG named by content: each is stored once, and one with
other content than its name says is refused.
"""

from __future__ import annotations

import dataclasses
import math
import types
from collections.abc import Mapping
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import numpy as np

import engine
from studio.document.request import UInt8Array
from studio.i18n import translate
from studio.imaging.picture import Picture, from_png
from studio.imaging.placement import Placement

Value = TypeVar("Value")

LONGEST_ARRAY = 1_000_000
"""Values of an array stored as JSON."""
LARGEST_PICTURES = 8 * 2**30
"""Bytes that all pictures of a project take in memory."""
_PICTURE = "picture"


class PictureFiles:
    """PNG files by name. Remembers those of the last save, so that what stays is compressed once.

    A picture that left the project is dropped, even if undo still keeps it. Not thread-safe: it
    belongs to the thread that saves.
    """

    def __init__(self) -> None:
        self._saved: dict[str, bytes] = {}

    def put(self, picture: UInt8Array | Picture, into: dict[str, bytes]) -> str:
        """Add a picture, or (H, W, 1, 3 or 4) uint8, to a set of files; returns its name there."""
        picture = Picture(picture) if isinstance(picture, np.ndarray) else picture
        name = _name_of(picture)
        into[name] = (
            into.get(name) or self._saved.get(name) or picture.stored.png(picture.stored.pixels, compress_level=1)
        )
        return name

    def keep(self, saved: Mapping[str, bytes]) -> None:
        """Forget all but these files: those of the save that is now complete."""
        self._saved = dict(saved)


def encode(value: object, pictures: PictureFiles, files: dict[str, bytes]) -> Any:
    """A value -> what `json.dumps` takes; its pictures go to `files`.

    Raises:
        TypeError: a value of a type that has no form in JSON.
    """
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Picture) or (isinstance(value, np.ndarray) and value.ndim == 3):
        return {_PICTURE: pictures.put(value, files)}
    if isinstance(value, np.ndarray):
        return value.astype(int).tolist()
    if isinstance(value, tuple | list):
        return [encode(item, pictures, files) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = [field.name for field in dataclasses.fields(value) if field.init]
        return {name: encode(getattr(value, name), pictures, files) for name in fields}
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def decode(kind: type[Value], data: Any, files: Mapping[str, bytes]) -> Value:
    """The inverse of `encode` for a declared type.

    Raises:
        engine.EngineError: the data is not of that type, or a picture is missing or damaged.
    """
    reader = _Reader(files)
    try:
        value: Value = reader.read(kind, data)
    except (ValueError, OverflowError) as error:
        raise engine.EngineError(translate("Errors", "it is damaged: {0}").format(error)) from error
    return value


class _Reader:
    """Makes each picture once: what was one object is one again."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        self._made: dict[str, Picture] = {}
        self._bytes = 0

    def read(self, kind: Any, data: Any) -> Any:
        origin, arguments = get_origin(kind), get_args(kind)
        if origin in (Union, types.UnionType):
            return self._union(arguments, data)
        if origin is tuple:
            return self._tuple(arguments, data)
        if origin is np.ndarray:
            return self._array(get_args(arguments[1])[0], data)
        if kind is Picture:
            return self._picture(data)
        if dataclasses.is_dataclass(kind) and isinstance(kind, type):
            return self._dataclass(kind, data)
        if kind is float and isinstance(data, int | float) and not isinstance(data, bool) and math.isfinite(data):
            return float(data)
        if kind in (bool, int, str) and type(data) is kind:
            return data
        raise ValueError(f"{str(data)[:40]!r} is no {getattr(kind, '__name__', kind)}")

    def _union(self, kinds: tuple[Any, ...], data: Any) -> Any:
        if data is None and type(None) in kinds:
            return None
        reasons = []
        for kind in kinds:
            if kind is not type(None):
                try:
                    return self.read(kind, data)
                except ValueError as error:
                    reasons.append(str(error))
        raise ValueError("; ".join(reasons) or "a value is missing")

    def _tuple(self, kinds: tuple[Any, ...], data: Any) -> tuple[Any, ...]:
        if not isinstance(data, list) or len(data) > LONGEST_ARRAY:
            raise ValueError(f"{str(data)[:40]!r} is no list")
        if len(kinds) == 2 and kinds[1] is Ellipsis:
            return tuple(self.read(kinds[0], item) for item in data)
        if len(kinds) != len(data):
            raise ValueError(f"a list of {len(data)} in place of {len(kinds)}")
        return tuple(self.read(kind, item) for kind, item in zip(kinds, data, strict=True))

    def _array(self, dtype: Any, data: Any) -> Any:
        if isinstance(data, dict):
            return self._picture(data).pixels
        if not isinstance(data, list) or len(data) > LONGEST_ARRAY or not all(type(n) is int for n in data):
            raise ValueError("a row of numbers is damaged")
        if dtype is not np.bool_ and not all(np.iinfo(dtype).min <= n <= np.iinfo(dtype).max for n in data):
            raise ValueError("a number is out of range")
        return np.array(data, dtype=dtype)

    def _dataclass(self, kind: Any, data: Any) -> Any:
        if not isinstance(data, dict):
            raise ValueError(f"{str(data)[:40]!r} is no {kind.__name__}")
        data = _upgraded(kind, data)
        hints = get_type_hints(kind)
        values = {}
        for field in dataclasses.fields(kind):
            if field.init and field.name in data:
                values[field.name] = self.read(hints[field.name], data[field.name])
            elif field.init and field.default is field.default_factory is dataclasses.MISSING:
                raise ValueError(f"{kind.__name__} has no {field.name}")
        try:
            return kind(**values)
        except engine.EngineError as error:
            raise ValueError(str(error)) from error

    def _picture(self, data: Any) -> Picture:
        name = data.get(_PICTURE) if isinstance(data, dict) else data
        if not isinstance(name, str) or name not in self._files:
            raise ValueError(f"the picture {name} is missing")
        if name not in self._made:
            picture = self._made[name] = from_png(self._files[name])
            self._bytes += picture.nbytes
            if self._bytes > LARGEST_PICTURES:  # a few bytes may unpack to as many as a picture can have
                raise ValueError("its pictures are too large")
            if name != _name_of(picture):
                raise ValueError(f"the picture {name} is another one")
        return self._made[name]


def _name_of(picture: Picture) -> str:
    return f"pictures/{picture.digest}.png"


def _upgraded(kind: Any, data: dict[str, Any]) -> dict[str, Any]:
    """Data of an earlier version in today's fields."""
    size, patch_size, side = data.get("image_size"), data.get("patch_size"), data.get("side")
    if kind is engine.Grid and type(size) is int and type(patch_size) is int:  # in 0.1.0 all images were square
        return vars(engine.Grid.of(size, size, patch_size))
    if kind is Placement and side is not None:
        return data | {"width": side, "height": side}
    return data
