"""How the open page shows its results, as far as its documents say."""

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Any

from schemas.frozen import frozen
from tui.results.arrangement import Of
from tui.results.card_layout import RenderAs
from tui.results.result_list import SelectionMode

if TYPE_CHECKING:
    from schemas.documents.interaction import InteractionRequest
    from schemas.documents.result_display import ResultProperty


@frozen
class Property:
    """One property of the results. `type` is what JSON Schema says of it: a name, several, or nothing."""

    title: str | None = None
    render_as: str = "text"
    visible: bool = True
    type: Any = None


@frozen
class Display:
    """Starts as what counts for a page that declares none. `source` is where the results are in its data."""

    render_as: RenderAs = "grid"
    group_by: tuple[Of, ...] = ()
    selection_mode: SelectionMode = "none"
    source: str = "generations"
    title: str | None = None
    empty: str | None = None
    properties: Mapping[str, Property] = field(default_factory=dict[str, Property])

    @property
    def selectable(self) -> bool:
        """Whether the person chooses among the results."""
        return self.selection_mode != "none"

    @property
    def several(self) -> bool:
        """Whether more than one can be selected."""
        return self.selection_mode == "multiple"

    @property
    def image(self) -> str | None:
        """The name of the first visible property shown as an image."""
        return next((name for name, prop in self._visible() if prop.render_as == "image"), None)

    @property
    def texts(self) -> list[tuple[str, Property]]:
        """Visible properties that are not images, in the document's order."""
        return [(name, prop) for name, prop in self._visible() if prop.render_as != "image"]

    def _visible(self) -> Iterator[tuple[str, Property]]:
        return ((name, prop) for name, prop in self.properties.items() if prop.visible)


PLAIN = Display()


def display_of(request: "InteractionRequest") -> Display:
    """Read how a page shows its results."""
    declared = request.result_display_schema
    if declared is None:
        return PLAIN
    ux = declared.ux
    return Display(
        render_as=ux.render_as,
        group_by=tuple(ux.group_by),
        selection_mode=ux.selection_mode if ux.selectable else "none",
        source=ux.source,
        title=ux.title,
        empty=ux.empty,
        properties={name: _property(prop) for name, prop in declared.items.properties.items()},
    )


def _property(declared: "ResultProperty") -> Property:
    ux = declared.ux
    return Property(
        title=declared.title,
        render_as=ux.render_as,
        visible=ux.display == "visible",
        type=getattr(declared, "type", None),  # one of the keys that are kept, and not interpreted
    )
