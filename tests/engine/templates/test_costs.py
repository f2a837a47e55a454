"""What a hostile template may cost: it ends soon, and memory stays small."""

import resource
import time

import pytest

from engine.templates import costs
from engine.templates.sandbox import compile_expression, compile_template, render_value

MANY = "{% for a in range(90000) %}"
DOUBLED = "{% set n = namespace(x='ab') %}{% for i in range(60) %}"
END = "{% endfor %}"
HOSTILE = {
    "loops": f"{MANY}{MANY}{END}{END}",
    "loops with work": f"{MANY}{MANY}{{{{ a }}}}{END}{END}",
    "work in a loop": f"{MANY}{{% if range(90000)|sort|list|length > 0 %}}{{% endif %}}{END}",
    "a recursive loop": "{% for a in range(9) recursive %}{{ loop(range(9)) if loop.depth0 < 40 }}" + END,
    "macros": "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(60) }}",
    "macros without an end": "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
    "doubled by ~": DOUBLED + "{% set n.x = n.x ~ n.x %}" + END,
    "doubled by +": DOUBLED + "{% set n.x = n.x + n.x %}" + END,
    "a list doubled": DOUBLED.replace("'ab'", "[1]") + "{% set n.x = n.x + n.x %}" + END,
    "doubled by capture": DOUBLED + "{% set n.x %}{{ n.x }}{{ n.x }}{% endset %}" + END,
    "doubled by join": DOUBLED + "{% set n.x = [n.x, n.x]|join %}" + END,
    "joined by a text": DOUBLED + "{% set n.x = n.x.join([n.x, n.x]) %}" + END,
    "a capture that grows": "{% set x %}{% for a in range(90000) %}"
    + "x" * 2000
    + "{% endfor %}{% endset %}",
    "replaced": "{{ ('a' * 90000)|replace('a', 'b' * 90000) }}",
    "replaced by the method": "{{ ('a' * 90000).replace('a', 'b' * 90000) }}",
    "centred": "{{ 'a'|center(1000000000) }}",
    "centred by the method": "{{ 'a'.center(1000000000) }}",
    "just": "{{ 'a'.ljust(1000000000) }}",
    "zeros": "{{ 'a'.zfill(1000000000) }}",
    "tabs": "{{ '\t'.expandtabs(1000000000) }}",
    "translated": "{{ ('a' * 90000).translate({97: 'b' * 90000}) }}",
    "formatted": "{{ '{:>1000000000}'.format(1) }}",
    "formatted by an argument": "{{ '{:>{w}}'.format(1, w=1000000000) }}",
    "formatted by %": "{{ '%1000000000d'|format(1) }}",
    "formatted by % and *": "{{ '%*d'|format(1000000000, 1) }}",
    "indented": "{{ 'a'|indent(1000000000, true) }}",
    "wrapped": "{{ ('a ' * 90000)|wordwrap(1, true, 'x' * 90000) }}",
    "batched": "{{ [1]|batch(1000000000, 0)|list }}",
    "sliced": "{{ [1]|slice(1000000000)|list }}",
    "rounded": "{{ 1.5|round(1000000000, 'ceil') }}",
    "as JSON": "{{ [1]|tojson(1000000000) }}",
    "bytes": "{{ (1).to_bytes(1000000000, 'big') }}",
    "by way of map": "{{ ['a']|map('center', 1000000000)|join }}",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_it_ends_with_an_error(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(costs, "MAX_SECONDS", 0.2)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.thread_time()
    with pytest.raises(ValueError, match=r"\S"):
        compile_template(HOSTILE[name])({})
    assert time.thread_time() - begun < 5, "seconds of processor time"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 * 1024, "KiB"


def test_each_evaluation_counts_for_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(costs, "MAX_STEPS", 1000)
    template = compile_template("{% for a in range(900) %}{{ a }}{% endfor %}")
    assert template({}) == template({})
    with pytest.raises(ValueError, match="more than 1000 times"):
        compile_template("{% for a in range(900) %}{% endfor %}{% for a in range(900) %}{% endfor %}")({})


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (
            "{% for x in [1, 2, 3] %}{{ loop.index }}/{{ loop.length }} {{ x }};{% endfor %}",
            "1/3 1;2/3 2;3/3 3;",
        ),
        ("{% for x in xs %}{{ x }}{% if not loop.last %}, {% endif %}{% else %}none{% endfor %}", "a, b"),
        ("{% for x in [] %}{{ x }}{% else %}none{% endfor %}", "none"),
        ("{% for k, v in d.items() if v > 1 %}{{ k }}={{ v }} {% endfor %}", "n=2 "),
        ("{% for x in [[1, [2]]] recursive %}{{ x if x is number else loop(x) }}{% endfor %}", "12"),
        ("{{ 'a' ~ 1 ~ none }}", "a1None"),
        ("{{ xs|join(' and ') }} {{ ['b', 'a']|sort|join }}", "a and b ab"),
        ("{{ '%.2f'|format(3.14159) }} {{ '{:>4}'.format(7) }}", "3.14    7"),
        ("{{ 'one\ntwo'|indent(2) }}", "one\n  two"),
        ("{{ 2.567|round(1) }} {{ [1, 2, 3]|batch(2, 0)|list }}", "2.6 [[1, 2], [3, 0]]"),
        ("{{ 'aXb'.replace('X', '-') }} {{ 'b'.center(3) }}|", "a-b  b |"),
        ("{{ 'A long line of words'|wordwrap(6) }}", "A long\nline\nof\nwords"),
        ("{% macro m(x) %}<{{ x }}>{% endmacro %}{{ m(1) }}{{ m(x=2) }}", "<1><2>"),
        ("{{ xs|map('upper')|join('') }}{{ xs|select('equalto', 'a')|list }}", "AB['a']"),
    ],
)
def test_what_authors_write_works_as_ever(source: str, text: str) -> None:
    assert compile_template(source)({"xs": ["a", "b"], "d": {"m": 1, "n": 2}}) == text


def test_expressions_are_counted_too() -> None:
    with pytest.raises(ValueError, match="characters"):
        compile_expression("'a'.center(1000000000) == 'b'")({})
    with pytest.raises(ValueError, match="characters"):
        render_value("{{ 'a'.center(1000000000) }}", {})
