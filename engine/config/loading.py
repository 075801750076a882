"""Configs from TOML and JSON, and from `--set`."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from engine.config.data import stored_data
from engine.config.run import Config
from engine.configs.validation import first_problem
from engine.errors import EngineError
from engine.files import explained


def shipped_configs() -> list[str]:
    """Names of the configs that come with the engine."""
    folder = resources.files("engine") / "configs"
    return sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml"))


def described(section: BaseModel, above: str = "") -> Iterator[tuple[str, str, str]]:
    """Every setting, in the order of the sections: section.key, its value as `--set` takes it, and what it is.

    What it is says the docstring under it; where the sources are not at hand, that is empty.
    """
    for name, field in type(section).model_fields.items():
        value = getattr(section, name)
        if isinstance(value, BaseModel):
            yield from described(value, f"{above}{name}.")
        else:
            shown = value if isinstance(value, str) else json.dumps(value)
            yield f"{above}{name}", shown, " ".join((field.description or "").split())


def load_config(name_or_path: str, overrides: list[str] | None = None) -> Config:
    """Read a shipped config by name, or a .toml or .json file by path, then apply `a.b=c` overrides.

    Raises:
        EngineError: unknown name, unreadable file, unknown key or a value out of range.
    """
    if name_or_path in shipped_configs():
        text = (resources.files("engine") / "configs" / f"{name_or_path}.toml").read_text("utf-8")
        return _validate({"name": name_or_path} | tomllib.loads(text), overrides, source=name_or_path)
    path = Path(name_or_path)
    if not path.is_file():
        raise EngineError(
            f"there is no config '{name_or_path}'. "
            f"Shipped configs: {', '.join(shipped_configs())}; or give the path of a .toml or .json file."
        )
    kind, read = ("JSON", json.loads) if path.suffix.lower() == ".json" else ("TOML", tomllib.loads)
    with explained(path, f"is not a {kind} config", "Compare `engine configs`.", ValueError, RecursionError):
        values = read(path.read_text("utf-8"))
    if not isinstance(values, dict):
        raise EngineError(f"{path} is not a {kind} config: it holds no sections. Compare `engine configs`.")
    return _validate({"name": path.stem} | values, overrides, source=str(path))


def override_config(config: Config, overrides: list[str]) -> Config:
    """A config with `a.b=c` overrides applied.

    Raises:
        EngineError: unknown key or a value out of range.
    """
    return _validate(config.model_dump(mode="json"), overrides, source=config.name) if overrides else config


def parse_config(text: str, *, source: str) -> Config:
    """JSON text, as written by `Config.model_dump_json`, -> Config; `source` names it in errors."""
    try:
        values = json.loads(text)
        if isinstance(values, dict):
            values["data"] = stored_data(values.get("data", {}))
        return Config.model_validate(values)
    except (ValueError, RecursionError) as error:
        what = first_problem(error, Config).what if isinstance(error, ValidationError) else f"it is not JSON: {error}"
        raise EngineError(f"{source}: {what}. The file is damaged or of another version.") from error


def _validate(values: dict[str, Any], overrides: list[str] | None, *, source: str) -> Config:
    for override in overrides or []:
        _apply(values, override)
    try:
        return Config.model_validate(values)
    except ValidationError as error:
        what, remedy = first_problem(error, Config)
        raise EngineError(f"config {source}: {what}. {remedy}") from error


def _apply(values: dict[str, Any], override: str) -> None:
    key, separator, text = override.partition("=")
    if not separator:
        raise EngineError(f"--set {override}: expected section.key=value, e.g. training.batch=32.")
    try:
        value = tomllib.loads(f"value = {text}")["value"]
    except (ValueError, RecursionError):  # text without quotes, or what no config holds: it is refused in its place
        value = text
    *sections, last = key.strip().split(".")
    for section in sections:
        values = values.setdefault(section, {})
        if not isinstance(values, dict):
            raise EngineError(f"--set {override}: {section} is a value, not a section.")
    values[last] = value
