"""The form model: absent, empty and null; drafts; what is submitted; what is wrong."""

import subprocess
import sys

import pytest

from engine.form.model import ABSENT, FormModel, same_json
from schemas.messages.session import Draft

SCHEMA = {
    "type": "object",
    "required": ["subject"],
    "properties": {
        "subject": {"type": "string"},
        "count": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 4},
        "scale": {"type": "number"},
        "speed": {"enum": ["fast", "slow", None]},
        "extra": {"type": "object", "properties": {"n": {"type": "integer"}}},
    },
}


def test_defaults_are_overlaid_by_initial_values() -> None:
    model = FormModel(SCHEMA, {"subject": "a cat", "speed": None})
    assert model.values() == {"subject": "a cat", "count": 4, "speed": None}
    assert model.value("scale") is ABSENT
    assert not model.dirty


def test_a_draft_alone_is_the_truth_so_an_emptied_field_is_not_refilled() -> None:
    model = FormModel(SCHEMA, {"subject": "a cat"}, Draft(values={"subject": ""}, unparsed={"scale": "1e"}))
    assert model.submission() == {"subject": ""}
    assert model.text("scale") == "1e"
    assert model.dirty


def test_absent_empty_and_null_are_three_things() -> None:
    model = FormModel(SCHEMA, {"subject": "a cat"})
    model.set_text("subject", "")
    model.set_value("speed", None)
    model.set_text("count", "")
    assert model.submission() == {"subject": "", "speed": None}
    model.clear("speed")
    model.clear("subject")
    assert model.submission() == {}
    assert model.validate() == {"subject": ["is required"]}


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("count", " 12 ", 12),
        ("count", "12.0", 12),
        ("count", "-3", -3),
        ("scale", "1.5", 1.5),
        ("scale", ".5", 0.5),
        ("scale", "2", 2),
        ("scale", "1e3", 1000.0),
        ("extra", '{"n": 1}', {"n": 1}),
        ("extra", "null", None),
    ],
)
def test_texts_become_values(name: str, text: str, value: object) -> None:
    model = FormModel(SCHEMA)
    model.set_text(name, text)
    assert model.value(name) == value
    assert type(model.value(name)) is type(value)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("count", "12a", "“12a” is not a whole number"),
        ("count", "1.5", "“1.5” is not a whole number"),
        ("scale", "12a", "“12a” is not a number"),
        ("scale", "1_0", "“1_0” is not a number"),
        ("scale", "nan", "“nan” is not a number"),
        ("scale", "1e999", "“1e999” is not a number"),
        ("scale", "٣", "“٣” is not a number"),
        ("scale", "9" * 5000, f"“{'9' * 40}…” is not a number"),
        ("extra", '{"n": ', "is not valid JSON: line 1, column 7: expecting value"),
        ("extra", "NaN", "is not valid JSON: NaN is not a JSON number"),
        ("extra", '"\\ud800"', "is not valid JSON: half of a character (\\ud800 to \\udfff)"),
    ],
)
def test_text_that_does_not_parse_is_kept_and_named(name: str, text: str, message: str) -> None:
    model = FormModel(SCHEMA, {"subject": "s"})
    model.set_text(name, text)
    assert model.text(name) == text
    assert model.value(name) is ABSENT
    assert model.validate() == {name: [message]}
    again = FormModel(SCHEMA, {}, Draft.model_validate_json(model.draft().model_dump_json()))
    assert again.text(name) == text
    assert again.validate() == {name: [message]}


def test_a_required_field_that_does_not_parse_is_not_called_missing() -> None:
    model = FormModel({"required": ["n"], "properties": {"n": {"type": "integer"}}})
    model.set_text("n", "x")
    assert model.validate() == {"n": ["“x” is not a whole number"]}
    model.set_text("n", "")
    assert model.validate() == {"n": ["is required"]}


def test_deeply_nested_json_is_refused_without_a_crash() -> None:
    model = FormModel(SCHEMA)
    model.set_text("extra", "[" * 100_000)
    assert model.value("extra") is ABSENT
    assert "is not valid JSON" in model.validate()["extra"][0]


def test_what_is_typed_is_cleaned() -> None:
    model = FormModel(SCHEMA, {"subject": "\x1b]52;c;x\x07"})
    assert model.text("subject") == "]52;c;x"
    model.set_text("subject", "a\x1b[2Jb\r\nc")
    assert model.value("subject") == "a[2Jb\nc"


def test_json_is_spelt_readably_and_null_shows_as_nothing_elsewhere() -> None:
    model = FormModel(SCHEMA, {"extra": {"n": "é"}, "scale": None})
    assert model.text("extra") == '{\n  "n": "é"\n}'
    assert model.text("scale") == ""


def test_apply_names_what_changed_and_replaces_what_did_not_parse() -> None:
    model = FormModel(SCHEMA, {"subject": "a cat"})
    model.set_text("scale", "oops")
    assert model.apply({"subject": "a cat", "count": 5, "scale": 2}) == ("count", "scale")
    assert model.values() == {"subject": "a cat", "count": 5, "scale": 2}
    assert model.touched == {"scale"}
    assert model.apply({"count": 5}) == ()
    assert model.apply({"count": True}) == ("count",)


def test_dirty_means_different_from_the_start() -> None:
    model = FormModel(SCHEMA, {"subject": "a cat"})
    model.set_text("subject", "a cat!")
    assert model.dirty
    model.set_text("subject", "a cat")
    assert not model.dirty
    model.set_text("count", "x")
    assert model.dirty
    assert model.touched == {"subject", "count"}


def test_values_that_are_no_field_are_kept_but_not_submitted() -> None:
    model = FormModel(SCHEMA, None, Draft(values={"subject": "s", "gone": 1}, unparsed={"lost": "1x"}))
    assert model.submission() == {"subject": "s"}
    assert model.draft() == Draft(values={"subject": "s", "gone": 1}, unparsed={"lost": "1x"})
    assert model.validate() == {}


def test_validation_elsewhere_sees_the_form_as_it_was() -> None:
    model = FormModel(SCHEMA, {"subject": "s", "count": 2000})
    run = model.validation()
    model.set_value("count", 1)
    assert model.errors == {}
    errors = run()
    assert errors == {"count": ["must be at most 1000"]}
    model.accept(errors)
    assert not model.valid


def test_the_media_form_is_small_and_valid(media_interaction: dict) -> None:
    model = FormModel(media_interaction["input_schema"], media_interaction["display_data"]["current_values"])
    assert [(s.label, len(s.fields)) for s in model.sections] == [
        ("Prompt Components", 6),
        ("Generation Parameters", 4),
    ]
    assert [field.kind for field in model.fields] == ["textarea"] * 6 + ["select"] * 3 + ["slider"]
    assert model.validate() == {}
    assert model.submission()["stylization"] == 100


def test_typing_does_not_import_the_validator() -> None:
    program = (
        "import sys\nfrom engine.form.model import FormModel\n"
        f"model = FormModel({SCHEMA!r})\nmodel.set_text('subject', 'x')\nmodel.submission()\n"
        "assert 'jsonschema' not in sys.modules and 'jinja2' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        (1, True, False),
        (0, False, False),
        (1, 1.0, True),
        ({"a": [1]}, {"a": [True]}, False),
        ({"a": [1, 2]}, {"a": [1]}, False),
        (None, ABSENT, False),
        ("", None, False),
    ],
)
def test_same_json(left: object, right: object, same: bool) -> None:
    assert same_json(left, right) is same
