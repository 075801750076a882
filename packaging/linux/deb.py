"""The Debian package: the built folder, its commands, and how desktops know it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
PACKAGE = "patchwork-studio"
APP = "org.patchwork_studio.patchwork"
"""The app's id; the desktop entry, the metainfo and the icon are called so."""
COMMANDS = {"patchwork-studio": "studio", "patchwork-engine": "engine"}
_CONTROL = """\
Package: {package}
Version: {version}
Architecture: {architecture}
Maintainer: Patchwork maintainers <maintainers@patchwork.invalid>
Section: graphics
Priority: optional
Installed-Size: {kilobytes}
Depends: {depends}
Description: complete images, in many different ways, live
 You paint which patches of a picture are known; a small model fills in the
 rest while the stroke still moves. It needs no GPU and no network, and nothing
 leaves the machine.
"""
_COPYRIGHT = """\
Patchwork is under the Apache License 2.0: /usr/share/common-licenses/Apache-2.0.

The bundled model of digits was trained on MNIST (CC BY-SA 3.0), that of characters on sprites under OGA-BY 3.0 and
CC BY 3.0: its card names their authors. The bundled model of faces and its example pictures come from CelebA: for
non-commercial research only.
"""


def libraries() -> list[str]:
    """The Debian packages whose libraries Qt needs."""
    return (HERE / "debian-libraries.txt").read_text("utf-8").split()


def make_deb(app: Path, out: Path, *, version: str) -> Path:
    """Make the package of a built app; returns its file in `out`."""
    architecture = subprocess.run(
        ["dpkg", "--print-architecture"], capture_output=True, text=True, check=True
    ).stdout.strip()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "root"
        home = root / "usr" / "lib" / PACKAGE
        shutil.copytree(app, home, symlinks=True)
        (root / "usr" / "bin").mkdir()
        for command, executable in COMMANDS.items():
            (root / "usr" / "bin" / command).symlink_to(f"../lib/{PACKAGE}/{executable}")
        share = root / "usr" / "share"
        icons = share / "icons" / "hicolor" / "scalable"
        for source, target in (
            (f"{APP}.desktop", share / "applications"),
            (f"{APP}.metainfo.xml", share / "metainfo"),
            (f"{APP}.mime.xml", share / "mime" / "packages" / f"{APP}.xml"),
            (f"{APP}.svg", icons / "apps"),
            ("application-x-patchwork.svg", icons / "mimetypes"),
        ):
            file = target if target.suffix == ".xml" else target / source
            file.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(HERE / source, file)
        copyright_file = share / "doc" / PACKAGE / "copyright"
        copyright_file.parent.mkdir(parents=True)
        copyright_file.write_text(_COPYRIGHT, "utf-8")
        glibc = (os.confstr("CS_GNU_LIBC_VERSION") or "glibc 2.36").split()[1]
        control = _CONTROL.format(
            package=PACKAGE,
            version=version,
            architecture=architecture,
            kilobytes=sum(file.lstat().st_size for file in root.rglob("*")) // 1024,
            depends=", ".join([f"libc6 (>= {glibc})", *libraries()]),  # that of the machine it was built on
        )
        (root / "DEBIAN").mkdir()
        (root / "DEBIAN" / "control").write_text(control, "utf-8")
        root.chmod(0o755)
        deb = out / f"{PACKAGE}_{version}_{architecture}.deb"
        build = ["dpkg-deb", "--build", "--root-owner-group", "-Zxz", "-z3", str(root), str(deb)]
        subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
    return deb
