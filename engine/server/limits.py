"""How much clients may ask for."""

from schemas.frozen import frozen

MIB = 1024 * 1024


@frozen
class Limits:
    """How much one request may bring, in bytes, and how long a stream may be silent, in seconds.

    With tokens: requests a second and at once, by token and by address; wrong tokens by address; and
    how many requests of a token may be open that wait for what happens. A screen that fills with a
    thousand pictures asks for them all at once.
    """

    body: int = 16 * MIB
    upload: int = 1024 * MIB
    heartbeat: float = 15.0
    token_rate: float = 100
    token_burst: float = 1500
    address_rate: float = 300
    address_burst: float = 4500
    failed_rate: float = 0.2
    failed_burst: float = 5
    waiting: int = 64
