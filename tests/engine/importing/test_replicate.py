"""Models of Cog and Replicate."""

import copy
from pathlib import Path

import pytest

from engine.importing.refused import Refused
from tests.engine.importing.given import COG, MODEL, config_of, form_of, made, sent, written


def test_a_model_of_replicate(tmp_path: Path) -> None:
    draft = made(MODEL)
    loaded = written(draft, tmp_path)
    (action,) = loaded.steps[0].modules[0].sub_actions
    assert action.action_type == "media.replicate.predict"
    assert draft.title == "painter"
    config = sent(draft, prompt="a boat\nat sea", style="ink", seed=None)
    assert config["model"] == "someone/painter:" + "5c7d" * 16
    assert config["provider"] == "replicate"
    assert config["params"] == {"prompt": "a boat\nat sea", "style": "ink", "seed": None}
    assert config["prompt"] == "a boat\nat sea"


def test_the_form_is_the_models_input() -> None:
    form = form_of(made(MODEL))
    assert "title" not in form
    assert form["required"] == ["prompt"]
    assert form["properties"]["prompt"]["_ux"]["input_type"] == "textarea"
    assert form["properties"]["style"]["allOf"] == [{"$ref": "#/$defs/style"}]
    assert [form["properties"][name]["x-order"] for name in ("prompt", "style", "seed")] == [0, 1, 2]


def test_which_model_runs() -> None:
    version = MODEL["latest_version"]
    assert config_of(made(version))["model"] == "5c7d" * 16
    assert config_of(made({**MODEL, "is_official": True}))["model"] == "someone/painter"
    version = {**version, "id": "new"}
    with pytest.raises(Refused, match="whose model"):
        made(version)
    assert config_of(made(version, model="a/b"))["model"] == "a/b"
    with pytest.raises(Refused, match="no model"):
        made(version, model="{{ x }}/b")
    with pytest.raises(Refused, match="no openapi_schema"):
        made({"latest_version": None, "owner": "a", "name": "b"})


def test_a_model_without_a_prompt_is_asked_with_its_name() -> None:
    value = copy.deepcopy(MODEL)
    del value["latest_version"]["openapi_schema"]["components"]["schemas"]["Input"]["properties"]["prompt"]
    assert sent(made(value), style="ink", seed=1)["prompt"] == "painter"


def test_a_cog_schema_asks_its_own_server_or_replicate(tmp_path: Path) -> None:
    draft = made(COG)
    written(draft, tmp_path)
    request = sent(draft, prompt="a boat", style="", seed=None)
    assert (request["url"], request["allow"]) == ("http://localhost:5000/predictions", ["localhost:5000"])
    assert request["json"] == {"input": {"prompt": "a boat"}}
    elsewhere = made(COG, server="https://cog.example:8443/")
    assert config_of(elsewhere)["allow"] == ["cog.example:8443"]
    assert config_of(made(COG, model="a/b"))["model"] == "a/b"


def test_a_schema_without_input_is_refused() -> None:
    with pytest.raises(Refused, match="no Input"):
        made({"openapi": "3.0.2"}, "cog")
