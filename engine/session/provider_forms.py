"""Pages whose form takes in the parameters of the media provider that will answer (row B11)."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from engine.actions.media_names import is_media, named_in
from engine.form.provider_fields import filled, made_for
from engine.providers.directory import Providers
from engine.session.opening import with_defaults
from engine.session.state import SessionState
from engine.templates.sandbox import MissingName, render_value
from schemas.documents.form import ParametersUx
from schemas.documents.hyperparameters import Hyperparameters
from schemas.documents.interaction import InteractionRequest
from schemas.json_value import is_object

Values = Mapping[str, Any]


class ProviderForms:
    """Fills forms that have `parameters` in their `_ux`: when a page opens, and at each other choice."""

    def __init__(self, providers: Providers) -> None:
        self._providers = providers

    def opened(
        self, request: InteractionRequest, state: SessionState, defaults: Hyperparameters
    ) -> InteractionRequest:
        """The page with its form filled, and the defaults of the fields that came."""
        values = _values(request.display_data)
        schema = self.schema(request, values, state, defaults)
        if schema is None:
            return request
        data = {**request.display_data, "current_values": with_defaults(schema, values)}
        return request.model_copy(update={"input_schema": schema, "display_data": data})

    def schema(
        self, request: InteractionRequest, values: Values, state: SessionState, defaults: Hyperparameters
    ) -> dict[str, Any] | None:
        """The form for what these values choose; None if it is that already, or takes in nothing."""
        wanted = _wanted(request)
        if wanted is None:
            return None
        variables = {"values": values, "state": state.state, "data": request.display_data}
        choice = self._choice(request, wanted, variables, state, defaults)
        if choice == made_for(request.input_schema):
            return None
        offered = self._providers.parameters(choice["provider"], choice["operation"], choice["model"])
        return filled(
            request.input_schema,
            offered or {},
            choice,
            only=wanted.only,
            group=wanted.group,
            group_label=wanted.group_label,
        )

    def _choice(
        self,
        request: InteractionRequest,
        wanted: ParametersUx,
        variables: Mapping[str, Any],
        state: SessionState,
        defaults: Hyperparameters,
    ) -> dict[str, Any]:
        """Provider, operation and model, found as the action will find them."""
        config, named, operation = _media_action(request)
        provider = (
            state.conversation.settings.get("media_provider")
            or _rendered(wanted.provider, variables)
            or _rendered(config.get("provider"), variables)
            or named
            or defaults.media_provider
            or self._providers.config.defaults.media
        )
        field = self._providers.model_field(provider)
        model = (
            _rendered(wanted.model, variables)
            or _rendered(config.get("model"), variables)
            or (_text(variables["values"].get(field)) if field else None)
        )
        models = self._providers.models(provider)
        if models and model not in models:
            model = models[0]
        return {
            "provider": provider,
            "operation": wanted.operation or _text(config.get("operation")) or operation,
            "model": model,
            "model_field": field,
        }


def takes_parameters(request: InteractionRequest) -> bool:
    """Whether the page's form has fields that depend on a provider."""
    ux = request.input_schema.get("_ux")
    return is_object(ux) and "parameters" in ux


def _wanted(request: InteractionRequest) -> ParametersUx | None:
    """What the form says of its parameters; what is wrong was told when its document was read."""
    ux = request.input_schema.get("_ux")
    said = ux.get("parameters") if is_object(ux) else None
    try:
        return None if said is None else ParametersUx.model_validate(said)
    except ValidationError:
        return None


def _media_action(request: InteractionRequest) -> tuple[Mapping[str, Any], str | None, str]:
    """Config, provider and operation of the page's first sub-action that makes media."""
    for sub_action in request.sub_actions:
        if is_media(sub_action.action_type):
            return (sub_action.config, *named_in(sub_action.action_type))
    return {}, None, "txt2img"


def _rendered(value: Any, variables: Mapping[str, Any]) -> str | None:
    if not isinstance(value, str):
        return None
    try:
        return _text(render_value(value, variables))
    except (MissingName, ValueError):
        return None  # nothing is chosen yet


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _values(data: Mapping[str, Any]) -> Values:
    values = data.get("current_values")
    return values if is_object(values) else {}
