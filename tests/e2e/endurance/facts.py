"""What the window and its document are at a moment, by value."""

from __future__ import annotations

import ctypes
import gc
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from studio.actions import ROWS
from studio.app import Studio
from studio.widgets.history import HistoryPanel

Snapshot = dict[str, Any]


def facts(studio: Studio) -> Snapshot:
    """Everything that undo answers for, by value."""
    state = studio.document.state
    sources = [
        (source.name, source.frame, source.pixels.tobytes(), source.whole.digest, source.whole.shape)
        for source in state.sources
    ]
    return {
        "model": (state.model, state.grid, state.views),
        "sources": sources,
        "hole": state.hole,
        "patches": (state.assignment.tolist(), state.origins.tolist(), state.scatter),
        "noise": state.noise,
        "palette": state.palette,
        "labels": state.labels,
        "results": {
            entry.number: (entry.starred, entry.note, entry.image.tobytes(), entry.made)
            for entry in studio.project.history.entries
        },
    }


def same_document(now: Snapshot, then: Snapshot) -> None:
    """Assert that two snapshots are equal; results that came since by themselves have neither star nor note."""
    for name in ("model", "sources", "hole", "patches", "noise", "palette", "labels"):
        assert now[name] == then[name], name
    results = now["results"]
    assert {number: results.get(number) for number in then["results"]} == then["results"]
    for number in results.keys() - then["results"].keys():
        assert results[number][:2] == (False, ""), number


def enabled(studio: Studio) -> dict[str, bool]:
    """Which actions can be chosen."""
    return {row.id: studio.actions[row.id].isEnabled() for row in ROWS}


def panel(studio: Studio) -> HistoryPanel:
    """The history panel."""
    assert studio.history.panel is not None
    return studio.history.panel


def settle() -> None:
    """Let happen what was posted, deletions too: outside an event loop Qt keeps those for later."""
    QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def resident() -> int:
    """Bytes of this process in memory but for what the allocator holds back; 0 where the system does not say."""
    gc.collect()
    status = Path("/proc/self/statm")
    if not status.exists():
        return 0
    with suppress(AttributeError):  # not every C library can
        ctypes.CDLL(None).malloc_trim(0)
    return int(status.read_text().split()[1]) * os.sysconf("SC_PAGESIZE")
