"""All sections together."""

from __future__ import annotations

from pydantic import model_validator

from engine.config.data import DataConfig
from engine.config.model import DiscriminatorConfig, ModelConfig
from engine.config.objective import AugmentConfig, ObjectiveConfig
from engine.config.section import Section
from engine.config.subsets import SubsetConfig
from engine.config.training import AdapterConfig, TrainingConfig


class Config(Section):
    """Everything that defines a run."""

    name: str = "unnamed"
    """Name of the config; default name of the model made from it."""
    description: str = ""
    """One line for `engine configs`."""
    licence: str = "unknown"
    """Licence of the training pictures, for the model's card; no shipped config can know it."""
    credits: tuple[str, ...] = ()
    """Who made the training pictures, for the model's card: a line for each."""
    model: ModelConfig = ModelConfig()
    discriminator: DiscriminatorConfig = DiscriminatorConfig()
    subsets: SubsetConfig = SubsetConfig()
    objective: ObjectiveConfig = ObjectiveConfig()
    augment: AugmentConfig = AugmentConfig()
    data: DataConfig = DataConfig()
    training: TrainingConfig = TrainingConfig()
    adapter: AdapterConfig = AdapterConfig()

    @property
    def adapts(self) -> bool:
        """Whether an adapter of a frozen base is all that is learnt."""
        return bool(self.adapter.base)

    @model_validator(mode="after")
    def _agree(self) -> Config:
        if self.objective.target_features != "none" and self.model.patch_size == 1:
            raise ValueError("target_features need patches with gradients in them: set model.patch_size to 2 or more")
        hole, (height, width) = self.subsets.hole, self.model.grid.shape
        if hole and len(hole) != 4:
            raise ValueError(f"subsets.hole {list(hole)} is not [row, column, rows, columns]")
        if hole:
            row, column, rows, columns = hole
            if min(row, column) < 0 or min(rows, columns) < 1 or row + rows > height or column + columns > width:
                raise ValueError(f"subsets.hole {list(hole)} is not within {height} x {width} patches")
        return self
