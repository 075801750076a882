"""Models on disk: bundled and the user's own. A model is a folder: weights, graph, config, card, preview."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path, PureWindowsPath
from typing import Any

import platformdirs
from pydantic import ValidationError

from engine.config import ModelConfig
from engine.configs.validation import first_problem
from engine.errors import EngineError
from engine.files import readable
from engine.models.request import Sampling
from engine.models.runtime import GRAPH, WEIGHTS, OnnxRuntime
from engine.patches import Grid
from engine.wording import listed

CONFIG, CARD, PREVIEW = "config.json", "card.json", "preview.png"
MODEL_FILES = (WEIGHTS, GRAPH, CARD, PREVIEW, CONFIG)
"""All of a model's; the config last, as it makes a folder a model."""
RUN_RECORD = "run.json"
"""Of a training run, whose folder holds a `config.json` too."""
DEFAULT_MODEL = "characters"
"""The bundled model to begin with."""
_PART = re.compile(r"ubyte|idx\d|\*|[?[].*\.tar$|\.(gz|idx)$")
"""What tells the names of IDX files and of many tar shards from those that people give: of a folder, of one tar."""


@dataclass(frozen=True, kw_only=True)
class ModelInfo:
    """What is known of a model without loading it."""

    name: str
    path: Path
    bundled: bool
    config: ModelConfig

    @property
    def reference(self) -> str:
        """What `find_model` and `load` find it by: its name, or its folder where the name would not lead there."""
        known = self.bundled or (self.path.parent == user_folder() and not _exists(bundled_folder() / self.name))
        return self.name if known else str(self.path.resolve())

    @property
    def shape(self) -> tuple[int, int, int]:
        """(H, W, C) of its images."""
        return self.config.shape

    @property
    def channels(self) -> int:
        """1 = grey, 3 = RGB, 4 = RGBA."""
        return self.config.channels

    @property
    def patch_size(self) -> int:
        """Pixels along one side of a patch."""
        return self.config.patch_size

    @property
    def grid(self) -> Grid:
        """The model's patch grid."""
        return self.config.grid

    @property
    def steps(self) -> int | None:
        """In how many steps it draws its tokens where none are asked for; None = it has none."""
        return None if self.config.tokens == "none" else min(Sampling().steps, self.grid.L)

    @cached_property
    def card(self) -> dict[str, Any]:
        """Data, licence, credits, images seen, steps, command, device, figures. Empty where there is none.

        Raises:
            EngineError: the card is not JSON.
        """
        path = self.path / CARD
        if not path.is_file():
            return {}
        try:
            card = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            raise EngineError(f"{path} cannot be read: {error}. Export the model again.") from error
        if not isinstance(card, dict):
            raise EngineError(f"{path} is not a model's card. Export the model again.")
        return card

    @property
    def trained_on(self) -> str:
        """The training data by name: a folder's, that of one tar, or the folder's of several files; "" where unknown.

        Raises:
            EngineError: the card is not JSON.
        """
        return trained_on(self.card)

    @property
    def background(self) -> float | None:
        """Brightness, 0 to 255, of the border of the pictures that it learnt; None where its card does not say.

        Raises:
            EngineError: the card is not JSON.
        """
        value = self.card.get("background")
        return float(value) if isinstance(value, int | float) and 0 <= value <= 255 else None

    @property
    def preview(self) -> Path | None:
        """A sheet of its completions, where there is one."""
        path = self.path / PREVIEW
        return path if path.is_file() else None

    def check(self) -> None:
        """Look at each file; of an older model, which has no graph, at the others.

        Raises:
            EngineError: the card or the graph cannot be read, or the weights are missing or cut short.
        """
        from safetensors import safe_open

        _ = self.card
        weights, graph = self.path / WEIGHTS, self.path / GRAPH
        with readable(weights), safe_open(weights, framework="np"):
            pass
        if graph.is_file():
            OnnxRuntime(graph, self.config)


def trained_on(card: dict[str, Any]) -> str:
    """The training data that a card tells of, by name, as `ModelInfo.trained_on`."""
    data = card.get("data")
    path = PureWindowsPath(data if isinstance(data, str) else "")  # it splits at / and \\: models travel
    if _PART.search(path.name) and path.parent.name:
        return path.parent.name
    return path.name.removesuffix(".tar")


def labels_of(config: ModelConfig) -> str:
    """A model's labels in a few words, with how many categories each has: `digit (10)`."""
    return listed([f"{label.name} ({len(label.categories)})" for label in config.labels])


def views_of(config: ModelConfig) -> str:
    """A model's views in a few words."""
    return listed([view.name for view in config.views])


def bundled_folder() -> Path:
    """Where the models that ship with Patchwork are."""
    return Path(str(resources.files("assets"))) / "models"


def user_folder() -> Path:
    """Where a user's own models are."""
    return platformdirs.user_data_path("patchwork", appauthor=False) / "models"


def list_models() -> list[ModelInfo]:
    """All bundled models, the default one first, then all the user's, by name.

    Folders without a readable config are `damaged`.
    """
    found = []
    for folder, bundled in ((bundled_folder(), True), (user_folder(), False)):
        configs = folder.glob(f"*/{CONFIG}")
        for config in sorted(configs, key=lambda path: (path.parent.name != DEFAULT_MODEL, path)):
            try:
                found.append(_describe(config.parent, bundled=bundled))
            except EngineError:
                continue  # `damaged` says what is wrong, and find_model when it is asked for by name
    return found


def damaged() -> list[str]:
    """A line, with its remedy, for each folder among the models that holds none, or one that would not load."""
    lines = []
    for parent, bundled in ((bundled_folder(), True), (user_folder(), False)):
        folders = sorted(path for path in parent.glob("[!.]*") if path.is_dir())  # an export in the making has a dot
        for folder in folders:
            try:
                _describe(folder, bundled=bundled).check()
            except EngineError as error:
                lines.append(str(error))
    return lines


def find_model(name_or_path: str | Path) -> ModelInfo:
    """A model by name (bundled first) or by folder.

    Raises:
        EngineError: there is none, or its config is damaged.
    """
    for folder, bundled in ((bundled_folder(), True), (user_folder(), False)):
        if isinstance(name_or_path, str) and name_or_path and "/" not in name_or_path:
            candidate = folder / name_or_path
            if _exists(candidate / CONFIG):
                return _describe(candidate, bundled=bundled)
    path = Path(name_or_path)
    if _exists(path / CONFIG):
        return _describe(path, bundled=False)
    if _exists(path) and str(name_or_path):
        raise EngineError(f"{path} is not a model: it holds no {CONFIG}. Make one with `engine export`.")
    names = ", ".join(info.name for info in list_models()) or "none"
    raise EngineError(f"there is no model '{name_or_path}'. Known models: {names}; or give a model's folder.")


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name too long for the file system is nobody's
        return False


def _describe(folder: Path, *, bundled: bool) -> ModelInfo:
    path = folder / CONFIG
    try:
        config = ModelConfig.model_validate_json(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise EngineError(f"{folder} is not a model: it holds no {CONFIG}. Make one with `engine export`.") from error
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        if (folder / RUN_RECORD).is_file():
            raise EngineError(f"{folder} is a run, not a model. Make a model of it with `engine export`.") from error
        reason = first_problem(error, ModelConfig).what if isinstance(error, ValidationError) else error
        raise EngineError(f"{path} is not a model's config ({reason}). Export the model again.") from error
    return ModelInfo(name=folder.name, path=folder, bundled=bundled, config=config)
