"""Who may do what on a server: tokens, whose sessions are, and with whom they are shared."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from schemas.messages.base import Answered, Message

Role = Literal["viewer", "editor", "admin"]
Share = Literal["view", "edit"]
AccessKind = Literal["token_made", "token_revoked", "shared", "unshared", "refused"]

UserName = Annotated[
    str,
    Field(
        min_length=1,
        max_length=64,
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._@-]*$",
        description="Letters, digits and . _ @ -",
    ),
]


class TokenView(Message):
    """A token without its secret part. Times are Unix seconds.

    `id` is how it begins; all tokens of a `name` are one person's. `used_at` is exact to a minute.
    """

    id: str
    name: str
    role: Role
    made_by: str = ""
    made_at: float
    used_at: float | None = None
    expires_at: float | None = None
    revoked_at: float | None = None


class TokenList(Message):
    tokens: list[TokenView]


class NewToken(Message):
    """A token that was just made. `token` is told this once."""

    token: str
    about: TokenView


class CreateToken(Message, Answered[NewToken]):
    """Make a token, good for `seconds` or without end."""

    name: UserName
    role: Role
    seconds: int | None = Field(default=None, ge=1, le=10**10)


class ListTokens(Message, Answered[TokenList]):
    """All tokens there ever were, the newest first."""


class RevokeToken(Message, Answered[TokenList]):
    """Revoke one token, by its id, or all of a name. The reply has those that are revoked now."""

    token_id: str = Field(default="", max_length=80)
    name: str = Field(default="", max_length=80)

    @model_validator(mode="after")
    def _one(self) -> Self:
        if bool(self.token_id) == bool(self.name):
            raise ValueError("give either a token's id or a name")
        return self


class Me(Message):
    """Who asks. Without tokens `user` is empty and everything may be done."""

    user: str
    role: Role


class GetMe(Message, Answered[Me]):
    """Say who asks, and in which role."""


class AccessEntry(Message):
    """One change of who may do what, or an address that was refused too often; `at` in Unix seconds."""

    id: int
    at: float
    user: str
    kind: AccessKind
    subject: str
    detail: str = ""


class AccessLog(Message):
    """Entries, the newest first. `more` is what to give as `before` for those that follow, or null."""

    entries: list[AccessEntry]
    more: int | None = None


class ListAccess(Message, Answered[AccessLog]):
    """The log of who was let in where."""

    before: int | None = Field(default=None, ge=0, lt=2**63)
    limit: int = Field(default=100, ge=1, le=10_000)


class SharedTo(Message):
    """`may` says what: look at a session, or work in it too."""

    user: str
    may: Share
    at: float


class SharedWith(Message):
    """Whose a session is (empty: of nobody that has a token), and who else may see or edit it."""

    session_id: str
    owner: str
    shares: list[SharedTo]


class ListShares(Message, Answered[SharedWith]):
    """Say whose a session is and with whom it is shared."""

    session_id: str


class ShareSession(Message, Answered[SharedWith]):
    """Let somebody see a session, or edit it; names are those of tokens."""

    session_id: str
    user: UserName
    may: Share = "view"


class UnshareSession(Message, Answered[SharedWith]):
    """Take that back. What they forked of it stays theirs."""

    session_id: str
    user: UserName
