"""A file of recorded replies, and which of them answers a request.

A list of replies in JSON or YAML, or an object `{"replies": […], "loop": true}`.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from engine.providers.errors import ProviderError
from engine.providers.text import Message
from schemas.clean_text import clean_line

MOST_BYTES = 4 * 1024 * 1024
_MOST_PROBLEMS = 4


class _Recorded(BaseModel):
    model_config = ConfigDict(extra="forbid", defer_build=True)


class When(_Recorded):
    """What the last user message and the system messages must hold for a reply to fit, in any case."""

    contains: str = ""
    system_contains: str = ""

    def fits(self, messages: Sequence[Message]) -> bool:
        """Whether these messages say it."""
        asked = next((each.text for each in reversed(messages) if each.role == "user"), "")
        system = "\n".join(each.text for each in messages if each.role == "system")
        return _within(self.contains, asked) and _within(self.system_contains, system)


class RecordedCall(_Recorded):
    """A tool call; `arguments` is JSON, or the text of it, which may be broken on purpose."""

    name: str
    arguments: str | dict[str, Any] = Field(default_factory=dict[str, Any])

    @property
    def written(self) -> str:
        """The arguments as a model would have written them."""
        return self.arguments if isinstance(self.arguments, str) else _written(self.arguments)


class RecordedReply(_Recorded):
    """A reply: its text (JSON is written out), then its tool calls. `delay` is seconds before each piece."""

    reply: str | dict[str, Any] | list[Any] = ""
    when: When | None = None
    tools: tuple[RecordedCall, ...] = ()
    delay: float = Field(default=0, ge=0, le=10)
    finish_reason: str = ""

    @property
    def text(self) -> str:
        """What is said."""
        return self.reply if isinstance(self.reply, str) else _written(self.reply)


class Recording(_Recorded):
    """The whole file."""

    replies: list[RecordedReply] = Field(min_length=1)
    loop: bool = False

    def reply_to(self, messages: Sequence[Message]) -> RecordedReply | None:
        """The reply to a request: of those that fit, as many are past as the assistant has spoken.

        Nothing is remembered, so that restarts and forks get the same. Beyond the last one
        it begins again with `loop`, or else gives the last that has a `when` once more.
        """
        fitting = [each for each in self.replies if each.when is None or each.when.fits(messages)]
        past = sum(each.role == "assistant" for each in messages)
        if past < len(fitting):
            return fitting[past]
        if self.loop and fitting:
            return fitting[past % len(fitting)]
        return next((each for each in reversed(fitting) if each.when is not None), None)


def read_recording(file: Path) -> Recording:
    """Read and check a file. Blocks. Raises `ProviderError`."""
    try:
        if file.stat().st_size > MOST_BYTES:
            raise _bad(file, f"It is larger than {MOST_BYTES // 1024**2} MB.")
        text = file.read_text(encoding="utf-8")
        found = json.loads(text) if file.suffix == ".json" else _yaml(text)
        return Recording.model_validate({"replies": found} if isinstance(found, list) else found)
    except OSError as error:
        raise ProviderError(
            "not_configured",
            f"The recorded replies in {clean_line(str(file))} cannot be read: {error.strerror}.",
            hint="Check the path: `file` in config.toml, REROLL_REPLAY or --provider NAME=replay:PATH.",
        ) from None
    except ValidationError as error:
        problems = [
            f"{'.'.join(map(str, each['loc'])) or 'the whole'}: {each['msg']}" for each in error.errors()
        ]
        raise _bad(file, "; ".join(problems[:_MOST_PROBLEMS]) + ".") from None
    except (ValueError, RecursionError) as error:
        raise _bad(file, f"{error}.") from None


def _yaml(text: str) -> Any:
    import yaml  # noqa: PLC0415 - most files are JSON

    try:
        events: list[object] = list(getattr(yaml, "parse")(text, yaml.SafeLoader))  # noqa: B009 - untyped
        if any(isinstance(each, yaml.AliasEvent) for each in events):
            raise ValueError("aliases (*name) are not read here")  # ten of them make a billion replies
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from None


def _bad(file: Path, why: str) -> ProviderError:
    return ProviderError(
        "bad_recording",
        f"{clean_line(str(file))} is not a file of recorded replies. {clean_line(why)[:600]}",
        hint='It holds a list such as [{"reply": "Hello!"}, {"reply": "Yes.", "when": {"contains": "?"}}].',
    )


def _within(part: str, text: str) -> bool:
    return part.casefold() in text.casefold()


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
