"""The sections of the losses, and of the augmentation of what is judged."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from engine.config.section import Section


class ObjectiveConfig(Section):
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


class AugmentConfig(Section):
    """Replayable augmentation of the discriminator's input; each a probability per image."""

    translate: float = Field(default=0.0, ge=0, le=1)
    """Shift by up to 1/8 of the side, zeros outside."""
    colour: float = Field(default=0.0, ge=0, le=1)
    """Brightness, contrast and (in colour) saturation."""
    cutout: float = Field(default=0.0, ge=0, le=1)
    """Ignore a square of half the side."""
