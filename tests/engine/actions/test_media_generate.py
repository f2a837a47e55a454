"""What a media provider tells of its items reaches the results."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Any

from engine.actions.action import ActionEvent, ActionInput, Item, Outputs, Progress
from engine.actions.media_generate import MediaGenerate
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

    def media(self, _name: str | None) -> "Remote":
        return self

    async def generate(self, operation: str, request: MediaRequest) -> AsyncGenerator[MediaEvent]:
        self.asked.append(request)
        yield MediaProgress(None, "queued")
        yield MediaPreview(b"blurred", "image/png")
        for item in self.items:
            yield item

    async def close(self) -> None: ...


async def run(remote: Remote, **config: Any) -> list[ActionEvent]:
    async def nothing(_url: str = "") -> Any:
        raise AssertionError("no files here")

    chosen = MediaConfig.model_validate({"prompt": "a fox", **config})
    given = ActionInput("media.remote.txt2img", chosen, {}, {}, {}, nothing, nothing)
    action = MediaGenerate(remote)  # type: ignore[arg-type]
    return [event async for event in action.execute(given)]


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
    assert events[:-1] == [Progress(None, "queued")]


async def test_each_run_is_a_request_of_its_own() -> None:
    remote = Remote()
    await run(remote)
    await run(remote, model="v6")
    one, other = remote.asked
    assert (one.model, other.model) == (None, "v6")
    assert one.idempotency_key
    assert one.idempotency_key != other.idempotency_key
