"""Which inputs of a ComfyUI graph a person wants in a form, and as what fields."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from engine.importing.draft import line
from engine.importing.refused import Refused
from engine.spelling import nearest
from schemas.frozen import frozen
from schemas.json_value import is_list, is_object

_TEXTS = ("text", "text_g", "text_l", "clip_l", "t5xxl", "prompt", "positive", "negative", "string")
_SEEDS = ("seed", "noise_seed")
_LARGEST_SEED = 2**53
"""The largest that `media` takes; ComfyUI takes larger ones."""

_WHOLE: Mapping[str, dict[str, Any]] = {
    "steps": {"title": "Steps", "minimum": 1},
    "width": {"title": "Width", "minimum": 1},
    "height": {"title": "Height", "minimum": 1},
    "batch_size": {"title": "How many", "minimum": 1},
}
_NUMBERS: Mapping[str, dict[str, Any]] = {
    "cfg": {"title": "Guidance", "minimum": 0},
    "guidance": {"title": "Guidance", "minimum": 0},
    "denoise": {"title": "Denoise", "minimum": 0, "maximum": 1},
    "strength": {"title": "Strength"},
    "strength_model": {"title": "Strength of the model"},
    "strength_clip": {"title": "Strength of the text"},
}
_NAMES: Mapping[str, str] = {
    "ckpt_name": "Checkpoint",
    "unet_name": "Model",
    "lora_name": "LoRA",
    "vae_name": "VAE",
    "control_net_name": "ControlNet",
    "sampler_name": "Sampler",
    "scheduler": "Scheduler",
    "image": "Picture on the server",
}
_ORDER = (*_TEXTS, *_SEEDS, *_WHOLE, *_NUMBERS, *_NAMES)


@frozen
class Input:
    """An input at `address` (`node.input`), the name and schema of its field.

    `role` is `prompt` for what says what to make, `negative` for what not to, `seed`, or "".
    """

    address: str
    field: str
    schema: dict[str, Any]
    role: str
    node_title: str


def worth_a_field(graph: Mapping[str, Any]) -> list[Input]:
    """The inputs that people change: texts first, then seeds, steps and sizes, then names of models."""
    roles = _roles(graph)
    found = [
        _input(graph, node, name, roles) for node, name, value in _values(graph) if _is_worth_it(name, value)
    ]
    ranks = {"prompt": 0, "negative": 1}
    return sorted(
        found, key=lambda each: (ranks.get(each.role, 2), _ORDER.index(each.address.rpartition(".")[2]))
    )


def input_at(graph: Mapping[str, Any], address: str) -> Input:
    """The input that a person named as `node.input`. Raises `Refused`."""
    known = {f"{node}.{name}": (node, name) for node, name, _ in _values(graph)}
    if address not in known:
        close = nearest(address, known)
        hint = f"Did you mean {line(close)}?" if close else f"There are {line(', '.join(known), 'none')}."
        raise Refused(f"the graph has no input {address[:80]!r} that holds a value", hint)
    return _input(graph, *known[address], _roles(graph))


def _values(graph: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Node, input and value of every input that is no link."""
    for node, content in graph.items():
        for name, value in content["inputs"].items():
            if isinstance(value, str | int | float):
                yield node, name, value


def _is_worth_it(name: str, value: Any) -> bool:
    if isinstance(value, bool):
        return False
    if isinstance(value, str):
        return name in _TEXTS or name in _NAMES
    return _is_seed(name, value) or (name in _WHOLE and isinstance(value, int)) or name in _NUMBERS


def _input(graph: Mapping[str, Any], node: str, name: str, roles: Mapping[str, str]) -> Input:
    content = graph[node]
    value = content["inputs"][name]
    meta = content.get("_meta")
    node_title = line(meta.get("title") if is_object(meta) else None) or line(content["class_type"], node)
    is_text = isinstance(value, str) and (name in _TEXTS or "\n" in value)
    role = roles.get(node, "") if name in _TEXTS and is_text else ""
    role = "seed" if _is_seed(name, value) else role
    field = {"prompt": "prompt", "negative": "negative_prompt"}.get(role, "") or _field_name(name)
    return Input(f"{node}.{name}", field, _schema(name, value, role, node_title), role, node_title)


def _schema(name: str, value: Any, role: str, node_title: str) -> dict[str, Any]:
    title = {"prompt": "Prompt", "negative": "Not in the picture"}.get(role, "")
    if isinstance(value, bool):
        return {"type": "boolean", "title": line(name, "Value"), "default": value}
    if isinstance(value, str):
        if name in _TEXTS or "\n" in value:
            ux = {"input_type": "textarea", "rows": 4 if role == "prompt" else 2}
            return {"type": "string", "title": title or node_title, "default": value, "_ux": ux}
        return {"type": "string", "title": _NAMES.get(name) or line(name, "Value"), "default": value}
    if _is_seed(name, value):
        # Without a default: who fills nothing in wants another picture each time.
        hints = {"width": "third", "placeholder": "a new one each time"}
        return {"type": "integer", "title": "Seed", "minimum": 0, "maximum": _LARGEST_SEED, "_ux": hints}
    if name in _WHOLE and isinstance(value, int):
        shape: dict[str, Any] = {"type": "integer", **_WHOLE[name], "default": value}
    else:
        kind = "integer" if isinstance(value, int) and name not in _NUMBERS else "number"
        shape = {"type": kind, "title": line(name, "Value"), **_NUMBERS.get(name, {}), "default": value}
    if shape.get("minimum", value) <= value <= shape.get("maximum", value):
        return {**shape, "_ux": {"width": "third"}}
    # The graph knows better than a table what its node takes.
    open_ended = {key: each for key, each in shape.items() if key not in ("minimum", "maximum")}
    return {**open_ended, "_ux": {"width": "third"}}


def _is_seed(name: str, value: Any) -> bool:
    return name in _SEEDS and isinstance(value, int) and not isinstance(value, bool)


def _roles(graph: Mapping[str, Any]) -> dict[str, str]:
    """Which nodes say what to make and what not to, by what is linked to a sampler's two inputs.

    Without samplers that say so, the first node with a text is the prompt.
    """
    roles: dict[str, str] = {}
    for role, name in (("negative", "negative"), ("prompt", "positive"), ("prompt", "conditioning")):
        for content in graph.values():
            for node in _texts_behind(graph, content["inputs"].get(name)):
                if role == "prompt" or node not in roles:
                    roles[node] = role
    if "prompt" not in roles.values():
        with_text = (
            node for node, name, value in _values(graph) if name in _TEXTS and isinstance(value, str)
        )
        first = next((node for node in with_text if node not in roles), None)
        roles |= {first: "prompt"} if first is not None else {}
    return roles


def _texts_behind(graph: Mapping[str, Any], link: Any) -> list[str]:
    """The nodes with texts that a link leads to, also through nodes in between."""
    found: list[str] = []
    seen: set[str] = set()
    waiting = [link]
    while waiting:
        link = waiting.pop()
        node = str(link[0]) if is_list(link) and len(link) == 2 else ""
        if node not in graph or node in seen:
            continue
        seen.add(node)
        inputs = graph[node]["inputs"]
        if any(isinstance(inputs.get(name), str) for name in _TEXTS):
            found.append(node)
        else:
            waiting += [value for value in inputs.values() if is_list(value)]
    return found


def _field_name(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_]+", "_", name)[:60] or "value"
