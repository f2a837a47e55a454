"""What a generated picture's file says of itself."""

import hashlib
import io
from typing import Any

from PIL import Image

from engine.actions.action import Item
from engine.actions.made_by import with_made_by
from engine.actions.scope import Scope
from engine.picture_files.record import record_of
from engine.store.executions import ExecutionRequest

SCHEMA = {
    "type": "object",
    "$defs": {
        "login": {"type": "object", "properties": {"name": {}, "pass": {"writeOnly": True, "type": "string"}}}
    },
    "properties": {
        "subject": {"type": "string"},
        "key": {"type": "string", "format": "password"},
        "login": {"$ref": "#/$defs/login"},
    },
}
REQUEST = ExecutionRequest(
    action="media.fake.txt2img",
    label="Paint",
    mode="async",
    session_id="s1",
    step_id="first",
    module_id="page",
    interaction_id="i1",
    sub_action_id="paint",
    values={"subject": "a fox", "key": "hunter2", "login": {"name": "Ada", "pass": "hunter2"}},
)


def picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (4, 3)).save(file, "PNG")
    return file.getvalue()


def item(kind: Any = "image", **keys: Any) -> Item:
    facts = {"seed": 7, "label": "fake media", "rendered": {"prompt": "a fox"}}
    return Item(kind, {}, facts=facts, **keys)


SCOPE = Scope(schema=SCHEMA, workflow_id="flow", content_hash="c0ffee")


def test_it_says_where_and_with_what_it_was_made_but_no_password() -> None:
    data = picture()
    made = with_made_by(item(data=data, media_type="image/png"), REQUEST, SCOPE)
    assert made.data is not None
    record = record_of(made.data)
    assert record is not None
    assert [record[name] for name in ("workflow", "session", "interaction", "module")] == [
        "flow",
        "s1",
        "i1",
        "page",
    ]
    told = record["made_by"]
    assert told["values"] == {"subject": "a fox", "login": {"name": "Ada"}}
    assert (told["seed"], told["workflow_hash"]) == (7, "c0ffee")
    assert b"hunter2" not in made.data
    assert made.facts["returned_hash"] == hashlib.sha256(data).hexdigest()
    info = Image.open(io.BytesIO(made.data)).info
    assert info["Description"] == "a fox"
    assert info["Software"].endswith("(fake media)")


def test_what_is_no_picture_stays() -> None:
    assert with_made_by(item("text"), REQUEST, SCOPE) == item("text")
    made = with_made_by(item("json", data=b"{}", media_type="application/json"), REQUEST, SCOPE)
    assert made.data == b"{}"


def test_a_file_without_a_record_is_the_providers_own() -> None:
    data = picture()
    plain = with_made_by(item(data=data, media_type="image/png"), REQUEST, SCOPE, in_file=False)
    assert plain.data == data
    assert plain.facts["returned_hash"] == hashlib.sha256(data).hexdigest()
