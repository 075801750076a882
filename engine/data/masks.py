"""The masks of incomplete pictures: beside each one, or in a folder of their own."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from engine.errors import EngineError
from engine.patches import BoolArray
from engine.pictures.folder import MASK_SUFFIX
from engine.pictures.masks import read_mask
from engine.wording import counted


class Masks:
    """Finds the mask of a picture; several threads may."""

    def __init__(self, folder: str, *, beside: Collection[Path] = ()) -> None:
        """Look for no mask yet.

        Args:
            folder: of masks, named as the pictures; empty if there is none.
            beside: the masks that lie beside pictures.

        Raises:
            EngineError: there is no such folder.
        """
        self.folder = Path(folder) if folder else None
        self.beside = frozenset(beside)
        self._used: list[Path] = []
        if self.folder and not self.folder.is_dir():
            raise EngineError(f"{self.folder} is no folder. Give the folder of the masks.")

    def check_apart(self, pictures: Path) -> None:
        """Refuse a folder of masks among the pictures: they would be learnt as pictures.

        Raises:
            EngineError: it is.
        """
        if self.folder and self.folder.resolve().is_relative_to(pictures.resolve()):
            raise EngineError(f"{self.folder} lies among the pictures. Move the masks elsewhere.")

    def present(self, name: Path, size: tuple[int, int], *, file: Path | None = None) -> BoolArray | None:
        """The pixels of a picture that are there, (H, W) bool; None if it has no mask.

        Args:
            name: of the picture without its suffix, as seen from its source.
            size: its width and height.
            file: the picture itself, in a folder.

        Raises:
            EngineError: the mask cannot be read, or is of another size.
        """
        mask = None if file is None else file.with_name(f"{file.stem}{MASK_SUFFIX}")
        if mask not in self.beside:
            mask = self.find(name)
            self._used += [] if mask is None else [mask]
        return None if mask is None else read_mask(mask, size=size, of="its picture")

    def find(self, name: Path) -> Path | None:
        """The mask in the folder, of a picture of this name without its suffix, as seen from its source."""
        masks = (name.with_name(f"{name.name}{suffix}") for suffix in (".png", MASK_SUFFIX))
        return next((mask for each in masks if self.folder and (mask := self.folder / each).is_file()), None)

    def notes(self, pictures: int) -> list[str]:
        """A line about pictures without a mask in the folder, of which there are so many in all.

        Raises:
            EngineError: all are without.
        """
        if self.folder is None or len(self._used) >= pictures:
            return []
        if not self._used:
            raise EngineError(f"{self.folder} holds no mask of any picture: NAME.png for each. Check the names.")
        missing = counted(pictures - len(self._used), "picture")
        return [f"{missing} without a mask in {self.folder}: taken as complete."]
