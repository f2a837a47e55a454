"""`visible_when`: what hides, what it sees, when it is evaluated."""

import pytest

from engine.form.model import FormModel
from schemas.messages.session import Draft


def form(context: dict | None = None, draft: Draft | None = None, **rules: str | None) -> FormModel:
    properties = {
        name: {"type": "integer", **({"_ux": {"visible_when": rule}} if rule else {})}
        for name, rule in rules.items()
    }
    return FormModel({"properties": properties, "required": list(rules)}, None, draft, context=context)


def test_a_hidden_field_keeps_its_draft_but_is_neither_submitted_nor_required() -> None:
    model = form(a=None, b="a > 3")
    assert not model.visible("b")
    assert model.set_text("a", "5") == {"b"}
    model.set_text("b", "7")
    assert model.submission() == {"a": 5, "b": 7}
    assert model.set_text("a", "1") == {"b"}
    assert model.submission() == {"a": 1}
    assert model.values() == {"a": 1, "b": 7}
    assert model.draft().values == {"a": 1, "b": 7}
    assert model.validate() == {}


def test_what_does_not_parse_blocks_only_while_it_is_shown() -> None:
    model = form(a=None, b="a > 3")
    model.set_text("a", "5")
    model.set_text("b", "x")
    assert set(model.validate()) == {"b"}
    model.set_text("a", "1")
    assert model.validate() == {}
    model.set_text("a", "5")
    assert model.text("b") == "x"


def test_a_draft_decides_from_the_first_moment() -> None:
    assert form(draft=Draft(values={"a": 9}), a=None, b="a > 3").visible("b")


def test_a_field_that_depends_on_a_hidden_one_sees_nothing_there() -> None:
    model = form(a=None, b="a > 3", c="b > 1")
    model.set_value("b", 5)
    model.set_value("a", 4)
    assert model.visible("c")
    assert model.set_value("a", 0) == {"b", "c"}
    assert model.submission() == {"a": 0}


def test_context_is_seen_and_values_come_before_it() -> None:
    model = form({"provider": "midjourney", "a": 9}, a=None, b="provider == 'midjourney' and a > 3")
    assert model.visible("b")
    model.set_value("a", 1)
    assert not model.visible("b")


def test_a_circle_ends() -> None:
    model = form(a="b > 1", b="a > 1")
    assert not model.visible("b")
    model.apply({"a": 5, "b": 5})
    assert model.visible("a")
    assert model.visible("b")


def test_an_expression_that_fails_shows_its_field() -> None:
    model = form(a=None, b="a / 0 > 1")
    model.set_value("a", 1)
    assert model.visible("b")


def test_an_expression_that_does_not_compile_names_the_field() -> None:
    with pytest.raises(ValueError, match="visible_when of 'b'"):
        form(a=None, b="a >")


def test_an_expression_is_evaluated_only_when_something_it_reads_changed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model = form(a=None, b="a > 3", c=None)
    assert not model.visible("b")
    seen: list[dict] = []
    _, rules = model._structure._levels._made[""]
    rule = rules._rules["b"]
    evaluate = rule._evaluate
    monkeypatch.setattr(rule, "_evaluate", lambda names: (seen.append(dict(names)), evaluate(names))[1])
    model.set_value("c", 1)
    model.set_value("a", 0)
    model.set_value("a", 0)
    model.set_value("a", False)
    assert seen == [{"a": 0}, {"a": False}]
