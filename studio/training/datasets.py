"""What is in a folder of pictures, before a model is trained on it. Free of Qt."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, UnidentifiedImageError

import engine
from studio.i18n import translate

LOOKED_AT = 2000
"""Pictures of which the size is read, spread over the folder."""
PATIENCE_S = 4.0
GLANCED_AT = 12
"""Pictures that are decoded, to see whether they have colour."""


@dataclass(frozen=True, kw_only=True)
class Contents:
    """A folder of pictures, nested ones included."""

    folder: Path
    count: int
    looked_at: int
    smallest: int
    """Pixels of the shortest side of all that were looked at; 0 if none could be."""
    largest: int
    """Pixels of the longest side."""
    shape: tuple[int, int, int]
    """(H, W, C) of the images that suit them."""
    damaged: tuple[str, ...]
    """Pictures that cannot be read, with the reason."""
    coloured: bool = False
    """There is colour in them."""
    passed_over: int = 0
    """Further pictures, hidden or in hidden or system folders."""


def holds_pictures(folder: Path) -> bool:
    """Whether there is a picture in a folder or in one below it; one beside a model's config is a model's preview."""
    pictures = engine.find_pictures(folder).files
    return any(not (path.parent / "config.json").exists() for path in pictures)


def look_into(folder: Path) -> Contents:
    """Count the pictures of a folder and read the sizes of some; stops reading sizes after PATIENCE_S.

    Raises:
        engine.EngineError: there is no such folder, or no picture in it that can be read.
    """
    if not folder.is_dir():
        words = translate("Errors", "{0} is not a folder. Choose a folder of pictures.")
        raise engine.EngineError(words.format(folder))
    found = engine.find_pictures(folder)
    paths = found.files
    if not paths:
        words = translate("Errors", "{0} holds no pictures. Choose a folder with PNG, JPEG, WebP or the like.")
        raise engine.EngineError(words.format(folder))
    sides: list[tuple[int, int]] = []
    damaged: list[str] = []
    coloured = False
    end = time.monotonic() + PATIENCE_S
    looked_at = paths[:: max(1, -(-len(paths) // LOOKED_AT))]
    glanced_at = set(looked_at[:: max(1, -(-len(looked_at) // GLANCED_AT))])
    for path in looked_at:
        try:
            with Image.open(path, formats=engine.IMAGE_FORMATS) as image:
                sides.append((min(image.size), max(image.size)))
                coloured = coloured or (path in glanced_at and engine.is_coloured(image))
        except UnidentifiedImageError:
            damaged.append(translate("Errors", "{0}: not a picture").format(path.name))
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
            damaged.append(f"{path.name}: {str(error).splitlines()[0] if str(error) else type(error).__name__}")
        if time.monotonic() > end:
            break
    return Contents(
        folder=folder,
        count=len(paths),
        looked_at=len(sides) + len(damaged),
        smallest=min((side for side, _ in sides), default=0),
        largest=max((side for _, side in sides), default=0),
        shape=engine.auto_config(folder, gpu=False)[0].model.shape,
        damaged=tuple(damaged),
        coloured=coloured,
        passed_over=found.passed_over,
    )
