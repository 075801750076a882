"""What the `engine` command lists and shows: models, configs, help, speeds."""

import json
import shutil
from pathlib import Path

import pytest

from engine import __version__
from engine.config import load_config
from tests.e2e.command import engine
from tests.e2e.test_engine_commands import model, pictures, run

__all__ = ["model", "pictures", "run"]

SECTIONS = ("model", "discriminator", "subsets", "objective", "augment", "data", "training", "adapter")


def test_models_and_configs_are_listed() -> None:
    listed = engine("models").stdout
    assert "mnist" in listed
    assert "ubyte" not in listed, "a path says nothing to people"
    assert "mnist-fast" in engine("configs").stdout


def test_a_configs_settings_are_listed_with_their_values_and_what_they_are(
    run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    shown = engine("configs", "mnist-fast").stdout
    assert max(map(len, shown.splitlines())) <= 80
    assert "recognisable digits" in shown
    values = {line.split()[0]: line.split()[1] for line in shown.splitlines() if "." in line.split(" ")[0]}
    config = load_config("mnist-fast")
    settings = {f"{part}.{name}" for part in SECTIONS for name in type(getattr(config, part)).model_fields}
    assert values.keys() == settings
    assert values["training.batch"] == str(config.training.batch)
    assert values["objective.adversarial"] == config.objective.adversarial
    assert "Largest gradient norm." in shown
    assert "[8, 16]" in engine("configs", run / "config.json").stdout


@pytest.mark.parametrize(
    "command",
    [(), ("train",), ("complete",), ("evaluate",), ("features",), ("adapt",), ("ablate",), ("simulate", "explore")],
)
def test_help_shows_no_value_for_a_flag_and_says_which_pictures_will_do(
    command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    shown = engine(*command, "--help").stdout
    flags = [line for line in shown.splitlines() if "<bool>" in line]
    assert len(flags) <= 1, "--help itself, which is typer's"
    if command and command[0] not in ("complete", "simulate"):
        assert ".tar shards" in " ".join(shown.replace("│", " ").split())


def test_the_version_is_the_studios() -> None:
    assert engine("--version").stdout == f"Patchwork {__version__}\n"


def test_a_models_path_is_listed_whole(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / ("long" * 30)
    monkeypatch.setenv("XDG_DATA_HOME", str(home))
    mine = home / "patchwork" / "models" / "bars"
    shutil.copytree(model, mine)
    (line,) = (line for line in engine("models").stdout.splitlines() if line.split()[0] == "bars")
    assert str(mine) in line


def test_every_damaged_model_is_named_with_what_is_wrong(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    mine = tmp_path / "patchwork" / "models"
    for name in ("whole", "older", "short", "shorter", "config", "card", "bare"):
        shutil.copytree(model, mine / name)
    for file in (mine / "short" / "model.safetensors", mine / "shorter" / "model.onnx"):
        file.write_bytes(file.read_bytes()[:-1])
    (mine / "older" / "model.onnx").unlink()
    (mine / "config" / "config.json").write_text("{")
    (mine / "card" / "card.json").write_text("[]")
    (mine / "bare" / "model.safetensors").unlink()
    (mine / "empty").mkdir()
    (mine / ".being-exported").mkdir()
    expected = [
        f"{mine}/bare/model.safetensors does not exist",
        f"{mine}/card/card.json is not a model's card",
        f"{mine}/config/config.json is not a model's config",
        f"{mine}/empty is not a model: it holds no config.json",
        f"{mine}/short/model.safetensors is damaged or truncated",
        f"{mine}/shorter/model.onnx is damaged or truncated",
    ]
    lines = engine("models").stderr.splitlines()
    assert len(lines) == len(expected)
    for line, text in zip(lines, expected, strict=True):
        assert line.startswith(f"engine: {text}")


def test_the_speed_of_a_training_is_readable_in_80_columns(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    shown = engine("bench", "--train", run / "config.json", "--threads", 1).stdout
    assert "…" not in shown
    assert max(map(len, shown.splitlines()[1:])) <= 80
    assert "images/s" in shown


def test_bench_prints_its_latencies_as_json(model: Path) -> None:
    result = json.loads(engine("bench", "--model", model, "--json").stdout)
    assert [each["n"] for each in result["results"]] == [1, 9]
    assert all(0 < each["p50_ms"] <= each["p95_ms"] for each in result["results"])
