"""Tasks of the proxy: submitted, asked after, found again."""

import re
from collections.abc import Mapping
from typing import Any

from engine.providers.errors import ProviderError
from engine.providers.hosted.job_replies import object_in, objects_in
from engine.providers.hosted.unknown_outcome import is_unknown, may_have_begun
from engine.providers.http.client import Http
from engine.providers.media import MediaRequest
from engine.providers.midjourney.prompt_flags import with_flags
from engine.providers.midjourney.submit_codes import task_in
from schemas.frozen import frozen

CHANGES = {"upscale": "UPSCALE", "variation": "VARIATION", "reroll": "REROLL"}
"""Operations on a grid that is there; the first two on one of its four pictures."""
_PERCENT = re.compile(r"(\d{1,3})\s*%")


@frozen
class Task:
    """What is submitted where; `seed` is None where Midjourney chooses it."""

    path: str
    body: Mapping[str, Any]
    seed: int | None


def task_of(operation: str, request: MediaRequest, index: int, where: str) -> Task:
    """The task that makes the item at `index`. Raises `ProviderError("bad_request")`."""
    state = {"state": f"{request.idempotency_key}-{index}"} if request.idempotency_key else {}
    if operation in CHANGES:
        if not request.of:
            raise ProviderError(
                "bad_request",
                f"{where} needs one of its own results for that.",
                hint="Choose a result of it.",
            )
        change: dict[str, Any] = {"taskId": request.of, "action": CHANGES[operation], **state}
        if operation != "reroll":
            shift = index if operation == "upscale" else 0
            change["index"] = _place(request.params.get("index"), shift)
        return Task("/mj/submit/change", change, None)
    pictures = [picture.data_url for picture in request.inputs]
    if operation == "blend":
        if not 2 <= len(pictures) <= 5:
            raise ProviderError("bad_request", "Blending takes two to five pictures.", hint="Choose others.")
        return Task("/mj/submit/blend", {"base64Array": pictures, **state}, None)
    params = {**request.params, **({"version": request.model} if request.model else {})}
    prompt, seed = with_flags(request.prompt, params, request.seed + index)
    body = {"prompt": prompt, **({"base64Array": pictures} if pictures else {}), **state}
    return Task("/mj/submit/imagine", body, seed)


async def submit(http: Http, task: Task) -> tuple[str, str]:
    """The id of the new task, and where it is. One whose answer got lost is looked for, not sent again."""
    try:
        reply = await http.request_json("POST", task.path, json=task.body, limited=False)
    except ProviderError as error:
        if not is_unknown(error):
            raise
        found = await _lost(http, task.body.get("state"))
        if found is None:
            raise may_have_begun(error) from error
        reply = {"code": 1, "result": found}
    return task_in(object_in(reply, http.where), http)


def fraction_of(task: Mapping[str, Any]) -> float | None:
    """`0.4` of `"40%"`; None where nobody knows."""
    found = _PERCENT.search(str(task.get("progress") or ""))
    return min(int(found[1]), 100) / 100 if found else None


async def _lost(http: Http, state: Any) -> Any:
    if not state:
        return None
    try:
        tasks = await http.request_json("GET", "/mj/task/list", limited=False)
    except ProviderError:
        return None
    return next((task.get("id") for task in objects_in(tasks) if task.get("state") == state), None)


def _place(value: Any, shift: int) -> int:
    """One of the four pictures of a grid, `shift` further than `value` says (1 without)."""
    try:
        place = (1 if value is None or value == "" else int(value)) + shift
    except (TypeError, ValueError):
        place = 0
    if not 1 <= place <= 4:
        raise ProviderError(
            "bad_request",
            "A grid has the pictures 1 to 4.",
            hint="Set index to one of them, and count to fit.",
        )
    return place
