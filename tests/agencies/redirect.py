"""The agencies' real addresses, answered by local servers: nothing leaves the machine."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import requests

from extract.http.connection import CheckedAdapter, current_leave, given


class RedirectingSession(requests.Session):
    """A session for the client that knows only the addresses it is given.

    Args:
        places: Beginning of an agency's address to that of a local server; the longest
            beginning counts. Anything else fails the test.
    """

    def __init__(self, places: Mapping[str, str]) -> None:
        super().__init__()
        self.trust_env = False
        for scheme in ("http://", "https://"):
            self.mount(scheme, CheckedAdapter())
        self._places = sorted(places.items(), key=lambda item: -len(item[0]))

    def request(self, method: Any, url: Any, *args: Any, **options: Any) -> requests.Response:
        for beginning, local in self._places:
            if str(url).startswith(beginning):
                moved = local + str(url).removeprefix(beginning)
                with given(dataclasses.replace(current_leave(), may_be_inside=True)):
                    return super().request(method, moved, *args, **options)
        raise AssertionError(f"no local server stands for {url}")
