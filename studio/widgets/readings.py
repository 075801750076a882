"""The curves of a run in a reader's words: their names, what one reads from them, whether up or down is good."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from engine import Curve
from studio.i18n import QT_TRANSLATE_NOOP

_NAMES = {
    "diversity": QT_TRANSLATE_NOOP("Readings", "Energy score"),
    "likelihood": QT_TRANSLATE_NOOP("Readings", "Reconstruction"),
    "generator": QT_TRANSLATE_NOOP("Readings", "Generator"),
    "discriminator": QT_TRANSLATE_NOOP("Readings", "Discriminator"),
    "communication": QT_TRANSLATE_NOOP("Readings", "Communication"),
    "communication_d": QT_TRANSLATE_NOOP("Readings", "Communication (discriminator)"),
    "r1": QT_TRANSLATE_NOOP("Readings", "Penalty R1"),
    "r2": QT_TRANSLATE_NOOP("Readings", "Penalty R2"),
    "0": QT_TRANSLATE_NOOP("Readings", "nothing known"),
    "0.1": QT_TRANSLATE_NOOP("Readings", "10 % known"),
    "0.25": QT_TRANSLATE_NOOP("Readings", "25 % known"),
    "0.5": QT_TRANSLATE_NOOP("Readings", "50 % known"),
    "half": QT_TRANSLATE_NOOP("Readings", "upper half known"),
}
LOSSES = QT_TRANSLATE_NOOP(
    "Readings",
    "Down is good for the energy score: how far completions are from the truth, less how far they are apart. It falls"
    " fast, then slowly. Generator and discriminator play against each other: steady is good, at 0 one has won.",
)
GAINS = QT_TRANSLATE_NOOP(
    "Readings",
    "Up is good: by how many dB the mean of eight completions is nearer to the truth than one. About 2.5 is ideal;"
    " 0 means that the noise is ignored and all completions are the same.",
)


def named(curves: Mapping[str, Curve]) -> dict[str, Curve]:
    """Losses or gains of a run under the names that people read; an unknown one keeps its own."""
    return {
        QCoreApplication.translate("Readings", _NAMES[name]) if name in _NAMES else name: curve
        for name, curve in curves.items()
    }


def reading(text: str) -> str:
    """What one reads from a chart: LOSSES or GAINS in the language of the studio."""
    return QCoreApplication.translate("Readings", text)
