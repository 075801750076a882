"""Whatever a config has wrong is said in words of our own, never in those of the library that finds it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from engine.config import Config, load_config, parse_config
from engine.configs.validation import first_problem
from engine.errors import EngineError
from engine.evaluation.features import FeatureConfig, load_features
from engine.models.library import find_model

THEIRS = re.compile(r"\b(inputs?|should|valid|errors?|pydantic|None|parse|permitted|unable|dictionary|tuple)\b", re.I)
"""What the library's own sentences are made of."""
VALUES: tuple[Any, ...] = (
    *("", "many", "1.5", "nine", "\udc80"),
    *(-1, 0, 1, 3, 7, 10**6, 10**30, -(10**30), 0.3, 1e300, float("inf"), float("nan")),
    *(True, None, [], [1], [0, "x"], [1.5], {}, {"key": 1}, date(2000, 1, 1), b"x"),
)


def settings(model: type[BaseModel]) -> Iterator[list[str]]:
    """All sections, and all settings in them."""
    for name, field in model.model_fields.items():
        yield [name]
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from ([name, *below] for below in settings(field.annotation))


def problems(model: type[BaseModel], **given: Any) -> Iterator[tuple[ValidationError, str, str]]:
    """What every setting makes of every value, and of a key that it does not have."""
    for place in settings(model):
        *sections, last = place
        for key, value in (*((last, value) for value in VALUES), (f"{last}s", 1), ("nonsense", 1)):
            values = dict(given)
            inner = values
            for section in sections:
                inner = inner.setdefault(section, {})
            inner[key] = value
            try:
                model.model_validate(values)
            except ValidationError as error:
                yield error, key, " ".join(first_problem(error, model))


def test_no_word_of_the_library_is_left_whatever_is_wrong() -> None:
    kinds = set()
    for error, key, said in problems(Config):
        kinds.add(error.errors()[0]["type"])
        assert not THEIRS.search(said.replace('"none"', "")), said  # which objective.diversity may be
        assert key in said
        assert said.endswith((".", "?"))
        assert "\n" not in said
    assert kinds >= {
        *("extra_forbidden", "value_error", "literal_error", "finite_number", "model_type", "string_type"),
        *("greater_than", "greater_than_equal", "less_than", "less_than_equal", "multiple_of"),
        *("int_parsing", "int_type", "int_from_float", "float_parsing", "float_type"),
        *("bool_parsing", "bool_type", "tuple_type"),
    }


@pytest.mark.parametrize(("model", "given"), [(Config, {}), (FeatureConfig, {"image_size": 28, "channels": 1})])
def test_there_are_words_for_every_setting(model: type[BaseModel], given: dict[str, int]) -> None:
    """One of a kind without them would end in a traceback, wherever somebody mistypes it."""
    said = " ".join(line for _, _, line in problems(model, **given))
    assert [place for place in settings(model) if ".".join(place) not in said] == []


BATCH = "It takes a whole number: at least 4, at most 65536, a multiple of 2."


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("training.batch=0", f"training.batch is 0. {BATCH}"),
        ("training.batch=many", f'training.batch is "many". {BATCH}'),
        ("training.batch=2.5", f"training.batch is 2.5. {BATCH}"),
        ("subsets.share_max=1", "subsets.share_max is 1. It takes a number: above 0, below 1."),
        ("training.batch_size=8", "training has no setting batch_size. Did you mean training.batch?"),
        ("batch=8", "there is no section or setting batch. Did you mean training.batch?"),
        ("modle.width=8", "there is no section or setting modle. Did you mean model?"),
        (
            "subsets.order=1",
            "subsets has no setting order. There are empty, share_min, share_max, blocks, partial, raster, "
            "views, supervised, supervised_share, conditional, present, hole.",
        ),
        ("subsets.share_min=.99", "subsets: share_min 0.99 is above share_max 0.97. Change that."),
        ("model.a\tb=3", 'model has no setting "a\\tb". There are image_size'),
        ("model=3", "model is 3, not a section. A section is a table of settings."),
        ("model.channels=2", "model.channels is 2. It takes 1, 3 or 4."),
        (
            "objective.diversity=some",
            'objective.diversity is "some". It takes "energy", "rcgan" or "none".',
        ),
        ("data.flip=maybe", 'data.flip is "maybe". It takes true or false.'),
        ("name=3", "name is 3. It takes text."),
        ("discriminator.stem=64", "discriminator.stem is 64. It takes a list of whole numbers."),
        ('discriminator.stem=[64,"x"]', 'discriminator.stem holds "x". It takes a list of whole numbers.'),
        ("model.image_size=3", "model.image_size is 3. It takes a whole number: at least 4, at most 1024 or a list"),
        ('model.views=[{name="front"}]', "model.views.row is missing. It takes a whole number"),
        ('model.labels=[{name="x",categories=["1"],kinds=3}]', "model.labels.0 has no setting kinds. There are name"),
        ("model.labels=3", "model.labels is 3. It takes a list of tables."),
        ("model.patch_size=5", "model: patch_size 5 does not divide image_size 28. Change that."),
        ("model.width=" + "9" * 5000, 'model.width is "' + "9" * 39 + "…. It takes a whole number"),
        ("model.width=" + "[" * 5000, 'model.width is "' + "[" * 39 + "…. It takes a whole number"),
    ],
)
def test_it_says_what_is_wrong_and_what_it_takes(setting: str, said: str) -> None:
    with pytest.raises(EngineError) as caught:
        load_config("mnist", [setting])
    assert str(caught.value).startswith(f"config mnist: {said}")


def test_a_runs_and_a_models_config_and_that_of_a_feature_net_are_no_exception(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"^x: training has no setting speed\. The file is damaged or of another"):
        parse_config('{"training": {"speed": 1}}', source="x")
    with pytest.raises(EngineError, match=r"^x: it is not JSON: .*\. The file is damaged"):
        parse_config("{", source="x")
    (tmp_path / "config.json").write_text('{"width": 7}')
    with pytest.raises(EngineError, match=r"is not a model's config \(width is 7\)\. Export the model again\.$"):
        find_model(tmp_path)
    for config, said in (({"channels": 1}, "is missing"), ({"image_size": 2, "channels": 1}, "is 2")):
        (tmp_path / "features.json").write_text(json.dumps({"config": config}))
        with pytest.raises(EngineError, match=rf"features\.json is damaged \(image_size {said}\)\. Train it again"):
            load_features(tmp_path)
    with pytest.raises(ValidationError) as caught:
        FeatureConfig.model_validate({})
    takes = "It takes a whole number: at least 4, at most 1024 or a list of 2."
    assert first_problem(caught.value, FeatureConfig).remedy == takes
