"""The one kind of error that a user of the engine is meant to see."""


class EngineError(Exception):
    """What was wrong with which thing, and the remedy, in one line.

    The command line prints it and exits with status 2; the studio shows it as a message.
    """


class DivergedError(EngineError):
    """A training's losses or weights are beyond all bounds; its last good state is kept."""
