"""What an ONNX file may hold: the operators of our graphs and constants of its own, and nothing that leads elsewhere.

Reads the few fields of onnx.proto that matter, without the package that would be needed for all of them.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

OPERATORS = frozenset({
    "Add", "Cast", "Concat", "Conv", "CumSum", "Div", "Expand", "Gather", "Gelu", "Greater", "MatMul", "Max", "Min",
    "Mul", "MultiHeadAttention", "NonZero", "Or", "Reshape", "Round", "Shape", "SimplifiedLayerNormalization",
    "Split", "Sub", "Tanh", "Transpose", "Where",
})  # fmt: skip
"""All that `engine.networks.onnx_graph` writes."""
_VARINT, _EIGHT_BYTES, _BYTES, _FOUR_BYTES = 0, 1, 2, 5
_MODEL, _GRAPH = {1, 2, 7, 8, 14}, {1, 2, 5, 11, 12}
"""Fields: version, producer, graph, opsets, the config; nodes, name, constants, inputs, outputs."""
_NODE, _CONSTANT, _PLACE = {1, 2, 3, 4, 5, 7}, {1, 2, 8, 9, 13, 14}, {1, 2}
"""Inputs, outputs, name, operator, attributes, domain; sizes, type, name, bytes, or place; key and value."""
_FLOATS = {1: np.float32, 10: np.float16}
"""Types of constants that are floats."""
_ATTRIBUTE = {1, 2, 3, 4, 7, 8, 9, 20}
"""Name, numbers, text, type; no tensor and no graph."""


def check_graph(file: bytes, *, weights: str) -> list[str]:
    """Look through a model's graph before it is run.

    Args:
        weights: the one file that it may lead to.

    Returns:
        the names of the constants that are there.

    Raises:
        ValueError: it holds what none of ours does, or is damaged.
    """
    elsewhere: list[str] = []
    for field, graph in _fields(memoryview(file), _MODEL):
        if field != 7:
            continue
        for part, message in _fields(graph, _GRAPH):
            if part == 1:
                _check_node(message)
            elif part == 5:
                elsewhere += _check_constant(message, weights)
    return elsewhere


def _check_node(node: memoryview) -> None:
    for field, value in _fields(node, _NODE):
        if field == 4 and bytes(value).decode() not in OPERATORS:
            raise ValueError(f"it holds the operator {bytes(value).decode()}")
        if field == 5:
            list(_fields(value, _ATTRIBUTE))


def _check_constant(constant: memoryview, weights: str) -> list[str]:
    """Its name, if it is in the file of the weights."""
    fields = dict(_fields(constant, _CONSTANT))
    if 13 in fields or 14 in fields:
        place = {field: bytes(value).decode() for field, value in _fields(fields.get(13, memoryview(b"")), _PLACE)}
        if place != {1: "location", 2: weights}:
            raise ValueError("it holds a constant that is in another file")
        return [bytes(fields.get(8, b"")).decode()]
    dtype = _FLOATS.get(_varint(fields.get(2, memoryview(b"\0")), 0)[0])
    if dtype is not None and not np.isfinite(np.frombuffer(fields.get(9, b""), dtype)).all():
        raise ValueError("it holds values that are not finite")
    return []


def _fields(message: memoryview, allowed: set[int]) -> Iterator[tuple[int, memoryview]]:
    """Number and bytes of each field."""
    place = 0
    while place < len(message):
        tag, place = _varint(message, place)
        field, kind = tag >> 3, tag & 7
        start = place
        if kind == _VARINT:
            _, place = _varint(message, place)
        elif kind == _BYTES:
            length, start = _varint(message, place)
            place = start + length
        elif kind in (_EIGHT_BYTES, _FOUR_BYTES):
            place += 8 if kind == _EIGHT_BYTES else 4
        else:
            raise ValueError("it is no ONNX file")
        if place > len(message):
            raise ValueError("it ends too early")
        if field not in allowed:
            raise ValueError(f"it holds field {field} of a message, which no graph of ours has")
        yield field, message[start:place]


def _varint(message: memoryview, place: int) -> tuple[int, int]:
    value = shift = 0
    while place < len(message) and shift < 64:
        byte = message[place]
        value, shift, place = value | (byte & 127) << shift, shift + 7, place + 1
        if byte < 128:
            return value, place
    raise ValueError("it ends too early")
