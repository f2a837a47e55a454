"""The workflows that ship with Reroll load, and their templates say what they should."""

from typing import Any

import pytest

from engine.actions.builtin import builtin_registry
from engine.documents.library import bundled_folder
from engine.documents.loaded import LoadedWorkflow
from engine.documents.loader import load
from engine.templates.sandbox import compile_template, render_value
from schemas.documents.sub_action import SubAction

PARTS = ("subject", "environment", "objects", "motion", "atmosphere", "particles")


@pytest.fixture(scope="module")
def media_prompt() -> LoadedWorkflow:
    return load(bundled_folder() / "media_prompt", builtin_registry())


def sub_action(loaded: LoadedWorkflow, step: str, module: str, name: str) -> SubAction:
    return next(action for action in loaded.module(step, module).sub_actions if action.id == name)


def rendered(action: SubAction, **variables: Any) -> str:
    return compile_template(action.config["input"]["text"])(variables)


@pytest.mark.parametrize(
    "path", sorted(bundled_folder().glob("*/workflow.json")), ids=lambda p: p.parent.name
)
def test_loads_without_warnings(path: Any) -> None:
    assert load(path, builtin_registry()).warnings == ()


def test_generate_joins_the_parts_that_are_filled(media_prompt: LoadedWorkflow) -> None:
    config = sub_action(media_prompt, "prompt", "compose", "generate").config
    values = {"subject": " a fox ", "environment": "", "motion": "running", "count": 3, "seed": 7}
    assert compile_template(config["prompt"]["text"])({"values": values}).strip() == "a fox, running"
    assert render_value(config["count"], {"values": values}) == 3
    assert render_value(config["seed"], {"values": values}) == 7
    assert render_value(config["seed"], {"values": {}}) is None


def test_improve_passes_on_what_should_be_different(media_prompt: LoadedWorkflow) -> None:
    action = sub_action(media_prompt, "prompt", "compose", "improve")
    with_feedback = rendered(action, values={"subject": "a fox"}, user_feedback="more snow")
    without = rendered(action, values={"subject": "a fox"}, user_feedback="")
    assert "more snow" in with_feedback
    assert "Change this" not in without
    assert "subject: a fox" in without
    assert action.result_mapping is not None
    assert action.result_mapping.review


def test_surprise_fills_only_what_is_empty(media_prompt: LoadedWorkflow) -> None:
    action = sub_action(media_prompt, "prompt", "compose", "surprise")
    assert "particles: (empty)" in rendered(action, values={"subject": "a fox"})
    assert action.result_mapping is not None
    assert action.result_mapping.only_empty
    assert tuple(action.config["output_schema"]["properties"]) == PARTS


def test_the_caption_is_about_the_chosen_picture(media_prompt: LoadedWorkflow) -> None:
    action = sub_action(media_prompt, "caption", "caption", "write")
    state = {"choice": {"url": "blob:1", "prompt": "a fox, running"}}
    text = rendered(action, values={"tone": "plain", "words": "red"}, state=state)
    assert "plain caption" in text
    assert "a fox, running" in text
    assert "red" in text


def test_letters_are_those_the_help_shows(media_prompt: LoadedWorkflow) -> None:
    shortcuts = {
        action.id: action.shortcut
        for step in media_prompt.steps
        for module in step.modules
        for action in module.sub_actions
    }
    assert shortcuts == {"generate": "g", "improve": "i", "surprise": "s", "write": "w"}
