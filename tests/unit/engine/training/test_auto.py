from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.errors import EngineError
from engine.training.auto import auto_config, look
from tests.unit.engine.data.test_readers import idx, tar


def photo(width: int, height: int, seed: int = 0) -> Image.Image:
    noise = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    noise[..., 2] //= 4
    return Image.fromarray(noise)


def sprite(width: int, height: int) -> Image.Image:
    """Two colours on nothing."""
    image = Image.new("RGBA", (width, height))
    image.paste((200, 30, 30, 255), (2, 2, width // 2, height - 2))
    image.paste((30, 30, 200, 255), (width // 2, 2, width - 2, height - 2))
    return image


def folder(path: Path, images: list[Image.Image], suffix: str = ".png") -> Path:
    path.mkdir(exist_ok=True)
    for number, image in enumerate(images):
        image.save(path / f"{number:03}{suffix}")
    return path


def test_sprites_keep_their_size_and_transparency(tmp_path: Path) -> None:
    config, lines = auto_config(folder(tmp_path / "a", [sprite(64, 112)] * 4), gpu=False)
    model = config.model
    assert (model.shape, model.patch_size, model.grid.shape) == ((112, 64, 4), 8, (14, 8))
    assert lines[0] == (
        "--config auto: 64x112 RGBA in 8 x 14 patches of 8 pixels, as the pictures are pixel art with transparency, "
        "all of that size."
    )
    assert config.augment.colour == 0


def test_a_palette_with_transparency_is_seen(tmp_path: Path) -> None:
    image = sprite(32, 32).quantize(4)
    assert image.mode == "P"
    config, _ = auto_config(folder(tmp_path / "a", [image] * 3), gpu=False)
    assert (config.model.shape, config.model.patch_size) == ((32, 32, 4), 4)


@pytest.mark.parametrize(
    ("sizes", "shape", "why"),
    [
        ([(48, 48)], (48, 48), "all of that size"),
        ([(128, 128)], (64, 64), "all of 128x128"),
        ([(89, 109)], (80, 64), "all of 89x109"),
        ([(300, 200), (1200, 800), (330, 220)], (64, 96), "of 300x200 to 1200x800"),
        ([(300, 200), (200, 300), (330, 220)], (64, 64), "of 200x200 to 330x300, cut to squares"),
        ([(50, 40), (40, 50)], (32, 32), "of 40x40 to 50x50, cut to squares"),
        ([(2000, 100)], (64, 64), "all of 2000x100, cut to squares"),
    ],
)
def test_photos_get_a_size_that_is_of_whole_patches_and_affordable(
    tmp_path: Path, sizes: list[tuple[int, int]], shape: tuple[int, int], why: str
) -> None:
    photos = [photo(*size, seed=seed) for seed, size in enumerate(sizes)]
    config, lines = auto_config(folder(tmp_path / "a", photos, ".jpg"), gpu=False)
    assert config.model.shape == (*shape, 3)
    assert lines[0].endswith(f"in colour, {why}.")
    assert 9 <= config.model.grid.L <= 256


def test_an_idx_file_and_shards_are_looked_at_too(tmp_path: Path) -> None:
    digits = np.random.default_rng(0).integers(0, 256, (300, 28, 28))
    (tmp_path / "images").write_bytes(idx(digits))
    config, lines = auto_config(tmp_path / "images", gpu=False)
    assert (config.model.shape, config.model.patch_size) == ((28, 28, 1), 4)
    assert "Networks and schedule of mnist, augmented, as there are fewer than 20,000 pictures." in lines[1]
    buffer = BytesIO()
    photo(40, 40).save(buffer, "PNG")
    for shard in range(3):
        tar(tmp_path / f"{shard}.tar", {f"{i}.png": buffer.getvalue() for i in range(10)})
    assert look(tmp_path / "*.tar").count == pytest.approx(30, rel=0.2)
    assert auto_config(tmp_path / "*.tar", gpu=False)[0].model.shape == (40, 40, 3)


def test_with_a_gpu_the_networks_are_larger(tmp_path: Path) -> None:
    path = folder(tmp_path / "a", [sprite(32, 32)] * 3)
    small, large = (auto_config(path, gpu=gpu)[0] for gpu in (False, True))
    assert small.model.shape == large.model.shape
    assert small.model.width < large.model.width
    assert small.training.batch < large.training.batch


def test_where_nothing_can_be_looked_at_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="holds no image file"):
        auto_config(tmp_path, gpu=False)
    (tmp_path / "1.png").write_bytes(b"no picture")
    with pytest.raises(EngineError, match="holds no usable image"):
        auto_config(tmp_path, gpu=False)
    with pytest.raises(EngineError, match="does not exist"):
        auto_config(tmp_path / "nowhere", gpu=False)
