"""A page's form has the fields of whoever will answer, and others when another one is chosen."""

from pathlib import Path
from typing import Any

import pytest

from engine.actions.prompt_fields import prompt_field_names
from engine.client.local import LocalEngine
from engine.session.provider_forms import ProviderForms
from schemas.documents.interaction import InteractionRequest
from schemas.messages.interactions import GetInteraction, RedoChange, SaveDraft, UndoChange
from schemas.messages.session import InteractionView
from schemas.messages.sessions import StartSession
from schemas.messages.settings import EditSettings
from tests.engine.fakes import Fakes, sub_action, write_flow
from tests.engine.page import Page

PAINT = sub_action(
    "paint",
    action_type="media.midjourney.txt2img",
    result_mapping={"target_path": "generations", "merge_mode": "append"},
)


def form(properties: dict[str, Any] | None = None, **parameters: Any) -> dict[str, Any]:
    shapes = properties or {
        "subject": {"type": "string"},
        "aspect_ratio": {"title": "Shape", "default": "16:9"},
    }
    return {"input_schema": {"type": "object", "properties": shapes, "_ux": {"parameters": parameters}}}


CHOOSE = {
    "subject": {"type": "string"},
    "provider": {"type": "string", "enum": ["midjourney", "sketch"], "default": "midjourney"},
}


def fields(view: InteractionView) -> list[str]:
    return list(view.request.input_schema["properties"])


async def keep(engine: LocalEngine, session: str, page: str, **values: Any) -> InteractionView:
    await engine.call(SaveDraft(session_id=session, interaction_id=page, values=values, unparsed={}))
    return await engine.call(GetInteraction(session_id=session, interaction_id=page))


async def opened(
    engine: LocalEngine, tmp_path: Path, flow_form: dict[str, Any], **flow: Any
) -> tuple[str, InteractionView]:
    path = write_flow(tmp_path / "flow", sub_actions=[PAINT], form=flow_form, **flow)
    session = await engine.call(StartSession(workflow=path))
    assert session.interaction is not None
    return session.id, session.interaction


async def test_the_provider_of_the_sub_action_gives_its_fields(engine: LocalEngine, tmp_path: Path) -> None:
    _, page = await opened(engine, tmp_path, form())
    assert fields(page)[:4] == ["subject", "aspect_ratio", "version", "speed"]
    ratio = page.request.input_schema["properties"]["aspect_ratio"]
    assert (ratio["title"], "21:9" in ratio["enum"]) == ("Shape", True)
    assert page.request.display_data["current_values"] == {
        "aspect_ratio": "16:9",
        "version": "7",
        "speed": "fast",
        "stylization": 100,
        "chaos": 0,
        "weird": 0,
        "raw": False,
    }


async def test_a_form_without_the_hint_is_left_alone(engine: LocalEngine, tmp_path: Path) -> None:
    _, page = await opened(engine, tmp_path, {})
    assert fields(page) == ["subject", "mood", "size"]


async def test_only_and_group_and_a_provider_by_name(engine: LocalEngine, tmp_path: Path) -> None:
    _, page = await opened(engine, tmp_path, form(provider="sketch", only=["stylization"], group="look"))
    assert fields(page) == ["subject", "aspect_ratio", "stylization"]
    assert page.request.input_schema["properties"]["stylization"]["_ux"]["group"] == "look"


@pytest.mark.parametrize("wrong", [None, "none", {"provider": 5}, {"colour": "red"}])
def test_a_hint_that_is_wrong_is_left_alone(wrong: Any) -> None:
    request = InteractionRequest(input_schema={"properties": {}, "_ux": {"parameters": wrong}})
    nobody: Any = None  # nobody is asked
    assert ProviderForms(nobody).schema(request, {}, nobody, nobody) is None


async def test_a_provider_that_nobody_knows_adds_nothing(engine: LocalEngine, tmp_path: Path) -> None:
    _, page = await opened(engine, tmp_path, form(provider="nobody"))
    assert fields(page) == ["subject"], "what only places a parameter is gone with it"


async def test_another_choice_swaps_the_fields_and_keeps_what_fits(
    engine: LocalEngine, tmp_path: Path
) -> None:
    session, page = await opened(engine, tmp_path, form(CHOOSE, provider="{{ values['provider'] }}"))
    assert "speed" in fields(page)
    typed = {"subject": "a fox", "aspect_ratio": "3:4", "stylization": 300, "speed": "turbo"}
    page = await keep(engine, session, page.id, provider="sketch", **typed)
    assert fields(page) == ["subject", "provider", "aspect_ratio", "stylization", "width", "height"]
    assert page.draft is not None
    assert {name: page.draft.values[name] for name in ("subject", "aspect_ratio", "stylization")} == {
        "subject": "a fox",
        "aspect_ratio": "3:4",
        "stylization": 300,
    }
    page = await keep(engine, session, page.id, **{**page.draft.values, "provider": "midjourney"})
    assert page.draft is not None
    assert page.draft.values["speed"] == "turbo"


async def test_what_does_not_fit_gives_way_to_the_default(engine: LocalEngine, tmp_path: Path) -> None:
    shapes = {**CHOOSE, "provider": {"type": "string", "enum": ["sketch", "leonardo"], "default": "sketch"}}
    session, page = await opened(engine, tmp_path, form(shapes, provider="{{ values['provider'] }}"))
    page = await keep(engine, session, page.id, provider="leonardo", width=100, height=640)
    assert page.draft is not None
    assert (page.draft.values["width"], page.draft.values["height"]) == (1024, 640)


async def test_another_model_of_the_same_provider(engine: LocalEngine, tmp_path: Path) -> None:
    session, page = await opened(engine, tmp_path, form())
    assert "weird" in fields(page)
    page = await keep(engine, session, page.id, version="niji6", aspect_ratio="1:1")
    assert "weird" not in fields(page)
    page = await keep(engine, session, page.id, version="6", aspect_ratio="1:1")
    assert "weird" in fields(page)


async def test_saving_without_another_choice_changes_nothing(engine: LocalEngine, tmp_path: Path) -> None:
    session, page = await opened(engine, tmp_path, form())
    after = await keep(engine, session, page.id, subject="a fox", version="7")
    assert after.request == page.request


async def test_the_sessions_setting_answers_first(engine: LocalEngine, tmp_path: Path) -> None:
    session, page = await opened(engine, tmp_path, form())
    await engine.call(EditSettings(session_id=session, settings={"media_provider": "sketch"}))
    page = await keep(engine, session, page.id, subject="a fox")
    assert "speed" not in fields(page)
    assert "width" in fields(page)


async def test_a_session_resumes_with_the_form_it_had(home: Path, fakes: Fakes, tmp_path: Path) -> None:
    engine = await LocalEngine.open(home, registry=fakes.registry())
    session, page = await opened(engine, tmp_path, form())
    before = await keep(engine, session, page.id, version="niji6")
    await engine.close()
    home.joinpath("config.toml").write_text("[providers.midjourney]\nkind = 'sketch'\n")
    engine = await LocalEngine.open(home, registry=fakes.registry())
    after = await engine.call(GetInteraction(session_id=session, interaction_id=page.id))
    await engine.close()
    assert after.request == before.request


async def test_a_parameter_that_is_text_is_no_part_of_the_prompt(
    engine: LocalEngine, fakes: Fakes, tmp_path: Path
) -> None:
    _, page = await opened(engine, tmp_path, form())
    assert "negative_prompt" in fields(page)
    assert prompt_field_names(page.request.input_schema) == ["subject"]


async def test_the_model_that_is_chosen_is_asked_for(
    engine: LocalEngine, fakes: Fakes, tmp_path: Path
) -> None:
    path = write_flow(tmp_path / "flow", sub_actions=[PAINT], form=form())
    page = Page(engine, fakes, await engine.call(StartSession(workflow=path)))
    values = {"subject": "a fox", "version": "6.1", "chaos": 5, "negative_prompt": "cars"}
    await page.run("paint", values=values)
    (asked,) = fakes.painter.asked
    assert (asked.prompt, asked.model) == ("a fox", "6.1")
    assert asked.params == {"chaos": 5, "negative_prompt": "cars"}


async def test_the_swap_is_a_change_like_any_other(engine: LocalEngine, tmp_path: Path) -> None:
    session, page = await opened(engine, tmp_path, form())
    await keep(engine, session, page.id, version="7", subject="a fox", aspect_ratio="1:1")
    await keep(engine, session, page.id, version="niji6", subject="a fox", aspect_ratio="1:1")
    page = await engine.call(UndoChange(session_id=session, interaction_id=page.id))
    assert "weird" in fields(page)
    assert page.draft is not None
    assert (page.draft.values["version"], page.draft.values["subject"]) == ("7", "a fox")
    assert page.undo == "Edit", "what was typed before is a change of its own"
    page = await engine.call(RedoChange(session_id=session, interaction_id=page.id))
    assert "weird" not in fields(page)
