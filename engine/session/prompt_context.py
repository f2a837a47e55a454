"""What a session's conversation adds to the prompts of its actions."""

from dataclasses import asdict

from engine.actions.prompt_context import AttachedReference, PromptContext
from engine.session.conversation import Conversation


def prompt_context(conversation: Conversation) -> PromptContext:
    """The conversation as actions see it, with the references that are in use."""
    meta = asdict(conversation.meta)
    return PromptContext(
        settings=dict(conversation.settings),
        references=tuple(
            AttachedReference(each.id, each.name, each.path, each.text)
            for each in conversation.references
            if each.in_use
        ),
        turns=tuple(
            {"label": turn.label, "asked": turn.asked, "reply": turn.reply} for turn in conversation.turns
        ),
        meta={**meta, "roles": list(conversation.meta.roles), "artifacts": list(conversation.meta.artifacts)},
    )
