"""What packages are made from agrees with the app, and their small tools keep what they are given."""

from __future__ import annotations

import ast
import re
import runpy
import shutil
import subprocess
import sys
import zipfile
from configparser import ConfigParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from engine import __version__

ROOT = Path(__file__).parents[2]
LINUX = ROOT / "packaging" / "linux"
unused_qt = runpy.run_path(str(ROOT / "packaging" / "unused_qt.py"))
build = runpy.run_path(str(ROOT / "packaging" / "build.py"))
materials = runpy.run_path(str(ROOT / "packaging" / "materials.py"))
deb = runpy.run_path(str(LINUX / "deb.py"))


@pytest.mark.parametrize(
    ("file", "unused"),
    [
        ("PySide6/Qt/lib/libQt6QuickControls2.so.6", True),
        ("PySide6/Qt6Quick.dll", True),
        ("PySide6\\QtQml.pyd", True),
        ("PySide6/Qt/lib/QtQuick.framework/Versions/A/QtQuick", True),
        ("PySide6/Qt/plugins/platforms/libqeglfs.so", True),
        ("PySide6/plugins/imageformats/qpdf.dll", True),
        ("PySide6/Qt/qml/QtQuick/qmldir", True),
        ("PySide6/Qt/lib/libQt6Widgets.so.6", False),
        ("PySide6/Qt6Gui.dll", False),
        ("PySide6/Qt/lib/QtCore.framework/Versions/A/QtCore", False),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", False),
        ("PySide6/Qt/plugins/imageformats/libqjpeg.so", False),
        ("numpy/libQt6Quick.so.6", False),
    ],
)
def test_the_app_leaves_out_what_it_does_not_use_of_qt(file: str, unused: bool) -> None:
    assert unused_qt["is_unused"](file) is unused


def test_no_qt_module_that_the_studio_imports_is_left_out() -> None:
    modules = {
        node.module
        for file in (ROOT / "studio").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("PySide6.")
    }
    assert "PySide6.QtWidgets" in modules
    for module in modules:
        name = module.removeprefix("PySide6.")
        files = f"PySide6/{name}.abi3.so", f"PySide6/Qt/lib/lib{name.replace('Qt', 'Qt6')}.so.6"
        assert not any(map(unused_qt["is_unused"], files)), module


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_nothing_that_the_studio_loads_of_qt_is_left_out() -> None:
    script = """
import importlib, pathlib, pkgutil, PySide6, studio
from studio.run import make_application
app = make_application()
for module in pkgutil.walk_packages(studio.__path__, "studio."):
    importlib.import_module(module.name)
home = str(pathlib.Path(PySide6.__file__).parents[1])
for line in open("/proc/self/maps"):
    file = line.split(maxsplit=5)[-1].strip()
    if file.startswith(home):
        print(file[len(home) + 1:])
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = {file for file in done.stdout.splitlines() if file.startswith("PySide6/")}
    assert any("libQt6Widgets" in file for file in loaded)
    assert any("/plugins/platforms/" in file for file in loaded)
    assert [file for file in loaded if unused_qt["is_unused"](file)] == []


@pytest.mark.skipif(sys.platform == "win32", reason="its users may make no links")
def test_a_zip_keeps_links_and_what_may_be_executed(tmp_path: Path) -> None:
    app = tmp_path / "app"
    (app / "inner").mkdir(parents=True)
    (app / "inner" / "program").write_text("#!/bin/sh\n")
    (app / "inner" / "program").chmod(0o755)
    (app / "link").symlink_to("inner/program")
    build["pack"](app, tmp_path / "app.zip")
    with zipfile.ZipFile(tmp_path / "app.zip") as archive:
        assert archive.read("app/link") == b"inner/program"
        modes = {info.filename: info.external_attr >> 16 for info in archive.infolist()}
    assert oct(modes["app/link"]) == "0o120777"
    assert oct(modes["app/inner/program"]) == "0o100755"


def test_the_desktop_knows_the_app_by_one_id() -> None:
    app, commands = deb["APP"], deb["COMMANDS"]
    assert f'setDesktopFileName("{app}")' in (ROOT / "studio" / "run.py").read_text("utf-8")
    entry = ConfigParser(interpolation=None)
    entry.read(LINUX / f"{app}.desktop", "utf-8")
    assert entry["Desktop Entry"]["Icon"] == app
    assert commands[entry["Desktop Entry"]["Exec"].split()[0]] == "studio"
    component = ElementTree.parse(LINUX / f"{app}.metainfo.xml").getroot()
    assert component.findtext("id") == app
    assert component.findtext("launchable") == f"{app}.desktop"
    assert {binary.text for binary in component.iter("binary")} == set(commands)
    name = "{http://www.freedesktop.org/standards/shared-mime-info}"
    kind = ElementTree.parse(LINUX / f"{app}.mime.xml").getroot().find(f"{name}mime-type")
    assert kind is not None
    assert kind.attrib["type"] in entry["Desktop Entry"]["MimeType"].split(";")
    assert (LINUX / f"{kind.attrib['type'].replace('/', '-')}.svg").exists()


def test_the_readme_names_the_libraries_that_the_package_depends_on() -> None:
    command = re.search(r"apt-get install (.*?)\n\n", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    assert command is not None
    assert sorted(command[1].replace("\\", "").split()) == sorted(deb["libraries"]())


@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="needs Debian's tools")
def test_the_debian_package_has_commands_and_desktop_files(tmp_path: Path) -> None:
    app = tmp_path / "patchwork"
    app.mkdir()
    (app / "studio").write_text("#!/bin/sh\n")
    (app / "engine").symlink_to("studio")
    package = deb["make_deb"](app, tmp_path, version="1.2.3")
    files = subprocess.run(["dpkg-deb", "--contents", package], capture_output=True, text=True, check=True).stdout
    for file in (
        "./usr/bin/patchwork-studio -> ../lib/patchwork-studio/studio",
        "./usr/lib/patchwork-studio/engine -> studio",
        f"./usr/share/applications/{deb['APP']}.desktop",
        f"./usr/share/mime/packages/{deb['APP']}.xml",
        f"./usr/share/icons/hicolor/scalable/apps/{deb['APP']}.svg",
        "./usr/share/icons/hicolor/scalable/mimetypes/application-x-patchwork.svg",
    ):
        assert f"{file}\n" in files
    fields = subprocess.run(["dpkg-deb", "--field", package], capture_output=True, text=True, check=True).stdout
    assert "Version: 1.2.3\n" in fields
    assert all(library in fields for library in deb["libraries"]())


def test_the_manifest_for_windows_has_the_version_of_the_app() -> None:
    identity = ElementTree.parse(ROOT / "packaging" / "windows" / "AppxManifest.xml").getroot()[0]
    assert identity.attrib["Version"] == f"{__version__}.0"


def test_the_bill_of_materials_names_all_that_the_app_carries() -> None:
    named = {
        training: {part["name"]: part for part in materials["bill"](training=training)["components"]}
        for training in (False, True)
    }
    assert named[False].keys() >= {"numpy", "pillow", "onnxruntime", "pyside6-essentials", "shiboken6", "safetensors"}
    assert named[True].keys() - named[False].keys() >= {"torch", "onnx"}
    assert not named[False].keys() & {"torch", "pytest", "patchwork-studio"}
    part = named[False]["numpy"]
    assert part["purl"] == f"pkg:pypi/numpy@{part['version']}"
    assert [name for name, part in named[False].items() if not part.get("licenses")] == []
