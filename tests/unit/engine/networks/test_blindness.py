"""What a network must not see cannot change what it says: exactly, not nearly."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.config import AugmentConfig, DiscriminatorConfig, LabelConfig, ModelConfig
from engine.networks.discriminator import Discriminator
from engine.networks.generator import Generator, Noise
from engine.patches import unpatchify
from engine.subsets import SubsetPair
from engine.training.augment import Augmentation

LABELS = (LabelConfig(name="bar", categories=("a", "b", "c")), LabelConfig(name="hue", categories=("x", "y")))
CONFIGS = {
    "plain": ModelConfig(image_size=12, patch_size=4, width=32, depth=2, heads=2),
    "seam": ModelConfig(image_size=12, patch_size=4, width=32, depth=2, heads=2, channels=3, seam_channels=8),
    "labels": ModelConfig(image_size=(8, 12), width=32, depth=2, heads=2, channels=4, seam_channels=8, labels=LABELS),
}


def draw(config: ModelConfig, seed: int) -> tuple[torch.Tensor, torch.Tensor, SubsetPair[torch.Tensor], Noise]:
    generator = torch.Generator().manual_seed(seed)
    L, D = config.grid.L, config.patch_size**2 * config.channels
    patches = torch.rand(2, L, D, generator=generator) * 2 - 1
    changed = torch.rand(2, L, D, generator=generator) * 2 - 1
    state = torch.randint(0, 3, (2, L + len(config.labels)), generator=generator)
    return patches, changed, SubsetPair(state == 0, state == 1), Noise.sample(config, 2, generator)


def two_labels(config: ModelConfig, seed: int) -> tuple[torch.Tensor | None, torch.Tensor | None]:
    """y and other y, (2, Y) each, -1 among them; None of a model without labels."""
    if not config.labels:
        return None, None
    generator = torch.Generator().manual_seed(seed)
    categories = torch.tensor([len(label.categories) for label in config.labels])
    y, other = ((torch.rand(2, len(categories), generator=generator) * (categories + 1)).long() - 1 for _ in range(2))
    return y, other


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
    y, other_y = two_labels(config, seed)
    other = torch.where(pair.known[:, : config.grid.L, None], patches, changed)
    if y is not None and other_y is not None:
        other_y = torch.where(pair.known[:, config.grid.L :], y, other_y)
    with torch.no_grad():
        (before, logits), (after, others) = network(patches, pair, noise, y), network(other, pair, noise, other_y)
    assert torch.equal(before, after)
    assert len(logits) == len(config.labels)
    assert all(torch.equal(one, two) for one, two in zip(logits, others, strict=True))


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
        (before, _), (after, _) = network(patches, pair, noise), network(patches, pair, louder)
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


def test_the_generator_sees_given_labels_and_ignored_ones_take_no_part() -> None:
    """A label that is wanted and one that is ignored differ, for the others attend to the first alone."""
    config = CONFIGS["labels"]
    network = Generator(config)
    trained_looking(network, 0)
    patches, _, pair, noise = draw(config, 0)
    L = config.grid.L

    def drawn(known: list[bool], target: list[bool], y: list[int]) -> torch.Tensor:
        labels = (torch.tensor([own] * 2) for own in (known, target))
        S, T = (torch.cat([of[:, :L], own], 1) for of, own in zip((pair.known, pair.target), labels, strict=True))
        with torch.no_grad():
            out: torch.Tensor = network(patches, SubsetPair(S, T), noise, torch.tensor([y] * 2))[0]
        return out

    given = drawn([True, True], [False, False], [0, 1])
    assert not torch.equal(given, drawn([True, True], [False, False], [2, 1]))
    assert not torch.equal(given, drawn([True, False], [False, True], [0, 1]))
    wanted, ignored = (drawn([True, False], [False, wanted], [0, 1]) for wanted in (True, False))
    assert not torch.equal(wanted, ignored)
    network.label_tokens.table.weight.data[-1] += 1  # [M_y] of the second label
    assert torch.equal(ignored, drawn([True, False], [False, False], [0, 1]))
    assert not torch.equal(wanted, drawn([True, False], [False, True], [0, 1]))


def test_an_unknown_label_is_the_mask_token_in_both_networks() -> None:
    config = CONFIGS["labels"]
    tokens = Generator(config).label_tokens
    unknown = tokens(torch.tensor([[-1, -1], [2, 0]]))
    table = tokens.table.weight
    assert torch.equal(unknown[0], table[[3, 6]])
    assert torch.equal(unknown[1], table[[2, 4]])


def test_the_discriminator_sees_the_labels_that_it_is_given() -> None:
    config = CONFIGS["labels"]
    network = Discriminator(config, DiscriminatorConfig(stem=(8, 16), depth=2, heads=2))
    trained_looking(network, 0)
    patches, _, pair, _ = draw(config, 0)
    inputs = unpatchify(patches, config.grid), pair.by_pixel(config.grid)
    with torch.no_grad():
        scores = [network(*inputs, torch.tensor([y] * 2)) for y in ([0, 1], [1, 1], [-1, 1])]
    assert not torch.equal(scores[0], scores[1])
    assert not torch.equal(scores[0], scores[2])


def test_no_labels_add_no_parameter() -> None:
    """So models and runs from before there were labels are read as they are."""
    bare, labelled = CONFIGS["labels"].model_copy(update={"labels": ()}), CONFIGS["labels"]
    judge = DiscriminatorConfig(stem=(8, 16), depth=2, heads=2)
    networks = (Generator(bare), Generator(labelled)), (Discriminator(bare, judge), Discriminator(labelled, judge))
    for without, with_labels in networks:
        assert not any("label" in name for name in without.state_dict())
        added = with_labels.state_dict().keys() - without.state_dict().keys()
        assert added
        assert all(name.startswith(("label_tokens.", "label_heads.")) for name in added)
        assert without.state_dict().keys() <= with_labels.state_dict().keys()
