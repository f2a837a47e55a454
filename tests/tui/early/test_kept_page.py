"""Pages as JSON: what is the same text, what cannot be kept, and files that are not what they were."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from schemas.documents.interaction import InteractionRequest
from schemas.documents.result_display import ResultProperty
from schemas.documents.sub_action import SubAction
from schemas.messages.session import (
    Draft,
    ExecutionView,
    InteractionView,
    SessionSummary,
    SessionView,
    StepView,
)
from tui.early import kept_page
from tui.early.kept_page import MOST_KEPT, KeptPage, PageShelf, text_of
from tui.early.plain import Plain, from_json, to_json


def session(session_id: str = "5e55", at: float = 1.0, **page: Any) -> SessionView:
    request = InteractionRequest(
        interaction_type=page.pop("kind", "form_with_sub_actions"),
        title="A page",
        display_data={"current_values": {"subject": "a kite", "of": {"$schema": "x"}}},
        input_schema={"type": "object", "properties": {"subject": {"type": "string"}}},
        sub_actions=[SubAction.model_validate({"id": "paint", "label": "Paint", "action_type": "x"})]
        if page.pop("actions", False)
        else [],
    )
    summary = SessionSummary(
        id=session_id,
        workflow_id="w",
        workflow_title="W",
        title="W",
        status="open",
        created_at=at,
        updated_at=at,
    )
    return SessionView(
        id=session_id,
        seq=3,
        summary=summary,
        steps=[StepView(id="s", title="S", status="current")],
        state={},
        executions=page.pop("executions", []),
        interaction=InteractionView(
            id=f"s.m.{session_id}",
            session_id=session_id,
            step_id="s",
            module_id="m",
            request=request,
            **page,
        ),
    )


def execution(ended_at: float | None) -> ExecutionView:
    return ExecutionView(
        id="e", action="a", label="A", mode="async", status="running", started_at=1.0, ended_at=ended_at
    )


def test_a_page_read_again_has_the_same_fields_and_free_objects_stay_dicts() -> None:
    view = session(draft=Draft(values={"subject": "x"}))
    text = text_of(view)
    assert text is not None
    read = KeptPage(text).view()
    assert isinstance(read, Plain)
    assert read.summary.workflow_title == "W"
    assert read.interaction.draft.values == {"subject": "x"}
    assert read.interaction.request.input_schema == view.interaction.request.input_schema  # type: ignore[union-attr]
    assert read.interaction.request.display_data["current_values"]["of"] == {"$schema": "x"}
    assert [step.status for step in read.steps] == ["current"]


def test_what_a_document_says_beyond_its_model_is_kept() -> None:
    prop = ResultProperty.model_validate({"type": "string", "title": "Name"})
    assert from_json(to_json(prop, {}, frozenset())).type == "string"


def test_any_text_can_be_kept(tmp_path: Path) -> None:
    view = session().model_copy(update={"state": {"a": "é 鳥 \ud83d lone"}})
    text = text_of(view)
    assert text is not None
    PageShelf.of_session(tmp_path, "5e55").keep(KeptPage(text))
    kept = PageShelf.of_session(tmp_path, "5e55").find()
    assert kept is not None
    assert kept.view().state == view.state


def test_two_sessions_that_show_the_same_are_the_same_text() -> None:
    assert text_of(session("5e55", 1.0)) == text_of(session("0ther", 2.0))


@pytest.mark.parametrize(
    "other", [{"draft": Draft(values={"subject": "x"})}, {"selected": ["r"]}, {"undo": "Subject"}]
)
def test_what_shows_otherwise_is_another_text(other: dict[str, Any]) -> None:
    assert text_of(session()) != text_of(session(**other))


@pytest.mark.parametrize("kind", ["conversation", "records"])
def test_pages_of_other_kinds_are_not_kept(kind: str) -> None:
    assert text_of(session(kind=kind)) is None


def test_a_page_on_which_something_runs_is_not_kept() -> None:
    assert text_of(session(executions=[execution(None)])) is None
    assert text_of(session(executions=[execution(2.0)])) is not None


def test_a_large_page_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_page, "MOST_CHARACTERS", 100)
    assert text_of(session()) is None


def test_an_object_that_looks_like_a_message_is_refused() -> None:
    summary = SessionView.model_copy(session(), update={"state": {"a": {"$message": {}}}})
    with pytest.raises(ValueError, match="of its own"):
        to_json(summary, {}, frozenset())
    assert text_of(summary) is None


def test_what_is_no_page_cannot_be_read() -> None:
    with pytest.raises(ValueError, match="Expecting"):
        from_json('{"$message": ')


def test_a_shelf_gives_back_what_was_put_there(tmp_path: Path) -> None:
    shelf = PageShelf.of_session(tmp_path, "5e55")
    assert shelf.find() is None
    page = KeptPage('{"a": "é\\n"}', 1, (1.5, 2.25))
    shelf.keep(page)
    assert shelf.find() == page
    shelf.forget()
    shelf.forget()
    assert shelf.find() is None


@pytest.mark.parametrize("text", ["", "x", "[]\n{}", '{"program": 3}\n{}', "null\n", '{"misses": 1}'])
def test_a_damaged_file_is_no_page(tmp_path: Path, text: str) -> None:
    shelf = PageShelf.of_session(tmp_path, "5e55")
    shelf.keep(KeptPage("{}"))
    (tmp_path / "cache/pages/5e55.json").write_text(text, "utf-8")
    assert shelf.find() is None


def test_a_page_that_was_altered_is_no_page(tmp_path: Path) -> None:
    shelf = PageShelf.of_session(tmp_path, "5e55")
    shelf.keep(KeptPage('{"$message": {"id": "a"}}'))
    path = tmp_path / "cache/pages/5e55.json"
    path.write_text(path.read_text("utf-8").replace('"id": "a"', '"it": "a"'), "utf-8")
    assert shelf.find() is None


def test_bytes_that_are_no_text_are_no_page(tmp_path: Path) -> None:
    shelf = PageShelf.of_session(tmp_path, "5e55")
    shelf.keep(KeptPage("{}"))
    (tmp_path / "cache/pages/5e55.json").write_bytes(b"\xff\xfe\x00")
    assert shelf.find() is None


def test_a_page_of_another_version_of_the_messages_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = PageShelf.of_session(tmp_path, "5e55")
    shelf.keep(KeptPage("{}"))
    monkeypatch.setattr(kept_page, "_stamps", lambda: iter([(1, 2)]))
    assert shelf.find() is None


def test_a_folder_that_cannot_be_written_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("in the way", "utf-8")
    shelf = PageShelf.of_session(tmp_path, "5e55")
    shelf.keep(KeptPage("{}"))
    assert shelf.find() is None


def test_a_workflow_has_a_page_for_each_provider_that_stands_in(tmp_path: Path) -> None:
    plain = PageShelf.of_workflow(tmp_path, "media_prompt", {})
    plain.keep(KeptPage("{}"))
    assert PageShelf.of_workflow(tmp_path, "media_prompt", {}).find() is not None
    assert PageShelf.of_workflow(tmp_path, "media_prompt", {"midjourney": "sketch"}).find() is None


def test_a_workflow_of_a_folder_is_the_same_from_wherever_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "flow").mkdir()
    PageShelf.of_workflow(tmp_path, str(tmp_path / "flow"), {}).keep(KeptPage("{}"))
    monkeypatch.chdir(tmp_path)
    assert PageShelf.of_workflow(tmp_path, "flow", {}).find() is not None


def test_only_those_used_last_are_kept(tmp_path: Path) -> None:
    for number in range(MOST_KEPT + 3):
        PageShelf.of_session(tmp_path, f"s{number}").keep(KeptPage("{}"))
        os.utime(tmp_path / f"cache/pages/s{number}.json", (number, number))
    PageShelf.of_session(tmp_path, "last").keep(KeptPage("{}"))
    left = {path.stem for path in (tmp_path / "cache/pages").iterdir()}
    assert len(left) == MOST_KEPT
    assert "last" in left
    assert "s0" not in left


def test_the_first_line_says_whose_it_is(tmp_path: Path) -> None:
    PageShelf.of_session(tmp_path, "5e55").keep(KeptPage("{}", 1))
    head = json.loads((tmp_path / "cache/pages/5e55.json").read_text("utf-8").splitlines()[0])
    assert head["misses"] == 1
    assert head["program"] == kept_page._program()
