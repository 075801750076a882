import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine import Grid, random_subset
from engine.config import SubsetConfig
from engine.subsets import SubsetPair, sample_pairs, split_union

GRID = Grid.of(28, 28, 4)


@given(seed=st.integers(0, 10_000))
def test_pairs_are_disjoint_and_targets_never_empty(seed: int) -> None:
    pair = sample_pairs(SubsetConfig(), GRID, 16, np.random.default_rng(seed))
    assert not (pair.known & pair.target).any()
    assert pair.target.any(axis=1).all()


@given(seed=st.integers(0, 10_000))
def test_the_second_pair_of_eq_6_has_the_same_union(seed: int) -> None:
    rng = np.random.default_rng(seed)
    pair = sample_pairs(SubsetConfig(), GRID, 16, rng)
    other = split_union(pair, rng)
    assert (other.union == pair.union).all()
    assert not (other.known & other.target).any()
    assert other.target.any(axis=1).all()


def test_a_union_of_one_patch_is_a_target_in_the_second_pair_too() -> None:
    one = np.eye(GRID.L, dtype=bool).repeat(20, axis=0)
    other = split_union(SubsetPair(np.zeros_like(one), one), np.random.default_rng(0))
    assert (other.target == one).all()
    assert not other.known.any()


def test_the_weighting_of_the_tasks_is_the_configured_one() -> None:
    pair = sample_pairs(SubsetConfig(), GRID, 8000, np.random.default_rng(0))
    shares = pair.known.mean(axis=1)
    empty = (shares == 0).mean()
    assert 0.14 < empty < 0.19  # 15% by choice, and what rounds to nothing
    assert shares.max() <= 0.95
    deciles = np.histogram(shares[shares > 0], bins=9, range=(0, 0.9))[0] / (shares > 0).sum()
    assert deciles.min() > 0.07
    partial = (pair.union.sum(axis=1) < GRID.L).mean()
    assert 0.15 < partial < 0.22


def test_blocks_make_subsets_contiguous_and_half_of_them_are() -> None:
    def borders(blocks: float) -> float:
        config = SubsetConfig(empty=0, blocks=blocks, partial=0)
        known = sample_pairs(config, GRID, 500, np.random.default_rng(0)).known.reshape(-1, 7, 7)
        across = (known[:, 1:] != known[:, :-1]).sum() + (known[:, :, 1:] != known[:, :, :-1]).sum()
        return float(across) / len(known)

    scattered, half, contiguous = borders(0), borders(SubsetConfig().blocks), borders(1)
    assert contiguous < 0.5 * scattered
    assert abs(half - (scattered + contiguous) / 2) < 0.1 * scattered


@given(share=st.floats(0, 1), seed=st.integers(0, 1000))
def test_a_random_subset_has_exactly_its_share_and_grows_with_it(share: float, seed: int) -> None:
    subset = random_subset(GRID, share, seed)
    assert subset.sum() == round(share * GRID.L)
    assert not (random_subset(GRID, share / 2, seed) & ~subset).any()
