"""Pictures that go along with a request to a text model."""

from typing import Any

import pytest

from engine.actions.asked_images import MOST, asked_images, media_type_of
from engine.actions.errors import ActionError
from engine.providers.picture import Picture
from tests.engine.fakes import PNG, sub_action
from tests.engine.page import Page

FILES = {
    "blob:a": PNG,
    "blob:b": b"\xff\xd8\xff jpeg",
    "blob:page": b"<html>",
    "blob:big": PNG + b"x" * 21_000_000,
}


async def asked(named: Any, **variables: Any) -> tuple[tuple[str, ...], tuple[Picture, ...]]:
    async def read(url: str) -> bytes:
        return FILES[url]

    return await asked_images(named, variables, read)


async def test_urls_are_rendered_and_files_are_what_their_bytes_are() -> None:
    urls, pictures = await asked(["{{ one }}", "blob:b", "{{ none }}"], one="blob:a", none="")
    assert urls == ("blob:a", "blob:b")
    assert [each.media_type for each in pictures] == ["image/png", "image/jpeg"]
    assert pictures[0].data == PNG


async def test_one_template_may_give_them_all() -> None:
    assert (await asked("{{ all }}", all=["blob:a", "blob:b"]))[0] == ("blob:a", "blob:b")
    assert await asked([]) == ((), ())


@pytest.mark.parametrize(
    "named", ["https://x/y.png", "/etc/passwd", "blob:page", "blob:big", ["blob:a"] * (MOST + 1), "{{ 7 }}"]
)
async def test_what_cannot_go_along(named: Any) -> None:
    with pytest.raises(ActionError, match="cannot be sent") as caught:
        await asked(named)
    assert caught.value.code == "images"


@pytest.mark.parametrize(
    ("data", "kind"), [(b"GIF89a", "image/gif"), (b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp")]
)
def test_kinds(data: bytes, kind: str) -> None:
    assert media_type_of(data) == kind


async def test_a_result_is_shown_to_the_model_and_remembered(start: Any) -> None:
    paint = sub_action(
        "paint",
        action_type="media.fake.txt2img",
        config={"prompt": "A cat"},
        result_mapping={"target_path": "pictures", "merge_mode": "append"},
    )
    describe = sub_action(
        "describe",
        action_type="llm.generate",
        config={"input": "What is it?", "images": ["{{ data.pictures[0].url }}"]},
        result_mapping={"target_path": "texts", "merge_mode": "append"},
    )
    page: Page = await start(sub_actions=[paint, describe])
    await page.run("paint")
    execution, events = await page.run("describe")
    assert execution.error is None
    [request] = page.fakes.writer.asked
    [picture] = request.messages[-1].images
    assert picture.data.startswith(b"\x89PNG")
    [made] = [event.data["result"]["provenance"] for event in events if event.kind == "result"]
    assert made["rendered"]["images"][0].startswith("blob:")
