"""Bytes and the networks' range of values."""

from __future__ import annotations

import torch

from engine.networks.inference import to_bytes, to_unit


def test_bytes_survive_the_unit_range() -> None:
    pixels = torch.arange(256, dtype=torch.uint8).view(1, 16, 16)
    assert torch.equal(to_bytes(to_unit(pixels)), pixels)


def test_colours_are_premultiplied_inside_and_come_back_where_they_are_seen() -> None:
    levels = torch.arange(256, dtype=torch.uint8)
    alpha = levels.view(1, 256, 1).expand(1, 256, 256)
    pixels = torch.cat([levels.view(1, 1, 256).expand(3, 256, 256), alpha])
    unit = to_unit(pixels)
    assert (unit[:3, 0] == -1).all(), "what is transparent has no colour"
    back = to_bytes(unit)
    assert torch.equal(back[3], pixels[3])
    assert (back[:3, 0] == 0).all()
    assert (back[:3].int() - pixels[:3].int())[:, 1:].abs().max() <= 1


def test_where_alpha_rounds_to_0_nothing_is_left_of_the_colour() -> None:
    faint = torch.tensor([0.5, 0.0, -1.0, -1 + 2 * 0.49 / 255]).view(4, 1, 1)
    assert to_bytes(faint).flatten().tolist() == [0, 0, 0, 0]
