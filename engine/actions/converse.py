"""`converse`: one turn of a conversation whose model may ask for actions inside its reply."""

import secrets
import time
from collections import Counter
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Any

from engine.actions.action import (
    ActionEvent,
    ActionInput,
    Item,
    LogLine,
    Outputs,
    Token,
)
from engine.actions.embedding import Embedded, Standing
from engine.actions.errors import ActionError
from engine.actions.hyperparameters import sampling_of, settled, text_provider
from engine.actions.references import UsedReferences, as_variable, read_references
from engine.actions.reply_facts import STOPPED, exchange_of, facts_of, usage_of
from engine.actions.text_parts import listed, render_part, render_parts, uses
from engine.actions.tuning import tuned
from engine.embedded.formats import parser_for, prompt_section, reply_schema
from engine.embedded.parts import Asked, Malformed, Part, Text
from engine.embedded.strict_json import read_object
from engine.providers.directory import Providers
from engine.providers.text import Message, TextDelta, TextEnd, TextProvider, TextRequest, Tool, ToolCall
from schemas.clean_text import clean
from schemas.documents.converse_config import ConverseConfig
from schemas.documents.embedded_actions import Format
from schemas.documents.sub_action import ExecutionMode

_NOTHING = "The model answered with nothing."
SILENT = "…"
"""What a model is shown of a reply of its own that said nothing."""


class Converse:
    """Yields the visible text as tokens, one item with all of it, the exchange and `{"text": …}`.

    Each action is handed to the conversation as soon as it is complete, and the reply goes on
    when it has ended. Of a reply that is cut, what was asked for before stays done.
    """

    id = "converse"
    title = "Converse"
    patterns = ("converse",)
    modes: tuple[ExecutionMode, ...] = ("streaming", "async", "sync")
    config_model = ConverseConfig
    interactive = False

    def __init__(self, providers: Providers) -> None:
        self._providers = providers

    async def execute(self, given: ActionInput) -> AsyncGenerator[ActionEvent]:
        """Send one message. Raises `ActionError`, `ProviderError`, `MissingName`."""
        assert isinstance(given.config, ConverseConfig)
        talk = given.embedded
        if talk is None:
            raise ActionError("no_conversation", "Only a sub-action of a page can converse.")
        provider = self._providers.text(text_provider(given.config, given))
        config = settled(tuned(given.config, provider), given)
        read = await read_references(given.context.references)
        variables = {"references": as_variable(read), **given.variables}
        if not config.regenerate:
            _said(render_part(config.input, variables))  # before anything is set aside or noted
        standing = await talk.stand(again=config.regenerate)
        form = config.format or standing.format
        variables = {**variables, **_variables(standing, form)}
        asked = standing.again or _said(render_part(config.input, variables))
        system = _system(config, standing, variables)
        placed = bool(read) and uses([config.input, *listed(config.system)], "references")
        references = UsedReferences(read, placed)
        request = _request(config, form, standing, system, asked)
        await talk.begin(asked)
        began = time.monotonic()
        reply = _Reply(form, talk)
        async with aclosing(reply.read(provider, references.added_to(request))) as tokens:
            async for token in tokens:
                yield token
        if reply.is_empty:
            # It has done nothing yet, so that it can be asked for afresh: once.
            yield LogLine(f"{_NOTHING} Asking again.")
            request = replace(request, sampling=replace(request.sampling, seed=secrets.randbits(31)))
            async with aclosing(reply.read(provider, references.added_to(request))) as tokens:
                async for token in tokens:
                    yield token
        if reply.is_empty:
            raise ActionError("empty_output", _NOTHING, retryable=True)
        await talk.end()
        facts = facts_of(provider, request, references, config, reply.end, time.monotonic() - began)
        facts["usage"] = dict(reply.usage)
        visible = reply.visible
        if visible:
            yield Item("text", {"text": visible}, facts=facts)
        exchange = exchange_of(facts, references, visible)
        yield replace(exchange, raw=reply.raw, action=self.id)
        yield Outputs(
            {"text": visible},
            usage=facts["usage"],
            message=STOPPED.get(reply.end.finish_reason, "") if reply.end else "",
            empties=() if config.regenerate else tuple(config.empties),
        )


@dataclass
class _Reply:
    """A reply as it comes: its text for the person, its actions for the conversation."""

    form: Format
    talk: Embedded
    actions: int = 0
    end: TextEnd | None = None
    usage: Counter[str] = field(default_factory=Counter[str])
    """Of all that was read."""
    _seen: list[str] = field(default_factory=list[str])
    _raw: list[str] = field(default_factory=list[str])

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing and asks for nothing."""
        return not self.visible and not self.actions

    @property
    def visible(self) -> str:
        """What the person reads, whole."""
        return clean("".join(self._seen)).strip()

    @property
    def raw(self) -> str:
        """What the model is shown of it later."""
        return clean("".join(self._raw)).strip() or SILENT

    async def read(self, provider: TextProvider, request: TextRequest) -> AsyncGenerator[Token]:
        """Read one reply to its end. Raises `ActionError` and what the provider raises."""
        parser = parser_for(self.form)
        self.end = None
        async with aclosing(provider.generate(request)) as parts:
            async for part in parts:
                match part:
                    case TextEnd():
                        self.end = part
                    case TextDelta(text):
                        self._raw.append(text)
                        async for token in self._parts(parser.feed(text)):
                            yield token
                    case ToolCall():  # the same as markup in the text
                        self.actions += 1
                        await self.talk.take(_of_call(part))
        if self.end is None:
            raise ActionError("truncated", "The reply ended in the middle.", retryable=True)
        self.usage.update(usage_of(self.end))
        async for token in self._parts(parser.close()):
            yield token

    async def _parts(self, parts: Iterable[Part]) -> AsyncGenerator[Token]:
        for part in parts:
            if isinstance(part, Text):
                self._seen.append(part.text)
                if shown := clean(part.text):
                    yield Token(shown)
            else:
                self.actions += 1
                await self.talk.take(part)


def _of_call(call: ToolCall) -> Asked | Malformed:
    raw = f"{call.name} {call.arguments}"
    try:
        return Asked(call.name, read_object(call.arguments), raw)
    except ValueError as error:
        return Malformed(raw, f"The parameters of {call.name} cannot be read: {error}.")


def _said(asked: str) -> str:
    if not (asked := asked.strip()):
        raise ActionError("empty_input", "There is nothing to send yet.", hint="Write a message first.")
    return asked


def _variables(standing: Standing, form: Format) -> dict[str, Any]:
    """What only these templates see; the state is that of now, and of then for a turn answered again."""
    return {
        "state": standing.state,
        "machine": dict(standing.machine),
        "actions_prompt": prompt_section(form, standing.allowed),
    }


def _system(config: ConverseConfig, standing: Standing, variables: dict[str, Any]) -> str:
    """What the config says, then the state's prompt and the actions, unless they are in it already."""
    told = render_part(standing.prompt, variables).strip() if standing.prompt is not None else ""
    variables["state_prompt"] = told
    parts = [render_parts(config.system, variables)]
    if not uses(listed(config.system), "state_prompt"):
        parts.append(told)
    in_state = standing.prompt is not None and uses([standing.prompt], "actions_prompt")
    if not in_state and not uses(listed(config.system), "actions_prompt"):
        parts.append(variables["actions_prompt"].strip())
    return "\n\n".join(part for part in parts if part)


def _request(
    config: ConverseConfig, form: Format, standing: Standing, system: str, asked: str
) -> TextRequest:
    turns = standing.turns[-config.history :] if config.history else ()
    said = (
        message
        for turn in turns
        for message in (Message("user", turn.asked), Message("assistant", turn.reply or SILENT))
    )
    return TextRequest(
        messages=(*((Message("system", system),) if system else ()), *said, Message("user", asked)),
        model=config.model,
        output_schema=_schema(standing) if form == "json" else None,
        sampling=sampling_of(config),
        tools=_tools(standing) if form == "tools" else (),
    )


def _schema(standing: Standing) -> dict[str, Any]:
    """Of the whole reply: a model that is held to it does not get away with saying nothing."""
    schema = reply_schema(standing.allowed)
    properties = {**schema["properties"], "reply": {"type": "string", "minLength": 1}}
    return {**schema, "properties": properties}


def _tools(standing: Standing) -> tuple[Tool, ...]:
    return tuple(Tool(each.name, each.description, each.parameters) for each in standing.allowed)
