import torch

from engine.evaluation.bench import count_flops, training_throughput
from tests.unit.engine.conftest import TINY


def test_training_throughput_counts_what_a_step_computes() -> None:
    measured = training_throughput(TINY, torch.device("cpu"), steps=2, product=256)
    values = TINY.model_dump()
    values["model"]["depth"] = 3
    deeper = training_throughput(type(TINY).model_validate(values), torch.device("cpu"), steps=2, product=256)
    assert deeper["gflop_per_image"] > 1.2 * measured["gflop_per_image"]
    assert 0 < measured["share_of_float32"] < 1


def test_training_in_bfloat16_is_held_to_both_rates_and_counted_as_in_float32() -> None:
    values = TINY.model_dump()
    values["training"]["precision"] = "bfloat16"
    full = training_throughput(TINY, torch.device("cpu"), steps=2, product=256)
    mixed = training_throughput(type(TINY).model_validate(values), torch.device("cpu"), steps=2, product=256)
    assert mixed["gflop_per_image"] == full["gflop_per_image"]
    assert set(mixed) - set(full) == {"bfloat16_peak", "share_of_bfloat16"}


def test_the_products_of_attention_are_counted_on_a_cpu_too() -> None:
    """Forward L x D x L twice; backward, each of the two has two gradients."""
    L, D = 32, 16
    q, k, v = (torch.randn(1, 1, L, D, requires_grad=True) for _ in range(3))
    attend = torch.nn.functional.scaled_dot_product_attention
    assert count_flops(lambda: attend(q, k, v).sum().backward()) == 6 * 2 * L * L * D
