"""The conversation is a fold, and survives being stored as a state."""

from pathlib import Path
from typing import Any

from engine.session.conversation import Meta, Parent
from engine.session.fold import fold
from engine.session.prompt_context import prompt_context
from engine.session.state import SessionEvent, SessionState
from engine.session.stored_state import load_state, store_state
from engine.store.sqlite.database import SqliteDatabase

WHEN = 1_700_000_000.0


def reference(name: str, **keys: Any) -> dict[str, Any]:
    return {"id": name, "name": name, "text": name, **keys}


def turn(name: str, *used: str) -> dict[str, Any]:
    return {
        "id": name,
        "execution_id": "e",
        "interaction_id": "i",
        "step_id": "s",
        "module_id": "m",
        "label": "Write",
        "action": "llm.generate",
        "provider": "p",
        "provider_label": "P",
        "model": "",
        "system": "",
        "asked": f"{name}?",
        "reply": f"{name}!",
        "values": {"n": [1]},
        "references": [{"id": each, "name": each, "hash": "0"} for each in used],
    }


def folded(*events: tuple[str, dict[str, Any]]) -> SessionState:
    state = SessionState("s")
    fold(state, [SessionEvent(kind, data, at, WHEN + at) for at, (kind, data) in enumerate(events, start=1)])
    return state


EVERYTHING: list[tuple[str, dict[str, Any]]] = [
    ("meta_edited", {"changes": {"purpose": "Tea", "roles": ["a poet"]}}),
    ("references_replaced", {"references": [reference("a", ttl=2), reference("b", ttl=0), reference("c")]}),
    ("turn_added", {"turn": turn("t1", "a", "c")}),
    ("turn_added", {"turn": turn("t2", "a", "gone")}),
    ("turn_edited", {"turn_id": "t1", "changes": {"reply": "better"}}),
    ("reference_changed", {"reference_id": "b", "changes": {"persist": True}}),
    ("settings_edited", {"changes": {"seed": 4, "model": "m"}}),
    ("settings_edited", {"changes": {"model": None}}),
    ("session_forked", {"parent_id": "x", "seq": 8, "turn_id": "t2", "title": "Mine"}),
    ("turn_deleted", {"turn_id": "t2"}),
]


def test_everything_a_conversation_can_say() -> None:
    state = folded(*EVERYTHING)
    conversation = state.conversation
    assert conversation.meta == Meta(purpose="Tea", roles=("a poet",))
    assert [(each.id, each.ttl, each.in_use) for each in conversation.references] == [
        ("a", 0, False),
        ("b", 0, True),
        ("c", None, True),
    ]
    assert [(each.id, each.reply, each.edited, each.at) for each in conversation.turns] == [
        ("t1", "better", True, WHEN + 3)
    ]
    assert conversation.settings == {"seed": 4}
    assert conversation.parent == Parent("x", 8, "t2")
    assert (state.title, state.created_at) == ("Mine", WHEN + 9)


async def test_it_can_be_stored_and_read_again(tmp_path: Path) -> None:
    state = folded(*EVERYTHING)
    database = await SqliteDatabase.open(tmp_path / "reroll.db")
    try:
        async with database.transaction() as transaction:
            await transaction.execute("INSERT INTO documents VALUES ('h', '{}')")
            await transaction.execute(
                "INSERT INTO sessions (id, workflow_id, workflow_title, title, status, content_hash,"
                " created_at, updated_at) VALUES ('s', 'w', 'W', 'T', 'open', 'h', 1, 1)"
            )
            await store_state(transaction, state)
        found = await load_state(database, "s")
        assert found is not None
        assert found[0] == state
    finally:
        await database.close()


def test_prompts_get_what_is_in_use() -> None:
    context = prompt_context(folded(*EVERYTHING).conversation)
    assert [(each.id, each.text) for each in context.references] == [("b", "b"), ("c", "c")]
    assert context.variables == {
        "turns": [{"label": "Write", "asked": "t1?", "reply": "better"}],
        "meta": {"purpose": "Tea", "background": "", "roles": ["a poet"], "artifacts": [], "procedure": ""},
    }
