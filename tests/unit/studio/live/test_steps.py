"""A model of tokens in the studio: in how many steps they are drawn is a fact like others, and changes what comes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from PySide6.QtGui import QAction, QUndoStack
from pytestqt.qtbot import QtBot

import engine
from engine.config import Config, ModelConfig
from engine.networks.generator import Generator
from engine.training.checkpoint import write_model
from studio.document.document import Document
from studio.document.noise import SheetNoise
from studio.document.request import CompletionResult
from studio.document.resample import resample_state
from studio.editing.noise import NoiseOperations
from studio.files.codec import PictureFiles
from studio.files.examples import empty_state
from studio.files.export import describe
from studio.files.project import Project, read_project, write_project
from studio.live.worker import Worker
from studio.widgets.completions import CompletionsPane
from tests.e2e.conftest import PATIENCE_MS


@pytest.fixture
def info(tmp_path: Path) -> engine.ModelInfo:
    """A model of tokens, of random weights."""
    torch.manual_seed(0)
    tokens = {"tokens": "vq", "codebook": 16, "noise_global": 0, "noise_patch": 0}
    config = ModelConfig.model_validate({"width": 16, "depth": 1, "heads": 2} | tokens)
    generator = Generator(config)
    assert generator.codebook is not None
    generator.codebook.entries.uniform_(-1, 1)
    write_model(tmp_path / "tokens", Config(model=config), generator, {}, None)
    return engine.find_model(tmp_path / "tokens")


@pytest.fixture
def document(info: engine.ModelInfo) -> Document:
    return Document(empty_state(info, "empty", noise=SheetNoise.from_seed(0)))


def test_steps_go_to_the_model_with_the_request(info: engine.ModelInfo, document: Document, qtbot: QtBot) -> None:
    told: list[object] = []
    worker = Worker()
    worker.load(info.reference, told.append, told.append)
    requests = [replace(document.request((0,)), steps=steps) for steps in (1, 49)]
    for request in requests:
        worker.run(request, told.append, told.append)
    qtbot.waitUntil(lambda: len(told) == 3, timeout=PATIENCE_MS)
    worker.close()
    assert requests[0] != requests[1]
    model, drawn = engine.load(info.reference), told[1:]
    for request, result in zip(requests, drawn, strict=True):
        assert isinstance(result, CompletionResult)
        expected = model.complete(
            request.image, request.known, target=request.target, seeds=(0,), steps=request.steps
        )
        assert (result.completions[0].image == expected.images[0]).all()
    assert (
        len({result.completions[0].image.tobytes() for result in drawn if isinstance(result, CompletionResult)}) == 2
    )


def test_the_slider_is_there_for_tokens_alone_and_each_way_along_it_is_one_step_of_undo(
    document: Document, qtbot: QtBot
) -> None:
    stack = QUndoStack()
    noise = NoiseOperations(document, stack)
    pane = CompletionsPane(document, verbs=[], sizes=(QAction(), QAction()), palette=[], menu=[])
    qtbot.addWidget(pane)
    pane.steps_changed.connect(noise.set_steps)
    assert pane.steps.isVisibleTo(pane)
    assert (pane.steps.minimum(), pane.steps.value(), pane.steps.maximum()) == (1, 12, 49)
    for value in (13, 20, 30):
        pane.steps.setValue(value)
    assert (document.steps, stack.count(), document.request((0,)).steps) == (30, 1, 30)
    assert describe(document.state)["steps"] == 30
    stack.undo()
    assert (document.steps, pane.steps.value()) == (12, 12)
    document.set_state(resample_state(document.state, engine.find_model("mnist")))
    assert document.steps is None
    assert not pane.steps.isVisibleTo(pane)


def test_a_project_keeps_the_steps_and_cannot_have_more_than_patches(document: Document, tmp_path: Path) -> None:
    state = replace(document.state, steps=30)
    write_project(tmp_path / "a.patchwork", Project(state=state), PictureFiles())
    assert read_project(tmp_path / "a.patchwork").state.steps == 30
    with pytest.raises(engine.EngineError, match="its steps do not fit its model"):
        write_project(tmp_path / "b.patchwork", Project(state=replace(state, steps=50)), PictureFiles())
