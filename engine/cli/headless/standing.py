"""Where a session stands after a run, and how to go on with it."""

from collections.abc import Iterator

from engine.cli.headless.choosing import results_of
from engine.form.build import build_fields
from schemas.messages.session import InteractionView, SessionView


def standing(view: SessionView, *, offers: bool = True) -> Iterator[str]:
    """Lines for a person; with `offers` also what the page takes, by the names that options take."""
    if view.summary.status == "completed":
        yield f"Session {view.id} is complete."
        return
    page = view.interaction
    if page is None:
        yield f"Session {view.id} has stopped; it can go on from there."
    else:
        yield f"Session {view.id} waits at “{page.request.title or page.module_id}”."
        if offers:
            yield from _offers(page)
    yield f"  on the screen:  reroll resume {view.id}"
    yield f"  from a script:  reroll run --session {view.id}"


def _offers(page: InteractionView) -> Iterator[str]:
    fields = [field.name for field in build_fields(page.request.input_schema)]
    actions = [action.id for action in page.request.sub_actions]
    results = results_of(page)
    if fields:
        yield f"  fields:   {', '.join(fields)}"
    if actions:
        yield f"  actions:  {', '.join(actions)}"
    if results:
        yield f"  results:  {len(results)}, {len(page.selected)} selected"
    if page.proposals:
        yield f"  proposed: {', '.join(each.label for each in page.proposals)} (--accept or --dismiss)"
