"""Real S3 servers for the tests: SeaweedFS as the strict one, rclone as the quick one.

Each runs once a test worker, on free loopback ports, with its state in a temporary folder.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

import boto3
import pytest
from botocore.client import Config
from botocore.exceptions import BotoCoreError, ClientError

ACCESS_KEY = "TESTACCESSKEY"
SECRET_KEY = "test-secret-of-the-loopback-store"  # noqa: S105 - of a server that lives for one run
REGION = "us-east-1"
READY_SECONDS = 90


@dataclass(frozen=True, slots=True)
class ObjectStore:
    """A running S3 server with its one bucket; each test keeps under a prefix of its own.

    A bucket a test would be dear: SeaweedFS lays out several volumes for each.
    """

    name: str
    endpoint: str
    prefix: str = ""
    bucket: str = "radha"
    access_key: str = ACCESS_KEY
    secret_key: str = SECRET_KEY
    region: str = REGION

    def apart(self) -> ObjectStore:
        """The same server, where nothing lies yet."""
        return replace(self, prefix=f"t-{uuid.uuid4().hex}/")


@contextmanager
def raw_client(store: ObjectStore) -> Iterator[Any]:
    """A plain boto3 client, to look behind the storage's back."""
    client = boto3.client(
        "s3",
        endpoint_url=store.endpoint,
        aws_access_key_id=store.access_key,
        aws_secret_access_key=store.secret_key,
        region_name=store.region,
        config=Config(
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            response_checksum_validation="when_required",
            retries={"total_max_attempts": 1},
            connect_timeout=5,
            read_timeout=20,
        ),
    )
    try:
        yield client
    finally:
        client.close()


def free_ports(count: int) -> list[int]:
    """Loopback ports that nobody holds; all are held together while they are chosen."""
    with ExitStack() as held:
        ports = []
        for _ in range(count):
            taken = held.enter_context(socket.socket())
            taken.bind(("127.0.0.1", 0))
            ports.append(taken.getsockname()[1])
        return ports


@pytest.fixture(scope="session")
def seaweedfs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ObjectStore]:
    """SeaweedFS, started once a worker."""
    folder = tmp_path_factory.mktemp("seaweedfs")
    with _running(_seaweedfs, folder) as endpoint:
        yield ObjectStore("seaweedfs", endpoint)


@pytest.fixture(scope="session")
def rclone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ObjectStore]:
    """`rclone serve s3`, started once a worker."""
    folder = tmp_path_factory.mktemp("rclone")
    with _running(_rclone, folder) as endpoint:
        yield ObjectStore("rclone", endpoint)


@pytest.fixture(params=["seaweedfs", "rclone"])
def object_store(request: pytest.FixtureRequest) -> ObjectStore:
    """Each of the two servers in turn, where nothing lies yet."""
    server: ObjectStore = request.getfixturevalue(request.param)
    return server.apart()


def _program(name: str) -> Path:
    suffix = ".exe" if os.name == "nt" else ""
    return Path(sys.executable).with_name(name + suffix)


def _seaweedfs(folder: Path) -> tuple[list[str], str]:
    identity = {
        "name": "app",
        "credentials": [{"accessKey": ACCESS_KEY, "secretKey": SECRET_KEY}],
        "actions": ["Admin", "Read", "Write", "List", "Tagging"],
    }
    config = folder / "s3.json"
    config.write_text(json.dumps({"identities": [identity]}), encoding="utf-8")
    (folder / "data").mkdir()
    names = ("master", "volume", "filer", "s3")
    ports = iter(free_ports(2 * len(names)))
    taken = {name: (next(ports), next(ports)) for name in names}
    command = [
        str(_program("weed")),
        "server",
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        f"-dir={folder / 'data'}",
        "-s3",
        f"-s3.config={config}",
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        f"-s3.localSocket={folder / 's3.sock'}",
        f"-filer.localSocket={folder / 'filer.sock'}",
        "-volume.max=20",
        "-master.volumeSizeLimitMB=64",
        "-master.telemetry=false",
        *(f"-{name}.port={plain}" for name, (plain, _) in taken.items()),
        *(f"-{name}.port.grpc={grpc}" for name, (_, grpc) in taken.items()),
    ]
    return command, f"http://127.0.0.1:{taken['s3'][0]}"


def _rclone(folder: Path, port: int = 0) -> tuple[list[str], str]:
    data = folder / "data"
    data.mkdir(exist_ok=True)
    port = port or free_ports(1)[0]
    command = [
        str(_program("rclone")),
        "serve",
        "s3",
        "--config",
        str(folder / "rclone.conf"),
        "--addr",
        f"127.0.0.1:{port}",
        "--auth-key",
        f"{ACCESS_KEY},{SECRET_KEY}",
        "--vfs-cache-mode",
        "off",
        str(data),
    ]
    return command, f"http://127.0.0.1:{port}"


@contextmanager
def own_rclone(folder: Path, port: int) -> Iterator[tuple[ObjectStore, Callable[[], None]]]:
    """An rclone of the test's own, and what kills it at once; its data outlives it."""
    command, endpoint = _rclone(folder, port)
    with _started(command, endpoint, folder) as process:
        yield ObjectStore("rclone", endpoint), lambda: _stop(process)


@contextmanager
def _running(recipe: Callable[[Path], tuple[list[str], str]], folder: Path) -> Iterator[str]:
    command, endpoint = recipe(folder)
    with _started(command, endpoint, folder):
        yield endpoint


@contextmanager
def _started(command: list[str], endpoint: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    log_path = folder / "server.log"
    with log_path.open("wb") as log:
        process = _start(command, folder, log)
        try:
            _await_ready(ObjectStore("starting", endpoint), process, log_path)
            yield process
        finally:
            _stop(process)


def _start(command: list[str], folder: Path, log: IO[bytes]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, "TMPDIR": str(folder)},
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=os.name != "nt",
    )


def _await_ready(store: ObjectStore, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until an object can be written and read; listening alone is not enough."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        with suppress(BotoCoreError, ClientError), raw_client(store) as client:
            with suppress(ClientError):  # there already after a restart
                client.create_bucket(Bucket=store.bucket)
            client.put_object(Bucket=store.bucket, Key="probe", Body=b"probe")
            client.delete_object(Bucket=store.bucket, Key="probe")
            return
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.2)
    raise RuntimeError(log.read_text(encoding="utf-8", errors="replace")[-4000:])


def _stop(process: subprocess.Popen[bytes]) -> None:
    if os.name == "nt":
        process.kill()
    else:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait(30)
