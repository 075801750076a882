"""What is proposed for a folder, and that the engine takes it."""

from __future__ import annotations

from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import engine
from engine.config import Config
from studio.training.recipes import SIZES, Recipe, StartFrom


@pytest.mark.parametrize("channels", [1, 3, 4])
@pytest.mark.parametrize("size", SIZES)
def test_the_engine_has_a_config_of_every_choice_with_nothing_left_of_other_pictures(
    size: int, channels: Literal[1, 3, 4]
) -> None:
    recipe = Recipe(size=size, channels=channels)
    config = engine.load_config(recipe.config, recipe.settings)
    assert config.model.shape == (size, size, channels)
    assert 49 <= config.model.grid.L <= 64
    assert config.model.seam_channels or channels == 1, "patches of different colours meet at hard edges"
    assert (config.data.crop, config.data.flip, config.description) == (1.0, False, "")


def test_without_a_choice_the_engine_chooses() -> None:
    assert Recipe().config == "auto"
    assert not [setting for setting in Recipe().settings if setting.startswith("model.")]
    assert "model.channels=1" in Recipe(channels=1).settings
    assert "model.channels=3" in Recipe(size=32).settings


def config_of(recipe: Recipe) -> Config:
    return engine.load_config(recipe.config, recipe.settings)


@pytest.mark.parametrize("size", SIZES)
def test_pictures_are_mirrored_if_it_was_chosen(size: int) -> None:
    assert config_of(Recipe(size=size, channels=3, mirrored=True)).data.flip


@pytest.mark.parametrize("licence", ["CC0", 'mine, "all" of it', "1", "true", "[x]", "C:\\new", "’48 – Grüße"])
def test_the_licence_is_what_was_typed(licence: str) -> None:
    assert config_of(Recipe(size=28, channels=1, licence=licence)).licence == licence


@given(st.text(max_size=200))
def test_no_licence_can_break_out_of_its_line(licence: str) -> None:
    config = config_of(Recipe(size=28, channels=1, licence=licence))
    kept = "".join(letter for letter in licence if letter.isprintable()).split()
    assert "".join(config.licence.split()) == ("".join(kept) or "unknown")
    assert config.model_copy(update={"licence": ""}) == config_of(Recipe(size=28, channels=1)).model_copy(
        update={"licence": ""}
    )


def test_a_model_that_a_training_starts_from_decides_size_and_channels() -> None:
    adapter = Recipe(start=StartFrom.ADAPTER, base="mnist", size=64, channels=3, licence="CC0")
    assert adapter.command("/p") == [
        *("adapt", "mnist", "/p", "--set=data.crop=1.0", "--set=data.flip=false"),
        *("--set=description=", '--set=licence="CC0"'),
    ]
    weights = Recipe(start=StartFrom.WEIGHTS, base="mnist").command("/p")
    assert weights[:4] == ["train", "/p", "--init", "mnist"]
    assert Recipe().command("/p")[:4] == ["train", "/p", "--config", "auto"]
