"""The first administrator of a fresh installation, and a way back in when all are lost."""

from __future__ import annotations

import secrets

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from core.acesso.commands.inicio import FIRST_START, INSTALLER, Iniciar
from core.acesso.commands.usuarios import ReativarUsuario, RedefinirSenha
from core.acesso.models import Usuario
from core.acesso.rules.nomes import folded
from core.acesso.rules.senhas import judge_password
from core.command import execute
from core.command.log import Op
from core.db.unit import Unit
from core.errors import InputError
from server.auth.passwords import Passwords
from server.settings import Settings

_SIGNS = "abcdefghijkmnpqrstuvwxyz23456789"
"""Thirty-two, without those that people confuse."""

_LENGTH = 16


def one_time_password(seed: bytes | None = None) -> str:
    """A password to be read aloud once: four groups of four signs, 80 bits.

    Args:
        seed: at least 16 secret bytes, for the same password when a request is repeated.
    """
    raw = seed or secrets.token_bytes(_LENGTH)
    signs = [_SIGNS[byte % len(_SIGNS)] for byte in raw[:_LENGTH]]
    return "-".join("".join(signs[at : at + 4]) for at in range(0, _LENGTH, 4))


def ensure_first_admin(unit: Unit, settings: Settings) -> str | None:
    """Make the roles and the first administrator where nobody has done so; the caller commits.

    Returns:
        His one-time password; None when he was there already, or has the password that the
        settings give.

    Raises:
        InputError: the password of the settings is one that nobody may have.
    """
    if unit.session.get(Op, FIRST_START) is not None:
        return None
    given = settings.admin_pass.get_secret_value() if settings.admin_pass else None
    if given:
        judge_password(given, settings.admin_user)
    password = given or one_time_password()
    hashed = Passwords.of(settings).hash(password)
    command = Iniciar(username=settings.admin_user, hash=hashed, trocar=given is None)
    try:
        execute(unit, command, INSTALLER, op_id=FIRST_START)
    except IntegrityError:
        # another server of this database starts at the same moment and was first
        unit.rollback()
        return None
    return None if given else password


def reset_admin(unit: Unit, settings: Settings, username: str) -> str:
    """A one-time password for an administrator who lost his; the caller commits.

    For whoever sits at the server itself and can read its secrets: nobody reaches it by the
    network. A deactivated one is let in again.

    Raises:
        InputError: no user has this name.
    """
    wanted = select(Usuario).where(Usuario.chave == folded(username))
    user = unit.session.scalar(wanted)
    if user is None:
        raise InputError("acesso.usuario_sem_nome", username=username)
    password = one_time_password()
    hashed = Passwords.of(settings).hash(password)
    if user.archived_at is not None:
        execute(unit, ReativarUsuario(id=user.id), INSTALLER)
    execute(unit, RedefinirSenha(id=user.id, hash=hashed, trocar=True), INSTALLER)
    return password
