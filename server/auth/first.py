"""The first administrator of a fresh installation, and a way back in when all are lost."""

from __future__ import annotations

import secrets

from sqlalchemy.exc import IntegrityError

from core.acesso.commands.inicio import FIRST_START, INSTALLER, Iniciar
from core.command import execute
from core.command.log import Op
from core.db.unit import Unit
from server.auth.passwords import Passwords
from server.settings import Settings

_SIGNS = "abcdefghijkmnpqrstuvwxyz23456789"
"""Without those that people confuse."""


def one_time_password() -> str:
    """A password to be read aloud once: four groups of four signs, 80 bits."""
    groups = ("".join(secrets.choice(_SIGNS) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


def ensure_first_admin(unit: Unit, settings: Settings) -> str | None:
    """Make the roles and the first administrator where nobody has done so; the caller commits.

    Returns:
        His one-time password; None when he was there already, or has the password that the
        settings give.
    """
    if unit.session.get(Op, FIRST_START) is not None:
        return None
    given = settings.admin_pass.get_secret_value() if settings.admin_pass else None
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
