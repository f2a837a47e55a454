import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from engine.form.provider_fields import bare, filled, is_parameter, made_for

OFFERED: dict[str, Any] = {
    "title": "Painter",
    "type": "object",
    "properties": {
        "ratio": {
            "type": "string",
            "title": "Ratio",
            "enum": ["1:1", "16:9"],
            "default": "1:1",
            "_ux": {"width": "third", "input_type": "select"},
        },
        "style": {"type": "integer", "maximum": 100, "default": 7, "_ux": {"width": "full"}},
        "without": {"type": "string"},
    },
    "required": ["style"],
}
FORM: dict[str, Any] = {
    "type": "object",
    "_ux": {"layout": "sections", "parameters": {}},
    "properties": {
        "ratio": {"title": "Shape", "default": "16:9", "_ux": {"group": "look", "width": "half"}},
        "speed": {"title": "Speed", "_ux": {"width": "half"}},
        "subject": {"type": "string", "title": "Subject"},
    },
    "required": ["subject"],
}
FOR = {"provider": "p", "model": None, "operation": "txt2img"}


def test_the_authors_words_win_key_by_key() -> None:
    made = filled(FORM, OFFERED, FOR)
    assert made["properties"]["ratio"] == {
        "type": "string",
        "title": "Shape",
        "enum": ["1:1", "16:9"],
        "default": "16:9",
        "_ux": {"width": "half", "input_type": "select", "group": "look"},
    }
    assert made["properties"]["subject"] == FORM["properties"]["subject"]


def test_the_providers_others_follow_in_a_group() -> None:
    made = filled(FORM, OFFERED, FOR, group="more")
    assert list(made["properties"]) == ["ratio", "subject", "style", "without"]
    style = made["properties"]["style"]
    assert style["_ux"] == {"group": "more", "group_label": "Painter", "width": "full", "parameter_of": "p"}
    assert is_parameter(made["properties"]["without"])
    assert not is_parameter(made["properties"]["ratio"])
    assert made["required"] == ["subject", "style"]
    assert made_for(made) == FOR


def test_only_some_of_them() -> None:
    made = filled(FORM, OFFERED, FOR, only=["style"], group_label="Look")
    assert list(made["properties"]) == ["ratio", "subject", "style"]
    assert made["properties"]["style"]["_ux"]["group_label"] == "Look"


def test_a_property_that_only_places_goes_where_the_provider_has_no_such_parameter() -> None:
    assert "speed" not in filled(FORM, OFFERED, FOR)["properties"]
    fast = {"properties": {"speed": {"type": "string", "enum": ["slow"]}}}
    again = filled(filled(FORM, OFFERED, FOR), fast, {**FOR, "provider": "q"})
    assert list(again["properties"]) == ["speed", "subject"], "in the author's order"
    assert again["properties"]["speed"]["title"] == "Speed"


def test_a_default_that_the_provider_does_not_know_gives_way() -> None:
    shapes: dict[str, Any] = {"ratio": {"default": "2:1"}, "style": {"default": 500}}
    made = filled({"properties": shapes}, OFFERED, FOR)["properties"]
    assert (made["ratio"]["default"], made["style"]["default"]) == ("1:1", 7)


def test_another_type_takes_nothing_of_the_providers_bounds() -> None:
    own = {"type": "string", "title": "Style"}
    assert filled({"properties": {"style": own}}, OFFERED, FOR)["properties"]["style"] == {
        **own,
        "_ux": {"width": "full"},
    }


def test_what_became_of_the_form_since_stays() -> None:
    made = filled(FORM, OFFERED, FOR)
    made["properties"]["note"] = {"type": "string"}
    made["title"] = "New"
    again = filled(made, {"properties": {}}, {**FOR, "provider": "q"})
    assert list(again["properties"]) == ["subject", "note"]
    assert again["title"] == "New"
    assert again["required"] == ["subject"]


names = st.sampled_from(["a", "b", "c", "d"])
shapes = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["string", "integer"]),
        "title": st.sampled_from(["x", "y"]),
        "default": st.sampled_from([1, "1"]),
        "enum": st.just([1, "1"]),
        "_ux": st.fixed_dictionaries({}, optional={"width": st.just("full"), "group": st.just("g")}),
    },
)
forms = st.fixed_dictionaries(
    {"properties": st.dictionaries(names, shapes), "_ux": st.just({"parameters": {}})},
    optional={"required": st.lists(names, unique=True)},
)


@given(forms, forms, forms)
def test_filling_can_be_taken_back(form: dict[str, Any], one: dict[str, Any], other: dict[str, Any]) -> None:
    before = copy.deepcopy((form, one))
    made = filled(form, one, FOR)
    assert (form, one) == before
    assert bare(made) == form
    assert list(bare(made)["properties"]) == list(form["properties"])
    assert filled(made, other, FOR) == filled(form, other, FOR)
