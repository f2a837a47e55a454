"""Settings of a session: where each value comes from, and that they are used and remembered (row D7)."""

import pytest
from pydantic import ValidationError

from engine.operations.errors import NotFound, Unprocessable
from schemas.messages.executions import GetResult
from schemas.messages.settings import EditSettings, GetSettings, Setting
from tests.engine.fakes import sub_action
from tests.engine.page import Page


async def settings(page: Page) -> dict[str, Setting]:
    return (await page.engine.call(GetSettings(session_id=page.session_id))).settings


async def change(page: Page, **values) -> dict[str, Setting]:
    request = EditSettings(session_id=page.session_id, settings=values)
    return (await page.engine.call(request)).settings


async def test_each_value_says_where_it_comes_from(start) -> None:
    page: Page = await start(defaults={"temperature": 0.3, "max_tokens": 50})
    changed = await change(page, temperature=1.5, seed=4)
    assert changed == await settings(page)
    assert {name: (each.value, each.source) for name, each in changed.items()} == {
        "text_provider": ("embedded", "default"),
        "media_provider": ("sketch", "default"),
        "model": (None, "default"),
        "temperature": (1.5, "session"),
        "top_p": (None, "default"),
        "min_p": (None, "default"),
        "max_tokens": (50, "workflow"),
        "seed": (4, "session"),
    }
    assert (await change(page, temperature=None))["temperature"] == Setting(value=0.3, source="workflow")
    assert (await settings(page))["seed"].value == 4


async def test_a_model_is_asked_as_the_session_says_and_the_result_remembers(start) -> None:
    tuning = {"fake": {"top_p": 0.4, "temperature": 0.5}}
    config = {"input": "Go", "temperature": 0.7, "min_p": 0.2, "tuned_for": tuning}
    page: Page = await start(
        sub_actions=[sub_action("write", action_type="llm.generate", config=config)],
        defaults={"max_tokens": 50, "min_p": 0.9, "text_provider": "theirs"},
    )
    await change(page, temperature=0.0, seed=4, text_provider="embedded", model="mine")
    page.fakes.named.clear()

    _, events = await page.run("write", values={"subject": "x"})

    assert page.fakes.named == ["embedded"]
    [asked] = page.fakes.writer.asked
    sampling = asked.sampling
    assert asked.model == "mine"
    assert (sampling.temperature, sampling.top_p, sampling.min_p, sampling.max_tokens, sampling.seed) == (
        0.0,  # the session, over tuning and document
        0.4,  # the tuning
        0.2,  # the document, over the workflow
        50,  # the workflow
        4,
    )
    [item] = [event.data["result"] for event in events if event.kind == "result"]
    provenance = (await page.engine.call(GetResult(content_id=item["id"]))).provenance
    assert provenance.seed == 4
    assert provenance.parameters == {"temperature": 0.0, "top_p": 0.4, "min_p": 0.2, "max_tokens": 50}


async def test_pictures_get_provider_and_seed(page: Page) -> None:
    await change(page, media_provider="sketch", seed=11)
    page.fakes.named.clear()
    await page.run("repaint", values={"subject": "x"})
    assert page.fakes.named == ["sketch"]
    assert page.fakes.painter.asked[-1].seed == 11


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"temperature": 3},
        {"top_p": 0},
        {"max_tokens": 1.5},
        {"seed": -1},
        {"model": ""},
        {"temprature": 1},
        {"temperature": [1]},
    ],
)
def test_what_is_no_setting_is_refused(values) -> None:
    with pytest.raises(ValidationError):
        EditSettings(session_id="s", settings=values)


async def test_unknown_providers_and_sessions(page: Page) -> None:
    before = (await page.session()).seq
    with pytest.raises(Unprocessable, match="no text provider named 'sketch'"):
        await change(page, text_provider="sketch")
    with pytest.raises(Unprocessable, match="no media provider named 'embedded'"):
        await change(page, media_provider="embedded")
    assert (await page.session()).seq == before
    for request in (
        GetSettings(session_id="nobody"),
        EditSettings(session_id="nobody", settings={"seed": 1}),
    ):
        with pytest.raises(NotFound):
            await page.engine.call(request)


async def test_a_request_survives_being_written_out_and_read_again() -> None:
    """A client far away sends what it set, not nulls that would remove the rest."""
    request = EditSettings(session_id="s", settings={"seed": 1, "model": None})
    assert EditSettings.model_validate_json(request.model_dump_json()).settings == {"seed": 1, "model": None}
