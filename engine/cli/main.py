"""`engine ...`: thin commands over the library, one short function each.

Heavy imports are inside the functions, so that `engine --help` answers at once.
"""

from __future__ import annotations

import io
import os
import sys
import warnings
from typing import Annotated

import typer
from typer.exceptions import TyperException

from engine.cli.adapt import adapt
from engine.cli.bench import bench
from engine.cli.classify import classify
from engine.cli.complete import complete
from engine.cli.evaluate import ablate, evaluate, features, figure, steps
from engine.cli.models import configs, models
from engine.cli.probe import probe
from engine.cli.simulate import app as simulate
from engine.cli.train import export, pack, train
from engine.errors import EngineError, needing_training

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _say_version(wanted: bool) -> None:
    if wanted:
        from engine import __version__

        print(f"Patchwork {__version__}")
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[
        bool,
        typer.Option("--version", metavar="", callback=_say_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Train, export and run universal completion models p(x_T | x_S)."""


making = (train, adapt, export, pack)
measuring = (bench, features, evaluate, steps, figure, ablate)
for command in (*making, models, configs, complete, classify, *measuring):
    app.command()(command)
app.command()(probe)
app.add_typer(simulate, name="simulate")


def _described(error: TyperException) -> str:
    """What was wrong with a command line, in our own words where typer lends those of the library that it asks."""
    from pydantic import ValidationError

    from engine.configs.validation import argument_problem

    parameter = getattr(error, "param", None)
    if parameter is None or not isinstance(error.__cause__, ValidationError):
        return error.format_message()
    return ". ".join(argument_problem(parameter.opts[0], error.__cause__))


def _about_a_path(error: OSError | RuntimeError) -> str:
    """What was wrong with which path; empty if it was something else: a name too long, or a link to itself, say."""
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}. Check the path."
    return f"{error}. Check the path." if "ymlink loop" in str(error) else ""


def main() -> None:
    """Entry point: an error that a user can fix is one line and exit status 2."""
    # OpenMP's threads would else spin while they wait: ten times slower where another program uses the CPU too.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # Latin-1, say, lacks signs that we print, and names of files
    warnings.filterwarnings("ignore", module="PIL")  # our own message says what is wrong with a file
    try:
        with needing_training("this command"):
            status = app(standalone_mode=False)
    except EngineError as error:
        print(f"engine: {error}", file=sys.stderr)
        sys.exit(2)
    except TyperException as error:
        message = _described(error)
        if message:  # none where the help was shown instead
            stop = "" if message.endswith((".", "?")) else "."
            print(f"engine: {message}{stop} Try --help.", file=sys.stderr)
        sys.exit(2)
    except (OSError, RuntimeError) as error:
        if not (words := _about_a_path(error)):
            raise
        print(f"engine: {words}", file=sys.stderr)
        sys.exit(2)
    except (KeyboardInterrupt, typer.Abort):
        print("engine: interrupted", file=sys.stderr)
        sys.exit(130)
    sys.exit(status)
