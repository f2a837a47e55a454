from typing import Any

from textual.app import App, ComposeResult
from textual.widgets import Static

from schemas.documents.interaction import InteractionRequest
from tui.interaction.page_context import PageContext
from tui.results.thumbnail import BrokenImage


async def shown(**request: Any) -> tuple[bool, list[str]]:
    async def load(_url: str, _size: tuple[int, int]) -> BrokenImage:
        return BrokenImage("none here")

    class Page(App[None]):
        def compose(self) -> ComposeResult:
            yield PageContext(InteractionRequest.model_validate(request), load)

    app = Page()
    async with app.run_test() as pilot:
        await pilot.pause()
        context = app.query_one(PageContext)
        return context.display, [str(line.content) for line in context.query(Static)]


async def test_a_page_that_says_nothing_takes_no_room() -> None:
    assert await shown(display_data={"current_values": {"a": 1}, "generations": []}) == (False, [])


async def test_plain_values_stand_on_one_line() -> None:
    data = {"provider": "midjourney", "prompt_id": "prompt_a", "current_values": {}}
    assert await shown(display_data=data) == (True, ["Provider: midjourney   Prompt id: prompt_a"])


async def test_titles_and_context_are_shown_as_they_are() -> None:
    display, lines = await shown(
        title="[b]T[/]", description="about\x1b]52;c;x\x07", display_data={"context": {"prompt": "[/x]"}}
    )
    assert display
    assert lines == ["[b]T[/]", "about]52;c;x", "Prompt: [/x]"]
