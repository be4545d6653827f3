"""Captures and mentions for tests: synthetic, and said to be so."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from warehouse.records import Capture, Claim, Mention


def make_capture(source_id: str = "no_test_list", **changes: Any) -> Capture:
    content = changes.pop("content", b"synthetic")
    digest = hashlib.sha256(content).hexdigest()
    facts: dict[str, Any] = {
        "capture_id": f"{source_id}-{digest[:8]}",
        "source_id": source_id,
        "url": f"https://example.org/{source_id}",
        "captured_at": dt.datetime(2026, 11, 22, tzinfo=dt.UTC),
        "method": "transcribed",
        "sha256": digest,
        "media_type": "text/html",
        "content": content,
    }
    return Capture(**(facts | changes))


def make_mention(name: str, *claims: Claim, **changes: Any) -> Mention:
    facts: dict[str, Any] = {
        "entity_type": "cluster",
        "country_code": "NO",
        "locator": f"li[{name}]",
    }
    return Mention(name=name, claims=claims, **(facts | changes))


def make_claim(prop: str, value: str, **changes: Any) -> Claim:
    return Claim(prop, value, changes.pop("locator", "p[1]"), **changes)
