"""The parts of the client that are functions or small machines."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.http.call import Call, Timeouts
from extract.http.host_policies import POLICIES
from extract.http.limits import RateLimiter
from extract.http.response import Response, accepts, excerpt, hide_secrets, parse_content_type
from extract.http.retries import parse_retry_after
from tests.agencies.clock import FakeClock
from tests.agencies.server import CallWindow
from tests.patience import PATIENCE_SECONDS, await_that
from warehouse.errors import FetchError

NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0),
        ("120", 120),
        (" 7 ", 7),
        (None, None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("Sun, 22 Nov 2026 12:02:00 GMT", 120),
        ("Sunday, 22-Nov-26 12:02:00 GMT", 120),
        ("Sun, 22 Nov 2026 11:00:00 GMT", 0),
    ],
)
def test_retry_after_in_all_forms(value: str | None, seconds: float | None) -> None:
    assert parse_retry_after(value, NOW) == seconds


@given(st.text(max_size=40))
def test_retry_after_never_fails(value: str) -> None:
    seconds = parse_retry_after(value, NOW)
    assert seconds is None or seconds >= 0


def test_waiters_are_let_through_in_order_and_at_the_interval() -> None:
    clock, go = FakeClock(), threading.Event()
    slept: list[tuple[str, float]] = []

    def sleep(seconds: float) -> None:
        assert go.wait(PATIENCE_SECONDS)
        slept.append((threading.current_thread().name, seconds))
        clock.sleep(seconds)

    limiter = RateLimiter(2.0, clock=clock.time, sleep=sleep)
    limiter.acquire()
    names = [f"waiter {number}" for number in range(7)]
    threads = [threading.Thread(target=limiter.acquire, name=name, daemon=True) for name in names]
    for place, thread in enumerate(threads, 1):
        thread.start()
        await_that(lambda place=place: len(limiter._queue) == place, "it does not queue")
    go.set()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    assert [name for name, _ in slept] == names
    assert [seconds for _, seconds in slept] == pytest.approx([2.0] * 7)


@given(
    st.integers(1, 40),
    st.floats(0.5, 120),
    st.lists(st.floats(0, 30), min_size=1, max_size=60),
)
def test_steady_spacing_never_breaks_a_sliding_window(
    calls: int, window_seconds: float, pauses: list[float]
) -> None:
    clock = FakeClock()
    limiter = RateLimiter(window_seconds / calls, clock=clock.time, sleep=clock.sleep)
    # A hair shorter than stated: seconds since 1970 have no more than a microsecond to spare.
    window = CallWindow(calls, window_seconds - 1e-3, clock.time)
    for pause in pauses:
        clock.sleep(pause)
        limiter.acquire()
        admitted, _, _ = window.admit()
        assert admitted


@given(st.lists(st.floats(0, 100), min_size=1, max_size=20))
def test_longest_postponement_counts(seconds: list[float]) -> None:
    clock = FakeClock()
    limiter = RateLimiter(1.0, clock=clock.time, sleep=clock.sleep)
    start = clock.time()
    for some in seconds:
        limiter.defer(some)
    limiter.acquire()
    assert clock.time() - start == pytest.approx(max(seconds), abs=1e-3)


@given(st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2035, 1, 1), timezones=st.just(dt.UTC)))  # noqa: DTZ001 - hypothesis wants naive bounds
def test_closed_hours_end_later_the_same_day_and_are_over_then(now: dt.datetime) -> None:
    for window in POLICIES["data.ssb.no"].closed:
        reopens_at = window.reopens_at(now)
        if reopens_at is not None:
            assert now < reopens_at < now + dt.timedelta(hours=5)
            assert window.reopens_at(reopens_at) is None


def test_postponement_holds_for_those_who_wait_already() -> None:
    clock = FakeClock()

    def sleep_while_the_server_asks_for_a_pause(seconds: float) -> None:
        if not clock.slept:
            limiter.defer(300)
        clock.sleep(seconds)

    limiter = RateLimiter(5, clock=clock.time, sleep=sleep_while_the_server_asks_for_a_pause)
    limiter.acquire()
    start = clock.time()
    limiter.acquire()
    assert clock.time() - start == pytest.approx(300)


def test_clock_set_back_does_not_turn_seconds_into_hours() -> None:
    clock = FakeClock()
    limiter = RateLimiter(2.0, clock=clock.time, sleep=clock.sleep)
    limiter.acquire()
    clock._seconds -= 3600
    with pytest.MonkeyPatch.context() as patch:
        naps: list[float] = []

        def nap(seconds: float) -> None:
            naps.append(seconds)
            clock._seconds += 3600 + seconds

        patch.setattr(limiter, "_sleep", nap)
        limiter.acquire()
    assert naps == [2.0]


@pytest.mark.parametrize(
    ("media_type", "accept", "expected"),
    [
        ("application/json", ("application/json",), True),
        ("application/vnd.brreg.enhetsregisteret.enhet.v2+json", ("application/json",), True),
        ("text/html", ("application/json",), False),
        ("text/csv", ("text/*",), True),
        ("text/csv", ("*/*",), True),
        ("", ("text/html",), False),
        ("application/jsonp", ("application/json",), False),
    ],
)
def test_accepts(media_type: str, accept: tuple[str, ...], expected: bool) -> None:
    assert accepts(media_type, accept) is expected


def test_content_type_is_taken_apart() -> None:
    assert parse_content_type('Text/HTML; Charset="UTF-8"; x=y') == ("text/html", "utf-8")
    assert parse_content_type("text/csv") == ("text/csv", None)
    assert parse_content_type(None) == ("", None)


def test_secrets_are_hidden() -> None:
    shown = hide_secrets("https://me:pw@a.example/x?q=1&Api-Key=abc&access_token=t")
    assert shown == "https://a.example/x?q=1&Api-Key=***&access_token=***"


def redirected(call: Call, status: int, location: str) -> Call:
    answer = Response(
        call.url, status, "", None, b"", None, None, NOW, False, {"location": location}, call.url
    )
    return call.redirect(answer)


POST = Call("POST", "http://a.example/q", {}, Timeouts(), 10, body=b"question")


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_question_keeps_its_body_from_http_to_https(status: int) -> None:
    again = redirected(POST, status, "https://a.example/q")
    assert (again.method, again.url, again.body) == ("POST", "https://a.example/q", b"question")


def test_see_other_is_a_plain_get() -> None:
    again = redirected(POST, 303, "/result")
    assert (again.method, again.url, again.body) == ("GET", "http://a.example/result", None)


def test_https_is_never_left_for_http() -> None:
    call = Call("GET", "https://a.example/q", {}, Timeouts(), 10)
    with pytest.raises(FetchError, match="place we do not follow"):
        redirected(call, 302, "http://a.example/q")


def test_excerpt_is_one_short_printable_line() -> None:
    assert excerpt(b"a\n\tb\x00c") == "a b c"
    assert len(excerpt(b"x" * 10_000)) == 123
