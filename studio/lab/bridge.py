"""The page of the α-Bridge (Zhao, Cong, Dai, Carin, AAAI 2020)."""

from __future__ import annotations

from studio.lab.mixture_plots import COMPONENTS
from studio.lab.run_page import SPEEDS, RunPage
from studio.lab.runs import STEPS, STEPS_EVERY, Frame, bridge_run
from studio.translation import number


class BridgePage(RunPage):
    """Adversarial learning, maximum likelihood, and the way from the one to the other."""

    def __init__(self) -> None:
        super().__init__(bridge_run, steps=STEPS, every=STEPS_EVERY, speed=SPEEDS[1], name="studio-lab-bridge")

    def doing(self) -> str:
        return self.tr("Running the α-Bridge")

    def methods(self) -> tuple[str, ...]:
        return self.tr("Adversarial learning"), self.tr("Maximum likelihood"), self.tr("α-Bridge")

    def explanation(self) -> str:
        return self.tr(
            "The discs are q's 25 modes; the ellipses are the 12 components of p, too few to have one for each mode."
            " All minimise an α-divergence. At α = 0, as in adversarial learning, p keeps to the modes that it has"
            " found. At α = 1, maximum likelihood, p covers every mode, and much that lies between them. The α-Bridge"
            " goes from 1 to 0. Quality is the share of p's samples within 3σ of a mode."
        )

    def axes(self) -> tuple[str, str, str]:
        return self.tr("Modes covered against steps"), self.tr("Steps"), self.tr("Covered, of 25")

    def position_of(self, step: int) -> str:
        return self.tr("{0} of {1} steps").format(number(step), number(STEPS))

    def title(self, frame: Frame, method: int) -> str:
        name = self.methods()[method]
        if method == len(frame.found) - 1 and frame.alpha is not None:
            name = self.tr("{0}, α = {1}").format(name, number(frame.alpha, decimals=2))
        quality = round(100 * frame.quality[method])
        return self.tr("{0}: {1} of {2} modes, quality {3} %").format(name, frame.found[method], COMPONENTS, quality)
