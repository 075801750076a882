"""The views that a model's image is made of: named rectangles of patches. Free of Qt."""

from __future__ import annotations

from dataclasses import dataclass

from engine import BoolArray, Grid, ModelInfo


@dataclass(frozen=True, kw_only=True)
class View:
    """A named rectangle of the image, in patches."""

    name: str
    row: int
    """Of its upper edge."""
    column: int
    """Of its left edge."""
    rows: int
    columns: int

    def patches(self, grid: Grid) -> BoolArray:
        """(L,) bool: the patches in it."""
        rows, columns = grid.positions()
        across = (columns >= self.column) & (columns < self.column + self.columns)
        inside: BoolArray = across & (rows >= self.row) & (rows < self.row + self.rows)
        return inside

    def fits(self, grid: Grid) -> bool:
        """Whether it has patches, all in the image."""
        if min(self.row, self.column) < 0 or min(self.rows, self.columns) < 1:
            return False
        return self.row + self.rows <= grid.rows and self.column + self.columns <= grid.columns


def views_of(model: ModelInfo) -> tuple[View, ...]:
    """What a model's config says of them."""
    return tuple(View(**dict(view)) for view in model.config.views)
