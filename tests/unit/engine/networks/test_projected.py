"""The heads on the frozen features: what they are told, and what of them is trained."""

from __future__ import annotations

import torch

from engine.networks.features import CHANNELS, STRIDES
from engine.networks.projected import ProjectedDiscriminator
from engine.subsets import SubsetPair


def told(height: int, width: int) -> tuple[list[torch.Tensor], SubsetPair[torch.Tensor]]:
    rng = torch.Generator().manual_seed(0)
    features = [
        torch.randn(2, channels, -(-height // stride), -(-width // stride), generator=rng)
        for channels, stride in zip(CHANNELS, STRIDES, strict=True)
    ]
    known = torch.rand(2, 1, height, width, generator=rng) < 0.5
    return features, SubsetPair(known, ~known)


def test_every_stage_has_a_logit_whatever_the_shape_of_the_image() -> None:
    for height, width in ((56, 56), (64, 112), (24, 24), (128, 128)):
        logits = ProjectedDiscriminator(height=height, width=width)(*told(height, width))
        assert logits.shape == (2, len(CHANNELS))


def test_the_mixture_of_features_is_saved_but_never_trained() -> None:
    projected = ProjectedDiscriminator(height=64, width=64)
    trained = {name for name, _ in projected.named_parameters()}
    assert all(name.startswith("heads.") for name in trained)
    assert {f"across{k}" for k in range(4)} | {"down1", "down2", "down3"} == projected.state_dict().keys() - trained


def test_a_shallow_head_hears_of_all_deeper_stages_and_a_deep_one_of_none_above_it() -> None:
    projected, (features, pair) = ProjectedDiscriminator(height=64, width=64), told(64, 64)
    before = projected(features, pair)
    for changed in range(len(CHANNELS)):
        other = [stage + (k == changed) for k, stage in enumerate(features)]
        differs = (projected(other, pair) != before).any(0).tolist()
        assert differs == [head <= changed for head in range(len(CHANNELS))]


def test_it_is_told_s_and_t() -> None:
    projected, (features, pair) = ProjectedDiscriminator(height=64, width=64), told(64, 64)
    swapped = SubsetPair(pair.target, pair.known)
    assert (projected(features, pair) != projected(features, swapped)).all()
