"""The client around the operations: options, lenses, redirects, closing, failures."""

from __future__ import annotations

import asyncio
import gc
import hashlib
import io
import socket
import subprocess
import sys
import threading
import warnings
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from codegen.runtime.network import Network, bypasses

from .app import make_app
from .build import build
from .conftest import Driver, serve

JOB = {"JobID": 7, "status": "Done", "owner": "ada"}


@pytest.fixture
def other_server() -> Iterator[str]:
    """A second service, at another port."""
    yield from serve(make_app())


def recorder(seen: list[httpx.Request], status: int = 200) -> Any:
    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(status, json=JOB)

    return answer


def test_the_request_is_what_the_table_says(driver: Driver) -> None:
    """The base path, the method or a header would be missing."""
    seen: list[httpx.Request] = []
    client = driver.mocked(recorder(seen))
    driver.call(client.jobs.get, 7)
    assert seen[0].method == "GET"
    assert str(seen[0].url) == "https://example.org/api/jobs/7"
    assert dict(seen[0].headers) == {
        "host": "example.org",
        "accept": "application/json",
        "accept-encoding": "gzip, deflate",
        "connection": "keep-alive",
        "user-agent": "isospin",
    }


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (None, "no `base_url`"),
        ("", "no `base_url`"),
        ("example.org", "not an http or https URL"),
        ("ftp://example.org", "not an http or https URL"),
        ("https://me:secret@example.org", "auth="),
        ("https://example.org?a=1", "query"),
        ("https://example.org:port", "port"),
    ],
)
def test_a_base_url_that_is_none_is_refused_at_once(
    driver: Driver, url: str | None, said: str
) -> None:
    """The first call would fail with an error of the HTTP library."""
    with pytest.raises(driver.errors.ArgumentError) as caught:
        driver.module.Client(url)
    assert said in str(caught.value)
    assert "secret" not in str(caught.value)


def test_options_are_added_to_a_copy_that_shares_the_connections(
    driver: Driver,
) -> None:
    """The original would change, or a copy would open its own connections."""
    seen: list[httpx.Request] = []
    client = driver.mocked(recorder(seen), headers={"X-A": "1"}, query={"v": 1})
    twin = client.with_options(
        timeout=5, headers={"x-b": "2", "Accept": "text/x"}, query={"w": [1, 2]}
    )
    driver.call(twin.jobs.get, 7)
    driver.call(client.jobs.get, 7)
    assert dict(seen[0].url.params.multi_items()) == {"v": "1", "w": "2"}
    assert seen[0].url.query == b"v=1&w=1&w=2"
    assert (seen[0].headers["x-a"], seen[0].headers["x-b"]) == ("1", "2")
    assert seen[0].headers.get_list("accept") == ["text/x"]
    assert seen[0].extensions["timeout"]["read"] == 5
    assert seen[1].url.query == b"v=1"
    assert "x-b" not in seen[1].headers
    assert twin._transport.pool is client._transport.pool
    assert twin.jobs is not client.jobs
    assert type(twin) is type(client)


def test_an_argument_of_the_call_wins_over_an_option(driver: Driver) -> None:
    """The same query argument would be sent twice."""
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json=[])

    client = driver.mocked(
        answer, query={"page": 1, "x": 2}, headers={"If-None-Match": "old"}
    )
    driver.call(client.jobs.search, page=9, if_none_match="new")
    assert sorted(seen[0].url.params.multi_items()) == [("page", "9"), ("x", "2")]
    assert seen[0].headers.get_list("if-none-match") == ["new"]


def test_headers_with_line_breaks_are_refused(driver: Driver) -> None:
    """A value could add a header."""
    client = driver.mocked(recorder([]), headers={"x": "a\r\nb: c"})
    with pytest.raises(driver.errors.ArgumentError, match="control characters"):
        driver.call(client.jobs.get, 7)


def test_with_response_gives_the_reply_with_the_value(
    driver: Driver, server: str
) -> None:
    """Status and headers would be out of reach."""
    client = driver.client(server)
    response = driver.call(client.with_response(client.jobs.get), 7)
    assert response.parsed.job_id == 7
    assert response.status == 200
    assert response.headers["content-type"] == "application/json"
    assert len(response.history) == 1


def test_with_response_sees_through_hand_written_methods(
    driver: Driver, server: str
) -> None:
    """A patch that sends two requests, or calls `super()`, would break the lens."""
    client = driver.client(server)
    response = driver.call(client.with_response(client.jobs.first_two))
    assert [job.job_id for job in response.parsed] == [1, 2]
    assert [str(http.url.path) for http in response.history] == ["/jobs/1", "/jobs/2"]
    base = driver.transport.__name__.rpartition(".")[0]
    jobs = __import__(f"{base}.group", fromlist=["Jobs"]).Jobs

    if driver.flavour == "aio":

        class Patched(jobs):  # type: ignore[misc, valid-type]
            async def get(self, job_id: int) -> Any:
                await super().get(1)
                return await super().get(job_id)

    else:

        class Patched(jobs):  # type: ignore[misc, valid-type, no-redef]
            def get(self, job_id: int) -> Any:
                super().get(1)
                return super().get(job_id)

    patched = Patched(client._transport)
    response = driver.call(client.with_response(patched.get), 7)
    assert (response.parsed.job_id, len(response.history)) == (7, 2)
    response = driver.call(client.with_response(client.request), "GET", "/table")
    assert response.parsed.json() == [1, 2]


def test_lenses_do_not_disturb_each_other(driver: Driver, server: str) -> None:
    """Two calls at a time would share a recording."""
    client = driver.client(server)
    call = client.with_response(client.jobs.get)
    if driver.flavour == "aio":

        async def together() -> list[Any]:
            return await asyncio.gather(*(call(n) for n in range(20)))

        found = driver.call(together)
    else:
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(call, range(20)))
    for number, response in enumerate(found):
        assert response.parsed.job_id == number
        assert response.http.url.path == f"/jobs/{number}"
        assert len(response.history) == 1


def test_with_result_never_raises(driver: Driver, server: str) -> None:
    """DIRAC's callers would have to catch exceptions."""
    result_module = driver.core("result")
    client = driver.client(server)
    get = client.with_result(client.jobs.get)
    good, bad, worse = (driver.call(get, n) for n in (7, 404, ".."))
    assert good["OK"] is True
    assert good["Value"].job_id == 7
    assert (bad["OK"], bad["Errno"]) == (False, 404)
    assert "no job 404" in bad["Message"]
    assert (worse["OK"], worse["Errno"]) == (False, 0)
    assert result_module.return_value_or_raise(good).job_id == 7
    with pytest.raises(driver.errors.NotFound):
        result_module.return_value_or_raise(bad)
    with pytest.raises(driver.errors.Error, match="by hand"):
        result_module.return_value_or_raise(result_module.S_ERROR("by hand"))


def test_an_undocumented_route_can_be_called(driver: Driver, server: str) -> None:
    """The caller would need a second client for one route."""
    client = driver.client(server)
    reply = driver.call(client.request, "GET", "/echo/a", query={"q": ["x", 1]})
    assert reply.json()["q"] == ["x", "1"]
    returns = dict[str, int]
    found = driver.call(
        client.request, "POST", "/limits", json={"pages": 3}, returns=returns
    )
    assert found == {"pages": 3}
    sent = driver.call(
        client.request, "PUT", "/raw", content=b"x", content_type="image/png"
    )
    assert (sent.content, sent.headers["x"]) == (b"x", "image/png")
    with pytest.raises(driver.errors.NotFound):
        driver.call(client.request, "GET", "/nothing-here")
    for path in ("nothing", "//example.org/x", "https://example.org"):
        with pytest.raises(driver.errors.ArgumentError, match="slash"):
            driver.call(client.request, "GET", path)


def test_a_missing_slash_is_followed(driver: Driver, server: str) -> None:
    """FastAPI's redirect to the path with a slash would be an error."""
    client = driver.client(server, headers={"Authorization": "Bearer s"})
    reply = driver.call(client.request, "GET", "/slash")
    assert reply.json()["authorization"] == "Bearer s"
    reply = driver.call(client.request, "POST", "/slash", content=b"body")
    assert reply.content == b"body"


def test_no_secret_follows_a_redirect_to_another_host(
    driver: Driver, server: str, other_server: str
) -> None:
    """A redirect could collect tokens, keys and cookies."""
    client = driver.client(
        server, headers={"Authorization": "Bearer s", "X-Key": "k", "Cookie": "c=1"}
    )
    reply = driver.call(
        client.request, "GET", "/away", query={"to": f"{other_server}/slash/"}
    )
    assert {*reply.json()} == {
        "host",
        "accept",
        "accept-encoding",
        "connection",
        "user-agent",
    }


@pytest.mark.parametrize(
    ("method", "status", "location"),
    [
        ("POST", 301, "https://example.org/x"),
        ("POST", 307, "https://elsewhere.org/x"),
        ("GET", 307, "http://example.org/x"),
        ("GET", 307, "file:///etc/passwd"),
        ("GET", 307, "http://["),
        ("GET", 307, ""),
        ("GET", 300, None),
    ],
)
def test_other_redirects_are_not_followed(
    driver: Driver, method: str, status: int, location: str | None
) -> None:
    """A body would be sent to another host, or a call go on without encryption."""
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        headers = {} if location is None else {"location": location}
        return httpx.Response(status, headers=headers)

    client = driver.mocked(answer)
    with pytest.raises(driver.errors.UnexpectedStatus):
        driver.call(client.request, method, "/x")
    assert len(seen) == 1


def test_a_redirect_that_is_not_followed_says_where_it_leads(driver: Driver) -> None:
    """A service that has moved would only be a number; a secret in the URL be shown."""
    client = driver.mocked(
        lambda _: httpx.Response(
            307,
            headers={"location": "https://me:s3cret@moved.example/x?key=s3cret#s3cret"},
        )
    )
    with pytest.raises(driver.errors.UnexpectedStatus) as caught:
        driver.call(client.request, "POST", "/x")
    assert str(caught.value) == (
        "POST /x answered 307: a redirect to https://moved.example/x, which is not "
        "followed"
    )


def test_the_place_of_what_was_created_is_no_redirect(driver: Driver) -> None:
    """A reply that the description does not know would be called a redirect."""
    client = driver.mocked(
        lambda _: httpx.Response(201, headers={"location": "/7"}, text="made")
    )
    with pytest.raises(driver.errors.UnexpectedStatus, match=r"answered 201: made$"):
        driver.call(client.jobs.patch, 7, {})


def test_a_circle_of_redirects_ends(driver: Driver) -> None:
    """A call would never end."""
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(302, headers={"location": "/api/jobs/7"})

    with pytest.raises(driver.errors.UnexpectedStatus):
        driver.call(driver.mocked(answer).jobs.get, 7)
    assert len(seen) < 20


def test_no_connection_is_our_error(driver: Driver) -> None:
    """The HTTP library's exceptions would come through."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    client = driver.client(f"http://127.0.0.1:{port}", query={"key": "secret"})
    with pytest.raises(driver.errors.ConnectionFailed, match=str(port)) as caught:
        driver.call(client.jobs.get, 7)
    assert "secret" not in str(caught.value)


def test_a_slow_service_times_out(driver: Driver, server: str) -> None:
    """A call would wait for ever, or longer than asked."""
    client = driver.client(server, timeout=0.1)
    with pytest.raises(driver.errors.TimedOut, match=r"no read within 0\.1 s"):
        driver.call(client.request, "GET", "/slow", query={"seconds": 2})


def test_a_certificate_that_is_not_trusted_is_our_error(driver: Driver) -> None:
    """The caller could not tell a wrong certificate from a wrong address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]

        def answer() -> None:
            connection, _ = listening.accept()
            connection.recv(1000)
            connection.sendall(b"HTTP/1.1 400 no TLS here\r\n\r\n")
            connection.close()

        thread = threading.Thread(target=answer)
        thread.start()
        client = driver.client(f"https://127.0.0.1:{port}")
        with pytest.raises(driver.errors.TLSFailed):
            driver.call(client.jobs.get, 7)
        thread.join()


def test_connections_are_reused_and_closed(driver: Driver, server: str) -> None:
    """Every call would open a connection, or leave one open."""
    client = driver.client(server)
    for _ in range(3):
        driver.call(client.jobs.get, 7)
    [transport] = client._transport.pool._transports.values()
    assert len(transport._pool.connections) == 1
    driver.call(client.close)
    assert transport._pool.connections == []
    driver.call(client.close)
    with pytest.raises(driver.errors.Error, match="closed"):
        driver.call(client.jobs.get, 7)


def test_a_stream_that_is_left_gives_its_connection_back(
    driver: Driver, server: str
) -> None:
    """A connection would leak with every `break`."""
    client = driver.client(server)
    for _ in range(3):
        driver.items(client.things.events(count=100_000), limit=1)
    [transport] = client._transport.pool._transports.values()
    assert transport._pool.connections == []


def test_a_client_that_is_not_closed_warns(driver: Driver, server: str) -> None:
    """Leaked connections would go unnoticed."""
    client = driver.module.Client(server)
    driver.call(client.jobs.get, 7)
    [transport] = client._transport.pool._transports.values()
    with pytest.warns(ResourceWarning, match="a client was not closed"):
        del client
        gc.collect()
    driver.call(transport.aclose if driver.flavour == "aio" else transport.close)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        unused = driver.module.Client(server)
        del unused
        gc.collect()


def test_a_client_of_yours_sends_and_stays_open(driver: Driver, server: str) -> None:
    """An existing client with its own settings could not be used."""
    is_aio = driver.flavour == "aio"
    kind: Any = httpx.AsyncClient if is_aio else httpx.Client
    own = kind(headers={"x": "y"})
    client = driver.client(server, http=own)
    assert driver.call(client.jobs.get, 7).job_id == 7
    driver.call(client.close)
    assert not own.is_closed
    driver.call(own.aclose if is_aio else own.close)


def test_user_and_password_or_any_flow_sign_requests(driver: Driver) -> None:
    """`httpx.Auth` flows, digest among them, could not be used."""
    seen: list[str | None] = []

    class Challenge(httpx.Auth):
        requires_response_body = True

        def auth_flow(self, request: httpx.Request) -> Any:
            response = yield request
            assert response.content == b"who?"
            request.headers["X-Sign"] = response.headers["nonce"]
            yield request

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers.get("authorization", request.headers.get("x-sign")))
        if not seen[-1]:
            return httpx.Response(401, headers={"nonce": "n"}, content=b"who?")
        return httpx.Response(200, json=JOB)

    driver.call(driver.mocked(answer, auth=("me", "pw")).jobs.get, 7)
    driver.call(driver.mocked(answer, auth=Challenge()).jobs.get, 7)
    assert seen == ["Basic bWU6cHc=", None, "n"]


@pytest.mark.parametrize("first", ["token", "request"])
def test_a_flow_may_get_a_token_whatever_the_body_is(
    driver: Driver, watched: tuple[str, Any], first: str
) -> None:
    """The reply to the token request would be taken for the reply to the call."""
    url, state = watched

    class Fetching(httpx.Auth):
        def auth_flow(self, request: httpx.Request) -> Any:
            if first == "request":
                yield request
            reply = yield httpx.Request("GET", f"{url}/jobs/7")
            assert reply.status_code == 200
            yield request

    # With a deadline, a reply that was read is another object.
    once = driver.core("retry").Retry(0, deadline=60)
    put = driver.client(url, auth=Fetching(), retries=once).things.raw
    state.busy = int(first == "request")
    assert driver.call(put, b"abc") == b"abc"
    state.busy = int(first == "request")
    if state.busy:
        with pytest.raises(driver.errors.ServiceUnavailable):
            driver.call(put, iter([b"abc"]))
    else:
        assert driver.call(put, iter([b"abc"])) == b"abc"


@pytest.mark.parametrize("form", ["bytes", "file", "iterator", "async iterator"])
def test_a_flow_may_sign_the_body(driver: Driver, server: str, form: str) -> None:
    """A service that wants signed bodies could not be called."""

    class Digest(httpx.Auth):
        requires_request_body = True

        def auth_flow(self, request: httpx.Request) -> Any:
            request.headers["Content-Type"] = hashlib.sha256(
                request.content
            ).hexdigest()
            yield request

    async def pieces() -> AsyncIterator[bytes]:
        yield b"a"
        yield b"bc"

    body = {
        "bytes": b"abc",
        "file": io.BytesIO(b"abc"),
        "iterator": iter([b"a", b"bc"]),
        "async iterator": pieces(),
    }
    client = driver.client(server, auth=Digest())
    put = client.with_response(client.things.raw)
    if form == "async iterator" and driver.flavour == "sync":
        with pytest.raises(driver.errors.ArgumentError, match="aio client only"):
            driver.call(put, body[form])
        return
    reply = driver.call(put, body[form])
    assert reply.parsed == b"abc"
    assert reply.headers["x"] == hashlib.sha256(b"abc").hexdigest()


def test_credentials_that_would_sign_nothing_are_refused(driver: Driver) -> None:
    """Requests would go out without the credentials that the caller has given."""

    class OnlyAsync(httpx.Auth):
        async def async_auth_flow(self, request: httpx.Request) -> Any:
            yield request

    for auth in (OnlyAsync(), b"token", lambda request: request):
        with pytest.raises(driver.errors.ArgumentError, match="`auth` is"):
            driver.client("https://example.org", auth=auth)


def test_a_client_may_live_longer_than_an_event_loop(sample: str, server: str) -> None:
    """Two `asyncio.run`, or two cells of a notebook, would break on old connections."""
    driver = Driver("aio", sample)
    client = driver.module.Client(server)
    for number in range(3):
        assert asyncio.run(client.jobs.get(number)).job_id == number
    assert len(client._transport.pool._transports) == 1
    asyncio.run(client.close())
    with pytest.raises(driver.errors.Error, match="closed"):
        asyncio.run(client.jobs.get(7))


def test_cookies_are_kept_where_the_description_has_some(driver: Driver) -> None:
    """A session by cookie would be lost, or one nobody asked for be kept."""

    class Keeping(driver.module.Client):  # type: ignore[misc, name-defined]
        _keeps_cookies = True

    for kind, expected in (
        (Keeping, [None, "s=1"]),
        (driver.module.Client, [None] * 2),
    ):
        seen: list[httpx.Request] = []

        def answer(request: httpx.Request, seen: list[Any] = seen) -> httpx.Response:
            seen.append(request)
            return httpx.Response(200, json=JOB, headers={"set-cookie": "s=1"})

        client = kind("https://example.org", transport=httpx.MockTransport(answer))
        driver._clients.append(client)
        for _ in range(2):
            driver.call(client.jobs.get, 7)
        assert [request.headers.get("cookie") for request in seen] == expected


def test_a_blocking_client_works_inside_a_running_loop(
    sample: str, server: str
) -> None:
    """In a notebook there is always a loop that runs."""
    driver = Driver("sync", sample)

    async def cell() -> list[int]:
        with ExitStack() as stack:
            client = stack.enter_context(driver.module.Client(server))
            found = client.things.number_pages(size=10).list_all()
            ticks = [tick.number for tick in client.things.events(count=3)]
            return [len(found), client.jobs.get(7).job_id, *ticks]

    assert asyncio.run(cell()) == [47, 7, 0, 1, 2]


def test_a_stack_closes_what_was_opened(driver: Driver, server: str) -> None:
    """A program with several services could not close them together."""
    opened: list[Any] = []
    if driver.loop is None:
        with ExitStack() as stack:
            opened += [
                stack.enter_context(driver.module.Client(server)) for _ in range(3)
            ]
            assert [client.jobs.get(n).job_id for n, client in enumerate(opened)]
    else:

        async def run() -> None:
            async with AsyncExitStack() as stack:
                for number in range(3):
                    client = driver.module.Client(server)
                    opened.append(await stack.enter_async_context(client))
                    await client.jobs.get(number)

        driver.call(run)
    for client in opened:
        with pytest.raises(driver.errors.Error, match="closed"):
            driver.call(client.jobs.get, 7)


def test_many_clients_leave_nothing_behind(driver: Driver, server: str) -> None:
    """A service that makes a client a request would run out of files in days."""
    if not Path("/proc/self/fd").is_dir():
        pytest.skip("this system does not list the open files of a process")

    def use(number: int) -> None:
        client = driver.module.Client(server)
        twin = client.with_options(headers={"X": str(number)})
        assert driver.call(twin.jobs.get, number).job_id == number
        driver.call(client.close)

    use(0)
    gc.collect()
    files, objects = len(list(Path("/proc/self/fd").iterdir())), len(gc.get_objects())
    for number in range(100):
        use(number)
    gc.collect()
    assert len(list(Path("/proc/self/fd").iterdir())) <= files + 1
    assert len(gc.get_objects()) < objects + 1000


def test_threads_share_a_client(sample: str, server: str) -> None:
    """Replies would be mixed up, or connections be lost."""
    driver = Driver("sync", sample)
    with (
        driver.module.Client(server) as client,
        ThreadPoolExecutor(16) as pool,
    ):
        found = list(pool.map(lambda n: client.jobs.get(n).job_id, range(200)))
        [transport] = client._transport.pool._transports.values()
        assert len(transport._pool.connections) <= 16
    assert found == list(range(200))


@pytest.mark.parametrize(
    ("no_proxy", "host", "expected"),
    [
        ("example.org", "example.org", True),
        ("example.org", "www.example.org", True),
        ("example.org", "notexample.org", False),
        (".example.org", "www.example.org", True),
        ("*.example.org", "www.example.org", True),
        ("*.example.org", "example.com", False),
        ("*", "anything", True),
        ("a, b  c", "c", True),
        ("10.0.0.0/8", "10.1.2.3", True),
        ("10.0.0.0/8", "11.1.2.3", False),
        ("::1", "::1", True),
        ("fd00::/8", "fd00::7", True),
        ("example.org:8080", "example.org", False),
        ("example.org:80", "example.org", True),
        ("", "example.org", False),
    ],
)
def test_no_proxy_is_read_as_curl_reads_it(
    no_proxy: str, host: str, expected: bool
) -> None:
    """`*.name` and networks would be taken for host names, as httpx 0.28 does."""
    assert bypasses(no_proxy, host, 80) is expected


def test_the_proxy_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client behind a proxy could not reach anything."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    url = httpx.URL("https://example.org")
    assert Network().route(url).proxy is None
    monkeypatch.setenv("all_proxy", "proxy:3128")
    assert Network().route(url).proxy == "http://proxy:3128"
    assert Network(trust_env=False).route(url).proxy is None
    assert Network(proxy="http://own:1").route(url).proxy == "http://own:1"
    monkeypatch.setenv("no_proxy", "*.org")
    assert Network().route(url).proxy is None


def test_one_tls_context_serves_all_clients() -> None:
    """Every client would spend 28 ms on a context of its own."""
    url = httpx.URL("https://example.org")
    contexts = {id(n.context(n.route(url))) for n in (Network(), Network())}
    assert len(contexts) == 1


def test_the_other_http_library_differs_in_one_module(
    tmp_path: Path, server: str
) -> None:
    """A client rendered for `httpx2` would still import `httpx`."""
    build(tmp_path, http="httpx2", name="second_client")
    script = (
        "import asyncio, sys\n"
        "from second_client import sync, aio\n"
        f"with sync.Client({server!r}) as client:\n"
        "    assert client.jobs.get(7).job_id == 7\n"
        "    assert [t.number for t in client.things.events()] == [0, 1, 2]\n"
        "async def main():\n"
        f"    async with aio.Client({server!r}) as client:\n"
        "        assert (await client.jobs.get(7)).job_id == 7\n"
        "        up = await client.things.upload(b'x', title='t')\n"
        "        assert up['title'] == ['t']\n"
        "asyncio.run(main())\n"
        "assert 'httpx' not in sys.modules\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert done.returncode == 0


def test_pydantic_is_not_imported_before_it_is_needed(tmp_path: Path) -> None:
    """`import generated.aio` would cost much more than the HTTP library."""
    build(tmp_path, name="light_client")
    script = (
        "import sys, light_client._core.options, light_client._core.call\n"
        "import light_client._core.operation\n"
        "heavy = {'pydantic.main', 'filelock', 'rich', 'pandas'} - {'rich'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", script], cwd=tmp_path, check=True)
