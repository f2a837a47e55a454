"""A ComfyUI graph in API format, filled with what a request asks for.

API format: an object of nodes by id, each `{"class_type": …, "inputs": {…}}`; an input is a
value, or a link `[node id, output]`. An address is `node.input`.
"""

import copy
from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType
from typing import Any

from engine.providers.errors import ProviderError
from engine.providers.media import MediaRequest
from engine.spelling import nearest
from schemas.clean_text import clean_line
from schemas.frozen import frozen
from schemas.json_value import is_object

OPERATIONS = frozenset({"graph", "txt2img"})
SEEDS = ("seed", "noise_seed")
MOST_ITEMS = 64
NO_PICTURES: Mapping[str, str] = MappingProxyType({})

TXT2IMG: Mapping[str, Any] = {
    "1": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": ""}},
    "2": {"class_type": "CLIPTextEncode", "inputs": {"text": "", "clip": ["1", 1]}},
    "3": {"class_type": "CLIPTextEncode", "inputs": {"text": "", "clip": ["1", 1]}},
    "4": {"class_type": "EmptyLatentImage", "inputs": {"width": 1024, "height": 1024, "batch_size": 1}},
    "5": {
        "class_type": "KSampler",
        "inputs": {
            "model": ["1", 0],
            "positive": ["2", 0],
            "negative": ["3", 0],
            "latent_image": ["4", 0],
            "seed": 0,
            "steps": 20,
            "cfg": 7.0,
            "sampler_name": "euler",
            "scheduler": "normal",
            "denoise": 1.0,
        },
    },
    "6": {"class_type": "VAEDecode", "inputs": {"samples": ["5", 0], "vae": ["1", 2]}},
    "7": {"class_type": "SaveImage", "inputs": {"images": ["6", 0], "filename_prefix": "reroll"}},
}
"""The graph that ComfyUI itself opens with."""

TXT2IMG_INPUTS: Mapping[str, str] = {
    "prompt": "2.text",
    "negative_prompt": "3.text",
    "ckpt_name": "1.ckpt_name",
    "width": "4.width",
    "height": "4.height",
    "seed": "5.seed",
    "steps": "5.steps",
    "cfg": "5.cfg",
    "sampler_name": "5.sampler_name",
    "scheduler": "5.scheduler",
}


@frozen
class Filled:
    """A graph that can be sent, the field behind each address, and the seed that it has (0 without one)."""

    graph: Mapping[str, Any]
    fields: Mapping[str, str] = field(default_factory=dict[str, str])
    seed: int = 0

    def field_at(self, node: str, name: str) -> str:
        """What the person calls an input: its field's name, or `KSampler (node 3) steps`."""
        return self.fields.get(f"{node}.{name}") or f"{self.title_of(node)} {name}".strip()

    def title_of(self, node: str) -> str:
        """`KSampler (node 3)`."""
        content = self.graph.get(node)
        kind = content.get("class_type") if is_object(content) else None
        return f"{kind} (node {node})" if isinstance(kind, str) else f"node {node}"


def filled(
    operation: str,
    request: MediaRequest,
    index: int,
    *,
    checkpoint: str = "",
    pictures: Mapping[str, str] = NO_PICTURES,
) -> Filled:
    """The graph for the item at `index` (from 0), whose seed is the request's plus `index`.

    For `graph` the parameters hold the `graph`, the `inputs` (field to address) and a value
    for each field; one without a value leaves what the graph says. A graph none of whose
    seeds is a field gets new ones, or it would be the same picture each time. `pictures` are
    the server's names of uploaded ones, by address.
    Raises `ProviderError("bad_request")`.
    """
    seed = request.seed + index
    if operation == "txt2img":
        params = {**request.params, "prompt": request.prompt, "ckpt_name": checkpoint, "seed": seed}
        return _with(TXT2IMG, TXT2IMG_INPUTS, params, seed, index)
    graph, inputs = request.params.get("graph"), request.params.get("inputs", {})
    if not is_object(graph) or not graph:
        raise ProviderError(
            "bad_request",
            "There is no graph to run.",
            hint='Name one in API format: "params": {"graph": {"$ref": "graph.json"}}.',
        )
    if not is_object(inputs) or not all(isinstance(address, str) for address in inputs.values()):
        raise ProviderError(
            "bad_request", "`inputs` has to say which field stands where.", hint='As {"seed": "3.seed"}.'
        )
    return _with(graph, inputs, request.params, seed, index, pictures)


def weights_of(graph: Mapping[str, Any]) -> dict[str, float]:
    """How much of the work each node is, guessed: a sampler as much as its steps, all others 1."""
    weights: dict[str, float] = {}
    for node, content in graph.items():
        steps = content["inputs"].get("steps")
        weights[node] = float(steps) if isinstance(steps, int) and 0 < steps < 10_000 else 1.0
    return weights


def model_of(graph: Mapping[str, Any]) -> str:
    """The model that the graph loads, as the server calls it; "" of a graph without one."""
    names = (node["inputs"].get(name) for node in graph.values() for name in ("ckpt_name", "unet_name"))
    return next((clean_line(name) for name in names if isinstance(name, str)), "")


def _with(
    graph: Mapping[str, Any],
    inputs: Mapping[str, str],
    values: Mapping[str, Any],
    seed: int,
    index: int,
    pictures: Mapping[str, str] = NO_PICTURES,
) -> Filled:
    content: dict[str, Any] = copy.deepcopy(dict(graph))
    _check(content)
    places = {name: _place(content, address) for name, address in inputs.items()}
    own = [name for name, (_, input_) in places.items() if input_ in SEEDS]
    for name, (node, input_) in places.items():
        value = values.get(name)
        if name in own:
            # The first is the request's; others keep their distance from each other.
            value = seed if name == own[0] or not isinstance(value, int) else value + index
        if value is not None:
            content[node]["inputs"][input_] = value
    for address, named in pictures.items():
        node, input_ = _place(content, address)
        content[node]["inputs"][input_] = named
    any_seed = bool(own)
    if not own:
        for node in content.values():
            for input_ in SEEDS:
                if isinstance(node["inputs"].get(input_), int):
                    node["inputs"][input_] = seed
                    any_seed = True
    return Filled(content, {address: name for name, address in inputs.items()}, seed if any_seed else 0)


def _check(graph: Mapping[str, Any]) -> None:
    for node, content in graph.items():
        if not (
            is_object(content)
            and isinstance(content.get("class_type"), str)
            and is_object(content.get("inputs"))
        ):
            raise ProviderError(
                "bad_request",
                f"{str(node)[:40]!r} is no node of a graph in API format.",
                hint="Export the graph in API format (File, Export (API)).",
            )


def _place(graph: Mapping[str, Any], address: str) -> tuple[str, str]:
    node, _, name = address.rpartition(".")
    if node not in graph:
        known = [f"{each}.{name}" for each in graph]
        close = nearest(address, known)
        raise ProviderError(
            "bad_request",
            f"The graph has no input {address[:60]!r}.",
            hint=f"Did you mean {close}?" if close else "",
        )
    return node, name
