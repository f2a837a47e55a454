import copy
from typing import Any

import pytest

from engine.providers.comfyui.graph import Filled, filled, weights_of
from engine.providers.errors import ProviderError
from engine.providers.media import MediaRequest

GRAPH: dict[str, Any] = {
    "3": {"class_type": "KSampler", "inputs": {"seed": 1, "steps": 20, "model": ["4", 0]}},
    "4": {"class_type": "Loader", "inputs": {"name": "a", "noise_seed": 2}},
}


def fill(index: int = 0, graph: Any = GRAPH, **params: Any) -> Filled:
    request = MediaRequest("a tree", seed=100, params={"graph": graph, **params})
    return filled("graph", request, index)


def test_fields_stand_at_their_addresses() -> None:
    before = copy.deepcopy(GRAPH)
    made = fill(steps=5, name=None, inputs={"steps": "3.steps", "name": "4.name"})
    assert made.graph["3"]["inputs"]["steps"] == 5
    assert made.graph["4"]["inputs"]["name"] == "a"
    assert before == GRAPH


@pytest.mark.parametrize(("index", "seed"), [(0, 100), (2, 102)])
def test_the_seed_is_the_requests(index: int, seed: int) -> None:
    made = fill(index, seed=77, inputs={"seed": "3.seed"})
    assert made.graph["3"]["inputs"]["seed"] == made.seed == seed
    assert made.graph["4"]["inputs"]["noise_seed"] == 2


def test_a_second_seed_keeps_its_own() -> None:
    made = fill(1, seed=100, more=9, inputs={"seed": "3.seed", "more": "4.noise_seed"})
    assert made.graph["4"]["inputs"]["noise_seed"] == 10


def test_seeds_that_are_no_fields_are_new_each_time() -> None:
    made = fill(1)
    assert made.graph["3"]["inputs"]["seed"] == made.graph["4"]["inputs"]["noise_seed"] == made.seed == 101


def test_a_graph_without_a_seed_has_none() -> None:
    assert fill(1, {"1": {"class_type": "EmptyImage", "inputs": {"width": 8}}}).seed == 0


def test_a_linked_seed_stays_a_link() -> None:
    graph = {"1": {"class_type": "X", "inputs": {"seed": ["2", 0]}}}
    assert fill(0, graph).graph["1"]["inputs"]["seed"] == ["2", 0]


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"graph": None}, "no graph"),
        ({"graph": {}}, "no graph"),
        ({"graph": {"1": 5}}, "no node"),
        ({"graph": {"nodes": [], "links": []}}, "no node"),
        ({"graph": {"1": {"class_type": "X", "inputs": []}}}, "no node"),
        ({"graph": GRAPH, "inputs": {"a": "9.steps"}}, "9.steps"),
        ({"graph": GRAPH, "inputs": {"a": 3}}, "inputs"),
        ({"graph": GRAPH, "inputs": "a"}, "inputs"),
    ],
)
def test_what_cannot_be_run(params: dict[str, Any], words: str) -> None:
    with pytest.raises(ProviderError) as caught:
        filled("graph", MediaRequest("x", params=params), 0)
    assert caught.value.code == "bad_request"
    assert words in caught.value.message


def test_the_plain_graph() -> None:
    request = MediaRequest("a tree", seed=7, params={"negative_prompt": "fog", "steps": 4, "other": 1})
    made = filled("txt2img", request, 1, checkpoint="dream.safetensors")
    inputs = {node: content["inputs"] for node, content in made.graph.items()}
    assert (inputs["2"]["text"], inputs["3"]["text"]) == ("a tree", "fog")
    assert inputs["1"]["ckpt_name"] == "dream.safetensors"
    assert (inputs["5"]["seed"], inputs["5"]["steps"], inputs["5"]["cfg"]) == (8, 4, 7.0)
    assert made.field_at("5", "steps") == "steps"
    assert made.field_at("5", "denoise") == "KSampler (node 5) denoise"


def test_a_sampler_is_most_of_the_work() -> None:
    assert weights_of(GRAPH) == {"3": 20.0, "4": 1.0}
