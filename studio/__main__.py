"""`studio [IMAGE] [--model NAME] [--selftest] [--version]`: the window first, the model later."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from studio import __version__


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}. Try {self.prog} --help.\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Open the studio; returns its exit status."""
    parser = _Parser(prog="studio", description="Paint what is known of a picture; a model completes the rest.")
    parser.add_argument("image", nargs="?", type=Path, metavar="IMAGE", help="the picture or project to open")
    parser.add_argument("--model", metavar="NAME", help="the model to complete it with")
    parser.add_argument("--selftest", action="store_true", help="open, paint, complete, print figures as JSON, exit")
    parser.add_argument("--version", action="version", version=f"Patchwork {__version__}")
    arguments = parser.parse_args(argv)
    try:
        return _open(parser, arguments)
    except ImportError as error:
        if "shared object" not in str(error):
            raise
        library = str(error).partition(":")[0]
        parser.exit(2, f"studio: Qt needs {library}, which this system lacks. Install the package that has it.\n")


def _open(parser: _Parser, arguments: argparse.Namespace) -> int:
    from engine import EngineError
    from studio.start import find_start

    try:
        start = find_start(image=arguments.image, model=arguments.model)
    except EngineError as error:
        parser.exit(2, f"studio: {error}\n")
    if start.problem is not None:
        print(f"studio: {start.problem}", file=sys.stderr)

    if arguments.selftest:
        if start.problem is not None:
            return 2
        from studio.selftest import run_selftest

        return run_selftest(start)
    from studio.run import run

    return run(start)


if __name__ == "__main__":
    sys.exit(main())
