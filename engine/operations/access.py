"""Operations on tokens, and on the log of who may do what."""

from engine.access.access_log import access_log
from engine.access.needs import ADMIN, reads
from engine.caller import caller
from engine.operations.operation import Operation
from engine.operations.services import Services
from schemas.messages.access import (
    AccessLog,
    CreateToken,
    GetMe,
    ListAccess,
    ListTokens,
    Me,
    NewToken,
    RevokeToken,
    TokenList,
)


async def get_me(_services: Services, _request: GetMe) -> Me:
    """Who asks."""
    who = caller()
    return Me(user=who.name, role=who.role) if who else Me(user="", role="admin")


async def list_access(services: Services, request: ListAccess) -> AccessLog:
    """What changed about who may do what."""
    return await access_log(services.database, request.before, request.limit)


async def create_token(services: Services, request: CreateToken) -> NewToken:
    """Make a token."""
    about, token = await services.tokens.create(request.name, request.role, request.seconds)
    return NewToken(token=token, about=about)


async def list_tokens(services: Services, _request: ListTokens) -> TokenList:
    """All tokens."""
    return TokenList(tokens=await services.tokens.every())


async def revoke_token(services: Services, request: RevokeToken) -> TokenList:
    """Let a token open nothing any more."""
    return TokenList(tokens=await services.tokens.revoke(request.token_id, request.name))


OPERATIONS = (
    Operation("access.me", GetMe, get_me, need=reads()),
    Operation("access.log", ListAccess, list_access, need=ADMIN),
    Operation("tokens.create", CreateToken, create_token, need=ADMIN),
    Operation("tokens.list", ListTokens, list_tokens, need=ADMIN),
    Operation("tokens.revoke", RevokeToken, revoke_token, need=ADMIN),
)
