"""What a `failed` event says: every exception in words for a person."""

from typing import Any

from engine.actions.errors import ActionError
from engine.providers.errors import ProviderError
from engine.store.errors import StorageError
from engine.templates.sandbox import MissingName
from engine.templates.target_path import PathError
from schemas.clean_text import clean, clean_line

MAX_MESSAGE = 2_000
"""Characters of a message; a server may answer with a page."""

INTERRUPTED: dict[str, Any] = {
    "code": "interrupted",
    "message": "The program was closed while this ran. What had arrived is kept.",
    "hint": "Retry runs it again with the same values.",
    "retryable": True,
}


def error_body(error: Exception) -> dict[str, Any]:
    """The `{code, message, hint, retryable}` of an exception, safe to show.

    Where a provider says which values it refuses there are `details` too: `[{field, message}]`,
    each field by its path in the form.
    """
    match error:
        case ProviderError(details=[_, *_]):
            body = _body(error.code, error.message, error.hint, retryable=error.retryable)
            details = [{"field": each.field, "message": clean_line(each.message)} for each in error.details]
            return {**body, "details": details}
        case ActionError() | ProviderError():
            return _body(error.code, error.message, error.hint, retryable=error.retryable)
        case StorageError():
            return _body(error.code, error.message, error.hint)
        case MissingName():
            return _body(
                "missing_name",
                f"A template needs something that is not there: {error}.",
                "Correct the template or fill in the field it names. Nothing was sent.",
            )
        case PathError():
            return _body(
                "result_mapping",
                f"The result does not fit the page: {error}.",
                "Correct `result_mapping` in the document. The result is kept in the log.",
                retryable=False,
            )
        case _:
            return _body(
                "internal", f"Something went wrong inside the action: {error or type(error).__name__}."
            )


def _body(code: str, message: str, hint: str = "", *, retryable: bool = True) -> dict[str, Any]:
    return {
        "code": code,
        "message": clean(message)[:MAX_MESSAGE],
        "hint": clean(hint),
        "retryable": retryable,
    }
