from typing import Any

import pytest

from engine.providers.errors import ProviderError
from engine.providers.media import MediaRequest
from engine.providers.picture import Picture
from engine.providers.replicate.input_form import input_form
from engine.providers.replicate.model_name import ModelName, is_model_name, model_name
from engine.providers.replicate.request_input import shares_of
from tests.servers.replicate_server import INPUT

FIELDS: dict[str, Any] = {"prompt": {}, "seed": {"maximum": 99}, "num_outputs": {"maximum": 4}}


def inputs(request: MediaRequest, fields: Any) -> list[dict[str, Any]]:
    return [share.input for share in shares_of(request, fields)]


def test_several_outputs_at_once_as_far_as_the_model_goes() -> None:
    shares = shares_of(MediaRequest("a tree", count=6, seed=10), FIELDS)
    assert [share.input for share in shares] == [
        {"prompt": "a tree", "num_outputs": 4, "seed": 10},
        {"prompt": "a tree", "num_outputs": 2, "seed": 14},
    ]
    assert [(share.count, share.seed) for share in shares] == [(4, 10), (2, 14)]


def test_a_model_without_seeds_and_counts() -> None:
    shares = shares_of(MediaRequest("a tree", count=2, seed=10), {"text": {}})
    assert [share.input for share in shares] == [{"text": "a tree"}] * 2
    assert [share.seed for share in shares] == [None, None]


def test_what_the_model_does_not_know_is_not_sent() -> None:
    request = MediaRequest("a tree", params={"stylization": 3, "prompt": "mine", "seed": 7})
    assert inputs(request, {"prompt": {}, "seed": {}}) == [{"prompt": "mine", "seed": 7}]


def test_nothing_known_of_the_model() -> None:
    request = MediaRequest("a tree", seed=3, params={"steps": 4, "nothing": None})
    assert inputs(request, None) == [{"steps": 4, "prompt": "a tree"}]


def test_a_seed_larger_than_the_model_takes() -> None:
    assert inputs(MediaRequest("a", seed=1234), FIELDS)[0]["seed"] == 34


def test_pictures_go_to_the_fields_that_take_them() -> None:
    request = MediaRequest("a", inputs=(Picture(b"1"), Picture(b"2")), params={"mask": "x"})
    fields = {
        "prompt": {},
        "mask": {"format": "uri"},
        "control": {"format": "uri"},
        "image": {"format": "uri"},
    }
    (made,) = inputs(request, fields)
    assert made == {
        "mask": "x",
        "prompt": "a",
        "image": Picture(b"1").data_url,
        "control": Picture(b"2").data_url,
    }


def test_a_form_out_of_the_models_schema() -> None:
    openapi = {"components": {"schemas": {"Input": INPUT, "scheduler": {"enum": ["DDIM"], "type": "string"}}}}
    form = input_form(openapi)
    assert form is not None
    assert list(form["properties"]) == ["prompt", "scheduler", "seed"]
    scheduler = form["properties"]["scheduler"]
    assert {"enum": ["DDIM"], "type": "string", "default": "DDIM"}.items() <= scheduler.items()
    assert "$ref" not in str(form)


@pytest.mark.parametrize("openapi", [None, [], {"components": 3}, {"components": {"schemas": {"Input": 1}}}])
def test_no_form(openapi: Any) -> None:
    assert input_form(openapi) is None


def test_a_schema_that_leads_to_itself() -> None:
    loop = {"properties": {"a": {"$ref": "#/components/schemas/Input"}}}
    assert input_form({"components": {"schemas": {"Input": loop}}}) is not None


def test_names_of_models() -> None:
    version = "5c7d5dc6dd8bf75c1acaa8565735e7986bc5b66206b55cca93cb72c9bf15ccaa"
    assert model_name("a/b") == ModelName("a/b")
    assert model_name("a/b:v1") == ModelName("a/b", "v1")
    assert model_name(version) == ModelName("", version)
    assert str(model_name("a/b:v1")) == "a/b:v1"


@pytest.mark.parametrize("text", ["", "a", "a/b/c", "../b", "a/..", "a/b?c", "a/b:"])
def test_no_names_of_models(text: str) -> None:
    assert not is_model_name(text)
    with pytest.raises(ProviderError, match=r"is no model|is named"):
        model_name(text)
