"""The section of the data."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from engine.config.section import Section


class DataConfig(Section):
    """How files become images."""

    crop: float = Field(default=1.0, gt=0, le=1)
    """Side of the centred square crop as a share of the shorter side."""
    flip: bool = False
    """Mirror every second training image."""
    validation: int = Field(default=500, ge=1)
    """Images held out; at most a tenth of them."""
    held_out: Literal["drawn", "last"] = "drawn"
    """Which ones: drawn with a fixed seed, in proportion of the classes, or the last ones of the data."""
    labels: tuple[str, ...] = ()
    """The labels of the data that the model learns, by name; ["*"] = all of them."""
    class_label: str = Field(default="class", min_length=1)
    """What to call the label of class folders, IDX labels files and `.cls` files, which give it no name."""
    present: str = ""
    """Folder of the masks of incomplete pictures, NAME.png for each, white = there; of an IDX file an IDX file."""
    incomplete: Annotated[int, Field(ge=0, le=255)] | str = ""
    """What missing pixels show: "alpha" = nothing, "white", a colour #rrggbb or a grey 0 to 255; empty = only masks
    say what is missing. A patch is there if all its pixels are."""

    @field_validator("incomplete")
    @classmethod
    def _is_a_value(cls, value: int | str) -> int | str:
        if isinstance(value, str) and not re.fullmatch("|alpha|white|#[0-9a-fA-F]{6}", value):
            raise ValueError(f"it is {value!r}, not alpha, white, #rrggbb or 0 to 255")
        return value


def stored_data(values: Any) -> Any:
    """A stored `data` section as it was meant: before there was `held_out`, the last images were held out."""
    return {"held_out": "last"} | values if isinstance(values, dict) else values
