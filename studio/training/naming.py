"""Names of models, and of the runs that they are made of: which can be, and what is proposed. Free of Qt."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from itertools import count

from studio.i18n import translate

LONGEST = 80
"""Characters of a name."""
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])", re.IGNORECASE)
"""What Windows calls its devices; there no file or folder has such a name, whatever its suffix."""
_FIRST, _BEFORE_FIRST, _OTHER = re.compile(r"\w"), re.compile(r"^\W+"), re.compile(r"[^\w .+-]")


def composed(name: str) -> str:
    """A name as it is kept: its accents composed (NFC), as some systems name folders with them apart."""
    return unicodedata.normalize("NFC", name)


def name_key(name: str) -> str:
    """Equal for names that are one on some disk: those that differ in case, or in how their accents are written."""
    return composed(composed(name).casefold())


def name_fault(name: str) -> str:
    """Why no model can have this name, and what to do about it, in one line; empty if one can."""
    if not name:
        return translate("Naming", "Give it a name.")
    if len(name) > LONGEST:
        return translate("Naming", "A name has at most {0} characters. Shorten it.").format(LONGEST)
    strange = next(filter(_is_strange, _OTHER.findall(name)), "")
    if strange:
        words = translate("Naming", "“{0}” cannot be in a name. Use letters, digits, spaces, dots and dashes.")
        return words.format(strange)
    if not _FIRST.match(name):
        return translate("Naming", "A name begins with a letter or a digit, not with “{0}”.").format(name[0])
    if name[-1] in " .":
        return translate("Naming", "A name does not end with a dot or a space.")
    if is_device(name):
        return translate("Naming", "Windows keeps the name “{0}” for itself. Choose another one.").format(name)
    return ""


def is_device(name: str) -> bool:
    """Whether Windows keeps the name of a file or folder for a device of its own."""
    return bool(_DEVICE.fullmatch(name.partition(".")[0].rstrip()))


def proposed_name(wanted: str, taken: Collection[str]) -> str:
    """A name that can be and is not taken, as near to the wanted one as there is: `cats`, else `cats 2`."""
    spaced = "".join(" " if _is_strange(character) else character for character in composed(wanted))
    clean = _BEFORE_FIRST.sub("", " ".join(spaced.split()))
    clean = f"{'_' if is_device(clean) else ''}{clean}"[:LONGEST].strip(" .") or translate("Naming", "model")
    numbered = (f"{clean[: LONGEST - 5]} {i}" for i in count(2))
    keys = {name_key(name) for name in taken}
    return clean if name_key(clean) not in keys else next(name for name in numbered if name_key(name) not in keys)


def _is_strange(character: str) -> bool:
    """Marks are none: accents that no letter has composed, and the vowels of Hindi or Thai."""
    return bool(_OTHER.match(character)) and not unicodedata.category(character).startswith("M")
