"""Words to people from modules that know nothing of Qt: marked for the translators, translated where there are any.

Where Qt is at hand, `tr` and `QCoreApplication.translate` do the same.
"""

from __future__ import annotations

from collections.abc import Callable

Translator = Callable[[str, str], str]
"""(context, text) -> the text in the language of the studio."""


def _as_written(context: str, text: str) -> str:
    return text


_translator: Translator = _as_written


def translate(context: str, text: str) -> str:
    """The text in the language of the studio; as it is written, English, before one is installed."""
    return _translator(context, text)


def speak_through(translator: Translator) -> None:
    """Translate with this from now on: `studio.translation` gives Qt's."""
    global _translator
    _translator = translator


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """Mark a text for the translators, who find it by this function's name; Qt's own is untyped."""
    return text
