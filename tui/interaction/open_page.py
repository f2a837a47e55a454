"""The open page as it was last told: what the screen and its parts all look at."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypedDict

from engine.form.model import FormModel
from schemas import messages

if TYPE_CHECKING:
    from engine.client.engine import Engine
    from schemas.documents.interaction import InteractionRequest
    from schemas.documents.sub_action import SubAction
    from schemas.messages.session import Draft, InteractionView, SessionView


class PageIds(TypedDict):
    """What every request about the page names."""

    session_id: str
    interaction_id: str


class OpenPage:
    """One per screen. `model` is the form; `view` is replaced with each change of the page.

    `sub_actions` (by id) and `titles` (of fields, by name) are the same objects for as long as
    the screen is there.
    """

    def __init__(self, engine: "Engine", session: "SessionView") -> None:
        assert session.interaction is not None
        self.engine = engine
        self.session = session
        self.view: InteractionView = session.interaction
        self.sub_actions: dict[str, SubAction] = {}
        self.titles: dict[str, str] = {}
        values = self.request.display_data.get("current_values")
        initial = values if isinstance(values, Mapping) else None
        self.use(FormModel(self.request.input_schema, initial, self.view.draft))
        self.name_sub_actions()

    def come(self, session: "SessionView") -> None:
        """The page, which was shown as it would be, is there: what it shows is the same."""
        assert session.interaction is not None
        self.session, self.view = session, session.interaction
        self.name_sub_actions()

    @property
    def request(self) -> "InteractionRequest":
        """The page's documents and its data."""
        return self.view.request

    @property
    def ids(self) -> PageIds:
        """For requests: `GetInteraction(**page.ids)`."""
        return {"session_id": self.session.id, "interaction_id": self.view.id}

    @property
    def held(self) -> "Draft":
        """What the form holds as the engine knows it."""
        return held_in(self.view)

    def use(self, model: FormModel) -> None:
        """Take another form."""
        self.model = model
        self.titles.clear()
        self.titles.update((field.name, field.title) for field in model.fields)

    def name_sub_actions(self) -> None:
        """Take the sub-actions that the page has now."""
        self.sub_actions.clear()
        self.sub_actions.update((action.id, action) for action in self.request.sub_actions)


def held_in(view: "InteractionView") -> "Draft":
    """What the form of a page holds as the engine knows it."""
    values = view.request.display_data.get("current_values")
    return view.draft or messages.Draft(values=dict(values) if isinstance(values, Mapping) else {})
