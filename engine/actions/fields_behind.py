"""Which field of a form is behind a parameter that a provider complains about."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from engine.form.paths import is_within, token
from engine.providers.errors import ProviderError
from schemas.documents.refs import InlineText

_ONE_FIELD = re.compile(r"\{\{-?\s*values(?:\.([A-Za-z_]\w*)|\[(['\"])([^'\"\\]+)\2\])\s*-?\}\}")
"""`{{ values.size }}` and `{{ values['size'] }}`, with nothing beside it."""


def fields_behind(config: Mapping[str, Any], prompt_fields: Sequence[str]) -> dict[str, str]:
    """The field's name by the parameter's, for parameters that are called otherwise than their field.

    `config` has a template (or a value) for each parameter; what is put together of several
    fields has no field of its own. Without a `prompt` there the prompt is the `prompt_fields`.
    """
    fields: dict[str, str] = {}
    for name, template in config.items():
        text = template.text if isinstance(template, InlineText) else template
        if isinstance(text, str) and (found := _ONE_FIELD.fullmatch(text.strip())):
            fields[name] = found[1] or found[3]
    if "prompt" not in config and prompt_fields:
        fields["prompt"] = prompt_fields[0]
    return fields


def at_fields(error: ProviderError, fields: Mapping[str, str]) -> ProviderError:
    """The same error, with its details at the form's fields."""
    paths = {token(parameter): token(field) for parameter, field in fields.items()}
    error.details = tuple(replace(each, field=_renamed(each.field, paths)) for each in error.details)
    return error


def _renamed(path: str, paths: Mapping[str, str]) -> str:
    parameter = next((each for each in paths if is_within(path, each)), None)
    return path if parameter is None else paths[parameter] + path[len(parameter) :]
