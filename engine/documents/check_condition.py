"""Checks that a condition, such as `values.subject != ''`, is an expression."""

from jinja2 import TemplateSyntaxError

from engine.documents.findings import Findings, shown
from engine.documents.place import Place
from engine.templates.sandbox import compile_expression, names_used


def check_condition(source: str, place: Place, findings: Findings) -> set[str]:
    """Report a condition that does not compile; the names it reads otherwise."""
    try:
        compile_expression(source)
        return names_used("{{ " + source + " }}")
    except (ValueError, TemplateSyntaxError, SyntaxError, RecursionError, MemoryError) as error:
        findings.problem(place, f"the condition does not compile: {error}", found=shown(source))
        return set()
