"""Connections that lead to public addresses only, and end when their time is over.

A name is resolved once, every address it has is checked, and the connection goes to an address
that was checked: what a name server says later changes nothing. Every wait on the socket, for
a header, an interim answer, the size of a chunk or a byte of the body, is cut to the time that
is left of the whole.
"""

from __future__ import annotations

import contextlib
import contextvars
import dataclasses
import ipaddress
import queue
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import requests.adapters
import urllib3.connection
import urllib3.connectionpool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.util.ssl_ import create_urllib3_context

if TYPE_CHECKING:
    _Socket = socket.socket
else:
    _Socket = object

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class ForbiddenAddressError(Exception):
    """The host has an address inside a network of ours, or one that is no host's."""


@dataclasses.dataclass(frozen=True, slots=True)
class Leave:
    """What one request may do.

    Attributes:
        ends_at: Moment, by ``clock``, at which its time is over.
        clock: Seconds since the epoch.
        may_be_inside: Whether its host may have an address that is not public.
    """

    ends_at: float
    clock: Callable[[], float]
    may_be_inside: bool = False

    @property
    def is_over(self) -> bool:
        """Whether no time is left."""
        return self.clock() >= self.ends_at

    def cut(self, seconds: float | None) -> float:
        """A wait of at most ``seconds`` that ends with the whole.

        Raises:
            TimeoutError: No time is left.
        """
        left = self.ends_at - self.clock()
        if left <= 0:
            raise TimeoutError("the time for the whole answer is over")
        return left if seconds is None else min(seconds, left)


_leave: contextvars.ContextVar[Leave] = contextvars.ContextVar("leave")


@contextlib.contextmanager
def given(leave: Leave) -> Iterator[None]:
    """Give every connection that is used inside this leave."""
    token = _leave.set(leave)
    try:
        yield
    finally:
        _leave.reset(token)


def current_leave() -> Leave:
    """The leave of the request that is being made.

    Raises:
        LookupError: None is being made: a session of ours was used without its transport.
    """
    return _leave.get()


def is_public(address: str) -> bool:
    """Whether an IP address is one that the public internet may lead to.

    Loopback, private, link-local, shared, multicast and reserved addresses are not, nor are
    IPv6 addresses that stand for such an IPv4 address (mapped, 6to4, Teredo, NAT64).
    """
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = [found.ipv4_mapped, found.sixtofour, *(found.teredo or ())]
        if found in _NAT64:
            inner.append(ipaddress.IPv4Address(int(found) & 0xFFFF_FFFF))
        standing_for = [one for one in inner if one is not None]
        if standing_for:
            return all(is_public(str(one)) for one in standing_for)
        if found.is_site_local:
            return False
    return found.is_global and not found.is_multicast and not found.is_reserved


def check_literal(host: str) -> None:
    """Raise if a host is written as an address that is not public; names are left to look-up.

    Raises:
        ForbiddenAddressError: It is.
    """
    with contextlib.suppress(ValueError):
        if not is_public(host.strip("[]")):
            raise ForbiddenAddressError(f"{host}, which is not public")


def _resolve(host: str, port: int, seconds: float) -> list[tuple[Any, ...]]:
    """``getaddrinfo``, which knows no time limit, in a thread that may be left behind."""
    answers: queue.SimpleQueue[list[tuple[Any, ...]] | BaseException] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=ask, daemon=True, name=f"resolve {host}"[:40]).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError("the host's name was not resolved in time") from None
    if isinstance(answer, BaseException):
        raise answer
    return answer


class _Bounded(_Socket):
    """A socket of which every wait ends with its request's leave."""

    _asked: float | None = None

    def settimeout(self, value: float | None) -> None:
        self._asked = value
        super().settimeout(value)

    def _spend(self) -> None:
        super().settimeout(current_leave().cut(self._asked))

    def recv_into(self, *args: Any, **options: Any) -> int:
        self._spend()
        return super().recv_into(*args, **options)

    def send(self, *args: Any, **options: Any) -> int:
        self._spend()
        return super().send(*args, **options)

    def sendall(self, *args: Any, **options: Any) -> None:
        self._spend()
        super().sendall(*args, **options)


class _PlainSocket(_Bounded, socket.socket):
    pass


class _TlsSocket(_Bounded, ssl.SSLSocket):
    pass


class _Checked(urllib3.connection.HTTPConnection):
    def _new_conn(self) -> socket.socket:
        leave = current_leave()
        try:
            found = _resolve(self._dns_host, self.port, leave.cut(self._seconds()))
            # A proxy is the user's own setting; what it leads to is checked as it is written.
            if not leave.may_be_inside and self.proxy is None:
                for *_, place in found:
                    if not is_public(place[0]):
                        raise ForbiddenAddressError(f"{self.host} at {place[0]}, not public")
            return self._connect(found, leave)
        except (socket.gaierror, UnicodeError) as error:
            raise NameResolutionError(self.host, self, error) from error  # type: ignore[arg-type]
        except TimeoutError as error:
            raise ConnectTimeoutError(self, str(error)) from error
        except OSError as error:
            raise NewConnectionError(self, f"no connection: {error}") from error

    def _seconds(self) -> float | None:
        return self.timeout if isinstance(self.timeout, int | float) else None

    def _connect(self, found: list[tuple[Any, ...]], leave: Leave) -> socket.socket:
        failure: OSError = OSError("the name has no address")
        for family, kind, protocol, _, place in found:
            opened = _PlainSocket(family, kind, protocol)
            try:
                for option in self.socket_options or ():
                    opened.setsockopt(*option)
                opened.settimeout(leave.cut(self._seconds()))
                opened.connect(place)
            except OSError as error:
                opened.close()
                failure = error
            else:
                return opened
        raise failure


class _CheckedTls(_Checked, urllib3.connection.HTTPSConnection):
    pass


class _Pool(urllib3.connectionpool.HTTPConnectionPool):
    ConnectionCls = _Checked


class _TlsPool(urllib3.connectionpool.HTTPSConnectionPool):
    ConnectionCls = _CheckedTls


class CheckedAdapter(requests.adapters.HTTPAdapter):
    """Lets a ``requests`` session make such connections only."""

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        """Make the pools; called by the base class."""
        super().init_poolmanager(*args, **options, ssl_context=_tls())
        self._use_ours(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        """The pools of a proxy."""
        manager = super().proxy_manager_for(proxy, **options, ssl_context=_tls())
        self._use_ours(manager)
        return manager

    @staticmethod
    def _use_ours(manager: Any) -> None:
        manager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}


def _tls() -> ssl.SSLContext:
    context = create_urllib3_context()
    context.sslsocket_class = _TlsSocket
    return context
