"""The lab's public face: every name is there, and the surfaces need no torch."""

from __future__ import annotations

import subprocess
import sys

import pytest

from engine import lab


def test_every_name_of_the_face_is_there() -> None:
    for name in (name for names in lab._HOME.values() for name in names.split()):
        assert getattr(lab, name) is not None
    with pytest.raises(AttributeError, match="nothing"):
        getattr(lab, "nothing")  # noqa: B009


def test_the_surfaces_need_no_torch() -> None:
    code = "import sys, engine.lab; engine.lab.surface; engine.lab.find_optima; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
