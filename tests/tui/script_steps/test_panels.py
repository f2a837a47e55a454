"""The panel follows the script's type; a workflow may bring one of its own, which runs only when trusted."""

import shutil
from pathlib import Path

import pytest

from engine.client.local import LocalEngine
from schemas.messages.llm_actions import SaveLlmAction
from schemas.messages.trust import GetTrust, TrustWorkflow
from tests.tui.cast import Cast
from tests.tui.conftest import Sit
from tests.tui.person import Person
from tests.tui.script_steps.conftest import page_of, statuses, write_post
from tui.engine_host import EngineHost
from tui.llm_actions.screen import LlmActionsScreen
from tui.script_steps.panel import Panel
from tui.script_steps.screen import ScriptStepScreen

EXAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "video_generation"
IN_PLACE = {
    "inputs": {"text": {"label": "Draft", "db_field": "draft", "type": "textarea"}},
    "outputs": {"text": {"label": "Draft", "db_field": "draft", "type": "textarea"}},
    "script_config": {"type": "llm_action", "parameters": {"input": "Polish: {{ inputs.text }}"}},
}
PAINT = {
    "inputs": {"prompt": {"label": "Prompt", "db_field": "draft", "type": "textarea"}},
    "outputs": {"picture": {"label": "Picture", "db_field": "picture", "type": "text"}},
    "script_config": {"type": "image_generation", "parameters": {"seed": 7}},
}


def panel(person: Person) -> str:
    return type(person.find(Panel)).__name__


async def test_a_text_step_shows_its_prompt_and_before_and_after(
    sit: Sit, home: Path, tmp_path: Path, cast: Cast
) -> None:
    post = await write_post(home, tmp_path / "blog", cast, sections=1, steps={"polish": IN_PLACE})
    cast.writer.plays(["a much better draft"])
    async with sit(("workflow", post.workflow)) as person:
        await person.sees("Prompt: the step's own", "Reads and writes")
        assert panel(person) == "TextPanel"
        assert "Before and after" not in person.sees_now
        await person.press("r")
        await person.sees("a much better draft", "d shows before and after")
        await person.press("d")
        await person.sees("− draft 1", "+ a much better draft")
        await person.press("d")
        await person.misses("− draft 1")


async def test_a_picture_step_shows_the_picture_and_its_file(
    sit: Sit, home: Path, tmp_path: Path, cast: Cast
) -> None:
    post = await write_post(home, tmp_path / "blog", cast, sections=1, steps={"paint": PAINT})
    async with sit(("workflow", post.workflow)) as person:
        await person.sees("No picture yet.")
        await person.press("r")
        await person.sees("seed 7", f"{post.id}/{post.sections[0]}/picture.png", "▀")
        assert panel(person) == "PicturePanel"


async def test_a_step_leads_to_its_stored_prompt(sit: Sit, home: Path, tmp_path: Path, cast: Cast) -> None:
    stored = {**IN_PLACE, "script_config": {"type": "llm_action", "action_id": "polish"}}
    post = await write_post(home, tmp_path / "blog", cast, sections=1, steps={"polish": stored})
    engine = await LocalEngine.open(home, registry=cast.registry())
    await engine.call(SaveLlmAction(name="polish", body={"input": "Polish: {{ inputs.text }}"}))
    await engine.close()
    async with sit(("workflow", post.workflow)) as person:
        await person.sees("Prompt polish, version 1")
        engine = page_of(person)._engine
        await engine.call(SaveLlmAction(name="polish", body={"input": "Better: {{ inputs.text }}"}, seen=1))
        await person.press("l")
        await person.at(LlmActionsScreen)
        await person.sees("Better: {{ inputs.text }}")
        await person.press("escape")
        await person.sees("Prompt polish, version 2")


@pytest.fixture
def film(tmp_path: Path) -> str:
    """A copy of the example whose panel is the workflow's own."""
    return str(shutil.copytree(EXAMPLE, tmp_path / "film", ignore=shutil.ignore_patterns("__pycache__")))


async def trust(home: Path, workflow: str) -> None:
    engine = await LocalEngine.open(home)
    seen = await engine.call(GetTrust(workflow=workflow))
    await engine.call(TrustWorkflow(workflow=workflow, digest=seen.digest))
    await engine.close()


async def test_a_workflow_s_own_panel(sit: Sit, home: Path, film: str) -> None:
    await trust(home, film)
    async with sit(("workflow", film), host=EngineHost(home)) as person:
        await person.at(ScriptStepScreen)
        await person.sees("2 s at 6 frames a second: 12 frames · not made yet")
        assert panel(person) == "StoryboardPanel"
        await person.press("space", "r")
        await person.until(lambda: statuses(person)[0] == "success")
        await person.press("home")
        await person.sees("kB", "▀")


async def test_untrusted_it_is_data_and_says_why(sit: Sit, home: Path, film: str) -> None:
    ran = Path(film) / "ran"
    code = (Path(film) / "panel.py").read_text("utf-8")
    (Path(film) / "panel.py").write_text(f"{code}\nopen({str(ran)!r}, 'w').close()\n", "utf-8")
    async with sit(("workflow", film), host=EngineHost(home)) as person:
        await person.sees("is code, and the workflow is not trusted", "Gulls over an empty quay")
        assert panel(person) == "DataPanel"
        assert not ran.exists()
        await person.press("T")
        await person.sees("Code: panel.py", "Code: plugin.py")
        await person.press("n")
        assert not ran.exists()
        await person.press("T")
        await person.sees("Code: panel.py")
        await person.press("y")
        await person.sees("2 s at 6 frames a second")
        assert panel(person) == "StoryboardPanel"
        await person.misses("Trust it")
    assert ran.exists()


BROKEN = {
    "does not load": "raise RuntimeError('[b]no[/]')",
    "no panels": "PANELS = 3",
    "no panel": "PANELS = {'video_generation': str}",
}
FALLS = """
from tui.script_steps.panel import Panel
class Falls(Panel):
    async def show(self, record, run):
        raise KeyError("it fell")
PANELS = {"video_generation": Falls}
"""


@pytest.mark.parametrize("code", [*BROKEN.values(), FALLS], ids=[*BROKEN, "falls while it shows"])
async def test_a_fault_in_it_shows_the_data_and_says_why(sit: Sit, home: Path, film: str, code: str) -> None:
    (Path(film) / "panel.py").write_text(code, "utf-8")
    await trust(home, film)
    async with sit(("workflow", film), host=EngineHost(home)) as person:
        await person.sees("Gulls over an empty quay", "panel")
        await person.until(lambda: panel(person) == "DataPanel")
        said = page_of(person).editor.query_one(".problem").render()
        assert any(word in str(said) for word in ("[b]no[/]", "has no PANELS", "no class", "it fell"))
