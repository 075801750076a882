"""Drawings of the lab's results. matplotlib is imported here and nowhere else in the engine."""
