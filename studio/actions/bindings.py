"""The user's own keys: changes to the table of actions, as JSON in the settings. Free of Qt.

A key is in Qt's portable form, such as `Ctrl+K`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from studio.actions import ROWS

Keys = tuple[str, ...]
DEFAULTS: dict[str, Keys] = {row.id: row.keys for row in ROWS}


def parse(text: str) -> dict[str, Keys]:
    """Changed keys by action id; what is damaged, or of an action that is no more, is passed over."""
    try:
        changes = json.loads(text)
    except ValueError:
        return {}
    if not isinstance(changes, dict):
        return {}
    return {
        name: tuple(keys)
        for name, keys in changes.items()
        if name in DEFAULTS and isinstance(keys, list) and all(isinstance(key, str) for key in keys)
    }


def dump(changes: Mapping[str, Keys]) -> str:
    """The inverse of `parse`; keys that are the defaults are left out."""
    return json.dumps({name: list(keys) for name, keys in changes.items() if keys != DEFAULTS[name]})


def effective(changes: Mapping[str, Keys]) -> dict[str, Keys]:
    """The keys of every action; a default that belongs to another by the user's will is the other's alone."""
    taken = {key for keys in changes.values() for key in keys}
    free = {name: tuple(key for key in keys if key not in taken) for name, keys in DEFAULTS.items()}
    return {**free, **changes}


def bind(changes: Mapping[str, Keys], name: str, key: str) -> dict[str, Keys]:
    """The changes after giving a key to an action as its only one ("": none); another action loses it."""
    keys = effective(changes)
    found = dict(changes)
    if key:
        for other in holders(changes, key):
            found[other] = tuple(k for k in keys[other] if k != key)
    found[name] = (key,) if key else ()
    return found


def holders(changes: Mapping[str, Keys], key: str) -> list[str]:
    """The actions that a key belongs to now."""
    return [name for name, keys in effective(changes).items() if key in keys]
