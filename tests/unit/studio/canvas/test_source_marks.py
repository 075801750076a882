"""Contours and letters of sources."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtGui import QColor, QImage, QPainter

from studio.canvas.source_marks import SourceMarks
from studio.canvas.viewport import Viewport
from studio.document.document import Document
from studio.document.source_colours import INK, colour_of, letter
from studio.document.state import IGNORED, TARGET
from tests.unit.studio.conftest import source

SCALE = 10


def drawn(document: Document) -> QImage:
    """The marks on grey, 40 pixels a patch."""
    marks = SourceMarks(document)
    marks.refresh()
    image = QImage(280, 280, QImage.Format.Format_RGB32)
    image.fill(QColor("grey"))
    painter = QPainter(image)
    marks.draw(painter, Viewport(scale=SCALE, x=0, y=0))
    painter.end()
    return image


def near(image: QImage, patch: int, x: float, y: float) -> str:
    """The colour at a place of a patch, 0 ... 1."""
    row, column = divmod(patch, 7)
    return image.pixelColor(int(40 * column + 39 * x), int(40 * row + 39 * y)).name()


def mixed(document: Document) -> Document:
    """The left half known from A, patches 2 and 9 from B, 48 from B too, 44 ignored."""
    document.change(replace(document.state, sources=(*document.sources, source("b", fill=9))))
    document.set_patches(np.array([2, 9, 48, 44]), np.array([1, 1, 1, IGNORED], dtype=np.int8))
    return document


def test_with_one_source_nothing_is_marked(qapp: object, document: Document) -> None:
    marks = SourceMarks(document)
    marks.refresh()
    assert not marks.shown


def test_each_source_has_a_contour_inside_its_own_patches(qapp: object, document: Document) -> None:
    image = drawn(mixed(document))
    a, b, nothing = colour_of(0), colour_of(1), QColor("grey").name()
    assert near(image, 1, 1, 0.5) == a, "A's side of the border to B"
    assert near(image, 2, 0, 0.7) == b, "B's side of it"
    assert near(image, 0, 1, 0.5) == nothing, "no line between patches of one source"
    assert near(image, 2, 0.5, 1) == nothing
    assert near(image, 9, 0.5, 1) == b
    assert near(image, 8, 0, 0) == nothing, "A has all around it"
    assert near(image, 1, 0, 1) == nothing
    for patch in (44, 24):
        assert document.assignment[patch] in (IGNORED, TARGET)
        assert {near(image, patch, x, y) for x in (0, 0.5, 1) for y in (0, 0.5, 1)} == {nothing}


def test_each_region_has_one_letter(qapp: object, document: Document) -> None:
    image = drawn(mixed(document))
    for patch, lettered in ((0, True), (2, True), (48, True), (1, False), (9, False)):
        assert (near(image, patch, 0.28, 0.28) != QColor("grey").name()) == lettered, patch


def test_letters_can_be_read_on_their_colours() -> None:
    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for index in range(6):
        a, b = sorted((luminance(colour_of(index)), luminance(INK)))
        assert (b + 0.05) / (a + 0.05) >= 4.5
    assert [letter(i) for i in (0, 25)] == ["A", "Z"]


def test_a_contour_has_no_gap_where_it_turns_inwards(qapp: object, document: Document) -> None:
    document.change(replace(document.state, sources=(*document.sources, source("b", fill=9))))
    document.set_patches(np.array([0]), np.array([1], dtype=np.int8))
    assert near(drawn(document), 8, 0, 0) == colour_of(0), "patch 8 touches B's patch by its corner alone"
