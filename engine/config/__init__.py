"""A model's and a run's whole description: typed, validated, JSON and TOML.

Shipped configs are the TOML files of `engine/configs`; `--set a.b=c` overrides one value of any of them.
"""

from engine.config.data import DataConfig, stored_data
from engine.config.loading import described, load_config, override_config, parse_config, shipped_configs
from engine.config.model import DiscriminatorConfig, LabelConfig, ModelConfig, Pixels, ViewConfig
from engine.config.objective import AugmentConfig, ObjectiveConfig
from engine.config.run import Config
from engine.config.subsets import SubsetConfig
from engine.config.training import AdapterConfig, TrainingConfig
