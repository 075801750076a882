"""What of Qt the built app leaves out: the one list, by which `studio.spec` filters what PyInstaller collects."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

LIBRARIES = (
    *("Concurrent", "Designer*", "Help", "Labs*", "Lottie*", "Network", "PrintSupport", "Qml*", "Quick*", "Sql"),
    *("EglFS*", "EglFs*", "SvgWidgets", "UiTools", "VirtualKeyboard*", "WaylandCompositor", "WaylandEglCompositor*"),
    *("WebEngine*", "WlShellIntegration", "Xml"),
)
"""Of Qt, by name: `Qml*` is `libQt6Qml.so.6`, `libQt6QmlModels.so.6`, the Python module `QtQml`, ..."""
PLUGINS = (
    *("designer/*", "egldeviceintegrations/*", "generic/*", "networkinformation/*", "printsupport/*", "qml*/*"),
    *("sqldrivers/*", "tls/*", "vectorimageformats/*", "virtualkeyboard/*", "wayland-graphics-integration-server/*"),
    *("imageformats/*qicns*", "imageformats/*qpdf*", "imageformats/*qtga*", "imageformats/*qtiff*"),
    *("imageformats/*qwbmp*", "platformthemes/*qgtk3*"),  # GTK's own dialogs come through the desktop's portal too
    *("platforminputcontexts/*qtvirtualkeyboard*", "platforms/*eglfs*", "platforms/*linuxfb*"),
    *("platforms/*minimal*", "platforms/*qdirect2d*", "platforms/*vkkhrdisplay*", "platforms/*vnc*"),
    *("wayland-shell-integration/*fullscreen*", "wayland-shell-integration/*ivi*"),
    *("wayland-shell-integration/*qt-shell*", "wayland-shell-integration/*wl-shell*"),
)
"""By folder and name; the studio reads pictures by Pillow, opens no sockets and prints nothing."""
_LIBRARY = re.compile(r"(?:lib)?Qt6?([A-Za-z0-9]+)(?:\..*)?")


def is_unused(file: str) -> bool:
    """Whether the app does without a file of PySide6, given by its path there or in the app."""
    path = PurePosixPath(file.replace("\\", "/"))
    if "PySide6" not in path.parts:
        return False
    if "qml" in path.parts:
        return True
    if "plugins" in path.parts:
        plugin = "/".join(path.parts[path.parts.index("plugins") + 1 :])
        return any(fnmatchcase(plugin, unused) for unused in PLUGINS)
    name = next((part for part in path.parts if part.endswith(".framework")), path.name)
    library = _LIBRARY.fullmatch(name)
    return library is not None and any(fnmatchcase(library[1], unused) for unused in LIBRARIES)
