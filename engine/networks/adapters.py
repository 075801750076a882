"""Adapters: what a frozen network learns of a small new data set, in few numbers beside its weights.

The weight of each linear layer is modulated row by row, W' = (1 + γ) W + β, as GAN memory does (arXiv:2006.07543),
and that of each convolution filter by filter, as AdaFM (arXiv:2002.11810). At a rank above 0, U V is added to a
linear layer's. Biases, norms, gates and the mask tokens are learnt as they are, and so are the tables and heads of
labels with new categories. `engine.models.adapters` merges all that into the base's weights.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn
from torch.nn.utils import parametrize

from engine.config import LabelConfig

_PARAMETRIZED = ".parametrizations."
"""In the names of what a module's parametrized weight is made of: `original`, and `0.scale` and so on."""


class Modulation(nn.Module):
    """A frozen weight's scale and shift, and what of low rank is added to it; at first it changes nothing."""

    def __init__(self, weight: Tensor, *, rank: int) -> None:
        super().__init__()
        linear = weight.dim() == 2
        shape = (len(weight), 1) if linear else (*weight.shape[:2], 1, 1)
        self.scale, self.shift = (nn.Parameter(weight.new_zeros(shape)) for _ in range(2))
        if linear and rank:
            inputs = weight.shape[1]
            self.down = nn.Parameter(torch.randn(rank, inputs, device=weight.device) * max(inputs, 1) ** -0.5)
            self.up = nn.Parameter(weight.new_zeros(len(weight), rank))

    def forward(self, weight: Tensor) -> Tensor:
        """The weight (out, in, ...) as it is used."""
        changed = weight * (1 + self.scale) + self.shift
        return changed + self.up @ self.down if hasattr(self, "up") else changed


def adapt(network: nn.Module, *, rank: int, new_categories: bool = False) -> None:
    """Freeze a network, and give it an adapter: the parameters that still require a gradient are the adapter's.

    Args:
        rank: of what is added to the weight of each linear layer; 0 = nothing.
        new_categories: whether its labels have some that the base has not.
    """
    for name, parameter in network.named_parameters():
        of_labels = name.startswith("label_") and new_categories
        parameter.requires_grad_(parameter.dim() == 1 or name.endswith("gates") or of_labels)
    for name, module in list(network.named_modules()):
        if isinstance(module, nn.Linear | nn.Conv2d) and not module.weight.requires_grad:
            assert name
            parametrize.register_parametrization(module, "weight", Modulation(module.weight, rank=rank))


def load_base(network: nn.Module, weights: Mapping[str, Tensor]) -> None:
    """Load the plain weights of a network, adapted or not; an adapter that it has stays as it is.

    Raises:
        RuntimeError: they belong to another network.
    """
    own = network.state_dict()
    adapter = {key: value for key, value in own.items() if _is_modulation(key)}
    frozen = {_plain(key): key for key in own if key not in adapter}
    network.load_state_dict(adapter | {frozen.get(name, name): value for name, value in weights.items()})


def base_weights(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The frozen weights in the state of an adapted network, by their plain names.

    What is learnt as it is comes as it was learnt: the adapter replaces it.
    """
    return {_plain(key): value for key, value in state.items() if not _is_modulation(key)}


def adapter_tensors(network: nn.Module, average: nn.Module) -> dict[str, Tensor]:
    """What an adapted network has learnt, by the names that `engine.models.adapters` gives it.

    Args:
        network: its parameters that require a gradient are the adapter's.
        average: has their values.
    """
    learnt, values = network.named_parameters(), average.state_dict()
    return {_plain(name): values[name] for name, parameter in learnt if parameter.requires_grad}


def with_categories(
    weights: Mapping[str, Tensor], before: Sequence[LabelConfig], after: Sequence[LabelConfig]
) -> dict[str, Tensor]:
    """A base's weights for labels that have more categories, at the end of each; a new one begins as a mean one.

    Args:
        weights: of either network, by their plain names.
        before, after: the same labels, as the base and as its adapter know them.
    """
    grown = dict(weights)
    table = grown.get("label_tokens.table.weight")
    if table is None or before == after:
        return grown
    rows, place = [], 0
    for index, (old, new) in enumerate(zip(before, after, strict=True)):
        known, more = len(old.categories), len(new.categories) - len(old.categories)
        own, masked = table[place : place + known], table[place + known : place + known + 1]
        rows += [own, own.mean(0, keepdim=True).expand(more, -1), masked]
        place += known + 1
        for name in (f"label_heads.{index}.weight", f"label_heads.{index}.bias"):
            if name in grown:
                head = grown[name]
                grown[name] = torch.cat([head, head.mean(0, keepdim=True).expand(more, *head.shape[1:])])
    grown["label_tokens.table.weight"] = torch.cat(rows)
    return grown


def _is_modulation(key: str) -> bool:
    return _PARAMETRIZED in key and not key.endswith(".original")


def _plain(key: str) -> str:
    """The name without the parametrization: MODULE.weight of the original, MODULE.weight.scale of a scale."""
    module, found, rest = key.partition(_PARAMETRIZED)
    weight, *_, part = rest.split(".") if found else ("", "")
    return key if not found else f"{module}.{weight}" if part == "original" else f"{module}.{weight}.{part}"
