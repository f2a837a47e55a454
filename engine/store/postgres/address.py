"""Where a PostgreSQL store is: its URL, which holds a password that nobody is to see."""

from dataclasses import field
from urllib.parse import quote

from engine.store.errors import StorageError
from schemas.frozen import frozen

SCHEMES = ("postgresql://", "postgres://")
# A peer that is gone without a word is noticed within this time; seconds, and of the last in milliseconds.
_KEPT_ALIVE = {
    "connect_timeout": "5",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "15000",
}


@frozen
class Address:
    """What to connect to; `where` may be shown, the other must not."""

    where: str
    settings: dict[str, str] = field(repr=False)


def is_address(url: str) -> bool:
    """Whether this is the URL of a PostgreSQL store."""
    return url.startswith(SCHEMES)


def address_of(url: str) -> Address:
    """Read a URL. Raises `StorageError`, without the URL in it."""
    from psycopg import ProgrammingError  # noqa: PLC0415 - only who works on PostgreSQL pays for it
    from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415

    try:
        given = {name: str(value) for name, value in conninfo_to_dict(url).items() if value is not None}
    except ProgrammingError:
        # The driver's own words repeat what it could not read.
        raise StorageError(
            "unavailable",
            "The store's URL cannot be read.",
            hint="It looks like postgresql://user:password@host:5432/database; in a password, write % and"
            " @ : / ? # as %25, %40 and so on.",
        ) from None
    host, port = given.get("host", "localhost"), given.get("port", "5432")
    # A folder is that of a Unix socket.
    place = f"{given.get('user', '')}@" if given.get("user") else ""
    where = f"postgresql://{place}{quote(host, safe='/,.:')}:{port}/{given.get('dbname', '')}"
    return Address(where, {"application_name": "reroll", **_KEPT_ALIVE, **given})
