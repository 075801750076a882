"""Where the built app starts: `studio`, or `engine` if it is called by that name or asked as `-m engine`."""

from __future__ import annotations

import multiprocessing
import sys
from pathlib import Path

if __name__ == "__main__":
    multiprocessing.freeze_support()
    as_module = sys.argv[1:3] == ["-m", "engine"]  # so the studio starts trainings: `sys.executable -m engine train`
    if as_module:
        del sys.argv[1:3]
    if as_module or Path(sys.argv[0]).stem.endswith("engine"):
        from engine.cli.main import main as engine

        engine()
    else:
        from studio.__main__ import main as studio

        sys.exit(studio())
