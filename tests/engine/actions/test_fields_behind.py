"""A provider's complaint about a parameter finds the form's field behind it."""

import pytest

from engine.actions.failure import error_body
from engine.actions.fields_behind import at_fields, fields_behind
from engine.providers.errors import ProviderError, Wrong
from schemas.documents.refs import InlineText


@pytest.mark.parametrize(
    ("template", "field"),
    [
        ("{{ values.size }}", "size"),
        (" {{- values['a size'] -}} ", "a size"),
        (InlineText(text="{{ values.size }}"), "size"),
        ("{{ values.size }}px", None),
        ("{{ values.size | upper }}", None),
        ("{{ values.size }} {{ values.style }}", None),
        (5, None),
    ],
)
def test_templates_of_one_field(template: object, field: str | None) -> None:
    assert fields_behind({"image_size": template, "prompt": "a"}, ["words"]).get("image_size") == field


def test_the_prompt_is_of_the_first_prompt_field_unless_the_document_says_another() -> None:
    assert fields_behind({}, ["words", "mood"]) == {"prompt": "words"}
    assert fields_behind({"prompt": "{{ values.mood }}"}, ["words"]) == {"prompt": "mood"}
    assert fields_behind({"prompt": "A {{ values.mood }} tree"}, ["words"]) == {}


def test_details_move_to_the_fields_and_into_the_event() -> None:
    error = ProviderError("bad_request", "No.", details=[Wrong("loras/0", "no"), Wrong("loras2", "\x1bno")])
    body = error_body(at_fields(error, {"loras": "my/styles"}))
    assert body["details"] == [
        {"field": "my~1styles/0", "message": "no"},
        {"field": "loras2", "message": "no"},
    ]
    assert "details" not in error_body(ProviderError("bad_request", "No."))
