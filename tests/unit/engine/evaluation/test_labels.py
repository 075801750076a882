"""p(y | x_S) measured against a posterior that is known: whether the first of nine flat patches is bright."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor, nn

from engine.config import Config, LabelConfig
from engine.evaluation.cells import ReportSettings
from engine.evaluation.completions import classify_each, complete_each
from engine.evaluation.figures.reliability import draw_reliability
from engine.evaluation.held_out import HeldOut, load_held_out
from engine.evaluation.intervals import FloatArray
from engine.evaluation.labels import SHARES, calibration_error, class_numbers, reliability
from engine.evaluation.report import Report, evaluate, work
from engine.evaluation.tables import tables
from engine.models.completion import Model
from engine.models.library import find_model
from engine.networks.generator import Generator, Noise
from engine.networks.inference import TorchRuntime
from engine.pictures.images import UInt8Array
from engine.subsets import SubsetPair
from engine.training.checkpoint import write_model
from tests.unit.engine.evaluation.conftest import CONFIG, flat_patches
from tests.unit.engine.evaluation.test_report import text_of

LABELLED = CONFIG.model_copy(
    update={
        "labels": (
            LabelConfig(name="corner", categories=("dark", "bright")),
            LabelConfig(name="other", categories=("a", "b", "c")),
        )
    }
)
SETTINGS = ReportSettings(
    shares=(0.4,), shapes=("random",), images=400, repeated=4, repeats=2, replicates=20, steps=3
)


class Posterior(nn.Module):
    """Stands for a generator that knows: what is not seen is as likely bright as dark; or that is too sure of it."""

    def __init__(self, *, sure: bool) -> None:
        super().__init__()
        self.config, self.sure = LABELLED, sure
        self.unused = nn.Parameter(torch.zeros(()))

    def forward(
        self, patches: Tensor, pair: SubsetPair[Tensor], noise: Noise, labels: Tensor | None = None
    ) -> tuple[Tensor, tuple[Tensor, ...]]:
        """As `engine.networks.generator.Generator.forward`."""
        assert labels is not None
        flat = torch.erf(noise.patch[..., :1] / 2**0.5).expand_as(patches).clone()
        corner = torch.where(pair.known[:, 9], 2.0 * labels[:, 0] - 1, flat[:, 0, 0].sign())
        flat[:, 0] = flat[:, 0].abs() * corner[:, None]
        seen = pair.known[:, :1].float() * patches[:, 0, :1].sign()
        unseen = (1 - seen.abs()) * (5.0 if self.sure else 0.0)
        logits = torch.cat([-20 * seen, 20 * seen + unseen], dim=1), torch.zeros(len(patches), 3)
        given = torch.where(pair.known[:, :9, None], patches, 0.0)
        return torch.where(pair.target[:, :9, None], flat, given), logits


class Corner:
    """Stands for a feature net that names the brightness of the first patch."""

    name, hash, classes = "corner", "0" * 16, 3
    most = 10**9
    card: ClassVar[dict[str, Any]] = {}
    categories = ("bright", "dark", "else")

    def __call__(self, images: UInt8Array, *, probabilities: bool = False) -> FloatArray:
        """As `engine.evaluation.features.Features`."""
        if probabilities:
            bright = images[:, 0, 0, 0] > 127
            return np.eye(3)[np.where(bright, 0, 1)]
        return images[:, ::4, ::4, 0].reshape(len(images), -1) / 127.5 - 1


CORNER: Any = Corner()


def held_out() -> HeldOut:
    images = flat_patches(500)
    y = np.stack([images[:, 0, 0, 0] > 127, np.full(500, -1)], axis=1).astype(np.int64)
    y[::5, 0] = -1
    return HeldOut(images=images, labels=None, model_labels=y, training=None, description={"path": "flat"})


def report(*, sure: bool = False, settings: ReportSettings = SETTINGS) -> Report:
    model = Model(LABELLED, TorchRuntime(Posterior(sure=sure)))  # type: ignore[arg-type]
    ticks: list[int] = []
    result = evaluate(model, [CORNER], held_out(), settings, tick=ticks.append)
    assert sum(ticks) == work(settings, model, held_out())
    return result


def test_a_model_that_knows_the_posterior_is_right_sure_and_calibrated_as_it_can_be() -> None:
    result = report()
    assert [(cell.label, cell.share) for cell in result.labels] == [("corner", share) for share in SHARES]
    for cell in result.labels:
        m = cell.measures
        sees = round(9 * cell.share) / 9
        assert m["accuracy"].value == pytest.approx((1 + sees) / 2, abs=0.09)
        assert m["accuracy"].reference == pytest.approx(0.5, abs=0.08)
        assert m["nll"].value == pytest.approx((1 - sees) * np.log(2), abs=0.09)
        assert m["nll"].reference == pytest.approx(np.log(2), abs=0.01)
        assert m["ece"].value < 0.08
        assert m["ece"].reference is not None
        assert m["ece"].reference < 0.05


def test_a_model_that_is_too_sure_is_found_out_by_its_calibration() -> None:
    of_share = {cell.share: cell.measures for cell in report(sure=True).labels}
    assert of_share[0.0]["ece"].low > 0.3
    assert of_share[0.0]["nll"].value > 2 * np.log(2)
    assert of_share[1.0]["ece"].value < 1e-6


def test_completions_show_the_category_that_is_given_and_any_where_none_is() -> None:
    of_share = {cell.share: cell.measures for cell in report().labels}
    assert "shown_given" not in of_share[1.0]
    for share in SHARES[1:]:
        m, sees = of_share[share], round(9 * share) / 9
        assert m["shown_given"].value == m["shown_given"].reference == 1
        assert m["shown_free"].value == pytest.approx((1 + sees) / 2, abs=0.09)


def test_the_report_tells_of_labels_in_a_table_and_in_its_record() -> None:
    result = report()
    *_, table = tables(result)
    shown = text_of(table)
    for words in ("corner, 100 %", "corner, 0 %", "ECE", "corner sees the true category"):
        assert words in shown
    record = json.loads(json.dumps(result.as_dict(), allow_nan=False))
    assert [cell["share"] for cell in record["labels"]] == list(SHARES)
    assert record["labels"][0]["measures"].keys() == {"accuracy", "nll", "ece"}
    none = report(settings=replace(SETTINGS, classified=0))
    assert none.labels == []
    assert "labels" not in none.as_dict()


def test_the_calibration_error_is_the_mean_gap_over_bins_of_confidence() -> None:
    confidence = np.array([0.9, 0.92, 0.55, 0.56, 1.0])
    right = np.array([True, False, True, True, True])
    gaps = abs(1 - 1.82), abs(2 - 1.11), abs(1 - 1.0)
    assert calibration_error(confidence, right) == pytest.approx(sum(gaps) / 5)
    bins = reliability(confidence, right)
    assert [each.images for each in bins] == [2, 2, 1]
    assert [each.accuracy for each in bins] == [1, 0.5, 1]
    assert [each.confidence for each in bins] == pytest.approx([0.555, 0.91, 1])


def test_a_reliability_diagram_has_a_panel_a_label_and_a_line_a_share() -> None:
    cells = report().labels
    names = ["corner", "b", "c", "d", "e"]
    figure = draw_reliability([replace(cell, label=name) for name in names for cell in cells])
    assert [axes.get_title() for axes in figure.axes if axes.axison] == names
    for axes in figure.axes[:5]:
        lines = axes.get_lines()[1:]
        assert [line.get_label() for line in lines] == ["100%", "50%", "25%", "10%", "0%"]
        assert np.asarray(lines[0].get_xydata()).tolist() == [[1, 1]]


def test_a_net_that_does_not_name_every_category_is_not_asked() -> None:
    assert class_numbers(("dark", "bright"), CORNER) is not None
    assert class_numbers(("dark", "grey"), CORNER) is None


@pytest.fixture(scope="module")
def untrained() -> Model:
    torch.manual_seed(0)
    return Model(LABELLED, TorchRuntime(Generator(LABELLED).eval()))


def test_many_at_once_are_classified_and_completed_as_the_model_does_one_by_one(untrained: Model) -> None:
    images, known = flat_patches(70), np.random.default_rng(0).random((70, 9)) < 0.4
    alone = untrained.classify(images[0], known[0], n=3)
    found = classify_each(untrained, images[:1], known[:1], n=3, first_seed=0)
    for label, p in zip(LABELLED.labels, found, strict=True):
        assert alone[label.name] == pytest.approx(dict(zip(label.categories, p[0].tolist(), strict=True)), abs=1e-5)
    labels = np.full((70, 2), -1)
    labels[:, 0] = 1
    drawn = complete_each(untrained, images, known, range(70), labels=labels)
    given = untrained.complete(images[69], known[69], seeds=[69], labels={"corner": "bright"}).images[0]
    assert np.abs(drawn[69].astype(int) - given).max() <= 1


def test_labels_of_held_out_images_are_matched_with_the_models_by_name(tmp_path: Path) -> None:
    images = flat_patches(40)
    for number, image in enumerate(images):
        place = tmp_path / "unseen" / ("bright" if number % 2 else "dark")
        place.mkdir(parents=True, exist_ok=True)
        Image.fromarray(image[..., 0]).save(place / f"{number:02d}.png")
    labels = (LabelConfig(name="class", categories=("bright", "grey", "dark")), LABELLED.labels[1])
    config = Config(model=CONFIG.model_copy(update={"labels": labels}))
    write_model(tmp_path / "model", config, Generator(config.model), {}, None)
    data = load_held_out(find_model(tmp_path / "model"), tmp_path / "unseen")
    assert data.model_labels is not None
    assert data.labels is not None
    bright = np.array([data.categories[number] == "bright" for number in data.labels])
    np.testing.assert_array_equal(data.model_labels[:, 0], np.where(bright, 0, 2))
    assert (data.model_labels[:, 1] == -1).all()
    assert any("nothing of the model's label 'other'" in note for note in data.notes)
