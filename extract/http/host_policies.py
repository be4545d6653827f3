"""How each host wants to be treated: the one table of rates, closed hours and exemptions.

A host that is not listed gets :data:`DEFAULT_POLICY`: a web site, read slowly, whose
robots.txt is obeyed.
"""

import dataclasses
import datetime as dt
import os
from collections.abc import Mapping
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

_SSB_CLOSED = (
    ClosedHours(
        dt.time(4, 55),
        dt.time(8, 20),
        "Europe/Oslo",
        "SSB loads new figures and serves zeros or dots for those about to be revised",
    ),
    ClosedHours(dt.time(11, 25), dt.time(11, 50), "Europe/Oslo", "SSB reloads its metadata"),
)

POLICIES: Mapping[str, HostPolicy] = {
    "data.ssb.no": HostPolicy(
        2.4, "SSB allows 30 calls in 60 s; we keep to 25", ("/api/",), _SSB_CLOSED
    ),
    "statistikdatabasen.scb.se": HostPolicy(
        1.0,
        "SCB allows 30 calls in 10 s by /config, 10 by its page; we keep to one a second",
        ("/api/",),
    ),
    "api.scb.se": HostPolicy(1.0, "SCB allows 10 calls in 10 s per address", ("/OV0104/",)),
    "api.statbank.dk": HostPolicy(1.0, "no limit published; one call a second", ("/v1/",)),
    "distribution.virk.dk": HostPolicy(
        1.0, "no limit published; one call a second", ("/cvr-permanent/",)
    ),
    "ec.europa.eu": HostPolicy(1.0, "no limit published; one call a second", ("/eurostat/api/",)),
    "api.kolada.se": HostPolicy(1.0, "no limit published; one call a second", ("/v3/", "/v2/")),
    "data.brreg.no": HostPolicy(
        0.34,
        "no limit published; clients keep to three a second",
        ("/enhetsregisteret/api/", "/regnskapsregisteret/regnskap/"),
    ),
    "data.vinnova.se": HostPolicy(
        2.0, "no limit published, answers are heavy; one call in two seconds", ("/api/",)
    ),
    "statistik.tillvaxtanalys.se": HostPolicy(
        1.0, "no limit published; one call a second", ("/PxWeb/api/",)
    ),
    "admin.dataportal.se": HostPolicy(1.0, "no limit published; one call a second", ("/store/",)),
    "search.api.fellesdatakatalog.digdir.no": HostPolicy(
        6.0, "a client reports about 10 requests a minute", ("/search/",)
    ),
    "resource.api.fellesdatakatalog.digdir.no": HostPolicy(
        6.0, "as the catalogue's search", ("/v1/",)
    ),
    "clustersofsweden.com": HostPolicy(10.0, "all rights reserved; one request per ten seconds"),
    "clustercollaboration.eu": HostPolicy(
        5.0,
        "not fetched",
        refusal="the site is reported to check for robots; it is read by hand, dated",
    ),
    "bolagsverket.se": HostPolicy(
        5.0, "not fetched", refusal="the site is reported to block programs; use its interface"
    ),
}


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
