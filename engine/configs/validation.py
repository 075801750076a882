"""What a config has wrong, in our own words: what it is, and what it should be."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from types import UnionType
from typing import Annotated, Any, Literal, NamedTuple, TypeGuard, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

LONGEST_VALUE = 40
"""Characters of a value that are repeated to whoever wrote it."""
_NUMBERS = {int: "whole number", float: "number"}
_BOUNDS = {"ge": "at least", "gt": "above", "le": "at most", "lt": "below", "multiple_of": "a multiple of"}


class Problem(NamedTuple):
    """What is wrong, without a stop, and what to do, a sentence."""

    what: str
    remedy: str


def first_problem(error: ValidationError, model: type[BaseModel]) -> Problem:
    """The first thing that pydantic found wrong with the values of a model.

    Args:
        model: the model that they were to be.
    """
    detail = error.errors(include_url=False)[0]
    kind, place, value = detail["type"], detail["loc"], detail["input"]
    if kind == "extra_forbidden":
        return _unknown(place, model)
    name, field = _field(place, model)
    if kind == "json_invalid":
        return Problem(f"it is not JSON: {detail['ctx']['error']}", "Write it again.")
    if kind == "value_error":
        return Problem(f"{name}: {detail['ctx']['error']}" if name else str(detail["ctx"]["error"]), "Change that.")
    if field is None or _is_model(field.annotation):
        return Problem(f"{name or 'it'} is {_shown(value)}, not a section", "A section is a table of settings.")
    if kind == "missing":
        return Problem(f"{name} is missing", f"It takes {expected(field)}.")
    is_item = isinstance(place[-1], int)
    return Problem(f"{name} {'holds' if is_item else 'is'} {_shown(value)}", f"It takes {expected(field)}.")


def argument_problem(name: str, error: ValidationError) -> Problem:
    """What is wrong with an argument of a command, which typer has pydantic check.

    Args:
        name: of the argument, as in the command line.
    """
    detail = error.errors(include_url=False)[0]
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "value_error":  # that of a choice, in typer's own words
        return Problem(f"{name}: {str(context['error']).rstrip('.')}", "Choose one of them.")
    takes = [f"{words} {context[bound]}" for bound, words in _BOUNDS.items() if bound in context]
    number = "a whole number" if kind.startswith("int") else "a number"
    return Problem(f"{name} is {_plain(detail['input'])}", f"It takes {takes[0] if takes else number}.")


def expected(field: FieldInfo) -> str:
    """What a field takes, in words: `a whole number: at least 4, a multiple of 2`."""
    words = _kind(field.annotation)
    bounds = [phrase for rule in field.metadata for phrase in _bound(rule)]
    return f"{words}: {', '.join(bounds)}" if bounds else words


def _kind(annotation: Any) -> str:
    arguments = get_args(annotation)
    if get_origin(annotation) is Annotated:
        bounds = [phrase for rule in arguments[1].metadata for phrase in _bound(rule)]
        return f"{_kind(arguments[0])}{': ' * bool(bounds)}{', '.join(bounds)}"
    if get_origin(annotation) is Union or isinstance(annotation, UnionType):
        return " or ".join(map(_kind, arguments))
    if _section(annotation) is not None:
        return "a list of tables"
    if get_origin(annotation) is Literal:
        *most, last = map(_shown, arguments)
        return f"{', '.join(most)} or {last}" if most else last
    if get_origin(annotation) is tuple and arguments[1:] == (...,):
        return f"a list of {_NUMBERS.get(arguments[0], 'value')}s"
    if get_origin(annotation) is tuple:
        return f"a list of {len(arguments)}"
    if annotation is bool:
        return "true or false"
    if annotation in _NUMBERS:
        return f"a {_NUMBERS[annotation]}"
    assert annotation is str, f"there are no words for {annotation}"
    return "text"


def _bound(rule: object) -> Iterator[str]:
    for name, words in _BOUNDS.items():
        if hasattr(rule, name):
            yield f"{words} {getattr(rule, name)}"


def _unknown(place: Sequence[int | str], model: type[BaseModel]) -> Problem:
    """A key that there is none of: the nearest in its section, else the same in another, else all of the section."""
    *sections, key = map(_plain, map(str, place))
    section = model
    for name in sections:
        if name.isdecimal():  # of one table in a list
            continue
        inner = _section(section.model_fields[name].annotation)
        assert inner is not None, "only a section can have a key that there is none of"
        section = inner
    what = f"{'.'.join(sections)} has no setting {key}" if sections else f"there is no section or setting {key}"
    near = get_close_matches(key, section.model_fields, n=1)
    elsewhere = [path for path in _paths(model) if path.rpartition(".")[2] == key]
    if near or elsewhere:
        return Problem(what, f"Did you mean {'.'.join([*sections, near[0]]) if near else elsewhere[0]}?")
    return Problem(what, f"There are {', '.join(section.model_fields)}.")


def _paths(model: type[BaseModel], above: str = "") -> Iterator[str]:
    """All settings, with their sections."""
    for name, field in model.model_fields.items():
        if _is_model(field.annotation):
            yield from _paths(field.annotation, f"{above}{name}.")
        else:
            yield f"{above}{name}"


def _field(place: Sequence[int | str], model: type[BaseModel]) -> tuple[str, FieldInfo | None]:
    """The setting at a place, by its whole name; None: the model as a whole."""
    names: list[str] = []
    field: FieldInfo | None = None
    for part in place:
        if isinstance(part, str) and part in model.model_fields:
            names.append(part)
            field = model.model_fields[part]
            model = _section(field.annotation) or model
    return ".".join(names), field


def _section(annotation: Any) -> type[BaseModel] | None:
    """The tables that a setting is, or that it lists."""
    arguments = get_args(annotation)
    inner = arguments[0] if get_origin(annotation) is tuple and arguments[1:] == (...,) else annotation
    return inner if _is_model(inner) else None


def _is_model(annotation: Any) -> TypeGuard[type[BaseModel]]:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _plain(text: str) -> str:
    """A text that stays on its line."""
    return text if text.isprintable() else json.dumps(text)


def _shown(value: object) -> str:
    """A value as a config file would have it, cut short."""
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError):  # TOML has dates, and JSON no such number
        text = str(value)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"
