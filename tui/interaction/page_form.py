"""The form of the open page, and what the engine puts into it: values, or another shape."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.form.model import FormModel
from engine.form.paths import join
from engine.form.reshape import KeptValues
from engine.form.stored import with_fields_of
from engine.templates.target_path import parse
from tui.form.renderer import SchemaFormRenderer
from tui.interaction.drafts import Drafts
from tui.interaction.open_page import OpenPage

if TYPE_CHECKING:
    from schemas.messages.session import Draft, InteractionView


class PageForm:
    """One per page; what is being typed is not taken away, unless the person asked for it."""

    def __init__(self, page: OpenPage, form: SchemaFormRenderer, drafts: Drafts) -> None:
        self._page = page
        self._form = form
        self._drafts = drafts
        self._kept = KeptValues()

    def fill(self, data: Mapping[str, Any], view: "InteractionView") -> None:
        """Take the values of a `data_changed`, beside what is being typed."""
        mapping, value = data["mapping"], data["value"]
        target = parse(mapping["target_path"])
        if target[0] != "current_values":
            return
        # The path names one field, or the value names those it has.
        names = [str(target[1])] if len(target) > 1 else list(value) if isinstance(value, Mapping) else []
        current = view.request.display_data.get("current_values") or {}
        news = {name: current[name] for name in names if name in current}
        if mapping.get("only_empty"):
            # Something typed this very moment is not empty any more.
            news = {name: item for name, item in news.items() if self._is_empty(name)}
        self._take(news)

    def refresh(self, data: Mapping[str, Any]) -> None:
        """Take the values that an `interaction_refreshed` brought from upstream."""
        values, given = (_values(data.get(name)) for name in ("data", "inputs"))
        unsaved = self._drafts.unsaved
        self._take(
            {
                name: value
                for name, value in values.items()
                if name in given and given[name] == value and name not in unsaved
            }
        )

    def meet(self, draft: "Draft") -> None:
        """Hold what was saved elsewhere."""
        self._form.take_over(draft)

    def take_over(self) -> None:
        """Hold exactly what the page's view says."""
        self._form.take_over(self._page.held)

    def take_back(self) -> None:
        """Hold what the page's view says, but for what was typed since."""
        mine = self._page.model.draft()
        self._form.take_over(with_fields_of(self._page.held, mine, self._drafts.unsaved))

    def reshape(self, *, exact: bool) -> None:
        """Take the page's schema, with what fits of the values: those of its view if `exact`."""
        request, model = self._page.request, self._page.model
        if exact:
            model = FormModel(model.schema, draft=self._page.held)
        given = request.display_data.get("current_values")
        initial = given if isinstance(given, Mapping) else {}
        self._page.use(self._kept.reshaped(model, request.input_schema, initial))
        self._drafts.touch_reshaped()

    async def show(self) -> None:
        """Draw the page's form anew."""
        await self._form.show_model(self._page.model)

    def _is_empty(self, key: str) -> bool:
        path = join("", key)
        return not self._form.model.is_set(path) or self._form.model.value(path) in ("", [], {}, None)

    def _take(self, values: Mapping[str, Any]) -> None:
        if self._form.apply(values):
            self._drafts.touch()


def _values(data: Any) -> Mapping[str, Any]:
    values = data.get("current_values") if isinstance(data, Mapping) else None
    return values if isinstance(values, Mapping) else {}
