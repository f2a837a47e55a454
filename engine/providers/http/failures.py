"""What it means that no answer came, or only a part of one."""

from engine.providers.errors import ProviderError


class NeverSent(ProviderError):
    """The request did not reach the server: whatever it is, it may be sent again."""


def not_sent(where: str) -> ProviderError:
    """The request could not be written at all."""
    return ProviderError(
        "unreachable",
        f"The request could not be sent to {where}.",
        hint="Check the base URL and the proxy settings.",
    )


def no_answer(error: Exception, where: str, waited: float) -> ProviderError:
    """The meaning of an httpx error, or of a TimeoutError after `waited` seconds, before any answer."""
    import httpx  # noqa: PLC0415 - whoever got such an error has it imported already

    if isinstance(error, (httpx.InvalidURL, httpx.UnsupportedProtocol)):
        return ProviderError(
            "unreachable",
            f"The base URL of {where} is not a web address.",
            hint="It looks like http://localhost:8080/v1.",
        )
    if isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout)):
        return NeverSent(
            "unreachable",
            f"{where} does not answer.",
            hint="Check that the server runs, the base URL, and the network.",
            retryable=True,
        )
    if isinstance(error, (TimeoutError, httpx.TimeoutException)):
        return too_slow(where, waited)
    if isinstance(error, (httpx.LocalProtocolError, httpx.ProxyError)):
        return not_sent(where)
    return ProviderError(
        "unreachable",
        f"{where} closed the connection without an answer.",
        hint="Try again; if it stays so, check the base URL.",
        retryable=True,
    )


def broken_off(error: Exception, where: str, waited: float) -> ProviderError:
    """The same for an answer that began and did not go on."""
    import httpx  # noqa: PLC0415 - see no_answer

    if isinstance(error, httpx.DecodingError):
        return ProviderError(
            "bad_reply",
            f"{where} sent an answer that cannot be unpacked.",
            hint="Try again; if it stays so, check the base URL and the proxy.",
            retryable=True,
        )
    if isinstance(error, (TimeoutError, httpx.TimeoutException)):
        return ProviderError(
            "timeout",
            f"{where} fell silent in the middle of its answer for {waited:g} s.",
            hint="Try again.",
            retryable=True,
        )
    return ProviderError(
        "truncated", f"{where} stopped in the middle of its answer.", hint="Try again.", retryable=True
    )


def too_slow(where: str, waited: float) -> ProviderError:
    """Nothing came in time."""
    return ProviderError(
        "timeout", f"{where} said nothing for {waited:g} s.", hint="Try again later.", retryable=True
    )


def too_large(where: str, most_bytes: int) -> ProviderError:
    """An answer without an end."""
    return ProviderError(
        "bad_reply",
        f"{where} sent more than {most_bytes / 1024 / 1024:.3g} MB.",
        hint="Ask for less, such as smaller pictures.",
    )


def web_page(where: str) -> ProviderError:
    """HTML where JSON was expected: a login page, a proxy's notice, a wrong address."""
    return ProviderError(
        "bad_reply",
        f"{where} answered with a web page, not with data.",
        hint="Check the base URL; a proxy or a login page may stand in between.",
    )


def not_json(where: str) -> ProviderError:
    """A body that does not parse."""
    return ProviderError(
        "bad_reply",
        f"{where} sent something that is not JSON.",
        hint="Try again; if it stays so, check the base URL.",
        retryable=True,
    )
