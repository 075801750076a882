"""Names of models, and of the runs that they are made of: which can be, and what is proposed. Free of Qt."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import count

from studio.wording import translate

LONGEST = 80
"""Characters of a name."""
_FIRST, _STRANGE = re.compile(r"\w"), re.compile(r"[^\w .+-]")


def name_fault(name: str) -> str:
    """Why no model can have this name, and what to do about it, in one line; empty if one can."""
    if not name:
        return translate("Naming", "Give it a name.")
    if len(name) > LONGEST:
        return translate("Naming", "A name has at most {0} characters. Shorten it.").format(LONGEST)
    strange = _STRANGE.search(name)
    if strange is not None:
        words = translate("Naming", "“{0}” cannot be in a name. Use letters, digits, spaces, dots and dashes.")
        return words.format(strange.group())
    if not _FIRST.match(name):
        return translate("Naming", "A name begins with a letter or a digit, not with “{0}”.").format(name[0])
    return ""


def proposed_name(wanted: str, taken: Collection[str]) -> str:
    """A name that can be and is not taken, as near to the wanted one as there is: `cats`, else `cats 2`."""
    clean = " ".join(_STRANGE.sub(" ", wanted).split()).lstrip(" .+-")[:LONGEST].strip()
    clean = clean or translate("Naming", "model")
    numbered = (f"{clean[: LONGEST - 5]} {i}" for i in count(2))
    return clean if clean not in taken else next(name for name in numbered if name not in taken)
