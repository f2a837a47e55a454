"""The Jinja2 side of the sandbox: what a template may do, and what it may cost.

Imported with the first template that is really evaluated: jinja2 takes as long to import as
a page takes to draw.
"""

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from jinja2 import (
    StrictUndefined,
    Template,
    TemplateError,
    TemplateSyntaxError,
    Undefined,
    meta,
    nodes,
    pass_context,
)
from jinja2.exceptions import SecurityError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from engine.templates import costs
from engine.templates.errors import MissingName
from schemas.json_value import is_list, is_object

MAX_OUTPUT = 4 * 1024 * 1024
"""Characters a template may produce."""

_MAX_REPEAT = 1_000_000
_MAX_EXPONENT = 1_000


class _Sandbox(ImmutableSandboxedEnvironment):
    intercepted_binops = frozenset({"*", "**", "%", "+"})

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Keys win over methods, so that `response.values` is the key and not dict.values."""
        if is_object(obj) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if operator == "%" and isinstance(left, str):
            raise SecurityError("formatting with % is not available; use {{ }}")
        if operator == "**" and not (_small(left, 1e6) and _small(right, _MAX_EXPONENT)):
            raise SecurityError("power is too large")
        if operator == "*" and max(_length(left), _length(right)) * _size(left, right) > _MAX_REPEAT:
            raise SecurityError("repetition is too long")
        if operator == "+" and (length := _length(left) + _length(right)):
            costs.current().write(length)
        return super().call_binop(context, operator, left, right)

    def call(__self, __context: Any, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805 - as Jinja's
        """Calls cost something."""
        costs.check_call(__obj, args)
        return super().call(__context, __obj, *args, **kwargs)

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """`str.format` without widths that fill the memory."""
        run = super().wrap_str_format(value)
        if run is not None:
            costs.check_format(value.__self__)
        return run


def _small(value: Any, bound: float) -> bool:
    return isinstance(value, (int, float)) and abs(value) <= bound


def _length(value: Any) -> int:
    return len(value) if isinstance(value, str) or is_list(value) else 0


def _size(left: Any, right: Any) -> int:
    return max((abs(value) for value in (left, right) if isinstance(value, int)), default=0)


class _Lenient(Undefined):
    """Missing values are false and compare as different from everything."""

    def _false(self, _other: Any = None) -> bool:
        return False

    __lt__ = __le__ = __gt__ = __ge__ = _false

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __getitem__(self, _key: Any) -> Any:
        return self


@cache
def _environment(strict: bool) -> _Sandbox:
    environment = _Sandbox(
        undefined=StrictUndefined if strict else _Lenient,
        autoescape=False,
        keep_trailing_newline=False,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=costs.put_out,
    )
    environment.filters = costs.bounded(environment.filters)  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
    environment.filters |= {_ROUNDS: _rounds, _CONCATENATED: costs.concatenated}
    environment.filters["json"] = _as_json  # pyright: ignore[reportUnknownMemberType]
    environment.filters["with_item"] = _with_item  # pyright: ignore[reportUnknownMemberType]
    environment.globals.pop("lipsum", None)  # pyright: ignore[reportUnknownMemberType]
    return environment


_ROUNDS, _CONCATENATED = "__rounds", "__concatenated"


@pass_context  # so that Jinja does not call it while it compiles
def _rounds(_context: Any, items: Any, characters: int) -> Any:
    return costs.rounds(items, characters)


def _metered(tree: nodes.Template) -> nodes.Template:
    """The template with its loops and `~` counted."""
    for loop in list(tree.find_all(nodes.For)):
        texts = sum(len(each.data) for part in loop.body for each in part.find_all(nodes.TemplateData))
        weight = nodes.Const(texts, lineno=loop.lineno)
        loop.iter = nodes.Filter(loop.iter, _ROUNDS, [weight], [], None, None, lineno=loop.lineno)
    return _Concatenations().visit(tree)


class _Concatenations(NodeTransformer):
    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802 - Jinja's name
        self.generic_visit(node)
        parts = nodes.List(node.nodes, lineno=node.lineno)
        return nodes.Filter(parts, _CONCATENATED, [], [], None, None, lineno=node.lineno)


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _with_item(items: Any, item: Any, key: str) -> list[Any]:
    """The list with the item in it: in the place of the one whose `key` says the same, or at its end.

    Texts that differ only in case or in spaces around them say the same.
    """
    if not is_list(items) or not is_object(item) or key not in item:
        raise TypeError(f"with_item needs a list and an object that has {key!r}")
    said = _folded(item[key])
    same = [is_object(each) and _folded(each.get(key)) == said for each in items]
    if True not in same:
        return [*items, item]
    return [item if matches else each for matches, each in zip(same, items, strict=True)]


def _folded(value: Any) -> Any:
    return value.strip().casefold() if isinstance(value, str) else value


def template(source: str) -> Callable[[Mapping[str, Any]], str]:
    """See `engine.templates.sandbox.compile_template`."""
    compiled = _compile(source, strict=True)

    def render(variables: Mapping[str, Any]) -> str:
        return _guarded(lambda: _bounded(compiled, variables))

    return render


def expression(source: str, *, strict: bool) -> Callable[[Mapping[str, Any]], Any]:
    """A compiled expression; a missing name is an error if `strict`, else None."""
    try:
        compiled = _environment(strict).compile_expression(source, undefined_to_none=False)
    except TemplateSyntaxError as error:
        raise ValueError(f"{error.message} in {source!r}") from None

    def evaluate(variables: Mapping[str, Any]) -> Any:
        value = _guarded(lambda: compiled(dict(variables)))
        if isinstance(value, Undefined):
            if strict:
                raise MissingName(_name_of(value))
            return None
        return value

    return evaluate


def names_used(source: str) -> set[str]:
    """Top-level names a template reads."""
    return set(meta.find_undeclared_variables(_environment(True).parse(source)))


def keys_used(source: str, name: str) -> set[str] | None:
    """Which keys of the mapping `name` a template reads; None if it needs the whole of it.

    `{{ state.scenes }}` reads `scenes`; `{{ state | json }}` needs all.
    """
    try:
        tree = _environment(True).parse(source)
    except TemplateSyntaxError:
        return set()  # whoever renders it reports it
    keys: set[str] = set()
    accounted = 0
    for node in tree.find_all((nodes.Getattr, nodes.Getitem)):
        if isinstance(node.node, nodes.Name) and node.node.name == name:
            if isinstance(node, nodes.Getattr):
                keys.add(node.attr)
            elif isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
                keys.add(node.arg.value)
            else:
                return None
            accounted += 1
    uses = sum(1 for node in tree.find_all(nodes.Name) if node.name == name and node.ctx == "load")
    return keys if uses == accounted else None


def _compile(source: str, *, strict: bool) -> Template:
    environment = _environment(strict)
    try:
        tree = environment.parse(source)
        for node in tree.find_all((nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)):
            raise ValueError(f"line {node.lineno}: templates cannot include or import others")
        return environment.from_string(_metered(tree))
    except TemplateSyntaxError as error:
        raise ValueError(f"line {error.lineno}: {error.message}") from None


def _bounded(template: Template, variables: Mapping[str, Any]) -> str:
    parts: list[str] = []
    size = 0
    for part in template.generate(**variables):
        size += len(part)
        if size > MAX_OUTPUT:
            raise ValueError(f"the template produced more than {MAX_OUTPUT} characters")
        parts.append(part)
    return "".join(parts)


def _guarded(run: Callable[[], Any]) -> Any:
    try:
        with costs.metered():
            return run()
    except UndefinedError as error:
        raise MissingName(str(error)) from None
    except (
        TemplateError,
        TypeError,
        ArithmeticError,
        OverflowError,
        AttributeError,
        RecursionError,
    ) as error:
        raise ValueError(str(error)) from None


def _name_of(value: Undefined) -> str:
    return f"{value._undefined_name!r} is undefined"  # pyright: ignore[reportPrivateUsage]
