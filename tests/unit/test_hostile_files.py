"""Every reader is given files that are damaged, or made to harm: they are refused in a line, or read.

PATCHWORK_FUZZ=100000 takes so many files a reader, drawn anew each time.
"""

from __future__ import annotations

import copy
import gzip
import json
import math
import os
import pickle
import shutil
import signal
import struct
import tarfile
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

import engine
from engine.config import DataConfig, load_config, parse_config
from engine.data.idx import read_idx
from engine.data.readers import read_pictures
from engine.errors import EngineError
from engine.networks.generator import Generator
from engine.pictures.masks import read_mask
from engine.training.checkpoint import create_run, load_state, write_model
from engine.training.export import _preview_images
from engine.training.launch import read_weights
from engine.training.run import RunFolder
from studio.files.codec import PictureFiles
from studio.files.project import read_project, write_project
from studio.files.recovery import Recovery, read_lost
from studio.imaging.picture import Picture
from studio.training import runs
from studio.training.datasets import look_into
from tests.profiles import WIDE_GAMUT
from tests.unit.engine.conftest import TINY
from tests.unit.studio.files.test_project import project

COUNT = int(os.environ.get("PATCHWORK_FUZZ", "15"))
PATIENCE_S = 60
"""On a busy machine too; a file that takes longer hangs the reader."""
MODEL = TINY.model
RNG = np.random.default_rng(0)
Edit = Callable[[bytes], bytes]
Read = Callable[[Path], object]


def bent(data: bytes, draw: Callable[..., Any]) -> bytes:
    """A file with a few bytes changed, added, doubled or lost."""
    made = bytearray(data)
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, max(0, len(made) - 1)) | st.integers(0, min(64, len(made))))
        size = draw(st.integers(0, 8) | st.integers(0, len(made)))
        kind = draw(st.sampled_from(("change", "add", "lose", "cut", "double", "number")))
        if kind == "change":
            new = draw(st.binary(max_size=8))
            made[start : start + len(new)] = new
        elif kind == "add":
            made[start:start] = draw(st.binary(max_size=16))
        elif kind == "lose":
            del made[start : start + size]
        elif kind == "cut":
            del made[start:]
        elif kind == "double":
            made[start:start] = made[start : start + min(size, 4096)]
        else:
            number = draw(st.sampled_from((0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 2**31 - 1, 2**32 - 1, 2**64 - 1)))
            order = draw(st.sampled_from(("big", "little")))
            wide = max(1, (number.bit_length() + 7) // 8)
            made[start : start + wide] = number.to_bytes(wide, order)
    return bytes(made)


ODD = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from((2**63, -(2**63) - 1, 10**400, 10**18, -1, 0, 1e308, 1e-300, math.inf, -math.inf, math.nan))
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(("", "\udcff", "../../x", "/etc/passwd", "a" * 70_000, "\0", "pictures/0.png")),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=8,
)


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Paths to every value in JSON."""
    yield path
    for key, value in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        yield from places(value, (*path, key))


def bent_json(text: bytes, draw: Callable[..., Any]) -> bytes:
    """JSON with a few values that are odd, missing, doubled or nested ever so deep."""
    if draw(st.integers(0, 9)) == 0:
        return bent(text, draw)
    data = json.loads(text)
    for _ in range(draw(st.integers(1, 3))):
        *path, last = draw(st.sampled_from([found for found in places(data) if found] or [(None,)]))
        if last is None:
            break
        holder = data
        for key in path:
            holder = holder[key]
        kind = draw(st.sampled_from(("odd", "odd", "odd", "lose", "deep", "more", "copy")))
        if kind == "odd":
            holder[last] = draw(ODD)
        elif kind == "lose":
            del holder[last]
        elif kind == "deep":
            holder[last] = "DEEP"
        elif kind == "copy":
            holder[last] = copy.deepcopy(data)
        elif isinstance(holder[last], list):
            holder[last] *= draw(st.integers(0, 40))
    return json.dumps(data).replace('"DEEP"', "[" * 10_000 + "]" * 10_000).encode()


def picture(mode: str, kind: str, **how: Any) -> bytes:
    """A picture of noise as a file."""
    pixels = RNG.integers(0, 256, (9, 11, 4), dtype=np.uint8)
    image = Image.fromarray(pixels).convert("RGBA")
    if mode == "I;16":
        image = Image.fromarray(pixels[..., 0].astype(np.uint16) * 257)
    elif mode == "F":
        image = Image.fromarray(pixels[..., 0].astype(np.float32))
    else:
        image = image.convert("RGB").convert(mode) if mode != "RGBA" else image
    file = BytesIO()
    image.save(file, kind, **how)
    return file.getvalue()


EXIF = Image.Exif()
EXIF[0x0112], EXIF[0x010E] = 6, "upright"
PICTURES = [
    *(picture(mode, "PNG") for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")),
    picture("RGB", "PNG", icc_profile=WIDE_GAMUT, dpi=(72, 72), exif=EXIF),
    picture("P", "PNG", transparency=3),
    picture("RGB", "JPEG", exif=EXIF, icc_profile=WIDE_GAMUT, progressive=True),
    picture("CMYK", "JPEG"),
    picture("P", "GIF"),
    *(picture("RGBA", kind) for kind in ("WEBP", "TIFF")),
    picture("F", "TIFF", compression="tiff_lzw"),
    *(picture("RGB", kind) for kind in ("BMP", "PPM")),
    picture("F", "PPM"),
]
PALETTES = [
    b"GIMP Palette\nName: x\nChannels: RGBA\n#\n255 0 0 255 red\n0 10 20 0\n",
    b"ff0000\n00ff00ff\n; words\n#0000ff\n",
    bytes(range(256)) * 3 + b"\0\4\0\1",
]
IDX = b"\0\0\x08\x03" + struct.pack(">III", 4, 5, 6) + bytes(range(120))


def shard() -> bytes:
    file = BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for i in range(3):
            mask = picture("L", "PNG")
            beside = {"png": picture("RGB", "PNG"), "json": b'{"hair": "red", "n": 4}', "cls": b"1", "mask.png": mask}
            for suffix, data in beside.items():
                info = tarfile.TarInfo(f"deep/{i}.{suffix}")
                info.size = len(data)
                archive.addfile(info, BytesIO(data))
    return file.getvalue()


def read_one(path: Path) -> None:
    image = engine.read_image(path)
    assert engine.fit_image(image, (8, 6, 4)).shape == (8, 6, 4)
    _ = Picture.from_image(engine.to_8_bits(image)).colours


def read_masks(path: Path) -> None:
    assert read_mask(path, size=(5, 4), fit=True).shape == (4, 5)
    read_mask(path, size=(11, 9))


def read_table(path: Path) -> None:
    read_pictures(path.parent, MODEL, DataConfig())


def read_model(path: Path) -> None:
    info = engine.find_model(path.parent)
    _ = info.card, info.trained_on, info.background
    info.check()
    read_weights(path.parent)
    image = np.zeros(info.shape, dtype=np.uint8)
    engine.load(path.parent).complete(image, np.zeros(info.grid.L, dtype=np.bool_), n=1)


def read_run(path: Path) -> None:
    folder = next(above for above in path.parents if (above / "run.json").exists())
    assert runs.read_run(folder).images >= 0
    run = RunFolder(folder)
    run.read_record()
    run.read_config()
    load_state(run)


def read_kept(path: Path) -> None:
    for lost in Recovery(path.parents[1]).lost():
        read_lost(lost)


def zipped(manifest: bytes, files: dict[str, bytes]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in (files | {"project.json": manifest}).items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return made.getvalue()


class Hang(BaseException):
    """No reader's own handlers catch it."""


class Case:
    """Files that a reader takes, the one that is bent, and how."""

    def __init__(self, read: Read, name: str, seeds: list[bytes], *, bend: Callable[..., bytes] = bent) -> None:
        self.read, self.name, self.seeds, self.bend = read, name, seeds, bend


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One of each kind of folder."""
    home = tmp_path_factory.mktemp("hostile")
    (home / "pictures").mkdir()
    for i in range(2):
        (home / "pictures" / f"{i}.png").write_bytes(picture("L", "PNG"))
    (home / "pictures" / "labels.csv").write_text("file,hair\n0.png,red\n1.png,blue\n")
    (home / "pictures" / "0.json").write_text('{"eyes": "green", "age": 4, "deep": {"x": [1]}}')
    torch.manual_seed(0)
    write_model(home / "model", TINY, Generator(MODEL), {"data": "x", "config": TINY.model_dump(mode="json")}, b"")
    run = RunFolder(home / "run")
    state = {"average.x": torch.zeros(3)}
    create_run(run, TINY, {"data": "x", "seed": 0, "command": "", "device": ""}, state=state)
    run.log.write_text('{"images": 800, "seconds": 1.5, "losses": {"a": 0.5}, "psnr_gain": {"0.5": 1}}\n' * 3)
    (home / "run" / "studio.json").write_text('{"process": 1, "minutes": 5, "since": 0.5}')
    write_project(home / "p.patchwork", project(), PictureFiles())
    recovery = Recovery(home / "recovery")
    recovery.write(project(), PictureFiles(), name="lost", path=home / "p.patchwork", stamp=(1, 2, 3))
    assert recovery._lock is not None
    recovery._lock.unlock()
    return home


def case(home: Path, name: str) -> Case:
    """The case of that name."""
    kept = next((home / "recovery").iterdir()).relative_to(home)
    with zipfile.ZipFile(home / "p.patchwork") as archive:
        whole = {info.filename: archive.read(info) for info in archive.infolist()}
    manifest = whole.pop("project.json")

    def bend_project(data: bytes, draw: Callable[..., Any]) -> bytes:
        return zipped(bent_json(manifest, draw), whole)

    def old(path: str) -> list[bytes]:
        return [(home / path).read_bytes()]

    config = TINY.model_dump_json().encode()
    toml = b'name = "x"\n[model]\nimage_size = 12\npatch_size = 4\n[training]\nbatch = 8\n[data]\ncrop = 0.5\n'
    made = {
        "pictures": Case(read_one, "a.png", PICTURES),
        "masks": Case(read_masks, "m.png", PICTURES),
        "palettes of text": Case(engine.read_palette, "p.gpl", PALETTES[:1]),
        "palettes of numbers": Case(engine.read_palette, "p.hex", PALETTES[1:2]),
        "palettes of bytes": Case(engine.read_palette, "p.act", PALETTES[2:]),
        "IDX": Case(read_idx, "x-idx3-ubyte", [IDX, gzip.compress(IDX)]),
        "shards": Case(lambda path: read_pictures(path, MODEL, DataConfig()), "x.tar", [shard()]),
        "tables of labels": Case(read_table, "pictures/labels.csv", old("pictures/labels.csv")),
        "labels": Case(read_table, "pictures/0.json", old("pictures/0.json"), bend=bent_json),
        "folders": Case(lambda path: look_into(path.parent), "pictures/0.png", PICTURES),
        "configs": Case(lambda path: load_config(str(path)), "c.toml", [toml]),
        "configs as JSON": Case(lambda path: load_config(str(path)), "c.json", [config], bend=bent_json),
        "configs of runs": Case(
            lambda path: parse_config(path.read_text("utf-8", "replace"), source="x"),
            "r.json",
            [config],
            bend=bent_json,
        ),
        "graphs": Case(read_model, "model/model.onnx", old("model/model.onnx")),
        "weights": Case(read_model, "model/model.safetensors", old("model/model.safetensors")),
        "configs of models": Case(read_model, "model/config.json", old("model/config.json"), bend=bent_json),
        "cards": Case(read_model, "model/card.json", old("model/card.json"), bend=bent_json),
        "records": Case(read_run, "run/run.json", old("run/run.json"), bend=bent_json),
        "configs in runs": Case(read_run, "run/config.json", old("run/config.json"), bend=bent_json),
        "logs": Case(
            read_run, "run/log.jsonl", [(home / "run/log.jsonl").read_bytes().splitlines()[0]], bend=bent_json
        ),
        "notes of the studio": Case(read_run, "run/studio.json", old("run/studio.json"), bend=bent_json),
        "training states": Case(
            read_run, "run/checkpoints/00000000.safetensors", old("run/checkpoints/00000000.safetensors")
        ),
        "projects": Case(read_project, "p.patchwork", old("p.patchwork")),
        "what projects say": Case(read_project, "p.patchwork", [manifest], bend=bend_project),
        "notes of recovery": Case(read_kept, f"{kept}/about.json", old(f"{kept}/about.json"), bend=bent_json),
        "what recovery says": Case(read_kept, f"{kept}/project.json", [manifest], bend=bent_json),
    }
    return made[name]


NAMES = (
    *("pictures", "masks", "palettes of text", "palettes of numbers", "palettes of bytes", "IDX", "shards"),
    *("tables of labels", "labels", "folders", "configs", "configs as JSON", "configs of runs"),
    *("graphs", "weights", "configs of models", "cards"),
    *("records", "configs in runs", "logs", "notes of the studio", "training states"),
    *("projects", "what projects say", "notes of recovery", "what recovery says"),
)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="nothing interrupts a reader that hangs")
@pytest.mark.parametrize("name", NAMES)
def test_no_file_harms_a_reader(name: str, home: Path) -> None:
    tried = case(home, name)
    file = home / tried.name
    before = file.read_bytes() if file.exists() else None

    @settings(max_examples=COUNT, derandomize=COUNT < 1000, database=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def attempt(data: st.DataObject) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)  # what recovery finds no use for, it removes
        file.write_bytes(tried.bend(data.draw(st.sampled_from(tried.seeds)), data.draw))
        signal.alarm(PATIENCE_S)
        try:
            tried.read(file)
        except EngineError as error:
            said = str(error)
            assert said
            assert "\n" not in said or name == "pictures"
        finally:
            signal.alarm(0)

    def hangs(*_: object) -> None:
        raise Hang

    old = signal.signal(signal.SIGALRM, hangs)
    try:
        attempt()
    finally:
        signal.signal(signal.SIGALRM, old)
        file.unlink(missing_ok=True)
        if before is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(before)


class Trap:
    """What a pickle would do when it is read."""

    def __init__(self, sprung: Path) -> None:
        self._sprung = sprung

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self._sprung,)


@pytest.mark.parametrize("packed", ["pickle", "torch"])
def test_nothing_is_executed_from_a_file(packed: str, home: Path, tmp_path: Path) -> None:
    sprung = tmp_path / "sprung"
    file = BytesIO()
    if packed == "torch":
        torch.save({"weights": Trap(sprung)}, file)
    trap = file.getvalue() or pickle.dumps(Trap(sprung))
    reads: dict[str, Read] = {
        "model/model.onnx": lambda path: engine.load(path.parent),
        "model/model.safetensors": lambda path: engine.load(path.parent),
        "model/config.json": lambda path: engine.load(path.parent),
        "run/checkpoints/00000000.safetensors": lambda path: load_state(RunFolder(path.parents[1])),
        "run/run.json": lambda path: RunFolder(path.parent).read_record(),
        "run/preview.safetensors": lambda path: _preview_images(RunFolder(path.parent)),
        "p.patchwork": read_project,
        "pictures/0.png": engine.read_image,
        "x.tar": lambda path: read_pictures(path, MODEL, DataConfig()),
        "x-idx3-ubyte": read_idx,
    }
    for name, read in reads.items():
        copied = Path(shutil.copytree(home, tmp_path / name.replace("/", "-"))) / name
        copied.write_bytes(trap)
        with pytest.raises(EngineError):
            read(copied)
    assert not sprung.exists()
    pickle.loads(pickle.dumps(Trap(sprung)))
    assert sprung.exists(), "the trap works"


def bomb(kind: str, home: Path) -> tuple[bytes, Read, str]:
    """A small file that would unpack to far more, its reader, and what is said."""
    file = BytesIO()
    if kind == "picture":
        whole = bytearray(picture("L", "PNG"))
        whole[16:24] = struct.pack(">II", 30_000, 30_000)
        whole[29:33] = struct.pack(">I", zlib.crc32(whole[12:29]))
        return bytes(whole), engine.read_image, "pixels"
    if kind == "IDX":
        zeros = gzip.compress(IDX[:16] + bytes(2**25))
        return zeros, read_idx, "truncated or damaged: more"
    if kind == "IDX that lies":
        return gzip.compress(IDX[:4] + b"\xff" * 12 + bytes(99)), read_idx, "99 bytes where"
    if kind == "tar":
        info = tarfile.TarInfo("a.png")
        info.size = 2**40
        return (
            info.tobuf() + bytes(1024),
            lambda path: read_pictures(path, MODEL, DataConfig()),
            "has 1099511627776 bytes",
        )
    if kind == "weights":
        head = json.dumps({"a": {"dtype": "F16", "shape": [2**40], "data_offsets": [0, 2**41]}}).encode()
        return struct.pack("<Q", len(head)) + head, lambda path: engine.load(path.parent), "damaged"
    if kind == "weights with a long head":
        return struct.pack("<Q", 2**62) + b"{}", lambda path: engine.load(path.parent), "damaged"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        if kind == "project":
            archive.writestr("project.json", bytes(2**24))
        elif kind == "project of LZMA":
            archive.writestr("project.json", b"{}", zipfile.ZIP_LZMA)
        else:
            archive.writestr("../../pictures/0.png", b"x")
    said = {"project": "too large", "project of LZMA": "packed in another way"}.get(kind, "it holds '../../pictures")
    return file.getvalue(), read_project, said


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("picture", "a.png"),
        ("IDX", "x-idx3-ubyte.gz"),
        ("IDX that lies", "x-idx3-ubyte.gz"),
        ("tar", "x.tar"),
        ("weights", "model/model.safetensors"),
        ("weights with a long head", "model/model.safetensors"),
        ("project", "p.patchwork"),
        ("project of LZMA", "p.patchwork"),
        ("project that climbs", "p.patchwork"),
    ],
)
def test_a_bomb_is_refused_before_it_goes_off(
    kind: str, name: str, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studio.files.project.LARGEST_MANIFEST", 2**20)
    data, read, said = bomb(kind, home)
    copied = Path(shutil.copytree(home, tmp_path / "home")) / name
    copied.write_bytes(data)
    before = {path: path.stat().st_size for path in tmp_path.rglob("*")}
    tracemalloc.start()
    try:
        with pytest.raises(EngineError, match=said):
            read(copied)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2**26
    assert {path: path.stat().st_size for path in tmp_path.rglob("*")} == before
