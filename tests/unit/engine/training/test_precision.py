"""Which devices train in bfloat16 unless told otherwise."""

from collections.abc import Callable

import pytest
import torch

from engine.config import override_config
from engine.data.dataset import Dataset
from engine.training.precision import gains_by_bfloat16, settle_precision
from engine.training.trainer import Trainer
from tests.unit.engine.conftest import TINY

CPU = torch.device("cpu")


def has(*names: str) -> Callable[[], dict[str, bool]]:
    return lambda: {"avx2": True, "avx512_bf16": False, "amx_bf16": False} | dict.fromkeys(names, True)


@pytest.mark.parametrize(("names", "gains"), [([], False), (["avx512_bf16"], True), (["amx_bf16"], True)])
def test_a_cpu_gains_by_instructions_of_its_own(
    monkeypatch: pytest.MonkeyPatch, names: list[str], gains: bool
) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", has(*names), raising=False)
    assert gains_by_bfloat16(CPU) == gains


def test_a_gpu_always_gains() -> None:
    assert gains_by_bfloat16(torch.device("cuda"))


def test_a_torch_that_cannot_tell_stays_in_float32(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(torch.cpu, "get_capabilities", raising=False)
    assert not gains_by_bfloat16(CPU)


@pytest.mark.parametrize("precision", ["auto", "float32", "bfloat16"])
@pytest.mark.parametrize("names", [[], ["avx512_bf16"]])
def test_a_run_takes_what_its_config_says_and_auto_what_is_faster(
    monkeypatch: pytest.MonkeyPatch, dataset: Dataset, precision: str, names: list[str]
) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", has(*names), raising=False)
    values = TINY.model_dump()
    values["training"]["precision"] = precision
    trainer = Trainer(type(TINY).model_validate(values), dataset, device=CPU, seed=0)
    assert trainer.mixed == (precision == "bfloat16" or (precision == "auto" and bool(names)))


@pytest.mark.parametrize(("names", "settled"), [([], "float32"), (["amx_bf16"], "bfloat16")])
def test_what_auto_is_here_is_settled_and_what_was_chosen_stays(
    monkeypatch: pytest.MonkeyPatch, names: list[str], settled: str
) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", has(*names), raising=False)
    auto = override_config(TINY, ["training.precision=auto"])
    assert settle_precision(auto, CPU).training.precision == settled
    assert settle_precision(auto, CPU).training == auto.training.model_copy(update={"precision": settled})
    assert settle_precision(TINY, CPU) == TINY
