"""Where a connection may lead, and when it ends, whatever the server drips."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from extract.http import connection
from extract.http.client import Client, RetryPolicy, Timeouts
from extract.http.connection import is_public
from extract.http.host_policies import INSIDE_SETTING, HostPolicy
from tests.agencies.pages import PageServer, html
from tests.agencies.server import Answer
from tests.patience import PATIENCE_SECONDS
from warehouse.errors import FetchError, SourceRefusedError

INSIDE = [
    *("127.0.0.1", "127.8.9.1", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254"),
    *("100.64.0.1", "0.0.0.0", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1"),
    *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "fec0::1", "2001:db8::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1"),
]


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2a00:1450::1", "::ffff:8.8.8.8"])
def test_an_address_outside_is_public(address: str) -> None:
    assert is_public(address)


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(INSIDE_SETTING)


def _client(*hosts: str, **more: object) -> Client:
    policies = {
        host: HostPolicy(0.0, "test", api_paths=("/",), may_be_inside=True) for host in hosts
    }
    return Client(policies=policies, sleep=lambda _: None, **more)  # type: ignore[arg-type]


@pytest.mark.usefixtures("strict")
class TestAddresses:
    def test_the_first_request_is_checked(self) -> None:
        with PageServer({"/x": html()}) as site:
            with pytest.raises(SourceRefusedError, match="not public"):
                _client().get(f"{site.url}/x")
            assert site.questions == []
            assert _client(site.host).get(f"{site.url}/x").status == 200

    def test_a_redirect_is_checked(self) -> None:
        with PageServer({"/secret": html("inside")}) as inner, PageServer() as outer:
            outer.put("/x", Answer(b"", 302, None, {"Location": f"{inner.url}/secret"}))
            with pytest.raises(SourceRefusedError, match="not public"):
                _client(outer.host).get(f"{outer.url}/x")
            assert inner.questions == []

    @pytest.mark.parametrize("address", INSIDE)
    def test_a_name_that_leads_inside_is_refused(
        self, address: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        found = [(family, socket.SOCK_STREAM, 6, "", (address, 80))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
        with pytest.raises(SourceRefusedError, match="not public"):
            _client("agency.example").get("http://other.example/x")
        api = {"other.example": HostPolicy(0.0, "test", api_paths=("/",))}
        with pytest.raises(SourceRefusedError, match="not public"):
            Client(policies=api, sleep=lambda _: None).get("http://other.example/x")

    def test_one_address_inside_among_others_is_enough(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        found = [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80))
            for address in ("93.184.216.34", "10.0.0.1")
        ]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
        api = {"other.example": HostPolicy(0.0, "test", api_paths=("/",))}
        with pytest.raises(SourceRefusedError, match=r"10\.0\.0\.1"):
            Client(policies=api, sleep=lambda _: None).get("http://other.example/x")

    def test_the_name_is_resolved_once_and_the_checked_address_connected_to(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        answers = iter(["93.184.216.34", "127.0.0.1", "127.0.0.1"])  # a name server that rebinds
        reached: list[object] = []

        def resolve(*_: object, **__: object) -> list[object]:
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), 80))]

        def connect(_: object, place: object) -> None:
            reached.append(place)
            raise ConnectionRefusedError

        monkeypatch.setattr(socket, "getaddrinfo", resolve)
        monkeypatch.setattr(connection._PlainSocket, "connect", connect)
        api = {"other.example": HostPolicy(0.0, "test", api_paths=("/",))}
        client = Client(policies=api, sleep=lambda _: None, retry=RetryPolicy(attempts=1))
        with pytest.raises(FetchError):
            client.get("http://other.example/x")
        assert reached == [("93.184.216.34", 80)]


def _drip(first: bytes, piece: bytes) -> Callable[[socket.socket], None]:
    def serve(peer: socket.socket) -> None:
        peer.sendall(first)
        while True:
            peer.sendall(piece)
            time.sleep(0.02)

    return serve


DRIPS = {
    "bytes of the status line": _drip(b"HTTP/1.1 200 O", b"K"),
    "header lines": _drip(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"),
    "one header's bytes": _drip(b"HTTP/1.1 200 OK\r\nX-A: ", b"b"),
    "interim answers": _drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "sizes of chunks": _drip(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"0"),
    "chunks": _drip(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    "a body": _drip(b"HTTP/1.1 200 OK\r\nContent-Length: 999999\r\n\r\n", b"x"),
    "a body without end": _drip(b"HTTP/1.1 200 OK\r\n\r\n", b"x"),
    "the body of an error": _drip(b"HTTP/1.1 404 No\r\nContent-Length: 60000\r\n\r\n", b"x"),
    "trailers": _drip(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"X-A: b\r\n"),
}


class RawServer:
    """Accepts, reads what is asked, and does to the connection what it is told."""

    def __init__(self, serve: Callable[[socket.socket], None]) -> None:
        self._serve = serve
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.host = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self.asked = 0
        self._was_asked = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                peer, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._one, args=(peer,), daemon=True).start()

    def _one(self, peer: socket.socket) -> None:
        with peer:
            try:
                peer.recv(65_536)
                self.asked += 1
                self._was_asked.set()
                self._serve(peer)
            except OSError:
                return

    def await_question(self) -> None:
        """Return once it was asked, which a client that waits no longer may outrun."""
        assert self._was_asked.wait(PATIENCE_SECONDS)

    def close(self) -> None:
        self._listener.close()


@pytest.fixture
def raw() -> Iterator[Callable[[Callable[[socket.socket], None]], RawServer]]:
    servers: list[RawServer] = []

    def start(serve: Callable[[socket.socket], None]) -> RawServer:
        servers.append(RawServer(serve))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@pytest.mark.parametrize("what", DRIPS)
def test_no_drip_outlasts_the_whole(
    what: str, raw: Callable[[Callable[[socket.socket], None]], RawServer]
) -> None:
    server = raw(DRIPS[what])
    client = _client(server.host, timeouts=Timeouts(connect=5, read=5, total=0.3))
    with pytest.raises(FetchError, match="takes too long") as caught:
        client.get(f"http://{server.host}/x")
    assert "0.3 s" in str(caught.value)
    server.await_question()
    assert server.asked == 1, "what drips is not asked again at once"


def test_a_look_up_without_end_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    never = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: never.wait() and [])
    api = {"other.example": HostPolicy(0.0, "test", api_paths=("/",))}
    client = Client(policies=api, sleep=lambda _: None, timeouts=Timeouts(total=0.2))
    with pytest.raises(FetchError, match="takes too long"):
        client.get("http://other.example/x")
    never.set()


def test_a_silent_handshake_is_left(
    raw: Callable[[Callable[[socket.socket], None]], RawServer],
) -> None:
    server = raw(_drip(b"\x16\x03\x03\x40\x00", b"\0"))
    client = _client(server.host, timeouts=Timeouts(connect=5, read=5, total=0.3))
    with pytest.raises(FetchError):
        client.get(f"https://{server.host}/x")
    server.await_question()
    assert server.asked == 1


@pytest.mark.parametrize("status", [103, 204, 206, 304, 600])
def test_an_answer_that_is_none_is_refused(
    status: int, raw: Callable[[Callable[[socket.socket], None]], RawServer]
) -> None:
    server = raw(lambda peer: peer.sendall(b"HTTP/1.1 %d X\r\nContent-Length: 0\r\n\r\n" % status))
    with pytest.raises(FetchError):
        _client(server.host).get(f"http://{server.host}/x")


def test_a_visit_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extract.http.client.MOST_REQUESTS", 3)
    with PageServer({"/x": html()}) as site:
        client = _client(site.host)
        visit = client.for_visit("no_x_y")
        for _ in range(3):
            visit.get(f"{site.url}/x")
        with pytest.raises(FetchError, match="more than any visit"):
            visit.get(f"{site.url}/x")
        assert client.for_visit("no_x_y").get(f"{site.url}/x").status == 200
