"""The detail view of a result that is not on its page, such as one whose action only shows it in the log."""

from schemas.messages.results import Result
from tui.interaction.result_facts import facts_of
from tui.results.detail import DetailActions, ResultDetail
from tui.results.image_cache import ImageLoader
from tui.results.result_item import ResultItem


def lone_detail(item: ResultItem, result: Result | None, loader: ImageLoader) -> ResultDetail:
    """The view; what needs the page does nothing there."""
    actions = DetailActions(
        select=lambda _id: False,
        copy=lambda _id: view.app.copy_to_clipboard(item.text),
        open_externally=lambda _id: None,
        facts=lambda _id: facts_of(item, result),
    )
    view = ResultDetail([item], item.id, actions, image_loader=loader, selected=[])
    return view
