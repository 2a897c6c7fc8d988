"""Log-in, renewal and the password check: each in short transactions of its own.

A password's hash takes a tenth of a second, and no transaction is open meanwhile.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core.acesso import queries
from core.acesso.models import Credencial, Dispositivo, EstadoDispositivo, Presenca, Sessao
from core.acesso.queries import Person
from core.acesso.rules.nomes import folded
from core.command.log import Auditoria, Resultado
from core.db.engine import Database
from core.db.unit import Unit
from core.db.upsert import upsert
from core.errors import NotFound, Unauthenticated
from core.ids import new_id
from server.auth import limits, tokens
from server.auth.devices import Proof, proves_device
from server.auth.limits import Origin, Throttled
from server.auth.passwords import Passwords
from server.auth.tokens import TokenKeys


@dataclass(frozen=True)
class Door:
    """What log-in needs of a server process."""

    database: Database
    keys: TokenKeys
    passwords: Passwords


@dataclass(frozen=True)
class Entry:
    """An open session with its tokens, as the person may have them."""

    access: str
    renewal: str
    person: Person
    must_change: bool


def log_in(
    door: Door, username: str, password: str, origin: Origin, now: datetime, proof: Proof | None
) -> Entry:
    """Open a session for whoever knows the password.

    Raises:
        Unauthenticated: no such active person, another password (also one that was set while this
            one was checked), or the device's proof fails; the answer and its time are the same for
            the first two.
        Throttled: too many attempts; the password was not looked at.
    """
    origin = _proved(door, username, origin, proof, now)
    person, credential = check_password(door, username, password, origin, now)
    if credential.expires_at is not None and credential.expires_at <= now:
        raise Unauthenticated("acesso.senha_de_uso_unico_vencida")
    renewed = _rehashed(door, credential, password)
    family = Sessao(
        id=new_id(),
        usuario_id=person.user.id,
        dispositivo_id=origin.device_id,
        nonce=secrets.token_urlsafe(24),
        generation=0,
        created_at=now,
        used_at=now,
        expires_at=now + door.keys.refresh,
        address=origin.address[:64],
        agent=origin.agent[:200],
    )
    with Unit(door.database) as unit:
        unit.session.add(family)
        _check_unchanged(unit, credential, renewed)
        _seen(unit, origin, now)
        unit.session.add(audit("sessao.abrir", now, origin, person=person))
        limits.prune(unit.session, now)
        unit.commit()
    return _entry(door, family, person, credential, now)


def check_password(
    door: Door, username: str, password: str, origin: Origin, now: datetime
) -> tuple[Person, Credencial]:
    """The active person whose password this is; attempts are counted.

    Raises:
        Unauthenticated: there is no such person, or it is another password.
        Throttled: too many attempts; the password was not looked at.
    """
    with Unit(door.database) as unit:
        verdict = limits.check_in(unit.session, username, origin, now)
        found = queries.candidate(unit.session, username)
        if verdict.first:
            unit.session.add(audit("sessao.limite", now, origin, username=username))
        unit.commit()
    if verdict.wait is not None:
        raise Throttled("acesso.tentativas", segundos=verdict.wait)
    stored = None if found is None else found[1].senha_hash
    if not door.passwords.verify(stored, password) or found is None:
        _note_failure(door, username, origin, now)
        raise Unauthenticated("acesso.credenciais")
    with Unit(door.database) as unit:
        limits.forgive(unit.session, username, origin)
        unit.commit()
    return found


def renew(door: Door, token: str, origin: Origin, now: datetime) -> Entry:
    """The next tokens of a session.

    A token that was renewed already gives the same successor again, until that successor is used:
    an answer that was lost on the way costs nobody his session. An older one means that two hold
    the session, and ends it.

    Raises:
        Unauthenticated: the token is not ours, or its session has ended.
    """
    renewal = tokens.read_renewal(token)
    with Unit(door.database) as unit:
        family = unit.session.get(Sessao, renewal.session_id, with_for_update=True)
        if family is None or not tokens.proves(door.keys, renewal, family.nonce):
            raise Unauthenticated("acesso.renovacao_invalida")
        if family.revoked_at is not None or family.expires_at <= now:
            raise Unauthenticated("acesso.sessao_encerrada")
        stolen = renewal.generation < family.generation - 1
        if stolen:
            family.revoked_at, family.reason = now, "renovacao_repetida"
            unit.session.add(audit("sessao.roubo", now, origin, subject=str(family.id)))
        else:
            person = _still_welcome(unit, family)
            credential = unit.session.get_one(Credencial, family.usuario_id)
            _advance(unit, door, family, renewal, origin, now)
        unit.commit()
    if stolen:
        raise Unauthenticated("acesso.renovacao_repetida")
    return _entry(door, family, person, credential, now)


def audit(
    act: str,
    now: datetime,
    origin: Origin,
    *,
    person: Person | None = None,
    username: str = "",
    subject: str = "",
) -> Auditoria:
    """An entry of the audit that no command writes; with a person it tells of a success."""
    return Auditoria(
        id=new_id(),
        momento=now,
        usuario_id=None if person is None else person.user.id,
        username=(folded(username) if person is None else person.user.username)[:80],
        dispositivo_id=origin.device_id,
        ato=act,
        assunto=subject,
        detalhe={},
        endereco=origin.address[:64],
        resultado=Resultado.RECUSADO if person is None else Resultado.OK,
    )


def shown(person: Person, *, must_change: bool) -> dict[str, Any]:
    """Name, role and permissions as the old clients know them; none before a password is his."""
    return {
        "nome": person.user.nome,
        "cargo": person.role.nome,
        "permissoes": [] if must_change else person.permissions,
    }


def _entry(
    door: Door, family: Sessao, person: Person, credential: Credencial, now: datetime
) -> Entry:
    must_change = credential.senha_trocar
    claims = {
        "sub": person.user.username,
        **shown(person, must_change=must_change),
        "sid": str(family.id),
    }
    access = tokens.make_access(door.keys, claims, new_id(), now)
    renewal = tokens.make_renewal(door.keys, family.id, family.generation, family.nonce)
    return Entry(access, renewal, person, must_change)


def _proved(
    door: Door, username: str, origin: Origin, proof: Proof | None, now: datetime
) -> Origin:
    if proof is None:
        return origin
    with Unit(door.database, writes=False) as unit:
        device = unit.session.get(Dispositivo, proof.device_id)
    if device is None or device.estado is not EstadoDispositivo.ATIVO:
        raise Unauthenticated("acesso.dispositivo_prova")
    if not proves_device(proof, device.chave_publica, username, now):
        raise Unauthenticated("acesso.dispositivo_prova")
    return replace(origin, device_id=device.id)


def _rehashed(door: Door, credential: Credencial, password: str) -> str | None:
    outdated = door.passwords.outdated(credential.senha_hash)
    return door.passwords.hash(password) if outdated else None


def _check_unchanged(unit: Unit, checked: Credencial, renewed: str | None) -> None:
    """Refuse a password that was replaced since it was checked; store its newer hash, if any.

    The row stays locked until the session stands, so a reset that comes later ends it. A hash that
    another log-in made anew is of the same password: it leaves `changed_at` as it is.
    """
    # first the session, whose insert locks the user as a reset does before the credential
    unit.session.flush()
    wanted = select(Credencial).where(Credencial.usuario_id == checked.usuario_id)
    present = unit.session.scalars(wanted.with_for_update()).one_or_none()
    same = present is not None and present.senha_hash == checked.senha_hash
    if present is None or not (same or present.changed_at == checked.changed_at):
        raise Unauthenticated("acesso.credenciais")
    if same and renewed is not None:
        present.senha_hash = renewed


def _note_failure(door: Door, username: str, origin: Origin, now: datetime) -> None:
    with Unit(door.database) as unit:
        unit.session.add(audit("sessao.abrir", now, origin, username=username))
        unit.commit()


def _advance(
    unit: Unit,
    door: Door,
    family: Sessao,
    renewal: tokens.Renewal,
    origin: Origin,
    now: datetime,
) -> None:
    """Use the token up; the one before it gives the present one again."""
    if renewal.generation == family.generation:
        family.generation += 1
        family.used_at, family.expires_at = now, now + door.keys.refresh
        _seen(unit, replace(origin, device_id=family.dispositivo_id), now)


def _still_welcome(unit: Unit, family: Sessao) -> Person:
    try:
        person = queries.person(unit.session, family.usuario_id)
    except NotFound as error:
        raise Unauthenticated("acesso.sessao_encerrada") from error
    state = None
    if family.dispositivo_id is not None:
        wanted = select(Dispositivo.estado).where(Dispositivo.id == family.dispositivo_id)
        state = unit.session.scalar(wanted)
    shut_out = family.dispositivo_id is not None and state is not EstadoDispositivo.ATIVO
    if person.user.archived_at is not None or shut_out:
        raise Unauthenticated("acesso.sessao_encerrada")
    return person


def _seen(unit: Unit, origin: Origin, now: datetime) -> None:
    if origin.device_id is None:
        return
    values = {"last_seen": now, "address": origin.address[:64]}
    statement = upsert(unit.session.connection(), Presenca.__table__)
    statement = statement.values(dispositivo_id=origin.device_id, **values)
    unit.session.execute(
        statement.on_conflict_do_update(index_elements=["dispositivo_id"], set_=values)
    )
