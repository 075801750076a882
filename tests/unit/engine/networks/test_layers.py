"""What the layers of both networks compute, in either precision."""

import torch
from torch import nn

from engine.networks.layers import RMSNorm


def test_the_norm_is_torchs_in_float32_to_the_last_bit() -> None:
    x = torch.randn(3, 5, 8, generator=torch.Generator().manual_seed(0))
    ours, theirs = RMSNorm(8), nn.RMSNorm(8)
    ours.weight.data = theirs.weight.data = torch.rand(8, generator=torch.Generator().manual_seed(1))
    assert torch.equal(ours(x), theirs(x))
    assert ours.state_dict().keys() == theirs.state_dict().keys()


def test_the_norm_stays_in_bfloat16_and_is_that_of_float32_but_for_rounding() -> None:
    """Of small numbers too: bfloat16's own epsilon, .008, would shrink them."""
    x = 0.05 * torch.randn(3, 5, 8, generator=torch.Generator().manual_seed(0)).bfloat16()
    norm = RMSNorm(8)
    found = norm(x)
    assert found.dtype == torch.bfloat16
    torch.testing.assert_close(found.float(), norm(x.float()), rtol=2e-2, atol=1e-3)
    found.float().square().sum().backward()
    assert norm.weight.grad is not None
    assert norm.weight.grad.dtype == torch.float32
