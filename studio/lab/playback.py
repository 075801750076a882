"""Running and scrubbing a run: how far it may be computed, and what is shown. Free of Qt and torch."""

from __future__ import annotations

from dataclasses import dataclass

AHEAD = 0.5
"""Seconds of play that are computed ahead."""
FASTEST = 10**9
"""Steps a second that no computation keeps up with: what is computed is shown at once."""


@dataclass(kw_only=True)
class Playback:
    """A run that is computed while it is played, like a film that is loaded while it is watched."""

    total: int
    """Steps of a whole run."""
    every: int
    """Steps between two frames."""
    speed: int
    """Steps a second, where the computation keeps up."""
    computed: int = 0
    """Steps recorded so far; a multiple of `every`."""
    playing: bool = False
    position: float = 0.0
    """Steps shown."""

    @property
    def frame(self) -> int:
        """Index of the frame shown."""
        return int(self.position // self.every)

    @property
    def goal(self) -> int:
        """Steps up to which to compute now; 0: none."""
        if not self.playing:
            return 0
        return min(self.total, int(self.position + self.speed * AHEAD) + self.every)

    @property
    def ended(self) -> bool:
        """The last frame of a whole run is shown."""
        return self.position >= self.total

    def play(self) -> None:
        """Go on from here; from the start if this is the end."""
        self.position = 0.0 if self.ended else self.position
        self.playing = True

    def pause(self) -> None:
        """Stay here."""
        self.playing = False

    def restart(self) -> None:
        """Forget what was computed."""
        self.position, self.computed = 0.0, 0

    def scrub(self, frame: int) -> None:
        """Show a frame that there is."""
        self.position = float(min(max(frame * self.every, 0), self.computed))

    def tick(self, seconds: float) -> None:
        """Time goes by: play what there is, and stop at the end."""
        if self.playing:
            self.position = min(self.position + self.speed * seconds, float(self.computed))
            self.playing = not self.ended
