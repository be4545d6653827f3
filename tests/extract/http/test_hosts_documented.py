"""The table of manners in docs/protocols.md is the one in the code."""

from __future__ import annotations

from pathlib import Path

from extract.http.host_policies import POLICIES

PAGE = Path(__file__).parents[3] / "docs" / "protocols.md"


def describe_hosts() -> str:
    """Return the table as the page has it."""
    lines = ["| host | seconds between calls | because | interface (no robots.txt) | closed |"]
    lines.append("|---|---|---|---|---|")
    for host, policy in sorted(POLICIES.items()):
        seconds = "never" if policy.refusal else f"{policy.interval_seconds:g}"
        closed = ", ".join(f"{w.start:%H:%M}-{w.end:%H:%M} {w.zone}" for w in policy.closed)
        paths = ", ".join(f"`{path}`" for path in policy.api_paths)
        basis = policy.refusal or policy.basis
        lines.append(f"| {host} | {seconds} | {basis} | {paths or '-'} | {closed or '-'} |")
    return "\n".join(lines)


def test_page_shows_the_hosts_as_declared() -> None:
    text = PAGE.read_text(encoding="utf-8")
    shown = text.partition("<!-- hosts -->")[2].partition("<!-- /hosts -->")[0].strip()
    assert shown == describe_hosts()
