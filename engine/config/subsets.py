"""The section of the subset pairs."""

from __future__ import annotations

from pydantic import Field, model_validator

from engine.config.section import Section


class SubsetConfig(Section):
    """How subset pairs (S, T) are drawn: the weighting of the many tasks.

    Known methods are extreme weightings: the configs `gan-mnist`, `conditional-gan-mnist`, `classifier-mnist`,
    `inpainting-mnist`, `mae-mnist` and `maskfeat-mnist`. Of tokens (model.tokens=vq), BERT is empty=0, share_min=.85,
    share_max=.85, blocks=0, partial=0, and GPT is raster=1.
    """

    empty: float = Field(default=0.15, ge=0, le=1)
    """Probability of S = ∅."""
    share_min: float = Field(default=0.0, ge=0, lt=1)
    """Otherwise the share of known patches is uniform in [share_min, share_max]."""
    share_max: float = Field(default=0.97, gt=0, lt=1)
    """The largest share of known patches."""
    blocks: float = Field(default=0.5, ge=0, le=1)
    """Probability that S is made of blocks and half-planes instead of i.i.d. patches."""
    partial: float = Field(default=0.35, ge=0, le=1)
    """Probability that T is only a part of the complement, so that S ∪ T is not the whole image."""
    raster: float = Field(default=0.0, ge=0, le=1)
    """Probability that S is all patches before some one, row by row, and T is that one alone."""
    views: float = Field(default=0.33, ge=0, le=1)
    """Probability, of a model with views, that S is one or more whole views, or all but the same block of each."""
    supervised: float = Field(default=0.1, ge=0, le=1)
    """Probability, of a model with labels, that T is all labels and no patch: so they are asked for."""
    supervised_share: float = Field(default=0.0, ge=0, le=1)
    """The share of known patches then, drawn at random; 0 = half of the time all, else as drawn for completing."""
    conditional: float = Field(default=0.25, ge=0, le=1)
    """Probability, of a model with labels, that all of them are known."""
    present: float = Field(default=0.0, ge=0, le=1)
    """Probability, of incomplete data, that S is what an image has in common with another, and T what else it has:
    S then is as incomplete as the data."""
    hole: tuple[int, ...] = ()
    """[row, column, rows, columns] of a rectangle of patches that is always T, all else being S: inpainting with one
    fixed mask. Empty = both are drawn."""

    @model_validator(mode="after")
    def _in_order(self) -> SubsetConfig:
        if self.share_min > self.share_max:
            raise ValueError(f"share_min {self.share_min} is above share_max {self.share_max}")
        return self
