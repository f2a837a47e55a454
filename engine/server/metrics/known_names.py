"""Names that may be labels: a document can name any action and any provider, a label only these."""

from engine.operations.services import Services
from engine.providers.registry import BUILT_IN, KINDS
from engine.session.provider_named import lane_of

OTHER = "other"


class KnownNames:
    """The actions and providers that this program knows by itself or from its configuration."""

    def __init__(self, services: Services) -> None:
        self._registry = services.registry
        self._providers = {"", *BUILT_IN, *KINDS, *services.providers.config.providers}

    def action(self, name: str) -> str:
        """The action's name, the pattern it falls under, or `other`: one that a folder brings along."""
        return self._registry.known_as(name) or OTHER

    def provider(self, name: str) -> str:
        """The provider's name; "" where none was named; `other` for one that is not configured."""
        return name if name in self._providers else OTHER

    def lane(self, action: str, provider: str) -> str:
        """What waits for the same: see `lane_of`."""
        return lane_of(self.action(action), self.provider(provider))
