"""The matching objectives: Eq. 5, Eq. 6, the non-adversarial terms, and the discriminator's penalties.

Eq. 5 of *Big Learning*, with the conditional q(x_T|x_S) on one side and p(x_T|x_S) on the other:

    min_θ max_φ  E_q(x_Ω) log σ[f(x; S, T)] + E_p(x_T|x_S) q(x_S) log σ[−f(x; S, T)]

Eq. 6, of two subset pairs with one union, x¹ and x² completed by the first and by the second:

    min_θ max_φ  E log σ[f(x¹; S², T²) − f(x¹; S¹, T¹)] + E log σ[f(x²; S¹, T¹) − f(x²; S², T²)]

All take logits f(x; S, T) of shape (B,) or patches of shape (B, L, D), and return a scalar mean over the batch.
A generator loss is minimised over θ, a discriminator loss over φ.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

from engine.patches import Grid, patchify, unpatchify


def logistic_discriminator(real: Tensor, fake: Tensor) -> Tensor:
    """Eq. 5, the inner maximisation, negated."""
    return (F.softplus(-real) + F.softplus(fake)).mean()


def logistic_generator(fake: Tensor) -> Tensor:
    """Eq. 5 for θ in the non-saturating form of Goodfellow et al.: the same fixed point."""
    return F.softplus(-fake).mean()


def relativistic_discriminator(real: Tensor, fake: Tensor, centring: float) -> Tensor:
    """Eq. 5 with relativistic pairing, as in R3GAN, over **independent** pairs.

    Pairing a real image with its own completion would leave in f a free offset that depends on x_S, and
    Eq. 6 compares f across subset pairs; so neighbours exchange their real images, and
    `centring` · (mean f_real + mean f_fake)² fixes what constant remains. Of single scores, it would shrink f.
    """
    return F.softplus(fake - exchange(real)).mean() + centring * (real.mean() + fake.mean()).square()


def relativistic_generator(real: Tensor, fake: Tensor) -> Tensor:
    """The generator's side of `relativistic_discriminator`."""
    return F.softplus(exchange(real) - fake).mean()


def exchange(scores: Tensor) -> Tensor:
    """Each score to its neighbour's place, (B,) -> (B,), B even: 1, 0, 3, 2, ...

    Unlike a roll it never crosses the bounds of a part of the batch, wherever an even one is cut.
    """
    return scores.view(-1, 2).flip(1).flatten()


def communication(own1: Tensor, other1: Tensor, own2: Tensor, other2: Tensor) -> Tensor:
    """Eq. 6: what θ minimises and φ maximises over two subset pairs with the same union.

    f(x; S², T²) − f(x; S¹, T¹) is the logit that x came from model 1 and not from model 2.

    Args:
        own1: f(x¹; S¹, T¹) of completions x¹ of the first pair.
        other1: f(x¹; S², T²).
        own2: f(x²; S², T²) of completions x² of the second pair.
        other2: f(x²; S¹, T¹).
    """
    return (F.logsigmoid(other1 - own1) + F.logsigmoid(other2 - own2)).mean()


def communication_generator(own1: Tensor, other1: Tensor, own2: Tensor, other2: Tensor) -> Tensor:
    """Eq. 6 for θ in the non-saturating form: each model is drawn to where the other is denser."""
    return (F.softplus(other1 - own1) + F.softplus(other2 - own2)).mean()


def maximum_likelihood(completion: Tensor, image: Tensor, target: Tensor) -> Tensor:
    """The MAE special case (Sec. 3.1): mean squared error of (B, L, D) at T, (B, L) bool."""
    return _mean_at(target, (completion - image).square().mean(-1))


def oriented_gradients(patches: Tensor, patch_size: int) -> Tensor:
    """h(x): a histogram of oriented gradients of each patch, after Dalal and Triggs (2005), and MaskFeat.

    How strongly brightness rises, on the mean over the patch, in each of eight directions, 45° apart; divided by the
    norm of all eight, so that contrast counts little. Blind to brightness and to chequered patterns: what a model
    writes to match it shows edges, and is no picture.

    Args:
        patches: (B, L, D) in [-1, 1], D = patch_size² · C.
        patch_size: pixels along one side of a patch, at least 2.

    Returns:
        (B, L, 8 · C), at least 0, of norm 1 or less for each channel.
    """
    pixels = patches.unflatten(2, (patch_size, patch_size, -1))
    down, right = pixels.diff(dim=2), pixels.diff(dim=3)
    down, right = (down[:, :, :, 1:] + down[:, :, :, :-1]) / 2, (right[:, :, 1:] + right[:, :, :-1]) / 2
    angles = torch.arange(8, device=patches.device) * (math.pi / 4)
    rises = right[..., None] * angles.cos() + down[..., None] * angles.sin()
    histogram: Tensor = rises.relu().mean((2, 3))
    return (histogram / (histogram.square().sum(-1, keepdim=True) + 0.01).sqrt()).flatten(2)


def token_cross_entropy(logits: Tensor, tokens: Tensor, target: Tensor) -> Tensor:
    """The mean over T of −log p(x_l | x_S), tokens each for itself (Sec. 3.3).

    Where the size of T is uniform, it is an upper bound of −log p(x)/L, in any order (Hoogeboom et al., 2022, Eq. 6).

    Args:
        logits: (B, L, K).
        tokens: x, (B, L) int64.
        target: T, (B, L) bool.
    """
    return _mean_at(target, F.cross_entropy(logits.transpose(1, 2), tokens, reduction="none"))


def energy_score(
    first: Tensor,
    second: Tensor,
    image: Tensor,
    target: Tensor,
    *,
    grid: Grid,
    weights: Tensor | None = None,
    pixel_weight: float = 0.0,
) -> Tensor:
    """The energy score of two completions of the same x_S with independent noise.

    E‖x¹ − x‖ − ½ E‖x¹ − x²‖ is strictly proper (Gneiting and Raftery, 2007): it is least exactly where
    p_θ(x_T|x_S) = q(x_T|x_S), so it shares its optimum with Eq. 5, and its pull between two equal
    completions does not vanish, so the noise stays alive. Taken over all of x_T, patch by patch, pixel by pixel,
    and place by place of each octave of each patch and of each square that lies across four, every norm divided by
    the root of its number of pixels. The octaves are what sees grain and seams: in the norm of a whole patch fine
    ones weigh next to nothing, and by ½ E‖x¹ − x²‖ they are even paid for. A norm over many places cannot tell an
    outline on flat ground, strong at few of them, from grain, weak at all; place by place it does.

    Args:
        first, second: (B, L, D), equal to `image` outside T.
        image: (B, L, D).
        target: T, (B, L) bool.
        grid: of the patches.
        weights: of the norms of the octaves, (K,) as `octaves` orders them; whole and patch count 1 each.
        pixel_weight: of the norms of single pixels.
    """

    def norms(difference: Tensor) -> Tensor:
        squares, count = difference.square().mean(-1) * target, target.sum(-1).clamp(min=1)
        whole = (squares.sum(-1) / count + 1e-8).sqrt()
        patch = ((squares + 1e-8).sqrt() * target).sum(-1) / count
        total = whole + patch
        if pixel_weight:
            pixels = (difference.unflatten(2, (grid.patch_size**2, -1)).square().mean(-1) + 1e-8).sqrt().mean(-1)
            total = total + pixel_weight * (pixels * target).sum(-1) / count
        if weights is not None:
            for pixels, share in ((difference, target), across(difference, target, grid)):
                strengths = [(places + 1e-8).sqrt().mean(2) for places in octaves(pixels, grid.patch_size)]
                detail = torch.stack(strengths, dim=-1) @ weights
                total = total + (detail * share).sum(-1) / share.sum(-1).clamp(min=0.25) / 2
        return total

    accuracy = norms(first - image) + norms(second - image)
    return (0.5 * accuracy - 0.5 * norms(first - second)).mean()


def feature_energy_score(
    first: Sequence[Tensor], second: Sequence[Tensor], image: Sequence[Tensor], share: Tensor
) -> Tensor:
    """The energy score of the features φ of two completions: as above, with norms of φ(x) in place of x.

    Proper, but strict only in what φ tells apart: pixels need a score of their own. Taken over all of a stage of φ
    and place by place, and averaged over the stages.

    Args:
        first, second, image: (B, C, h, w) for each stage, of spread 1.
        share: of T in the image, (B,).

    Returns:
        (B,).
    """
    share = share.clamp(min=1 / 16)  # what a single patch changes, reaches far beyond it in the features

    def norms(one: Tensor, other: Tensor) -> Tensor:
        squares = (one - other).square().mean(1)
        whole = (squares.mean((1, 2)) / share + 1e-8).sqrt()
        return whole + (squares + 1e-8).sqrt().mean((1, 2)) / share

    scores = [
        0.5 * (norms(a, x) + norms(b, x)) - 0.5 * norms(a, b) for a, b, x in zip(first, second, image, strict=True)
    ]
    return torch.stack(scores).mean(0)


def across(patches: Tensor, target: Tensor, grid: Grid) -> tuple[Tensor, Tensor]:
    """The squares of a patch's size that have a corner of four patches in their middle.

    Args:
        patches: (B, L, D).
        target: T, (B, L) bool.

    Returns:
        the squares (B, (rows − 1) · (columns − 1), D), and which share of each is
        target; none where a patch is a single pixel, or where one row or column is all there is.
    """
    p, half = grid.patch_size, grid.patch_size // 2
    if not half or min(grid.shape) < 2:
        return patches[:, :0], target[:, :0]
    inner = Grid(rows=grid.rows - 1, columns=grid.columns - 1, patch_size=p)
    pixels = unpatchify(patches, grid)[..., half : half + inner.height, half : half + inner.width]
    squares = patchify(pixels, inner)
    T = target.view(-1, *grid.shape).to(patches.dtype)
    share = (T[:, 1:, 1:] + T[:, 1:, :-1] + T[:, :-1, 1:] + T[:, :-1, :-1]) / 4
    return squares, share.flatten(1)


def octave_power(patches: Tensor, patch_size: int) -> Tensor:
    """The mean square of each patch, split into the octaves of its Haar pyramid: (B, L, D) -> (B, L, K).

    Each is at least 0; their sum is the patch's mean square. In the order of `octaves`.
    """
    return torch.stack([places.mean(2) for places in octaves(patches, patch_size)], dim=-1)


def octaves(patches: Tensor, patch_size: int) -> list[Tensor]:
    """The Haar pyramid of each patch: how strong an octave of detail is at each of its places.

    Args:
        patches: (B, L, D), D = patch_size² · channels.
        patch_size: pixels along one side of a patch.

    Returns:
        K octaves, (B, L, places) of mean squares, at least 0. Finest first, down to what no longer halves (of a patch
        of 8: 1, 2 and 4 pixels, and its mean), of 16, 4 and 1 places, and 1; of three channels, brightness before
        colour, of four, alpha after both.
    """
    pixels = patches.unflatten(2, (patch_size, patch_size, -1))
    channels = pixels.shape[-1]
    parts = [(pixels, 1.0)]
    if channels > 1:
        colours, share = pixels[..., :3], 3 / channels
        grey = colours.mean(-1, keepdim=True)
        parts = [(grey, share), (colours - grey, share)]
    if channels == 4:
        parts.append((pixels[..., 3:], 1 / 4))
    places = []
    for part, share in parts:
        coarse, power = part, share * part.square().mean(-1, keepdim=True)
        while coarse.shape[2] % 2 == 0:
            coarse = _halved(coarse)
            below = share * coarse.square().mean(-1, keepdim=True)
            places.append((_halved(power) - below).clamp(min=0).flatten(2))
            power = below
        places.append(power.flatten(2))
    return places


def _halved(pixels: Tensor) -> Tensor:
    """(B, L, h, w, C) -> (B, L, h / 2, w / 2, C), means of four."""
    rows = pixels[:, :, 0::2] + pixels[:, :, 1::2]  # slices: a mean over two axes is slower
    return (rows[:, :, :, 0::2] + rows[:, :, :, 1::2]) / 4


def rcgan(first: Tensor, second: Tensor, image: Tensor, target: Tensor) -> Tensor:
    """rcGAN's term for P = 2: L1 of the mean completion less the reward of its spread; arguments as above."""
    mean = (first + second) / 2
    spread = (first - mean).abs() + (second - mean).abs()
    reward = math.sqrt(2 / (math.pi * 2 * 3))
    return _mean_at(target, ((mean - image).abs() - reward * spread).mean(-1))


def approximate_penalty(scores: Tensor, moved: Tensor, sigma: float) -> Tensor:
    """E[(f(x + σε) − f(x))²]/σ², ε ~ N(0, I): R1 (on real) or R2 (on fake) without a double backward.

    As σ → 0 its expectation is E‖∇f(x)‖².

    Args:
        scores: f(x), (B,).
        moved: f(x + σε), (B,).
    """
    return ((moved - scores) / sigma).square().mean()


def label_cross_entropy(logits: Sequence[Tensor], labels: Tensor, asked: Tensor) -> Tensor:
    """The mean of −log p(y) over all labels that are asked for; 0 where none is.

    Args:
        logits: of each of Y labels, (B, categories).
        labels: y, (B, Y) int64.
        asked: (B, Y) bool.
    """
    chosen = torch.where(asked, labels, -1).unbind(1)
    sums = [F.cross_entropy(one, y, ignore_index=-1, reduction="sum") for one, y in zip(logits, chosen, strict=True)]
    return torch.stack(sums).sum() / asked.sum().clamp(min=1)


def _mean_at(target: Tensor, per_patch: Tensor) -> Tensor:
    return ((per_patch * target).sum(-1) / target.sum(-1).clamp(min=1)).mean()
