"""What subset pairs are, and that the tasks are drawn in the shares that the config says."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Grid, random_subset
from engine.config import LabelConfig, ModelConfig, SubsetConfig, ViewConfig
from engine.errors import EngineError
from engine.patches import BoolArray
from engine.subsets import SubsetPair, sample_pairs, split_union, view_subset

PLAIN = ModelConfig()
GRID = PLAIN.grid
LABELLED = ModelConfig(labels=tuple(LabelConfig(name=name, categories=("a", "b")) for name in "uvw"))
VIEWS = ModelConfig(
    image_size=(16, 32),
    views=tuple(ViewConfig(name=name, row=0, column=2 * i, rows=4, columns=2) for i, name in enumerate("0123")),
)
"""4 x 8 patches, four views side by side."""
MODELS = {"plain": PLAIN, "labels": LABELLED, "views": VIEWS}


def sampled(model: ModelConfig, count: int, seed: int = 0, **settings: Any) -> SubsetPair[BoolArray]:
    return sample_pairs(SubsetConfig(**settings), model, count, np.random.default_rng(seed))


@pytest.mark.parametrize("name", MODELS)
@given(seed=st.integers(0, 10_000))
def test_pairs_are_disjoint_and_targets_never_empty(name: str, seed: int) -> None:
    pair = sampled(MODELS[name], 16, seed)
    assert not (pair.known & pair.target).any()
    assert pair.target.any(axis=1).all()


@pytest.mark.parametrize("name", MODELS)
@given(seed=st.integers(0, 10_000))
def test_the_second_pair_of_eq_6_has_the_same_union_and_the_same_labels(name: str, seed: int) -> None:
    pair, L = sampled(MODELS[name], 16, seed), MODELS[name].grid.L
    other = split_union(pair, L, np.random.default_rng(seed))
    assert (other.union == pair.union).all()
    assert not (other.known & other.target).any()
    assert (other.target[:, :L].any(axis=1) == pair.union[:, :L].any(axis=1)).all()
    assert (other.known[:, L:] == pair.known[:, L:]).all()


def test_a_union_of_one_patch_is_a_target_in_the_second_pair_too() -> None:
    one = np.eye(GRID.L, dtype=bool).repeat(20, axis=0)
    other = split_union(SubsetPair(np.zeros_like(one), one), GRID.L, np.random.default_rng(0))
    assert (other.target == one).all()
    assert not other.known.any()


def test_the_weighting_of_the_tasks_is_the_configured_one() -> None:
    config, pair = SubsetConfig(), sampled(PLAIN, 8000)
    counts = pair.known.sum(axis=1)
    assert np.mean(counts == 0) == pytest.approx(config.empty, abs=0.015)
    shares = counts[counts > 0] / GRID.L
    assert shares.max() > 0.9, "blocks may know a little more than share_max"
    deciles = np.histogram(shares, bins=9, range=(0, 0.9))[0] / len(shares)
    assert deciles.min() > 0.07
    ignored = GRID.L - pair.union.sum(axis=1)
    assert np.mean(ignored > 0) == pytest.approx(config.partial, abs=0.04)


@pytest.mark.parametrize("blocks", [0.0, 1.0])
def test_both_subsets_come_down_to_a_single_patch(blocks: float) -> None:
    pair = sampled(PLAIN, 4000, blocks=blocks, empty=0)
    known, target = pair.known.sum(axis=1), pair.target.sum(axis=1)
    assert 0.004 < np.mean(known == 1) < 0.05
    assert 0.004 < np.mean(target == 1) < 0.1
    alone = (target == 1) & (known < GRID.L // 2)
    assert alone.any(), "T is small where S is small, too"


@pytest.mark.parametrize("part", ["known", "ignored"])
def test_blocks_make_subsets_contiguous_and_half_of_them_are(part: str) -> None:
    def borders(blocks: float) -> float:
        pair = sampled(PLAIN, 1000, empty=part == "ignored", blocks=blocks, partial=part == "ignored")
        subset = (pair.known if part == "known" else ~pair.union).reshape(-1, 7, 7)
        across = (subset[:, 1:] != subset[:, :-1]).sum() + (subset[:, :, 1:] != subset[:, :, :-1]).sum()
        return float(across) / len(subset)

    scattered, half, contiguous = borders(0), borders(SubsetConfig().blocks), borders(1)
    assert contiguous < 0.5 * scattered
    assert abs(half - (scattered + contiguous) / 2) < 0.1 * scattered


def test_supervised_and_conditional_tasks_have_their_shares() -> None:
    config, L = SubsetConfig(supervised=0.2, conditional=0.3), LABELLED.grid.L
    pair = sampled(LABELLED, 8000, supervised=0.2, conditional=0.3)
    supervised = ~pair.target[:, :L].any(axis=1) & pair.target[:, L:].all(axis=1)
    assert pair.known[supervised, :L].all(axis=1).mean() == pytest.approx(0.5, abs=0.04), "half of them are whole"
    assert (~pair.known[supervised, :L].any(axis=1)).mean() > 0.03, "p(y) itself is learnt, as it is asked for"
    assert supervised.mean() == pytest.approx(config.supervised, abs=0.015)
    assert not pair.known[supervised, L:].any()
    conditional = pair.known[:, L:].all(axis=1)
    mixed = 1 - config.supervised - config.conditional
    by_chance = mixed * 2 / 3 / 4  # of uniform shares, the mean of share³ is a quarter
    assert conditional.mean() == pytest.approx(config.conditional + by_chance, abs=0.02)
    assert pair.target[~supervised, :L].any(axis=1).all()


def test_mixed_tasks_give_ask_and_ignore_every_label_now_and_then() -> None:
    L = LABELLED.grid.L
    pair = sampled(LABELLED, 4000, supervised=0, conditional=0)
    known, target = pair.known[:, L:], pair.target[:, L:]
    for share, expected in ((known, 1 / 3), (target, 2 / 3 * 3 / 4), (~known & ~target, 2 / 3 / 4)):
        assert share.mean(axis=0) == pytest.approx(np.full(3, expected), abs=0.03)
    unconditional = ~pair.known.any(axis=1) & target.all(axis=1)
    assert unconditional.any(), "p(x, y)"


def test_labels_can_all_be_given_always_or_all_be_asked_for_always() -> None:
    L = LABELLED.grid.L
    assert sampled(LABELLED, 500, conditional=1, supervised=0).known[:, L:].all()
    classifier = sampled(LABELLED, 500, supervised=1, supervised_share=1)
    assert classifier.known[:, :L].all()
    assert classifier.target[:, L:].all()


def test_a_model_without_labels_or_views_draws_as_if_there_were_no_shares_of_them() -> None:
    plain, other = sampled(PLAIN, 50), sampled(PLAIN, 50, views=1, supervised=1, conditional=0)
    assert (plain.known == other.known).all()
    assert (plain.target == other.target).all()


def by_view(known: BoolArray) -> BoolArray:
    """(B, L) -> (B, views, patches of one)."""
    views: BoolArray = known.reshape(-1, 4, 4, 2).swapaxes(1, 2).reshape(-1, 4, 8)
    return views


def test_subsets_by_views_are_whole_views_or_the_same_block_of_each() -> None:
    views = by_view(sampled(VIEWS, 3000, views=1, partial=0).known)
    whole = (views == views[:, :, :1]).all(axis=(1, 2))
    alike = (views == views[:, :1]).all(axis=(1, 2))
    assert (whole | alike).all()
    assert (alike & ~whole).mean() == pytest.approx(1 / 3, abs=0.05)
    given = np.all(views[whole & ~alike], axis=2)
    assert set(given.sum(axis=1)) == {1, 2, 3}
    assert given.mean(axis=0) == pytest.approx(np.full(4, 0.5), abs=0.05)


@pytest.mark.parametrize("share", [0.0, 0.33, 1.0])
def test_views_are_drawn_as_often_as_configured(share: float) -> None:
    views = by_view(sampled(VIEWS, 3000, views=share, blocks=0, empty=0, partial=0).known)
    structured = (views == views[:, :, :1]).all(axis=(1, 2)) | (views == views[:, :1]).all(axis=(1, 2))
    assert structured.mean() == pytest.approx(share, abs=0.03)


def test_one_view_that_is_not_the_whole_image_still_leaves_a_target() -> None:
    model = ModelConfig(views=(ViewConfig(name="eye", row=2, column=2, rows=2, columns=2),))
    pair = sampled(model, 500, views=1, partial=0)
    eye = view_subset(model, "eye")
    assert pair.target[:, eye].any(axis=1).all()
    assert pair.known[:, ~eye].all()


def test_views_of_different_sizes_are_known_whole() -> None:
    model = ModelConfig(
        views=(
            ViewConfig(name="top", row=0, column=0, rows=3, columns=7),
            ViewConfig(name="bottom", row=3, column=0, rows=4, columns=7),
        )
    )
    known = sampled(model, 500, views=1, partial=0).known
    assert {row.tobytes() for row in known} == {view_subset(model, name).tobytes() for name in ("top", "bottom")}


def test_a_view_by_its_name_and_by_one_that_there_is_not() -> None:
    first = view_subset(VIEWS, "0").reshape(4, 8)
    assert first[:, :2].all()
    assert not first[:, 2:].any()
    with pytest.raises(EngineError, match=r"^the model has no view 'left'; its views are 0, 1, 2, 3\.$"):
        view_subset(VIEWS, "left")
    with pytest.raises(EngineError, match=r"^the model has no view 'left'; it has no views\.$"):
        view_subset(PLAIN, "left")


@given(share=st.floats(0, 1), seed=st.integers(0, 1000))
def test_a_random_subset_has_exactly_its_share_and_grows_with_it(share: float, seed: int) -> None:
    subset = random_subset(GRID, share, seed)
    assert subset.sum() == round(share * GRID.L)
    assert not (random_subset(GRID, share / 2, seed) & ~subset).any()


def test_a_grid_of_rows_and_columns_is_known_by_shares_as_well() -> None:
    assert random_subset(Grid.of(16, 32, 4), 0.25, 0).sum() == 8
