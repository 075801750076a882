"""The bill of materials of the app: what it is made of, in which versions and under which licences, as CycloneDX.

python packaging/materials.py [--with-training] > materials.cdx.json
"""

from __future__ import annotations

import json
import sys
import tomllib
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))["project"]


def bill(*, training: bool) -> dict[str, object]:
    """CycloneDX 1.6 of the packages that are installed here and that the app carries. Args: training: that too."""
    found = [_component(package) for package in _needed(training=training)]
    app = {"type": "application", "name": PROJECT["name"], "version": PROJECT["version"]}
    kind = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1}
    return kind | {"metadata": {"component": app}, "components": found}


def _needed(*, training: bool) -> list[Distribution]:
    """What the project needs, and what that needs, by name; what this system does without is passed over."""
    found: dict[str, Distribution] = {}
    more = PROJECT["optional-dependencies"]["train"] if training else []
    waiting = [(text, {""}) for text in (*PROJECT["dependencies"], *more)]
    while waiting:
        text, extras = waiting.pop()
        need = Requirement(text)
        name = canonicalize_name(need.name)
        if name in found or not (need.marker is None or any(need.marker.evaluate({"extra": e}) for e in extras)):
            continue
        try:
            found[name] = distribution(need.name)
        except PackageNotFoundError:
            continue
        waiting += [(text, {"", *need.extras}) for text in found[name].requires or []]
    return [found[name] for name in sorted(found)]


def _component(package: Distribution) -> dict[str, object]:
    name, said = canonicalize_name(package.name), package.metadata
    classes = [line.rpartition(" :: ")[2] for line in said.get_all("Classifier", []) if line.startswith("License ::")]
    licence = said.get("License-Expression") or "; ".join(classes) or (said.get("License") or "").partition("\n")[0]
    part: dict[str, object] = {"type": "library", "name": name, "version": package.version}
    part["purl"] = f"pkg:pypi/{name}@{package.version}"
    if licence:
        part["licenses"] = [{"license": {"name": licence}}]
    return part


if __name__ == "__main__":
    print(json.dumps(bill(training="--with-training" in sys.argv[1:]), indent=1))
