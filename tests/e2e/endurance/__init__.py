"""A journey of random actions through the real window: what is done, and what must hold after each of it."""

import pytest

pytest.register_assert_rewrite(*(f"{__name__}.{part}" for part in ("facts", "journey", "actions", "leg")))
