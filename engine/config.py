"""A model's and a run's whole description: typed, validated, JSON and TOML.

Shipped configs are the TOML files of `engine/configs`; `--set a.b=c` overrides one value of any of them.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from engine.configs.validation import first_problem
from engine.errors import EngineError
from engine.patches import Grid


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, allow_inf_nan=False)


Pixels = Annotated[int, Field(ge=4, le=1024)]


class LabelConfig(_Section):
    """A categorical label y of an image."""

    name: str = Field(min_length=1)
    """What it tells: "digit", "hair colour"."""
    categories: tuple[str, ...] = Field(min_length=1)
    """What it may say; the i-th is category i."""


class ViewConfig(_Section):
    """A named rectangle of the image, in patches: one side of a character, say."""

    name: str = Field(min_length=1)
    row: int = Field(ge=0)
    """Of its upper edge."""
    column: int = Field(ge=0)
    """Of its left edge."""
    rows: int = Field(ge=1)
    columns: int = Field(ge=1)


class ModelConfig(_Section):
    """The generator: all that inference needs to know."""

    image_size: Pixels | tuple[Pixels, Pixels] = 28
    """Pixels of the image: one side of a square, or [height, width]."""
    channels: Literal[1, 3, 4] = 1
    """1 = grey, 3 = RGB, 4 = RGBA."""
    patch_size: int = Field(default=4, ge=1)
    """Pixels along one side of a patch."""
    width: int = Field(default=128, ge=8, le=4096, multiple_of=4)
    """Embedding dimension of a token."""
    depth: int = Field(default=4, ge=1, le=64)
    """Number of transformer blocks."""
    heads: int = Field(default=4, ge=1)
    """Attention heads; divides width."""
    noise_global: int = Field(default=32, ge=0)
    """Dimension of the global noise that modulates every block; 0 = none."""
    noise_patch: int = Field(default=8, ge=0)
    """Dimension of the noise of each target token; 0 = none."""
    seam_channels: int = Field(default=0, ge=0)
    """Channels of the two closing 3x3 convolutions against seams between patches; 0 = none."""
    tokens: Literal["none", "vq"] = "none"
    """What a patch is to the model: its pixels, or "vq", the number of the nearest entry of a codebook that is learnt
    from the data. Tokens are learnt by cross-entropy alone, and drawn in several steps."""
    codebook: int = Field(default=512, ge=2, le=4096)
    """Entries of the codebook of tokens."""
    domain: Literal["pixels", "haar", "opponent"] = "pixels"
    """The orthonormal coordinates in which patches are read and written: pixels, their Haar transform, or brightness
    and two opponent colours of each pixel."""
    labels: tuple[LabelConfig, ...] = ()
    """The labels of an image that the model knows, one token each."""
    views: tuple[ViewConfig, ...] = ()
    """The views that an image is made of."""

    @model_validator(mode="after")
    def _fits(self) -> ModelConfig:
        height, width, _ = self.shape
        if height % self.patch_size or width % self.patch_size:
            raise ValueError(f"patch_size {self.patch_size} does not divide image_size {self.image_size}")
        if self.width % self.heads:
            raise ValueError(f"heads {self.heads} does not divide width {self.width}")
        if self.tokens != "none" and (self.noise_global or self.noise_patch or self.seam_channels):
            raise ValueError(
                "tokens are drawn from their probabilities, not made of noise: set noise_global, noise_patch and "
                "seam_channels to 0"
            )
        if self.tokens != "none" and self.domain != "pixels":
            raise ValueError("tokens are of no domain: set domain to pixels")
        if self.domain == "opponent" and self.channels == 1:
            raise ValueError("domain opponent is one of colours: set channels to 3 or 4")
        if self.domain == "haar" and self.patch_size % 2:
            raise ValueError(f"domain haar halves patches: set patch_size {self.patch_size} to an even one")
        for kind, parts in (("labels", self.labels), ("views", self.views)):
            if len({part.name for part in parts}) < len(parts):
                raise ValueError(f"two {kind} have the same name")
        for view in self.views:
            if view.row + view.rows > self.grid.rows or view.column + view.columns > self.grid.columns:
                rows, columns = self.grid.shape
                raise ValueError(f"view '{view.name}' reaches beyond the {rows} x {columns} patches")
        return self

    @property
    def shape(self) -> tuple[int, int, int]:
        """(H, W, C) of an image."""
        height, width = (self.image_size,) * 2 if isinstance(self.image_size, int) else self.image_size
        return height, width, self.channels

    @property
    def grid(self) -> Grid:
        """The patch grid of this model."""
        height, width, _ = self.shape
        return Grid.of(height, width, self.patch_size)


class DiscriminatorConfig(_Section):
    """The discriminator f(x; S, T)."""

    stem: tuple[int, ...] = (64, 128)
    """Output channels of the stem's 3x3 convolutions of stride 2; the last is the token width."""
    depth: int = Field(default=4, ge=1)
    """Number of transformer blocks."""
    heads: int = Field(default=4, ge=1)
    """Attention heads; divides the last stem width."""
    rotated: float = Field(default=0.0, ge=0, le=1)
    """Probability, of each step, that real and completed images are shown to it in a random domain: their patches all
    multiplied by one random orthogonal matrix (cooperation across domains). It then judges what no rotation changes,
    and patches beside the known ones."""

    @model_validator(mode="after")
    def _divides(self) -> DiscriminatorConfig:
        if not self.stem or min(self.stem) < 1:
            raise ValueError(f"stem {list(self.stem)} needs at least one width, each above 0")
        if self.stem[-1] % 4 or self.stem[-1] % self.heads:
            raise ValueError(f"the last stem width {self.stem[-1]} is not a multiple of 4 and of heads {self.heads}")
        return self


class SubsetConfig(_Section):
    """How subset pairs (S, T) are drawn: the weighting of the many tasks.

    Known methods are extreme weightings: the configs `gan-mnist`, `conditional-gan-mnist`, `classifier-mnist`,
    `inpainting-mnist`, `mae-mnist` and `maskfeat-mnist`. Of tokens (model.tokens=vq), BERT is empty=0, share_min=.85,
    share_max=.85, blocks=0, partial=0, and GPT is raster=1.
    """

    empty: float = Field(default=0.15, ge=0, le=1)
    """Probability of S = ∅."""
    share_min: float = Field(default=0.0, ge=0, lt=1)
    """Otherwise the share of known patches is uniform in [share_min, share_max]."""
    share_max: float = Field(default=0.97, gt=0, lt=1)
    """The largest share of known patches."""
    blocks: float = Field(default=0.5, ge=0, le=1)
    """Probability that S is made of blocks and half-planes instead of i.i.d. patches."""
    partial: float = Field(default=0.35, ge=0, le=1)
    """Probability that T is only a part of the complement, so that S ∪ T is not the whole image."""
    raster: float = Field(default=0.0, ge=0, le=1)
    """Probability that S is all patches before some one, row by row, and T is that one alone."""
    views: float = Field(default=0.33, ge=0, le=1)
    """Probability, of a model with views, that S is one or more whole views, or all but the same block of each."""
    supervised: float = Field(default=0.1, ge=0, le=1)
    """Probability, of a model with labels, that T is all labels and no patch: so they are asked for."""
    supervised_share: float = Field(default=0.0, ge=0, le=1)
    """The share of known patches then, drawn at random; 0 = half of the time all, else as drawn for completing."""
    conditional: float = Field(default=0.25, ge=0, le=1)
    """Probability, of a model with labels, that all of them are known."""
    present: float = Field(default=0.0, ge=0, le=1)
    """Probability, of incomplete data, that S is what an image has in common with another, and T what else it has:
    S then is as incomplete as the data."""
    hole: tuple[int, ...] = ()
    """[row, column, rows, columns] of a rectangle of patches that is always T, all else being S: inpainting with one
    fixed mask. Empty = both are drawn."""

    @model_validator(mode="after")
    def _in_order(self) -> SubsetConfig:
        if self.share_min > self.share_max:
            raise ValueError(f"share_min {self.share_min} is above share_max {self.share_max}")
        return self


class ObjectiveConfig(_Section):
    """Which matching objectives are summed, and how strongly."""

    adversarial: Literal["logistic", "relativistic"] = "relativistic"
    """Eq. 5 in the paper's logistic form, or relativistic with independent pairs and centring."""
    centring: float = Field(default=0.01, ge=0)
    """Weight of (mean f_real + mean f_fake)² in the relativistic form; it fixes the free offset of f."""
    communication: float = Field(default=0.0, ge=0)
    """Weight of Eq. 6, two subset pairs with the same union teaching each other; 0 = off."""
    communication_every: Literal[1, 2, 4] = 4
    """Eq. 6 is computed on every k-th image of the batch."""
    diversity: Literal["energy", "rcgan", "none"] = "energy"
    """The term that keeps the noise alive: the energy score, rcGAN's L1 and spread, or nothing."""
    target_features: Literal["none", "hog"] = "none"
    """What the warm-up's squared error is of, where there is no such term: pixels of T, or "hog", their histograms of
    oriented gradients, as in MaskFeat. Completions then show edges alone."""
    diversity_weight: float = Field(default=3.0, ge=0)
    """Weight of the diversity term in the adversarial phase."""
    octave_weight: float = Field(default=0.0, ge=0)
    """Weight in the energy score of each octave of detail, relative to its variation in the data; reduces grain."""
    pixel_weight: float = Field(default=0.0, ge=0)
    """Weight in the energy score of each pixel by itself; for flat colours and hard edges, as of pixel art."""
    label_weight: float = Field(default=0.3, ge=0)
    """Weight of the labels' cross-entropy, log p(y_T | x_S, y_S)."""
    second_pass: Literal["none", "given", "target"] = "given"
    """Which labels are asked for again given the generated x_T, gradients through both passes (Eq. 7): those that
    the first pass was given, those that were its target, or none (the independence simplification)."""
    second_pass_weight: float = Field(default=0.1, ge=0)
    """Weight of their cross-entropy, on every fourth image."""
    penalty: float = Field(default=0.5, ge=0)
    """γ of the approximate R1 and R2 penalties."""
    penalty_sigma: float = Field(default=0.02, gt=0)
    """Standard deviation of the penalties' finite difference, in pixel units of [-1, 1]."""
    penalty_every: Literal[1, 2, 4] = 4
    """The penalties are computed in every step, on every k-th image of the batch."""
    features: Literal["none", "efficientnet-lite0"] = "none"
    """A frozen network by whose features, too, completions are compared with images; it knows ImageNet's things."""
    feature_scale: Literal[1, 2, 4] = 2
    """How many times images are enlarged before the features; at twice the size they cost four times as much."""
    feature_weight: float = Field(default=1.0, ge=0)
    """Weight of the energy score of the features, where S ∪ T is the whole image; 0 = off."""
    projected: float = Field(default=0.0, ge=0)
    """Weight of a second discriminator, of the features, in the generator's losses; 0 = off."""
    projected_penalty: float = Field(default=5.0, ge=0)
    """γ of its own penalties: on its input, features of spread 1, with penalty_sigma and penalty_every as above."""

    @model_validator(mode="after")
    def _has_features(self) -> ObjectiveConfig:
        if self.projected and self.features == "none":
            raise ValueError("projected has no features to look at: objective.features is off")
        if self.target_features != "none" and self.diversity != "none":
            raise ValueError(
                f"target_features are of the squared error, not of diversity={self.diversity}: set it to none"
            )
        return self


class AugmentConfig(_Section):
    """Replayable augmentation of the discriminator's input; each a probability per image."""

    translate: float = Field(default=0.0, ge=0, le=1)
    """Shift by up to 1/8 of the side, zeros outside."""
    colour: float = Field(default=0.0, ge=0, le=1)
    """Brightness, contrast and (in colour) saturation."""
    cutout: float = Field(default=0.0, ge=0, le=1)
    """Ignore a square of half the side."""


class DataConfig(_Section):
    """How files become images."""

    crop: float = Field(default=1.0, gt=0, le=1)
    """Side of the centred square crop as a share of the shorter side."""
    flip: bool = False
    """Mirror every second training image."""
    validation: int = Field(default=500, ge=1)
    """Images held out; at most a tenth of them."""
    held_out: Literal["drawn", "last"] = "drawn"
    """Which ones: drawn with a fixed seed, in proportion of the classes, or the last ones of the data."""
    labels: tuple[str, ...] = ()
    """The labels of the data that the model learns, by name; ["*"] = all of them."""
    class_label: str = Field(default="class", min_length=1)
    """What to call the label of class folders, IDX labels files and `.cls` files, which give it no name."""
    present: str = ""
    """Folder of the masks of incomplete pictures, NAME.png for each, white = there; of an IDX file an IDX file."""
    incomplete: Annotated[int, Field(ge=0, le=255)] | str = ""
    """What missing pixels show: "alpha" = nothing, "white", a colour #rrggbb or a grey 0 to 255; empty = only masks
    say what is missing. A patch is there if all its pixels are."""

    @field_validator("incomplete")
    @classmethod
    def _is_a_value(cls, value: int | str) -> int | str:
        if isinstance(value, str) and not re.fullmatch("|alpha|white|#[0-9a-fA-F]{6}", value):
            raise ValueError(f"it is {value!r}, not alpha, white, #rrggbb or 0 to 255")
        return value


def stored_data(values: Any) -> Any:
    """A stored `data` section as it was meant: before there was `held_out`, the last images were held out."""
    return {"held_out": "last"} | values if isinstance(values, dict) else values


class TrainingConfig(_Section):
    """The loop."""

    images: int = Field(default=600_000, ge=1)
    """Training images in total; the learning rate's schedule ends there."""
    batch: int = Field(default=64, ge=4, le=65_536, multiple_of=2)
    """Global batch size, over all processes."""
    warmup_images: int = Field(default=51_200, ge=0)
    """Images of the non-adversarial phase before the adversarial one."""
    learning_rate: float = Field(default=4e-4, gt=0)
    """AdamW, betas (0, .99), no weight decay."""
    decay_from: float = Field(default=0.7, ge=0, le=1)
    """Share of `images` after which the learning rate falls linearly to a twentieth."""
    decay_by: Literal["images", "time"] = "images"
    """time: the share of `--minutes` counts if it is larger. What a start is given then tells how it learns."""
    clip: float = Field(default=5.0, gt=0)
    """Largest gradient norm."""
    precision: Literal["auto", "float32", "bfloat16"] = "auto"
    """Precision of the networks' matrix products. auto = bfloat16 where the device has instructions for it (GPUs, and
    CPUs with AVX-512 BF16 or AMX, which then train a fifth faster), else float32."""
    ema: float = Field(default=0.999, ge=0, lt=1)
    """Decay of the averaged weights a step."""
    save_seconds: float = Field(default=60.0, ge=0)
    """Wall-clock seconds between saves of the training state."""
    monitor_images: int = Field(default=32_000, ge=1)
    """Training images between two checks of the model: sample sheet, PSNR gain, classes at S = ∅. Two more come
    early, at a sixteenth and a quarter of it."""


class AdapterConfig(_Section):
    """What is learnt over a frozen base, by `engine adapt`."""

    rank: int = Field(default=4, ge=0, le=64)
    """Rank of what is added to each weight besides its scale and shift; 0 = nothing."""
    discriminator: Literal["new", "adapted"] = "new"
    """A discriminator of its own, or that of the base, frozen and adapted; used after the warm-up."""
    new_categories: bool = False
    """Whether the base's labels get categories that only the data has; found when the data is read."""
    base: str = ""
    """Hash of the base's weights, by `engine adapt`; empty = all weights are learnt, and there is no adapter."""


class Config(_Section):
    """Everything that defines a run."""

    name: str = "unnamed"
    """Name of the config; default name of the model made from it."""
    description: str = ""
    """One line for `engine configs`."""
    licence: str = "unknown"
    """Licence of the training pictures, for the model's card; no shipped config can know it."""
    credits: tuple[str, ...] = ()
    """Who made the training pictures, for the model's card: a line for each."""
    model: ModelConfig = ModelConfig()
    discriminator: DiscriminatorConfig = DiscriminatorConfig()
    subsets: SubsetConfig = SubsetConfig()
    objective: ObjectiveConfig = ObjectiveConfig()
    augment: AugmentConfig = AugmentConfig()
    data: DataConfig = DataConfig()
    training: TrainingConfig = TrainingConfig()
    adapter: AdapterConfig = AdapterConfig()

    @property
    def adapts(self) -> bool:
        """Whether an adapter of a frozen base is all that is learnt."""
        return bool(self.adapter.base)

    @model_validator(mode="after")
    def _agree(self) -> Config:
        if self.objective.target_features != "none" and self.model.patch_size == 1:
            raise ValueError("target_features need patches with gradients in them: set model.patch_size to 2 or more")
        hole, (height, width) = self.subsets.hole, self.model.grid.shape
        if hole and len(hole) != 4:
            raise ValueError(f"subsets.hole {list(hole)} is not [row, column, rows, columns]")
        if hole:
            row, column, rows, columns = hole
            if min(row, column) < 0 or min(rows, columns) < 1 or row + rows > height or column + columns > width:
                raise ValueError(f"subsets.hole {list(hole)} is not within {height} x {width} patches")
        return self


def shipped_configs() -> list[str]:
    """Names of the configs that come with the engine."""
    folder = resources.files("engine") / "configs"
    return sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml"))


def described(section: BaseModel, above: str = "") -> Iterator[tuple[str, str, str]]:
    """Every setting, in the order of the classes above: section.key, its value as `--set` takes it, and what it is.

    What it is says the docstring under it; where the sources are not at hand, that is empty.
    """
    for name, field in type(section).model_fields.items():
        value = getattr(section, name)
        if isinstance(value, BaseModel):
            yield from described(value, f"{above}{name}.")
        else:
            shown = value if isinstance(value, str) else json.dumps(value)
            yield f"{above}{name}", shown, " ".join((field.description or "").split())


def load_config(name_or_path: str, overrides: list[str] | None = None) -> Config:
    """Read a shipped config by name, or a .toml or .json file by path, then apply `a.b=c` overrides.

    Raises:
        EngineError: unknown name, unreadable file, unknown key or a value out of range.
    """
    if name_or_path in shipped_configs():
        text = (resources.files("engine") / "configs" / f"{name_or_path}.toml").read_text("utf-8")
        return _validate({"name": name_or_path} | tomllib.loads(text), overrides, source=name_or_path)
    path = Path(name_or_path)
    if not path.is_file():
        raise EngineError(
            f"there is no config '{name_or_path}'. "
            f"Shipped configs: {', '.join(shipped_configs())}; or give the path of a .toml or .json file."
        )
    kind, read = ("JSON", json.loads) if path.suffix.lower() == ".json" else ("TOML", tomllib.loads)
    try:
        values = read(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise EngineError(f"{path} is not a {kind} config: {error}. Compare `engine configs`.") from error
    if not isinstance(values, dict):
        raise EngineError(f"{path} is not a {kind} config: it holds no sections. Compare `engine configs`.")
    return _validate({"name": path.stem} | values, overrides, source=str(path))


def override_config(config: Config, overrides: list[str]) -> Config:
    """A config with `a.b=c` overrides applied.

    Raises:
        EngineError: unknown key or a value out of range.
    """
    return _validate(config.model_dump(mode="json"), overrides, source=config.name) if overrides else config


def parse_config(text: str, *, source: str) -> Config:
    """JSON text, as written by `Config.model_dump_json`, -> Config; `source` names it in errors."""
    try:
        values = json.loads(text)
        if isinstance(values, dict):
            values["data"] = stored_data(values.get("data", {}))
        return Config.model_validate(values)
    except (ValueError, RecursionError) as error:
        what = first_problem(error, Config).what if isinstance(error, ValidationError) else f"it is not JSON: {error}"
        raise EngineError(f"{source}: {what}. The file is damaged or of another version.") from error


def _validate(values: dict[str, Any], overrides: list[str] | None, *, source: str) -> Config:
    for override in overrides or []:
        _apply(values, override)
    try:
        return Config.model_validate(values)
    except ValidationError as error:
        what, remedy = first_problem(error, Config)
        raise EngineError(f"config {source}: {what}. {remedy}") from error


def _apply(values: dict[str, Any], override: str) -> None:
    key, separator, text = override.partition("=")
    if not separator:
        raise EngineError(f"--set {override}: expected section.key=value, e.g. training.batch=32.")
    try:
        value = tomllib.loads(f"value = {text}")["value"]
    except (ValueError, RecursionError):  # text without quotes, or what no config holds: it is refused in its place
        value = text
    *sections, last = key.strip().split(".")
    for section in sections:
        values = values.setdefault(section, {})
        if not isinstance(values, dict):
            raise EngineError(f"--set {override}: {section} is a value, not a section.")
    values[last] = value
