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
    """Overrides, section.key=value; `{images}` stands for the budget, `{out}` for the folder of the runs."""
    pictures: str = ""
    """Which IDX file of `engine.evaluation.incomplete` it learns from; empty = all the data."""
    colour: bool = False
    """Whether only images in colour can be trained on so."""
    kernel: bool = False
    """Whether no network is trained: a kernel density of the training images instead."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """A measure in the table."""

    title: str
    measure: str
    scale: float = 1
    digits: int = 2


@dataclass(frozen=True, kw_only=True)
class Study:
    """A question, as arms that share all else."""

    arms: tuple[Arm, ...]
    """The first is what the others are held against."""
    columns: tuple[Column, ...]
    """Of the table at each share of known patches."""
    shares: tuple[float, ...] = (0.0, 0.5)
    """Of known patches, i.i.d., that it is measured at."""
    settings: tuple[str, ...] = ()
    """Overrides of all arms."""
    of_labels: bool = False
    """Whether p(y | x_S) is what is measured, and not completions."""


_FEATURES = "objective.features=efficientnet-lite0"
_DRAWN = (
    Column(title="told apart %", measure="told_apart", scale=100, digits=0),
    Column(title="ffd", measure="ffd", digits=1),
    Column(title="gain of 8, dB", measure="gain"),
)

RECIPE = Study(
    arms=(
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
    ),
    columns=(*_DRAWN, Column(title="two steps off", measure="consistency", digits=3)),
)

_RANDOM, _HALF = (f"data.present={{out}}/data/{kind}-masks-idx3-ubyte" for kind in ("random", "half"))

INCOMPLETE = Study(
    arms=(
        Arm(name="complete", title="all complete", pictures="all"),
        Arm(name="random", title="each without a random 50% of its patches", pictures="all", settings=(_RANDOM,)),
        Arm(name="half", title="each without one random half", pictures="all", settings=(_HALF,)),
        Arm(
            name="half-present",
            title="the same, S as the data have it in half of the draws",
            pictures="all",
            settings=(_HALF, "subsets.present=0.5"),
        ),
        Arm(name="tenth", title="a complete tenth, the rest thrown away", pictures="tenth"),
    ),
    columns=_DRAWN,
)


def _alone(share: float) -> Arm:
    return Arm(
        name=f"alone-{100 * share:g}",
        title=f"a classifier trained on {share:.0%} of the patches",
        settings=(
            "subsets.supervised=1",
            f"subsets.supervised_share={share:g}",
            "objective.label_weight=1",
            "training.warmup_images={images}",
        ),
    )


LABELS = Study(
    arms=(
        Arm(name="universal", title="the universal model", settings=("training.warmup_images=6400",)),
        *map(_alone, (1.0, 0.5, 0.25, 0.1)),
        Arm(name="kernel", title="a kernel density of the training images", kernel=True),
    ),
    columns=(
        Column(title="right %", measure="accuracy", scale=100, digits=1),
        Column(title="-log p", measure="nll", digits=3),
        Column(title="ECE %", measure="ece", scale=100, digits=1),
    ),
    shares=(1.0, 0.5, 0.25, 0.1),
    settings=('data.labels=["*"]',),
    of_labels=True,
)

DOMAINS = Study(
    arms=(
        Arm(name="pixels", title="pixels"),
        Arm(name="haar", title="generator in the Haar domain", settings=("model.domain=haar",)),
        Arm(
            name="opponent",
            title="generator in opponent colours",
            settings=("model.domain=opponent",),
            colour=True,
        ),
        Arm(name="rotated", title="discriminator in random rotations", settings=("discriminator.rotated=1",)),
        Arm(name="half-rotated", title="the same in half of the steps", settings=("discriminator.rotated=0.5",)),
    ),
    columns=_DRAWN,
)

STUDIES = {"recipe": RECIPE, "incomplete": INCOMPLETE, "labels": LABELS, "domains": DOMAINS}


def find_arms(names: Sequence[str], arms: Sequence[Arm] = RECIPE.arms) -> list[Arm]:
    """Those of the arms that have these names; all if there are none.

    Raises:
        EngineError: an unknown name.
    """
    known = {arm.name: arm for arm in arms}
    for name in names:
        if name not in known:
            raise EngineError(f"there is no arm '{name}'. Choose one of {', '.join(known)}.")
    return [known[name] for name in names] or list(arms)
