"""Who gets anything from `reroll web`: one of its own pages, in a browser that came in by its address."""

import re

import pytest
from aiohttp import WSServerHandshakeError

from tests.tui.web.conftest import HOST, ORIGIN, Browser, MakeBrowser
from tui.web.entrance import COOKIE_SECONDS, MOST_COOKIES, TOKEN_SECONDS, Entrance
from tui.web.origins import NotAnOrigin, Origins

ROUTES = (
    "/",
    "/home",
    "/session/abc",
    "/ws/",
    "/ws/session/abc",
    "/static/textual.js",
    "/download/k1",
    "/no",
)


async def refused(browser: Browser, path: str, **headers: str) -> int:
    """The status of a handshake that did not become a socket."""
    with pytest.raises(WSServerHandshakeError) as error:
        await browser.open(path, **headers)
    return error.value.status


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8378",
        "127.0.0.1",
        "127.0.0.1:80",
        "127.0.0.1:83780",
        "localhost",
        "[::1]:8378",
    ],
)
async def test_other_names_get_nothing(browser: Browser, host: str) -> None:
    for path in (*ROUTES, "/enter", "/health"):
        reply = await browser.get(path, Host=host)
        assert reply.status == 421, path
    assert await refused(browser, "/ws/", Host=host) == 421
    assert await refused(browser, "/ws/", Host=host, Origin=f"http://{host}") == 421


async def test_a_name_may_be_written_in_capitals(browser: Browser) -> None:
    assert (await browser.get("/", Host="LocalHost:8378")).status == 200


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "http://evil.example",
        f"https://{HOST}",
        f"{ORIGIN}.evil.example",
        "http://localhost:8378",
        f"{ORIGIN}/",
    ],
)
async def test_pages_of_others_get_nothing(browser: Browser, origin: str) -> None:
    for path in (*ROUTES, "/health"):
        assert (await browser.get(path, Origin=origin)).status == 403, path
    assert await refused(browser, "/ws/", Origin=origin) == 403


async def test_a_socket_says_where_it_comes_from(browser: Browser) -> None:
    assert await refused(browser, "/ws/", Origin="") == 403
    assert (await browser.get("/", Sec_Fetch_Site="cross-site")).status == 403
    assert (await browser.get("/", Sec_Fetch_Site="same-site")).status == 403
    assert await refused(browser, "/ws/", Sec_Fetch_Site="cross-site") == 403
    async with await browser.open("/ws/", Sec_Fetch_Site="same-origin"):
        pass


async def test_nothing_without_the_cookie(make_browser: MakeBrowser) -> None:
    browser = await make_browser()
    for cookies in ({}, {"reroll_web_8378": "guessed"}, {"reroll_web_8378": ""}):
        browser.cookies = cookies
        for path in ROUTES:
            reply = await browser.get(path, Origin=ORIGIN)
            assert reply.status == 403, path
            assert "has not come in" in await reply.text()
        assert await refused(browser, "/ws/") == 403
    assert (await browser.get("/health")).status == 200


async def test_an_address_lets_one_browser_in_once(make_browser: MakeBrowser) -> None:
    browser = await make_browser()
    address = browser.server.way_in()
    assert address.startswith(f"{ORIGIN}/enter?token=")
    reply = await browser.get(address.removeprefix(ORIGIN))
    assert (reply.status, reply.headers["Location"]) == (303, "/")
    set_cookie = reply.headers["Set-Cookie"]
    for attribute in ("HttpOnly", "SameSite=Strict", "Path=/"):
        assert attribute in set_cookie
    assert "Secure" not in set_cookie, "a browser would keep none over http"
    assert address.partition("=")[2] not in set_cookie

    again = await browser.get(address.removeprefix(ORIGIN))
    assert again.status == 403
    assert "used already" in await again.text()
    assert "Set-Cookie" not in again.headers
    # The next address was announced, and works for another browser.
    [following] = browser.announced
    assert (await browser.enter(following)).status == 303
    assert (await browser.get("/")).status == 200
    # Opened again by a browser that is known, it does no harm.
    assert (await browser.get(following.removeprefix(ORIGIN))).status == 303


async def test_wrong_tokens(make_browser: MakeBrowser) -> None:
    browser = await make_browser()
    address = browser.server.way_in().removeprefix(ORIGIN)
    for path in ("/enter", "/enter?token=", f"{address}x", address[:-1], "/enter?token=%00%ff"):
        assert (await browser.get(path)).status == 403, path
    # Looking at an address, as programs do that show what is behind one, does not use it up.
    assert (await browser.request("HEAD", address)).status == 405
    assert (await browser.request("POST", address, Origin=ORIGIN)).status == 405
    assert (await browser.get(address)).status == 303


async def test_an_address_followed_from_another_page(make_browser: MakeBrowser) -> None:
    browser = await make_browser()
    reply = await browser.get(browser.server.way_in().removeprefix(ORIGIN), Sec_Fetch_Site="cross-site")
    assert reply.status == 200, "the cookie would not be sent along with a redirect"
    assert 'http-equiv="refresh" content="0;url=/"' in await reply.text()
    assert "Set-Cookie" in reply.headers


async def test_what_every_answer_says(browser: Browser) -> None:
    for path, host in (("/", HOST), ("/no", HOST), ("/static/web.css", HOST), ("/", "evil.example")):
        headers = (await browser.get(path, Host=host)).headers
        policy = dict(rule.split(" ", 1) for rule in headers["Content-Security-Policy"].split("; "))
        assert policy["default-src"] == policy["base-uri"] == policy["form-action"] == "'none'"
        assert policy["frame-ancestors"] == "'none'"
        assert policy["script-src"] == "'self'"
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert not re.search(r"https?:|\*", headers["Content-Security-Policy"])
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Frame-Options"] == "DENY"
        assert "aiohttp" not in headers["Server"]
    assert (await browser.get("/")).headers["Cache-Control"] == "no-store"


async def test_the_page_names_nothing_elsewhere(browser: Browser) -> None:
    reply = await browser.get("/session/abc")
    page = await reply.text()
    assert 'data-session-websocket-url="ws://127.0.0.1:8378/ws/session/abc"' in page
    named = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert named
    assert all(each.startswith("/static/") for each in named)
    assert not re.search(r"<style|style=|<script>|\son\w+=", page), "the policy would refuse it"
    for each in named:
        assert (await browser.get(each)).status == 200, each
    nonce = re.search(r'data-nonce="([^"]+)"', page)
    assert nonce
    assert f"'nonce-{nonce[1]}'" in reply.headers["Content-Security-Policy"]
    assert nonce[1] not in await (await browser.get("/")).text(), "a nonce is for one page"


@pytest.mark.parametrize(
    "path",
    [
        "/static",
        "/static/",
        "/static/js/textual.js",
        "/static/..%2fserver.py",
        "/static/page.html",
        "/session/a.b",
    ],
)
async def test_files_go_by_name(browser: Browser, path: str) -> None:
    assert (await browser.get(path)).status == 404


async def test_files_are_packed_and_kept(browser: Browser) -> None:
    # aiohttp's client would unpack it.
    packed = await browser.get("/static/textual.js", Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    plain = await browser.get("/static/textual.js", Accept_Encoding="identity")
    assert "Content-Encoding" not in plain.headers
    assert await plain.read() == await packed.read()
    again = await browser.get("/static/textual.js", If_None_Match=plain.headers["ETag"])
    assert again.status == 304


async def test_behind_a_proxy_only_its_name_counts(make_browser: MakeBrowser) -> None:
    browser = await make_browser(Origins.of_proxy("https://reroll.example.org/"))
    name = "reroll.example.org"
    address = browser.server.way_in()
    assert address.startswith(f"https://{name}/enter?token=")
    path = address.removeprefix(f"https://{name}")
    assert (await browser.get(path)).status == 421, "not by its own address"
    reply = await browser.get(path, Host=name)
    assert reply.headers["Set-Cookie"].startswith("__Host-reroll=")
    assert "Secure" in reply.headers["Set-Cookie"]
    browser.cookies = {key: morsel.value for key, morsel in reply.cookies.items()}
    page = await (await browser.get("/", Host=name)).text()
    assert f'"wss://{name}/ws/"' in page
    assert await refused(browser, "/ws/", Host=name, Origin=f"http://{name}") == 403
    async with await browser.open("/ws/", Host=name, Origin=f"https://{name}"):
        pass


def test_what_can_be_a_proxy() -> None:
    assert Origins.of_proxy("https://A.example:8443").hosts == {"a.example:8443": "https://a.example:8443"}
    assert Origins.of_proxy("https://a.example:443").address == "https://a.example"
    for wrong in (
        "http://a.example",
        "a.example",
        "https://",
        "https://u@a.example",
        "https://a.example/x",
        "https://a:x",
    ):
        with pytest.raises(NotAnOrigin):
            Origins.of_proxy(wrong)
    assert Origins.of_loopback("::1", 80).hosts == {"[::1]": "http://[::1]", "localhost": "http://localhost"}


def test_tokens_and_cookies_age() -> None:
    now = [1000.0]
    entrance = Entrance(lambda: now[0])
    old = entrance.new_token()
    now[0] += TOKEN_SECONDS
    assert entrance.exchange(old) is None
    first = entrance.new_token()
    second = entrance.new_token()
    assert entrance.exchange(first) is None, "a later one was made"
    cookie = entrance.exchange(second)
    assert cookie
    now[0] += COOKIE_SECONDS - 1
    assert entrance.knows(cookie)
    now[0] += COOKIE_SECONDS - 1
    assert entrance.knows(cookie), "it was used meanwhile"
    now[0] += COOKIE_SECONDS
    assert not entrance.knows(cookie)
    assert not entrance.knows("")
    assert not entrance.knows("\udcff")


def test_as_many_browsers_as_one_person_has() -> None:
    now = [0.0]
    entrance = Entrance(lambda: now[0])
    cookies: list[str] = []
    for _ in range(MOST_COOKIES + 1):
        now[0] += 1
        cookies.append(entrance.exchange(entrance.new_token()) or "")
    assert not entrance.knows(cookies[0]), "the one that was away longest"
    assert all(map(entrance.knows, cookies[1:]))
