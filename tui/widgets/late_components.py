"""Styles of a widget's component classes are worked out when they are asked for.

Textual 8 works out all of them each time a widget is styled, each on a node made for it: of a page with ten
fields that is 140 nodes, and again some with every change of the focus.
"""

from collections.abc import Callable
from functools import partial
from typing import Self

from textual.css.styles import RenderStyles
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode


class _Components(dict[str, RenderStyles]):
    """The styles of component classes by name: it holds those that were asked for."""

    def __init__(self, names: frozenset[str], make: Callable[[str], RenderStyles]) -> None:
        super().__init__()
        self._names = names
        self._make = make

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __missing__(self, name: str) -> RenderStyles:
        if name not in self._names:
            raise KeyError(name)
        self[name] = made = self._make(name)
        return made

    def clear(self) -> None:
        """Of a widget that is gone: there are none any more."""
        super().clear()
        self._names = frozenset()


class LateStylesheet(Stylesheet):
    """A stylesheet that leaves component classes for later; an app puts it in the place of its own."""

    @classmethod
    def instead_of(cls, stylesheet: Stylesheet) -> Self:
        """One with the same variables and sources."""
        made = cls(variables=stylesheet._variables)
        made.source = stylesheet.source.copy()
        return made

    def _process_component_classes(self, node: DOMNode) -> None:
        names = node._get_component_classes()
        if not names:
            return
        before = dict(node._component_styles)
        node._component_styles = now = _Components(names, partial(self._made, node))
        # What was not asked for was not painted.
        if any(now[name] != styles for name, styles in before.items()):
            node.refresh()

    def _made(self, node: DOMNode, name: str) -> RenderStyles:
        component = DOMNode(classes=name)
        component._attach(node)
        self.apply(component, animate=False)
        return component.styles
