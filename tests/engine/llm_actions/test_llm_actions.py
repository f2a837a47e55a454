"""Stored LLM actions: saved in versions, compared, rolled back, and brought along by workflows (row C7)."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from engine.client.local import LocalEngine
from engine.documents.loaded import LoadedWorkflow
from engine.documents.loader import load
from engine.documents.problems import DocumentErrors
from engine.documents.stored import from_json, to_json
from engine.llm_actions.llm_actions import LlmActions
from engine.operations.errors import Conflict, NotFound, Unprocessable
from engine.store.sqlite.database import SqliteDatabase
from schemas.messages.llm_actions import (
    CompareLlmAction,
    DeleteLlmAction,
    GetLlmAction,
    ListLlmActions,
    ListLlmActionVersions,
    LlmActionView,
    RollBackLlmAction,
    SaveLlmAction,
)
from tests.engine.fakes import Fakes, write_flow

BODY: dict[str, Any] = {"input": "Polish:\n\n{{ inputs.draft }}", "temperature": 0.4}


async def save(engine: LocalEngine, name: str = "polish", **keys: Any) -> LlmActionView:
    return await engine.call(SaveLlmAction(name=name, **{"body": BODY, **keys}))


async def names(engine: LocalEngine, **keys: Any) -> list[str]:
    return [each.name for each in (await engine.call(ListLlmActions(**keys))).actions]


async def test_one_is_saved_and_found_by_number_and_by_name(engine: LocalEngine) -> None:
    made = await save(engine, title="Polish a draft", note="first")
    assert (made.id, made.name, made.version, made.newest, made.note) == (1, "polish", 1, 1, "first")
    assert made.body == BODY
    await save(engine, "Alt_text")
    assert await engine.call(GetLlmAction(action=1)) == made
    assert await engine.call(GetLlmAction(action="1")) == made
    assert await engine.call(GetLlmAction(action="polish")) == made
    assert await names(engine) == ["Alt_text", "polish"]
    assert await names(engine, search="A DRAFT") == ["polish"]


async def test_an_edit_is_a_new_version_and_the_old_one_stays(engine: LocalEngine) -> None:
    await save(engine, title="Polish a draft")
    edited = await save(engine, body={**BODY, "temperature": 0.9}, seen=1, note="warmer")
    assert (edited.version, edited.title) == (2, "Polish a draft")
    assert (await engine.call(GetLlmAction(action="polish", version=1))).body == BODY
    same = await save(engine, body={**BODY, "temperature": 0.9}, seen=2)
    assert same.version == 2
    versions = await engine.call(ListLlmActionVersions(action="polish"))
    assert [(each.version, each.note) for each in versions.versions] == [(2, "warmer"), (1, "")]


async def test_who_edited_an_older_version_is_told_what_is_there_now(engine: LocalEngine) -> None:
    await save(engine)
    await save(engine, body={**BODY, "temperature": 1}, seen=1)
    with pytest.raises(Conflict) as refused:
        await save(engine, body={"input": "Mine"}, seen=1)
    assert refused.value.body.details["version"] == 2
    with pytest.raises(Conflict, match="already"):
        await save(engine)
    with pytest.raises(NotFound):
        await save(engine, "nobody", seen=1)
    assert (await engine.call(GetLlmAction(action="polish"))).newest == 2


async def test_a_deleted_one_is_kept_for_history_and_comes_back(engine: LocalEngine) -> None:
    await save(engine)
    await engine.call(DeleteLlmAction(action="polish"))
    assert await names(engine) == []
    assert await names(engine, deleted=True) == ["polish"]
    assert (await engine.call(GetLlmAction(action="polish"))).deleted_at is not None
    for gone in (1, "polish"):
        with pytest.raises(NotFound, match="was deleted"):
            await engine.call(DeleteLlmAction(action=gone))
    with pytest.raises(Conflict, match="deleted meanwhile"):
        await save(engine, seen=1)
    again = await save(engine, body={"input": "Anew"})
    assert (again.id, again.version, again.deleted_at) == (1, 2, None)
    await engine.call(DeleteLlmAction(action="polish"))
    back = await engine.call(RollBackLlmAction(action="polish", version=2))
    assert (back.version, back.deleted_at) == (2, None)


async def test_an_old_version_becomes_the_newest(engine: LocalEngine) -> None:
    await save(engine)
    await save(engine, body={"input": "Other"}, seen=1)
    back = await engine.call(RollBackLlmAction(action=1, version=1))
    assert (back.version, back.body, back.note) == (3, BODY, "version 1 again")
    with pytest.raises(NotFound, match="no version 9"):
        await engine.call(RollBackLlmAction(action=1, version=9))


async def test_two_versions_are_compared_line_by_line_and_setting_by_setting(engine: LocalEngine) -> None:
    before = {
        "input": "One\nTwo\nThree",
        "system": ["Be brief.", {"text": "{{ no }}", "type": "text"}],
        "temperature": 0.4,
        "output_schema": {"type": "object", "properties": {"a": {"type": "string"}}},
        "tuned_for": {"embedded": {"input": "Small", "max_tokens": 9}},
    }
    after = {
        "input": "One\n2\nThree",
        "system": ["Be brief."],
        "seed": 7,
        "output_schema": {"type": "object", "properties": {"a": {"type": "integer"}}},
        "tuned_for": {"embedded": {"input": "Smaller", "max_tokens": 9}},
    }
    await save(engine, body=before)
    await save(engine, body=after, seen=1)
    found = await engine.call(CompareLlmAction(action="polish"))
    texts = {each.name: each.lines for each in found.texts}
    assert texts["input"] == [
        "--- version 1",
        "+++ version 2",
        "@@ -1,3 +1,3 @@",
        " One",
        "-Two",
        "+2",
        " Three",
    ]
    assert set(texts) == {"input", "system.1", "output_schema", "tuned_for.embedded.input"}
    changed = {each.name: (each.before, each.after) for each in found.settings}
    assert changed == {"temperature": (0.4, None), "seed": (None, 7)}
    backwards = await engine.call(CompareLlmAction(action="polish", before=2, after=1))
    assert (backwards.before, backwards.after) == (2, 1)
    same = await engine.call(CompareLlmAction(action="polish", before=2, after=2))
    assert (same.texts, same.settings) == ([], [])


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"input": "{{ oops"}, "template"),
        ({"input": "x", "temperature": 9}, "temperature"),
        ({"input": "x", "temprature": 1}, "temperature"),
        ({}, "input"),
        ({"input": {"$ref": "prompts/x.jinja"}}, "names no files"),
        ({"input": "x", "system": ["a", {"$ref": "b", "type": "text"}]}, "system/1"),
        ({"input": "x", "tuned_for": {"embedded": {"input": {"$ref": "b"}}}}, "names no files"),
        ({"input": "x", "output_schema": {"type": "objekt"}}, "output_schema"),
        ({"input": "x", "output_pattern": "("}, "compile"),
    ],
)
async def test_a_wrong_body_is_refused_with_all_that_is_wrong(
    engine: LocalEngine, body: dict[str, Any], words: str
) -> None:
    with pytest.raises(Unprocessable) as refused:
        await save(engine, body=body)
    assert words in " ".join(refused.value.body.details)
    assert await names(engine) == []


async def test_bodies_that_are_too_large_or_too_deep_are_refused(engine: LocalEngine) -> None:
    deep: Any = "x"
    for _ in range(300):
        deep = [deep]
    for body in ({"input": "x" * 1_100_000}, {"input": "x", "output": deep}):
        with pytest.raises(Unprocessable):
            await save(engine, body=body)


async def test_texts_are_harmless_for_a_terminal(engine: LocalEngine) -> None:
    made = await save(engine, body={"input": "a\x1b]52;c;!\x07b"}, title="T\x1b[2J")
    assert made.body["input"] == "a]52;c;!b"
    assert made.title == "T[2J"


@pytest.mark.parametrize("name", ["5", "", "a b", "../x", "x" * 101, "-x"])
def test_names_are_no_numbers_and_no_paths(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        SaveLlmAction(name=name, body=BODY)


async def test_what_is_not_there_says_what_may_be_meant(engine: LocalEngine) -> None:
    with pytest.raises(NotFound) as nothing:
        await engine.call(GetLlmAction(action=5))
    assert nothing.value.body.hint == "There are none yet."
    await save(engine)
    with pytest.raises(NotFound) as missing:
        await engine.call(GetLlmAction(action="polsih"))
    assert missing.value.body.hint == "Did you mean polish?"
    for key in (0, -1, 2**62, "9" * 40):
        with pytest.raises(NotFound):
            await engine.call(GetLlmAction(action=key))


# -- brought along by a workflow


def brought(folder: Path, text: str = "Polish {{ inputs.a }}", **files: Any) -> LoadedWorkflow:
    """A workflow with an LLM action `polish`, number 5."""
    write_flow(folder)
    shelf = folder / "llm_actions"
    shelf.mkdir(exist_ok=True)
    (shelf / "prompt.jinja").write_text(text)
    documents = {
        "polish": {"id": 5, "title": "Polish", "body": {"input": {"$ref": "prompt.jinja"}, "seed": 1}},
        **files,
    }
    for name, document in documents.items():
        (shelf / f"{name}.json").write_text(json.dumps(document))
    return load(folder, Fakes().registry())


@pytest.fixture
async def actions(tmp_path: Path) -> AsyncIterator[LlmActions]:
    database = await SqliteDatabase.open(tmp_path / "reroll.db")
    yield LlmActions(database)
    await database.close()


async def test_a_workflow_brings_actions_along(actions: LlmActions, tmp_path: Path) -> None:
    assert await actions.seed(brought(tmp_path / "flow")) == []
    stored = await actions.config(5)
    assert (stored.name, stored.version, stored.note) == ("polish", 1, "from the workflow")
    assert stored.body == {"input": "Polish {{ inputs.a }}", "seed": 1}
    assert (await actions.config("polish")) == stored
    await actions.seed(brought(tmp_path / "flow"))
    assert (await actions.config(5)).version == 1


async def test_a_changed_text_of_the_workflow_is_a_new_version(actions: LlmActions, tmp_path: Path) -> None:
    await actions.seed(brought(tmp_path / "flow"))
    await actions.seed(brought(tmp_path / "flow", "Polish more"))
    stored = await actions.config(5)
    assert (stored.version, stored.body["input"], stored.differs) == (2, "Polish more", False)


async def test_what_a_person_edited_stays_and_is_marked(actions: LlmActions, tmp_path: Path) -> None:
    await actions.seed(brought(tmp_path / "flow"))
    await actions.save("polish", "Polish", {"input": "Mine"}, seen=1)
    await actions.seed(brought(tmp_path / "flow", "Theirs, changed"))
    [listed] = await actions.every()
    assert (listed.version, listed.differs, listed.workflow_id) == (2, True, "flow")
    assert (await actions.config(5)).body == {"input": "Mine"}
    # What is the workflow's text again follows the workflow again.
    await actions.save("polish", "Polish", {"input": "Theirs, changed", "seed": 1}, seen=2)
    await actions.seed(brought(tmp_path / "flow", "The newest"))
    assert (await actions.config(5)).body["input"] == "The newest"


async def test_what_a_person_deleted_stays_deleted(actions: LlmActions, tmp_path: Path) -> None:
    await actions.seed(brought(tmp_path / "flow"))
    await actions.delete("polish")
    await actions.seed(brought(tmp_path / "flow", "Changed"))
    assert await actions.every() == []


async def test_taken_names_and_numbers(actions: LlmActions, tmp_path: Path) -> None:
    await actions.save("mine", "", {"input": "x"})
    other = {"other": {"id": 1, "title": "Other", "body": {"input": "y"}}}
    await actions.seed(brought(tmp_path / "flow", **other))
    assert (await actions.config("mine")).id == 1
    assert (await actions.config("other")).id not in (1, 5)

    await actions.save("taken", "", {"input": "x"})
    clash = brought(tmp_path / "second", taken={"title": "Taken", "body": {"input": "y"}})
    [told] = await actions.seed(clash)
    assert "another LLM action taken" in told
    assert (await actions.config("taken")).body == {"input": "x"}


def test_actions_count_in_the_hash_and_are_stored_with_the_workflow(tmp_path: Path) -> None:
    one, other = brought(tmp_path / "flow"), brought(tmp_path / "flow", "Otherwise")
    assert one.content_hash != other.content_hash
    assert from_json(to_json(one)).llm_actions == one.llm_actions
    write_flow(tmp_path / "none")
    none = load(tmp_path / "none", Fakes().registry())
    assert none.llm_actions == ()
    assert none.content_hash not in (one.content_hash, other.content_hash)


def test_wrong_documents_are_told_all_at_once(tmp_path: Path) -> None:
    with pytest.raises(DocumentErrors) as refused:
        brought(
            tmp_path / "flow",
            typo={"title": "T", "body": {"input": "x", "temprature": 1}},
            template={"title": "T", "body": {"input": "{% if %}"}},
            twice={"name": "polish", "body": {"input": "x"}},
            same_id={"id": 5, "body": {"input": "x"}},
            outside={"body": {"input": {"$ref": "../../secret"}}},
            no_object="no object",
        )
    told = "\n".join(str(problem) for problem in refused.value.problems)
    for words in ("temperature?", "does not compile", "the same id twice", "leads out", "wrong type"):
        assert words in told
    assert told.count("the same id twice") == 2
