"""What is proposed for a folder, and that the engine takes it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import engine
from engine.config import Config
from studio.training.datasets import Contents
from studio.training.recipes import SIZES, Recipe, fitting


@pytest.mark.parametrize("coloured", [False, True])
@pytest.mark.parametrize("size", SIZES)
def test_the_engine_has_a_config_of_every_choice_with_nothing_left_of_other_pictures(
    size: int, coloured: bool
) -> None:
    recipe = Recipe(size=size, coloured=coloured)
    config = engine.load_config(recipe.config, recipe.settings)
    assert (config.model.image_size, config.model.channels) == (size, 3 if coloured else 1)
    assert 49 <= config.model.grid.L <= 64
    assert config.model.seam_channels or not coloured, "patches of different colours meet at hard edges"
    assert (config.data.crop, config.data.flip, config.description) == (1.0, False, "")


@pytest.mark.parametrize(
    ("side", "size"),
    [(28, 28), (32, 32), (64, 64), (16, 32), (8, 32), (14, 28), (24, 32), (50, 32), (65, 64), (1000, 64), (0, 32)],
)
def test_the_least_size_that_a_side_divides_is_proposed_else_32_or_for_larger_ones_64(side: int, size: int) -> None:
    contents = Contents(
        folder=Path(), count=1, looked_at=1, smallest=side, largest=side, typical=side, damaged=(), coloured=True
    )
    assert fitting(contents) == Recipe(size=size, coloured=True)


def config_of(recipe: Recipe) -> Config:
    return engine.load_config(recipe.config, recipe.settings)


@pytest.mark.parametrize("size", SIZES)
def test_pictures_are_mirrored_if_it_was_chosen(size: int) -> None:
    assert config_of(Recipe(size=size, coloured=True, mirrored=True)).data.flip


@pytest.mark.parametrize("licence", ["CC0", 'mine, "all" of it', "1", "true", "[x]", "C:\\new", "’48 – Grüße"])
def test_the_licence_is_what_was_typed(licence: str) -> None:
    assert config_of(Recipe(size=28, coloured=False, licence=licence)).licence == licence


@given(st.text(max_size=200))
def test_no_licence_can_break_out_of_its_line(licence: str) -> None:
    config = config_of(Recipe(size=28, coloured=False, licence=licence))
    kept = "".join(letter for letter in licence if letter.isprintable()).split()
    assert "".join(config.licence.split()) == ("".join(kept) or "unknown")
    assert config.model_copy(update={"licence": ""}) == config_of(Recipe(size=28, coloured=False)).model_copy(
        update={"licence": ""}
    )
