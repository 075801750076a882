"""Bundled models, pictures and icons, found by `importlib.resources`."""
