"""ONNX Runtime and torch complete alike; and nothing but a model's own file gets into its graph."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest
from safetensors.numpy import load_file, save_file

import engine
from engine import Blend, EngineError
from engine.models.completion import Model
from engine.models.request import RuntimeRequest
from engine.models.runtime import GRAPH, WEIGHTS, OnnxRuntime
from engine.networks.inference import TorchRuntime

FIXTURES = Path(__file__).parents[3] / "fixtures"
BUNDLED = [info.name for info in engine.list_models() if info.bundled]


@pytest.fixture(scope="module", params=BUNDLED)
def both(request: pytest.FixtureRequest) -> tuple[Model, Model]:
    """A bundled model on each runtime."""
    return engine.load(request.param), engine.load(request.param, on_torch=True)


def picture(model: Model, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, model.config.shape, dtype=np.uint8)


def subsets(model: Model, known: float, target: float) -> tuple[np.ndarray, np.ndarray]:
    drawn = np.random.default_rng(1).random(model.grid.L)
    return drawn < known, (drawn >= known) & (drawn < known + target)


@pytest.mark.parametrize(
    ("known", "target", "n"),
    [(0.0, 1.0, 1), (0.5, 0.5, 9), (0.3, 0.4, 9), (0.0, 0.2, 1)],
    ids=["nothing known", "half", "ignored patches", "a few targets alone"],
)
def test_both_runtimes_complete_alike(both: tuple[Model, Model], known: float, target: float, n: int) -> None:
    complete_alike(both, known, target, n)


@pytest.mark.parametrize("both", ["mnist"], indirect=True)
def test_both_runtimes_complete_alike_what_is_more_than_a_batch(both: tuple[Model, Model]) -> None:
    complete_alike(both, 0.2, 0.1, 70)


def complete_alike(both: tuple[Model, Model], known: float, target: float, n: int) -> None:
    """To one grey level, which only few pixels are off."""
    image, (S, T) = picture(both[0]), subsets(both[0], known, target)
    ours, theirs = (model.complete(image, S, target=T, n=n, seed=5).images.astype(int) for model in both)
    assert np.abs(ours - theirs).max() <= 1
    assert (ours != theirs).mean() < 1e-3
    outside = ~both[0].grid.mask(T)
    assert (ours[:, outside] == image[outside]).all()
    assert (theirs[:, outside] == image[outside]).all()


def test_both_blend_noise_alike(both: tuple[Model, Model]) -> None:
    seeds: list[int | Blend] = [7, Blend(3, 8, 0.4), Blend(Blend(3, 8, 0.5), 3, 0.2)]
    S, T = subsets(both[0], 0.4, 0.6)
    ours, theirs = (model.complete(picture(model), S, target=T, seeds=seeds).images.astype(int) for model in both)
    assert np.abs(ours - theirs).max() <= 1
    assert (ours[0] != ours[1]).any()


def test_the_graph_is_blind_outside_what_is_known(both: tuple[Model, Model]) -> None:
    """Bit for bit; and it does see what is known."""
    model = both[0]
    S, T = subsets(model, 0.4, 0.4)
    inside, drawn = model.grid.mask(S), model.grid.mask(T)
    one, other = picture(model), picture(model, seed=9)
    blind = np.where(inside[..., None], one, other)
    first, second, seeing = (
        model.complete(image, S, target=T, n=2).images[:, drawn] for image in (one, blind, other)
    )
    assert first.tobytes() == second.tobytes()
    assert first.tobytes() != seeing.tobytes()


def test_a_model_of_version_0_1_0_opens_on_torch_and_completes(tmp_path: Path) -> None:
    folder = FIXTURES / "model-0.1.0"
    model = engine.load(folder)
    assert isinstance(model.runtime, TorchRuntime)
    assert model.info is not None
    assert model.info.background is None
    images = model.complete(picture(model), np.zeros(model.grid.L, dtype=bool), n=2).images
    assert (images[0] != images[1]).any()


def test_without_torch_an_old_model_says_what_to_install() -> None:
    code = f"""
import sys
sys.modules["torch"] = None
import engine
try:
    engine.load({str(FIXTURES / "model-0.1.0")!r})
except engine.EngineError as error:
    print(error)
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "holds no model.onnx and needs torch, which is not installed. Install it with: python -m pip" in said


def leading_elsewhere(model: onnx.ModelProto) -> None:
    constant = max(model.graph.initializer, key=lambda tensor: len(tensor.raw_data))
    Path("elsewhere.bin").write_bytes(constant.raw_data)
    onnx.external_data_helper.set_external_data(constant, "elsewhere.bin")
    constant.ClearField("raw_data")


def of_another_operator(model: onnx.ModelProto) -> None:
    tanh = next(node for node in model.graph.node if node.op_type == "Tanh")
    tanh.op_type = "Sin"


def with_a_graph_inside(model: onnx.ModelProto) -> None:
    model.graph.node[0].attribute.append(onnx.helper.make_attribute("body", onnx.helper.make_graph([], "g", [], [])))


def with_a_function(model: onnx.ModelProto) -> None:
    function = onnx.helper.make_function("com.microsoft", "Gelu", ["x"], ["y"], [], [])
    model.functions.append(function)


def with_a_weight_that_is_no_number(model: onnx.ModelProto) -> None:
    floats = (tensor for tensor in model.graph.initializer if tensor.data_type == onnx.TensorProto.FLOAT)
    constant = next(tensor for tensor in floats if tensor.raw_data)
    constant.raw_data = constant.raw_data[:-4] + np.float32("nan").tobytes()


@pytest.mark.parametrize(
    "change",
    [with_a_weight_that_is_no_number, leading_elsewhere, of_another_operator, with_a_graph_inside, with_a_function],
    ids=lambda f: f.__name__,
)
def test_a_graph_that_holds_more_than_ours_is_refused(
    change: Callable[[onnx.ModelProto], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    info = engine.find_model("mnist")
    model = onnx.load_model_from_string((info.path / GRAPH).read_bytes())
    path = tmp_path / GRAPH
    path.write_bytes(model.SerializeToString())
    shutil.copy(info.path / WEIGHTS, tmp_path)
    OnnxRuntime(path, info.config)
    change(model)
    path.write_bytes(model.SerializeToString())
    with pytest.raises(EngineError, match=r"model\.onnx is damaged or truncated \(it holds"):
        OnnxRuntime(path, info.config)


def test_weights_that_are_no_numbers_are_refused(tmp_path: Path) -> None:
    info = engine.find_model("mnist")
    shutil.copy(info.path / GRAPH, tmp_path)
    weights = load_file(info.path / WEIGHTS)
    weights["head.bias"][0] = np.nan
    save_file(weights, tmp_path / WEIGHTS)
    with pytest.raises(EngineError, match=r"model\.safetensors holds values that are not finite"):
        OnnxRuntime(tmp_path / GRAPH, info.config)


class Scribbler:
    """A runtime that changes every pixel, as a graph from elsewhere might."""

    device_name = "a test"

    def complete(self, request: RuntimeRequest) -> tuple[np.ndarray, np.ndarray]:
        n = len(request.whole)
        return np.repeat(~request.image[None], n, axis=0), np.zeros((n, 0), dtype=np.float32)


def test_known_pixels_come_back_bit_identical_whatever_the_graph_does() -> None:
    info = engine.find_model("mnist")
    model = Model(info.config, Scribbler())
    image, (S, T) = picture(model), subsets(model, 0.5, 0.3)
    outside = ~model.grid.mask(T)
    images = model.complete(image, S, target=T, n=2).images
    assert (images[:, outside] == image[outside]).all()
    assert (images[:, ~outside] != image[~outside]).all()


@pytest.mark.parametrize("on_torch", [False, True])
def test_arrays_that_cannot_be_written_are_completed_without_a_warning(
    on_torch: bool, recwarn: pytest.WarningsRecorder
) -> None:
    model = engine.load("mnist", on_torch=on_torch)
    image, known = picture(model), np.zeros(model.grid.L, dtype=bool)
    for array in (image, known):
        array.flags.writeable = False
    model.complete(image, known, n=1)
    assert [str(warning.message) for warning in recwarn] == []


@pytest.mark.parametrize("threads", ["", "2,1", "many"])
def test_whatever_omp_num_threads_says_a_model_loads(threads: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", threads)
    assert engine.load("mnist").runtime.device_name


def test_the_same_noise_on_every_machine() -> None:
    from engine.models.noise import draw_noise

    whole, patch, _ = draw_noise(engine.find_model("mnist").config, [0, 2**63 - 1])
    assert whole[0, :3] == pytest.approx([0.0599110350, 0.0155596342, -1.1644384861])
    assert patch[1, 0, :3] == pytest.approx([-0.3707157969, -0.5751190782, 0.4612498283])
    assert whole.dtype == patch.dtype == np.float32
