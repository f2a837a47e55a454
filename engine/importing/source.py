"""Reads the file of `--from`, and tells what kind of file it is."""

import sys
from pathlib import Path
from typing import Any, Literal

from engine.documents.problems import DocumentErrors
from engine.documents.read import YAML_ENDINGS, read_value
from engine.importing.refused import Refused
from schemas.clean_text import clean_line
from schemas.json_value import is_object

Kind = Literal["openapi", "cog", "replicate", "mcp", "comfyui"]
KINDS: tuple[Kind, ...] = ("openapi", "cog", "replicate", "mcp", "comfyui")

MAX_BYTES = 16 * 1024 * 1024
_KINDS_IN_WORDS = (
    "an OpenAPI 3 document, a Cog or Replicate schema, an MCP tool, or a ComfyUI graph in API format"
)


def read_source(name: str) -> Any:
    """The value in a JSON or YAML file; `-` is standard input. Raises `Refused`."""
    file = Path("standard input") if name == "-" else Path(name).expanduser()
    try:
        if name == "-":
            data = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with file.open("rb") as stream:
                data = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or str(error)
        raise Refused(f"{name} cannot be read: {reason}") from None
    if len(data) > MAX_BYTES:
        raise Refused(f"{name} is larger than {MAX_BYTES // 1024 // 1024} MiB")
    looks_like_json = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")
    if name == "-" and not looks_like_json:
        file = file.with_suffix(".yaml")
    elif file.suffix.lower() not in YAML_ENDINGS:
        file = file.with_suffix(".json") if looks_like_json else file
    try:
        return read_value(data, file)
    except DocumentErrors as error:
        first = error.problems[0]
        where = f" ({first.pointer})" if first.pointer else ""
        raise Refused(f"{name} {clean_line(first.message)[:200]}{where}") from None


def kind_of_source(value: Any) -> Kind:
    """What a file is, by what is in it. Raises `Refused`."""
    if not is_object(value):
        raise Refused("the file holds no JSON object", f"It should be {_KINDS_IN_WORDS}.")
    if "openapi_schema" in value or "latest_version" in value:
        return "replicate"
    if "openapi" in value or "swagger" in value:
        return "cog" if _is_cog(value) else "openapi"
    if is_graph_of_the_editor(value):
        return "comfyui"
    if (
        "inputSchema" in value
        or "tools" in value
        or (is_object(result := value.get("result")) and "tools" in result)
    ):
        return "mcp"
    if any(is_object(node) and "class_type" in node for node in value.values()):
        return "comfyui"
    prompt = value.get("prompt")
    if is_object(prompt) and any(is_object(node) and "class_type" in node for node in prompt.values()):
        return "comfyui"
    raise Refused(
        "the file is nothing that a workflow can be made of",
        f"It should be {_KINDS_IN_WORDS}; --kind says which.",
    )


def is_graph_of_the_editor(value: Any) -> bool:
    """Whether this is a ComfyUI graph as its editor saves it."""
    return is_object(value) and isinstance(value.get("nodes"), list) and "links" in value


def _is_cog(value: Any) -> bool:
    """Cog's documents name their input and output, and have one path for predictions."""
    components = value.get("components")
    named = components.get("schemas") if is_object(components) else None
    paths = value.get("paths")
    return is_object(named) and "Input" in named and is_object(paths) and "/predictions" in paths
