"""Code in a workflow's folder runs once the person has agreed, and the run goes on from there."""

from pathlib import Path
from typing import Any

from engine.actions.script import Script
from engine.trust.store import Trust
from tests.tui.cast import Cast
from tests.tui.conftest import Sit
from tests.tui.scenes import scenes, write_scenes
from tui.interaction.screen import InteractionScreen

COUNT: dict[str, Any] = {
    "id": "count",
    "label": "Count",
    "shortcut": "k",
    "action_type": "script",
    "execution_mode": "sync",
    "config": {"function": "count", "parameters": {"text": "{{ values.tone }}"}},
    "result_mapping": {"target_path": "current_values.ending", "merge_mode": "replace"},
}


def write_flow(folder: Path) -> str:
    path = write_scenes(folder, [COUNT])
    (folder / "actions.py").write_text("def count(text):\n    return f'{len(text)} letters'\n", "utf-8")
    return path


def with_scripts(cast: Cast, home: Path) -> Cast:
    registry = cast.registry()
    registry.register(Script(Trust(home, Path("/nowhere"))))
    cast.registry = lambda: registry  # type: ignore[method-assign]
    return cast


async def test_agreeing_runs_it_and_says_what_was_agreed_to(
    tmp_path: Path, sit: Sit, cast: Cast, home: Path
) -> None:
    with_scripts(cast, home)
    cast.writer.plays((scenes("A dawn"),))
    async with sit(("workflow", write_flow(tmp_path / "flow"))) as person:
        await person.at(InteractionScreen)
        await person.press("escape", "k")
        await person.sees("wants to run code of its own", "actions.py", "You are asked again")
        await person.press("y")
        await person.sees("6 letters")


async def test_refusing_runs_nothing_and_leaves_the_retry(
    tmp_path: Path, sit: Sit, cast: Cast, home: Path
) -> None:
    with_scripts(cast, home)
    cast.writer.plays((scenes("A dawn"),))
    async with sit(("workflow", write_flow(tmp_path / "flow"))) as person:
        await person.at(InteractionScreen)
        await person.press("escape", "k")
        await person.sees("wants to run code of its own")
        await person.press("n")
        await person.sees("R retry")
        assert "letters" not in person.sees_now
        assert not (home / "trusted.json").exists()
