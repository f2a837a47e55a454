"""An MCP tool as a form that writes its call."""

import json
from pathlib import Path
from typing import Any

import pytest

from engine.importing.refused import Refused
from engine.templates.sandbox import render_value
from tests.engine.importing.given import TOOL, TOOLS, config_of, form_of, made, written


def test_the_call_is_what_the_protocol_says(tmp_path: Path) -> None:
    draft = made(TOOL)
    loaded = written(draft, tmp_path)
    assert [module.uses for module in loaded.steps[0].modules] == ["form", "export"]
    call, text = (step["template"] for step in config_of(draft)["pipeline"])
    value = render_value(call, {"values": {"query": "a {{ b }}", "limit": None}})
    assert value == {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "tools/call",
        "params": {"name": "find_{{ 7*7 }}", "arguments": {"query": "a {{ b }}"}},
    }
    assert json.loads(render_value(text, {"input": value})["text"]) == value
    assert "no MCP client" in draft.notes[0]


def test_one_tool_of_a_list() -> None:
    assert form_of(made(TOOLS, tool="say")) == {"type": "object"}
    assert made(TOOLS["result"], tool="say").title == "say"
    assert made({"tools": [TOOL]}).title == "find_{{ 7*7 }}"
    with pytest.raises(Refused, match="2 tools") as refused:
        made(TOOLS)
    assert refused.value.details == ("find_{{ 7*7 }}  Finds things.", "say")
    with pytest.raises(Refused, match="no tool") as refused:
        made(TOOLS, tool="sey")
    assert refused.value.hint == "Did you mean say?"
    with pytest.raises(Refused, match="not called 'other'"):
        made(TOOL, tool="other")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"inputSchema": {}}, "no name"),
        ({"name": "a", "inputSchema": []}, "no inputSchema"),
        ({"tools": [3, {}]}, "no tools"),
    ],
)
def test_what_is_no_tool(value: Any, said: str) -> None:
    with pytest.raises(Refused, match=said):
        made(value)


def test_titles_in_order_of_what_they_say() -> None:
    assert made({**TOOL, "title": "Find", "annotations": {"title": "Other"}}).title == "Find"
    assert made({**TOOL, "annotations": {"title": "Other"}}).title == "Other"
