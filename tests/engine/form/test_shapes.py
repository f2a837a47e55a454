"""Schemas with the features of real ones: the form holds their data, says of it what the library says."""

import pytest

from tests.engine.form.shapes.collection import every_shape
from tests.engine.form.shapes.features import REFERENCE, features
from tests.engine.form.shapes.generated import generated
from tests.engine.form.shapes.piece import Shape
from tests.engine.form.shapes.served import serve


@pytest.mark.parametrize("shape", every_shape(), ids=lambda shape: shape.name)
def test_a_form_holds_the_data_of_a_schema_and_agrees_with_the_library(shape: Shape) -> None:
    served = serve(shape)
    assert served.loaded
    assert served.valid
    assert served.agreed
    assert served.retyped
    assert served.json == shape.json
    assert served.fallback == shape.fallback
    assert served.unsupported <= ({"$ref"} if shape.fallback else set())


def test_every_feature_is_there_about_as_often_as_in_real_schemas() -> None:
    found = [features(shape.schema) for shape in every_shape()]
    assert len(found) >= 150
    for feature, real in REFERENCE.items():
        share = 100 * sum(feature in each for each in found) / len(found)
        assert abs(share - real) <= max(4, real * 0.3), feature


def test_the_schemas_are_the_same_each_time_and_different_from_each_other() -> None:
    assert list(generated()) == list(generated())
    assert len({str(shape.schema) for shape in every_shape()}) == len(every_shape())
