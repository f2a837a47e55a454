"""`transform`: pipelines, and pipelines that would not end."""

import asyncio
import threading
import time
from typing import Any

import pytest

from engine.actions.action import Outputs, Progress
from engine.actions.bounded_thread import in_thread
from engine.actions.errors import ActionError
from engine.actions.transform import Transform
from tests.engine.actions.given import events_of, output_of

SCENES = [{"id": "a", "score": 2, "text": "one"}, {"id": "b", "score": 5, "text": "two"}]


async def failure(config: dict[str, Any], variables: dict[str, Any] | None = None) -> ActionError:
    with pytest.raises(ActionError) as caught:
        await events_of(Transform(), config, variables)
    return caught.value


async def test_steps_work_on_what_the_last_one_made() -> None:
    config = {
        "input": "{{ state.scenes }}",
        "pipeline": [
            {"jmespath": "reverse(sort_by(@, &score))[*].{id: id, text: text}"},
            {"template": {"best": "{{ input[0].id }}", "of": "{{ input | length }}", "all": "{{ input }}"}},
        ],
    }
    events = await events_of(Transform(), config, {"state": {"scenes": SCENES}})
    assert events == [
        Progress(0.5, "Step 1 (jmespath)"),
        Progress(1.0, "Step 2 (template)"),
        Outputs(
            {"best": "b", "of": 2, "all": [{"id": "b", "text": "two"}, {"id": "a", "text": "one"}]},
        ),
    ]


@pytest.mark.parametrize(
    ("template", "value"),
    [
        ("{{ input | map(attribute='id') }}", ["a", "b"]),
        ("{{ input | selectattr('score', 'gt', 3) | list }}", [SCENES[1]]),
        ("{{ input[0].text[:2] }} …", "on …"),
        ({"text": "{{ input[0].id }}", "type": "jinja2"}, "a"),
        ({"text": "{{ input[0].id }}", "type": "text"}, "{{ input[0].id }}"),
        (None, None),
        ([1, {"n": "{{ input | length }}"}], [1, {"n": 2}]),
    ],
)
async def test_what_templates_make(template: Any, value: Any) -> None:
    assert await output_of(Transform(), {"input": SCENES, "pipeline": [{"template": template}]}) == value


async def test_what_a_person_wrote_is_never_a_template() -> None:
    config = {
        "input": "{{ user_feedback }}",
        "pipeline": [
            {"template": {"said": "{{ input }}", "again": "{{ user_feedback }}!"}},
            {"jmespath": "@"},
        ],
    }
    said = "{{ state.secret }} {% for x in y %} ${input}"
    value = await output_of(Transform(), config, {"user_feedback": said, "state": {"secret": "s"}})
    assert value == {"said": said, "again": f"{said}!"}


@pytest.mark.parametrize(
    ("step", "says"),
    [
        ({"jmespath": "sort_by(@, &nothing)"}, "Step 1 (jmespath) failed: "),
        ({"jmespath": "sum([*].text)"}, "sum"),
        ({"jmespath": "length(`1`)"}, "length"),
        ({"jmespath": "to_number('inf')"}, "no JSON number"),
        ({"template": "{{ input.a.b.c }}"}, "Step 1 (template) needs something that is not there"),
        ({"template": "{{ input[0].score / 0 }}"}, "Step 1 (template) failed: division by zero"),
        ({"template": "{{ input[0].score + 'x' }}"}, "Step 1 (template) failed"),
        ({"template": "{{ range }}"}, "no JSON value"),
    ],
)
async def test_what_goes_wrong_names_the_step(step: dict[str, Any], says: str) -> None:
    error = await failure({"input": SCENES, "pipeline": [step]})
    assert says in error.message


async def test_a_missing_input_is_told() -> None:
    error = await failure({"input": "{{ state.gone }}", "pipeline": [{"jmespath": "@"}]})
    assert (error.code, "input needs" in error.message) == ("missing_name", True)


async def test_the_result_is_held_to_its_schema() -> None:
    schema = {"type": "array", "items": {"type": "string"}}
    good = {"input": SCENES, "pipeline": [{"jmespath": "[*].id"}], "output_schema": schema}
    assert await output_of(Transform(), good) == ["a", "b"]
    error = await failure({**good, "pipeline": [{"jmespath": "[*].score"}]})
    assert (error.code, error.message[:28]) == ("invalid_output", "The result does not fit its ")


DOUBLED = " | ".join(["[@, @]"] * 60)


@pytest.mark.parametrize(
    "step",
    [
        {"jmespath": DOUBLED},
        {"jmespath": f"to_string({DOUBLED})"},
        {"jmespath": " | ".join(["[@, @][]"] * 60)},
        {"jmespath": f"{DOUBLED} | @ == @"},
        {"template": "{% for a in range(90000) %}{% for b in range(90000) %}{% endfor %}{% endfor %}"},
        {"template": "{% for a in range(90000) %}{{ 'x' * 1000 }}{% endfor %}"},
        {"template": "{{ [input] * 900000 }}"},
    ],
)
async def test_what_explodes_is_stopped_while_others_go_on(step: dict[str, Any]) -> None:
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.01)
            ticks += 1

    beside = asyncio.create_task(tick())
    began = time.monotonic()
    error = await failure({"input": SCENES, "pipeline": [step], "timeout": 1})
    took = time.monotonic() - began
    beside.cancel()
    assert error.code in ("transform_failed", "timeout")
    assert took < 8
    assert took < 0.5 or ticks >= 3


async def test_a_separator_does_not_multiply() -> None:
    config = {
        "input": {"sep": "x" * 100_000, "list": ["y"] * 100_000},
        "pipeline": [{"jmespath": "join(sep, list)"}],
    }
    assert "more than" in (await failure(config)).message


async def test_work_that_is_given_up_ends() -> None:
    def forever() -> None:
        while True:
            pass

    with pytest.raises(TimeoutError):
        await in_thread(forever, 0.05)
    task = asyncio.create_task(in_thread(forever, 60))
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    for _ in range(500):
        if not any(thread.name == "bounded" for thread in threading.enumerate()):
            return
        await asyncio.sleep(0.01)
    raise AssertionError("a thread still runs")


async def test_work_in_a_thread_returns_and_raises() -> None:
    assert await in_thread(lambda: 3, 5) == 3
    with pytest.raises(ZeroDivisionError):
        await in_thread(lambda: 1 // 0, 5)
