"""ComfyUI graphs and the inputs chosen from them."""

import copy
from pathlib import Path
from typing import Any

import pytest

from engine.importing.comfyui import GRAPH as FILE
from engine.importing.refused import Refused
from engine.templates.sandbox import render_value
from tests.engine.importing.given import GRAPH, config_of, form_of, made, sent, written


def test_the_inputs_that_people_change(tmp_path: Path) -> None:
    draft = made(GRAPH)
    loaded = written(draft, tmp_path)
    (action,) = loaded.steps[0].modules[0].sub_actions
    assert action.action_type == "media.comfyui.graph"
    assert config_of(draft)["params"]["inputs"] == {
        "prompt": "7.text",
        "negative_prompt": "6.text",
        "seed": "3.seed",
        "steps": "3.steps",
        "width": "5.width",
        "height": "5.height",
        "cfg": "3.cfg",
        "denoise": "3.denoise",
        "ckpt_name": "4.ckpt_name",
        "sampler_name": "3.sampler_name",
    }
    form = form_of(draft)["properties"]
    assert form["prompt"]["default"] == "a {red|blue} boat {{ 1 }}"
    assert form["denoise"] == {
        "type": "number",
        "title": "Denoise",
        "minimum": 0,
        "maximum": 1,
        "default": 1.0,
        "_ux": {"width": "third"},
    }
    assert "default" not in form["seed"]


def test_the_graph_is_sent_as_it_was(tmp_path: Path) -> None:
    draft = made(GRAPH)
    loaded = written(draft, tmp_path)
    config = loaded.steps[0].modules[0].sub_actions[0].config
    assert render_value(config["params"]["graph"], {}) == GRAPH
    assert render_value(draft.files[FILE], {}) == GRAPH
    values = dict.fromkeys(form_of(draft)["properties"])
    config = sent(draft, **{**values, "prompt": "{{ x }}", "seed": 7})
    assert (config["seed"], config["prompt"], config["params"]["prompt"]) == (7, "{{ x }}", "{{ x }}")


def test_a_person_chooses_inputs() -> None:
    draft = made(GRAPH, inputs=("9.filename_prefix", "7.text", "7.text", "3.seed"))
    assert config_of(draft)["params"]["inputs"] == {
        "filename_prefix": "9.filename_prefix",
        "prompt": "7.text",
        "seed": "3.seed",
    }
    with pytest.raises(Refused, match=r"no input '3\.sed'") as refused:
        made(GRAPH, inputs=("3.sed",))
    assert refused.value.hint == "Did you mean 3.seed?"
    with pytest.raises(Refused, match=r"no input '3\.positive'"):
        made(GRAPH, inputs=("3.positive",))


def test_two_inputs_of_one_name_are_told_apart() -> None:
    graph = copy.deepcopy(GRAPH)
    graph["11"] = {"class_type": "LoraLoader", "inputs": {"ckpt_name": "other", "strength_model": 1}}
    form = form_of(made(graph))["properties"]
    assert form["ckpt_name_2"]["title"] == "Checkpoint (LoraLoader)"


def test_values_beyond_what_is_usual_are_kept() -> None:
    graph = copy.deepcopy(GRAPH)
    graph["3"]["inputs"] |= {"denoise": 1.5, "seed": 2**64 - 1, "steps": 0}
    form = form_of(made(graph))["properties"]
    assert "maximum" not in form["denoise"]
    assert form["steps"]["default"] == 0
    assert "minimum" not in form["steps"]


def test_what_a_request_wraps_is_taken() -> None:
    assert made({"prompt": GRAPH, "client_id": "x"}).files[FILE] == made(GRAPH).files[FILE]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"nodes": [], "links": [], "version": 0.4}, "editor"),
        ({}, "no nodes"),
        ({"1": {"class_type": "X", "inputs": {}}}, "worth a field"),
        ({**GRAPH, "extra": 1}, "'extra' is no node"),
        ({str(n): {"class_type": "X", "inputs": {}} for n in range(2001)}, "more than 2,000"),
    ],
)
def test_what_is_no_graph(value: Any, said: str) -> None:
    with pytest.raises(Refused, match=said):
        made(value, "comfyui")


def test_links_in_circles_end() -> None:
    graph = copy.deepcopy(GRAPH)
    graph["10"]["inputs"]["conditioning"] = ["10", 0]
    assert config_of(made(graph))["params"]["inputs"]["prompt"] == "7.text"
