"""A media request as the input of a model whose fields may be known."""

from collections.abc import Mapping
from typing import Any

from engine.providers.hosted.job_replies import whole_in
from engine.providers.media import MediaRequest
from schemas.frozen import frozen
from schemas.json_value import is_object

_PROMPTS = ("prompt", "text", "input", "caption", "description")
COUNTS = ("num_outputs", "number_of_images", "num_images")
_PICTURES = ("image", "input_image", "init_image", "image_path", "img", "start_image")

Fields = Mapping[str, Any]


@frozen
class Share:
    """One prediction: its input, how many items it makes, and the seed they come from, if any."""

    input: dict[str, Any]
    count: int
    seed: int | None


def shares_of(request: MediaRequest, fields: Fields | None) -> list[Share]:
    """The predictions that make `request.count` items.

    `fields` are the model's; without them only what is in `params`, and the prompt, is sent:
    models refuse what they do not know.
    """
    given = {name: value for name, value in request.params.items() if value is not None}
    if fields is not None:
        given = {name: value for name, value in given.items() if name in fields}
    _put_prompt(given, request.prompt, fields)
    _put_pictures(given, request, fields)
    counted = next((name for name in COUNTS if name in (fields or ()) and name not in given), None)
    most = _most(fields[counted]) if counted and fields else 1
    seed = whole_in(given.get("seed"))
    first = request.seed if seed is None else seed
    seeded = "seed" in given or "seed" in (fields or ())
    shares: list[Share] = []
    done = 0
    while done < request.count:
        count = min(most, request.count - done)
        made = dict(given)
        if counted:
            made[counted] = count
        if seeded:
            made["seed"] = _within(first + done, (fields or {}).get("seed"))
        shares.append(Share(made, count, made.get("seed")))
        done += count
    return shares


def prompt_field(fields: Fields) -> str | None:
    """The field that says what to make."""
    return next((name for name in _PROMPTS if name in fields), None)


def _put_prompt(given: dict[str, Any], prompt: str, fields: Fields | None) -> None:
    if fields is None:
        given.setdefault("prompt", prompt)
        return
    name = prompt_field(fields)
    if name is not None:
        given.setdefault(name, prompt)


def _put_pictures(given: dict[str, Any], request: MediaRequest, fields: Fields | None) -> None:
    if not request.inputs:
        return
    known: Fields = fields if fields is not None else {"image": None}
    named = [name for name in _PICTURES if name in known]
    others = [name for name, shape in known.items() if is_object(shape) and shape.get("format") == "uri"]
    free = [name for name in dict.fromkeys([*named, *others]) if name not in given]
    for name, picture in zip(free, request.inputs, strict=False):
        given[name] = picture.data_url


def _most(shape: Any) -> int:
    most = shape.get("maximum") if is_object(shape) else None
    return max(1, min(int(most), 64)) if isinstance(most, int | float) else 1


def _within(seed: int, shape: Any) -> int:
    """A seed that the field takes: models have limits such as 2**31 - 1."""
    most = shape.get("maximum") if is_object(shape) else None
    return seed % (int(most) + 1) if isinstance(most, int | float) and seed > most >= 0 else seed
