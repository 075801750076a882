"""Bundled models, pictures, icons and translations, found by `importlib.resources`."""
