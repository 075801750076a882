"""What a module says of its walls is so."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from importlib import resources
from pathlib import Path

IMPORT_WITHOUT_QT = """
import importlib, sys
sys.modules["PySide6"] = None
for name in sys.argv[1:]:
    try:
        importlib.import_module(name)
    except ImportError as error:
        print(name, error)
"""


def test_who_says_to_be_free_of_qt_can_be_imported_without() -> None:
    studio = Path(str(resources.files("studio")))
    names = [
        ".".join(file.relative_to(studio.parent).with_suffix("").parts).removesuffix(".__init__")
        for file in sorted(studio.rglob("*.py"))
        if re.search("[Ff]ree of Qt(?! widgets)", ast.get_docstring(ast.parse(file.read_text("utf-8"))) or "")
    ]
    assert {"studio.imaging.picture", "studio.imaging.placement", "studio.live.scheduler"} <= set(names)
    command = [sys.executable, "-c", IMPORT_WITHOUT_QT, *names]
    assert subprocess.run(command, check=True, capture_output=True, text=True).stdout == ""
