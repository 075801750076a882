"""Patchwork's studio: paint the known patches of a picture and watch the model complete the rest."""

from engine import __version__

__all__ = ["__version__"]
