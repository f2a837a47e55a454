import pytest

from engine.templates.sandbox import (
    MissingName,
    compile_expression,
    compile_template,
    keys_used,
    names_used,
    render_value,
)


def test_a_whole_expression_keeps_its_type() -> None:
    variables = {"values": {"count": 4, "tags": ["a"]}}
    assert render_value(
        {"n": "{{ values.count }}", "t": "{{values.tags}}", "s": "n={{ values.count }}"}, variables
    ) == {
        "n": 4,
        "t": ["a"],
        "s": "n=4",
    }


def test_two_expressions_are_text() -> None:
    assert render_value("{{ a }}{{ b }}", {"a": 1, "b": 2}) == "12"


@pytest.mark.parametrize("source", ["{{ state.gone }}", "{{ gone }}", "{{ gone.deeper }}"])
def test_a_missing_name_is_an_error_that_names_it(source: str) -> None:
    with pytest.raises(MissingName, match="gone"):
        compile_template(source)({"state": {}})
    with pytest.raises(MissingName, match="gone"):
        render_value(source, {"state": {}})


@pytest.mark.parametrize(
    "source",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ values.update({'a': 1}) }}",
        "{{ 'a' * 100000000 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ '%1000000000d' % 1 }}",
        "{% for i in range(1000000000) %}x{% endfor %}",
        "{{ 1 / 0 }}",
        "{{ cycler.__init__.__globals__ }}",
    ],
)
def test_hostile_templates_are_refused(source: str) -> None:
    with pytest.raises((ValueError, MissingName)):
        compile_template(source)({"values": {}})


def test_output_is_bounded() -> None:
    source = "{% for i in range(99999) %}{{ 'x' * 1000 }}{% endfor %}"
    with pytest.raises(ValueError, match="more than"):
        compile_template(source)({})


@pytest.mark.parametrize("source", ["{% include 'x' %}", "{% extends 'x' %}", "{% import 'x' as y %}"])
def test_templates_cannot_reach_other_files(source: str) -> None:
    with pytest.raises(ValueError, match="line 1"):
        compile_template(source)


def test_syntax_errors_name_the_line() -> None:
    with pytest.raises(ValueError, match="line 2"):
        compile_template("fine\n{{ broken")


def test_lenient_expressions_treat_missing_names_as_false() -> None:
    visible = compile_expression("provider == 'midjourney' and stylization > 0")
    assert visible({"provider": "midjourney", "stylization": 5}) is True
    assert not visible({"provider": "midjourney"})
    assert not visible({})
    assert not compile_expression("a.b.c")({})


def test_keys_are_inferred_from_templates() -> None:
    assert keys_used("{{ state.a }} {{ state['b'].c }}", "state") == {"a", "b"}
    assert keys_used("{{ state | json }}", "state") is None
    assert keys_used("{{ state[values.k] }}", "state") is None
    assert keys_used("nothing", "state") == set()
    assert names_used("{{ a.b }} {% if c %}{% endif %}") == {"a", "c"}


def test_keys_win_over_methods() -> None:
    assert render_value("{{ response.values.items }}", {"response": {"values": {"items": [1]}}}) == [1]
