"""What a media provider tells of its items reaches the results."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from engine.actions.action import (
    ActionEvent,
    ActionInput,
    Item,
    Outputs,
    Preview,
    Progress,
)
from engine.actions.errors import ActionError
from engine.actions.media_generate import MediaGenerate
from engine.actions.once import Once
from engine.actions.small_preview import MOST_BYTES
from engine.providers.media import MediaEvent, MediaItem, MediaPreview, MediaProgress, MediaRequest
from schemas.documents.action_config import MediaConfig


@dataclass
class Remote:
    """A provider that shows previews, and whose items can be asked for more."""

    name: str = "remote"
    label: str = "remote pictures"
    operations: frozenset[str] = frozenset({"txt2img"})
    asked: list[MediaRequest] = field(default_factory=list[MediaRequest])
    items: tuple[MediaItem, ...] = ()
    previews: tuple[bytes, ...] = (b"blurred",)

    def media(self, _name: str | None) -> "Remote":
        return self

    async def generate(self, operation: str, request: MediaRequest) -> AsyncGenerator[MediaEvent]:
        self.asked.append(request)
        yield MediaProgress(None, "queued")
        for data in self.previews:
            yield MediaPreview(data, "image/png", 1)
        for item in self.items:
            yield item

    async def close(self) -> None: ...


PNG = b"\x89PNG\r\n\x1a\n and so on"


async def run(
    remote: Remote, variables: Mapping[str, Any] | None = None, once: Once | None = None, **config: Any
) -> list[ActionEvent]:
    async def read(url: str) -> bytes:
        return {"blob:one": PNG}[url]

    async def nothing() -> Any:
        raise AssertionError("nothing is exported here")

    chosen = MediaConfig.model_validate({"prompt": "a fox", **config})
    given = ActionInput(
        "media.remote.txt2img", chosen, dict(variables or {}), {}, {}, read, nothing, once=once or Once()
    )
    action = MediaGenerate(remote)  # type: ignore[arg-type]
    return [event async for event in action.execute(given)]


async def test_run_again_after_a_crash_it_asks_for_the_same() -> None:
    remote = Remote()
    for name in ("one", "one", "other"):
        await run(remote, once=Once(name))
    first, again, other = remote.asked
    assert first == again
    assert first.idempotency_key != other.idempotency_key
    assert first.seed != other.seed


async def test_what_an_item_can_do_is_part_of_it() -> None:
    item = MediaItem(
        b"PNG", "image/png", 8, 8, 1, {}, "job-1", ("upscale",), "v7", usage={"gpu_seconds": 2}, cost=0.25
    )
    remote = Remote(items=(item, MediaItem(b"PNG", "image/png", 8, 8, 2, cost=0.5)))
    events = await run(remote, model="v7")
    first, second = (event for event in events if isinstance(event, Item))
    assert (first.value["remote_id"], first.value["actions"]) == ("job-1", ["upscale"])
    assert (first.facts["model"], first.facts["usage"]) == ("v7", {"gpu_seconds": 2, "cost": 0.25})
    assert "remote_id" not in second.value
    end = events[-1]
    assert isinstance(end, Outputs)
    assert end.usage == {"items": 2, "cost": 0.75}


async def test_previews_are_no_items_and_a_fraction_may_be_unknown() -> None:
    events = await run(Remote())
    assert events[:-1] == [Progress(None, "queued")], "what is no picture is left out"


async def test_previews_are_made_small() -> None:
    large = BytesIO()
    Image.effect_noise((900, 600), 200).save(large, "PNG")
    transparent = BytesIO()
    Image.new("RGBA", (64, 64), (255, 0, 0, 0)).save(transparent, "PNG")
    events = await run(Remote(previews=(large.getvalue(), transparent.getvalue())))
    first, second = (event for event in events if isinstance(event, Preview))
    assert (first.index, first.media_type) == (1, "image/jpeg")
    assert len(first.data) <= MOST_BYTES
    assert (size(first.data), size(second.data)) == ((320, 213), (64, 64))


def size(data: bytes) -> tuple[int, int]:
    with Image.open(BytesIO(data)) as image:
        return image.size


async def test_each_run_is_a_request_of_its_own() -> None:
    remote = Remote()
    await run(remote)
    await run(remote, model="v6")
    one, other = remote.asked
    assert (one.model, other.model) == (None, "v6")
    assert one.idempotency_key
    assert one.idempotency_key != other.idempotency_key


async def test_an_operation_on_a_result_says_which_and_needs_no_prompt() -> None:
    remote = Remote(operations=frozenset({"upscale"}))
    item = {"params": {"item": {"remote_id": "job-1"}}}
    await run(remote, item, prompt="", operation="upscale", of="{{ params.item.remote_id }}")
    assert (remote.asked[0].of, remote.asked[0].prompt) == ("job-1", "")


async def test_pictures_to_start_from_go_along() -> None:
    remote = Remote(operations=frozenset({"img2img"}))
    item = {"params": {"item": {"url": "blob:one"}}}
    await run(remote, item, operation="img2img", images="{{ params.item.url }}")
    assert [each.data for each in remote.asked[0].inputs] == [PNG]


async def test_without_a_prompt_or_a_result_nothing_is_asked() -> None:
    remote = Remote()
    with pytest.raises(ActionError, match="no prompt"):
        await run(remote, prompt="", of="")
    assert remote.asked == []


@pytest.mark.parametrize(
    ("media_type", "data", "kind", "text"),
    [
        ("image/webp", PNG, "image", None),
        ("text/plain; charset=utf-8", "né\x1b[2J".encode(), "text", "né[2J"),
        ("application/json", b"[1]", "json", "[1]"),
        ("video/mp4", b"....", "file", None),
        ("text/plain", b"x" * 200_001, "file", None),
    ],
)
async def test_a_model_may_make_other_things_than_pictures(
    media_type: str, data: bytes, kind: str, text: str | None
) -> None:
    events = await run(Remote(items=(MediaItem(data, media_type, 0, 0, 1),)))
    (item,) = (event for event in events if isinstance(event, Item))
    assert (item.kind, item.value.get("text")) == (kind, text)
