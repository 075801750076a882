"""The methods that this engine is compared with."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

import engine
from engine.evaluation import peers

PARAMETERS = {"LaMa": 51.0, "MI-GAN": 5.9, "MAE": 111.7, "RePaint": 108.2}
"""Of the networks as they are built, in millions: published are 51 and 5.95, 111.9 and, with the step's embedding,
113.7."""


def test_the_networks_have_the_published_shapes() -> None:
    with torch.device("meta"):
        built: dict[str, nn.Module] = {
            "LaMa": peers._lama(),
            "MI-GAN": peers._MIGAN(),
            "MAE": peers._MAE(0.5),
            "RePaint": peers._UNet(),
        }
        picture, patches = torch.empty(1, 4, 256, 256), torch.empty(1, 196, 768)
        assert built["LaMa"].eval()(picture).shape == built["MI-GAN"](picture).shape == (1, 3, 256, 256)
        assert built["MAE"](patches).shape == patches.shape
        assert built["RePaint"](picture[:, :3]).shape == (1, 3, 256, 256)
    for name, network in built.items():
        millions = sum(parameter.numel() for parameter in network.parameters()) / 1e6
        assert round(millions, 1) == PARAMETERS[name], name


def test_each_method_is_a_row_with_its_time_and_what_has_real_weights_with_its_quality(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def random(_: object) -> list[peers.Peer]:
        return [peers.Peer(name="random", call=lambda: None, size=(8, 8), steps=250)]

    def perfect(_: object, image: np.ndarray, threads: int) -> list[peers.Peer]:
        fill: peers.Fill = lambda image, known: image  # noqa: E731
        return [peers.Peer(name="perfect", call=lambda: None, size=(28, 28), fill=fill)]

    monkeypatch.setattr(peers, "_networks", random)
    monkeypatch.setattr(peers, "_of_packages", perfect)
    monkeypatch.setattr(peers, "CALLS", 2)
    model = engine.load("mnist", threads=1)
    rows = list(peers.compare(model, list(np.zeros((2, 28, 28, 1), dtype=np.uint8)), threads=1))
    assert [row["size"] for row in rows] == ["28x28", "28x28", "28x28", "8x8"]
    assert all(row["ms"] >= 0 for row in rows)
    assert [row["psnr_0.5"] is None for row in rows] == [False, False, False, True]
    assert rows[2]["psnr_0.5"] > 70 > rows[0]["psnr_0.5"] > 5
