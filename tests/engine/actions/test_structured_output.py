"""What of an unfinished structured reply counts already."""

from engine.actions.structured_output import StructuredOutput


def test_the_complete_items_of_a_list_with_a_shape_for_each_place_are_there() -> None:
    schema = {
        "type": "array",
        "prefixItems": [{"type": "object", "required": ["a"]}, {"type": "object", "required": ["b"]}],
        "items": False,
    }
    output = StructuredOutput(schema)
    assert output.partial('[{"a": 1}, {"b"') == [{"a": 1}]
    assert output.partial('[{"a": 1}, {"b": 2}, {"c": 3}, ') == [{"a": 1}, {"b": 2}]


def test_an_item_that_does_not_fit_is_left_out_until_the_verdict() -> None:
    output = StructuredOutput({"type": "array", "items": {"type": "string", "minLength": 2}})
    assert output.partial('["ok", "x", "fine", "unfin') == ["ok", "fine"]
