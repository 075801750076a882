"""Frozen dataclasses to JSON and pictures and back: what project files and recovery are made of. Free of Qt.

A field is written under its name. On reading, a field that is missing takes its default, one that is not known
is passed over, and one of another type than declared is an error: older and newer files can be read, damaged
ones are refused. Pictures are kept apart from the JSON, as PNG named by content, so that each is stored once.
"""

from __future__ import annotations

import dataclasses
import hashlib
import math
import types
import weakref
from collections.abc import Collection, Mapping
from io import BytesIO
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import numpy as np
from PIL import Image

import engine
from studio.document.request import UInt8Array
from studio.i18n import translate

Value = TypeVar("Value")

LARGEST_PICTURE = 178_956_970
"""Pixels of a picture that is opened, written or read: as many as Pillow takes to be no attack."""
LONGEST_ARRAY = 1_000_000
"""Values of an array stored as JSON."""
_MODES = {1: "L", 3: "RGB", 4: "RGBA"}
_PICTURE = "picture"


class PictureFiles:
    """PNG files by name. Remembers those of the last save, so that what stays is compressed once.

    A picture that is no longer saved, be it that undo still keeps it, costs no memory here. Not thread-safe: it
    belongs to the thread that saves.
    """

    def __init__(self) -> None:
        self._names: dict[int, tuple[weakref.ref[UInt8Array], str, bytes]] = {}

    def put(self, pixels: UInt8Array, into: dict[str, bytes]) -> str:
        """Add (H, W, 1, 3 or 4) uint8 to a set of files; returns its name there."""
        remembered = self._names.get(id(pixels))
        if remembered is None or remembered[0]() is not pixels:
            remembered = (weakref.ref(pixels), *_png(pixels))
            self._names[id(pixels)] = remembered
        into[remembered[1]] = remembered[2]
        return remembered[1]

    def keep(self, saved: Collection[str]) -> None:
        """Forget all but the files of these names: those of the save that is now complete."""
        self._names = {key: entry for key, entry in self._names.items() if entry[1] in saved}


def encode(value: object, pictures: PictureFiles, files: dict[str, bytes]) -> Any:
    """A value -> what `json.dumps` takes; its pictures go to `files`.

    Raises:
        TypeError: a value of a type that has no form in JSON.
    """
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, np.ndarray):
        if value.dtype == np.uint8 and value.ndim == 3:
            return {_PICTURE: pictures.put(value, files)}
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
    """Makes each picture once: arrays that were one object are one again."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        self._made: dict[str, UInt8Array] = {}

    def read(self, kind: Any, data: Any) -> Any:
        origin, arguments = get_origin(kind), get_args(kind)
        if origin in (Union, types.UnionType):
            return self._union(arguments, data)
        if origin is tuple:
            return self._tuple(arguments, data)
        if origin is np.ndarray:
            return self._array(get_args(arguments[1])[0], data)
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
            return self._picture(data.get(_PICTURE))
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

    def _picture(self, name: object) -> UInt8Array:
        if not isinstance(name, str) or name not in self._files:
            raise ValueError(f"the picture {name} is missing")
        if name not in self._made:
            self._made[name] = read_png(self._files[name])
        return self._made[name]


def _upgraded(kind: Any, data: dict[str, Any]) -> dict[str, Any]:
    """Data of an earlier version in today's fields."""
    size, patch_size = data.get("image_size"), data.get("patch_size")
    if kind is engine.Grid and type(size) is int and type(patch_size) is int:  # until 0.1.0 all images were square
        return vars(engine.Grid.of(size, size, patch_size))
    return data


def is_too_large(width: int, height: int) -> bool:
    """Whether a picture has more pixels than are kept."""
    return width * height > LARGEST_PICTURE


def read_png(data: bytes) -> UInt8Array:
    """A stored PNG -> (H, W, 1, 3 or 4) uint8.

    Raises:
        ValueError: not a PNG as `encode` writes it, damaged, or absurdly large; the size is checked first.
    """
    try:
        with Image.open(BytesIO(data), formats=["PNG"]) as image:
            width, height = image.size
            if is_too_large(width, height):
                raise ValueError(f"a picture of {width}x{height} pixels is too large")
            if image.mode not in _MODES.values():
                raise ValueError(f"a picture has the mode {image.mode}")
            pixels = np.array(image)
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError(f"a picture cannot be read ({error})") from error
    return pixels if pixels.ndim == 3 else pixels[..., None]


def _png(pixels: UInt8Array) -> tuple[str, bytes]:
    channels = pixels.shape[-1]
    image = Image.fromarray(pixels[..., 0] if channels == 1 else pixels)
    buffer = BytesIO()
    image.save(buffer, "PNG", compress_level=3)
    digest = hashlib.blake2b(pixels.tobytes() + repr(pixels.shape).encode(), digest_size=16).hexdigest()
    return f"pictures/{digest}.png", buffer.getvalue()
