"""A module among the others of its workflow, for what can only be checked when all are known."""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.documents.place import Place
from schemas.frozen import frozen
from schemas.json_value import is_list, is_object


@frozen
class FlowModule:
    """A prepared raw module, the id of its step, and where it stands."""

    step_id: str
    given: Mapping[str, Any]
    place: Place

    @property
    def id(self) -> str:
        """Its id, or "" if it has none."""
        found = self.given.get("id")
        return found if isinstance(found, str) else ""

    @property
    def outputs(self) -> Mapping[str, Any]:
        """The state keys it makes, and `_continue`."""
        found = self.given.get("outputs")
        return found if is_object(found) else {}

    def sub_actions(self) -> Iterator[tuple[Mapping[str, Any], Place]]:
        """Each sub-action and its place."""
        listed = self.given.get("sub_actions")
        for at, action in enumerate(listed if is_list(listed) else []):
            if is_object(action):
                yield action, self.place.at("sub_actions", at)
