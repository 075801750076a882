"""Probes of an untrained network, on pictures whose label is where a bar is."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from engine.config import Config, LabelConfig
from engine.errors import EngineError
from engine.evaluation.probe import (
    Encoder,
    Labelled,
    features,
    measure_probes,
    probe_counts,
    read_labelled,
    tuned_accuracy,
    work,
)
from engine.models.library import find_model
from engine.networks.generator import Generator
from engine.training.checkpoint import write_model
from tests.unit.engine.evaluation.conftest import CONFIG

LABELLED = CONFIG.model_copy(update={"labels": (LabelConfig(name="corner", categories=("dark", "bright")),)})


def bars(count: int, seed: int) -> Labelled:
    """A bright row of patches, above, in the middle or below, which is the label, on noise."""
    rng = np.random.default_rng(seed)
    images = rng.integers(0, 60, (count, 1, 12, 12), dtype=np.uint8)
    y = rng.integers(0, 3, count)
    for image, row in zip(images, y, strict=True):
        image[:, 4 * row : 4 * row + 4] += 150
    return Labelled(images=torch.from_numpy(images), y=y)


@pytest.fixture(scope="module")
def generator() -> Generator:
    torch.manual_seed(0)
    return Generator(CONFIG).requires_grad_(False)


def test_features_are_the_means_of_every_block_and_do_not_depend_on_the_labels_of_a_model(
    generator: Generator,
) -> None:
    images = bars(7, 0).images
    found = Encoder(generator)(images)
    assert found.shape == (7, CONFIG.depth, CONFIG.width)
    assert features(generator, images).shape == (7, CONFIG.depth * CONFIG.width)
    assert not any(block._forward_hooks for block in generator.blocks)
    with_labels = Generator(LABELLED)
    with_labels.load_state_dict(generator.state_dict(), strict=False)
    assert torch.allclose(Encoder(with_labels)(images), found, atol=1e-5)


def test_probes_tell_what_there_is_to_tell_and_leave_the_model_as_it_was(generator: Generator) -> None:
    train, unseen = bars(150, 0), bars(60, 1)
    before = {name: value.clone() for name, value in generator.state_dict().items()}
    found = dict(measure_probes({"bare": generator}, train, unseen, categories=3, steps=2))
    assert list(found) == ["pixels, linear", "bare, linear", "bare, all weights", "from scratch"]
    assert all(list(accuracies) == [100, 150] for accuracies in found.values())
    assert found["pixels, linear"][150] > 0.9
    assert found["bare, linear"][150] > 0.7, "of random weights"
    assert len(found) == work(1, steps=2)
    assert all(torch.equal(value, before[name]) for name, value in generator.state_dict().items())
    shuffled = Labelled(images=train.images, y=np.random.default_rng(2).permutation(train.y))
    chance = dict(measure_probes({"bare": generator}, shuffled, unseen, categories=3, steps=0))
    assert list(chance) == ["pixels, linear", "bare, linear"]
    assert chance["bare, linear"][150] < 0.65


def test_a_whole_network_learns_what_its_first_steps_do_not_know(generator: Generator) -> None:
    train, unseen = bars(150, 0), bars(60, 1)
    few, many = (tuned_accuracy(generator, train, unseen, categories=3, steps=steps) for steps in (5, 200))
    assert few < 0.7 < 0.9 < many


def test_all_labelled_images_come_last_whatever_their_number() -> None:
    assert probe_counts(60_000) == [100, 1000, 60_000]
    assert probe_counts(1000) == [100, 1000]
    assert probe_counts(60) == [60]


def test_it_learns_from_labelled_images_alone_and_is_measured_on_those_held_out_or_given(tmp_path: Path) -> None:
    for kind in ("a", "b"):
        for place in ("data", "unseen"):
            (tmp_path / place / kind).mkdir(parents=True)
            for i in range(30):
                Image.new("L", (12, 12), 2 * i + (kind == "b")).save(tmp_path / place / kind / f"{i}.png")
    Image.new("L", (12, 12), 255).save(tmp_path / "data" / "without.png")
    write_model(tmp_path / "model", Config(model=CONFIG), Generator(CONFIG), {}, None)
    info = find_model(tmp_path / "model")
    train, held_out, label = read_labelled(info, tmp_path / "data", None, label=None, images=1000)
    assert (label.name, label.categories) == ("class", ("a", "b"))
    assert len(train.y) + len(held_out.y) == 60
    for part in (train, held_out):
        assert (part.images[:, 0, 0, 0].numpy() % 2 == part.y).all()
    few, unseen, _ = read_labelled(info, tmp_path / "data", tmp_path / "unseen", label="class", images=20)
    assert (len(few.y), len(unseen.y)) == (20, 60)
    assert (unseen.images[:, 0, 0, 0].numpy() % 2 == unseen.y).all()


def test_data_without_a_label_or_with_several_are_refused(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    for i in range(12):
        Image.new("L", (12, 12), i).save(tmp_path / "data" / f"{i}.png")
    write_model(tmp_path / "model", Config(model=CONFIG), Generator(CONFIG), {}, None)
    info = find_model(tmp_path / "model")
    with pytest.raises(EngineError, match="has no labels"):
        read_labelled(info, tmp_path / "data", None, label=None, images=10)
    rows = [f"{i}.png,{'ab'[i % 2]},{'cd'[i // 6]}" for i in range(12)]
    (tmp_path / "data" / "labels.csv").write_text("\n".join(["file,kind,size", *rows]))
    with pytest.raises(EngineError, match=r"the labels kind, size\. Choose one with --label"):
        read_labelled(info, tmp_path / "data", None, label=None, images=10)
