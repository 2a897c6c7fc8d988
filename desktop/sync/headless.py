"""A workstation without a window: for kiosks and for tests."""

from __future__ import annotations

import getpass
import json
import os
import signal
import stat
import sys
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any

import structlog
from pydantic_core import to_jsonable_python

import core.schema  # noqa: F401 - makes every command known
from core.cli.console import answer
from core.errors import InputError
from desktop.sync.agent import Agent
from desktop.sync.credentials import Credentials, NotApproved
from desktop.sync.ledger import Counts, State, counts, entries, reading
from desktop.sync.protocol import Reply, Talk
from desktop.sync.station import LEDGER, Notice, Station, notice_of
from desktop.sync.status import Backoff
from desktop.sync.transport import Busy, Stream, Transport, Unreachable

USER, PASSWORD = "RADHA_USER", "RADHA_PASSWORD"
_LOG = structlog.get_logger()


@dataclass(frozen=True)
class Look:
    """What a workstation's files tell, also while its agent runs."""

    server: str
    counts: Counts
    inbox: list[Notice]

    def document(self) -> dict[str, Any]:
        """As JSON."""
        age = round(self.counts.oldest_age_s())
        return {
            "server": self.server,
            **to_jsonable_python(asdict(self.counts)),
            "oldest_age_s": age,
            "inbox": [to_jsonable_python(asdict(notice)) for notice in self.inbox],
        }


def look(home: Path) -> Look:
    """Look at a workstation's files.

    Raises:
        InputError: there is no workstation.
    """
    with reading(home / LEDGER) as ledger:
        found = [*entries(ledger, State.REFUSED), *entries(ledger, State.QUARANTINED)]
        told = counts(ledger)
    inbox = [notice_of(entry) for entry in sorted(found, key=lambda entry: entry.pos)]
    return Look(Credentials.open(home).server, told, inbox)


def run(server: str, home: Path, *, work: Path | None, name: str, poke: bool) -> int:
    """Run an agent until it is told to stop, or has done its work.

    Args:
        server: address.
        home: of the workstation's files.
        work: commands, one JSON object a line; None for those of the standard input.
        name: of the workstation, where it is registered only now.
        poke: whether the server's pokes are listened to.

    Raises:
        InputError: the file of commands cannot be read.
        EnvironmentFault: another process has the workstation open.
    """
    _log_json()
    ending = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ending.set())
    lines = None if work is None else _lines_of(work)
    credentials = Credentials.open(home)
    typed = _typed(ask=not credentials.ready)
    if not credentials.ready and not _first_sign_in(credentials, server, typed, name, ending):
        return 0
    actor, grant_id = credentials.person()
    with Station.open(home, credentials.actor_of) as station:
        wire = Transport(server, credentials)
        stream = Stream(server, credentials) if poke else None

        def again() -> None:
            if typed is not None:
                credentials.sign_in(server, *typed)

        agent = Agent(station, wire, stream, sign_in=None if typed is None else again)
        talk = Talk(station, agent, actor, grant_id)
        agent.start()
        try:
            if lines is not None:
                return _work_off(talk, station, lines, ending)
            _serve(talk, ending)
        finally:
            agent.stop()
    return 0


def _serve(talk: Talk, ending: threading.Event) -> None:
    """Answer the standard input; where nobody can write to it, wait for a signal."""
    threading.Thread(target=_read, args=(talk, ending), name="stdin", daemon=True).start()
    ending.wait()


def _read(talk: Talk, ending: threading.Event) -> None:
    for number, line in enumerate(sys.stdin, start=1):
        if line.strip():
            _answer(talk.reply(line, number))
        if talk.ended:
            break
    # the program that talked to us is gone; without one there is only a signal to wait for
    if talk.ended or stat.S_ISFIFO(os.fstat(sys.stdin.fileno()).st_mode):
        ending.set()


def _work_off(talk: Talk, station: Station, lines: list[str], ending: threading.Event) -> int:
    failed = 0
    for number, line in enumerate(lines, start=1):
        if line.strip():
            told = talk.reply(line, number)
            failed += not told["ok"]
            _answer(told)
    while station.status().pending and not ending.wait(0.1):
        pass
    return 1 if failed else 0


def _first_sign_in(
    credentials: Credentials,
    server: str,
    typed: tuple[str, str] | None,
    name: str,
    ending: threading.Event,
) -> bool:
    """Sign in for the first time, with patience; False when told to stop meanwhile."""
    if typed is None:
        raise InputError("estacao.falta_senha")
    backoff = Backoff(Random())
    while not ending.is_set():
        try:
            credentials.sign_in(server, *typed, name=name)
        except (NotApproved, Unreachable, Busy) as error:
            _LOG.warning("agent.sign_in", why=error.code, **error.values)
            ending.wait(backoff.next())
        else:
            return True
    return False


def _typed(*, ask: bool) -> tuple[str, str] | None:
    """Name and password from the environment; asked for at a terminal where it must be."""
    username, password = os.environ.get(USER, ""), os.environ.get(PASSWORD, "")
    if username and password:
        return username, password
    if not ask or not sys.stdin.isatty():
        return None
    username = username or input("Usuário: ")
    return username, getpass.getpass("Senha: ")


def _lines_of(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("estacao.arquivo", file=str(path), detail=str(error)) from error


def _answer(told: Reply) -> None:
    answer(json.dumps(told, ensure_ascii=False))


def _log_json() -> None:
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger("info"),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    )
