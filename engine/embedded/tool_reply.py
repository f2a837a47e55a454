"""Replies whose actions come beside the text, as the provider's own tool calls."""

from engine.embedded.parts import Part, Text


class PlainParser:
    """Passes every text on as it is; a `ReplyParser`."""

    def feed(self, chunk: str) -> list[Part]:
        """See `ReplyParser`."""
        return [Text(chunk)] if chunk else []

    def close(self) -> list[Part]:
        """See `ReplyParser`."""
        return []
