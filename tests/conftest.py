"""Hypothesis for the whole suite: no deadlines, which a busy machine misses, and the same examples every time."""

from hypothesis import settings

settings.register_profile("patchwork", deadline=None, derandomize=True)
settings.load_profile("patchwork")
