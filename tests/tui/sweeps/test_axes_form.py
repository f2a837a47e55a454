"""What a sweep varies, as a form and back."""

from typing import Any

from engine.form.model import FormModel
from schemas.documents.interaction import InteractionRequest
from schemas.messages.models import ProviderSummary
from schemas.messages.sweeps import AxisSpec
from tui.sweeps.axes_form import axes_in, axes_schema, beginning, sweepable

FORM: dict[str, Any] = {
    "type": "object",
    "properties": {
        "subject": {"type": "string", "title": "Subject"},
        "size": {
            "type": "object",
            "title": "Size",
            "properties": {"width": {"type": "integer", "title": "Width"}},
        },
        "key": {"type": "string", "writeOnly": True, "format": "password"},
    },
}


def action(name: str, kind: str, **keys: Any) -> dict[str, Any]:
    return {"id": name, "label": name.title(), "action_type": kind, **keys}


PAGE = InteractionRequest.model_validate(
    {
        "input_schema": FORM,
        "result_display_schema": {"type": "array"},
        "sub_actions": [
            action("write", "llm.generate"),
            action("paint", "media.sketch.txt2img", primary=True),
            action("better", "llm.generate", placement={"at": "result"}),
            action("shorten", "transform"),
        ],
    }
)
PROVIDERS = [
    ProviderSummary(name=name, kind=kind, label=name, ready=True)
    for name, kind in (("sketch", "media"), ("embedded", "text"))
]


def sides(action_id: str, **values: Any) -> dict[str, dict[str, Any]]:
    schema = axes_schema(FormModel(FORM, values), sweepable(PAGE), PROVIDERS, action_id)
    return {side["title"]: side["properties"] for side in schema["properties"]["axes"]["items"]["oneOf"]}


def test_what_generates_can_be_swept_the_primary_first() -> None:
    assert [each.id for each in sweepable(PAGE)] == ["paint", "write"]


def test_fields_are_offered_with_nested_ones_and_without_secrets() -> None:
    offered = sides("paint")["Values of a field"]["field"]["oneOf"]
    assert [each["const"] for each in offered] == ["subject", "size/width"]
    assert offered[1]["title"] == "Size › Width"


def test_providers_fit_the_action() -> None:
    assert sides("paint")["Providers"]["providers"]["items"]["enum"] == ["sketch"]
    assert sides("write")["Providers"]["providers"]["items"]["enum"] == ["embedded"]


def test_alternatives_are_offered_where_a_text_has_some() -> None:
    assert "{a|b} in a text" not in sides("paint", subject="a fox")
    assert "{a|b} in a text" in sides("paint", subject="a {red|blue} fox")


def test_a_form_begins_with_what_the_person_has_in_hand() -> None:
    plain = FormModel(FORM, {"subject": "a fox"})
    assert beginning(plain, "size/width") == {"axes": [{"field": "size/width", "values": ""}]}
    assert beginning(plain, "key") == {"axes": [{"field": "subject", "values": ""}]}
    either = FormModel(FORM, {"subject": "a {red|blue} fox"})
    assert beginning(either, "size/width") == {"axes": [{"text": "subject"}]}
    assert beginning(FormModel({"type": "object"}), None) == {"axes": [{"repeat": 4}]}


def test_a_new_side_is_values_of_a_field() -> None:
    model = FormModel(axes_schema(FormModel(FORM), sweepable(PAGE), PROVIDERS, "paint"), {"axes": []})
    model.add("axes")
    assert model.value("axes/0") == {"field": "subject", "values": ""}


def test_sides_become_axes_and_unfinished_ones_are_left_out() -> None:
    values = {
        "axes": [
            {"field": "subject", "values": "a, b"},
            {"field": "subject", "values": "  "},
            {"text": "subject"},
            {"providers": ["sketch"]},
            {"providers": []},
            {"repeat": 3},
            {},
        ]
    }
    assert axes_in(values) == [
        AxisSpec(field="subject", values="a, b"),
        AxisSpec(field="subject"),
        AxisSpec(providers=["sketch"]),
        AxisSpec(repeat=3),
    ]
