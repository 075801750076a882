"""What a batch is over: picture files, those of folders, those of tar shards, and what arrives in a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import chain
from pathlib import Path, PurePosixPath

from PIL import Image

from engine.data.samples import no_pictures
from engine.data.shards import members_of, shards_of
from engine.errors import EngineError
from engine.pictures.files import read_image
from engine.pictures.folder import MASK_SUFFIX, find_pictures

_RESERVED = str.maketrans(dict.fromkeys('\\:*?"<>|', "_"))
"""What some systems allow in no name."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Input:
    """One picture to complete."""

    name: str
    """Its absolute path, or that of its shard and its name there."""
    stem: Path
    """Relative, without a suffix: where its completions go."""
    data: Path | bytes | Image.Image
    """Its file, the bytes of one, or the picture itself."""
    mask: Path | bytes | None = None
    """`NAME.mask.png` beside it."""

    def read(self) -> Image.Image:
        """The picture.

        Raises:
            EngineError: it cannot be read.
        """
        if isinstance(self.data, Image.Image):
            return self.data
        return read_image(BytesIO(self.data) if isinstance(self.data, bytes) else self.data, name=self.name)


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """All pictures of a batch."""

    files: list[Input] = field(default_factory=list)
    shards: list[Path] = field(default_factory=list)
    """Read as they come."""
    notes: list[str] = field(default_factory=list)
    """Lines about what is passed over."""

    @property
    def count(self) -> int | None:
        """How many pictures there are; None: shards are not counted beforehand."""
        return None if self.shards else len(self.files)

    def __iter__(self) -> Iterator[Input]:
        return chain(self.files, (each for shard in self.shards for each in _of_shard(shard)))


def find_inputs(paths: Sequence[Path], out: Path) -> Inputs:
    """Look for the pictures of paths: files, folders with what is below them, .tar shards or patterns of them.

    A picture given by its path is not looked at: that it cannot be read is found out in its turn.

    Args:
        out: where the completions go; it may not lie in one of the folders, or they would be completed in turn.

    Raises:
        EngineError: that it does, or a folder or pattern without any picture or shard.
    """
    found = Inputs()
    for path in paths:
        if path.is_dir():
            check_apart(path, out)
            looked = find_pictures(path)
            if not looked.files:
                raise no_pictures(path)
            found.notes.extend(looked.notes)
            found.files.extend(_of_file(file, path, masks=looked.masks) for file in looked.files)
        elif path.suffix == ".tar":
            found.shards.extend(shards_of(path))
        else:
            found.files.append(_of_file(path, path.parent))
    return found


def check_apart(folder: Path, out: Path) -> None:
    """Refuse to write completions into a folder of pictures.

    Raises:
        EngineError: `out` lies in it.
    """
    if out.resolve().is_relative_to(folder.resolve()):
        raise EngineError(
            f"{out} lies in {folder}, and its pictures would be completed in turn. Choose another --out."
        )


def arrivals(folder: Path, pause: Callable[[], None]) -> Iterator[Inputs]:
    """The pictures of a folder, then those that arrive: each once, and again when it changes.

    A file counts as arrived when it stays as it is over one pause: it is not on its way any more.

    Args:
        pause: called between looks; ends the watch by raising.
    """
    taken: dict[Path, tuple[int, int]] = {}
    before: dict[Path, tuple[int, int]] = {}
    while True:
        looked = find_pictures(folder)
        now = {file: stamp for file in looked.files if (stamp := _stamp(file))}
        settled = [file for file, stamp in now.items() if before.get(file) == stamp != taken.get(file)]
        taken |= {file: now[file] for file in settled}
        before = now
        if settled:
            yield Inputs(files=[_of_file(file, folder, masks=looked.masks) for file in settled])
        pause()


def _stamp(file: Path) -> tuple[int, int] | None:
    try:
        status = file.stat()
    except OSError:  # gone again
        return None
    return status.st_size, status.st_mtime_ns


def _of_file(file: Path, folder: Path, *, masks: frozenset[Path] = frozenset()) -> Input:
    mask = file.with_name(f"{file.stem}{MASK_SUFFIX}")
    stem = file.relative_to(folder).with_suffix("")
    return Input(name=str(file.absolute()), stem=stem, data=file, mask=mask if mask in masks else None)


def _of_shard(shard: Path) -> Iterator[Input]:
    for member in members_of(shard):
        name = PurePosixPath(member.name)  # SHARD/KEY.SUFFIX; the key is whatever the shard says
        parts = [part.translate(_RESERVED) for part in name.with_suffix("").parts[1:] if part not in ("/", "..")]
        stem = Path(shard.stem, *parts)
        yield Input(name=f"{shard.absolute().parent}/{member.name}", stem=stem, data=member.picture, mask=member.mask)
