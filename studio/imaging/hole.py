"""What is to be replaced in a picture: strokes in its own pixels, finer than any patch. Free of Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from PIL import Image, ImageDraw

from engine import BoolArray
from studio.imaging.placement import Box

Point = tuple[float, float]
FARTHEST = 1e6
"""Pixels from the picture's corner that a stroke of a sound file may go."""
_OVERSAMPLING = 4
"""Spots along one side of a pixel that are looked at to see whether it is touched."""
_GLANCE = 256
"""Spots along one side of what is looked at to find what restoring strokes have left."""


@dataclass(frozen=True, kw_only=True)
class HoleStroke:
    """One stroke of the brush, or one area."""

    points: tuple[Point, ...]
    """At least one, in pixels of the picture; they may lie beyond it."""
    radius: float
    """Of the round brush; 0: the points are the corners of an area, which is filled."""
    restores: bool = False
    """What it covers is no longer replaced."""

    @property
    def is_sound(self) -> bool:
        """Whether it can be drawn."""
        far = any(abs(c) > FARTHEST for point in self.points for c in point)
        return bool(self.points) and not far and 0 <= self.radius <= FARTHEST

    def moved(self, right: float, down: float) -> HoleStroke:
        """The same on a picture that has grown on the left and above."""
        return replace(self, points=tuple((x + right, y + down) for x, y in self.points))


@dataclass(frozen=True, kw_only=True)
class Hole:
    """What is to be replaced: its strokes, the last on top."""

    strokes: tuple[HoleStroke, ...] = ()
    placed: Box | None = None
    """Where the frame placed itself. Elsewhere it was placed by hand, and stays while all of this lies in it."""

    def with_stroke(self, stroke: HoleStroke) -> Hole:
        """One stroke more; one that restores takes those before it away if it covers all of them."""
        hole = replace(self, strokes=(*self.strokes, stroke))
        return replace(hole, strokes=()) if stroke.restores and hole.bounds is None else hole

    def moved(self, right: float, down: float) -> Hole:
        """The same on a picture that has grown on the left and above."""
        strokes = tuple(stroke.moved(right, down) for stroke in self.strokes)
        return replace(self, strokes=strokes)

    @cached_property
    def bounds(self) -> Box | None:
        """The box around it, exact unless strokes restore parts of it; None if nothing is to be replaced."""
        replacing = [_reach(stroke) for stroke in self.strokes if not stroke.restores]
        if not replacing:
            return None
        lefts, tops, rights, bottoms = zip(*replacing, strict=True)
        box = min(lefts), min(tops), max(rights), max(bottoms)
        if len(replacing) == len(self.strokes):
            return box
        rows, columns = np.nonzero(self.mask(box, (_GLANCE, _GLANCE)))
        if not len(rows):
            return None
        across, down = ((box[i + 2] - box[i]) / _GLANCE for i in (0, 1))
        left, right = (box[0] + across * edge for edge in (columns.min(), columns.max() + 1))
        top, bottom = (box[1] + down * edge for edge in (rows.min(), rows.max() + 1))
        return float(left), float(top), float(right), float(bottom)

    def mask(self, box: Box, size: tuple[int, int], *, touched: bool = False) -> BoolArray:
        """(h, w) bool: what is to be replaced in a box of the picture, which is seen as w x h pixels.

        Args:
            touched: count a pixel that is covered in any part, and not only in its middle.
        """
        finer = _OVERSAMPLING if touched else 1
        width, height = size[0] * finer, size[1] * finer
        image = Image.new("L", (width, height))
        draw = ImageDraw.Draw(image)
        across, down = width / (box[2] - box[0]), height / (box[3] - box[1])
        for stroke in self.strokes:
            points = [((x - box[0]) * across - 0.5, (y - box[1]) * down - 0.5) for x, y in stroke.points]
            _draw(draw, points, stroke.radius * across, stroke.radius * down, 0 if stroke.restores else 255)
        mask: BoolArray = np.asarray(image).reshape(size[1], finer, size[0], finer).max(axis=(1, 3)) > 0
        return mask


def _reach(stroke: HoleStroke) -> Box:
    """The box that a stroke touches; none is without width."""
    across, down = zip(*stroke.points, strict=True)
    r = max(stroke.radius, 0.5)
    return min(across) - r, min(down) - r, max(across) + r, max(down) + r


def _draw(draw: ImageDraw.ImageDraw, points: list[Point], across: float, down: float, ink: int) -> None:
    if across == 0 and len(points) > 2:
        draw.polygon(points, fill=ink, outline=ink)
        return
    draw.line(points, fill=ink, width=max(1, int(2 * across)))
    across, down = max(across - 0.5, 0), max(down - 0.5, 0)  # Pillow draws what lies on the edge too
    for x, y in points:
        draw.ellipse((x - across, y - down, x + across, y + down), fill=ink)
