"""Addresses, names and certificates: what is served only with what protects it."""

import asyncio
import ssl
from pathlib import Path

import pytest

from engine.cli import serve
from engine.client.remote_http.address import parse_address
from engine.client.remote_http.connection import Connection
from engine.operations.errors import BadRequest
from engine.operations.services import Services
from engine.providers.http.addresses import split
from engine.server.listening import listening_on
from engine.server.process import Server
from engine.server.reach import Reach, Unsafe, check_certificate, reach_of
from engine.server.serving import Serving

Captured = pytest.CaptureFixture[str]
CERTIFICATES = Path(__file__).resolve().parents[2] / "servers" / "certificates"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.1.2.3", "[2001:db8::1]"])
def test_other_addresses_need_tls_here_or_in_a_proxy(host: str) -> None:
    with pytest.raises(Unsafe, match="plain text") as refused:
        reach_of(host, [], tls=False, behind_proxy=False)
    assert "--tls-cert" in refused.value.body.hint
    assert "ssh -L" in refused.value.body.hint
    assert reach_of(host, [], tls=True, behind_proxy=False) == Reach(addresses=True, https=True)
    assert reach_of(host, [], tls=False, behind_proxy=True).is_exposed


@pytest.mark.parametrize("host", ["", "example.com", "127.0.0.1.evil", "a.localhost", "0"])
def test_a_name_is_no_address(host: str) -> None:
    with pytest.raises(Unsafe, match="an address"):
        reach_of(host, [], tls=True, behind_proxy=True)


def test_loopback_alone_needs_nothing_and_a_name_for_it_does() -> None:
    for host in ("127.0.0.1", "::1", "localhost", "[::1]"):
        assert not reach_of(host, [], tls=False, behind_proxy=False).is_exposed
    with pytest.raises(Unsafe, match="plain text"):
        reach_of("127.0.0.1", ["prompts.example"], tls=False, behind_proxy=False)
    reach = reach_of("127.0.0.1", ["Prompts.example"], tls=False, behind_proxy=True)
    assert (reach.names, reach.scheme, reach.is_exposed) == ({"prompts.example"}, "https", True)
    assert [
        reach.includes(split(f"//{host}")) for host in ("prompts.example:8", "10.0.0.1", "x@localhost")
    ] == [
        True,
        False,
        False,
    ]


def test_the_program_refuses_and_says_what_to_do(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = ["--home", str(tmp_path / "home"), "--port", "0"]
    for given, said in (
        (["--host", "0.0.0.0"], "plain text"),
        (["--host", "0.0.0.0", "--behind-proxy", "--no-tokens"], "--no-tokens is for this machine alone"),
        (["--tls-cert", "x.pem"], "belong together"),
        (["--tls-cert", "x.pem", "--tls-key", "y.pem"], "cannot be used"),
        (["--host", "0.0.0.0", "--behind-proxy"], "There is no token yet"),
        (["--tokens"], "reroll token create NAME --role admin"),
    ):
        assert serve.run([*given, *home]) == 2, given
        assert said in capsys.readouterr().err


def test_a_token_never_goes_over_a_network_in_plain_text() -> None:
    with pytest.raises(BadRequest, match="plain text"):
        Connection(parse_address("http://prompts.example"), "secret")


async def test_it_speaks_tls_itself(tmp_path: Path) -> None:
    certificate, key = CERTIFICATES / "certificate.pem", CERTIFICATES / "key.pem"
    check_certificate(certificate, key)
    services = await Services.open(tmp_path / "home")
    with listening_on("127.0.0.1", 0) as listener:
        serving = Serving(services, reach=Reach(https=True))
        server = Server(serving, certificate=(certificate, key))
        task = asyncio.create_task(server.serve([listener]))
        context = ssl.create_default_context(cafile=str(certificate))
        port = listener.getsockname()[1]
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", port, ssl=context, server_hostname="localhost"
        )
        writer.write(b"GET /health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
        reply = (await asyncio.wait_for(reader.read(), 10)).lower()
        writer.close()
        server.should_exit = True
        await asyncio.wait_for(task, 10)
    await services.close()
    assert b"200 ok" in reply
    assert b"strict-transport-security: max-age=31536000" in reply
