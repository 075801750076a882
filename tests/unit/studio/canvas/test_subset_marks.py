"""Known, target and ignored patches are told apart, as they are now."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter, QPalette

from studio.canvas.subset_marks import SubsetMarks
from studio.canvas.viewport import Viewport
from studio.document.document import Document
from studio.document.state import IGNORED, TARGET

VIEW = Viewport(scale=10, x=0, y=0)
KINDS = {"outline": "draw_outline", "unfilled": "draw_unfilled", "ignored": "draw_ignored"}


def marked(marks: SubsetMarks, kind: str) -> set[int]:
    """The patches of 40 pixels in the inside of which something is drawn."""
    image = QImage(280, 280, QImage.Format.Format_RGB32)
    image.fill(QColor("black"))
    painter = QPainter(image)
    getattr(marks, KINDS[kind])(painter, VIEW, QPalette(QColor("white")))
    painter.end()
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(7, 40, 7, 40, 4)[:, 5:35, :, 5:35, :3]
    return set(np.flatnonzero(pixels.any((1, 3, 4))).tolist())


@pytest.fixture
def marks(qapp: object, document: Document) -> SubsetMarks:
    """Patch 3 ignored, 8 and 9 targets, the others known."""
    assignment = np.zeros(document.grid.L, dtype=np.int8)
    assignment[3], assignment[[8, 9]] = IGNORED, TARGET
    document.set_patches(np.arange(document.grid.L), assignment)
    made = SubsetMarks(document)
    made.refresh()
    return made


@pytest.mark.parametrize(("kind", "patches"), [("unfilled", {8, 9}), ("ignored", {3})])
def test_each_mark_is_on_its_own_patches(marks: SubsetMarks, kind: str, patches: set[int]) -> None:
    assert marked(marks, kind) == patches


def test_the_outline_lies_between_patches(marks: SubsetMarks) -> None:
    assert marked(marks, "outline") == set()


def test_marks_follow_the_document_when_they_are_told(marks: SubsetMarks, document: Document) -> None:
    document.set_patches(np.array([3]), np.array([TARGET], dtype=np.int8))
    assert marked(marks, "unfilled") == {8, 9}, "painting computes nothing"
    marks.refresh()
    assert marked(marks, "unfilled") == {3, 8, 9}
    assert marked(marks, "ignored") == set()


def test_the_hatch_has_no_seams_on_a_screen_of_a_broken_scale(marks: SubsetMarks, document: Document) -> None:
    document.set_patches(np.arange(49), np.full(49, TARGET, dtype=np.int8))
    marks.refresh()
    image = QImage(400, 400, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(1.5)
    image.fill(QColor("black"))
    painter = QPainter(image)
    painter.translate(1 / 3, 1 / 3)  # widgets lie on whole pixels of their own and broken ones of the screen
    marks.draw_unfilled(painter, Viewport(scale=22 / 3, x=38 / 3, y=12), QPalette(QColor("white")))
    painter.end()
    grey = np.frombuffer(image.constBits(), np.uint8).reshape(400, 400, 4)[..., 0]
    assert grey[22:322, 24:322].min() > 60
