"""A ComfyUI graph in API format as a form of the inputs that a person wants.

API format: an object of nodes by id, each `{"class_type": …, "inputs": {…}}`; an input is a
value, or a link `[node id, output]`.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine.importing.comfyui_inputs import Input, input_at, worth_a_field
from engine.importing.draft import FORM, Draft, Wishes, line, page, results
from engine.importing.provider_config import COMFYUI, comfyui_config
from engine.importing.refused import Refused
from engine.importing.source import is_graph_of_the_editor
from engine.importing.template_text import literals
from schemas.json_value import is_object

GRAPH = "graph.json"
MAX_NODES = 2_000
MAX_FIELDS = 200


def comfyui_draft(value: Mapping[str, Any], wishes: Wishes) -> Draft:
    """The workflow for a graph. Raises `Refused`."""
    graph = _graph(value)
    if wishes.inputs:
        found = [input_at(graph, wanted) for wanted in dict.fromkeys(wishes.inputs)]
    else:
        found = worth_a_field(graph)
    if not found:
        raise Refused(
            "no input of the graph looks worth a field", "Name some: --input NODE.INPUT, such as 3.seed."
        )
    fields = _named(found[:MAX_FIELDS])
    prompt = next((name for name, each in fields.items() if each.role == "prompt"), None)
    title = wishes.name.replace("_", " ").replace("-", " ").strip().capitalize() or wishes.name
    form = {
        "type": "object",
        "properties": {name: each.schema for name, each in fields.items()},
        "required": [] if prompt is None else [prompt],
    }
    generate = {
        "id": "generate",
        "label": "Generate",
        "shortcut": "g",
        "primary": True,
        "loading_label": "Generating",
        "action_type": COMFYUI,
        "execution_mode": "async",
        "config": comfyui_config(GRAPH, fields, prompt, title),
        "result_mapping": {"target_path": "results", "merge_mode": "append"},
    }
    shown = results(title="Pictures", empty="No pictures yet. Press g to generate.", as_grid=True)
    left = len(found) - len(fields)
    return Draft(
        title=title,
        about=f"A ComfyUI graph of {len(graph)} nodes, with {len(fields)} of its inputs as a form.",
        step="1_generate",
        modules=[page(title, "", shown, [generate])],
        files={FORM: form, GRAPH: literals(graph)},
        notes=(
            "It needs a provider called comfyui: `reroll providers` lists those you have.",
            *((f"It leaves out {left} more inputs; choose with --input NODE.INPUT.",) if left else ()),
        ),
    )


def _graph(value: Mapping[str, Any]) -> Mapping[str, Any]:
    if is_graph_of_the_editor(value):
        raise Refused(
            "this graph is in the format of ComfyUI's editor", "Export it in API format (File, Export (API))."
        )
    inner = value.get("prompt")
    holder = inner if is_object(inner) and "class_type" not in inner else value
    graph = {
        name: node
        for name, node in holder.items()
        if is_object(node) and isinstance(node.get("class_type"), str) and is_object(node.get("inputs"))
    }
    if not graph:
        raise Refused("the file holds no nodes", 'Each should look like {"class_type": …, "inputs": {…}}.')
    strangers = [name for name in holder if name not in graph]
    if strangers:
        raise Refused(
            f"{line(strangers[0])!r} is no node of a graph", "Export the graph in API format again."
        )
    if len(graph) > MAX_NODES:
        raise Refused(f"the graph has more than {MAX_NODES:,} nodes")
    return graph


def _named(inputs: list[Input]) -> dict[str, Input]:
    """Each input under the name of its field, which is counted where two would be the same."""
    named: dict[str, Input] = {}
    for each in inputs:
        name, number = each.field, 1
        while name in named:
            number += 1
            name = f"{each.field}_{number}"
        if number > 1:
            title = line(f"{each.schema['title']} ({each.node_title})")
            named[name] = replace(each, schema={**each.schema, "title": title})
        else:
            named[name] = each
    return named
