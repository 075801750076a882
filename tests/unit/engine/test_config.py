import json
from pathlib import Path

import pytest

from engine.config import described, load_config
from engine.errors import EngineError


def test_a_json_config_is_the_same_config_as_the_toml(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('description = "x"\n[model]\nwidth = 64\n[discriminator]\nstem = [8, 16]\n')
    values = {"description": "x", "model": {"width": 64}, "discriminator": {"stem": [8, 16]}}
    (tmp_path / "mine.json").write_text(json.dumps(values))
    toml, also = (load_config(str(tmp_path / f"mine.{kind}"), ["training.batch=8"]) for kind in ("toml", "json"))
    assert also == toml
    assert (also.name, also.model.width, also.training.batch) == ("mine", 64, 8)


def test_the_config_that_a_run_keeps_can_be_given_to_another(tmp_path: Path) -> None:
    config = load_config("mnist")
    (tmp_path / "config.json").write_text(config.model_dump_json(indent=2))
    assert load_config(str(tmp_path / "config.json")) == config


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.json", "{", r"a\.json is not a JSON config: .*Compare `engine configs`\."),
        ("a.json", "[1, 2]", r"a\.json is not a JSON config: it holds no sections"),
        ("a.json", '"model"', r"a\.json is not a JSON config: it holds no sections"),
        ("a.json", "[" * 100_000, r"a\.json is not a JSON config"),
        ("a.json", '{"model": {"widht": 8}}', r"model has no setting widht\. Did you mean model\.width\?"),
        ("a.json", '{"training": {"clip": Infinity}}', r"training\.clip is Infinity\. It takes a number: above 0\."),
        ("a.json", '{"training": {"batch": 100000000}}', r"training\.batch is 100000000\. It takes .*65"),
        ("a.toml", "{}", r"a\.toml is not a TOML config"),
        ("a.toml", "\x00", r"a\.toml is not a TOML config"),
    ],
)
def test_a_config_that_cannot_be_used_is_one_line(tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(EngineError, match=message) as caught:
        load_config(str(tmp_path / name))
    assert "\n" not in str(caught.value)


def test_every_setting_is_described_and_its_value_is_what_set_takes() -> None:
    config = load_config("mae-mnist")
    rows = {name: (value, what) for name, value, what in described(config)}
    assert rows["training.batch"][0] == str(config.training.batch)
    assert rows["training.precision"][1].endswith("else float32.")
    assert all(what and "\n" not in what for _, what in rows.values())
    assert load_config("mnist", [f"{name}={value}" for name, (value, _) in rows.items()]) == config
