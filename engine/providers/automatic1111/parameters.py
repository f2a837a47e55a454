"""Which parameters are sent, and whether a server has what they name."""

from collections.abc import Mapping, Sequence
from typing import Any

from engine.providers.errors import ProviderError
from engine.providers.parameters import parameters_of
from engine.spelling import nearest
from schemas.frozen import frozen

PASSED_ON = frozenset(
    (
        "styles",
        "override_settings",
        "alwayson_scripts",
        "script_name",
        "script_args",
        "eta",
        "image_cfg_scale",
    )
)
"""Sent as they are, though no form offers them."""


@frozen
class Offered:
    """What a server has; an empty list is not known."""

    models: Sequence[str] = ()
    samplers: Sequence[str] = ()
    schedulers: Sequence[str] = ()


def schema_of(operation: str, offered: Offered | None = None) -> dict[str, Any]:
    """The JSON Schema of the operation's parameters, the server's own samplers as choices."""
    known = parameters_of("automatic1111")
    assert known is not None, "it is a file of this package"
    schema = known.schema(operation)
    if offered is not None:
        for name, choices in (("sampler_name", offered.samplers), ("scheduler", offered.schedulers)):
            if choices:
                schema["properties"][name] = {**schema["properties"][name], "enum": list(choices)}
    return schema


def sent(operation: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """Those of `params` that the API takes; a form may hold more."""
    known = schema_of(operation)["properties"]
    return {name: value for name, value in params.items() if name in known or name in PASSED_ON}


def check_offered(params: Mapping[str, Any], offered: Offered, where: str) -> None:
    """Raises `ProviderError` for a sampler or scheduler that the server does not have."""
    for name, choices in (("sampler_name", offered.samplers), ("scheduler", offered.schedulers)):
        wanted = params.get(name)
        if not choices or not isinstance(wanted, str) or not wanted:
            continue
        if wanted.casefold() not in {choice.casefold() for choice in choices}:
            close = nearest(wanted, choices)
            raise ProviderError(
                "bad_request",
                f"{name}: {where} has no {wanted[:60]!r}.",
                hint=f"Did you mean {close}?" if close else f"It has {', '.join(choices[:12])}.",
            )
