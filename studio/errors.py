"""Failures: what the user reads, what can be copied, and what goes to the log file. No failure is silent."""

from __future__ import annotations

import logging
import platform
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

import platformdirs

from engine import EngineError
from studio.i18n import translate

log = logging.getLogger("studio")


class FailureKind(Enum):
    """What failed. A success of the same kind hides the message."""

    READING = "reading a picture, a mask or a project"
    SAVING = "saving the project"
    EXPORTING = "writing a file to show to others"
    TRAINING = "a run of training"
    MODEL = "loading or running a model"
    OTHER = "anything else: its message stays until the user has seen it"


@dataclass(frozen=True, kw_only=True)
class Failure:
    """One thing that went wrong."""

    message: str
    """One line: what was wrong with which thing, and the remedy."""
    details: str
    """What a report of the problem needs, to copy."""
    kind: FailureKind = FailureKind.OTHER
    about: str = ""
    """The name of the run that it is about; empty if about none."""


def failure(error: BaseException, doing: str, kind: FailureKind = FailureKind.OTHER) -> Failure:
    """Describe an error and log it: an EngineError in its own words, others as `doing` and their text."""
    if isinstance(error, EngineError):
        message = str(error)
        log.warning("%s: %s", doing, message)
    elif isinstance(error, MemoryError) or "bad_alloc" in str(error) or "Failed to allocate" in str(error):
        message = translate("Errors", "{0}: there is not enough memory. Close other programs, then try again.")
        message = message.format(doing)
        log.error("%s", doing, exc_info=error)
    else:
        message = f"{doing}: {error or type(error).__name__}"
        log.error("%s", doing, exc_info=error)
    trace = "".join(traceback.format_exception(error))
    return Failure(message=message, details=f"{message}\n\n{_system()}\n\n{trace}", kind=kind)


def log_file() -> Path:
    """Where the log is."""
    return platformdirs.user_log_path("patchwork", appauthor=False) / "studio.log"


def start_log() -> None:
    """Log to a file that is kept small; to stderr where that folder cannot be written."""
    handler: logging.Handler
    try:
        log_file().parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(log_file(), maxBytes=1_000_000, backupCount=2, encoding="utf-8")
    except OSError:
        handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)


def install_excepthook(report: Callable[[Failure], None]) -> None:
    """Show what no one caught as a message; the studio goes on."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if not isinstance(error, Exception):
            sys.__excepthook__(kind, error, trace)
            return
        report(failure(error, translate("Errors", "Something went wrong")))

    sys.excepthook = hook


def _system() -> str:
    from studio import __version__

    return f"Patchwork {__version__}, Python {platform.python_version()}, {platform.platform()}"
