"""The messages of earlier turns, as every chat API takes them."""

from collections.abc import Iterable
from dataclasses import replace

from engine.providers.text import Message


def alternating(messages: Iterable[Message]) -> list[Message]:
    """The messages with user and assistant in turn: neighbours of one role are one message.

    Those that say and show nothing are left out. Anthropic refuses them, many models' own
    templates refuse two users in a row. System messages stay as they are.
    """
    turns: list[Message] = []
    for message in messages:
        if not message.text.strip() and not message.images:
            continue
        before = turns[-1] if turns else None
        if before is None or message.role == "system" or before.role != message.role:
            turns.append(message)
            continue
        text = "\n\n".join(each.text for each in (before, message) if each.text.strip())
        turns[-1] = replace(before, text=text, images=(*before.images, *message.images))
    return turns
