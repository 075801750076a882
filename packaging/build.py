"""Build the studio as an app that needs no Python, check it, and pack it.

    python -m pip install '.[package]'
    python packaging/build.py

makes, in dist/, a zip with the app's folder, and the bill of its materials. It unpacks the zip in an empty home, away
from the sources, and runs what comes out: the studio's selftest, then completions on the command line. Where Debian's
tools are, it then makes a .deb. Run on Linux (Debian 12); not yet on macOS and Windows, and not yet with
`--with-training`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import stat
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
LARGEST = 250
"""MiB that the folder should stay below without training."""
COMPLETED = ("characters", "mnist")
"""Bundled models that the check completes by."""


def main() -> None:
    """Build, check, pack."""
    parser = argparse.ArgumentParser(description="Build the studio as an app, check it, and pack it.")
    parser.add_argument("--out", type=Path, default=ROOT / "dist", metavar="FOLDER")
    parser.add_argument("--with-training", action="store_true", help="include torch (not run yet)")
    parser.add_argument("--as-built", action="store_true", help="check and pack what an earlier build left in --out")
    arguments = parser.parse_args()
    from studio import __version__

    out: Path = arguments.out.resolve()
    app = out / ("Patchwork.app" if sys.platform == "darwin" else "patchwork")
    if not arguments.as_built:
        build(out, training=arguments.with_training)
        if sys.platform == "linux":
            slim(app)
    training = "-training" if arguments.with_training else ""
    system = {"darwin": "macos", "win32": "windows"}.get(sys.platform, sys.platform)
    archive = out / f"patchwork-{__version__}{training}-{system}-{platform.machine().lower()}.zip"
    pack(app, archive)
    check(archive, app.name)
    from materials import bill

    archive.with_suffix(".cdx.json").write_text(json.dumps(bill(training=arguments.with_training), indent=1))
    unpacked = size(app)
    print(f"{app.name}: {unpacked:.0f} MiB unpacked, {size(archive):.0f} MiB as {archive.name}")
    if unpacked > LARGEST and not arguments.with_training:
        print(f"That is more than the {LARGEST} MiB it should stay below.", file=sys.stderr)
    if sys.platform == "linux" and shutil.which("dpkg-deb"):
        from linux.deb import make_deb

        deb = make_deb(app, out, version=__version__)
        print(f"{deb.name}: {size(deb):.0f} MiB")


def build(out: Path, *, training: bool) -> None:
    """The app's folder, by PyInstaller."""
    work = ("--distpath", str(out), "--workpath", str(out / "build"), "--noconfirm", "--log-level", "WARN")
    options = ["--", "--with-training"] if training else []
    spec = ROOT / "packaging" / "studio.spec"
    subprocess.run([sys.executable, "-m", "PyInstaller", *work, str(spec), *options], cwd=ROOT, check=True)


def slim(app: Path) -> None:
    """Name the engine's command, and leave out symbols: a Python built for its developers brings 20 MB of them."""
    (app / "engine").symlink_to("studio")
    for file in (app / "_internal").rglob("*.so*"):
        if not file.is_symlink() and not file.parent.name.endswith(".libs"):  # those were patched: strip breaks some
            subprocess.run(["strip", "--strip-unneeded", str(file)], check=True)


def pack(app: Path, archive: Path) -> None:
    """Zip a folder; links stay links, and what may be executed remains so."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for path in sorted(app.rglob("*")):
            name = path.relative_to(app.parent).as_posix()
            if path.is_symlink():
                link = zipfile.ZipInfo(name)
                link.create_system = 3
                link.external_attr = (stat.S_IFLNK | 0o777) << 16
                file.writestr(link, path.readlink().as_posix())
            else:
                file.write(path, name)


def check(archive: Path, name: str) -> None:
    """Run what comes out of the zip: the window, strokes and a gallery, then the command line.

    Raises:
        SystemExit: something of it failed.
    """
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        unpack = ["tar", "-xf"] if sys.platform == "win32" else ["unzip", "-q"]
        subprocess.run([*unpack, str(archive)], cwd=folder, check=True)
        inner = Path(name) / "Contents" / "MacOS" if sys.platform == "darwin" else Path(name)
        suffix = ".exe" if sys.platform == "win32" else ""
        studio, engine = (str(folder / inner / f"{command}{suffix}") for command in ("studio", "engine"))
        environment = empty_environment(folder)
        screen = ["xvfb-run", "--auto-servernum"] if shutil.which("xvfb-run") else []
        begin = time.perf_counter()
        report = run([*screen, studio, "--selftest"], environment)
        print(f"selftest: {report.strip()} ({time.perf_counter() - begin:.1f} s)")
        json.loads(report)
        for model in COMPLETED:
            picture = next((folder / name).rglob(f"images/{model}/*.png"))
            completing = ["complete", str(picture), "--model", model, "--known", "0.5", "--n", "2", "--seed", "0"]
            run([engine, *completing, "--out", str(folder / model)], environment)
            if len(list((folder / model).glob("*.png"))) != 2:
                raise SystemExit(f"engine complete --model {model} wrote no completions")
        print(f"engine complete: {', '.join(COMPLETED)}")


def empty_environment(home: Path) -> Mapping[str, str]:
    """An environment that tells the app of no Python, no settings and no home but this empty one."""
    kept = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    environment |= dict.fromkeys(("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"), str(home))
    if not shutil.which("xvfb-run"):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    return environment


def run(command: list[str], environment: Mapping[str, str]) -> str:
    """What a command printed.

    Raises:
        SystemExit: it failed; its own words are printed.
    """
    done = subprocess.run(
        command, cwd=environment["HOME"], env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed ({done.returncode}):\n{done.stdout}{done.stderr}")
    return done.stdout


def size(path: Path) -> float:
    """MiB of a file, or of the files in a folder; a link counts nothing."""
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file() and not file.is_symlink()) / 2**20


if __name__ == "__main__":
    main()
