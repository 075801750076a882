"""`engine probe`: what a model's inner features tell of labels."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from engine.cli import options
from engine.cli.common import check_outputs, command_line, console, track, write_json
from engine.errors import EngineError

_PROBES = (
    "linear: logistic regression on the frozen network's tokens, averaged over the patches, of all its blocks; all "
    "weights: the network and a linear head on its last block, trained on; from scratch: the same, of new weights."
)


def probe(
    data: options.TrainingData,
    model: Annotated[
        list[str] | None, typer.Option("--model", help="Name of a model, or a model's folder; can be repeated.")
    ] = None,
    unseen: Annotated[
        Path | None,
        typer.Option(help="Labelled images to measure on; by default those of DATA that training held out."),
    ] = None,
    label: Annotated[str | None, typer.Option(help="Which label, if the data has several.")] = None,
    images: Annotated[int, typer.Option(min=20, help="Labelled images to learn from, at most.")] = 60_000,
    steps: Annotated[
        int, typer.Option(min=0, help="Of training whole networks, 64 images each; 0 = linear probes alone.")
    ] = 500,
    json_file: options.Json = None,
) -> None:
    """Tell labels from what models have learnt: a linear probe of the frozen network, and networks that learn on.

    Each learns from 100, 1,000 and all labelled images. With 500 steps, it takes about 10 minutes of a core a model.
    """
    from engine.evaluation.probe import measure_probes, read_labelled, work
    from engine.evaluation.tables import new_table
    from engine.models.library import find_model
    from engine.models.runtime import WEIGHTS
    from engine.networks.inference import load_runtime, pick_device

    check_outputs(json_file)
    infos = {name: find_model(name) for name in model or ["mnist"]}
    if len({info.config.shape for info in infos.values()}) > 1:
        raise EngineError(f"{', '.join(infos)} are of different image sizes. Probe them one by one.")
    networks = {
        name: load_runtime(info.path / WEIGHTS, info.config, pick_device("cpu")).generator
        for name, info in infos.items()
    }
    with console.status(f"reading {data}"):
        train, others, asked = read_labelled(next(iter(infos.values())), data, unseen, label=label, images=images)
    probes = measure_probes(networks, train, others, categories=len(asked.categories), steps=steps)
    found = dict(track("probes", probes, work(len(networks), steps=steps)))
    record = {"label": asked.name, "unseen": len(others.y), "steps": steps, "accuracy": found}
    write_json(json_file, {"command": command_line(), **record}, indent=1)
    table = new_table(
        f"{asked.name} of {len(others.y):,} unseen images, right %",
        [f"{count:,} labelled" for count in next(iter(found.values()))],
        legend=_PROBES,
        first="",
    )
    for name, accuracies in found.items():
        table.add_row(name, *(f"{100 * share:.1f}" for share in accuracies.values()))
    console.print(table, soft_wrap=False)
