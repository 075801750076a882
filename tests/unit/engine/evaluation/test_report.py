import io
import json
from dataclasses import replace

import numpy as np
import pytest
from rich.console import Console
from rich.table import Table

from engine.errors import EngineError
from engine.evaluation.cells import ReportSettings
from engine.evaluation.features import Features
from engine.evaluation.held_out import HeldOut
from engine.evaluation.posterior import PERFECT
from engine.evaluation.report import Report, completions, evaluate, kinds
from engine.evaluation.tables import tables
from tests.unit.engine.evaluation.conftest import flat_patches, sampler

SETTINGS = ReportSettings(shares=(0.0, 0.4), shapes=("random",), images=150, repeated=60, replicates=60)


def held_out(count: int = 400) -> HeldOut:
    images = flat_patches(count)
    labels = np.arange(count) % 3
    return HeldOut(images=images, labels=labels, training=flat_patches(50, seed=9), description={"path": "flat"})


def report(kind: str, features: Features, settings: ReportSettings = SETTINGS) -> Report:
    return evaluate(sampler(kind), features, held_out(), settings)


def test_a_perfect_sampler_meets_every_yardstick(features: Features) -> None:
    result = report("perfect", features)
    for cell in result.cells:
        m = cell.measures
        assert m["ffd"].value < 1.6 * result.record["floors"]["ffd"]
        assert m["fkid"].low < result.record["floors"]["fkid"] < m["fkid"].high + 0.05
        for name in ("p_ids", "u_ids"):
            assert m[name].value == pytest.approx(0.5, abs=0.12)
        for name in ("precision", "recall"):
            assert m[name].value == pytest.approx(m[name].reference, abs=0.12)
        assert m["gain"].value == pytest.approx(m["gain"].reference, abs=0.15)
        assert m["apart"].value == pytest.approx(m["apart"].reference, rel=0.06)
        assert m["consistency"].low - 0.02 < 0 < m["consistency"].high + 0.02
    empty = result.cells[0].measures
    assert empty["nearest"].value == pytest.approx(empty["nearest"].reference, rel=0.05)
    assert result.cells[1].measures["apart"].value < empty["apart"].value


def test_a_collapsed_sampler_meets_none(features: Features) -> None:
    result = report("collapsed", features)
    m = result.cells[0].measures
    assert m["ffd"].low > 2 * result.record["floors"]["ffd"]
    assert m["p_ids"].value < 0.2
    assert m["u_ids"].value < 0.2
    assert m["recall"].value < 0.2
    assert m["gain"].value == pytest.approx(0, abs=1e-6)
    assert m["apart"].value == 0


def test_an_inconsistent_sampler_is_found_out_by_its_second_step(features: Features) -> None:
    m = report("inconsistent", features).cells[0].measures
    assert m["consistency"].low > 0.02
    one_step_twice = m["consistency_ffd"].reference
    assert one_step_twice is not None
    assert m["consistency_ffd"].low > 2 * one_step_twice > 0


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others(features: Features) -> None:
    small = replace(SETTINGS, images=30, repeated=4, replicates=5)
    first, again, other = (
        json.dumps(report("perfect", features, replace(small, seed=seed)).as_dict()) for seed in (0, 0, 1)
    )
    assert first == again
    assert first != other


def test_the_record_says_what_was_measured_with_what(features: Features) -> None:
    ticks: list[int] = []
    small = replace(SETTINGS, images=30, repeated=4, replicates=5)
    result = evaluate(sampler("perfect"), features, held_out(), small, tick=ticks.append)
    record = json.loads(json.dumps(result.as_dict(), allow_nan=False))
    assert record["features"]["hash"] == features.hash
    assert record["settings"]["images"] == 30
    assert record["data"] == {"path": "flat"}
    assert [(c["shape"], c["share"]) for c in record["cells"]] == [("empty", 0.0), ("random", 0.4)]
    assert {"value", "low", "high", "reference"} == record["cells"][0]["measures"]["ffd"].keys()
    assert sum(ticks) == completions(small, 400)


def test_classes_are_measured_only_where_data_and_features_know_them(features: Features) -> None:
    small = replace(SETTINGS, images=20, repeated=4, replicates=5)
    labelled = report("perfect", features, small)
    assert "label_kept" in labelled.cells[1].measures
    assert "histogram" in labelled.cells[0].measures
    data = replace(held_out(), labels=None, training=None)
    unlabelled = evaluate(sampler("perfect"), features, data, small)
    assert "label_kept" not in unlabelled.cells[1].measures
    assert "nearest" not in unlabelled.cells[0].measures
    stranger = replace(held_out(), labels=np.arange(400))
    assert "label_kept" not in evaluate(sampler("perfect"), features, stranger, small).cells[1].measures
    assert len(list(tables(unlabelled))) < len(list(tables(labelled))) == 5


def test_classes_of_data_and_features_are_matched_by_name(features: Features) -> None:
    small = replace(SETTINGS, images=20, repeated=4, replicates=5)
    plain = held_out()
    assert plain.labels is not None
    first, second, third = features.categories[:3]
    turned = replace(plain, labels=(plain.labels + 1) % 3, categories=(third, first, second))
    measured = [evaluate(sampler("perfect"), features, data, small).cells[1].measures for data in (plain, turned)]
    assert measured[0]["label_kept"] == measured[1]["label_kept"]
    strange = replace(plain, categories=(first, second, "strange"))
    assert "label_kept" not in evaluate(sampler("perfect"), features, strange, small).cells[1].measures


def text_of(table: Table) -> str:
    console = Console(width=80, record=True, file=io.StringIO())
    console.print(table)
    shown = console.export_text()
    assert max(map(len, shown.splitlines())) <= 80
    return " ".join(shown.split())


def test_under_every_table_stands_what_its_measures_are(features: Features) -> None:
    shown = list(tables(report("perfect", features, replace(SETTINGS, images=20, repeated=4, replicates=5))))
    assert [table.caption_style for table in shown if table.caption] == ["dim"] * 5
    said = " ".join(map(text_of, shown))
    for measure in ("±", "ffd", "fkid", "P-IDS", "U-IDS", "precision", "recall", "gain", "apart", "energy"):
        assert measure in said
    assert "±: half of the 95 % bootstrap interval" in text_of(shown[0])
    assert "[arXiv:2103.10428]" in said
    assert "[arXiv:1904.06991]" in said


def test_what_is_met_to_the_last_grey_level_is_infinite_in_decibels(features: Features) -> None:
    black = replace(held_out(), images=np.zeros((400, 12, 12, 1), dtype=np.uint8), labels=None, training=None)
    settings = replace(SETTINGS, images=20, repeated=4, replicates=5)
    result = evaluate(sampler("collapsed"), features, black, settings)
    assert result.cells[0].measures["psnr"].reference == PERFECT
    spread = next(table for table in tables(result) if "completions of the same" in str(table.title))
    shown = text_of(spread)
    assert "∞" in shown
    assert "120" not in shown


def test_too_few_held_out_images_are_refused(features: Features) -> None:
    with pytest.raises(EngineError, match="39 held-out images are too few"):
        evaluate(sampler("perfect"), features, held_out(39), SETTINGS)


def test_the_empty_subset_comes_once_and_has_no_shape() -> None:
    assert kinds(("random", "half"), (0.0, 0.5)) == [("empty", 0.0), ("random", 0.5), ("half", 0.5)]
    assert kinds(("random",), (0.5,)) == [("random", 0.5)]
