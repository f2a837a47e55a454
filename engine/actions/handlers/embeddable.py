"""What an action brings that was made to be asked for in replies."""

from typing import Protocol, runtime_checkable

from schemas.documents.embedded_actions import ActionDefinition


@runtime_checkable
class Embeddable(Protocol):
    """An action whose `definition` counts wherever a document does not say otherwise."""

    @property
    def definition(self) -> ActionDefinition: ...
