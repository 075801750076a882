"""What a network must not see cannot change what it says: exactly, not nearly."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.config import AugmentConfig, DiscriminatorConfig, ModelConfig
from engine.networks.discriminator import Discriminator
from engine.networks.generator import Generator, Noise
from engine.patches import unpatchify
from engine.subsets import SubsetPair
from engine.training.augment import Augmentation

CONFIGS = {
    "plain": ModelConfig(image_size=12, patch_size=4, width=32, depth=2, heads=2),
    "seam": ModelConfig(image_size=12, patch_size=4, width=32, depth=2, heads=2, channels=3, seam_channels=8),
}


def draw(config: ModelConfig, seed: int) -> tuple[torch.Tensor, torch.Tensor, SubsetPair[torch.Tensor], Noise]:
    generator = torch.Generator().manual_seed(seed)
    L, D = config.grid.L, config.patch_size**2 * config.channels
    patches = torch.rand(2, L, D, generator=generator) * 2 - 1
    changed = torch.rand(2, L, D, generator=generator) * 2 - 1
    state = torch.randint(0, 3, (2, L), generator=generator)
    return patches, changed, SubsetPair(state == 0, state == 1), Noise.sample(config, 2, generator)


def trained_looking(network: torch.nn.Module, seed: int) -> None:
    """Random weights everywhere, also where training starts from zero."""
    generator = torch.Generator().manual_seed(seed)
    for parameter in network.parameters():
        parameter.data = 0.3 * torch.randn(parameter.shape, generator=generator)


@pytest.mark.parametrize("name", CONFIGS)
@given(seed=st.integers(0, 1000))
@settings(max_examples=20)
def test_the_generator_is_blind_outside_S(name: str, seed: int) -> None:
    config = CONFIGS[name]
    network = Generator(config)
    trained_looking(network, seed)
    patches, changed, pair, noise = draw(config, seed)
    other = torch.where(pair.known[..., None], patches, changed)
    with torch.no_grad():
        assert torch.equal(network(patches, pair, noise), network(other, pair, noise))


@given(seed=st.integers(0, 1000))
@settings(max_examples=20)
def test_ignored_patches_take_no_part_in_the_generator(seed: int) -> None:
    """Noise and position of an ignored patch change nothing at the others."""
    config = CONFIGS["plain"]
    network = Generator(config)
    trained_looking(network, seed)
    patches, _, pair, noise = draw(config, seed)
    ignored = ~pair.union
    louder = Noise(noise.whole, torch.where(ignored[..., None], 9.0, noise.patch))
    with torch.no_grad():
        before, after = network(patches, pair, noise), network(patches, pair, louder)
    assert torch.equal(before, after)
    assert (before[ignored] == 0).all()
    assert torch.equal(before[pair.known], patches[pair.known])


@pytest.mark.parametrize("augmented", [False, True])
@given(seed=st.integers(0, 1000))
@settings(max_examples=20)
def test_the_discriminator_is_blind_outside_the_union(augmented: bool, seed: int) -> None:
    config = CONFIGS["seam"]
    network = Discriminator(config, DiscriminatorConfig(stem=(8, 16), depth=2, heads=2))
    trained_looking(network, seed)
    patches, changed, pair, _ = draw(config, seed)
    other = torch.where(pair.union[..., None], patches, changed)
    augmentation = Augmentation.sample(
        AugmentConfig(translate=1, colour=1, cutout=1), 2, config.grid, torch.Generator().manual_seed(seed)
    )
    assert augmentation is not None

    def score(images: torch.Tensor) -> torch.Tensor:
        inputs = (unpatchify(images, config.grid), pair.by_pixel(config.grid))
        with torch.no_grad():
            logits: torch.Tensor = network(*(augmentation(*inputs) if augmented else inputs))
            return logits

    assert torch.equal(score(patches), score(other))


def test_both_networks_do_see_what_they_should() -> None:
    """Guards the tests above against networks that see nothing."""
    config = CONFIGS["seam"]
    generator, discriminator = Generator(config), Discriminator(config, DiscriminatorConfig(stem=(8, 16)))
    trained_looking(generator, 0)
    trained_looking(discriminator, 0)
    patches, changed, pair, noise = draw(config, 0)
    with torch.no_grad():
        (out, _), T = generator(patches, pair, noise), pair.target
        assert not torch.equal(out[T], generator(changed, pair, noise)[0][T])
        assert not torch.equal(out[T], generator(patches, pair, noise[torch.tensor([1, 0])])[0][T])
        image, pixels = unpatchify(patches, config.grid), pair.by_pixel(config.grid)
        exchanged = SubsetPair(pixels.target, pixels.known)
        assert not torch.equal(discriminator(image, pixels), discriminator(image, exchanged))
