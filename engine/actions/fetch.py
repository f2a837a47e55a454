"""`fetch`: one request to a server that the document names."""

import asyncio
import json
from collections.abc import AsyncGenerator, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from engine.actions.action import ActionEvent, ActionInput, Item, LogLine, Outputs
from engine.actions.errors import ActionError
from engine.actions.output_check import check_output
from engine.actions.plain_json import plain_json
from engine.actions.self_check import ConfigProblem
from engine.actions.step_script import ScriptAsked
from engine.templates.sandbox import render_value
from engine.trust.code import CodeError
from engine.trust.store import Trust
from schemas.clean_text import clean, clean_line
from schemas.documents.fetch_config import EnvironmentValue, FetchConfig
from schemas.documents.sub_action import ExecutionMode

if TYPE_CHECKING:
    from engine.actions.fetching.conversation import Conversation, Reply, Wanted
    from engine.actions.fetching.secrets import Secrets


class Fetch:
    """The output is the body: a JSON value, a text, or one item that is a picture."""

    id = "fetch"
    title = "Fetch from a server"
    patterns = ("fetch",)
    modes: tuple[ExecutionMode, ...] = ("sync", "async")
    config_model = FetchConfig
    interactive = False

    def __init__(self, trust: Trust, conversation: "Conversation | None" = None) -> None:
        self._trust = trust
        self._conversation = conversation

    def problems(self, config: Mapping[str, Any], folder: Path) -> Iterator[ConfigProblem]:
        """Templates where none may be, and a URL that the list does not allow."""
        from engine.actions.fetching.check import fetch_problems  # noqa: PLC0415 - for loading only

        return fetch_problems(config)

    def step_config(self, asked: ScriptAsked) -> dict[str, Any]:
        """Post the record's inputs with the parameters to the step's endpoint, and to no other server."""
        others = {name: value for name, value in asked.parameters.items() if name != "timeout"}
        body = {
            "section_id": "{{ section.id if section else none }}",
            "post_id": "{{ document.id }}",
            "inputs": "{{ inputs }}",
            "parameters": others,
        }
        server = urlsplit(asked.endpoint).netloc
        limit = {"timeout": asked.parameters["timeout"]} if "timeout" in asked.parameters else {}
        return {"url": asked.endpoint, "allow": [server], "method": "POST", "json": body, **limit}

    async def execute(self, given: ActionInput) -> AsyncGenerator[ActionEvent]:
        """Ask once. Raises `ActionError`, `StorageError`, `MissingName`, ValueError."""
        from engine.actions.fetching import secrets as hidden  # noqa: PLC0415 - httpx takes 100 ms to import

        config = given.config
        assert isinstance(config, FetchConfig)
        await asyncio.to_thread(self._check_secrets, config, given.folder)
        secrets = hidden.Secrets()
        conversation, wanted = await asyncio.to_thread(self._prepare, config, given.variables, secrets)
        try:
            reply = await conversation.hold(wanted, secrets)
        except ActionError as error:  # a server may repeat what it was sent, in a redirect for example
            message, hint = secrets.hide(error.message), secrets.hide(error.hint)
            raise ActionError(error.code, message, hint=hint, retryable=error.retryable) from None
        source = clean_line(secrets.hide(reply.source))
        yield LogLine(f"{config.method} {source}: {reply.status}, {len(reply.body):,} bytes")
        if config.expect == "bytes":
            yield _picture(reply, source)
            yield Outputs(None, of_items=True)
            return
        value = await asyncio.to_thread(_value, reply, config, secrets)
        await check_output(config.output_schema, value, what=f"The answer of {source}")
        yield Outputs(value)

    def _prepare(
        self, config: FetchConfig, variables: Mapping[str, Any], secrets: "Secrets"
    ) -> "tuple[Conversation, Wanted]":
        from engine.actions.fetching.conversation import Conversation, Wanted  # noqa: PLC0415
        from engine.actions.fetching.hosts import system_resolve  # noqa: PLC0415
        from engine.actions.fetching.secrets import headers_of  # noqa: PLC0415

        headers = headers_of(config.headers, secrets)
        content, kind = _content(config, variables)
        if content and not any(name.lower() == "content-type" for name in headers):
            headers["content-type"] = kind
        wanted = Wanted(
            url=config.url,
            method=config.method,
            query=_query(config, variables),
            headers=headers,
            content=content,
            allow=config.allow,
            timeout=config.timeout,
            max_bytes=config.max_bytes,
        )
        return self._conversation or Conversation(system_resolve), wanted

    def _check_secrets(self, config: FetchConfig, folder: Path | None) -> None:
        """A document of a stranger must not send the person's secrets anywhere."""
        for value in config.headers.values():
            if not isinstance(value, EnvironmentValue):
                continue
            try:
                trusted = folder is not None and self._trust.lets_send(folder, value.env, config.allow)
            except CodeError as error:
                raise ActionError("bad_code", str(error)) from None
            if not trusted:
                raise ActionError(
                    "untrusted",
                    f"This would send the environment variable {value.env} to {', '.join(config.allow)}, "
                    "and the workflow is not trusted with that.",
                    hint=f"Look at the workflow, then run: reroll trust {folder or ''}".rstrip(),
                    retryable=True,
                )


def _content(config: FetchConfig, variables: Mapping[str, Any]) -> tuple[bytes, str]:
    if config.json_body is not None:
        value = plain_json(render_value(config.json_body, variables), seen_text=str)
        return json.dumps(value).encode(), "application/json"
    return (config.body or "").encode(), "text/plain; charset=utf-8"


def _query(config: FetchConfig, variables: Mapping[str, Any]) -> dict[str, Any]:
    query = plain_json(render_value(config.query, variables), seen_text=str)
    for name, value in query.items():
        for one in value if isinstance(value, list) else [value]:  # pyright: ignore[reportUnknownVariableType]
            if isinstance(one, dict | list):
                raise ActionError("bad_input", f"query: {name} must be a text, a number or a list of them.")
    return query


def _value(reply: "Reply", config: FetchConfig, secrets: "Secrets") -> Any:
    def seen(text: str) -> str:
        return clean(secrets.hide(text))

    from engine.actions.fetching.content import decoded  # noqa: PLC0415

    if config.expect == "text":
        return seen(decoded(reply.body, reply.content_type))
    if not reply.body and (config.method == "HEAD" or reply.status == 204):
        return None
    try:
        return plain_json(json.loads(reply.body), seen_text=seen)
    except RecursionError:
        raise ActionError("bad_reply", "The answer is nested too deep.") from None
    except ValueError as error:
        if "json" in reply.content_type:
            raise ActionError("bad_reply", f"The answer is not JSON: {seen(str(error))[:200]}.") from None
        said = f"The answer is not JSON; it says it is {_said_type(reply)}."
        raise ActionError("bad_reply", said, hint="See `expect`.") from None


def _picture(reply: "Reply", source: str) -> Item:
    from engine.actions.fetching.content import picture_type  # noqa: PLC0415

    media_type = picture_type(reply.body)
    if media_type is None:
        raise ActionError("bad_reply", f"The answer is no picture; it says it is {_said_type(reply)}.")
    facts = {"provider": "fetch", "rendered": {"url": source}}
    return Item("image", {"source": source}, data=reply.body, media_type=media_type, facts=facts)


def _said_type(reply: "Reply") -> str:
    return clean_line(reply.content_type)[:80] or "nothing"
