"""Checks the body of an LLM action, what `llm.generate` takes, before it is stored."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.session.errors import SessionError
from schemas.json_value import is_list, is_object

MOST_BYTES = 1024 * 1024
"""Of a body as JSON."""


def checked_body(name: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """The body as it is stored: cleaned, its templates as plain strings. Raises `SessionError` with all that
    is wrong.

    Templates may stand for settings, too: those are checked when they are rendered.
    """
    # Documents are checked where they are loaded, and this is one: the same checks, and jsonschema
    # and Jinja2, which they import, only when something is saved.
    from engine.documents.check_output_schemas import check_output_schemas  # noqa: PLC0415
    from engine.documents.check_results_at import check_results_at  # noqa: PLC0415
    from engine.documents.check_templates import check_templates  # noqa: PLC0415
    from engine.documents.findings import Findings  # noqa: PLC0415
    from engine.documents.place import Origins, Place  # noqa: PLC0415
    from engine.documents.problems import DocumentErrors  # noqa: PLC0415
    from engine.documents.pydantic_problems import check  # noqa: PLC0415
    from engine.documents.read import read_value  # noqa: PLC0415
    from engine.documents.typed_texts import with_typed_texts  # noqa: PLC0415
    from schemas.documents.action_config import LlmConfig  # noqa: PLC0415

    file = Path(name)
    findings = Findings()
    place = Place(Origins(file))
    try:
        data = json.dumps(body, ensure_ascii=False).encode(errors="surrogatepass")
        if len(data) > MOST_BYTES:
            raise SessionError("unprocessable", f"{name} is larger than {MOST_BYTES // 1024 // 1024} MiB.")
        read: dict[str, Any] = read_value(data.decode(errors="replace").encode(), file)
    except DocumentErrors as error:
        raise _invalid(name, error.problems) from None
    except (ValueError, RecursionError):
        raise SessionError("unprocessable", f"{name} is no JSON, or nested too deeply.") from None
    for keys in _file_references(read):
        findings.problem(
            place.at(*keys), "a stored LLM action names no files", expected="the text or schema itself"
        )
    typed = with_typed_texts(LlmConfig, read, place)
    check(LlmConfig, typed, place, findings, templates=True)
    check_output_schemas(typed, place, findings)
    check_results_at(typed, place, findings)
    check_templates(typed, place, findings)
    if findings.problems:
        raise _invalid(name, findings.problems)
    return plain_texts(typed)


def plain_texts(body: Mapping[str, Any]) -> dict[str, Any]:
    """The body with templates as strings: the same text is the same value, however it was written."""
    plain = {key: _plain(value) if key in ("input", "system") else value for key, value in body.items()}
    tunings = plain.get("tuned_for")
    if is_object(tunings):
        plain["tuned_for"] = {
            name: plain_texts(each) if is_object(each) else each for name, each in tunings.items()
        }
    return plain


def _plain(part: Any) -> Any:
    if is_list(part):
        return [_plain(each) for each in part]
    if is_object(part) and part.get("type") == "jinja2" and set(part) == {"text", "type"}:
        return part["text"]
    return part


def _file_references(body: Mapping[str, Any]) -> list[tuple[str | int, ...]]:
    """Where a file is named instead of a text."""
    found: list[tuple[str | int, ...]] = []
    for key in ("input", "system", "output_schema"):
        value = body.get(key)
        for at, part in enumerate(value if is_list(value) else [value]):
            if is_object(part) and "$ref" in part and set(part) <= {"$ref", "type"}:
                found.append((key, at) if is_list(value) else (key,))
    tunings = body.get("tuned_for")
    for name, tuning in tunings.items() if is_object(tunings) else ():
        if is_object(tuning):
            found += [("tuned_for", name, *keys) for keys in _file_references(tuning)]
    return found


def _invalid(name: str, problems: Any) -> SessionError:
    details = [str(problem) for problem in problems]
    count = len(details)
    return SessionError(
        "unprocessable", f"{name} has {count} problem{'s' if count != 1 else ''}.", details=details
    )
