"""A client for the local agencies: fast by default, with the manners a test gives it."""

from __future__ import annotations

from extract.http.client import Client
from extract.http.host_policies import HostPolicy
from tests.agencies.clock import FakeClock
from tests.agencies.server import LocalServer


def local_client(
    server: LocalServer, clock: FakeClock | None = None, *, interval_seconds: float = 0.0
) -> Client:
    """Return a client that treats a local server as an interface without robots.txt."""
    policies = {server.host: HostPolicy(interval_seconds, "a local server", api_paths=("/",))}
    clock = clock or FakeClock()
    return Client(clock=clock.time, sleep=clock.sleep, policies=policies)
