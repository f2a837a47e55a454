"""What `output` in a config makes of a reply, whole or unfinished."""

import pytest

from engine.actions.shaped_reply import shaped, shaped_part
from engine.templates.sandbox import MissingName

JOINED = {
    "title": "{{ values.title ~ ': ' ~ reply.title }}",
    "tags": "{{ reply.tags }}",
    "from": "{{ values.title }}",
}
VALUES = {"values": {"title": "Mine"}}


def test_without_output_it_is_the_reply() -> None:
    assert shaped(None, {"a": "{{ 1 }}"}, VALUES) == {"a": "{{ 1 }}"}
    assert shaped_part(None, {"a": 1}, VALUES) == {"a": 1}


def test_templates_see_the_reply_and_the_values() -> None:
    reply = {"title": "yours {{ 1 }}", "tags": ["x"]}
    assert shaped(JOINED, reply, VALUES) == {"title": "Mine: yours {{ 1 }}", "tags": ["x"], "from": "Mine"}


def test_a_text_is_a_reply_too() -> None:
    assert shaped("{{ reply | upper }}", "hello", VALUES) == "HELLO"


def test_a_part_has_the_keys_that_are_complete() -> None:
    assert shaped_part(JOINED, {"title": "yours"}, VALUES) == {"title": "Mine: yours", "from": "Mine"}
    assert shaped_part({"tags": "{{ reply.tags }}"}, {"title": "yours"}, VALUES) is None
    assert shaped_part("{{ reply.tags }}", {"title": "yours"}, VALUES) is None


def test_a_whole_reply_that_lacks_a_name_says_so() -> None:
    with pytest.raises(MissingName, match="tags"):
        shaped(JOINED, {"title": "yours"}, VALUES)


def test_a_file_of_its_own_makes_a_text() -> None:
    file = {"text": "{% for line in reply.split('/') %}\n- {{ line }}\n{% endfor %}", "type": "jinja2"}
    assert shaped(file, "a/b", VALUES) == "- a\n- b"
    assert shaped({**file, "type": "text"}, "a/b", VALUES) == file["text"]
    assert shaped_part(file, "a/b", VALUES) == "- a\n- b"
    titled = {"text": "{{ reply }}", "type": "{{ values.title }}"}
    assert shaped(titled, "a", VALUES) == {"text": "a", "type": "Mine"}
