"""The live events of a job. They repeat what asking for the job says, and may be missing."""

import json
from collections.abc import AsyncGenerator
from typing import Any

from engine.providers.comfy_api.job import UNFINISHED, progress_in
from engine.providers.errors import ProviderError
from engine.providers.http.client import Http
from engine.providers.media import MediaPreview, MediaProgress
from engine.providers.picture_check import check_picture, picture_bytes
from engine.providers.sse import SSEDecoder
from schemas.json_value import is_object


async def events_of(http: Http, path: str, index: int) -> AsyncGenerator[MediaProgress | MediaPreview]:
    """Progress and previews of the item at `index`, until the job or the stream ends.

    Raises `ProviderError`, with the status 501 where the server has no such stream.
    """
    decoder = SSEDecoder()
    asked = {"accept": "text/event-stream"}
    async with http.stream("GET", path, headers=asked, limited=False, repeatable=False) as reply:
        while (data := await reply.next()) is not None:
            for payload in decoder.feed(data):
                event = _object(payload)
                if event.get("data_base64") is not None:
                    preview = await _preview(event, http, index)
                    if preview:
                        yield preview
                elif progress := progress_in(event):
                    yield progress
                status = event.get("status")
                if isinstance(status, str) and status not in UNFINISHED:
                    return


async def _preview(event: dict[str, Any], http: Http, index: int) -> MediaPreview | None:
    try:
        data = await picture_bytes(event["data_base64"], http.where)
        return MediaPreview(data, check_picture(data, http.where).media_type, index)
    except ProviderError:
        return None  # nobody misses one


def _object(payload: str) -> dict[str, Any]:
    try:
        event = json.loads(payload)
    except (ValueError, RecursionError):
        return {}
    return dict(event) if is_object(event) else {}
