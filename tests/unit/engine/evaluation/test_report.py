import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from rich.console import Console
from rich.table import Table

from engine.errors import EngineError
from engine.evaluation.cells import ReportSettings
from engine.evaluation.features import FeatureConfig, FeatureNet, Features
from engine.evaluation.held_out import HeldOut
from engine.evaluation.report import Report, evaluate, work
from engine.evaluation.shapes import kinds
from engine.evaluation.tables import tables
from engine.models.library import ModelInfo
from tests.unit.engine.evaluation.conftest import beginner, flat_patches, sampler, twins

SETTINGS = ReportSettings(shares=(0.0, 0.4), shapes=("random",), images=300, repeated=60, replicates=60, steps=50)
SMALL = replace(SETTINGS, images=30, repeated=4, replicates=5, steps=3)


def held_out(count: int = 400) -> HeldOut:
    images = flat_patches(count)
    labels = np.arange(count) % 3
    return HeldOut(images=images, labels=labels, training=flat_patches(50, seed=9), description={"path": "flat"})


def report(kind: str, features: Features, settings: ReportSettings = SETTINGS) -> Report:
    return evaluate(sampler(kind), [features], held_out(), settings)


def test_a_perfect_sampler_meets_every_yardstick(features: Features) -> None:
    result = report("perfect", features)
    for cell in result.cells:
        m = cell.measures
        for name in ("told_apart", "auc"):
            assert m[name].value == pytest.approx(0.5, abs=0.08)
            assert result.record["floors"][name]["value"] == pytest.approx(0.5, abs=0.08)
        assert m["ffd_at_n"].value == pytest.approx(m["ffd_at_n"].reference, rel=0.5)
        assert m["ffd"].low < 0.1 * m["ffd_at_n"].value
        assert "grain" not in m  # flat patches have none
        for name in ("precision", "recall"):
            assert m[name].value == pytest.approx(m[name].reference, abs=0.12)
        assert m["gain"].value == pytest.approx(m["gain"].reference, abs=0.25)
        assert m["apart"].value == pytest.approx(1, rel=0.06)
        assert m["consistency"].low - 0.02 < 0 < m["consistency"].high + 0.02
    empty = result.cells[0].measures
    assert empty["nearest"].value == pytest.approx(empty["nearest"].reference, rel=0.05)


def test_a_collapsed_sampler_meets_none(features: Features) -> None:
    result = report("collapsed", features)
    m = result.cells[0].measures
    assert m["told_apart"].low > 0.9
    assert m["ffd"].low > 2 * result.record["floors"]["ffd_at_n"]["value"]
    assert m["recall"].value < 0.2
    assert m["gain"].value == pytest.approx(0, abs=1e-6)
    assert m["apart"].value == 0


def test_an_inconsistent_sampler_is_found_out_by_its_second_step(features: Features) -> None:
    m = report("inconsistent", features).cells[0].measures
    one_step_twice = m["consistency"].reference
    assert one_step_twice is not None
    assert m["consistency"].low > max(0.01, 2 * one_step_twice)


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others(features: Features) -> None:
    first, again, other = (
        json.dumps(report("perfect", features, replace(SMALL, seed=seed)).as_dict()) for seed in (0, 0, 1)
    )
    assert first == again
    assert first != other


def test_the_record_says_what_was_measured_with_what(features: Features) -> None:
    ticks: list[int] = []
    result = evaluate(sampler("perfect"), [features], held_out(), SMALL, tick=ticks.append)
    record = json.loads(json.dumps(result.as_dict(), allow_nan=False))
    assert [net["hash"] for net in record["features"]] == [features.hash]
    assert record["settings"]["images"] == 30
    assert record["data"] == {"path": "flat"}
    assert [(c["shape"], c["share"]) for c in record["cells"]] == [("empty", 0.0), ("random", 0.4)]
    assert {"value", "low", "high", "reference"} == record["cells"][0]["measures"]["ffd"].keys()
    assert sum(ticks) == work(SMALL, sampler("perfect"), held_out()) == 2


def test_classes_are_measured_only_where_data_and_features_know_them(features: Features) -> None:
    labelled = report("perfect", features, SMALL)
    assert "label_kept" in labelled.cells[1].measures
    assert "histogram" in labelled.cells[0].measures
    data = replace(held_out(), labels=None, training=None)
    unlabelled = evaluate(sampler("perfect"), [features], data, SMALL)
    assert "label_kept" not in unlabelled.cells[1].measures
    assert "nearest" not in unlabelled.cells[0].measures
    stranger = replace(held_out(), labels=np.arange(400))
    assert "label_kept" not in evaluate(sampler("perfect"), [features], stranger, SMALL).cells[1].measures
    shown = [" ".join(map(text_of, tables(each))) for each in (labelled, unlabelled)]
    assert ["label kept" in text for text in shown] == [True, False]
    assert ["training image" in text for text in shown] == [True, False]


def test_images_with_alpha_and_views_are_measured_by_both() -> None:
    torch.manual_seed(0)
    net = FeatureNet(FeatureConfig(image_size=(12, 24), channels=4, width=16, dimension=8))
    features = Features(net=net.requires_grad_(False).eval(), name="untrained", hash="0" * 16, card={})
    data = HeldOut(images=twins(60), labels=None, training=None, description={})
    result = evaluate(beginner(), [features], data, replace(SMALL, repeated=20, steps=30))
    assert [(cell.shape, cell.share) for cell in result.cells[2:]] == [("view left", 0), ("view right", 0)]
    for cell in result.cells[2:]:
        m = cell.measures
        assert m["views"].reference == 0
        assert m["views_shuffled"].value > 0.2
        assert m["views"].low > 0.05
        assert m["off_palette"].reference == 0
        assert m["off_palette"].low > 0.5
        assert m["alpha"].value < 0.8
        assert m["told_apart"].value > 0.6
    assert "alpha" in result.cells[0].measures
    assert "off_palette" not in result.cells[0].measures  # nothing is known
    shown = [text_of(table) for table in tables(result)]
    assert "left known" in shown[2]
    assert "strangers" in shown[2]


def test_classes_of_data_and_features_are_matched_by_name(features: Features) -> None:
    plain = held_out()
    assert plain.labels is not None
    first, second, third = features.categories[:3]
    turned = replace(plain, labels=(plain.labels + 1) % 3, categories=(third, first, second))
    measured = [evaluate(sampler("perfect"), [features], data, SMALL).cells[1].measures for data in (plain, turned)]
    assert measured[0]["label_kept"] == measured[1]["label_kept"]
    strange = replace(plain, categories=(first, second, "strange"))
    assert "label_kept" not in evaluate(sampler("perfect"), [features], strange, SMALL).cells[1].measures


def text_of(table: Table) -> str:
    console = Console(width=100, record=True, file=io.StringIO())
    console.print(table)
    shown = console.export_text()
    assert max(map(len, shown.splitlines())) <= 100
    return " ".join(shown.split())


def test_under_every_table_stands_what_its_measures_are(features: Features) -> None:
    shown = list(tables(report("perfect", features, SMALL)))
    assert [table.caption_style for table in shown if table.caption] == ["dim"] * 3
    said = " ".join(map(text_of, shown))
    for measure in ("±", "told apart", "AUC", "ffd", "grain", "precision", "recall", "gain", "apart", "energy"):
        assert measure in said
    assert "±: half of the 95 % bootstrap interval" in text_of(shown[0])
    assert "[arXiv:1610.06545]" in said
    assert "[arXiv:1904.06991]" in said


def test_half_targets_leave_the_rest_out_of_every_measure(features: Features) -> None:
    """A perfect sampler meets its yardsticks there too, though what it is not asked for is not drawn."""
    half = report("perfect", features, replace(SETTINGS, targets="half"))
    for cell in half.cells:
        m = cell.measures
        assert m["told_apart"].value == pytest.approx(0.5, abs=0.08)
        assert m["ffd"].low < 0.1 * m["ffd_at_n"].value
        assert m["gain"].value == pytest.approx(m["gain"].reference, abs=0.25)
        assert m["apart"].value == pytest.approx(1, rel=0.08)
        assert "nearest" not in m


def test_a_net_that_training_used_is_marked(features: Features, tmp_path: Path) -> None:
    (tmp_path / "card.json").write_text('{"config": {"objective": {"features": "untrained"}}}')
    (tmp_path / "model.safetensors").write_bytes(b"")
    model = sampler("perfect")
    model.info = ModelInfo(name="made", path=tmp_path, bundled=False, config=model.config)
    result = evaluate(model, [replace(features, name="own"), features], held_out(), SMALL)
    shown = text_of(next(tables(result)))
    assert "ffd A " in shown
    assert "ffd B*" in shown
    assert "Training used this net" in shown
    assert "Training used this net" not in text_of(next(tables(report("perfect", features, SMALL))))


def test_too_few_held_out_images_are_refused(features: Features) -> None:
    with pytest.raises(EngineError, match="29 held-out images are too few"):
        evaluate(sampler("perfect"), [features], held_out(29), SETTINGS)


def test_the_empty_subset_comes_once_and_has_no_shape() -> None:
    assert kinds(("random", "half"), (0.0, 0.5)) == [("empty", 0.0), ("random", 0.5), ("half", 0.5)]
    assert kinds(("random",), (0.5,)) == [("random", 0.5)]
