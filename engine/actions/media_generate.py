"""`media.<provider>.<operation>`: pictures from a prompt, item by item as they finish."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import replace
from typing import Any, Literal

from engine.actions.action import (
    ActionEvent,
    ActionInput,
    Item,
    Outputs,
    Preview,
    Progress,
)
from engine.actions.asked_images import asked_images
from engine.actions.errors import ActionError
from engine.actions.fields_behind import at_fields, fields_behind
from engine.actions.hyperparameters import chosen_seed, media_provider
from engine.actions.media_names import PATTERNS, named_in
from engine.actions.prompt_fields import prompt_field_names
from engine.actions.small_preview import MEDIA_TYPE, small_preview
from engine.actions.step_script import ScriptAsked, input_text
from engine.actions.text_parts import render_part
from engine.form.provider_fields import made_for
from engine.providers.directory import Providers
from engine.providers.errors import ProviderError
from engine.providers.media import Estimates, MediaItem, MediaPreview, MediaProvider, MediaRequest
from engine.templates.sandbox import render_value
from schemas.clean_text import clean
from schemas.documents.action_config import MAX_ITEMS, MediaConfig
from schemas.documents.sub_action import ExecutionMode
from schemas.json_value import is_object

MOST_TEXT = 200_000
"""Bytes of a text that stands in the result itself; a longer one is a file."""


class MediaGenerate:
    """Yields progress, previews and one item a picture; the output is the list of them."""

    id = "media.generate"
    title = "Generate media"
    patterns = PATTERNS
    modes: tuple[ExecutionMode, ...] = ("async", "streaming", "sync")
    config_model = MediaConfig
    interactive = False

    def __init__(self, providers: Providers) -> None:
        self._providers = providers

    def step_config(self, asked: ScriptAsked) -> dict[str, Any]:
        """The first input's text is the prompt; what is no setting of ours is the provider's."""
        config: dict[str, Any] = {"prompt": input_text(asked.inputs[0])} if asked.inputs else {}
        own = {name: value for name, value in asked.parameters.items() if name in MediaConfig.model_fields}
        others = {name: value for name, value in asked.parameters.items() if name not in own}
        params = {**others, **own.pop("params", {})} if is_object(own.get("params", {})) else own["params"]
        return {**config, **own, "params": params}

    async def execute(self, given: ActionInput) -> AsyncGenerator[ActionEvent]:
        """Make `count` items. Raises `ActionError`, `ProviderError`, `MissingName`."""
        provider, operation, request = await self._asked(given)
        made = 0
        costs: list[float] = []
        try:
            async with aclosing(provider.generate(operation, request)) as events:
                async for event in events:
                    if isinstance(event, MediaItem):
                        made += 1
                        costs += [event.cost] if event.cost is not None else []
                        yield _item(provider, request, event)
                    elif isinstance(event, MediaPreview):
                        if small := await asyncio.to_thread(small_preview, event.data):
                            yield Preview(small, MEDIA_TYPE, event.index)
                    else:
                        yield Progress(event.fraction, event.message)
        except ProviderError as error:
            raise at_fields(error, _fields_of(given)) from error.__cause__
        usage: dict[str, float] = {"items": made}
        yield Outputs(None, usage={**usage, "cost": sum(costs)} if costs else usage, of_items=True)

    async def estimate(self, given: ActionInput) -> Mapping[str, Any] | None:
        """What the provider would ask for it, if it is one that can tell. Raises as `execute` does."""
        provider, operation, request = await self._asked(given)
        return await provider.estimate(operation, request) if isinstance(provider, Estimates) else None

    async def _asked(self, given: ActionInput) -> tuple[MediaProvider, str, MediaRequest]:
        config = given.config
        assert isinstance(config, MediaConfig)
        named, operation = named_in(given.name)
        provider = self._providers.media(media_provider(config.provider or named, given))
        operation = config.operation or operation
        if operation not in provider.operations:
            known = ", ".join(sorted(provider.operations))
            raise ActionError(
                "unknown_operation", f"{provider.name} cannot do {operation}; it can do {known}."
            )
        request = _request(config, given)
        if config.images:
            _, pictures = await asked_images(config.images, given.variables, given.read_blob)
            request = replace(request, inputs=pictures)
        key = given.once.key(provider.name, operation, request)
        return provider, operation, replace(request, idempotency_key=key)


def _item(provider: MediaProvider, request: MediaRequest, item: MediaItem) -> Item:
    value: dict[str, Any] = {"seed": item.seed, "width": item.width, "height": item.height}
    # What can be asked of this very item is part of it: buttons at a result read it.
    remote = {"remote_id": item.remote_id, "actions": list(item.actions)} if item.remote_id else {}
    cost = {} if item.cost is None else {"cost": item.cost}
    kind, said = _said(item)
    return Item(
        kind,
        {**value, "prompt": request.prompt, "label": provider.label, **remote, **said},
        data=item.data,
        media_type=item.media_type,
        facts={
            "provider": provider.name,
            "label": provider.label,
            "model": item.model or request.model or "",
            "seed": item.seed,
            "rendered": {"prompt": request.prompt},
            "parameters": dict(request.params),
            "usage": {**item.usage, **cost},
            **item.facts,
        },
    )


def _said(item: MediaItem) -> tuple[Literal["text", "json", "image", "file"], dict[str, Any]]:
    """What kind of result an item is, and a text's words: some models make other things than pictures."""
    if item.media_type.startswith("image/"):
        return "image", {}
    if item.media_type.startswith(("text/", "application/json")) and len(item.data) <= MOST_TEXT:
        kind = "json" if item.media_type.startswith("application/json") else "text"
        return kind, {"text": clean(item.data.decode("utf-8", "replace"))}
    return "file", {}


def _request(config: MediaConfig, given: ActionInput) -> MediaRequest:
    prompt_fields = prompt_field_names(given.schema)
    if config.prompt is None:
        texts = [str(given.values.get(name) or "").strip() for name in prompt_fields]
        prompt = ", ".join(text.rstrip(".,") for text in texts if text)
    else:
        prompt = " ".join(render_part(config.prompt, given.variables).split())
    of = str(render_value(config.of, given.variables) or "") if config.of is not None else ""
    if not prompt and not of:
        raise ActionError(
            "empty_prompt",
            "There is no prompt to make a picture of.",
            hint="Fill in at least one prompt field.",
        )
    field = (made_for(given.schema) or {}).get("model_field")
    model = config.model or (str(given.values.get(field) or "") if field else None) or None
    others = {*prompt_fields, field}
    params = {name: value for name, value in given.values.items() if name not in others}
    params |= {name: render_value(value, given.variables) for name, value in config.params.items()}
    params = {name: value for name, value in params.items() if value is not None}
    count = _whole("count", config.count, 1, 1, MAX_ITEMS)
    by_chance = given.once.seed(prompt, count, params, model, of)
    seed = _whole("seed", chosen_seed(config.seed, given), by_chance, 0, 2**53)
    return MediaRequest(
        prompt=prompt,
        count=count,
        seed=seed,
        params=params,
        model=model,
        of=of,
    )


def _fields_of(given: ActionInput) -> dict[str, str]:
    """The form's fields behind the request's parameters."""
    config = given.config
    assert isinstance(config, MediaConfig)
    asked = {"prompt": config.prompt, "seed": config.seed, "model": config.model, "n": config.count}
    sent = {name: value for name, value in asked.items() if value is not None}
    made_by_provider = (made_for(given.schema) or {}).get("model_field")
    fields = fields_behind({**sent, **config.params}, prompt_field_names(given.schema))
    return fields if config.model or not made_by_provider else {**fields, "model": made_by_provider}


def _whole(name: str, value: Any, default: int, least: int, most: int) -> int:
    if value is None or value == "":
        return default
    try:
        number = int(value)
    except (TypeError, ValueError):
        raise ActionError("bad_input", f"{name} must be a whole number, not {value!r}.") from None
    if not least <= number <= most:
        raise ActionError("bad_input", f"{name} must be from {least} to {most}, not {number}.")
    return number
