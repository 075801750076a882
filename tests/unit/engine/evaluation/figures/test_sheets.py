import io

import numpy as np
import pytest
from matplotlib.figure import Figure
from numpy.typing import NDArray

from engine.evaluation.figures.cases import anomalies, rows, share_cases
from engine.evaluation.figures.layout import DPI, GIVEN, Sheet, zoom_for
from engine.evaluation.figures.sheets import assorted, draw_cases, draw_sheet
from engine.evaluation.held_out import HeldOut
from engine.models.sheet import as_given
from engine.patches import Grid
from tests.unit.engine.evaluation.conftest import TWINS, beginner, flat_patches, sampler, twins

GRID = Grid.of(12, 12, 4)


def pixels(figure: Figure) -> NDArray[np.uint8]:
    """(H, W, 3) uint8, as it is written to a file."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="rgba", dpi=DPI)
    width, height = (round(DPI * inches) for inches in figure.get_size_inches())
    return np.frombuffer(buffer.getvalue(), np.uint8).reshape(height, width, 4)[..., :3]


def held_out() -> HeldOut:
    return HeldOut(images=flat_patches(30), labels=np.arange(30) % 10, training=None, description={})


def test_a_picture_on_a_sheet_is_enlarged_by_a_whole_factor_and_not_blurred() -> None:
    sheet = Sheet(zoom=3)
    image = np.random.default_rng(0).integers(0, 256, (12, 12, 3), dtype=np.uint8)
    sheet.picture(image, 40, 20, GIVEN)
    sheet.picture(image, 100, 70)
    drawn = pixels(sheet.draw(margin=10))
    assert drawn.shape == (126, 156, 3)
    enlarged = image.repeat(3, axis=0).repeat(3, axis=1)
    assert (drawn[30:66, 50:86] == enlarged).all()
    assert (drawn[80:116, 110:146] == enlarged).all()
    assert (drawn[28, 50:86] == (0x5A, 0xA9, 0xE6)).all()


@pytest.mark.parametrize("kind", ["shares", "variety", "anomalies"])
def test_no_words_leave_the_sheet_or_lie_on_a_picture(kind: str) -> None:
    figure = draw_sheet(kind, sampler("perfect"), held_out(), flat_patches(5, seed=3), n=8)
    pixels(figure)
    axes = figure.axes[0]
    places = [image.get_window_extent() for image in axes.images]
    assert len(places) > 20
    assert len(axes.texts) >= 8
    for text in axes.texts:
        box = text.get_window_extent()
        assert box.x0 > 2
        assert box.y0 > 2
        assert box.x1 < figure.bbox.width - 2
        assert box.y1 < figure.bbox.height - 2
        assert not any(box.overlaps(place) for place in places), text.get_text()


def test_pictures_that_are_wider_than_high_stand_clear_of_each_other_and_lie_on_squares() -> None:
    images = twins(3)
    cases = share_cases(TWINS, list(images), rows(("random",), (0.0, 0.5), TWINS.views))
    assert [case.name for case in cases] == ["S = ∅", "random 50 %", "left known", "right known"]
    assert (cases[2].known == [True, True, True, False, False, False] * 3).all()
    figure = draw_cases(beginner(), cases, n=2)
    shown = pixels(figure)
    places = [image.get_window_extent() for image in figure.axes[0].images]
    assert len(places) == 4 * (1 + 2 + 1)
    assert not any(one.overlaps(other) for i, one in enumerate(places) for other in places[:i])
    assert {place.width / place.height for place in places} == {2.0}
    assert (shown == 205).all(axis=2).any()
    assert (shown == 230).all(axis=2).any()


def test_a_sheet_shows_the_models_completions() -> None:
    """All of a collapsed sampler's are of one grey where nothing is known."""
    model = sampler("collapsed")
    drawn = pixels(draw_sheet("shares", model, held_out(), None, n=4))
    assert (drawn == 128).all(axis=2).sum() > 4 * 96 * 96


def test_the_same_seed_draws_the_same_sheet_and_another_one_another() -> None:
    first, again, other = (
        pixels(draw_sheet("variety", sampler("perfect"), held_out(), None, seed=seed)) for seed in (0, 0, 1)
    )
    assert (first == again).all()
    assert (first != other).any()


def test_what_is_given_shows_the_known_patches_alone() -> None:
    image = flat_patches(1)[0]
    known = np.arange(9) == 4
    given = as_given(image, known, GRID)
    assert (given[4:8, 4:8] == image[4, 4]).all()
    given[4:8, 4:8] = given[0, 0]
    assert len(np.unique(given.reshape(-1, 3), axis=0)) == 1


def test_patches_that_are_moved_doubled_and_mixed_come_from_their_sources() -> None:
    grid = Grid.of(28, 28, 4)
    images = list(np.random.default_rng(0).integers(0, 256, (6, 28, 28, 1), dtype=np.uint8))
    cases = anomalies(grid, images, images[:2])
    assert len(cases) == 8
    up, left, across = cases[0], cases[1], cases[2]
    assert (up.image[:12, 8:20] == images[0][8:20, 8:20]).all()
    assert (left.image[8:20, :12] == images[1][8:20, 8:20]).all()
    assert (across.image[8:20, :12] == across.image[8:20, 16:]).all()
    assert up.known.sum() == left.known.sum() == 9
    assert across.known.sum() == 18
    beside, below = cases[4], cases[5]
    assert (beside.image[:, :12] == images[4][:, :12]).all()
    assert (beside.image[:, 16:] == images[5][:, 16:]).all()
    assert (below.image[:12] == images[0][:12]).all()
    assert (below.image[16:] == images[4][16:]).all()
    assert not beside.known.reshape(7, 7)[:, 3].any()
    assert not below.known.reshape(7, 7)[3].any()


def test_rows_are_all_shares_of_the_first_shape_then_the_middle_one_of_the_others() -> None:
    assert rows(("random", "half"), (0.0, 0.1, 0.5)) == [
        ("empty", 0.0),
        ("random", 0.1),
        ("random", 0.5),
        ("half", 0.5),
    ]
    assert rows(("half",), (0.0,)) == [("empty", 0.0)]


def test_labelled_images_come_in_the_order_of_their_classes() -> None:
    images = np.arange(30, dtype=np.uint8)[:, None, None, None]
    chosen = assorted(images, np.arange(30) % 3, 7)
    assert [int(image[0, 0, 0]) % 3 for image in chosen] == [0, 1, 2, 0, 1, 2, 0]
    assert len({int(image[0, 0, 0]) for image in chosen}) == 7
    assert len(assorted(images[:2], None, 5)) == 5


def test_images_are_enlarged_to_about_a_hundred_pixels() -> None:
    assert [zoom_for(size) for size in (28, 64, 256)] == [3, 2, 1]
