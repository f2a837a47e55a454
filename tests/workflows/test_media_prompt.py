"""The picture-prompt workflow does what its labels say, with the embedded model and with large ones."""

import json
import re
import secrets
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from engine.actions.action import ActionEvent, ActionInput, Item, Outputs, Token
from engine.actions.builtin import builtin_registry
from engine.actions.llm_generate import LlmGenerate
from engine.client.local import LocalEngine
from engine.config import Config
from engine.documents.library import bundled_folder
from engine.documents.loader import load
from engine.providers.directory import Providers
from engine.providers.kinds.openai import OpenAISettings
from schemas.documents.action_config import LlmConfig
from schemas.documents.sub_action import SubAction
from schemas.messages.events import ExecutionEvent
from schemas.messages.executions import RunSubAction
from schemas.messages.interactions import GetInteraction
from schemas.messages.session import InteractionView
from schemas.messages.sessions import StartSession
from tests.servers.chat_server import ChatServer, text

PARTS = ("subject", "environment", "objects", "motion", "atmosphere", "particles")
FULL = {
    "subject": "A Fox, running!",
    "environment": "a snowy forest",
    "objects": "an owl on a branch",
    "motion": "snow flying up",
    "atmosphere": "blue dusk",
    "particles": "ice crystals",
}
PICTURE = {"choice": {"url": "blob:1", "prompt": "a fox running, a snowy forest, blue dusk"}}
BROKEN = re.compile(r"\b(\w+)( \1){2,}\b|[^A-Za-z' ,.]|\s{2}|\.\.|,,")
"""A word three times in a row, or signs that do not belong in a plain sentence."""


def actions() -> dict[str, SubAction]:
    loaded = load(bundled_folder() / "media_prompt", builtin_registry())
    return {a.id: a for step in loaded.steps for module in step.modules for a in module.sub_actions}


async def run(
    engine: LocalEngine, action: str, values: dict[str, Any], feedback: str = ""
) -> tuple[list[ExecutionEvent], InteractionView]:
    """Run a sub-action of step 1 in a new session; its events and the page afterwards."""
    session = await engine.call(StartSession(workflow="media_prompt"))
    assert session.interaction is not None
    session_id, interaction_id = session.id, session.interaction.id
    empty = dict.fromkeys(PARTS, "")
    started = await engine.call(
        RunSubAction(
            session_id=session_id,
            interaction_id=interaction_id,
            action_id=action,
            values={**empty, "aspect_ratio": "1:1", "count": 1, "stylization": 0, **values},
            feedback=feedback,
            idempotency_key=secrets.token_hex(8),
        )
    )
    events = [event async for event in engine.events(started.id)]
    page = await engine.call(GetInteraction(session_id=session_id, interaction_id=interaction_id))
    return events, page


def parts_of(page: InteractionView) -> dict[str, str]:
    return {part: page.request.display_data["current_values"][part] for part in PARTS}


async def caption(
    providers: Providers, values: dict[str, str], *, seed: int | None = None
) -> AsyncIterator[ActionEvent]:
    """Run the caption's action as it stands in the document."""

    async def nothing(_url: str = "") -> Any:
        raise AssertionError("an LLM action touches no files")

    config = LlmConfig.model_validate({**actions()["write"].config, "seed": seed})
    variables = {"values": values, "state": PICTURE, "data": {}, "params": {}, "user_feedback": ""}
    given = ActionInput("llm.generate", config, variables, values, {}, nothing, nothing)
    async for event in LlmGenerate(providers).execute(given):
        yield event


class TestLargeModels:
    async def test_improve_proposes_the_reply_as_it_is(self, big: LocalEngine, server: ChatServer) -> None:
        reply = {part: f"a better {part}" for part in PARTS}
        server.answer(text(json.dumps(reply)))
        events, page = await run(big, "improve", FULL, feedback="more snow")
        assert events[-1].data["outputs"] == reply
        assert page.proposals[0].after == reply
        assert parts_of(page) == FULL, "not before the person accepts it"
        asked = server.requests[0].body
        assert asked["response_format"]["type"] == "json_schema"
        schema = asked["response_format"]["json_schema"]["schema"]
        assert not any("pattern" in part for part in schema["properties"].values())
        assert "more snow" in asked["messages"][1]["content"]
        assert "min_p" not in asked

    async def test_surprise_keeps_what_is_filled(self, big: LocalEngine, server: ChatServer) -> None:
        server.answer(text(json.dumps({part: f"a new {part}" for part in PARTS})))
        _, page = await run(big, "surprise", {"subject": "A Fox", "motion": "running"})
        assert parts_of(page) == {
            **{part: f"a new {part}" for part in PARTS},
            "subject": "A Fox",
            "motion": "running",
        }

    async def test_a_caption_is_free_text_that_streams(self, server: ChatServer, tmp_path: Path) -> None:
        server.answer(text("Snow, ", "7 foxes ", "and a ½ moon"))
        settings = OpenAISettings(kind="openai", base_url=server.url)
        config = Config.model_validate({"defaults": {"text": "big"}, "providers": {"big": settings}})
        providers = Providers(tmp_path, config)
        events = [event async for event in caption(providers, {"tone": "plain", "words": "moon"})]
        await providers.close()
        assert "".join(e.text for e in events if isinstance(e, Token)) == "Snow, 7 foxes and a ½ moon"
        assert [e.value for e in events if isinstance(e, Item)] == [{"text": "Snow, 7 foxes and a ½ moon"}]
        asked = server.requests[0].body
        assert "grammar" not in asked
        assert "moon" in asked["messages"][1]["content"]


class TestPreconditions:
    """Nothing is sent when there is nothing to do, and the person is told what to do instead."""

    async def test_nothing_to_improve(self, big: LocalEngine, server: ChatServer) -> None:
        events, _ = await run(big, "improve", {})
        assert events[-1].kind == "failed"
        assert events[-1].data["code"] == "not_needed"
        assert "nothing to improve" in events[-1].data["message"]
        assert server.requests == []

    async def test_nothing_left_to_fill(self, big: LocalEngine, server: ChatServer) -> None:
        events, page = await run(big, "surprise", FULL)
        assert events[-1].kind == "failed"
        assert "filled already" in events[-1].data["message"]
        assert events[-1].data["retryable"] is False
        assert server.requests == []
        assert parts_of(page) == FULL


@pytest.mark.model
class TestEmbeddedModel:
    async def test_improve_adds_to_the_words_of_the_person(self, tiny: LocalEngine) -> None:
        values = {**FULL, "particles": ""}
        events, page = await run(tiny, "improve", values, feedback="more snow")
        assert events[-1].kind == "completed", events[-1].data
        after = page.proposals[0].after
        assert set(after) == set(PARTS) - {"particles"}
        for part, improved in after.items():
            assert improved.startswith(f"{values[part]}, "), improved
            assert len(improved) > len(values[part]) + 6
            assert not re.search(r"[^A-Za-z ]", improved.removeprefix(f"{values[part]}, "))
        whole = [event.data["value"] for event in events if event.kind == "partial"][-1]
        assert whole == {**after, "particles": ""}

    async def test_surprise_fills_what_is_empty(self, tiny: LocalEngine) -> None:
        given = {"subject": "A Fox, running!", "particles": "Snow"}
        events, page = await run(tiny, "surprise", given)
        assert events[-1].kind == "completed", events[-1].data
        parts = parts_of(page)
        assert parts | given == parts
        assert all(len(parts[part].split()) >= 3 for part in PARTS if part not in given)

    async def test_surprise_begins_with_nothing(self, tiny: LocalEngine) -> None:
        events, page = await run(tiny, "surprise", {})
        assert events[-1].kind == "completed", events[-1].data
        assert all(len(part.split()) >= 3 for part in parts_of(page).values())

    @pytest.mark.parametrize("tone", ["warm", "plain", "playful", "poetic"])
    async def test_a_caption_is_one_sentence_that_streams(self, model_home: Path, tone: str) -> None:
        providers = Providers(model_home)
        try:
            events = [event async for event in caption(providers, {"tone": tone, "words": ""}, seed=1)]
        finally:
            await providers.close()
        tokens = [event.text for event in events if isinstance(event, Token)]
        (item,) = [event for event in events if isinstance(event, Item)]
        written = item.value["text"]
        assert "".join(tokens) == written
        assert len(tokens) > 3
        assert re.fullmatch(r"[A-Z][^.]+\.", written)
        assert not BROKEN.search(written), written
        assert isinstance(events[-1], Outputs)
        assert events[-1].value == written
        assert item.facts["parameters"]["temperature"] == 0.6
        assert item.facts["rendered"]["system"] == "You write captions for pictures."
