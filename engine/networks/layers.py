"""The transformer block that both networks are made of, after GAT and DiT: RMSNorm, QK-norm, gated residuals."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.config import LabelConfig
from engine.subsets import SubsetPair


def grid_positions(rows: int, columns: int, width: int) -> Tensor:
    """Where tokens start out: (rows · columns, width) sines and cosines of row and column, half the width each.

    Of the size of the tokens' content: attention by place must be there from the first step, not be learnt first.
    """

    def along(count: int) -> Tensor:
        frequencies = math.pi * torch.logspace(0, -1, width // 4, base=float(max(count, 2)))
        angles = torch.arange(count)[:, None] * frequencies
        return torch.cat([angles.sin(), angles.cos()], dim=1)

    down, right = along(rows)[:, None].expand(-1, columns, -1), along(columns)[None].expand(rows, -1, -1)
    return torch.cat([down, right], dim=-1).reshape(rows * columns, -1)


def with_masks(images: Tensor, pair: SubsetPair[Tensor]) -> Tensor:
    """(B, C, H, W) -> (B, C + 2, H, W): S and T, by pixels, as two more channels of 0 and 1."""
    return torch.cat([images, pair.known.to(images.dtype), pair.target.to(images.dtype)], dim=1)


def in_float32(x: Tensor) -> torch.autocast:
    """Precision that is not lowered around x, where it is lowered: for what small differences depend on."""
    return torch.autocast(x.device.type, enabled=False)


class LabelTokens(nn.Module):
    """A token for each label: one embedding a category, and [M_y] where it is not given."""

    def __init__(self, labels: Sequence[LabelConfig], width: int) -> None:
        super().__init__()
        sizes = torch.tensor([len(label.categories) for label in labels], device="cpu")  # not saved: never "meta"
        self.register_buffer("masked", (sizes + 1).cumsum(0) - 1, persistent=False)
        self.register_buffer("first", self.masked - sizes, persistent=False)
        self.table = nn.Embedding(int((sizes + 1).sum()), width)
        nn.init.normal_(self.table.weight, std=0.7)

    masked: Tensor
    """(Y,): the row of each label's [M_y]; its categories' rows are before it."""
    first: Tensor
    """(Y,): the row of each label's first category."""

    def forward(self, given: Tensor) -> Tensor:
        """Categories (B, Y) int64, -1 where a label is not given -> (B, Y, width)."""
        result: Tensor = self.table(torch.where(given < 0, self.masked, self.first + given))
        return result


class RMSNorm(nn.RMSNorm):
    """torch's in the precision of x, weights too: else no fused kernel takes them, and what follows is in float32."""

    def forward(self, x: Tensor) -> Tensor:
        """x (..., width) -> (..., width)."""
        return F.rms_norm(x, self.normalized_shape, self.weight.to(x.dtype), torch.finfo(torch.float32).eps)


class Attention(nn.Module):
    """Multi-head self-attention with RMS-normalised queries and keys."""

    def __init__(self, *, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.proj = nn.Linear(width, width)
        self.query_norm = RMSNorm(width // heads)
        self.key_norm = RMSNorm(width // heads)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        """x (B, L, width); mask (B, 1, 1, L) bool, True = may be attended to, or None for all."""
        B, L, width = x.shape
        qkv = self.qkv(x) if x.is_cuda else self.qkv(x).float()
        # chunked, and normalised before the transpose: else autograd copies each gradient twice
        q, k, v = (part.view(B, L, self.heads, width // self.heads) for part in qkv.chunk(3, dim=-1))
        q, k, v = (part.transpose(1, 2) for part in (self.query_norm(q), self.key_norm(k), v))
        # a CPU's fused attention goes back through bfloat16 four times slower than through float32
        with contextlib.nullcontext() if x.is_cuda else in_float32(x):
            y = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        result: Tensor = self.proj(y.transpose(1, 2).reshape(B, L, width))
        return result


class Block(nn.Module):
    """Attention and MLP, each in a gated residual; modulated by the global noise if `condition` > 0."""

    def __init__(self, *, width: int, heads: int, condition: int = 0) -> None:
        super().__init__()
        self.norm1 = nn.RMSNorm(width, elementwise_affine=condition == 0)
        self.attention = Attention(width=width, heads=heads)
        self.norm2 = nn.RMSNorm(width, elementwise_affine=condition == 0)
        self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))
        self.gates = nn.Parameter(torch.full((2, width), 0.1))
        self.modulation = nn.Linear(condition, 4 * width) if condition else None

    def forward(self, x: Tensor, mask: Tensor | None = None, condition: Tensor | None = None) -> Tensor:
        """x (B, L, width), mask as in `Attention`, condition (B, condition) -> (B, L, width)."""
        if self.modulation is None:
            x = x + self.gates[0] * self.attention(self.norm1(x), mask)
            mlp: Tensor = self.mlp(self.norm2(x))
            return x + self.gates[1] * mlp
        scale1, shift1, scale2, shift2 = self.modulation(condition)[:, None].chunk(4, dim=-1)
        x = x + self.gates[0] * self.attention(self.norm1(x) * (1 + scale1) + shift1, mask)
        mlp = self.mlp(self.norm2(x) * (1 + scale2) + shift2)
        return x + self.gates[1] * mlp
