"""`kind = "replicate"`: any model on Replicate."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import Field

from engine.providers.kind import Kind, Setup
from engine.providers.media import MediaProvider
from engine.providers.settings import ServerSettings
from schemas.json_value import is_object


class ReplicateSettings(ServerSettings):
    """`model` is `owner/name` or `owner/name:version`, for actions that name none."""

    kind: str = "replicate"
    base_url: str = Field(default="https://api.replicate.com/v1", pattern=r"^https?://")


def media(setup: Setup[ReplicateSettings]) -> MediaProvider:
    """A client of Replicate; what it says about models is kept in the home folder."""
    from engine.providers.http.auth import Auth  # noqa: PLC0415 - when one is needed
    from engine.providers.replicate.provider import Replicate  # noqa: PLC0415 - the same

    return Replicate(
        setup.name,
        setup.http(Auth.bearer(setup.key())),
        folder=_folder(setup.home),
        label=setup.settings.label,
        model=setup.settings.model,
    )


def parameters(home: Path, _operation: str, model: str | None) -> Mapping[str, Any]:
    """What a model takes beside the prompt, the count and the seed, as far as it was asked before. Blocks."""
    from engine.providers.replicate.kept_models import KeptModels  # noqa: PLC0415 - when a form wants them
    from engine.providers.replicate.model_name import is_model_name, model_name  # noqa: PLC0415 - the same
    from engine.providers.replicate.request_input import COUNTS, prompt_field  # noqa: PLC0415 - the same

    nothing: Mapping[str, Any] = {"type": "object", "properties": {}}
    if model is None or not is_model_name(model):
        return nothing
    known = KeptModels(_folder(home)).read(model_name(model))
    fields = known.form.get("properties") if known and known.form else None
    if not is_object(fields):
        return nothing
    left = {prompt_field(fields), *COUNTS, "seed"}
    kept = {name: shape for name, shape in fields.items() if name not in left}
    return {"type": "object", "title": model, "properties": kept}


def _folder(home: Path) -> Path:
    return home / "cache" / "replicate"


KIND = Kind(
    "replicate",
    ReplicateSettings,
    media=media,
    key_variable="REPLICATE_API_TOKEN",
    parameters=parameters,
)
