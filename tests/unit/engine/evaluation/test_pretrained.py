from importlib.util import find_spec

import numpy as np
import pytest

from engine.evaluation.distances import frechet_by_halves
from engine.evaluation.features import find_nets
from engine.evaluation.pretrained import DIMENSION, PACKAGES, PretrainedFeatures, find_pretrained
from engine.models.library import ModelInfo, find_model
from tests.unit.engine.evaluation.conftest import TWINS, twins

pytestmark = pytest.mark.skipif(not all(map(find_spec, PACKAGES)), reason="ImageNet's net is not installed")


@pytest.fixture(scope="module")
def net() -> PretrainedFeatures:
    found = find_pretrained(twins(60))
    assert found is not None
    return found


def test_images_of_any_shape_and_channels_have_features(net: PretrainedFeatures) -> None:
    images = twins(5)
    for some in (images, images[..., :3], images[..., :1], images[:, :, :12]):
        features = net(some)
        assert features.shape == (5, DIMENSION)
        assert np.isfinite(features).all()


def test_they_are_the_same_for_the_same_images_whatever_is_unseen(net: PretrainedFeatures) -> None:
    images = twins(5)
    coloured = np.where(images[..., 3:] == 0, np.array([9, 8, 7, 0], dtype=np.uint8), images)
    assert net(images).tobytes() == PretrainedFeatures(twins(60))(coloured).tobytes()


def test_they_tell_stripes_from_plain_figures(net: PretrainedFeatures) -> None:
    real, drawn = twins(60), twins(60)
    drawn[:, ::2, :, :3] //= 2
    floor = frechet_by_halves(net(real), net(real)).at_n
    assert frechet_by_halves(net(drawn), net(real)).at_n.mean() > 2 * floor.mean()


def test_it_is_the_second_net_of_a_model_with_its_own_and_the_only_one_of_another() -> None:
    digits = np.random.default_rng(0).integers(0, 256, (20, 28, 28, 1), dtype=np.uint8)
    assert [each.name for each in find_nets(None, find_model("mnist"), digits)] == ["mnist", "efficientnet-lite0"]
    info = ModelInfo(name="new", path=find_model("mnist").path.parent / "new", bundled=False, config=TWINS)
    assert [each.name for each in find_nets(None, info, twins(20))] == ["efficientnet-lite0"]
