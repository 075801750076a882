"""Where the picture lies in the canvas: zoom and pan as pure geometry, free of Qt."""

from __future__ import annotations

from dataclasses import dataclass

Size = tuple[int, int]
"""Of an image: width and height in pixels."""
LARGEST_SCALE = 256.0
"""Device pixels an image pixel can become."""


@dataclass(frozen=True, kw_only=True)
class Viewport:
    """A point (u, v) of the image, in image pixels, lies at (x + scale·u, y + scale·v) of the widget."""

    scale: float
    """Widget pixels an image pixel."""
    x: float
    y: float

    def to_image(self, x: float, y: float) -> tuple[float, float]:
        """Widget point -> image point."""
        return (x - self.x) / self.scale, (y - self.y) / self.scale

    def to_widget(self, u: float, v: float) -> tuple[float, float]:
        """Image point -> widget point."""
        return self.x + self.scale * u, self.y + self.scale * v

    def moved(self, dx: float, dy: float) -> Viewport:
        """Panned by widget pixels."""
        return Viewport(scale=self.scale, x=self.x + dx, y=self.y + dy)

    def scaled(self, scale: float, x: float, y: float) -> Viewport:
        """Another scale; the image point at the widget point (x, y) stays there."""
        ratio = scale / self.scale
        return Viewport(scale=scale, x=x - (x - self.x) * ratio, y=y - (y - self.y) * ratio)

    def zoomed(self, factor: float, x: float, y: float, *, ratio: float, smallest: float) -> Viewport:
        """Zoomed by a factor about (x, y), within bounds.

        Args:
            ratio: device pixels a widget pixel.
            smallest: the least scale, widget pixels an image pixel.
        """
        return self.scaled(min(max(self.scale * factor, smallest), LARGEST_SCALE / ratio), x, y)

    def kept(self, width: float, height: float, image: Size, margin: float) -> Viewport:
        """Moved back so that at least `margin` pixels of the image stay in a widget of that size."""
        x = min(max(self.x, margin - self.scale * image[0]), width - margin)
        y = min(max(self.y, margin - self.scale * image[1]), height - margin)
        return Viewport(scale=self.scale, x=x, y=y)


def fit_scale(width: float, height: float, image: Size, *, ratio: float, margin: float = 24) -> float:
    """The largest scale at which the image fits with a margin; whole device pixels a pixel where it can be."""
    room = (
        min(max(length - 2 * margin, 1) / pixels for length, pixels in zip((width, height), image, strict=True))
        * ratio
    )
    return (float(int(room)) if room >= 1 else room) / ratio


def centred(width: float, height: float, image: Size, scale: float, *, ratio: float) -> Viewport:
    """The image in the middle of the widget, on whole device pixels."""
    x, y = ((length - scale * pixels) / 2 for length, pixels in zip((width, height), image, strict=True))
    return Viewport(scale=scale, x=round(x * ratio) / ratio, y=round(y * ratio) / ratio)


def of_part(whole: Viewport, left: float, top: float, unit: float) -> Viewport:
    """Where a part of a picture lies. Args: left, top: its corner in the picture; unit: a pixel of it there."""
    x, y = whole.to_widget(left, top)
    return Viewport(scale=whole.scale * unit, x=x, y=y)


def of_whole(part: Viewport, left: float, top: float, unit: float) -> Viewport:
    """The inverse of `of_part`."""
    scale = part.scale / unit
    return Viewport(scale=scale, x=part.x - scale * left, y=part.y - scale * top)
