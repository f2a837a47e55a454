"""The ways in which actions can stand in a reply, each with its parser and its part of the prompt."""

from collections.abc import Sequence
from typing import Any

from engine.embedded.brackets import Brackets
from engine.embedded.json_reply import JsonReplyParser
from engine.embedded.parts import ReplyParser
from engine.embedded.prose import ProseParser
from engine.embedded.tool_reply import PlainParser
from engine.embedded.xml import Xml
from schemas.documents.embedded_actions import ActionDefinition, Format


def parser_for(format: Format) -> ReplyParser:  # noqa: A002 - it is called so in documents
    """A parser for one reply."""
    match format:
        case "brackets":
            return ProseParser(Brackets())
        case "xml":
            return ProseParser(Xml())
        case "json":
            return JsonReplyParser()
        case "tools":
            return PlainParser()


def prompt_section(format: Format, definitions: Sequence[ActionDefinition]) -> str:  # noqa: A002
    """What the system prompt says about these actions: each with its parameters and an example.

    The examples are written as `parser_for(format)` reads them. Empty without definitions, and for tools,
    which are described to the model by other means.
    """
    if format == "tools" or not definitions:
        return ""
    from engine.embedded.prompt import section  # noqa: PLC0415 - jsonschema is slow to import

    return section(format, definitions)


def reply_schema(definitions: Sequence[ActionDefinition]) -> dict[str, Any]:
    """The JSON Schema of a whole reply in the format `json`, which may ask for these actions."""
    from engine.embedded.reply_schema import schema_of_reply  # noqa: PLC0415 - only this format needs it

    return schema_of_reply(definitions)
