"""An MCP tool as a form that makes the tool's call; Reroll is no MCP client and does not send it."""

from collections.abc import Mapping
from typing import Any

from engine.importing.draft import FORM, Draft, Wishes, line, page, prose, results
from engine.importing.form_schema import FormSchemas
from engine.importing.refused import Refused
from engine.importing.template_text import FILLED, literal
from engine.spelling import nearest
from schemas.clean_text import clean_line
from schemas.json_value import is_list, is_object

_LISTED = 200


def mcp_draft(value: Mapping[str, Any], wishes: Wishes) -> Draft:
    """The workflow for one tool. Raises `Refused`, with the tools where none was chosen."""
    tool = _tool(value, wishes.tool)
    name = tool.get("name")
    if not isinstance(name, str) or not name:
        raise Refused("the tool has no name", 'It should look like {"name": …, "inputSchema": …}.')
    schema = tool.get("inputSchema")
    if not is_object(schema):
        raise Refused(f"the tool {line(name)} has no inputSchema", "It should be a JSON Schema.")
    annotations = tool.get("annotations")
    hinted = annotations.get("title") if is_object(annotations) else None
    title = line(tool.get("title")) or line(hinted) or line(name, "Tool")
    schemas = FormSchemas(schema)
    form = schemas.form(schema)
    call = {
        "id": "call",
        "label": "Make the call",
        "shortcut": "m",
        "primary": True,
        "description": "Write the tool's call as JSON, to be copied or exported",
        "action_type": "transform",
        "config": {
            "pipeline": [
                {
                    "template": {
                        "jsonrpc": "2.0",
                        "id": 1,
                        "method": "tools/call",
                        "params": {"name": literal(name), "arguments": "{{ " + FILLED + " }}"},
                    }
                },
                {"template": {"text": "{{ input | json }}"}},
            ]
        },
        "result_mapping": {"target_path": "results", "merge_mode": "append"},
    }
    shown = results(title="Calls", empty="No calls yet. Press m to make one.")
    shown["_ux"]["required"] = True
    shown["items"]["properties"] = {"text": {"type": "string", "title": "Call"}}
    compose = page(title, prose(tool.get("description")), shown, [call])
    compose["continue_label"] = "Export this call"
    export = {
        "id": "export",
        "uses": "export",
        "title": "Export",
        "inputs": {"files": [{"name": "call.json", "text": "{{ state.result.text }}"}]},
    }
    return Draft(
        title=title,
        about=f"The call of the MCP tool {line(name)} as JSON.",
        step="1_call",
        modules=[compose, export],
        files={FORM: form},
        notes=(
            "Reroll is no MCP client: it writes the call as JSON (copy it with y, or continue to export it).",
            *schemas.notes,
        ),
    )


def _tool(value: Mapping[str, Any], wanted: str | None) -> Mapping[str, Any]:
    result = value.get("result")
    holder = result if is_object(result) else value
    listed = holder.get("tools")
    if not is_list(listed):
        if wanted is not None and value.get("name") != wanted:
            raise Refused(f"the file holds one tool, which is not called {wanted[:80]!r}")
        return value
    tools = [tool for tool in listed if is_object(tool) and isinstance(tool.get("name"), str)]
    named = {str(tool["name"]): tool for tool in tools}
    if not named:
        raise Refused("the file lists no tools", 'Each should look like {"name": …, "inputSchema": …}.')
    if wanted in named:
        return named[wanted]
    if wanted is None and len(named) == 1:
        return tools[0]
    rows = tuple(
        f"{clean_line(name)}  {line(tool.get('description'))}".rstrip() for name, tool in named.items()
    )
    rows = (*rows[:_LISTED], f"and {len(rows) - _LISTED} more") if len(rows) > _LISTED else rows
    if wanted is None:
        raise Refused(f"the file has {len(named)} tools: choose one", "Add --tool NAME to the command.", rows)
    close = nearest(wanted, named)
    hint = f"Did you mean {line(close)}?" if close else "These are there:"
    raise Refused(f"there is no tool {wanted[:80]!r}", hint, () if close else rows)
