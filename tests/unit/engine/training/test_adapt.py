"""`engine adapt`: a small file over a frozen model, which completes what it was before to the bit."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from rich.console import Console
from safetensors import safe_open
from safetensors.numpy import load_file, save_file

import engine
from engine.config import Config, override_config
from engine.data.dataset import load_dataset
from engine.errors import EngineError
from engine.models.adapters import check_name, find_adapter, keep_adapter, list_adapters, read_adapter
from engine.training.adapt import BY_HEART, HeldOut, adapted_config, check_pictures, copy_adapter, nearness
from engine.training.checkpoint import load_state, pack, part
from engine.training.export import export_model
from engine.training.launch import config_of, read_weights, run_training
from engine.training.monitor import Monitor
from engine.training.run import RunFolder
from engine.training.trainer import Trainer
from tests.unit.engine.conftest import TINY, stripes

LABELLED = ["model.seam_channels=4", 'data.labels=["*"]']


def train(data: Path, run: Path, config: str | Config, *, init: Path | None = None, resume: bool = False) -> Trainer:
    return run_training(
        RunFolder(run),
        data=data,
        config=config,
        settings=["training.images=96"] if resume else [],
        resume=resume,
        seed=0,
        seconds=None,
        device="cpu",
        command="engine adapt",
        init=init,
        console=Console(file=StringIO()),
        stop=lambda: False,
    )


def adapt(base: Path, data: Path, run: Path, *settings: str) -> Trainer:
    """Of 48 images, at a rate that changes much."""
    overrides = ["training.images=48", "training.batch=8", "training.learning_rate=0.05", *settings]
    config = adapted_config(config_of(base), read_weights(base), overrides)
    return train(data, run, config, init=base)


def bars(folder: Path, categories: dict[str, int]) -> Path:
    """So many striped pictures of each category, in a folder each; of none, all in one."""
    images = stripes(sum(categories.values()))[:, 0].numpy()
    for number, (image, category) in enumerate(
        zip(images, [name for name, count in categories.items() for _ in range(count)], strict=True)
    ):
        path = folder / category / f"{number}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(255 - image).save(path)
    return folder


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A labelled model, and beside it, as `run`, the run that it is of."""
    folder = tmp_path_factory.mktemp("base")
    config = override_config(TINY, ["training.images=32", *LABELLED])
    train(bars(folder / "pictures", {"a": 20, "b": 20}), folder / "run", config)
    return export_model(RunFolder(folder / "run"), folder / "model").path


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pictures of a category that the base knows and of one that it does not."""
    return bars(tmp_path_factory.mktemp("new"), {"a": 20, "c": 20})


@pytest.fixture(scope="module")
def adapted(base: Path, new: Path, tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    run = RunFolder(tmp_path_factory.mktemp("adapted") / "run")
    adapt(base, new, run.path)
    return run


def completions(model: engine.Model, **labels: str) -> np.ndarray:
    image = np.random.default_rng(0).integers(0, 256, model.config.shape, dtype=np.uint8)
    return model.complete(image, engine.random_subset(model.grid, 0.4, seed=1), n=3, labels=labels).images


def test_the_base_completes_bit_for_bit_as_before_and_with_its_adapter_otherwise(
    base: Path, new: Path, tmp_path: Path
) -> None:
    files = {path: path.read_bytes() for path in base.iterdir()}
    before = completions(engine.load(base))
    adapt(base, new, tmp_path / "run", "training.images=16")
    keep_adapter(engine.find_model(base), RunFolder(tmp_path / "run").adapter, "c")
    assert {path: path.read_bytes() for path in files} == files
    assert completions(engine.load(base)).tobytes() == before.tobytes()
    assert completions(engine.load(base, adapter="c")).tobytes() != before.tobytes()
    (base / "adapters" / "c.safetensors").unlink()


def test_only_the_adapter_learns(adapted: RunFolder, base: Path) -> None:
    """The frozen weights are those of the base in the run's last state, too."""
    state = part(load_state(adapted)[0], "generator")
    of_base = load_file(base / "model.safetensors")
    for name in ("blocks.0.attention.qkv.weight", "embed.weight", "seam.first.weight"):
        module = name.removesuffix(".weight")
        np.testing.assert_array_equal(state[f"{module}.parametrizations.weight.original"].numpy(), of_base[name])
        assert state[f"{module}.parametrizations.weight.0.scale"].any()
    np.testing.assert_array_equal(state["position"].numpy(), of_base["position"])


@pytest.mark.parametrize("rank", [0, 3])
def test_both_runtimes_and_an_exported_model_complete_alike(base: Path, new: Path, tmp_path: Path, rank: int) -> None:
    run = RunFolder(tmp_path / "run")
    adapt(base, new, run.path, f"adapter.rank={rank}")
    with safe_open(run.adapter, framework="np") as file:
        assert any(name.endswith(".up") for name in file.keys()) == bool(rank)  # noqa: SIM118
    merged = export_model(run, tmp_path / "merged").path
    assert json.loads((merged / "card.json").read_text())["config"]["adapter"]["base"] == ""
    loaded = [
        engine.load(base, adapter=run.adapter),
        engine.load(base, adapter=run.adapter, on_torch=True),
        engine.load(merged),
    ]
    first, *others = (completions(model).astype(int) for model in loaded)
    for other in others:
        assert np.abs(first - other).max() <= 1
    assert (first == others[1]).all(), "the same graph with the same weights"


def test_an_adapter_may_know_categories_that_its_base_does_not(base: Path, adapted: RunFolder) -> None:
    for model in (engine.load(base, adapter=adapted.adapter, on_torch=either) for either in (False, True)):
        assert model.config.labels[0].categories == ("a", "b", "c")
        assert set(model.classify(completions(model)[0])["class"]) == {"a", "b", "c"}
        assert (completions(model, **{"class": "c"}) != completions(model, **{"class": "a"})).any()
    with pytest.raises(EngineError, match="no category of class 'c'"):
        completions(engine.load(base), **{"class": "c"})


def test_an_adapter_before_its_first_step_changes_nothing(base: Path, new: Path, tmp_path: Path) -> None:
    data = bars(tmp_path / "known", {"a": 20})
    adapt(base, data, tmp_path / "run", "training.learning_rate=1e-30")
    assert completions(engine.load(base, adapter=tmp_path / "run" / "adapter.safetensors")).tobytes() == (
        completions(engine.load(base)).tobytes()
    )


def test_a_run_is_a_base_too_and_its_adapter_fits_the_model_made_of_it(base: Path, new: Path, tmp_path: Path) -> None:
    """With its discriminator, which is frozen and adapted as well."""
    source = RunFolder(base.parent / "run")
    settings = ["adapter.discriminator=adapted", "training.warmup_images=0"]
    adapt(source.path, new, tmp_path / "run", *settings)
    before, after = (part(load_state(run)[0], "discriminator") for run in (source, RunFolder(tmp_path / "run")))
    assert after["stem.0.parametrizations.weight.0.scale"].any()
    assert torch.equal(after["stem.0.parametrizations.weight.original"], before["stem.0.weight"])
    completions(engine.load(base, adapter=tmp_path / "run" / "adapter.safetensors"))
    with pytest.raises(EngineError, match=r"model has no discriminator\. Leave out --set adapter\.discriminator"):
        adapt(base, new, tmp_path / "other", *settings)
    assert not (tmp_path / "other").exists()


def test_a_run_can_be_resumed_and_begun_with(adapted: RunFolder, new: Path, tmp_path: Path) -> None:
    run = RunFolder(Path(shutil.copytree(adapted.path, tmp_path / "run")))
    assert train(new, run.path, "", resume=True).images_seen == 96
    plain = config_of(run.path)
    assert not plain.adapts
    still = override_config(plain, ["training.learning_rate=1e-12", "training.images=8"])
    trainer = train(new, tmp_path / "next", still, init=run.path)
    merged = load_file(export_model(run, tmp_path / "merged").path / "model.safetensors")
    torch.testing.assert_close(trainer.generator.head.weight, torch.from_numpy(merged["head.weight"]).float())
    with pytest.raises(EngineError, match=r"run is an adaptation\. Copy adapter\.safetensors of it"):
        pack(run, RunFolder(tmp_path / "packed"))


@pytest.fixture
def held_out(
    adapted: RunFolder, new: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[list[float]], HeldOut]:
    """Of a run at its start whose held-out scores are these, one look after the other, the base's first."""

    def make(scores: list[float]) -> HeldOut:
        config, run = adapted.read_config(), RunFolder(tmp_path)
        run.write_record(adapted.read_record())
        data = load_dataset(new, config.model, config.data, new_categories=True)
        given = iter(scores)
        monkeypatch.setattr("engine.training.adapt.held_out_score", lambda trainer: next(given))
        trainer = Trainer(config, data, device=torch.device("cpu"), seed=0)
        with Monitor(run, trainer, console=Console(file=StringIO()), seconds=None) as monitor:
            return HeldOut(run, trainer, monitor)

    return make


def test_training_stops_where_held_out_pictures_gain_no_more_and_the_best_adapter_is_kept(
    held_out: Callable[[list[float]], HeldOut],
) -> None:
    looks = held_out([0.5, 0.4, 0.3, *[0.35] * 8])
    asked = []
    for _ in range(10):
        looks.trainer.step += 100  # of batches of 8: a look
        asked.append(looks())
    assert asked == [False] * 9 + [True]
    card = read_adapter(looks.run.adapter).card
    assert (card["energy_score"], card["energy_score_of_base"], card["images_seen"]) == (0.3, 0.5, 1600)


def test_the_log_says_of_a_training_that_ended_by_its_held_out_score_that_nobody_asked_it_to(
    base: Path, new: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.training.adapt.held_out_score", lambda trainer: 0.5)
    monkeypatch.setattr("engine.training.adapt.LOOK_IMAGES", 8)
    monkeypatch.setattr("engine.training.adapt.PATIENCE", 2)
    assert adapt(base, new, tmp_path / "run").images_seen == 16
    assert RunFolder(tmp_path / "run").read_log().ended == "score"


def test_a_base_that_no_training_improves_is_kept_as_it_is(held_out: Callable[[list[float]], HeldOut]) -> None:
    looks = held_out([0.5, 0.6])
    looks.trainer.step = 100
    looks()
    assert read_adapter(looks.run.adapter).card["images_seen"] == 0


def test_what_copies_the_training_images_is_told_from_what_does_not(
    held_out: Callable[[list[float]], HeldOut], monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = held_out([0.5, 0.4, 0.3, 0.2])
    training = looks.trainer.data.images

    def copies(*_: object, n: int, **__: object) -> engine.Completions:
        return engine.Completions(images=training[torch.arange(n) % 3].movedim(1, -1).numpy(), seeds=())

    assert nearness(looks.trainer) > BY_HEART
    monkeypatch.setattr("engine.models.completion.Model.complete", copies)
    assert nearness(looks.trainer) < BY_HEART
    said: list[str] = []
    monkeypatch.setattr(looks.monitor.console, "print", said.append)
    for _ in range(2):
        looks.trainer.step += 100
        looks()
    assert len(said) == 1
    assert said[0].startswith("800 images: it learns by heart.")


@pytest.mark.parametrize(
    ("channels", "mode", "size", "what"),
    [
        (1, "RGB", (12, 12), "are in colour"),
        (3, "RGBA", (12, 12), "have transparent pixels"),
        (1, "L", (13, 13), "are pixel art of another size"),
        (1, "L", (8, 8), "are smaller"),
    ],
)
def test_pictures_that_the_base_would_spoil_are_refused(
    tmp_path: Path, channels: int, mode: str, size: tuple[int, int], what: str
) -> None:
    rng = np.random.default_rng(0)
    bands = len(mode)
    levels = (0, 255) if "pixel art" in what else (0, 64, 77, 100, 128, 150, 200, 201, 255)
    for i in range(4):
        pixels = rng.choice(levels, (*size, bands)).astype(np.uint8)
        Image.fromarray(pixels.squeeze(), mode).save(tmp_path / f"{i}.png")
    config = override_config(TINY, [f"model.channels={channels}"])
    colours = "grey" if channels == 1 else "RGB"
    with pytest.raises(
        EngineError, match=rf"^mine completes 12x12 {colours} images, and the pictures of \S+ {what}\."
    ):
        check_pictures(tmp_path, config, "mine")


def test_what_does_not_fit_is_refused_in_a_line(base: Path, adapted: RunFolder, tmp_path: Path) -> None:
    info = engine.find_model(base)
    damaged, other = tmp_path / "damaged.safetensors", tmp_path / "other.safetensors"
    damaged.write_bytes(adapted.adapter.read_bytes()[:-100])
    tensors = load_file(adapted.adapter)
    with safe_open(adapted.adapter, framework="np") as file:
        header = file.metadata()
    save_file(tensors | {"head.weight.scale": np.ones((3, 5), np.float16)}, other, header)
    config = config_of(base)
    for call, message in (
        (
            lambda: engine.load(base, adapter="nothing"),
            "there is no adapter 'nothing' of model. Known ones: none; or",
        ),
        (lambda: engine.load(base, adapter=damaged), "damaged.safetensors is not an adapter, or is damaged."),
        (lambda: engine.load(base, adapter=base / "model.safetensors"), "is not an adapter, or is damaged."),
        (lambda: engine.load(base, adapter=other), "other.safetensors is damaged (shape mismatch"),
        (
            lambda: engine.load("mnist", adapter=adapted.adapter),
            "is for 12x12 grey images, and mnist completes 28x28",
        ),
        (lambda: check_name(info, "a/b"), "'a/b' is no name for a file."),
        (lambda: adapted_config(config, read_weights(base), ["model.width=32"]), "the model is the base's."),
        (lambda: copy_adapter(RunFolder(base.parent / "run"), tmp_path / "x", overwrite=False), "has no adapter"),
        (lambda: train(base, tmp_path / "y", override_config(TINY, ["adapter.base=x"])), "adapter.base is set by"),
    ):
        with pytest.raises(EngineError) as caught:
            call()
        assert message in str(caught.value)
        assert "\n" not in str(caught.value)


def test_an_adapter_of_other_weights_is_refused(base: Path, adapted: RunFolder, tmp_path: Path) -> None:
    config = override_config(TINY, ["training.images=8", *LABELLED])
    train(base.parent / "pictures", tmp_path / "run", config)
    stranger = export_model(RunFolder(tmp_path / "run"), tmp_path / "stranger").path
    with pytest.raises(EngineError, match=r"was learnt over other weights than these\. Load it with the model"):
        engine.load(stranger, adapter=adapted.adapter)


def test_a_models_adapters_are_listed_and_found_by_name(base: Path, adapted: RunFolder) -> None:
    info = engine.find_model(base)
    path = keep_adapter(info, adapted.adapter, "night")
    (path.parent / "broken.safetensors").write_bytes(b"nothing")
    assert [(each.name, each.path) for each in list_adapters(info)] == [("night", path)]
    assert find_adapter(info, "night").card["energy_score_of_base"] > 0
    with pytest.raises(EngineError, match="is an adapter already"):
        keep_adapter(info, adapted.adapter, "night")
    for file in path.parent.iterdir():
        file.unlink()


@pytest.mark.parametrize("name", ["mnist", "characters", "faces64-small"])
def test_an_adapter_of_a_bundled_model_is_less_than_a_seventh_of_it(name: str) -> None:
    from engine.networks.adapters import adapt as give_adapter
    from engine.networks.adapters import adapter_tensors
    from engine.networks.generator import Generator

    with torch.device("meta"):
        generator = Generator(engine.find_model(name).config)
        whole = sum(value.numel() for value in generator.state_dict().values())
        give_adapter(generator, rank=4)
    learnt = sum(value.numel() for value in adapter_tensors(generator, generator).values())
    assert learnt < 0.15 * whole
