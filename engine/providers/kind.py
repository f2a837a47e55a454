"""A kind of provider: what its table in config.toml may say, and how one is made of it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from engine.config import ProviderSettings
from engine.providers.credentials import Credentials, missing
from engine.providers.settings import ServerSettings
from schemas.frozen import frozen

if TYPE_CHECKING:
    from engine.providers.http.auth import Auth
    from engine.providers.http.client import Http, Refused, Timeouts
    from engine.providers.http.limits import Limits
    from engine.providers.media import MediaProvider
    from engine.providers.text import TextProvider

S = TypeVar("S", bound=ProviderSettings)


@frozen
class State:
    """What is said about one provider: a label for its results, and whether it can answer now."""

    label: str
    ready: bool = True
    message: str = ""


@frozen
class Setup(Generic[S]):
    """What a provider is made of. `key_variable` is None where no key is expected."""

    name: str
    settings: S
    home: Path
    key_variable: str | None
    limits: "Limits"
    """One for all that this name makes, text and media."""

    def key(self) -> str | Callable[[], str]:
        """The key for `Auth`, empty where none is expected. Raises `ProviderError("unauthorised")`."""
        wanted = isinstance(self.settings, ServerSettings) and self.settings.keyring
        if self.key_variable is None and not wanted:
            return ""
        found = Credentials(self.home).find(self.name, self.key_variable)
        if found is None:
            raise missing(self.name, self.key_variable)
        return found

    def http(
        self,
        auth: "Auth | None" = None,
        *,
        headers: Mapping[str, str] | None = None,
        timeouts: "Timeouts | None" = None,
        keep_alive: bool = True,
        idempotency_header: str = "Idempotency-Key",
        refused: "Refused | None" = None,
    ) -> "Http":
        """A client of the settings' server with their limits, retries and timeout."""
        from engine.providers.http.client import Http, Timeouts  # noqa: PLC0415 - when one is needed
        from engine.providers.http.refusals import refusal  # noqa: PLC0415 - the same
        from engine.providers.http.retries import Retries  # noqa: PLC0415 - the same

        settings = self.settings
        assert isinstance(settings, ServerSettings), "only a server is asked over HTTP"
        return Http(
            settings.base_url,
            name=self.name,
            auth=auth,
            headers=headers,
            timeouts=timeouts or Timeouts(first_byte=settings.timeout),
            retries=Retries(attempts=settings.retries + 1),
            limits=self.limits,
            keep_alive=keep_alive,
            idempotency_header=idempotency_header,
            refused=refused or refusal,
        )

    @property
    def label(self) -> str:
        """What a person reads beside the results: the configured label, model or name."""
        settings = self.settings
        if isinstance(settings, ServerSettings):
            return settings.label or settings.model or self.name
        return self.name


@frozen
class Kind(Generic[S]):
    """One line of the registry leads to one of these.

    `text` and `media` make a provider; they are called once a name, off no event loop.
    `key_variable` is where a key is looked for when the settings name no other variable and
    the address is the kind's own; with it the kind needs no table in config.toml: its name
    is a provider's name as soon as the key is there. `built_in` kinds need neither.
    `state` says more than the settings do; it may block. `parameters` is for a kind whose
    parameters are in no `parameters.json`: home folder, operation and model to JSON Schema,
    without a network. `repeatable`: asked twice it does the same work twice, and nobody pays for it.
    """

    name: str
    settings: type[S]
    text: "Callable[[Setup[S]], TextProvider] | None" = None
    media: "Callable[[Setup[S]], MediaProvider] | None" = None
    key_variable: str | None = None
    built_in: bool = False
    repeatable: bool = False
    state: Callable[[Setup[S]], State] | None = None
    parameters: Callable[[Path, str, str | None], Mapping[str, Any]] | None = None

    def key_variable_of(self, settings: S) -> str | None:
        """The variable of the key; the kind's own only for the kind's own address."""
        if not isinstance(settings, ServerSettings):
            return None
        # A key for the well-known server must not reach another one by accident.
        own = settings.base_url == type(settings).model_fields["base_url"].default
        return settings.api_key_env or (self.key_variable if own else None)


def state_of_server(setup: Setup[Any]) -> State:
    """The state of a server: whether its key is there. Blocks."""
    settings = setup.settings
    if (setup.key_variable or settings.keyring) and not Credentials(setup.home).has(
        setup.name, setup.key_variable
    ):
        where = f"{setup.key_variable} is not set" if setup.key_variable else "its key is not in the keyring"
        return State(setup.label, False, where)
    return State(setup.label, True, settings.base_url)
