"""`reroll open PICTURE`: what the picture's own file says of the form that made it."""

from pathlib import Path

from pydantic import ValidationError

from engine.operations.errors import BadRequest
from engine.picture_files.record import record_of
from schemas.json_value import is_object
from schemas.messages.restoring import RestoreForm

MOST_BYTES = 256 * 1024 * 1024


def request_in(path: str) -> RestoreForm:
    """Read the file; `BadRequest` if it cannot be read or does not say how it was made."""
    file = Path(path).expanduser()
    try:
        if file.stat().st_size > MOST_BYTES:
            raise BadRequest(f"{path} is too large to be looked into.")
        record = record_of(file.read_bytes())
    except OSError as error:
        raise BadRequest(f"{path} cannot be read: {error.strerror}.") from None
    made = record.get("made_by") if record is not None else None
    if record is None or not is_object(made):
        raise BadRequest(
            f"{path} does not say how it was made.",
            hint="Pictures that Reroll generates do, unless another program saved them again without it.",
        )
    asked = {name: record.get(name, "") for name in ("workflow", "module", "session", "interaction")}
    try:
        return RestoreForm.model_validate(
            {**asked, "values": made.get("values", {}), "seed": made.get("seed")}
        )
    except ValidationError:
        raise BadRequest(f"What {path} says of how it was made is damaged.") from None
