"""The polite client against pages that misbehave; time is faked, the network is loopback."""

from __future__ import annotations

import datetime as dt
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from extract.encoding import decode_or_refuse
from extract.http.client import Client, RetryPolicy, Timeouts, build_user_agent
from extract.http.host_policies import POLICIES, HostPolicy, find_policy
from extract.http.hours import ClosedHours
from tests.agencies import pages
from tests.agencies.clock import FakeClock
from tests.agencies.pages import PAGE, PageServer
from tests.agencies.server import Answer, Question
from warehouse.errors import (
    FetchError,
    FormatError,
    OutageError,
    SourceChangedError,
    SourceRefusedError,
)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def site() -> Iterator[PageServer]:
    with PageServer() as server:
        yield server


@pytest.fixture
def client(clock: FakeClock) -> Client:
    return Client(clock=clock.time, sleep=clock.sleep)


def asked(site: PageServer, path: str) -> int:
    return sum(question.path == path for question in site.questions)


class TestAnswers:
    def test_page_comes_whole_with_its_circumstances(
        self, site: PageServer, client: Client
    ) -> None:
        site.put("/list", pages.html())
        response = client.get(f"{site.url}/list", accept=("text/html",))
        assert response.content == PAGE.encode()
        assert (response.status, response.media_type, response.encoding) == (
            200,
            "text/html",
            "utf-8",
        )
        assert response.retrieved_at.tzinfo is dt.UTC
        assert response.request is None

    def test_user_agent_names_project_and_contact_but_no_person(
        self, site: PageServer, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("NORDIC_CLUSTERS_CONTACT", "https://data.example/about")
        site.put("/list", pages.html())
        Client(clock=clock.time, sleep=clock.sleep).get(f"{site.url}/list")
        assert site.questions[-1].headers["User-Agent"] == build_user_agent()
        assert build_user_agent().startswith("nordic-clusters/")
        assert build_user_agent().endswith("(+https://data.example/about)")

    def test_unchanged_page_costs_a_304(self, site: PageServer, client: Client) -> None:
        stamp = "Fri, 20 Nov 2026 08:00:00 GMT"
        site.put("/list", pages.with_validators(pages.html(), etag='"v1"', last_modified=stamp))
        first = client.get(f"{site.url}/list")
        assert (first.etag, first.last_modified, first.not_modified) == ('"v1"', stamp, False)
        for validators in ({"etag": first.etag}, {"last_modified": first.last_modified}):
            again = client.get(f"{site.url}/list", accept=("text/html",), **validators)
            assert again.not_modified
            assert again.content == b""

    def test_post_keeps_its_body_through_a_redirect_on_the_same_host(
        self, site: PageServer, client: Client
    ) -> None:
        def echo(question: Question) -> Answer:
            return Answer.of_json({"method": question.method, "body": question.body.decode()})

        site.put("/old", Answer(b"", 301, None, {"Location": "/new"}))
        site.put("/new", echo)
        response = client.post(f"{site.url}/old", '{"table":"X"}', accept=("application/json",))
        assert response.content == b'{"method":"POST","body":"{\\"table\\":\\"X\\"}"}'
        assert response.url == f"{site.url}/new"
        assert response.requested_url == f"{site.url}/old"
        assert response.request == 'POST {"table":"X"}'

    def test_post_is_not_carried_to_another_host(self, site: PageServer, client: Client) -> None:
        site.put("/old", Answer(b"", 307, None, {"Location": "http://elsewhere.example/new"}))
        with pytest.raises(FetchError, match="place we do not follow"):
            client.post(f"{site.url}/old", "{}")

    def test_redirect_to_closed_file_scheme_is_refused(
        self, site: PageServer, client: Client
    ) -> None:
        site.put("/old", Answer(b"", 302, None, {"Location": "file:///etc/hosts"}))
        with pytest.raises(FetchError, match="place we do not follow"):
            client.get(f"{site.url}/old")

    def test_circle_of_redirects_ends(self, site: PageServer, client: Client) -> None:
        site.put("/round", Answer(b"", 302, None, {"Location": "/round"}))
        with pytest.raises(FetchError, match="circles"):
            client.get(f"{site.url}/round")
        assert asked(site, "/round") == 6

    def test_download_appears_only_when_whole(
        self, site: PageServer, client: Client, tmp_path
    ) -> None:
        body = bytes(range(256)) * 1000
        site.put("/file", Answer(media_type="application/gzip", chunks=(body for _ in range(8))))
        target = tmp_path / "file.gz"
        client.download(f"{site.url}/file", target, max_bytes=10_000_000)
        assert target.read_bytes() == body * 8
        site.put("/big", Answer(media_type="application/gzip", chunks=(body for _ in range(8))))
        with pytest.raises(FetchError, match="far larger"):
            client.download(f"{site.url}/big", tmp_path / "big.gz", max_bytes=1_000_000)
        assert [path.name for path in tmp_path.iterdir()] == ["file.gz"]


class TestBadInput:
    """Each error names source, address, what was expected and what was found."""

    @pytest.mark.parametrize("answer", [pages.wrong_kind(), pages.mislabelled()])
    def test_page_instead_of_json(self, site: PageServer, client: Client, answer: Answer) -> None:
        site.put("/data", answer)
        with pytest.raises(SourceChangedError) as caught:
            client.for_visit("no_x_y").get(f"{site.url}/data", accept=("application/json",))
        text = str(caught.value)
        assert "source: no_x_y" in text
        assert f"url: {site.url}/data" in text
        assert "expected: application/json" in text
        assert "Service unavailable" in text

    @pytest.mark.parametrize("states_length", [True, False])
    def test_huge_page_is_refused_before_it_is_read_through(
        self, site: PageServer, client: Client, states_length: bool
    ) -> None:
        site.put("/list", pages.huge(states_length=states_length))
        with pytest.raises(FetchError, match="at most 300,000 bytes"):
            client.get(f"{site.url}/list", max_bytes=300_000)
        assert asked(site, "/list") == 1

    def test_what_was_read_of_a_refused_body_is_let_go(
        self, site: PageServer, client: Client
    ) -> None:
        site.put("/list", pages.huge(states_length=False))
        with pytest.raises(FetchError) as caught:
            client.get(f"{site.url}/list", max_bytes=300_000)
        frames = [frame for frame, _ in traceback.walk_tb(caught.value.__traceback__)]
        sinks = [frame.f_locals.get("sink") for frame in frames]
        assert any(sinks)
        assert all(sink is None or sink.closed for sink in sinks)

    def test_compressed_bomb_counts_as_what_it_becomes(
        self, site: PageServer, client: Client
    ) -> None:
        import gzip

        body = gzip.compress(b"\0" * 30_000_000)
        assert len(body) < 100_000
        site.put("/list", Answer(body, 200, "text/html", {"Content-Encoding": "gzip"}))
        with pytest.raises(FetchError, match="far larger"):
            client.get(f"{site.url}/list", max_bytes=300_000)

    def test_latin1_declared_as_utf8_is_never_mangled(
        self, site: PageServer, client: Client
    ) -> None:
        site.put("/list", pages.latin1_declared_utf8())
        response = client.get(f"{site.url}/list", accept=("text/html",))
        with pytest.raises(FormatError, match=r"place: byte \d+; expected: utf-8; found: e5"):
            decode_or_refuse(response.content, response.encoding, in_markup=True)

    def test_truncated_answer_is_tried_again_and_then_named(
        self, site: PageServer, client: Client
    ) -> None:
        site.put("/list", pages.truncated())
        with pytest.raises(FetchError, match="broke off, 5 tries"):
            client.get(f"{site.url}/list")
        assert asked(site, "/list") == 5

    def test_missing_page_is_not_tried_again(self, site: PageServer, client: Client) -> None:
        with pytest.raises(FetchError, match="HTTP 404"):
            client.get(f"{site.url}/gone")
        assert asked(site, "/gone") == 1

    def test_wanted_error_status_is_handed_back(self, site: PageServer, client: Client) -> None:
        site.put("/cells", Answer.of_json({"title": "Too many cells"}, 403))
        response = client.get(f"{site.url}/cells", accept_status=(403,))
        assert (response.status, response.content) == (403, b'{"title":"Too many cells"}')

    def test_error_quotes_little_and_hides_keys(self, site: PageServer, client: Client) -> None:
        site.put("/data", Answer(b"word " * 5000, 418, "text/plain"))
        with pytest.raises(FetchError) as caught:
            client.get(f"{site.url}/data?api_key=hush&year=2024")
        assert "hush" not in str(caught.value)
        assert "year=2024" in str(caught.value)
        assert len(str(caught.value)) < 600

    def test_trickle_cannot_outlast_the_deadline(self, site: PageServer, clock: FakeClock) -> None:
        def drip() -> Iterator[bytes]:
            for _ in range(100):
                clock.sleep(10)  # the server takes its time
                yield b"x"

        site.put("/slow", Answer(media_type="text/html", chunks=drip()))
        client = Client(clock=clock.time, sleep=clock.sleep, timeouts=Timeouts(total=60))
        with pytest.raises(FetchError, match="takes too long"):
            client.get(f"{site.url}/slow")

    def test_silent_server_times_out(self, site: PageServer, clock: FakeClock) -> None:
        site.put("/slow", pages.slow(60))
        client = Client(
            clock=clock.time,
            sleep=clock.sleep,
            timeouts=Timeouts(read=0.05),
            retry=RetryPolicy(attempts=2),
        )
        with pytest.raises(FetchError, match="no answer in time, 2 tries"):
            client.get(f"{site.url}/slow")

    def test_nobody_listens(self, client: Client) -> None:
        with PageServer() as gone:
            address = gone.url
        policies = {address.removeprefix("http://"): HostPolicy(0.0, "test", api_paths=("/",))}
        client = Client(policies=policies, sleep=lambda _: None)
        with pytest.raises(FetchError, match="no connection"):
            client.get(address)

    @pytest.mark.parametrize("url", ["ftp://a.example/x", "/relative", "http://"])
    def test_no_web_address(self, client: Client, url: str) -> None:
        with pytest.raises(FetchError, match="no web address"):
            client.get(url)


class TestRetries:
    def test_passing_failure_is_waited_out_with_jitter(
        self, site: PageServer, clock: FakeClock
    ) -> None:
        waits = []
        for _ in range(8):
            site.put("/list", pages.failing(3, pages.html(), status=502))
            site.questions.clear()
            policies = {site.host: HostPolicy(0.0, "test", api_paths=("/",))}
            client = Client(clock=clock.time, sleep=clock.sleep, policies=policies)
            clock.slept.clear()
            assert client.get(f"{site.url}/list").status == 200
            assert asked(site, "/list") == 4
            waits.append(tuple(clock.slept))
        assert all(0 <= wait <= 2 * 2**i for run in waits for i, wait in enumerate(run))
        assert len(set(waits)) > 1  # full jitter: no two runs alike

    def test_retry_after_in_seconds(
        self, site: PageServer, client: Client, clock: FakeClock
    ) -> None:
        site.put("/list", pages.failing(1, pages.html(), status=429, Retry_After="42"))
        start = clock.time()
        client.get(f"{site.url}/list")
        assert clock.time() - start >= 42

    def test_retry_after_as_date(self, site: PageServer, client: Client, clock: FakeClock) -> None:
        site.put(
            "/list",
            pages.failing(1, pages.html(), Retry_After="Sun, 22 Nov 2026 12:01:30 GMT"),
        )
        client.get(f"{site.url}/list")
        assert clock.time() >= dt.datetime(2026, 11, 22, 12, 1, 30, tzinfo=dt.UTC).timestamp()

    def test_retry_after_beyond_patience_says_when_to_come_back(
        self, site: PageServer, client: Client, clock: FakeClock
    ) -> None:
        site.put("/list", pages.failing(9, pages.html(), Retry_After="86400"))
        with pytest.raises(SourceRefusedError, match="run again after 2026-11-23T12:0"):
            client.get(f"{site.url}/list")
        assert asked(site, "/list") == 1
        assert sum(clock.slept) < 60

    def test_waiting_has_a_cap_in_total(self, site: PageServer, clock: FakeClock) -> None:
        site.put("/list", pages.failing(99, pages.html(), Retry_After="50"))
        client = Client(
            clock=clock.time,
            sleep=clock.sleep,
            retry=RetryPolicy(attempts=99, total_wait_seconds=120),
        )
        with pytest.raises(SourceRefusedError):
            client.get(f"{site.url}/list")
        assert asked(site, "/list") <= 3


class TestManners:
    def test_requests_to_one_host_are_spaced(
        self, site: PageServer, client: Client, clock: FakeClock
    ) -> None:
        site.put("/list", pages.html())
        client.get(f"{site.url}/list")  # robots.txt comes before it
        start = clock.time()
        for _ in range(3):
            client.get(f"{site.url}/list")
        assert clock.time() - start == pytest.approx(15.0)

    def test_host_can_be_slowed_down_but_not_hurried(
        self, site: PageServer, client: Client, clock: FakeClock
    ) -> None:
        site.put("/list", pages.html())
        client.limit_rate(site.url, 1.0)
        client.limit_rate(site.url, 20.0)
        client.get(f"{site.url}/list")
        start = clock.time()
        client.get(f"{site.url}/list")
        assert clock.time() - start == pytest.approx(20.0)

    def test_last_call_of_the_window_is_noticed(
        self, site: PageServer, client: Client, clock: FakeClock
    ) -> None:
        headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Policy": "40;w=60s"}
        site.put("/list", pages.html(headers=headers))
        client.get(f"{site.url}/list")
        start = clock.time()
        client.get(f"{site.url}/list")
        assert clock.time() - start >= 60

    def test_many_threads_keep_one_rate(self, site: PageServer, clock: FakeClock) -> None:
        site.put("/list", pages.html())
        policies = {site.host: HostPolicy(3.0, "test", api_paths=("/",))}
        client = Client(policies=policies, clock=clock.time, sleep=clock.sleep)
        start = clock.time()
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(client.get, [f"{site.url}/list"] * 24))
        assert [answer.status for answer in answers] == [200] * 24
        assert clock.time() - start == pytest.approx(23 * 3.0)

    def test_disallowed_page_is_left_alone(self, clock: FakeClock) -> None:
        with PageServer(
            {"/private/a": pages.html()}, robots="User-agent: *\nDisallow: /private/\n"
        ) as site:
            client = Client(clock=clock.time, sleep=clock.sleep)
            with pytest.raises(SourceRefusedError, match=r"robots.txt disallows"):
                client.get(f"{site.url}/private/a")
            assert asked(site, "/private/a") == 0

    def test_robots_is_read_once_a_day_and_its_delay_kept(self, clock: FakeClock) -> None:
        robots = "User-agent: nordic-clusters\nCrawl-delay: 30\nAllow: /\n"
        with PageServer({"/list": pages.html()}, robots=robots) as site:
            client = Client(clock=clock.time, sleep=clock.sleep)
            client.get(f"{site.url}/list")
            start = clock.time()
            client.get(f"{site.url}/list")
            assert clock.time() - start == pytest.approx(30.0)
            assert asked(site, "/robots.txt") == 1
            clock.sleep(25 * 3600)
            client.get(f"{site.url}/list")
            assert asked(site, "/robots.txt") == 2

    @pytest.mark.parametrize(
        ("status", "is_allowed"), [(403, True), (404, True), (429, False), (500, False)]
    )
    def test_robots_status_decides(self, clock: FakeClock, status: int, is_allowed: bool) -> None:
        with PageServer({"/list": pages.html()}, robots_status=status) as site:
            client = Client(clock=clock.time, sleep=clock.sleep)
            if is_allowed:
                assert client.get(f"{site.url}/list").status == 200
                return
            with pytest.raises(OutageError, match="could not be read"):
                client.get(f"{site.url}/list")
            site.robots_status, site.robots = 200, ""
            clock.sleep(601)  # refused for now, not for ever
            assert client.get(f"{site.url}/list").status == 200

    def test_interface_is_exempt_from_robots_but_pages_beside_it_are_not(
        self, clock: FakeClock
    ) -> None:
        with PageServer(
            {"/api/a": Answer.of_json([]), "/page": pages.html()},
            robots="User-agent: *\nDisallow: /\n",
        ) as site:
            policies = {site.host: HostPolicy(1.0, "test", api_paths=("/api/",))}
            client = Client(clock=clock.time, sleep=clock.sleep, policies=policies)
            assert client.get(f"{site.url}/api/a").content == b"[]"
            with pytest.raises(SourceRefusedError):
                client.get(f"{site.url}/page")

    def test_closed_hours_say_when_to_come_back(self, site: PageServer) -> None:
        clock = FakeClock(dt.datetime(2026, 11, 22, 10, 30, tzinfo=dt.UTC))  # 11:30 in Oslo
        window = ClosedHours(dt.time(11, 25), dt.time(11, 50), "Europe/Oslo", "reload")
        policies = {site.host: HostPolicy(1.0, "test", ("/",), (window,))}
        client = Client(clock=clock.time, sleep=clock.sleep, policies=policies)
        site.put("/a", pages.html())
        with pytest.raises(SourceRefusedError, match=r"run again after 2026-11-22T11:50:00\+01:00"):
            client.get(f"{site.url}/a")
        assert site.questions == []
        clock.sleep(20 * 60)
        assert client.get(f"{site.url}/a").status == 200

    def test_a_host_we_never_ask(self, client: Client) -> None:
        with pytest.raises(SourceRefusedError, match="not fetched"):
            client.get("https://www.clustercollaboration.eu/cluster-networks/s3-cluster-pilot")


class TestTable:
    def test_www_changes_no_manners(self) -> None:
        for url in ("https://www.bolagsverket.se/x", "https://bolagsverket.se/x"):
            assert find_policy(url).refusal
        assert find_policy("https://www.clustersofsweden.com/").interval_seconds == 10.0
        assert not find_policy("https://static.bolagsverket.se/statistik/x.csv").refusal

    @pytest.mark.parametrize(
        ("utc", "reopens"),
        [
            ("2026-07-01T02:54", None),
            ("2026-07-01T02:55", "2026-07-01T08:20:00+02:00"),  # summer time
            ("2026-01-07T03:55", "2026-01-07T08:20:00+01:00"),
            ("2026-01-07T07:20", None),
            ("2026-01-07T10:25", "2026-01-07T11:50:00+01:00"),
        ],
    )
    def test_ssb_closes_in_oslo_time(self, utc: str, reopens: str | None) -> None:
        now = dt.datetime.fromisoformat(utc).replace(tzinfo=dt.UTC)
        closed = [w.reopens_at(now) for w in POLICIES["data.ssb.no"].closed]
        assert [moment.isoformat() for moment in closed if moment] == ([reopens] if reopens else [])

    def test_every_policy_says_what_it_rests_on(self) -> None:
        for host, policy in POLICIES.items():
            assert host == host.lower()
            assert policy.basis
            assert policy.interval_seconds > 0

    def test_unlisted_hosts_are_read_slowly_and_by_robots(self) -> None:
        policy = find_policy("https://siva.no/2024/06/x/")
        assert policy.interval_seconds == 5.0
        assert not policy.is_api("https://siva.no/2024/06/x/")
