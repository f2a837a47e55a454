"""`llm.generate`: a templated request to a text provider, streamed, validated where a schema says so."""

import asyncio
import re
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.actions.action import (
    ActionEvent,
    ActionInput,
    Item,
    LogLine,
    Outputs,
    Partial,
    Token,
)
from engine.actions.asked_images import asked_images
from engine.actions.errors import ActionError
from engine.actions.hyperparameters import sampling_of, settled, text_provider
from engine.actions.references import UsedReferences, as_variable, read_references
from engine.actions.reply_attempts import CUT, Attempts, UnfitReply
from engine.actions.reply_facts import STOPPED, exchange_of, facts_of
from engine.actions.reply_items import ReplyItems
from engine.actions.shaped_reply import shaped, shaped_part
from engine.actions.step_script import ScriptAsked
from engine.actions.text_parts import listed, render_part, render_parts, uses
from engine.actions.tuning import tuned
from engine.providers.directory import Providers
from engine.providers.errors import ProviderError
from engine.providers.text import Message, TextEnd, TextProvider, TextRequest, ToolCall
from schemas.clean_text import clean
from schemas.documents.action_config import LlmConfig
from schemas.documents.sub_action import ExecutionMode
from schemas.json_value import is_object

if TYPE_CHECKING:
    from engine.actions.structured_output import StructuredOutput

PARTIAL_SECONDS = 0.1
"""Parse the unfinished reply at most this often."""
_NO_OTHER_REPLY = frozenset({"context_overflow", "replay_ended"})
"""There is no room for the reply that is sent back, or none was recorded for it."""


class LlmGenerate:
    """Yields tokens, partial outputs, one item with the whole output (or one for each member of
    the list at `results_at`, as soon as it is there), and the output.

    The output is the reply, or what `output` in the config makes of it.
    """

    id = "llm.generate"
    title = "Call an LLM"
    patterns = ("llm.generate", "llm_generate", "llm_action")
    modes: tuple[ExecutionMode, ...] = ("streaming", "async", "sync")
    config_model = LlmConfig
    interactive = False

    def __init__(self, providers: Providers) -> None:
        self._providers = providers

    def step_config(self, asked: ScriptAsked) -> dict[str, Any]:
        """A stored action's prompt and settings with the parameters over them, or the parameters alone."""
        config = {**(asked.stored or {}), **asked.parameters}
        if not config.get("input"):
            raise ActionError(
                "no_prompt",
                "The step has no prompt.",
                hint='Give "action_id", or "input" among the parameters.',
            )
        return config

    async def execute(self, given: ActionInput) -> AsyncGenerator[ActionEvent]:
        """Run one request. Raises `ActionError`, `ProviderError`, `MissingName`."""
        assert isinstance(given.config, LlmConfig)
        provider = self._providers.text(text_provider(given.config, given))
        config = settled(tuned(given.config, provider), given)
        read = await read_references(given.context.references)
        variables = {"references": as_variable(read), **given.variables}
        system = render_parts(config.system, variables)
        asked = render_part(config.input, variables).strip()
        if not asked:
            raise ActionError("empty_input", "There is nothing to send: the template gave no text.")
        placed = bool(read) and uses([config.input, *listed(config.system)], "references")
        references = UsedReferences(read, placed)
        schema = dict(config.output_schema) if is_object(config.output_schema) else None
        structured = await _structured(schema)
        urls, pictures = await asked_images(config.images, variables, given.read_blob)
        request = TextRequest(
            messages=(*((Message("system", system),) if system else ()), Message("user", asked, pictures)),
            model=config.model,
            output_schema=schema,
            output_pattern=config.output_pattern,
            sampling=sampling_of(config),
        )
        attempts = Attempts.of(request, config)
        asking = _Asking(provider, references, config, given, structured, attempts, urls)
        unfit: ActionError | None = None
        while True:
            try:
                async with aclosing(self._ask(request, asking)) as events:
                    async for event in events:
                        yield event
                return
            except ProviderError as error:
                if unfit is None or error.code not in _NO_OTHER_REPLY:
                    raise
                raise unfit from error  # what is wrong is still the reply
            except ActionError as error:
                unfit, further = error, None if asking.made.count else asking.attempts.next(error)
                if further is None:
                    raise
                request, told = further
                yield LogLine(told)

    async def _ask(self, request: TextRequest, asking: "_Asking") -> AsyncGenerator[ActionEvent]:
        config, given, structured, made = asking.config, asking.given, asking.structured, asking.made
        reply: list[str] = []
        end: TextEnd | None = None
        began = parsed_at = time.monotonic()
        async with aclosing(asking.provider.generate(asking.references.added_to(request))) as parts:
            async for part in parts:
                if isinstance(part, TextEnd):
                    end = part
                    continue
                if isinstance(part, ToolCall):
                    continue  # none was offered
                reply.append(part.text)
                if shown := clean(part.text):
                    yield Token(shown)
                if structured and time.monotonic() - parsed_at >= PARTIAL_SECONDS:
                    parsed_at = time.monotonic()
                    partial = structured.partial("".join(reply))
                    if partial is not None:
                        partial = shaped_part(config.output, partial, given.variables)
                    if partial is not None:
                        yield Partial(partial)
                        for member in made.new_in(partial):
                            yield Item("json", member, facts=asking.facts(), listed=True)
        if end is None:
            raise ActionError("truncated", "The reply ended in the middle.", retryable=True)
        asking.attempts.took("".join(reply), end)
        text = clean("".join(reply)).strip()
        facts = asking.facts(end, time.monotonic() - began)
        if structured:
            whole = structured.whole("".join(reply), finish_reason=end.finish_reason)
            value = shaped(config.output, whole, given.variables)
            yield Partial(value)
        else:
            if not text:
                raise ActionError("empty_output", "The model answered with nothing.", retryable=True)
            if config.output_pattern is not None:
                await _check_text(config.output_pattern, text, end)
            value = shaped(config.output, text, given.variables)
        if config.results_at is not None:
            for member in made.rest_of(value):
                yield Item("json", member, facts=facts, listed=True)
        elif structured:
            yield Item("json", value if is_object(value) else {"value": value}, facts=facts)
        else:
            yield Item("text", value if is_object(value) else {"text": value}, facts=facts)
        yield exchange_of(facts, asking.references, text)
        yield Outputs(
            value,
            usage=asking.attempts.usage,
            message=STOPPED.get(end.finish_reason, ""),
            items_at=config.results_at,
        )


@dataclass
class _Asking:
    """What stays the same however often is asked."""

    provider: TextProvider
    references: UsedReferences
    config: LlmConfig
    given: ActionInput
    structured: "StructuredOutput | None"
    attempts: Attempts
    images: tuple[str, ...]
    made: ReplyItems = field(init=False)

    def __post_init__(self) -> None:
        self.made = ReplyItems(self.config.results_at)

    def facts(self, end: TextEnd | None = None, seconds: float | None = None) -> dict[str, Any]:
        """Fields of `Provenance`: of the whole request, whichever of its replies it was."""
        request = self.attempts.request
        facts = facts_of(self.provider, request, self.references, self.config, end, seconds)
        if self.images:
            facts["rendered"]["images"] = list(self.images)
        return {**facts, "usage": self.attempts.usage, "repairs": self.attempts.repairs}


async def _structured(schema: dict[str, Any] | None) -> "StructuredOutput | None":
    if schema is None:
        return None

    def load() -> "StructuredOutput":
        # jsonschema takes some 50 ms to import: off the event loop, and only when a schema is used.
        from engine.actions.structured_output import StructuredOutput  # noqa: PLC0415

        return StructuredOutput(schema)

    return await asyncio.to_thread(load)


async def _check_text(pattern: str, text: str, end: TextEnd) -> None:
    # In a thread: how long it takes depends on the author's pattern.
    if await asyncio.to_thread(re.fullmatch, pattern, text) is None:
        cut = end.finish_reason in CUT
        raise UnfitReply(
            "The model's reply was cut at its token limit." if cut else "The model's reply does not fit.",
            hint="Raise max_tokens or try again." if cut else "Try again; the reply is kept in the log.",
            problems=(f"the whole of it must match the regular expression {pattern}",),
        )
