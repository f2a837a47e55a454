"""The pictures that a graph starts from: where they stand in it, and `POST /upload/image`.

The upload is a form with the file `image`, `subfolder`, `overwrite`; the reply is `{"name",
"subfolder", "type"}`, and a `LoadImage` node names it as `subfolder/name`.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from engine.providers.errors import ProviderError
from engine.providers.hosted.job_replies import object_in
from engine.providers.http.client import Http
from engine.providers.picture import Picture
from schemas.json_value import is_list, is_object

CHOSEN = "images_at"
"""The parameter that names the inputs, as `"10.image"` or several of them."""
FOLDER = "reroll"

_ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/gif": "gif"}


def picture_places(graph: Any, chosen: Any, count: int) -> tuple[str, ...]:
    """Addresses of the inputs for `count` pictures: the chosen ones, else those of `LoadImage` nodes.

    A place for which there is no picture keeps what the graph says. Raises
    `ProviderError("bad_request")` for a picture that has no place.
    """
    if not count:
        return ()
    named = [chosen] if isinstance(chosen, str) else chosen
    if named is None:
        nodes: Mapping[str, Any] = graph if is_object(graph) else {}
        found = [
            f"{name}.image"
            for name, node in nodes.items()
            if is_object(node) and node.get("class_type") == "LoadImage"
        ]
    elif is_list(named) and all(isinstance(each, str) for each in named):
        found = [str(each) for each in named]
    else:
        raise ProviderError(
            "bad_request", f"`{CHOSEN}` has to name inputs of the graph.", hint='As ["10.image"].'
        )
    if count > len(found):
        has = f"has {len(found)} places for pictures" if found else "takes no picture"
        raise ProviderError(
            "bad_request",
            f"There are {count} pictures to start from, and the graph {has}.",
            hint=f"Give it a LoadImage node for each, or name the inputs in `{CHOSEN}`. Nothing was sent.",
        )
    return tuple(found[:count])


async def uploaded(http: Http, pictures: Sequence[Picture]) -> list[str]:
    """What the server calls the pictures, once it has them. Raises `ProviderError`.

    The same picture has the same name, so that it may be sent twice.
    """
    return [await _upload(http, each) for each in pictures]


async def _upload(http: Http, picture: Picture) -> str:
    name = f"{hashlib.sha256(picture.data).hexdigest()[:32]}.{_ENDINGS.get(picture.media_type, 'png')}"
    reply = object_in(
        await http.request_json(
            "POST",
            "/upload/image",
            files={"image": (name, picture.data, picture.media_type)},
            data={"type": "input", "subfolder": FOLDER, "overwrite": "true"},
            repeatable=True,
            limited=False,
        ),
        http.where,
    )
    told = [reply.get("subfolder"), reply.get("name")]
    parts = [part for part in told if isinstance(part, str) and part]
    if not isinstance(told[1], str) or not told[1] or len("/".join(parts)) > 500:
        raise ProviderError("bad_reply", f"{http.where} took a picture and did not say what it calls it.")
    return "/".join(parts)
