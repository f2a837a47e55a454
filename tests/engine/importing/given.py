"""Files of each kind, and what becomes of them."""

from pathlib import Path
from typing import Any

from engine.actions.builtin import builtin_registry
from engine.documents.loaded import LoadedWorkflow
from engine.documents.loader import load
from engine.importing.draft import FORM, Draft, Wishes
from engine.importing.folder import write_draft
from engine.importing.made import draft_of
from engine.importing.source import Kind
from engine.templates.sandbox import render_value

NOTE: dict[str, Any] = {
    "type": "object",
    "required": ["id", "text"],
    "properties": {
        "id": {"type": "string", "readOnly": True},
        "text": {"type": "string", "maxLength": 500, "example": "twice"},
        "stars": {"type": "integer", "minimum": 0, "exclusiveMinimum": True, "nullable": True},
        "replies": {"type": "array", "items": {"$ref": "#/components/schemas/Note"}},
    },
}
SHELF: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "Book shelf", "version": "1"},
    "servers": [
        {"url": "https://{region}.shelf.example/v2/", "variables": {"region": {"default": "eu"}}},
    ],
    "security": [{"token": []}],
    "paths": {
        "/books": {
            "get": {
                "operationId": "listBooks",
                "summary": "List books",
                "parameters": [
                    {"name": "tag", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}},
                    {"name": "limit", "in": "query", "schema": {"type": "integer", "default": 10}},
                    {"name": "X-Trace", "in": "header", "schema": {"type": "string"}},
                    {"name": "session", "in": "cookie", "schema": {"type": "string"}},
                ],
                "responses": {
                    "200": {
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "array",
                                    "items": {"$ref": "#/components/schemas/Note"},
                                }
                            }
                        }
                    }
                },
            }
        },
        "/books/{book id}/notes": {
            "parameters": [{"$ref": "#/components/parameters/Book"}],
            "post": {
                "operationId": "addNote",
                "summary": "Add a note",
                "description": "With {{ state.secret }}",
                "parameters": [
                    {
                        "name": "X-Dry-Run",
                        "in": "header",
                        "required": True,
                        "schema": {"type": "boolean", "default": True},
                    },
                    {"name": "filter", "in": "query", "schema": {"type": "object"}},
                ],
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Note"}}},
                },
                "responses": {"201": {"content": {"text/plain": {}}}},
            },
            "put": {
                "requestBody": {
                    "content": {
                        "application/x-www-form-urlencoded": {
                            "schema": {"type": "object", "properties": {"a": {"type": "string"}}}
                        }
                    }
                },
                "responses": {"204": {"description": "done"}},
                "security": [{}],
            },
        },
        "/cover": {"get": {"operationId": "cover", "responses": {"2XX": {"content": {"image/png": {}}}}}},
        "/scan": {
            "post": {
                "operationId": "scan",
                "requestBody": {"required": True, "content": {"multipart/form-data": {}}},
            }
        },
    },
    "components": {
        "parameters": {
            "Book": {"name": "book id", "in": "path", "required": True, "schema": {"type": "string"}}
        },
        "securitySchemes": {
            "token": {"type": "http", "scheme": "bearer"},
            "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
            "in_query": {"type": "apiKey", "in": "query", "name": "key"},
        },
        "schemas": {"Note": NOTE},
    },
}
COG: dict[str, Any] = {
    "openapi": "3.0.2",
    "info": {"title": "Cog", "version": "0.1.0"},
    "paths": {"/predictions": {"post": {}}},
    "components": {
        "schemas": {
            "style": {"type": "string", "enum": ["ink", "oil"], "title": "style"},
            "Input": {
                "title": "Input",
                "type": "object",
                "required": ["prompt"],
                "properties": {
                    "seed": {"type": "integer", "x-order": 2},
                    "style": {
                        "allOf": [{"$ref": "#/components/schemas/style"}],
                        "default": "ink",
                        "x-order": 1,
                    },
                    "prompt": {"type": "string", "x-order": 0},
                },
            },
        }
    },
}
MODEL: dict[str, Any] = {
    "owner": "someone",
    "name": "painter",
    "description": "Paints.",
    "latest_version": {"id": "5c7d" * 16, "openapi_schema": COG},
}
TOOL: dict[str, Any] = {
    "name": "find_{{ 7*7 }}",
    "description": "Finds things.",
    "inputSchema": {
        "type": "object",
        "properties": {"query": {"type": "string"}, "limit": {"type": "integer", "default": 5}},
        "required": ["query"],
    },
}
TOOLS: dict[str, Any] = {
    "jsonrpc": "2.0",
    "id": 1,
    "result": {"tools": [TOOL, {"name": "say", "inputSchema": {"type": "object"}}]},
}
GRAPH: dict[str, Any] = {
    "3": {
        "class_type": "KSampler",
        "inputs": {
            "seed": 42,
            "steps": 20,
            "cfg": 7.5,
            "sampler_name": "euler",
            "denoise": 1.0,
            "positive": ["10", 0],
            "negative": ["6", 0],
        },
    },
    "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "model.safetensors"}},
    "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 512, "height": 512}},
    "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "blurry", "clip": ["4", 1]}},
    "7": {
        "class_type": "CLIPTextEncode",
        "_meta": {"title": "What to paint"},
        "inputs": {"text": "a {red|blue} boat {{ 1 }}", "clip": ["4", 1]},
    },
    "9": {"class_type": "SaveImage", "inputs": {"filename_prefix": "out", "images": ["3", 0]}},
    "10": {"class_type": "ConditioningZeroOut", "inputs": {"conditioning": ["7", 0]}},
}


def made(value: Any, kind: Kind | None = None, **wishes: Any) -> Draft:
    """The draft for a file, under the name `sample`."""
    return draft_of(value, kind, Wishes(name="sample", **wishes))


def form_of(draft: Draft) -> dict[str, Any]:
    """The draft's form."""
    return draft.files[FORM]


def config_of(draft: Draft) -> dict[str, Any]:
    """The config of the draft's one sub-action."""
    return draft.modules[0]["sub_actions"][0]["config"]


def sent(draft: Draft, **values: Any) -> dict[str, Any]:
    """What the sub-action's config becomes with these values in the form."""
    return render_value(config_of(draft), {"values": values})


def written(draft: Draft, into: Path) -> LoadedWorkflow:
    """The draft as a folder, loaded; it has no warnings."""
    write_draft(draft, "sample", into, "reroll new sample")
    loaded = load(into / "sample", builtin_registry())
    assert loaded.warnings == ()
    return loaded
