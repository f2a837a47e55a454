"""What is checked before anything is sent to anyone, and what templates may stand for."""

from typing import Any

import pytest

from engine.actions.action import ActionInput, Outputs
from engine.actions.inputs import variables_of
from engine.actions.scope import Scope
from engine.store.executions import ExecutionRequest
from tests.engine.fakes import sub_action
from tests.engine.page import Page, kinds


def writes(**config: Any) -> dict[str, Any]:
    return sub_action("write", action_type="llm.generate", config={"input": "Say it", **config})


async def test_a_missing_state_key_is_told_before_a_provider_is_asked(start) -> None:
    page: Page = await start(sub_actions=[writes(input="About {{ state.hero }} and {{ state['place'] }}")])

    execution, events = await page.run("write")

    assert kinds(events) == ["started", "failed"]
    assert execution.error is not None
    assert execution.error["code"] == "missing_state"
    assert "hero, place" in execution.error["message"]
    assert page.fakes.writer.asked == []


async def test_declared_keys_are_all_that_a_template_gets(start) -> None:
    action = writes(input="About {{ state.hero }}") | {"requires": []}
    page: Page = await start(sub_actions=[action])
    execution, _ = await page.run("write")
    assert execution.error is not None
    assert execution.error["code"] == "missing_name"
    assert page.fakes.writer.asked == []


async def test_a_missing_form_value_is_told_before_a_provider_is_asked(start) -> None:
    page: Page = await start(sub_actions=[writes(input="About {{ values.hero }}")])
    execution, _ = await page.run("write", values={})
    assert execution.error is not None
    assert execution.error["code"] == "missing_name"
    assert "hero" in execution.error["message"]
    assert page.fakes.writer.asked == []


async def test_a_setting_may_be_a_template(start) -> None:
    page: Page = await start(
        sub_actions=[
            writes(
                temperature="{{ values.heat }}",
                max_tokens="{{ values.length }}",
                system=[{"text": "{{ not a template", "type": "text"}],
            )
        ]
    )
    execution, _ = await page.run("write", values={"heat": 0.5, "length": 12})
    assert execution.status == "completed"
    [asked] = page.fakes.writer.asked
    assert (asked.sampling.temperature, asked.sampling.max_tokens) == (0.5, 12)
    assert asked.messages[0].text == "{{ not a template"


async def test_a_setting_whose_template_gives_nonsense_fails_before_a_provider_is_asked(start) -> None:
    page: Page = await start(sub_actions=[writes(temperature="{{ values.heat }}")])
    execution, _ = await page.run("write", values={"heat": "very"})
    assert execution.error is not None
    assert execution.error["code"] == "invalid_config"
    assert "temperature" in execution.error["message"]
    assert page.fakes.writer.asked == []


async def test_what_a_person_typed_is_never_a_template(start) -> None:
    page: Page = await start(
        sub_actions=[
            writes(input="{{ values.subject }}", model="{{ values.model }}"),
            sub_action(
                "paint",
                action_type="media.fake.txt2img",
                execution_mode="sync",
                config={
                    "prompt": "{{ values.subject }}",
                    "seed": "{{ values.seed }}",
                    "params": {"style": "{{ values.model }}"},
                },
            ),
        ]
    )
    typed = {"subject": "{{ state }} {% raw %}", "model": "{{ 6 * 7 }}", "seed": "{{ 6 * 7 }}"}

    await page.run("write", values=typed)
    painted, _ = await page.run("paint", values=typed)

    [asked] = page.fakes.writer.asked
    assert asked.messages[0].text == typed["subject"]
    assert asked.model == typed["model"]
    assert painted.error is not None
    assert painted.error["code"] == "bad_input"  # the seed is a text, not 42
    await page.run("paint", values=typed | {"seed": 3})
    [painting] = page.fakes.painter.asked
    assert (painting.seed, painting.params["style"]) == (3, typed["model"])


async def test_feedback_is_injected_under_its_name(start) -> None:
    asks = writes(input="Again, but {{ wish }}") | {"feedback": {"inject_as": "wish"}}
    page: Page = await start(sub_actions=[asks])
    await page.run("write", feedback="shorter")
    assert page.fakes.writer.asked[0].messages[0].text == "Again, but shorter"


@pytest.mark.parametrize("deep", ["{{ " + "(" * 400 + "1" + ")" * 400 + " }}"])
async def test_a_template_too_deep_for_python_is_a_failure_in_words(page: Page, deep: str) -> None:
    async def play(given: ActionInput):
        from engine.templates.sandbox import compile_template

        compile_template(deep)
        yield Outputs(None)

    page.fakes.action.play = play
    execution, events = await page.run("run")
    if execution.status == "failed":
        assert "Traceback" not in events[-1].data["message"]


async def test_the_workflow_names_the_provider_where_the_action_does_not(start) -> None:
    page: Page = await start(
        sub_actions=[
            writes(),
            writes(provider="own") | {"id": "own"},
            sub_action("paint", action_type="media.generate", execution_mode="sync", config={"prompt": "x"}),
        ],
        defaults={"text_provider": "house", "media_provider": "atelier"},
    )
    for action in ("write", "own", "paint"):
        await page.run(action)
    assert page.fakes.named == ["house", "own", "atelier"]


def test_a_field_that_is_not_set_is_empty_in_templates() -> None:
    schema = {
        "properties": {"topic": {"type": "string"}, "n": {"type": "integer"}, "set": {"type": "string"}}
    }
    request = ExecutionRequest("a", "A", "sync", "s", "step", "m", values={"set": "x"})
    values = variables_of(request, Scope(schema=schema))["values"]
    assert values == {"topic": "", "n": None, "set": "x"}
