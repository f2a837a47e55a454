from schemas.documents.interaction import InteractionRequest
from schemas.messages.session import InteractionView, ResultMarks
from tui.interaction.result_items import ItemMaker, result_items

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


def view(values: list[object], **marks: ResultMarks) -> InteractionView:
    request = InteractionRequest.model_validate({"display_data": {"generations": values}})
    return InteractionView(id="i", session_id="s", step_id="a", module_id="b", request=request, marks=marks)


def test_what_did_not_change_is_not_made_again() -> None:
    maker, values = ItemMaker(), [{"content_id": "a", "text": "one"}, {"content_id": "b", "text": "two"}]
    page = view(values)  # type: ignore[arg-type]
    before = maker.items(page)
    assert maker.items(page) is before
    page.marks["b"] = ResultMarks(starred=True)
    first, second = maker.items(page)
    assert first is before[0]
    assert second.marks.starred
    page.marks["b"] = ResultMarks(rating=2)
    assert [item.marks.rating for item in maker.items(page)] == [0, 2]
    del page.marks["b"]
    assert maker.items(page) == before


def test_more_results_keep_those_that_were_there() -> None:
    maker, old = ItemMaker(), {"content_id": "a", "text": "one"}
    marks = {"a": ResultMarks(rating=4)}
    page = view([old], **marks)
    (first,) = maker.items(page)
    data = page.request.display_data
    more = [*data["generations"], {"content_id": "b", "text": "two"}, "no object"]
    page.request = page.request.model_copy(update={"display_data": {"generations": more}})
    again, second = maker.items(page)
    assert (again, second.id) == (first, "b")


def test_files_that_are_no_pictures_are_files() -> None:
    (item,) = items({"content_id": "r1", "url": BLOB, "media_type": "video/mp4", "seed": 7})
    assert (item.kind, item.image, item.file, item.media_type) == ("file", None, BLOB, "video/mp4")


def test_objects_are_laid_out() -> None:
    display = {"type": "array", "items": {"type": "object", "properties": {"data": {}}}}
    (item,) = items({"content_id": "r1", "data": {"a": [1]}}, display)
    assert (item.kind, item.text) == ("json", '{\n  "a": [\n    1\n  ]\n}')
