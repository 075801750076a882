"""The page of the exploration (*Big Cooperative Learning*, Fig. 4)."""

from __future__ import annotations

from studio.lab.mixture_plots import COMPONENTS
from studio.lab.run_page import SPEEDS, RunPage
from studio.lab.runs import MATCHINGS, MATCHINGS_EVERY, Frame, exploration_run
from studio.translation import number


class ExplorationPage(RunPage):
    """Joint matching alone beside big learning."""

    def __init__(self) -> None:
        super().__init__(
            exploration_run, steps=MATCHINGS, every=MATCHINGS_EVERY, speed=SPEEDS[2], name="studio-lab-exploration"
        )

    def doing(self) -> str:
        return self.tr("Running the exploration")

    def methods(self) -> tuple[str, ...]:
        return self.tr("Joint matching alone"), self.tr("Big learning")

    def explanation(self) -> str:
        return self.tr(
            "The discs are q's 25 components, the ellipses p's. All of p starts at the lower left and follows"
            " the gradient of the reverse KL. On the left, every matching is of the joint. On the right, big"
            " learning matches a marginal in another random rotation of the domain each time; in the second"
            " half, one matching in ten is joint."
        )

    def axes(self) -> tuple[str, str, str]:
        return self.tr("Components found against matchings"), self.tr("Matchings"), self.tr("Found, of 25")

    def position_of(self, step: int) -> str:
        return self.tr("{0} of {1} matchings").format(number(step), number(MATCHINGS))

    def title(self, frame: Frame, method: int) -> str:
        return self.tr("{0}: {1} of {2} found").format(self.methods()[method], frame.found[method], COMPONENTS)
