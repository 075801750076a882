"""The lab's drawings: that they show what they say, as far as axes can tell."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.lab.exploration import Exploration, advance, found, start
from engine.lab.figures import style
from engine.lab.figures.exploration import draw_exploration
from engine.lab.figures.surfaces import animate_surfaces, draw_surfaces, label
from engine.lab.simulation import one_thread
from engine.lab.surfaces import GLOBAL_OPTIMA, Matching

THETA = np.linspace(-2.2, 2.2, 31)


def test_every_surface_marks_the_global_optima() -> None:
    matchings = [Matching(), Matching(kind="marginal", target=2)]
    rotated = [Matching(kind="marginal", angle=30), Matching(kind="conditional", angle=30, given=0.3)]
    figure = draw_surfaces(THETA, matchings, rotated, 0.1)
    stars = [line for axes in figure.axes for line in axes.lines if line.get_marker() == "*"]
    assert len(stars) == 4
    for line in stars:
        assert np.array_equal(np.column_stack(line.get_data()), GLOBAL_OPTIMA)
    assert "$y = A x$" in figure.axes[-1].get_xlabel()
    assert [axes.get_title() for axes in figure.axes[-3:-1]] == ["$y_1$ at 30°", "$y_1\\,|\\,y_2=0.3$ at 30°"]


def test_what_is_matched_has_one_name_at_every_angle() -> None:
    assert label(Matching()) == "y"
    assert label(Matching(kind="marginal", target=2)) == label(Matching(kind="marginal", target=2, angle=10)) == "y_2"
    assert label(Matching(kind="conditional", given=0.5)) == "y_1\\,|\\,y_2=0.5"


def test_the_domain_turns_from_frame_to_frame() -> None:
    frames = list(animate_surfaces(THETA[::3], 0.3, 0.1, frames=2))
    assert frames[0].shape == frames[1].shape
    assert frames[0].dtype == np.uint8
    assert (frames[0] != frames[1]).any()


def test_the_exploration_is_drawn_from_its_very_start() -> None:
    settings = Exploration(seeds=(0,), matchings=2)
    figure = draw_exploration(start(settings), settings)
    titles = [axes.get_title() for axes in figure.axes]
    assert titles[0] == "both methods\nat the start: 0 of 25"
    assert titles[1] == "joint matching\nafter 0 matchings: 0 of 25"
    assert titles[2:6] == ["big learning\nafter 0 matchings: 0 of 25"] * 4


@pytest.mark.parametrize("record_every", [1, 2])
def test_the_exploration_is_drawn_to_its_very_end(record_every: int) -> None:
    settings = Exploration(seeds=(3, 4), matchings=5, record_every=record_every)
    state = start(settings)
    with one_thread():
        for _ in range(5):
            advance(state, settings)
    *panels, curve = draw_exploration(state, settings).axes
    counts = found(state.mixtures[:, 0], settings.variance).tolist()
    assert panels[1].get_title() == f"joint matching\nafter 5 matchings: {counts[0]} of 25"
    assert panels[-1].get_title() == f"big learning\nafter 5 matchings: {counts[1]} of 25"
    joint, big = (f"{np.median(row):g}" for row in found(state.mixtures, settings.variance))
    legend = curve.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == [f"joint matching: {joint}", f"big learning: {big}"]
    assert curve.get_ylabel() == "components found, of 25"
    assert "seed 3" in curve.get_title()


def test_the_columns_of_the_exploration_are_equally_far_apart_and_no_title_touches_the_edge() -> None:
    settings = Exploration(seeds=(0,), matchings=2)
    figure = draw_exploration(start(settings), settings)
    figure.draw_without_rendering()
    boxes = [axes.get_window_extent() for axes in figure.axes[:4]]
    gaps = [after.x0 - before.x1 for before, after in itertools.pairwise(boxes)]
    assert max(gaps) - min(gaps) < 5, gaps
    for axes in figure.axes:
        assert axes.title.get_window_extent().y1 < figure.bbox.y1 - 5


@pytest.mark.parametrize("name", ["a.png", "a.PNG", "a.jpg"])
def test_the_ending_of_the_name_says_how_a_figure_is_written(tmp_path: Path, name: str) -> None:
    style.save_figure(style.new_figure(2, 1), tmp_path / name)
    assert Image.open(tmp_path / name).size == (300, 150)


def test_an_animation_loops_and_rests_on_its_last_frame(tmp_path: Path) -> None:
    frames = [np.full((8, 8, 3), value, np.uint8) for value in (0, 120, 250)]
    style.save_animation(frames, tmp_path / "a.gif", milliseconds=50)
    with Image.open(tmp_path / "a.gif") as image:
        assert image.info["loop"] == 0
        durations = []
        for index in range(3):
            image.seek(index)
            durations.append(image.info["duration"])
    assert durations == [50, 50, 1500]
