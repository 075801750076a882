"""Zoom and pan."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.canvas.viewport import LARGEST_SCALE, Viewport, centred, fit_scale

VIEWPORTS = st.builds(Viewport, scale=st.floats(0.1, 100), x=st.floats(-500, 500), y=st.floats(-500, 500))
NUMBER = st.floats(-1000, 1000)


@given(VIEWPORTS, NUMBER, NUMBER)
def test_image_and_widget_points_are_inverse(viewport: Viewport, u: float, v: float) -> None:
    assert viewport.to_image(*viewport.to_widget(u, v)) == pytest.approx((u, v), abs=1e-6)


@given(VIEWPORTS, st.floats(0.2, 5), NUMBER, NUMBER)
def test_the_point_under_the_pointer_stays_while_zooming(
    viewport: Viewport, factor: float, x: float, y: float
) -> None:
    zoomed = viewport.zoomed(factor, x, y, ratio=1, smallest=0.01)
    assert zoomed.to_widget(*viewport.to_image(x, y)) == pytest.approx((x, y), abs=1e-5)


def test_zoom_has_bounds() -> None:
    viewport = Viewport(scale=10, x=0, y=0)
    assert viewport.zoomed(1e9, 0, 0, ratio=2, smallest=1).scale == LARGEST_SCALE / 2
    assert viewport.zoomed(1e-9, 0, 0, ratio=2, smallest=1).scale == 1


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
@given(st.integers(110, 2000), st.integers(100, 2000))
def test_the_whole_picture_fits_on_whole_device_pixels(ratio: float, width: int, height: int) -> None:
    scale = fit_scale(width, height, (56, 28), ratio=ratio)
    assert scale * 56 <= width
    assert scale * 28 <= height
    assert scale * ratio == pytest.approx(round(scale * ratio))
    viewport = centred(width, height, (56, 28), scale, ratio=ratio)
    assert viewport.x * ratio == pytest.approx(round(viewport.x * ratio))
    assert viewport.to_widget(28, 14) == pytest.approx((width / 2, height / 2), abs=1)


@given(VIEWPORTS)
def test_the_picture_cannot_be_panned_out_of_reach(viewport: Viewport) -> None:
    kept = viewport.moved(1e6, -1e6).kept(800, 600, (56, 28), 48)
    left, bottom = kept.x, kept.y + kept.scale * 28
    assert left <= 800 - 48
    assert bottom >= 48 - 1e-6
