"""How each host wants to be treated: rates, closed hours and exemptions of ``host_policies.toml``.

A host that is not listed gets :data:`DEFAULT_POLICY`: a web site, read slowly, whose
robots.txt is obeyed.
"""

import dataclasses
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from extract.http.hours import ClosedHours

#: Hosts, as ``name`` or ``name:port``, that may have an address that is not public.
INSIDE_SETTING = "NORDIC_CLUSTERS_INSIDE_HOSTS"


@dataclasses.dataclass(frozen=True, slots=True)
class HostPolicy:
    """Manners for one host.

    Attributes:
        interval_seconds: Least time between the starts of two requests.
        basis: Where the interval comes from.
        api_paths: Path prefixes of a programming interface, published for programs;
            robots.txt, which addresses crawlers of pages, is not asked for them.
        closed: Daily windows in which the host must not be asked.
        refusal: Why we never ask this host, or empty.
        may_be_inside: Whether it may have an address that is not public: a mirror of one's
            own, a local server of a test.
    """

    interval_seconds: float
    basis: str
    api_paths: tuple[str, ...] = ()
    closed: tuple[ClosedHours, ...] = ()
    refusal: str = ""
    may_be_inside: bool = False

    def is_api(self, url: str) -> bool:
        """Return whether the address belongs to the host's programming interface."""
        path = unquote(urlsplit(url).path) or "/"
        return any(path.startswith(prefix) for prefix in self.api_paths)


DEFAULT_POLICY = HostPolicy(5.0, "our rule for web pages: one request per five seconds")


def _read() -> dict[str, HostPolicy]:
    """The hosts of ``host_policies.toml``."""
    held = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return {
        host: HostPolicy(
            **{
                **said,
                "api_paths": tuple(said.get("api_paths", ())),
                "closed": tuple(ClosedHours(**one) for one in said.get("closed", ())),
            }
        )
        for host, said in held.items()
    }


POLICIES: Mapping[str, HostPolicy] = _read()


def host_key(url: str) -> str:
    """Return the name a host's manners are kept under: no ``www.``, with any odd port."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower().removeprefix("www.")
    return host if parts.port in {None, 80, 443} else f"{host}:{parts.port}"


def find_policy(url: str, policies: Mapping[str, HostPolicy] = POLICIES) -> HostPolicy:
    """Return the manners for an address: by host and port, by host, or the default."""
    key = host_key(url)
    names = key, key.partition(":")[0]
    policy = policies.get(names[0]) or policies.get(names[1]) or DEFAULT_POLICY
    inside = os.environ.get(INSIDE_SETTING, "").lower().split()
    if inside and not set(names).isdisjoint(inside):
        return dataclasses.replace(policy, may_be_inside=True)
    return policy
