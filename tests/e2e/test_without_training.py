"""The studio and `engine complete` need nothing of what is installed for training; what does says so."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest

EXTRA = ("torch", "matplotlib", "onnx", "sklearn", "tensorboard", "webdataset", "scipy")
PICTURE = Path(str(resources.files("assets"))) / "images" / "mnist" / "digit-3.png"
HIDDEN = f"import sys; sys.modules.update(dict.fromkeys({EXTRA}, None))\n"
"""Importing any of them fails, as where it is not installed."""
IMPORTED = f"\nprint([name for name in {EXTRA} if name in sys.modules])"


def run(code: str, *arguments: object, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)


@pytest.mark.parametrize("device", ["cpu", "auto"])
def test_complete_runs_without_the_extra(tmp_path: Path, device: str) -> None:
    code = HIDDEN + "from engine.cli.main import main; main()"
    done = run(
        code, "complete", PICTURE, "--known", 0.5, "--out", "out", "--n", 2, "--device", device, folder=tmp_path
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert len(list((tmp_path / "out").glob("*.png"))) == 2


def test_complete_imports_nothing_of_the_extra_where_it_is_installed(tmp_path: Path) -> None:
    code = "import sys\nfrom engine.cli.main import app\napp(standalone_mode=False)" + IMPORTED
    done = run(code, "complete", PICTURE, "--known", 0.5, "--out", "out", folder=tmp_path)
    assert done.stdout.splitlines()[-1] == "[]", done.stderr


def test_the_selftest_prints_its_figures_exits_0_and_imports_nothing_of_the_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{place}_HOME", str(tmp_path / place))
    code = "import runpy, sys\ntry: runpy.run_module('studio', run_name='__main__')\nfinally:" + IMPORTED.strip()
    done = run(code, PICTURE, "--model", "mnist", "--selftest", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    figures, imported = done.stdout.splitlines()
    report = json.loads(figures)
    assert 0 < report["window_s"] < report["model_s"] < report["first_completion_s"]
    assert report["stroke_to_paint_ms"] > 0
    assert imported == "[]"
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "CONFIG" / "patchwork").exists(), "a selftest leaves the user's settings alone"


def test_the_time_of_completions_is_taken_without_the_extra(tmp_path: Path) -> None:
    done = run(HIDDEN + "from engine.cli.main import main; main()", "bench", "--json", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert [row["n"] for row in json.loads(done.stdout)["results"]] == [1, 9]


@pytest.mark.parametrize(
    "arguments", [["train", ".", "--out", "run"], ["simulate", "explore"], ["bench", "--train", "mnist"]]
)
def test_a_command_that_needs_the_extra_says_so_in_a_line(tmp_path: Path, arguments: list[str]) -> None:
    done = run(HIDDEN + "from engine.cli.main import main; main()", *arguments, folder=tmp_path)
    remedy = "Install it with: python -m pip install 'patchwork-studio[train]'\n"
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("engine: this command needs ")
    assert done.stderr.endswith(f", which is not installed. {remedy}")


def test_the_lab_says_what_its_exploration_needs(tmp_path: Path) -> None:
    code = HIDDEN + "from engine import EngineError, lab\ntry: lab.start\nexcept EngineError as error: print(error)"
    assert run(code, folder=tmp_path).stdout.startswith("this simulation needs torch, which is not installed. ")
