"""Runs the server until it is told to stop."""

from __future__ import annotations

import signal
import socket

import uvicorn

from core.db.engine import Database
from core.errors import EnvironmentFault
from core.messages import say
from server.app import create_app
from server.logs import configure
from server.settings import Settings
from server.start import prepare, reset
from server.sync.restore import begin_anew

STOP_SECONDS = 10
"""How long open answers may take to end at a stop."""


def serve(settings: Settings) -> int:
    """Prepare, listen, tell the address, serve.

    Raises:
        EnvironmentFault: the address cannot be opened.
    """
    configure()
    listener = _listen(settings)
    with listener:
        password = prepare(settings)
        if password is not None:
            _tell(say("servidor.primeiro_admin", username=settings.admin_user, password=password))
        host, port = listener.getsockname()[:2]
        app = create_app(settings)
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            proxy_headers=True,
            forwarded_allow_ips=settings.trusted_proxies,
            server_header=False,
            timeout_graceful_shutdown=STOP_SECONDS,
        )
        _tell(_opened(f"http://{host}:{port}", settings))
        for number in (signal.SIGINT, signal.SIGTERM):
            # uvicorn stops in good order and then raises the signal again: to be asked to stop is
            # no failure of a server
            signal.signal(number, lambda _number, _frame: None)
        uvicorn.Server(config).run(sockets=[listener])
    return 0


def show_reset(settings: Settings, username: str) -> int:
    """Give an administrator who lost his password one for one use, and show it."""
    prepare(settings)
    password = reset(settings, username)
    _tell(say("servidor.senha_nova", username=username, password=password))
    return 0


def finish_restore(settings: Settings) -> int:
    """After a backup was put back: begin a new history, so that workstations send what it lacks."""
    prepare(settings)
    with Database(settings.database) as database:
        begin_anew(database)
    _tell(say("servidor.copia_restaurada"))
    return 0


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # by its protocol asyncio knows that answers of two pieces must not wait for each other
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((settings.host, settings.port))
        listener.listen(256)
    except OSError as error:
        listener.close()
        raise EnvironmentFault(
            "servidor.porta", host=settings.host, port=settings.port, detail=error.strerror or ""
        ) from error
    return listener


def _opened(address: str, settings: Settings) -> str:
    database = "PostgreSQL" if settings.database.startswith("postgresql") else "SQLite"
    files = settings.object_storage_bucket or str(settings.storage_folder)
    return say("servidor.aberto", address=address, database=database, files=files)


def _tell(sentence: str) -> None:
    # the one thing this program says on its standard output; what happens goes to the log
    print(sentence, flush=True)  # noqa: T201 - as above
