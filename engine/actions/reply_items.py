"""The members of a list in a model's reply, each taken out as soon as it is complete."""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.actions.errors import ActionError
from engine.templates.target_path import read
from schemas.json_value import is_list, is_object


class ReplyItems:
    """Follows the list at `path` in a reply that grows; without a path there is none."""

    def __init__(self, path: str | None) -> None:
        self._path = path
        self.count = 0

    def new_in(self, partial: Any) -> Iterator[Mapping[str, Any]]:
        """Members that were not there before."""
        members = self._list(partial)
        for member in members[self.count :]:
            self.count += 1
            yield _as_object(member)

    def rest_of(self, whole: Any) -> Iterator[Mapping[str, Any]]:
        """What is still missing of the whole reply. Raises `ActionError` if there is no list in it."""
        if self._list(whole, None) is None:
            raise ActionError(
                "invalid_output",
                f"The model's reply has no list at {self._path or 'its top'!r}.",
                hint="Correct results_at or the output schema.",
            )
        yield from self.new_in(whole)

    def _list(self, value: Any, default: Any = ()) -> Any:
        if self._path is None:
            return default
        found = read(value, self._path) if self._path else value
        return found if is_list(found) else default


def _as_object(member: Any) -> Mapping[str, Any]:
    return member if is_object(member) else {"value": member}
