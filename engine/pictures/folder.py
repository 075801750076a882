"""The pictures of a folder: one definition for training and for the studio. Free of torch."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from engine.files import explained
from engine.pictures.files import IMAGE_SUFFIXES
from engine.wording import counted, listed

SYSTEM_FOLDERS = frozenset(
    ("#recycle", "#snapshot", "$recycle.bin", "@eadir", "@recycle", "@tmp", "__macosx", "__pycache__", "lost+found")
) | {"system volume information"}
"""Names, in lower case, of folders that systems and network disks put among people's own."""
MASK_SUFFIX = ".mask.png"
"""NAME.mask.png is no picture but the mask of a picture NAME beside it."""


@dataclass(frozen=True, kw_only=True)
class PictureFolder:
    """What is in a folder of pictures, nested ones included."""

    files: tuple[Path, ...]
    """Its pictures, sorted."""
    masks: frozenset[Path]
    """Masks beside pictures; see `MASK_SUFFIX`."""
    passed_over: int
    """Pictures that are hidden, or in hidden or system folders: thumbnails, the trash, earlier versions."""
    passed_over_in: tuple[str, ...]
    """Names of those folders."""
    dead_links: tuple[Path, ...]
    """Links, named as pictures, to files that do not exist."""
    unreadable: tuple[Path, ...]
    """Folders that cannot be read."""

    @property
    def notes(self) -> list[str]:
        """Lines about what is not among the pictures."""
        lines = []
        if self.passed_over:
            where = f" ({listed(self.passed_over_in)})" if self.passed_over_in else ""
            pictures = counted(self.passed_over, "picture")
            lines.append(f"Passed over: {pictures} hidden or in hidden or system folders{where}.")
        if self.dead_links:
            links = counted(len(self.dead_links), "link")
            which = listed([str(link) for link in self.dead_links])
            lines.append(f"Passed over: {links} to pictures that do not exist ({which}).")
        if self.unreadable:
            folders = counted(len(self.unreadable), "folder")
            which = listed([str(folder) for folder in self.unreadable])
            lines.append(f"Passed over: {folders} that cannot be read ({which}).")
        return lines


def find_pictures(folder: Path) -> PictureFolder:
    """Look for pictures in a folder and below it, by the names of files.

    Hidden and system folders in it are passed over. Links to folders are followed, yet no folder is looked into
    twice; where one can be reached both ways, its pictures are named without the link.

    Raises:
        EngineError: it cannot be read.
    """
    search = _Search()
    with explained(folder, "cannot be read", "Choose another folder."):
        next(folder.iterdir(), None)
    search.visit(folder)
    while search.links:
        search.visit(search.links.pop(0))
    masks = _masks(search.files)
    return PictureFolder(
        files=tuple(sorted(file for file in search.files if file not in masks)),
        masks=masks,
        passed_over=search.passed_over,
        passed_over_in=tuple(sorted(search.hidden)),
        dead_links=tuple(sorted(search.dead_links)),
        unreadable=tuple(sorted(search.unreadable)),
    )


def _masks(files: Iterable[Path]) -> frozenset[Path]:
    named = {
        file: file.with_name(file.name[: -len(MASK_SUFFIX)]) for file in files if file.name.endswith(MASK_SUFFIX)
    }
    pictures = {file.with_suffix("") for file in files} if named else set()
    return frozenset(mask for mask, picture in named.items() if picture in pictures)


class _Search:
    def __init__(self) -> None:
        self.files: list[Path] = []
        self.links: list[Path] = []
        """To folders, not yet followed: what is reached without them comes first."""
        self.hidden: set[str] = set()
        self.passed_over = 0
        self.dead_links: list[Path] = []
        self.unreadable: list[Path] = []
        self._seen: set[tuple[int, int]] = set()

    def visit(self, folder: Path) -> None:
        """Take up the pictures of a folder and of those in it, unless it was visited before."""
        waiting = [folder]
        while waiting:
            here = waiting.pop()
            try:
                identity = here.stat()
                if (identity.st_dev, identity.st_ino) in self._seen:
                    continue
                self._seen.add((identity.st_dev, identity.st_ino))
                entries = sorted(os.scandir(here), key=lambda entry: entry.name)
            except OSError:
                self.unreadable.append(here)
                continue
            for entry in entries:
                if _is(entry.is_dir):
                    if _is_hidden(entry):
                        self._pass_over(here / entry.name)
                    else:
                        (self.links if entry.is_symlink() else waiting).append(here / entry.name)
                elif is_picture_name(entry.name):
                    self._take(here / entry.name, entry)

    def _take(self, file: Path, entry: os.DirEntry[str]) -> None:
        if file.name.startswith("."):
            self.passed_over += 1
        elif _is(entry.is_file):
            self.files.append(file)
        elif entry.is_symlink():
            self.dead_links.append(file)

    def _pass_over(self, folder: Path) -> None:
        count = sum(is_picture_name(name) for name in _names_below(folder))
        self.passed_over += count
        if count:
            self.hidden.add(folder.name)


def is_picture_name(name: str) -> bool:
    """Whether a file of this name is taken for a picture."""
    return Path(name).suffix.lower() in IMAGE_SUFFIXES


def _is(kind: Callable[[], bool]) -> bool:
    """What an entry is; a link that leads in a circle, or where one may not look, is nothing."""
    try:
        return kind()
    except OSError:
        return False


def _is_hidden(entry: os.DirEntry[str]) -> bool:
    if entry.name.startswith(".") or entry.name.lower() in SYSTEM_FOLDERS:
        return True
    attributes = getattr(entry.stat(follow_symlinks=False), "st_file_attributes", 0)  # of Windows
    return bool(attributes & getattr(stat, "FILE_ATTRIBUTE_HIDDEN", 0))


def _names_below(folder: Path) -> Iterator[str]:
    for _, _, names in os.walk(folder):
        yield from names
