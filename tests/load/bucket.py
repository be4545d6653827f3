"""A local server that speaks S3, with one empty bucket."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import fsspec
import pytest


@contextlib.contextmanager
def empty_bucket() -> Iterator[dict[str, str]]:
    """A client's settings; its only bucket is ``clusters``. A test skips without the extra."""
    server_module = pytest.importorskip("moto.server")
    pytest.importorskip("s3fs")
    # Buckets are the process's, not the server's: another test may have made the same.
    pytest.importorskip("moto.s3.models").s3_backends.reset()
    server = server_module.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    environment = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    fsspec.filesystem(
        "s3",
        endpoint_url=environment["AWS_ENDPOINT_URL"],
        key="test",
        secret="test",
        skip_instance_cache=True,
    ).mkdir("clusters")
    yield environment
    server.stop()
