"""A workflow that is not yet on disk, and the parts that all of them share."""

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from schemas.clean_text import clean, clean_line
from schemas.frozen import frozen

FORM = "schemas/form.json"
"""Where a draft's form stands in its folder."""

_LONGEST_TITLE = 80
_LONGEST_TEXT = 2000


@frozen
class Draft:
    """What a folder will hold: one step of `modules`, and `files` by their path in the folder.

    A file is JSON, or text if it is a `str`. `about` says in a line what the workflow does,
    `notes` what a person has to know or do before it works. `sends_secrets` is true of one that
    has to be trusted with environment variables.
    """

    title: str
    about: str
    step: str
    modules: list[dict[str, Any]]
    files: Mapping[str, Any]
    notes: tuple[str, ...] = ()
    description: str = ""
    sends_secrets: bool = False


@frozen
class Wishes:
    """What the person asked for beside the file: each source reads what concerns it.

    `name` is the workflow's id. `operation` is OpenAPI's, `tool` MCP's, `model` Replicate's,
    `inputs` are ComfyUI's as `node.input`; `server` is a base URL to use instead of the file's.
    """

    name: str
    operation: str | None = None
    tool: str | None = None
    model: str | None = None
    server: str | None = None
    inputs: tuple[str, ...] = field(default=())


def line(value: Any, otherwise: str = "") -> str:
    """One line of a stranger's text, not too long; `otherwise` if there is none."""
    text = " ".join(clean_line(value).split()) if isinstance(value, str) else ""
    return (text[: _LONGEST_TITLE - 1] + "…" if len(text) > _LONGEST_TITLE else text) or otherwise


def prose(value: Any) -> str:
    """A stranger's text of several lines, not too long; "" if there is none."""
    text = clean(value).strip() if isinstance(value, str) else ""
    return text[:_LONGEST_TEXT] + "…" if len(text) > _LONGEST_TEXT else text


def results(*, title: str, empty: str, as_grid: bool = False) -> dict[str, Any]:
    """A `result_display_schema` for results whose properties are not known: all of them are shown."""
    ux = {
        "render_as": "grid" if as_grid else "list",
        "selectable": True,
        "selection_mode": "single",
        "source": "results",
        "title": title,
        "empty": empty,
    }
    return {"type": "array", "_ux": ux, "items": {"type": "object"}}


def page(
    title: str, description: str, shown: dict[str, Any], sub_actions: list[dict[str, Any]]
) -> dict[str, Any]:
    """The module with the form, its sub-actions and its results."""
    return {
        "id": "compose",
        "uses": "form",
        "title": title,
        **({"description": description} if description else {}),
        "inputs": {"results": []},
        "input_schema": {"$ref": FORM},
        "result_display_schema": shown,
        "sub_actions": sub_actions,
        "outputs": {"values": "{{ response['values'] }}", "result": "{{ response.selected }}"},
    }
