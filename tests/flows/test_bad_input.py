"""What a person types wrongly: one line that names the place and the next step, and code 2."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from flows import server
from flows.commands import alerts
from flows.commands import query as query_command
from tests.flows.small_release import small_release
from tests.flows.typed import typed


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A data folder with a synthetic release: two clusters, a macro."""
    return small_release(
        tmp_path / "data",
        """CREATE TABLE cluster AS SELECT 'no:sea' AS cluster_id, 'Sea Valley' AS name;
        CREATE TABLE cluster_name AS FROM cluster;
        CREATE MACRO of_words(words) AS TABLE SELECT unnest(words) AS word;
        COMMENT ON MACRO TABLE of_words IS 'of_words(words): a list, such as [''a''].'""",
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["status", "--root", ""], "--root is empty"),
        (["run", "--root", " "], "--root is empty"),
        (["decode", "", "--out", "{tmp}/x"], "an empty name"),
        (["decode", "{tmp}", "--out", "{tmp}/x"], "cannot be read; place: {tmp}"),
        (["read", "{tmp}/none"], "cannot be read; place: {tmp}/none"),
        (["parse", "no_brreg", "{tmp}/none"], "cannot be read; place: {tmp}/none"),
        (["organisations", "--file", "{tmp}", "--out", "{tmp}/x"], "cannot be read"),
        (["organisations", "--file", "{tmp}/none", "--out", "{tmp}/x"], "cannot be read"),
        (["organisations", "--file", "{tmp}/file", "--out", "{tmp}"], "cannot be written"),
        (["organisations", "--file", "{tmp}/file", "--out", "{tmp}/x"], "register"),
        (["decode", "{tmp}/file", "--out", "{tmp}/x/"], "cannot be written; place: {tmp}/x/"),
        (["query", "SELECT 1", "--parquet", "{tmp}"], "cannot be written; place: {tmp}"),
        (["query", "SELECT 1", "--parquet", ""], "an empty name"),
        (["query", "SELECT 1; SELECT 2", "--root", "{root}"], "one query at a time"),
        (["release", "use", "nosuch", "--root", "{root}"], "no release nosuch"),
        (["release", "diff", "nosuch", "--root", "{root}"], "no release nosuch"),
        (["release", "changes", "--since", "nosuch", "--root", "{root}"], "no release nosuch"),
        (["explain", "", "--root", "{root}"], "lists the names"),
        (["explain", "zzzz", "--root", "{root}"], "lists the names"),
        (["explain", "sea vally", "--root", "{root}"], "nearest: no:sea"),
        (["alerts", "--webhook", "nonsense"], "--webhook is no address"),
        (["alerts", "--webhook", "https://[::1/a"], "--webhook is no address"),
        (["alerts", "--slack", "hooks.example.org/a"], "--slack is no address"),
        (["alerts", "--mail", "nobody"], "--mail is no address"),
        (["query", "FROM of_words", "--root", "{root}"], "describe of_words`, of_words(words): a"),
        (["query", "FROM of_words('a')", "--root", "{root}"], "describe of_words`, of_words(words"),
        (["query", "SELECT x FROM cluster", "--root", "{root}"], "-clusters describe cluster`"),
        (["query", "SELECT 'a'::INT", "--root", "{root}"], "`nordic-clusters describe` lists"),
    ],
)  # fmt: skip
def test_wrong_input_ends_in_one_line_and_code_2(
    words: list[str], told: str, root: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("no register", encoding="utf-8")
    found = typed(*(word.format(tmp=tmp_path, root=root) for word in words))
    assert told.format(tmp=tmp_path) in found.stderr
    assert found.stderr.count("\n") == 1
    assert found.stdout == ""
    assert found.exit_code == 2
    assert not (tmp_path / "x").exists()


def test_a_query_that_duckdb_makes_several_of_is_one(root: Path) -> None:
    found = typed("query", "PIVOT cluster ON name USING count(*);", "--root", root, "--csv")
    assert found.stdout == "cluster_id,Sea Valley\nno:sea,1\n", found.stderr


def test_two_forms_of_a_result_exclude_each_other() -> None:
    found = typed("query", "SELECT 1", "--csv", "--json")
    assert found.exit_code == 2
    assert "not allowed with" in found.stderr


def test_alerts_name_a_server_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as closed:  # bound, but nobody listens
        closed.bind(("127.0.0.1", 0))
        monkeypatch.setenv("PREFECT_API_URL", f"http://127.0.0.1:{closed.getsockname()[1]}/api")
        found = typed("alerts", "--webhook", "https://hooks.example.org/a")
    assert found.exit_code == 2
    assert "does not answer" in found.stderr


def test_alerts_name_a_server_that_is_no_prefect(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise httpx.HTTPError("404 Not Found")

    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:1/nothing")
    monkeypatch.setattr(server, "reach", lambda *_: None)
    monkeypatch.setattr(alerts, "_block", refuse)
    found = typed("alerts", "--webhook", "https://user:word@hooks.example.org:8443/a?b=c")
    assert found.exit_code == 2
    assert "did not take the alert; url: http://127.0.0.1:1/nothing" in found.stderr


@pytest.mark.parametrize("command", [["status"], ["release", "list"]])
def test_before_the_first_release_every_listing_says_so(command: list[str], tmp_path: Path) -> None:
    found = typed(*command, "--root", tmp_path / "none")
    assert found.exit_code == 1
    assert "Nothing is published" in found.stderr


def test_releases_without_a_current_one_are_listed_with_the_way_back(tmp_path: Path) -> None:
    root = small_release(tmp_path / "data", "CREATE TABLE x (y INT)")
    (root / "current").unlink()
    found = typed("release", "list", "--root", root)
    assert found.stdout == "  20260101T000000Z-00000000  schema 1.0\n"
    for command in (["release", "list"], ["status"], ["query", "FROM x"]):
        found = typed(*command, "--root", root)
        assert found.exit_code == 1
        assert "run shows readers 20260101T000000Z-00000000 again" in found.stderr
        assert found.stderr.count("\n") == 1
    assert typed("release", "use", "20260101T000000Z-00000000", "--root", root).exit_code == 0
    assert typed("query", "FROM x", "--root", root).exit_code == 0


class TerminationSignal(BaseException):
    """As Prefect's."""

    signal = 15


@pytest.mark.parametrize(
    ("cause", "code", "name"),
    [(TerminationSignal(), 143, "SIGTERM"), (KeyboardInterrupt(), 130, "Ctrl-C")],
)
@pytest.mark.parametrize("wrap", [RuntimeError, OSError])
def test_a_signal_that_a_library_made_an_error_of_ends_the_command(
    wrap: Callable[[str], Exception],
    cause: BaseException,
    code: int,
    name: str,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        try:
            raise wrap("Query interrupted") from cause
        except Exception as error:
            raise ValueError("on the way up") from error

    monkeypatch.setattr(query_command, "current_database", interrupted)
    found = typed("query", "SELECT 1", "--root", root)
    assert found.exit_code == code
    assert f"stopped by {name}" in found.stderr
    assert found.stderr.count("\n") == 1
