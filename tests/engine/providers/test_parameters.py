import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import engine.providers
from engine.config import Config
from engine.providers.directory import Providers
from engine.providers.errors import ProviderError
from engine.providers.parameters import Parameters, parameters_of
from engine.providers.registry import with_stand_ins
from engine.providers.sketch.sizes import size_of, stylization_of

KINDS = sorted(path.parent.name for path in Path(engine.providers.__file__).parent.glob("*/parameters.json"))


def names(schema: dict[str, Any]) -> list[str]:
    return list(schema["properties"])


@pytest.mark.parametrize("kind", KINDS)
def test_every_file_makes_schemas_whose_defaults_fit(kind: str) -> None:
    known = parameters_of(kind)
    assert known is not None
    assert known.title
    for model in [None, *(each.id for each in known.models())]:
        schema = known.schema("txt2img", model)
        Draft202012Validator.check_schema(schema)
        for name, shape in schema["properties"].items():
            assert shape["title"], f"{kind} {name}"
            if "default" in shape:
                Draft202012Validator(shape).validate(shape["default"])


CONTENT: dict[str, Any] = {
    "title": "T",
    "model_field": "version",
    "models": [
        {"id": "1", "title": "One"},
        {
            "id": "2",
            "title": "Two",
            "changes": {"a": {"maximum": 5}, "c": {"type": "string"}},
            "without": ["b"],
        },
    ],
    "operations": {"upscale": {"only": ["a"]}},
    "properties": {"a": {"type": "integer", "maximum": 9}, "b": {}, "version": {"title": "Version"}},
}


def test_a_model_changes_adds_and_lacks_parameters() -> None:
    known = Parameters(CONTENT)
    first, second = known.schema(model="1"), known.schema(model="2")
    assert names(first) == ["version", "a", "b"]
    assert first["properties"]["version"]["oneOf"][1] == {"const": "2", "title": "Two"}
    assert first["properties"]["version"]["title"] == "Version"
    assert names(second) == ["version", "a", "c"]
    assert second["properties"]["a"] == {"type": "integer", "maximum": 5}
    assert known.schema(model="unheard of") == known.schema() == first


def test_an_operation_takes_some() -> None:
    assert names(Parameters(CONTENT).schema("upscale")) == ["a"]


def test_what_a_caller_does_to_a_schema_stays_there() -> None:
    known = parameters_of("midjourney")
    assert known is not None
    known.schema()["properties"]["version"]["default"] = "changed"
    assert known.schema()["properties"]["version"]["default"] == "7"


@pytest.mark.parametrize("kind", ["nobody", "../sketch", "", "http"])
def test_kinds_without_a_file(kind: str) -> None:
    assert parameters_of(kind) is None


def test_the_painter_takes_what_its_file_says() -> None:
    known = parameters_of("sketch")
    assert known is not None
    shapes = known.schema()["properties"]
    for ratio in shapes["aspect_ratio"]["enum"]:
        size_of({"aspect_ratio": ratio})
    for side in (shapes["width"]["minimum"], shapes["width"]["maximum"]):
        assert size_of({"width": side, "height": side}) == (side, side)
    with pytest.raises(ProviderError):
        size_of({"width": shapes["width"]["maximum"] + 1, "height": 800})
    assert stylization_of({}) == shapes["stylization"]["default"]


class TestByName:
    def test_a_stand_in_has_its_own(self, tmp_path: Path) -> None:
        config = Config.model_validate({"providers": {}})
        assert (
            "speed" in (Providers(tmp_path, config).parameters("midjourney", "txt2img") or {})["properties"]
        )

        stand_in = Providers(tmp_path, with_stand_ins(config, {"midjourney": "sketch"}))
        assert "speed" not in (stand_in.parameters("midjourney", "txt2img") or {})["properties"]
        assert stand_in.model_field("midjourney") == "model"

    def test_nobody(self, tmp_path: Path) -> None:
        known = Providers(tmp_path)
        assert known.parameters("nobody", "txt2img") is None
        assert (known.models("nobody"), known.model_field("nobody")) == ([], None)


def test_reading_them_imports_no_provider() -> None:
    import subprocess
    import sys

    code = (
        "import sys; from engine.providers.parameters import parameters_of\n"
        "parameters_of('sketch').schema()\n"
        "print([m for m in sys.modules if m == 'httpx' or m.startswith('engine.providers.sketch')])"
    )
    assert json.loads(subprocess.check_output([sys.executable, "-c", code], text=True, timeout=60)) == []
