"""Schemas with the features of real ones: the form holds their data, says of it what the library says."""

import pytest

from tests.engine.form.shapes.collection import every_shape
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
