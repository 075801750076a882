"""The metrics of the adversarial simulation by name, and what each means. No imports: the help tells them, too."""

from __future__ import annotations

MEANINGS = {
    "conditional_forward": "KL(q(x_T|x_S) ‖ p(x_T|x_S)), mean over x_S at 16 equally spaced quantiles of q and over"
    " both coordinates as T; nats",
    "conditional_reverse": "KL(p(x_T|x_S) ‖ q(x_T|x_S)), the same mean; nats",
    "calibration": "largest gap between the distribution function of q(x_T|x_S) at p's samples and the uniform one,"
    " the same mean; 0 to 1",
    "joint_forward": "KL(q(x) ‖ p(x)); nats",
    "joint_reverse": "KL(p(x) ‖ q(x)); nats",
    "disagreement": "p(x₁, x₂), p(x₂|x₁) p(x₁) and p(x₁|x₂) p(x₂): the mean KL of the three from their mean; nats",
}
"""In the order of the columns of `point_metrics.judge`; of all, 0 is best. No brackets, which would be markup."""
FLOOR = "what q itself gets: even its own samples are not at 0, for the KLs are between histograms"


def legend() -> dict[str, str]:
    """Every row of the table and its last column, as words, with a line each."""
    return {name.replace("_", " "): meaning for name, meaning in MEANINGS.items()} | {"samples of q": FLOOR}
