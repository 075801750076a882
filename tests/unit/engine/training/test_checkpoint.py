import sys
from pathlib import Path

import pytest

from engine.errors import EngineError
from engine.models.library import find_model
from engine.networks.generator import Generator
from engine.training.checkpoint import create_run, load_state, pack, save_state, write_model
from engine.training.run import RunFolder
from engine.training.trainer import Trainer
from tests.unit.engine.conftest import TINY

RECORD = {"data": "stripes", "seed": 0, "command": "", "device": ""}


def begin(run: RunFolder, trainer: Trainer) -> None:
    create_run(run, trainer.config, RECORD, state=trainer.state(), step=trainer.step)


def export(folder: Path, description: str = "new") -> None:
    write_model(folder, TINY, Generator(TINY.model), {"description": description}, b"preview")


def test_a_run_whose_first_save_fails_is_none_yet_and_can_be_started_again(tmp_path: Path, trainer: Trainer) -> None:
    run = RunFolder(tmp_path / "run")
    in_the_way = run.checkpoints / "00000000.safetensors"
    in_the_way.mkdir(parents=True)
    with pytest.raises(EngineError, match="cannot be written"):
        begin(run, trainer)
    with pytest.raises(EngineError, match="is not a run"):
        run.read_config()
    in_the_way.rmdir()
    begin(run, trainer)
    assert load_state(run)[1] == 0


def test_what_a_process_that_was_killed_while_saving_has_left_goes_at_the_next_save(
    tmp_path: Path, trainer: Trainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = RunFolder(tmp_path / "run")
    begin(run, trainer)
    with monkeypatch.context() as killed:
        killed.setattr(Path, "replace", lambda *_: sys.exit())
        killed.setattr(Path, "unlink", lambda *_, **__: None)
        with pytest.raises(SystemExit):
            save_state(run, trainer.state(), 1)
    kept = {"00000000.safetensors", "latest"}
    assert len({path.name for path in run.checkpoints.iterdir()} - kept) == 1
    save_state(run, trainer.state(), 2)
    assert {path.name for path in run.checkpoints.iterdir()} == kept | {"00000002.safetensors"}


@pytest.mark.parametrize("pointer", [b"00000001.safetensors", b"00000009.safetensors", b"\xff\0", b"../../x", b""])
def test_a_pointer_that_says_otherwise_does_not_hide_the_newest_state(
    pointer: bytes, tmp_path: Path, trainer: Trainer
) -> None:
    run = RunFolder(tmp_path / "run")
    begin(run, trainer)
    for step in (1, 2):
        save_state(run, trainer.state(), step)
    run.pointer.write_bytes(pointer)
    assert load_state(run)[1] == 2
    assert run.resumable
    (run.checkpoints / "00000002.safetensors").write_bytes(b"cut off")
    assert load_state(run)[1] == 1


def test_a_model_whose_name_is_as_long_as_the_system_takes_is_made(tmp_path: Path) -> None:
    export(tmp_path / ("m" * 255))
    assert find_model(tmp_path / ("m" * 255)).card == {"description": "new"}


def test_a_copy_whose_state_cannot_be_written_is_no_run_and_can_be_made_again(
    tmp_path: Path, trainer: Trainer
) -> None:
    run, packed = RunFolder(tmp_path / "run"), RunFolder(tmp_path / "packed")
    begin(run, trainer)
    in_the_way = packed.checkpoints / "00000000.safetensors"
    in_the_way.mkdir(parents=True)
    with pytest.raises(EngineError, match="cannot be written"):
        pack(run, packed)
    assert not packed.config.exists()
    in_the_way.rmdir()
    pack(run, packed)
    assert packed.read_config() == trainer.config


def test_a_run_without_a_state_is_told_what_can_be_done(tmp_path: Path, trainer: Trainer) -> None:
    run = RunFolder(tmp_path / "run")
    create_run(run, trainer.config, RECORD)
    with pytest.raises(EngineError, match=r"no training state .*\. Start a new run in another folder\."):
        load_state(run)


def test_a_model_keeps_what_else_its_folder_holds_when_it_is_exported_again(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    export(folder, "old")
    (folder / "features").mkdir()
    (folder / "features" / "features.json").write_text("{}")
    (folder / ".DS_Store").write_bytes(b"the system's")
    export(folder)
    assert find_model(folder).card == {"description": "new"}
    assert (folder / "features" / "features.json").read_text() == "{}"
    assert (folder / ".DS_Store").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["model"], "nothing is left beside it"


@pytest.mark.parametrize("found", ["nothing", "hidden", "damaged"])
def test_a_folder_that_holds_no_more_than_a_model_is_taken(tmp_path: Path, found: str) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    if found == "hidden":
        (folder / ".DS_Store").write_bytes(b"the system's")
    if found == "damaged":
        (folder / "config.json").write_text("{")
    export(folder)
    assert find_model(folder).card == {"description": "new"}


def test_the_folder_of_another_program_is_left_alone_though_its_files_are_named_as_a_models(tmp_path: Path) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"of another program")
    (folder / "config.json").write_text('{"architectures": ["Other"]}')
    (folder / "notes.txt").write_text("mine")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(EngineError, match="exists and is not a model"):
        export(folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_link_to_a_model_stays_one(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    folder, link = tmp_path / "disk" / "model", tmp_path / "link"
    export(folder, "old")
    link.symlink_to(folder)
    export(link)
    assert link.is_symlink()
    assert find_model(folder).card == {"description": "new"}


def test_a_model_that_cannot_be_put_in_place_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "model"
    export(folder, "old")
    (folder / "features").mkdir()
    rename = Path.rename

    for refused in ("model", "features"):  # the new one, and what is moved over last

        def fail(self: Path, target: Path, *, refused: str = refused) -> Path:
            if self.name == refused and target.parent in (tmp_path, folder) and "old" not in target.name:
                monkeypatch.setattr(Path, "rename", rename)
                raise OSError(28, "No space left on device")
            return rename(self, target)

        monkeypatch.setattr(Path, "rename", fail)
        with pytest.raises(EngineError, match=r"model cannot be written: No space left on device\. Choose another"):
            export(folder)
        assert Path.rename is rename, "the second rename was asked for"
        assert find_model(folder).card == {"description": "old"}
        assert (folder / "features").is_dir()
        assert [path.name for path in tmp_path.iterdir()] == ["model"]


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_a_model_where_none_can_be_made_is_one_clear_line() -> None:
    with pytest.raises(EngineError, match=r"^/proc/model cannot be written: .*\. Choose another MODEL_DIR\.$"):
        export(Path("/proc/model"))
