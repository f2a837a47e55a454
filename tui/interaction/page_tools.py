"""The tools of a page's form: its steps are those of the page, its presets are the engine's."""

from collections.abc import Callable

from engine.form.paths import keys_of
from engine.form.same_json import same_json
from engine.operations.errors import OperationError
from schemas.messages.documents import CheckDocuments
from schemas.messages.session import Draft
from schemas.messages.workflows import ListWorkflows
from tui.form.renderer import SchemaFormRenderer
from tui.form_tools.preset_shelf import EnginePresets
from tui.form_tools.steps import Change
from tui.form_tools.tools import FormTools
from tui.interaction.open_page import OpenPage
from tui.interaction.undoing import Undoing


def page_tools(
    form: SchemaFormRenderer,
    page: OpenPage,
    undoing: Undoing,
    edited: Callable[[str], None],
    told: Callable[[], None],
) -> FormTools:
    """`edited` is told the name of each field that has another value, `told` that `words` are others."""
    return FormTools(
        form,
        PageSteps(form, undoing, edited),
        shelf=lambda: EnginePresets(page.engine, page.request.input_schema),
        told=told,
        command=lambda: words_of(page),
    )


class PageSteps:
    """What is done to the form is an edit of each field that it changes: saved, and one step to undo."""

    def __init__(self, form: SchemaFormRenderer, undoing: Undoing, edited: Callable[[str], None]) -> None:
        self._form = form
        self._undoing = undoing
        self._edited = edited

    def edit(self, change: Change) -> bool:
        model = self._form.model
        before = model.draft()
        change(model)
        names = _changed(before, model.draft())
        if not names:
            return False
        self._form.show_changed({"", *self._form.shown_paths})
        for name in names:
            self._edited(name)
        return True

    async def settle(self, name: str) -> None:
        await self._undoing.commit(name)

    async def step(self, change: Change, name: str) -> bool:
        await self._undoing.commit()
        changed = self.edit(change)
        if changed:
            await self._undoing.commit(name)
        return changed


async def words_of(page: OpenPage) -> list[str]:
    """Return how a command line begins that comes to this page.

    The first page is the first of a new session; what led to another one is in its session.
    """
    first = page.session.pages[0].id if page.session.pages else page.view.id
    words = ["reroll", "run"]
    if page.view.id != first:
        return [*words, "--session", page.session.id]
    workflow = page.session.summary.workflow_id
    try:
        source = (await page.engine.call(CheckDocuments(session_id=page.session.id))).source
        known = (await page.engine.call(ListWorkflows())).workflows
    except OperationError:
        return [*words, workflow]
    by_id = any(each.id == workflow and each.path == source for each in known)
    return [*words, workflow if by_id or not source else source]


def _changed(before: Draft, after: Draft) -> list[str]:
    """The names of top-level fields that hold something else."""
    names = [
        name
        for name in {**before.values, **after.values}
        if (name in before.values) != (name in after.values)
        or not same_json(before.values.get(name), after.values.get(name))
    ]
    texts = {**before.unparsed, **after.unparsed}
    other = [path for path in texts if before.unparsed.get(path) != after.unparsed.get(path)]
    return list(dict.fromkeys([*names, *(keys_of(path)[0] for path in other)]))
