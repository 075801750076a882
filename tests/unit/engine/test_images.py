from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.errors import EngineError
from engine.images import fit_image, read_image, read_mask

WHITE = np.arange(64).reshape(8, 8) % 3 == 0


def mask_in(mode: str) -> Image.Image:
    grey = Image.fromarray(np.where(WHITE, 255, 0).astype(np.uint8))
    if mode == "RGBA":
        clear = Image.new("RGBA", (8, 8), (255, 255, 255, 0))
        clear.paste(Image.new("RGBA", (8, 8), "white"), mask=grey)
        return clear
    if mode == "I;16":
        return Image.fromarray(np.where(WHITE, 65535, 1020).astype(np.uint16))
    if mode == "F":
        return Image.fromarray(WHITE.astype(np.float32))
    return grey.convert(mode)


@pytest.mark.parametrize("fit", [False, True])
@pytest.mark.parametrize("mode", ["L", "1", "P", "RGB", "RGBA", "LA", "I;16", "F"])
def test_a_mask_means_the_same_in_every_mode(tmp_path: Path, mode: str, fit: bool) -> None:
    path = tmp_path / ("mask.tiff" if mode == "F" else "mask.png")
    mask_in(mode).save(path)
    assert (read_mask(path, size=8, fit=fit) == WHITE).all()


def test_a_fitted_mask_gains_no_new_greys(tmp_path: Path) -> None:
    mask_in("L").resize((24, 16), Image.Resampling.NEAREST).save(tmp_path / "mask.png")
    assert read_mask(tmp_path / "mask.png", size=8, fit=True).shape == (8, 8)
    with pytest.raises(EngineError, match=r"24x16; the model's image is 8x8"):
        read_mask(tmp_path / "mask.png", size=8)


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_any_damage_to_a_picture_is_one_clear_line(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    picture = Image.fromarray(rng.integers(0, 256, (16, 16, 3), dtype=np.uint8))
    path = tmp_path / "picture"
    refusals = []
    for kind in ("PNG", "JPEG", "TIFF", "AVIF", "WEBP", "GIF"):
        picture.save(path, kind)
        whole = path.read_bytes()
        for _ in range(100):
            data = bytearray(whole)
            for place in rng.integers(0, len(data), 4):
                data[place] = rng.integers(256)
            path.write_bytes(data[: rng.integers(1, len(data) + 1)])
            try:
                fit_image(read_image(path), size=8, channels=3)
            except EngineError as error:
                refusals.append(str(error))
    assert len(refusals) > 50
    assert all(str(path) in refusal for refusal in refusals)


def test_16_bits_keep_their_range() -> None:
    image = Image.fromarray(np.full((4, 4), 32768, dtype=np.uint16))
    assert (fit_image(image, size=4, channels=1) == 127).all() or (fit_image(image, size=4, channels=1) == 128).all()
