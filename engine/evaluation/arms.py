"""What an ablation changes, one thing at a time. Free of torch, so that `--help` can list it at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.errors import EngineError


@dataclass(frozen=True, kw_only=True)
class Arm:
    """One thing changed."""

    name: str
    title: str
    """For the table."""
    settings: tuple[str, ...] = ()
    """Overrides, section.key=value; `{images}` stands for the budget."""


_FEATURES = "objective.features=efficientnet-lite0"

ARMS = (
    Arm(name="base", title="base: relativistic"),
    Arm(name="logistic", title="logistic", settings=("objective.adversarial=logistic",)),
    Arm(name="eq6", title="base + Eq. 6", settings=("objective.communication=1.0",)),
    Arm(
        name="logistic-eq6",
        title="logistic + Eq. 6",
        settings=("objective.adversarial=logistic", "objective.communication=1.0"),
    ),
    Arm(name="no-warmup", title="no warm-up", settings=("training.warmup_images=0",)),
    Arm(name="whole", title="S ∪ T = L only", settings=("subsets.partial=0",)),
    Arm(name="no-energy", title="no energy score", settings=("objective.diversity=none",)),
    Arm(name="octaves", title="base + octaves", settings=("objective.octave_weight=0.1",)),
    Arm(name="features", title="base + features", settings=(_FEATURES,)),
    Arm(name="projected", title="base + features + projected", settings=(_FEATURES, "objective.projected=1.0")),
    Arm(name="bfloat16", title="base in bfloat16", settings=("training.precision=bfloat16",)),
    Arm(name="energy", title="energy score alone", settings=("training.warmup_images={images}",)),
)
"""The first is what the others are held against."""


def find_arms(names: Sequence[str]) -> list[Arm]:
    """The arms of these names; all if there are none.

    Raises:
        EngineError: an unknown name.
    """
    known = {arm.name: arm for arm in ARMS}
    for name in names:
        if name not in known:
            raise EngineError(f"there is no arm '{name}'. Choose one of {', '.join(known)}.")
    return [known[name] for name in names] or list(ARMS)
