"""The sections of the networks: all that inference needs to know, and the discriminator."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from engine.config.section import Section
from engine.patches import Grid

Pixels = Annotated[int, Field(ge=4, le=1024)]


class LabelConfig(Section):
    """A categorical label y of an image."""

    name: str = Field(min_length=1)
    """What it tells: "digit", "hair colour"."""
    categories: tuple[str, ...] = Field(min_length=1)
    """What it may say; the i-th is category i."""


class ViewConfig(Section):
    """A named rectangle of the image, in patches: one side of a character, say."""

    name: str = Field(min_length=1)
    row: int = Field(ge=0)
    """Of its upper edge."""
    column: int = Field(ge=0)
    """Of its left edge."""
    rows: int = Field(ge=1)
    columns: int = Field(ge=1)


class ModelConfig(Section):
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


class DiscriminatorConfig(Section):
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
