"""What computes completions: ONNX Runtime, on any CPU and free of torch. `engine.networks.inference` is torch's."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import psutil
from numpy.typing import NDArray
from safetensors.numpy import load_file

from engine.config import ModelConfig
from engine.errors import EngineError
from engine.models.noise import FloatArray
from engine.models.onnx_check import check_graph
from engine.models.request import IntArray, RuntimeRequest
from engine.models.tokens import complete_tokens
from engine.patches import BoolArray
from engine.pictures.images import UInt8Array
from engine.wording import processor_name

WEIGHTS, GRAPH = "model.safetensors", "model.onnx"
"""A model's two files: float16 weights by their names, and what is computed with them."""
CODEBOOK = "codebook.entries"
"""The name of the weights that the graph does not hold: the codebook of a model of tokens, (K, D)."""


class Runtime(Protocol):
    """A loaded generator. Not thread-safe: one thread runs it."""

    @property
    def device_name(self) -> str:
        """The processor and its threads, or the GPU, that it runs on."""
        ...

    def complete(self, request: RuntimeRequest) -> tuple[UInt8Array, FloatArray]:
        """One completion for each noise.

        Returns:
            (n, H, W, C), the image outside T; and the logits of the categories of all labels in a row, (n, K).
        """
        ...


class OnnxRuntime:
    """Runs a model's graph, made by `engine.networks.onnx_graph`, on the CPU."""

    def __init__(
        self,
        path: Path,
        config: ModelConfig,
        *,
        threads: int | None = None,
        weights: Mapping[str, NDArray[np.float16]] | None = None,
        own_graph: bytes | None = None,
    ) -> None:
        """Load a graph.

        Args:
            path: its file; one that holds more than our graphs do, or leads to other files, is refused.
            threads: by default those of OMP_NUM_THREADS, else one for each core.
            weights: to take in place of those beside it: with an adapter in them.
            own_graph: to take in place of that of the file: an adapter's.

        Raises:
            EngineError: it cannot be read, is damaged or truncated, or for another config.
        """
        import onnxruntime

        options = onnxruntime.SessionOptions()
        told = os.environ.get("OMP_NUM_THREADS", "").partition(",")[0]
        options.intra_op_num_threads = threads or int(told if told.isdecimal() else 0) or _cores()
        # Threads would else spin while they wait, and on a busy machine keep each other from the CPU.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._labels_only = onnxruntime.RunOptions()
        self._labels_only.only_execute_path_to_fetches = True
        self._asked: tuple[tuple[bytes, ...], FloatArray] = (), np.zeros((0, 0), dtype=np.float32)
        """What the labels alone were asked for last, and their logits: each part of a gallery asks the same."""
        options.log_severity_level = 4  # what is wrong is said in our own line
        try:
            graph = path.read_bytes() if own_graph is None else own_graph
            self._config = config
            if names := check_graph(graph, weights=WEIGHTS):
                weights = load_file(path.with_name(WEIGHTS)) if weights is None else weights
                if not all(np.isfinite(value).all() for value in weights.values()):
                    raise ValueError(f"{WEIGHTS} holds values that are not finite")
                values = [onnxruntime.OrtValue.ortvalue_from_numpy(weights[name]) for name in names]
                options.add_external_initializers(names, values)
            elif weights is not None:
                raise ValueError("it holds its weights itself, so that no adapter fits")
            self._session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
            shape = config.codebook, config.patch_size**2 * config.channels
            self._entries = None if config.tokens == "none" else _entries(weights, shape)
            made_for = ModelConfig.model_validate_json(self._session.get_modelmeta().custom_metadata_map["config"])
        except Exception as error:  # ONNX Runtime's errors have no common type
            reason = str(error).strip().partition("\n")[0]
            words = f"{path} is damaged or truncated ({reason}). Export or copy the model again."
            raise EngineError(words) from error
        if made_for != config:
            raise EngineError(f"{path} is a graph for another config than that beside it. Export both again.")
        shapes = {given.name: given.shape for given in self._session.get_inputs()}
        if len(shapes.get("labels", "nY")) != 2:
            raise EngineError(f"{path} is of an earlier version, which drew no labels. Export the model again.")

    @property
    def device_name(self) -> str:
        """As `Runtime.device_name`."""
        return processor_name(self._session.get_session_options().intra_op_num_threads)

    def complete(self, request: RuntimeRequest) -> tuple[UInt8Array, FloatArray]:
        """As `Runtime.complete`."""
        if self._entries is not None:
            return complete_tokens(request, self._config, self._entries, self._predict)
        names = ("image", "known", "target", "whole", "patch")
        inputs = {name: getattr(request, name) for name in names}
        if request.target.any():
            return self._run("images", inputs, request.labels)
        known = request.image[self._config.grid.mask(request.known)]
        key = tuple(value.tobytes() for value in (known, *list(inputs.values())[1:], request.labels))
        if key != self._asked[0]:
            (logits,) = self._session.run(["logits"], inputs | {"labels": request.labels}, self._labels_only)
            self._asked = key, logits
        return np.broadcast_to(request.image, (len(request.whole), *request.image.shape)), self._asked[1]

    def _predict(self, tokens: IntArray, union: BoolArray, labels: IntArray) -> tuple[FloatArray, FloatArray]:
        """As `engine.models.tokens.Predict`; S ∪ T is that of the first completion."""
        return self._run("token_logits", {"tokens": tokens, "union": union[0]}, labels)

    def _run(self, output: str, inputs: dict[str, NDArray[Any]], labels: IntArray) -> tuple[NDArray[Any], FloatArray]:
        """An output, and the logits of the labels."""
        if labels.shape[1]:
            value, logits = self._session.run([output, "logits"], inputs | {"labels": labels})
            return value, logits
        (value,) = self._session.run([output], inputs)
        return value, np.zeros((len(value), 0), dtype=np.float32)


def _entries(weights: Mapping[str, NDArray[Any]] | None, shape: tuple[int, int]) -> FloatArray:
    """The codebook among a model's weights."""
    if weights is None or CODEBOOK not in weights:
        raise ValueError(f"{WEIGHTS} holds no codebook")
    return weights[CODEBOOK].astype(np.float32).reshape(shape)


def _cores() -> int:
    """Of this machine: two threads on one core get in each other's way."""
    return psutil.cpu_count(logical=False) or os.cpu_count() or 1
