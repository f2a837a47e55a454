"""What a person is shown before a workflow's own code may run, and their answer."""

from typing import Literal

from pydantic import Field

from schemas.messages.base import Answered, Message

TrustStatus = Literal["none", "trusted", "untrusted"]


class TrustView(Message):
    """What trusting a workflow means.

    `digest` stands for all of its code: the file names in `files`, each with its bytes.
    `sends` are environment variables that its documents send to hosts, `gives` those that
    its code gets to see. `trusted` is `none` if there is nothing to trust.
    """

    folder: str
    digest: str
    trusted: TrustStatus
    bundled: bool = False
    files: dict[str, int] = Field(default_factory=dict[str, int])
    sends: dict[str, list[str]] = Field(default_factory=dict[str, list[str]])
    gives: list[str] = Field(default_factory=list[str])


class GetTrust(Message, Answered[TrustView]):
    """Look at what a workflow (an id or a path) would be trusted with."""

    workflow: str = Field(min_length=1)


class TrustWorkflow(Message, Answered[TrustView]):
    """Let a workflow's code run. `digest` is the one that the person was shown."""

    workflow: str = Field(min_length=1)
    digest: str = Field(min_length=1)


class UntrustWorkflow(Message, Answered[TrustView]):
    """Let it run no more."""

    workflow: str = Field(min_length=1)
