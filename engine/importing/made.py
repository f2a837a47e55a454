"""From the file of `--from`, or from nothing, to a draft."""

from typing import Any

from engine.importing.comfyui import comfyui_draft
from engine.importing.draft import Draft, Wishes
from engine.importing.mcp import mcp_draft
from engine.importing.openapi import openapi_draft
from engine.importing.refused import Refused
from engine.importing.replicate import cog_draft, replicate_draft
from engine.importing.source import Kind, kind_of_source
from schemas.json_value import is_object

_MAKERS = {
    "openapi": openapi_draft,
    "cog": cog_draft,
    "replicate": replicate_draft,
    "mcp": mcp_draft,
    "comfyui": comfyui_draft,
}


def draft_of(value: Any, kind: Kind | None, wishes: Wishes) -> Draft:
    """The draft for any JSON value, of a kind that is guessed if it is not given. Raises `Refused`."""
    if not is_object(value):
        raise Refused("the file holds no JSON object", "It should be an object at the top.")
    return _MAKERS[kind or kind_of_source(value)](value, wishes)
