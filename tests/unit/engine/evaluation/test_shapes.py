import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import EngineError
from engine.evaluation.shapes import SHAPES, kinds, name_of, parse_shapes, parse_shares, subsets, subsets_of_kind
from engine.patches import Grid
from tests.unit.engine.evaluation.conftest import TWINS

GRID = Grid.of(28, 28, 4)


@given(shape=st.sampled_from(sorted(SHAPES)), share=st.floats(0, 0.98), seed=st.integers(0, 99))
def test_every_shape_has_exactly_the_share_of_known_patches(shape: str, share: float, seed: int) -> None:
    drawn = subsets(GRID, shape, share, 3, seed=seed)
    assert drawn.shape == (3, 49)
    assert (drawn.sum(axis=1) == round(share * 49)).all()


def test_a_share_that_leaves_nothing_to_complete_is_refused() -> None:
    with pytest.raises(EngineError, match=r"0.99 of 49 patches leaves none"):
        subsets(GRID, "random", 0.99, 1)


def test_random_subsets_differ_from_image_to_image_and_come_again_with_the_seed() -> None:
    for shape in ("random", "block"):
        drawn = subsets(GRID, shape, 0.5, 20, seed=1)
        assert len({row.tobytes() for row in drawn}) > 10
        assert (subsets(GRID, shape, 0.5, 20, seed=1) == drawn).all()


def test_centre_is_all_but_a_centred_square_and_half_the_upper_rows() -> None:
    unknown = ~subsets(GRID, "centre", 1 - 9 / 49, 1)[0].reshape(7, 7)
    assert unknown[2:5, 2:5].all()
    assert unknown.sum() == 9
    known = subsets(GRID, "half", 3 / 7, 1)[0].reshape(7, 7)
    assert known[:3].all()
    assert not known[3:].any()


def test_block_leaves_a_compact_hole() -> None:
    for unknown in ~subsets(GRID, "block", 0.75, 30).reshape(30, 7, 7):
        rows, columns = np.flatnonzero(unknown.any(axis=1)), np.flatnonzero(unknown.any(axis=0))
        assert (rows[-1] - rows[0] + 1) * (columns[-1] - columns[0] + 1) <= 24


@pytest.mark.parametrize("text", ["", "a", ".5,,1", "1", "-0.1", "nan"])
def test_a_share_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(EngineError, match="--shares"):
        parse_shares(text)


def test_shares_and_shapes_are_read() -> None:
    assert parse_shares(".5, 0,.1,.5") == (0, 0.1, 0.5)
    assert parse_shapes("half,random,half") == ("half", "random")
    with pytest.raises(EngineError, match="no shape 'circle'"):
        parse_shapes("half,circle")


def test_a_known_view_is_known_for_every_image_and_comes_after_the_shares() -> None:
    asked = kinds(("random", "half"), (0.0, 0.5), TWINS.views)
    assert asked == [("empty", 0.0), ("random", 0.5), ("half", 0.5), ("view left", 0.0), ("view right", 0.0)]
    assert [name_of(*kind) for kind in asked[::3]] == ["S = ∅", "left known"]
    known = subsets_of_kind(TWINS, *asked[3], 2)
    assert (known == [[True, True, True, False, False, False] * 3] * 2).all()
    assert not subsets_of_kind(TWINS, *asked[0], 2).any()
