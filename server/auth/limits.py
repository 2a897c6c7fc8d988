"""Slows guessing of passwords down, across every server process of one database.

Attempts are counted in rows before the password is looked at, so that many at the same moment
count as many. Three counters, each with its window:

- person and place: five attempts. The place is the caller's address, or the device where one has
  proved itself by its key: so a stranger at the same address cannot shut a known device out.
- address: a hundred; a factory's stations share one at the start of a shift.
- person, wherever from: fifty. When they are used up, only places from which this person has
  logged in before, and the server's own console, may still try.

Every window ends by itself: nobody, and so neither the last administrator, is shut out for good.
"""

from __future__ import annotations

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import case, delete, exists, select, update
from sqlalchemy.orm import Session

from core.acesso.models import Limite, Sessao, Usuario
from core.acesso.rules.nomes import folded
from core.db.upsert import upsert
from core.errors import RadhaError

PLACE_ATTEMPTS, PLACE_WINDOW = 5, timedelta(minutes=15)
ADDRESS_ATTEMPTS, ADDRESS_WINDOW = 100, timedelta(minutes=5)
PERSON_ATTEMPTS, PERSON_WINDOW = 50, timedelta(hours=1)
KNOWN_PLACE = timedelta(days=90)
PRUNED = 100
"""Ended counters that one log-in sweeps away: more than one attempt can make."""


class Throttled(RadhaError):
    """Too many attempts; `segundos` of the values says when the next one is looked at."""

    exit_code = 2


@dataclass(frozen=True)
class Verdict:
    """What the counters say of one attempt.

    Attributes:
        wait: seconds until the next attempt is looked at; None when this one is.
        first: whether this is the attempt that used a counter up, to be told once.
    """

    wait: int | None
    first: bool = False


@dataclass(frozen=True)
class Origin:
    """Where an attempt comes from.

    Attributes:
        address: the caller's network address.
        agent: what program says it is.
        device_id: the device, only when it has proved itself.
    """

    address: str
    agent: str = ""
    device_id: UUID | None = None


@dataclass(frozen=True)
class _Counter:
    key: str
    most: int
    window: timedelta


def check_in(session: Session, username: str, origin: Origin, now: datetime) -> Verdict:
    """Count one attempt; the caller commits before he acts on the verdict."""
    person, place, address = _counters(username, origin)
    verdicts = [_count(session, counter, now) for counter in (address, place)]
    whole = _count(session, person, now)
    if whole.wait is not None and not _known_place(session, username, origin, now):
        verdicts.append(whole)
    wait = max((each.wait for each in verdicts if each.wait is not None), default=None)
    return Verdict(wait, any(each.first for each in verdicts))


def forgive(session: Session, username: str, origin: Origin) -> None:
    """Take back the attempt that turned out to be the person; the caller commits."""
    person, place, address = _counters(username, origin)
    for counter in (address, place, person):
        left = 0 if counter is place else case((Limite.attempts > 0, Limite.attempts - 1), else_=0)
        session.execute(
            update(Limite).where(Limite.key == counter.key).values(attempts=left),
            execution_options={"synchronize_session": False},
        )


def prune(session: Session, now: datetime) -> None:
    """Forget some counters whose window has ended; the caller commits.

    Those that another log-in counts with at this moment are left, so that nobody waits in a ring.
    """
    ended = select(Limite.key).where(Limite.until <= now).limit(PRUNED)
    keys = session.scalars(ended.with_for_update(skip_locked=True)).all()
    session.execute(
        delete(Limite).where(Limite.key.in_(keys)),
        execution_options={"synchronize_session": False},
    )


def _counters(username: str, origin: Origin) -> tuple[_Counter, _Counter, _Counter]:
    name = folded(username)
    place = f"device/{origin.device_id}" if origin.device_id else f"address/{origin.address}"
    return (
        _Counter(_key("person", name), PERSON_ATTEMPTS, PERSON_WINDOW),
        _Counter(_key("place", name, place), PLACE_ATTEMPTS, PLACE_WINDOW),
        _Counter(_key("address", _network(origin.address)), ADDRESS_ATTEMPTS, ADDRESS_WINDOW),
    )


def _key(*parts: str) -> str:
    # passwords are sometimes typed in the place of the name: nothing of it may be readable
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _network(address: str) -> str:
    """One household of IPv6 has 2^64 addresses and counts as one."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((int(found), 64), strict=False))


def _count(session: Session, counter: _Counter, now: datetime) -> Verdict:
    """Count in one statement, which other processes wait for."""
    table = Limite.__table__
    over = table.c.until <= now
    statement = upsert(session.connection(), table).values(
        key=counter.key, attempts=1, until=now + counter.window
    )
    statement = statement.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "attempts": case((over, 1), else_=table.c.attempts + 1),
            "until": case((over, statement.excluded.until), else_=table.c.until),
        },
    )
    returned = statement.returning(table.c.attempts, table.c.until)
    attempts, until = session.execute(returned).one()
    if attempts <= counter.most:
        return Verdict(None)
    wait = max(1, int((until - now).total_seconds()) + 1)
    return Verdict(wait, first=attempts == counter.most + 1)


def _known_place(session: Session, username: str, origin: Origin, now: datetime) -> bool:
    if origin.device_id is not None or _console(origin.address):
        return True
    from_here = (
        select(Sessao.id)
        .join(Usuario, Usuario.id == Sessao.usuario_id)
        .where(
            Usuario.chave == folded(username),
            Sessao.address == origin.address,
            Sessao.created_at > now - KNOWN_PLACE,
        )
    )
    return bool(session.scalar(select(exists(from_here))))


def _console(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
