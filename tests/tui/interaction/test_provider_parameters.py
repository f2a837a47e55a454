"""The form of a page has the fields of the provider that is chosen on it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.tui.cast import Cast
from tests.tui.conftest import NARROW, WIDE, Sit
from tests.tui.person import Person
from tests.tui.scenes import scenes, write_scenes

FORM: dict[str, Any] = {
    "type": "object",
    "_ux": {"layout": "sections", "parameters": {"provider": "{{ values.service }}"}},
    "properties": {
        "tone": {"type": "string", "title": "Tone", "_ux": {"group": "words", "group_label": "Words"}},
        "service": {
            "type": "string",
            "title": "Service",
            "enum": ["midjourney", "sketch"],
            "default": "midjourney",
            "_ux": {"group": "who", "group_label": "Who paints"},
        },
        "aspect_ratio": {"title": "Shape", "default": "16:9", "_ux": {"group": "who"}},
    },
}


@pytest.fixture
def page(tmp_path: Path, sit: Sit, cast: Cast) -> Callable[..., Any]:
    def page(size: tuple[int, int] = WIDE) -> Any:
        cast.writer.plays([scenes("The dog")])
        return sit(("workflow", write_scenes(tmp_path / "scenes", [], form=FORM)), size)

    return page


def fields(person: Person) -> list[str]:
    return [field.name for field in person.page._model.fields]  # type: ignore[attr-defined]


async def to_service(person: Person) -> None:
    await person.sees("Choose scenes")
    while person.focused_field != "service":
        await person.press("tab")
        await person.pilot.pause()


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_choosing_a_provider_swaps_the_fields(page: Any, size: tuple[int, int]) -> None:
    async with page(size) as person:
        await to_service(person)
        assert "speed" in fields(person)
        await person.press("right")
        await person.until(lambda: fields(person)[-2:] == ["width", "height"], "the other's fields")
        await person.sees("Sketch")
        assert "speed" not in fields(person)
        assert person.focused_field == "service"
        assert person.value("service") == "sketch"
        assert person.value("aspect_ratio") == "16:9"
        await person.until(lambda: person.save_state == "saved")


async def test_switching_back_brings_what_was_set_back(page: Any) -> None:
    async with page() as person:
        await to_service(person)
        await person.press("tab", "tab", "tab", "right", "shift+tab", "shift+tab", "shift+tab")
        await person.until(lambda: person.focused_field == "service")
        assert person.value("speed") == "turbo"
        await person.press("right")
        await person.until(lambda: "speed" not in fields(person))
        await person.press("left")
        await person.until(lambda: "speed" in fields(person))
        assert (person.value("speed"), person.value("stylization")) == ("turbo", 100)
