"""`engine simulate ...` as a user runs it, on the smallest problems."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner

from engine.cli.simulate import app
from engine.errors import EngineError
from engine.lab.tables import MEANINGS, legend


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def simulate(*arguments: object) -> str:
    result = CliRunner().invoke(app, [str(a) for a in arguments])
    if isinstance(result.exception, EngineError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def test_surfaces_tells_and_writes_the_optima(tmp_path: Path) -> None:
    out = simulate("surfaces", "--points", 31, "--seed", 5, "--json", tmp_path / "s.json")
    assert "(-1.000, 1.000)" in out
    assert "every θ" in out
    report = json.loads((tmp_path / "s.json").read_text())
    joint = report["surfaces"][0]
    assert len(joint["values"]) == 31
    assert sum(o["global"] for o in joint["optima"]) == 2


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ((), "Cong, Big Cooperative Learning"),
        (("surfaces",), "(Big Cooperative Learning, Figs. 2, 3)"),
        (("explore",), "(Big Cooperative Learning, Fig. 4)"),
        (("adversarial",), "not in the papers"),
        (("bridge",), "the α-Bridge, AAAI 2020"),
        (("gradients",), "GO gradient"),
        (("hessian",), "GO Hessian"),
        *((("adversarial",), f"{name}: {meaning}") for name, meaning in legend().items()),
    ],
)
def test_the_help_names_the_paper_and_says_what_the_words_of_the_table_mean(
    command: tuple[str, ...], said: str
) -> None:
    assert said in " ".join(simulate(*command, "--help").split())


def test_explore_keeps_what_it_did_and_draws_it_without_running_again(tmp_path: Path) -> None:
    small = ("explore", "--seed", "3", "--seeds", "2", "--matchings", "4")
    simulate(*small, "--json", tmp_path / "a.json", "--animate", tmp_path / "a.gif")
    assert list((tmp_path / "cache").rglob("exploration-*.safetensors"))
    simulate(*small, "--json", tmp_path / "b.json", "--figure", tmp_path / "b.png")
    first, second = (json.loads((tmp_path / name).read_text()) for name in ("a.json", "b.json"))
    assert first == second
    assert first["settings"]["seeds"] == [3, 4]
    assert [len(first["found"][m]) for m in ("joint", "big")] == [2, 2]
    assert [len(seed) for seed in first["found"]["big"]] == [5, 5]
    assert Image.open(tmp_path / "b.png").width > 1000
    assert Image.open(tmp_path / "a.gif").format == "GIF"


def test_adversarial_reports_every_metric_beside_that_of_q(tmp_path: Path) -> None:
    files = ("--json", tmp_path / "a.json", "--figure", tmp_path / "a.svg", "--animate", tmp_path / "a.gif")
    out = simulate("adversarial", "--seeds", 1, "--steps", 20, "--state", tmp_path / "state", *files)
    words = " ".join(out.split())
    assert all(f"{name} {meaning}" in words for name, meaning in legend().items())
    report = json.loads((tmp_path / "a.json").read_text())
    calibration = report["metrics"]["calibration"]
    assert list(report["metrics"]) == list(MEANINGS)
    assert set(calibration) == {"samples of q", "Eq. 5", "Eq. 5 + 6"}
    assert calibration["samples of q"] < 0.02 < calibration["Eq. 5"][0]
    assert report["steps"] == [0, 10, 20]
    assert (tmp_path / "state").exists()
    assert (tmp_path / "a.svg").read_text().startswith("<?xml")
    assert getattr(Image.open(tmp_path / "a.gif"), "n_frames", 0) == 3


def test_bridge_reports_every_alpha_and_the_way_between(tmp_path: Path) -> None:
    files = ("--json", tmp_path / "b.json", "--figure", tmp_path / "b.png", "--animate", tmp_path / "b.gif")
    out = simulate("bridge", "--seeds", 1, "--components", 2, "--steps", 20, "--state", tmp_path / "state", *files)
    assert "α-Bridge" in out
    report = json.loads((tmp_path / "b.json").read_text())
    assert list(report["rows"]) == ["α = 0", "α = 0.25", "α = 0.5", "α = 0.75", "α = 1", "α-Bridge"]
    assert report["steps"] == [0, 10, 20]
    assert Image.open(tmp_path / "b.png").width > 1000
    assert getattr(Image.open(tmp_path / "b.gif"), "n_frames", 0) == 3


def test_gradients_reports_every_distribution_and_a_seed_is_the_same_again(tmp_path: Path) -> None:
    small = ("gradients", "--samples", 200, "--runs", 2, "--steps", 2, "--seed", 4)
    out = simulate(*small, "--json", tmp_path / "a.json", "--figure", tmp_path / "a.png")
    assert "negative" in out
    simulate(*small, "--json", tmp_path / "b.json")
    report = json.loads((tmp_path / "a.json").read_text())
    assert report == json.loads((tmp_path / "b.json").read_text())
    names = {"gamma", "beta", "Poisson", "negative binomial", "Bernoulli", "categorical"}
    assert {row["variable"] for row in report["estimators"]} == names
    assert [len(course) for course in report["graph"]["go"]["objective"]] == [3, 3]
    assert Image.open(tmp_path / "a.png").width > 1000


def test_hessian_reports_every_method_on_every_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.lab.newton._POLISH", (4, 20))
    out = simulate("hessian", "--seeds", 1, "--steps", 5, "--samples", 5, "--json", tmp_path / "a.json",
                   "--figure", tmp_path / "a.png")  # fmt: skip
    assert "GO Hessian" in out
    problems = json.loads((tmp_path / "a.json").read_text())["problems"]
    assert list(problems) == ["gamma", "negative binomial"]
    assert all(list(problem["methods"]) == ["GO Hessian", "SGD", "Adam"] for problem in problems.values())
    assert Image.open(tmp_path / "a.png").width > 1000


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("surfaces", "--figure", "a.bmp"), "a.bmp has a format that cannot be written"),
        (("surfaces", "--animate", "a.png"), "Let its name end in .gif"),
        (("explore", "--json", "nowhere/a.json"), "there is no folder nowhere"),
        (("surfaces", "--variance", "9"), "variance 9 is outside"),
        (("surfaces", "--angle", "nan"), "angle is nan"),
        (("surfaces", "--angle", "1e9"), r"angle is 1e\+09\. Give degrees, 10 turns at most\."),
        (("adversarial", "--communication", "inf"), "communication is inf"),
        (("gradients", "--figure", "a.bmp"), "a.bmp has a format that cannot be written"),
        (("hessian", "--json", "nowhere/a.json"), "there is no folder nowhere"),
    ],
)
def test_bad_input_is_refused_before_anything_is_computed(
    arguments: tuple[str, ...], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(EngineError, match=message):
        simulate(*arguments)
    assert {path.name for path in tmp_path.iterdir()} <= {"cache"}, "matplotlib's own, at its first import"


def test_a_state_of_another_simulation_is_refused(tmp_path: Path) -> None:
    state = tmp_path / "state"
    simulate("explore", "--seeds", "1", "--matchings", "2", "--state", state)
    with pytest.raises(EngineError, match="belongs to a simulation with other settings"):
        simulate("explore", "--seeds", "1", "--matchings", "3", "--state", state)
    simulate("explore", "--seeds", "1", "--matchings", "3", "--state", state, "--fresh")
