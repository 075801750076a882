import torch

from engine.networks.inference import to_bytes, to_unit


def test_bytes_survive_the_unit_range() -> None:
    pixels = torch.arange(256, dtype=torch.uint8)
    assert torch.equal(to_bytes(to_unit(pixels)), pixels)
