from schemas.documents.interaction import InteractionRequest
from tui.interaction.result_items import result_items

BLOB = "blob:" + "0" * 64


def items(value: dict[str, object], display: dict[str, object] | None = None):
    request = {"display_data": {"generations": [value]}, "result_display_schema": display}
    return result_items(InteractionRequest.model_validate(request))


def test_without_a_display_everything_is_shown() -> None:
    (item,) = items({"content_id": "r1", "text": "hello", "mood": "calm", "label": "tiny"})
    assert (item.id, item.kind, item.label) == ("r1", "fields", "tiny")
    assert item.text == "text: hello\nmood: calm"


def test_without_a_display_a_picture_is_a_picture() -> None:
    (item,) = items({"content_id": "r1", "url": BLOB, "media_type": "image/png", "seed": 7})
    assert (item.kind, item.image, item.caption) == ("image", BLOB, "seed 7")


def test_a_display_says_what_is_shown() -> None:
    properties = {"text": {"_ux": {"render_as": "markdown"}}, "secret": {"_ux": {"display": "hidden"}}}
    display = {"type": "array", "items": {"type": "object", "properties": properties}}
    (item,) = items({"content_id": "r1", "text": "**hi**", "secret": "x", "other": "y"}, display)
    assert (item.kind, item.text) == ("markdown", "**hi**")


def test_what_is_no_list_of_results_shows_nothing() -> None:
    request = InteractionRequest.model_validate({"display_data": {"generations": "oops"}})
    assert result_items(request) == []
